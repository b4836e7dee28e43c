"""Every mistake of a pack is found, on its line, with the name that was meant."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from refundtui import rulebooks
from refundtui.cli.policy import run_check, run_test, sentence
from refundtui.rulebooks.checking.packs import check_pack, check_together
from refundtui.rulebooks.checking.problem import Problem
from refundtui.rulebooks.positions import lines_of
from refundtui.rulebooks.spelling import PolicyPack

SHIPPED = rulebooks.shipped()

HEAD = """\
kind = "policy"
id = "shop"
version = "1"
brand = "shop"
title = "A shop"
currency = "EUR"
valid_from = 2026-01-01
"""


def problems(text: str) -> tuple[Problem, ...]:
    return check_pack("shop.toml", (HEAD + text).encode()).problems


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


RULE = '[[rules]]\nid = "r"\nclause = "1"\naction = "reject"\n'
WINDOW = '[[windows]]\nid = "w"\nclause = "1"\ndays = 30\n'
FEE = '[[fees]]\nid = "f"\nclause = "1"\ncode = "restocking"\n'


LIMIT = '[[manners.limits]]\nrole = "agent"\namount = "2.00"\n'


@pytest.mark.parametrize(
    ("text", "line", "code", "nearest"),
    [
        pytest.param("countris = []\n", 8, "key.unknown", "countries", id="a key"),
        pytest.param('[[windws]]\nid = "w"\n', 8, "key.unknown", "windows", id="a table"),
        pytest.param(
            WINDOW + "bussiness_days = true\n", 12, "key.unknown", "business_days", id="a key of a row"
        ),
        pytest.param(
            '[switches]\ntender_ordr = "reverse"\n', 9, "switch.unknown", "tender_order", id="a switch"
        ),
        pytest.param(
            '[switches]\ntender_order = "revers"\n', 9, "value.unknown", "reverse", id="a switch's value"
        ),
        pytest.param(
            '[switches]\ntrial_days_free = "yes"\n', 9, "value.unknown", "", id="a switch that is a flag"
        ),
        pytest.param(RULE + "when = { opend = true }\n", 12, "fact.unknown", "opened", id="a fact"),
        pytest.param(
            RULE + "[rules.when]\nline.tag = { has = 'x' }\n", 13, "fact.unknown", "line.tags", id="dotted"
        ),
        pytest.param(
            RULE + 'when = { family = "remors" }\n', 12, "value.unknown", "remorse", id="a fact's value"
        ),
        pytest.param(
            RULE + "when = { photos = { at_mots = 3 } }\n", 12, "test.unknown", "at_most", id="a comparison"
        ),
        pytest.param(
            RULE + "when = { opened = { at_most = 3 } }\n",
            12,
            "test.not_for_fact",
            "",
            id="a flag has no most",
        ),
        pytest.param(
            RULE + 'when = { photos = "two" }\n', 12, "value.wrong_type", "", id="text for a number"
        ),
        pytest.param(
            RULE + 'when = { order.value = "5.005" }\n', 12, "amount.too_many_decimals", "", id="half a cent"
        ),
        pytest.param(
            '[[rules]]\nid = "r"\nclause = "1"\naction = "rejct"\n',
            11,
            "value.unknown",
            "reject",
            id="an action",
        ),
        pytest.param(
            '[[rules]]\nid = "r"\nclause = "1"\naction = { do = "allow", nam = "use" }\n',
            11,
            "key.unknown",
            "name",
            id="a key of an action",
        ),
        pytest.param(
            '[[rules]]\nid = "r"\nclause = "1"\naction = "set_window"\n',
            11,
            "action.incomplete",
            "",
            id="no days",
        ),
        pytest.param('[[rules]]\nid = "r"\naction = "reject"\n', 8, "key.missing", "", id="no clause"),
        pytest.param(WINDOW.replace("30", '"30"'), 11, "value.wrong_type", "", id="days as text"),
        pytest.param(FEE + "amount = 5.00\n", 12, "amount.not_text", "", id="a float"),
        pytest.param(FEE + 'amount = "5.001"\n', 12, "amount.too_many_decimals", "", id="too many decimals"),
        pytest.param(FEE + 'amount = "5,00"\n', 12, "amount.unreadable", "", id="a comma"),
        pytest.param(FEE + 'percent = "15"\n', 12, "percent.unreadable", "", id="no per cent sign"),
        pytest.param(FEE + 'amount = "5.00"\npercent = "15%"\n', 13, "fee.amount_and_percent", "", id="both"),
        pytest.param(FEE, 8, "fee.nothing", "", id="neither"),
        pytest.param(
            FEE.replace("restocking", "return_shipping") + 'percent = "15%"\n',
            12,
            "fee.share_of_a_cost",
            "",
            id="a share of the price for the way back",
        ),
        pytest.param(
            '[[rules]]\nid = "r"\nclause = "1"\n'
            'action = { do = "fee", name = "return_shipping", percent = "15%" }\n',
            11,
            "fee.share_of_a_cost",
            "",
            id="the same by a rule",
        ),
        pytest.param(WINDOW + WINDOW, 13, "id.twice", "", id="an id twice"),
        pytest.param(
            RULE + FEE.replace('"f"', '"r"') + 'amount = "1.00"\n', 13, "id.twice", "", id="across tables"
        ),
        pytest.param("valid_until = 2025-12-31\n", 8, "validity.reversed", "", id="ends before it begins"),
        pytest.param('timezone = "Europe/Berln"\n', 8, "timezone.unknown", "Europe/Berlin", id="a time zone"),
        pytest.param(
            RULE + "when = { photos = { at_least = 3, below = 3 } }\n",
            12,
            "condition.impossible",
            "",
            id="never",
        ),
        pytest.param(
            RULE + RULE.replace('"r"', '"s"') + "when = { opened = true }\n",
            12,
            "row.unreachable",
            "",
            id="behind a wider rule",
        ),
        pytest.param(
            WINDOW + WINDOW.replace('"w"', '"v"') + "priority = 3\n",
            8,
            "row.unreachable",
            "",
            id="a lower window",
        ),
        pytest.param(
            '[manners.identity_needed]\naprove = "verified"\n',
            9,
            "command.unknown",
            "approve",
            id="a command",
        ),
        pytest.param(
            '[[manners.limits]]\nrole = "agnet"\namount = "1.00"\n', 9, "value.unknown", "agent", id="a role"
        ),
        pytest.param(
            LIMIT + 'per_day = "1.99"\n', 11, "limit.day_below_one", "", id="a day below one decision"
        ),
        pytest.param(
            LIMIT + 'per_day = "5.00"\ngoodwill_per_day = "6.00"\n',
            12,
            "limit.goodwill_above_day",
            "",
            id="goodwill above its day",
        ),
        pytest.param(LIMIT + LIMIT, 11, "limit.twice", "", id="two limits for the same"),
        pytest.param(LIMIT + 'reasons = ["late"]\n', 8, "limit.only_narrow", "", id="no general limit"),
        pytest.param(
            LIMIT + LIMIT + 'reasons = ["lat"]\n', 14, "value.unknown", "late", id="a reason of a limit"
        ),
        pytest.param(
            LIMIT + LIMIT + 'methods = ["crad"]\n', 14, "value.unknown", "card", id="a way of a limit"
        ),
        pytest.param(
            "[manners]\nsign_in_minutes = 5\n", 9, "sign_in.never", "", id="minutes without an amount"
        ),
        pytest.param("[manners]\napproval_days = 0\n", 9, "value.wrong_type", "", id="no day for approvals"),
        pytest.param("[manners]\nidentity_steps = 1\n", 9, "value.wrong_type", "", id="a number is no flag"),
        pytest.param("[manners]\nreply_days = true\n", 9, "value.wrong_type", "", id="no number of days"),
        pytest.param(
            "[manners]\naproval_days = 3\n", 9, "key.unknown", "approval_days", id="a rule of manners"
        ),
        pytest.param(
            '[manners]\nsignature = "Hi\\u001b[2J"\n', 9, "text.unseen", "", id="an escape sequence"
        ),
        pytest.param("no equals sign\n", 8, "syntax.broken", "", id="not TOML"),
        pytest.param('brand = "again"\n', 8, "key.twice", "", id="a key twice"),
    ],
)
def test_a_mistake_is_found_on_its_line(text: str, line: int, code: str, nearest: str) -> None:
    found = only(text)
    assert (found.line, found.code, found.nearest) == (line, code, nearest)
    assert sentence(found).endswith((".", "?"))


@pytest.mark.parametrize(
    ("code", "nearest"), [("EURO", "EUR"), ("DEM", ""), ("XAU", "")], ids=["a typo", "historic", "a metal"]
)
def test_a_currency_that_cannot_be_paid_says_why(code: str, nearest: str) -> None:
    found = check_pack("x", HEAD.replace("EUR", code).encode()).problems
    assert [(one.line, one.code) for one in found] == [(6, "currency.unknown")]
    if nearest:
        assert found[0].nearest == nearest


def test_a_yen_has_no_decimals() -> None:
    text = HEAD.replace("EUR", "JPY") + FEE + 'amount = "5.00"\n'
    assert [one.code for one in check_pack("x", text.encode()).problems] == ["amount.too_many_decimals"]


def test_all_mistakes_are_named_and_not_only_the_first() -> None:
    text = (
        "[switches]\ntender_ordr = 'reverse'\nrouding = 'half_up'\n"
        "this is broken\n"
        + RULE.replace("reject", "rejct")
        + "when = { opend = true, phots = 2 }\n"
        + "[[fees]\nid = 'f'\n"
        + "also broken\n"
        + WINDOW.replace("30", "'x'")
    )
    found = [(one.line, one.code) for one in problems(text)]
    assert found == [
        (9, "switch.unknown"),
        (10, "switch.unknown"),
        (11, "syntax.broken"),
        (15, "value.unknown"),
        (16, "fact.unknown"),
        (16, "fact.unknown"),
        (17, "syntax.heading"),
        (19, "syntax.broken"),
        (23, "value.wrong_type"),
    ]


def test_an_example_must_point_at_an_order_and_a_line_that_exist() -> None:
    order = '[[orders]]\nid = "A"\nlines = [{ id = "shirt", gross = "1.00" }]\n'
    golden = (
        '[[golden]]\nname = "g"\norder = "A"\nreason = "other"\nasked_on = 2026-01-01\n'
        'request = [\n  { take = "units", line = "shrt", units = 1 },\n]\nexpect = {}\n'
    )
    found = only(order + golden)
    assert (found.line, found.code, found.nearest) == (17, "line.unknown", "shirt")
    lost = only(order + golden.replace('order = "A"', 'order = "AA"').replace("shrt", "shirt"))
    assert (lost.line, lost.code, lost.nearest) == (13, "order.unknown", "A")


def test_two_versions_may_not_be_in_force_at_once() -> None:
    first = check_pack("1.toml", (HEAD + "valid_until = 2026-06-30\n").encode())
    later = HEAD.replace('"1"', '"2"')
    second = check_pack("2.toml", later.replace("2026-01-01", "2026-06-30").encode())
    third = check_pack("3.toml", later.replace("2026-01-01", "2026-07-01").encode())
    assert [one.code for one in check_together([first, second])[1].problems] == ["validity.overlaps"]
    assert check_together([first, third])[1].problems == ()


def test_bytes_that_are_no_text_are_said_with_their_line() -> None:
    found = check_pack("x", b'kind = "policy"\nid = "\xff"\n').problems
    assert [(one.line, one.code) for one in found] == [(2, "text.not_utf8")]


@pytest.mark.parametrize("body", [b"", b"# nothing\n", b'kind = "polcy"\n', b"[[[\n"], ids=str)
def test_what_is_no_pack_has_its_sentence(body: bytes) -> None:
    found = check_pack("x", body)
    assert found.pack is None
    assert all(sentence(one) for one in found.problems)
    assert found.problems


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_however_torn_stops_the_check(body: bytes) -> None:
    for one in check_pack("x", body).problems:
        assert sentence(one)


@given(
    st.sampled_from(sorted(SHIPPED)), st.integers(0, 10**6), st.sampled_from(['"', "[", "=", "\x00", "x", ""])
)
def test_a_pack_with_one_character_changed_is_read_or_explained(name: str, at: int, new: str) -> None:
    text = SHIPPED[name].decode()
    at %= len(text)
    torn = check_pack(name, (text[:at] + new + text[at + 1 :]).encode())
    assert (torn.pack is None) == bool(torn.problems)
    for one in torn.problems:
        assert 1 <= one.line <= text.count("\n") + 2
        assert sentence(one)


# ── Positions ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_key_of_a_pack_has_the_line_it_stands_on(name: str) -> None:
    text = SHIPPED[name].decode()
    rows, lines = text.split("\n"), lines_of(text)
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert path[-1] in rows[line - 1]
    assert _paths(tomllib.loads(text)) <= set(lines)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= _paths(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found |= _paths(inner, (*path, place))
    return found


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def test_check_says_each_mistake_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(HEAD + RULE + "when = { opend = true }\n")
    assert run_check([file]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"{file}:12: There is no fact “opend”. Did you mean “opened”?"


def test_check_is_content_with_a_sound_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shop.toml"
    file.write_bytes(SHIPPED["packs/lindenhof.toml"])
    assert run_check([file]) == 0
    assert "no mistakes" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check([tmp_path / "none.toml"]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert run_test([tmp_path / "none.toml"]) == 2


def test_a_packs_words_cannot_speak_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(HEAD + '[switches]\n"evil\\u001b[2Jname" = 1\n')
    assert run_check([file]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_test_runs_the_golden_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tidewater.toml"
    body = SHIPPED["packs/tidewater.toml"].decode()
    file.write_text(body)
    assert run_test([file]) == 0
    file.write_text(body.replace('total = "87.12"', 'total = "87.13"'))
    assert run_test([file]) == 1
    assert "total: expected 87.13 GBP, got 87.12 GBP" in capsys.readouterr().out


def test_both_commands_speak_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(HEAD + RULE + "when = { opend = true }\n")
    assert run_check([file], json=True) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["files"][0]["problems"][0]["nearest"] == "opened"
    file.write_bytes(SHIPPED["packs/northpeak.toml"])
    assert run_test([file], json=True) == 0
    assert all(one["holds"] for one in json.loads(capsys.readouterr().out)["files"][0]["golden"])


def test_every_pack_that_is_a_policy_has_golden_cases() -> None:
    packs = [check_pack(name, body).pack for name, body in SHIPPED.items()]
    assert all(pack.golden for pack in packs if isinstance(pack, PolicyPack))
