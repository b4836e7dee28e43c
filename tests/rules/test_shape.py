"""The check, which names every mistake of shape, and the reading, which stops at the first, know the same shapes."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from refundtui import rulebooks
from refundtui.rulebooks.checking.shape import shape_problems
from refundtui.rulebooks.loading import UnreadablePackError, as_spelled_now, pack_of, read_pack
from refundtui.rulebooks.spelling import KINDS

_PACKS = {name: tomllib.loads(body.decode()) for name, body in rulebooks.shipped().items()}

_NUMBERS = [0, -1, 1, 36_526, 10**30, True, 1.0]
_TEXTS = ["", "x", "12.50", "10 %", "yes", "goods_back", "units"]
_TABLES_AND_LISTS = [[], ["x"], [[]], {}, {"name": "surcharge"}, {"take": "everything"}, {"do": "reject"}]
_DAYS = [date(2026, 1, 1), datetime(2026, 1, 1)]  # noqa: DTZ001 - TOML has local ones
_VALUES = (*_NUMBERS, *_TEXTS, *_TABLES_AND_LISTS, *_DAYS)


def _is_read(table: dict[str, Any]) -> bool:
    try:
        pack_of(as_spelled_now(table), KINDS[table["kind"]])
    except msgspec.ValidationError:
        return False
    return True


def _thinned(value: Any) -> Any:
    """Of every list two entries: a pack repeats itself."""
    if isinstance(value, dict):
        return {key: _thinned(one) for key, one in value.items()}
    return [_thinned(one) for one in value[:2]] if isinstance(value, list) else value


def _slips(value: Any) -> Iterator[Any]:
    """The same with one value of another kind, one key too many or one too few, at every place."""
    places = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for place in places:
        if place == "kind":
            continue
        for other in (*_VALUES, *_slips(value[place])):
            changed = copy.copy(value)
            changed[place] = other
            yield changed
        less = copy.copy(value)
        del less[place]
        yield less
    if isinstance(value, dict):
        yield from ({**value, name: 1} for name in ("x", "days", "name"))


@pytest.mark.parametrize(
    "name", ["packs/lindenhof.toml", "law/fr.toml", "law/de.toml", "law/kr.toml", "law/jp.toml"]
)
def test_what_the_check_calls_sound_can_be_read_and_nothing_else(name: str) -> None:
    read = sound = 0
    for table in _slips(_thinned(_PACKS[name])):
        found = next(shape_problems(table, KINDS[table["kind"]], {}), None)
        assert (found is None) is _is_read(table), found
        read += 1
        sound += found is None
    assert 0 < sound < read


def test_a_law_pack_of_an_older_office_is_read() -> None:
    name = next(name for name, table in _PACKS.items() if table["kind"] == "law")
    body = rulebooks.shipped()[name]
    older = body.replace(b"\nverified = ", b"\nsigned = ")
    assert older != body
    assert read_pack(older) == read_pack(body)


def test_a_day_in_quotation_marks_is_no_day() -> None:
    body = next(body for name, body in rulebooks.shipped().items() if _PACKS[name]["kind"] == "policy")
    since = next(line for line in body.splitlines() if line.startswith(b"valid_from"))
    key, _, day = since.partition(b" = ")
    with pytest.raises(UnreadablePackError, match="valid_from"):
        read_pack(body.replace(since, key + b' = "' + day.split()[0] + b'"'))


def test_a_percentage_that_goes_on_in_the_next_line_is_none() -> None:
    table = copy.deepcopy(_PACKS["packs/lindenhof.toml"])
    table["grades"][0]["percent"] = "20%\n"
    assert [one.code for one in shape_problems(table, KINDS["policy"], {})] == ["percent.unreadable"]
    assert not _is_read(table)


def test_a_law_that_says_twice_whether_it_was_read_is_a_mistake() -> None:
    table = copy.deepcopy(_PACKS["law/de.toml"])
    table["statutes"][0]["signed"] = True
    found = list(shape_problems(as_spelled_now(table), KINDS["law"], {}))
    assert [(one.code, one.fact("name")) for one in found] == [("key.unknown", "signed")]
