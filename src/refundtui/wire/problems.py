"""What is wrong with a document that people wrote: where, and a code that becomes one sentence."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from refundtui.domain.hostile_text import clean_line

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` is `order.lines[2].unit_price`; `code` and `facts` make the sentence."""

    path: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts)
        return f"{self.path or 'document'}: {self.code}{f' ({told})' if told else ''}"


class DocumentError(ValueError):
    """The document cannot be followed; every mistake found is in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


def problem(path: str, code: str, **facts: object) -> Problem:
    """What a fact and a path quote is the document's, and as hostile as it: half a letter ends in no answer."""
    told = tuple(
        (name, _cropped(value) if name in _QUOTED else clean_line(str(value)))
        for name, value in facts.items()
    )
    return Problem(_cropped(path), code, told)


_QUOTED: Final = frozenset({"name", "value"})
_LONGEST: Final = 120  # signs of a quotation: whoever wrote more knows it by its beginning


def _cropped(quoted: object) -> str:
    said = clean_line(str(quoted))
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


_CODES: Final = {
    "missing": "field.missing",
    "extra_forbidden": "field.unknown",
    "string_type": "field.not_text",
    "int_type": "field.not_a_number",
    "bool_type": "field.not_yes_or_no",
    "list_type": "field.not_a_list",
    "tuple_type": "field.not_a_list",
    "dict_type": "field.not_an_object",
    "model_type": "field.not_an_object",
    "model_attributes_type": "field.not_an_object",
    "greater_than_equal": "field.too_small",
    "greater_than": "field.too_small",
    "less_than_equal": "field.too_large",
    "too_short": "field.empty",
    "string_too_short": "field.empty",
    "string_too_long": "field.too_long",
    "too_long": "field.too_many",
    "union_tag_invalid": "field.not_one_of",
    "union_tag_not_found": "field.missing",
    "literal_error": "field.not_one_of",
    "enum": "field.not_one_of",
    "date_from_datetime_parsing": "field.not_a_date",
    "date_parsing": "field.not_a_date",
    "date_type": "field.not_a_date",
    "date_from_datetime_inexact": "field.not_a_date",
    "datetime_parsing": "field.not_a_moment",
    "datetime_from_date_parsing": "field.not_a_moment",
    "datetime_type": "field.not_a_moment",
    "string_unicode": "field.not_text",
    "fact_type": "field.not_a_fact",
    "timezone_aware": "field.moment_without_zone",
}


_IN_JSON: Final = {None: "null", True: "true", False: "false"}

_ITEM_TYPES: Final = frozenset(
    {
        "depreciated_value",
        "everything",
        "from_payment",
        "goodwill",
        "line_amount",
        "order_reduction",
        "price_reduction",
        "repriced",
        "rest_of_line",
        "units",
        "unused_time",
        "unused_units",
    }
)


def parsed_json(text: str | bytes) -> Any:
    """JSON whose decimals stay as they were written; raises `DocumentError` where it breaks off.

    A float would have rounded `39.90` before anybody could look at it.
    """
    try:
        return json.loads(
            text, parse_float=str, parse_constant=_refused_constant, object_pairs_hook=_each_name_once
        )
    except DocumentError:
        raise
    except json.JSONDecodeError as torn:
        raise DocumentError([problem("", "json.torn", line=torn.lineno, column=torn.colno)]) from torn
    except UnicodeDecodeError as torn:
        raise DocumentError([problem("", "json.no_text")]) from torn
    except RecursionError as torn:
        raise DocumentError([problem("", "json.too_deep")]) from torn
    except ValueError as torn:  # beside those above only a whole number of thousands of digits
        raise DocumentError([problem("", "json.long_number")]) from torn


def _refused_constant(name: str) -> Any:
    raise DocumentError([problem("", "json.no_number", value=name)])


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two amounts under one name nobody can say which was meant."""
    named = dict(pairs)
    if len(named) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentError([problem("", "json.twice", name=short(twice))])
    return named


def validated(form: type[Form], document: Any, path: str = "") -> Form:
    """The form filled from a document; raises `DocumentError` with every mistake, each with its path."""
    try:
        return form.model_validate(document)
    except ValidationError as wrong:
        raise DocumentError(
            _problem_of(error, form, path) for error in wrong.errors(include_url=False)
        ) from None


def _problem_of(error: Mapping[str, Any], form: type[BaseModel], path: str) -> Problem:
    where = _path(path, error["loc"])
    code = _CODES.get(error["type"], "field.wrong")
    if code == "field.too_many" and isinstance(error.get("input"), str | int):
        code = "field.too_long"
    facts: dict[str, object] = {}
    context = error.get("ctx") or {}
    if code == "field.unknown":
        name = str(error["loc"][-1])
        facts["name"] = name
        nearest = difflib.get_close_matches(name, _names_near(form, error["loc"]), n=1, cutoff=0.5)
        facts["nearest"] = nearest[0] if nearest else ""
    elif code == "field.not_one_of":
        facts["value"] = short(error.get("input") if "tag" not in context else context["tag"])
        facts["allowed"] = str(context.get("expected", context.get("expected_tags", ""))).replace("'", "")
    elif code in {"field.too_small", "field.too_large"}:
        facts["limit"] = next(iter(context.values()), "")
    elif code == "field.too_many":
        facts["limit"] = context.get("max_length", "")
    elif code == "field.wrong":
        facts["why"] = error["msg"]
    elif code != "field.missing":
        facts["value"] = short(error.get("input"))
    return problem(where, code, **facts)


def short(value: object) -> str:
    """As the document has it, which is JSON."""
    text = _IN_JSON[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _path(before: str, location: Iterable[str | int]) -> str:
    """`items[1].grade`; the rest is pydantic naming the member of a union, which the writer never typed."""
    path, of_items, after_index = before, False, False
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not (of_items and after_index and step in _ITEM_TYPES) and "[" not in step and "(" not in step:
            path += f".{step}" if path else step
            of_items = step == "items"
        after_index = isinstance(step, int)
    return path


def _names_near(form: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """Names that would have been known where an unknown one stands."""
    forms: list[type[BaseModel]] = [form]
    for step in location[:-1]:
        inner = [
            found
            for known in forms
            for name, spec in known.model_fields.items()
            if step in {name, spec.alias}
            for found in _forms_in(spec.annotation)
        ]
        if inner:
            forms = inner
    return [spec.alias or name for known in forms for name, spec in known.model_fields.items()]


def _forms_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _forms_in(part)]
