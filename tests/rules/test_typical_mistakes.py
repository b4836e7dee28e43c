"""What operators really write into a pack, and the one sentence each slip gets, with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, strategies as st

from refundtui.cli.policy import run_check, run_test, sentence
from refundtui.rulebooks.checking.outside import Known
from refundtui.rulebooks.checking.packs import check_pack
from tests.rules.slips import PACK, SLIPS

FORMS = {
    "another format": ('kind: "policy"\nrules:\n  - &a [lol]\n  - [*a, *a, *a]\n', 1),
    "JSON": ('{"kind": "policy"}\n', 1),
}


def slip(name: str) -> str:
    was, written, _, _ = SLIPS[name]
    assert was in PACK
    return PACK.replace(was, written, 1)


def test_the_pack_the_slips_are_made_in_is_sound_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "harbour.toml"
    file.write_text(PACK, encoding="utf-8")
    assert (run_check([file]), run_test([file])) == (0, 0), capsys.readouterr().out


@pytest.mark.parametrize("name", SLIPS)
def test_each_slip_gets_one_sentence_with_file_and_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, line, says = SLIPS[name]
    file = tmp_path / "harbour.toml"
    file.write_text(slip(name), encoding="utf-8")
    for run in (run_check, run_test):
        assert run([file]) == 1
        assert capsys.readouterr().out.splitlines() == [f"{file}:{line}: {says}", f"{file}: 1 mistake."]
        assert run([file], json=True) == 1
        told = json.loads(capsys.readouterr().out)["files"]
        assert [(one["line"], one["says"]) for one in told[0]["problems"]] == [(line, says)]


@pytest.mark.parametrize("name", FORMS)
def test_a_file_in_another_format_is_said_once_and_not_line_by_line(name: str) -> None:
    text, line = FORMS[name]
    found = check_pack("x", text.encode()).problems
    assert [(one.line, sentence(one)) for one in found] == [
        (line, "This is not TOML; a pack has lines like name = value, and headings in [brackets].")
    ]


def test_an_invisible_mark_in_front_is_named_and_the_rest_is_checked_all_the_same() -> None:
    found = check_pack("x", ("\ufeff" + slip("a typo in a key")).encode()).problems
    assert [(one.line, one.code) for one in found] == [(1, "text.byte_order_mark"), (30, "key.unknown")]


def test_a_bracket_left_open_hides_no_mistake_behind_it() -> None:
    text = slip("an open bracket").replace('percent = "20%"', 'percent = "20"')
    assert [one.line for one in check_pack("x", text.encode()).problems] == [29, 56]


def test_a_mistake_on_one_line_does_not_make_its_key_missing_elsewhere_too() -> None:
    text = PACK.replace('id = "worn"\n', "").replace("valid_from = 2026-01-01", "valid_from = 01/01/2026")
    found = [(one.line, one.code) for one in check_pack("x", text.encode()).problems]
    assert found == [(7, "syntax.day"), (52, "key.missing")]


def test_an_order_without_an_id_that_is_like_another_is_told_of_its_id_alone() -> None:
    text = PACK.replace("[[golden]]", '[[orders]]\nlike = "A"\n\n[[golden]]')
    assert [(one.line, one.code) for one in check_pack("x", text.encode()).problems] == [(65, "key.missing")]


def test_what_lies_outside_a_pack_is_asked_only_where_it_is_known() -> None:
    text = PACK.replace('["en"]', '["de-AT", "tlh"]').replace('"2.6"', '"EU-CRD-99"')
    assert check_pack("x", text.encode()).problems == ()
    known = Known(languages=("de", "en"), laws=("EU-CRD-9",))
    found = [(one.line, one.code) for one in check_pack("x", text.encode(), known).problems]
    assert found == [(20, "language.unknown"), (47, "law.unknown")]


ODD: Final = (
    "1", "-1", "1.5", "nan", "inf", "true", '""', '"x"', "[]", "[1]", '["x"]', "{}", '{ is = "x" }', "{ in = [] }",
    "[[]]", "[{}]", "2026-01-01", "2026-01-01T00:00:00Z", "10:00:00", '"\\u0000"', "1e999", "99999999999999999999",
)  # fmt: skip
_SETTING: Final = [place for place, row in enumerate(PACK.splitlines()) if " = " in row]


@given(st.lists(st.tuples(st.sampled_from(_SETTING), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_no_value_of_any_kind_in_any_place_stops_the_check(changes: list[tuple[int, str]]) -> None:
    rows = PACK.splitlines()
    for place, value in changes:
        rows[place] = f"{rows[place].partition(' = ')[0]} = {value}"
    checked = check_pack("x", "\n".join(rows).encode(), Known(("en",), ()))
    assert (checked.pack is None) == bool(checked.problems)
    for one in checked.problems:
        assert 1 <= one.line <= len(rows)
        assert sentence(one)
