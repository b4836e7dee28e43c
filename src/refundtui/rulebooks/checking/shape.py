"""Has it the tables, keys and values of its kind?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from msgspec import inspect

from refundtui.domain.findings import Fact
from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.vocabulary import AMOUNTS
from refundtui.rulebooks.positions import Path, line_at
from refundtui.rulebooks.spelled import Spelled

_PERCENTAGES: Final = frozenset({"percent", "floor", "rate"})


def shape_problems(
    table: Mapping[str, Any], model: type[Spelled], lines: dict[Path, int]
) -> Iterator[Problem]:
    """Every key and value that is not as its kind is spelled. msgspec, which reads packs, stops at the first."""
    return _of(table, _spelled(model), (), lines)


@cache
def _spelled(model: type[Spelled]) -> inspect.Type:
    return inspect.type_info(model)


def _of(value: Any, kind: inspect.Type, path: Path, lines: dict[Path, int]) -> Iterator[Problem]:
    if isinstance(kind, inspect.UnionType):
        found = _meant(value, kind)
        if found is None:
            yield _no_such_table(value, kind, path, lines)
        else:
            yield from _of(value, found, path, lines)
    elif isinstance(kind, inspect.StructType) and isinstance(value, dict):
        yield from _of_table(value, kind, path, lines)
    elif isinstance(kind, inspect.ListType) and isinstance(value, list):
        if kind.min_length is not None and len(value) < kind.min_length:
            yield _wrong(value, kind, path, lines)
        for place, one in enumerate(value):
            yield from _of(one, kind.item_type, (*path, place), lines)
    elif isinstance(kind, inspect.DictType) and isinstance(value, dict):
        for name, one in value.items():
            yield from _of(one, kind.value_type, (*path, name), lines)
    elif not _is_one(value, kind):
        yield _wrong(value, kind, path, lines)


def _of_table(
    table: dict[str, Any], kind: inspect.StructType, path: Path, lines: dict[Path, int]
) -> Iterator[Problem]:
    fields = {field.name: field for field in kind.fields}
    for name, value in table.items():
        if name in fields:
            yield from _of(value, fields[name].type, (*path, name), lines)
        elif name != kind.tag_field:
            yield _problem("key.unknown", (*path, name), lines, nearest_to(name, fields), name=name)
    for name, field in fields.items():
        if field.required and name not in table:
            yield _problem("key.missing", path, lines, name=name)


def _meant(value: Any, kind: inspect.UnionType) -> inspect.Type | None:
    """Of several forms the one it was written in; None where it is a table of a name nobody knows."""
    tables = [one for one in kind.types if isinstance(one, inspect.StructType)]
    if tables and isinstance(value, dict):
        tag = value.get(tables[0].tag_field) if tables[0].tag_field else tables[0].tag
        return next((one for one in tables if one.tag == tag), None)
    others = [one for one in kind.types if not isinstance(one, inspect.StructType | inspect.NoneType)]
    lists = [one for one in others if isinstance(one, inspect.ListType)]
    if lists and isinstance(value, list):
        return lists[0]
    plain = [one for one in others if not isinstance(one, inspect.ListType)]
    return (*plain, *others, *tables)[0]


def _no_such_table(value: Any, kind: inspect.UnionType, path: Path, lines: dict[Path, int]) -> Problem:
    tables = [one for one in kind.types if isinstance(one, inspect.StructType)]
    key, names = str(tables[0].tag_field), tuple(str(one.tag) for one in tables)
    told = str(value.get(key, ""))
    nearest = nearest_to(told, names)
    facts: tuple[tuple[str, Fact], ...] = (("value", told), ("options", names))
    return Problem(line_at(lines, (*path, key)), "value.unknown", _dotted(path), facts, nearest)


def _is_one(value: Any, kind: inspect.Type) -> bool:
    match kind:
        case inspect.AnyType():
            return True
        case inspect.EnumType() | inspect.LiteralType():
            return isinstance(value, str) and value in _options(kind)
        case inspect.StrType(min_length=least, pattern=pattern):
            long_enough = isinstance(value, str) and len(value) >= (least or 0)
            return long_enough and (pattern is None or re.search(pattern, value) is not None)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType(gt=above, ge=least, le=most):
            return (
                _is_whole(value)
                and (above is None or value > above)
                and (least is None or value >= least)
                and (most is None or value <= most)
            )
        case inspect.DateType():
            return isinstance(value, date) and not isinstance(value, datetime)
        case _:
            return False


def _wrong(value: Any, kind: inspect.Type, path: Path, lines: dict[Path, int]) -> Problem:
    last = str(path[-1]) if path else ""
    match kind:
        case inspect.EnumType() | inspect.LiteralType():
            options = _options(kind)
            return _problem(
                "value.unknown", path, lines, nearest_to(value, options), value=str(value), options=options
            )
        case inspect.StrType() if not isinstance(value, str) and last in AMOUNTS:
            return _problem("amount.not_text", path, lines, value=str(value))
        case inspect.StrType(pattern=pattern) if pattern or last in _PERCENTAGES:
            return _problem("percent.unreadable", path, lines, value=str(value))
        case inspect.ListType() if isinstance(value, dict):
            return _problem("table.not_repeated", path, lines, name=last)
        case inspect.IntType(le=int(most)) if _is_whole(value) and value > most:
            return _problem("value.too_large", path, lines, value=str(value), most=most)
        case _:
            wanted = _wanted(value, kind)
            return _problem("value.wrong_type", path, lines, wanted=wanted, value=str(value)[:60])


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _wanted(value: Any, kind: inspect.Type) -> str:
    match kind:
        case inspect.StrType():
            return "text"
        case inspect.IntType(gt=above, ge=least) if _is_whole(value):
            return "number_from_nothing" if above is None and least == 0 else "number_from_one"
        case inspect.IntType():
            return "number"
        case inspect.BoolType():
            return "flag"
        case inspect.DateType():
            return "day"
        case inspect.ListType():
            return "list"
        case _:
            return "table"


def _options(kind: inspect.EnumType | inspect.LiteralType) -> tuple[str, ...]:
    if isinstance(kind, inspect.EnumType):
        return tuple(one.value for one in kind.cls)
    return tuple(map(str, kind.values))


def _problem(
    code: str, path: Sequence[str | int], lines: dict[Path, int], nearest: str = "", **facts: Fact
) -> Problem:
    return Problem(line_at(lines, path), code, _dotted(path), tuple(facts.items()), nearest)


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(map(str, path))
