"""Has it the tables, keys and values of its kind?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.vocabulary import AMOUNTS
from refundtui.rulebooks.positions import Path, line_at


def shape_problem(
    error: Any, table: Mapping[str, Any], model: type[BaseModel], lines: dict[Path, int]
) -> Problem:
    path = _in_document(error["loc"], table)
    line = line_at(lines, path)
    spelled = ".".join(str(part) for part in path)
    last = str(path[-1]) if path else ""
    match error["type"]:
        case "extra_forbidden":
            names = _names_at(model, path[:-1])
            return Problem(line, "key.unknown", spelled, (("name", last),), nearest_to(last, names))
        case "missing":
            name = str(error["loc"][-1])
            return Problem(line_at(lines, path), "key.missing", spelled, (("name", name),))
        case "enum" | "literal_error":
            wanted = _quoted(str(error["ctx"]["expected"]))
            value = str(error["input"])
            return Problem(
                line,
                "value.unknown",
                spelled,
                (("value", value), ("options", wanted)),
                nearest_to(value, wanted),
            )
        case "union_tag_invalid" | "union_tag_not_found":
            wanted = _quoted(str(error.get("ctx", {}).get("expected_tags", "")))
            value = str(error["input"].get("take", "")) if isinstance(error["input"], dict) else ""
            where = line_at(lines, (*path, "take"))
            return Problem(
                where,
                "value.unknown",
                spelled,
                (("value", value), ("options", wanted)),
                nearest_to(value, wanted),
            )
        case "string_pattern_mismatch":
            return Problem(line, "percent.unreadable", spelled, (("value", str(error["input"])),))
        case "string_type" if last in AMOUNTS or last in {"percent", "floor", "rate"}:
            code = "amount.not_text" if last in AMOUNTS else "percent.unreadable"
            return Problem(line, code, spelled, (("value", str(error["input"])),))
        case "list_type" if isinstance(error["input"], dict):
            return Problem(line, "table.not_repeated", spelled, (("name", last),))
        case "less_than_equal":
            facts = (("value", str(error["input"])), ("most", error["ctx"]["le"]))
            return Problem(line, "value.too_large", spelled, facts)
        case _:
            return Problem(
                line,
                "value.wrong_type",
                spelled,
                (("wanted", _wanted(error)), ("value", str(error["input"])[:60])),
            )


def is_meant(loc: Sequence[str | int], table: Mapping[str, Any]) -> bool:
    """An action is a word or a table: only the mistakes of the form it was written in count."""
    if len(loc) < 4 or loc[0] != "rules" or loc[2] != "action":
        return True
    row = table["rules"][loc[1]]
    return isinstance(row["action"], dict) == (loc[3] == "ActionTable")


def _wanted(error: ErrorDetails) -> str:
    least = error.get("ctx", {}).get("ge", 1 if error["type"] == "greater_than" else None)
    known = {0: "number_from_nothing", 1: "number_from_one"}
    return known[least] if least in known else _WANTED.get(error["type"], error["type"])


_WANTED: Final = {
    "string_type": "text",
    "string_too_short": "text",
    "int_type": "number",
    "int_parsing": "number",
    "bool_type": "flag",
    "date_type": "day",
    "date_from_datetime_inexact": "day",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
}


def _in_document(loc: Sequence[str | int], table: Any) -> Path:
    """The part of a validator's path that is in the document: it adds names of its own for choices."""
    path: list[str | int] = []
    here = table
    for place, part in enumerate(loc):
        if part in here if isinstance(here, dict) else isinstance(here, list) and part in range(len(here)):
            here = here[part]
            path.append(part)
        elif place == len(loc) - 1 and isinstance(part, str) and isinstance(here, dict):
            break
    return tuple(path)


def _names_at(model: type[BaseModel], path: Iterable[str | int]) -> tuple[str, ...]:
    """The keys a table at this place may have."""
    models = [model]
    for part in path:
        if isinstance(part, int):
            continue
        models = [
            inner
            for one in models
            if part in one.model_fields
            for inner in _models_in(one.model_fields[part].annotation)
        ]
    return tuple(dict.fromkeys(name for one in models for name in one.model_fields))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _models_in(part)


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'([^']*)'", text))
