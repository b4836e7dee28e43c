"""Every place of every question the office describes, and the smallest right question that has something there.

Read from the OpenAPI alone: an endpoint, a parameter or a field that is added later is a place by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Schema = Mapping[str, Any]

FORM: Final = "application/x-www-form-urlencoded"
STREAM: Final = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a body is still open; `counts` says that a number belongs there."""

    counts: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Of a question: in its path, query, a header or (`name` dotted) its body, whose hole is not filled yet."""

    where: str
    name: str
    counts: bool = False
    body: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A question: `fixed` are the parameters it cannot do without, `body` its smallest one."""

    method: str
    path: str
    fixed: Mapping[str, Schema]  # "path case_id" to its schema
    media: str
    body: Any
    places: tuple[Place, ...]
    answers: Mapping[str, tuple[str, ...]]  # status to the media types it may have

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_endless(self) -> bool:
        return any(STREAM in media for media in self.answers.values())


@dataclass(slots=True)
class Description:
    """`mine` is what stands in a field of that name wherever it is not the place that is tried."""

    document: Mapping[str, Any]
    mine: Mapping[str, Any] = field(default_factory=dict)

    def operations(self) -> Iterator[Operation]:
        for path, methods in self.document["paths"].items():
            for method, told in methods.items():
                yield self._operation(method.upper(), path, told)

    def _operation(self, method: str, path: str, told: Mapping[str, Any]) -> Operation:
        parameters = told.get("parameters", ())
        content = told.get("requestBody", {}).get("content", {})
        media, schema = next(((kind, one["schema"]) for kind, one in content.items()), ("", {}))
        places = [Place(one["in"], one["name"], _counts(self._whole(one["schema"]))) for one in parameters]
        if media:
            places += [
                Place("body", name, hole.counts, body)
                for name, body, hole in self._with_a_hole(schema, set())
            ]
        return Operation(
            method,
            path,
            {f"{one['in']} {one['name']}": one["schema"] for one in parameters if one.get("required")},
            media,
            self.smallest(schema) if media else None,
            tuple(places),
            {status: tuple(one.get("content", {})) for status, one in told["responses"].items()},
        )

    def _whole(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            found: Schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            return found
        return schema

    def smallest(self, schema: Schema, name: str = "") -> Any:
        """Something right with as little in it as there can be."""
        whole = self._whole(schema)
        match whole:
            case {"enum": [first, *_]} | {"const": first}:
                return first
            case {"anyOf": [first, *_]} | {"oneOf": [first, *_]}:
                return self.mine.get(name, self.smallest(first, name))
            case {"type": "object"}:
                needed = whole.get("required", ())
                return {
                    one: self.smallest(sub, one)
                    for one, sub in whole.get("properties", {}).items()
                    if one in needed
                }
            case {"type": "array"}:
                one_each = [self.smallest(sub, name) for sub in whole.get("prefixItems", ())]
                few = whole.get("minItems", 0) and not one_each
                return one_each or ([self.smallest(whole["items"], name)] if few else [])
            case {"type": "integer" | "number"}:
                return self.mine.get(name, max(1, whole.get("minimum", 1)))
            case {"type": "boolean"}:
                return False
            case {"type": "null"}:
                return None
            case {"format": "date-time"}:
                return "2026-11-19T09:00:00+01:00"
            case {"format": "date"}:
                return "2026-11-19"
            case _:
                return self.mine.get(name, "x-1")

    def _with_a_hole(self, schema: Schema, seen: set[str]) -> Iterator[tuple[str, Any, Hole]]:
        """Every field, each in the smallest body that has it; a schema met a second time is not opened again."""
        reference = schema.get("$ref", "")
        whole = self._whole(schema)
        options = whole.get("anyOf") or whole.get("oneOf")
        if options:
            for option in options:
                if option.get("type") != "null":
                    yield from self._with_a_hole(option, seen)
        elif whole.get("type") == "object":
            if reference in seen:
                return
            seen |= {reference} - {""}
            yield from self._fields_with_a_hole(whole, seen)
        elif whole.get("type") == "array":
            several = whole.get("prefixItems")
            for number, sub in enumerate(several or [whole.get("items", {})]):
                for name, inner, hole in self._with_a_hole(sub, seen):
                    filled = [self.smallest(one) for one in several or [{}]]
                    yield f"{number}.{name}", [*filled[:number], inner, *filled[number + 1 :]], hole
        else:
            hole = Hole(_counts(whole))
            yield "", hole, hole

    def _fields_with_a_hole(self, whole: Schema, seen: set[str]) -> Iterator[tuple[str, Any, Hole]]:
        smallest = self.smallest(whole)
        for field_name, sub in whole.get("properties", {}).items():
            for name, inner, hole in self._with_a_hole(sub, seen):
                yield f"{field_name}.{name}".rstrip("."), {**smallest, field_name: inner}, hole
        others = whole.get("additionalProperties")
        if isinstance(others, Mapping):
            yield "*", {**smallest, Hole(): self.smallest(others)}, Hole()
            for name, inner, hole in self._with_a_hole(others, seen):
                yield f"*.{name}".rstrip("."), {**smallest, "x-1": inner}, hole


def _counts(schema: Schema) -> bool:
    options = [schema, *schema.get("anyOf", ())]
    return any(option.get("type") in {"integer", "number"} for option in options)


def filled(body: Any, value: Any) -> Any:
    """The body with something in its hole."""
    match body:
        case Hole():
            return value
        case dict():
            return {
                str(value) if isinstance(name, Hole) else name: filled(inner, value)
                for name, inner in body.items()
            }
        case list():
            return [filled(inner, value) for inner in body]
        case _:
            return body
