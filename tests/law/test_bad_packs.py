"""A law pack with a mistake is refused with one sentence and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from refundtui.cli.policy import run_check

HEAD = """kind = "law"
id = "xx"
version = "1"
title = "Somewhere"
jurisdiction = "FR"
countries = ["FR"]

[[statutes]]
id = "FR-1"
right = "refund_due"
title = "Money back"
clause = "Art. 1"
source = "https://example.org/1"
verified = true
days = 14
counted_from = "informed"
event_day = "not_counted"
rollover = "none"
"""

RATES = """formula = {{ name = "interest", above_base = "5%", set_rates = [
  {{ since = {0}, until = {1}, percent = "1%" }},
  {{ since = {2}, until = 2027-06-30, percent = "2%" }},
] }}
"""

MISTAKES = {
    "two periods": (
        HEAD.replace("days = 14\n", "days = 14\nmonths = 2\n"),
        16,
        "“FR-1” has several periods (days, months); a rule has one, or names each in “periods”.",
    ),
    "nothing that starts it": (
        HEAD.replace('counted_from = "informed"\n', ""),
        15,
        "“FR-1” has a period and nothing that starts it; name the event in “counted_from”.",
    ),
    "an event that does not exist": (
        HEAD.replace('"informed"', '"infromed"'),
        16,
        "No clock of the law starts with “infromed”. Did you mean “informed”?",
    ),
    "a rule that does not exist": (
        HEAD + 'not_before = "FR-2"\n',
        19,
        "There is no law “FR-2” here that a clause could rest on. Did you mean “FR-1”?",
    ),
    "a calendar that does not exist": (
        HEAD + 'calendar = "France"\n',
        19,
        "“France” is no calendar; write a place like DE or DE-BY, “performance” or “opening_days”.",
    ),
    "a rate that ends before it begins": (
        HEAD + RATES.format("2026-07-01", "2026-06-30", "2027-01-01"),
        19,
        "The rates of “FR-1” do not follow one another at 2026-07-01: each begins after the last has ended.",
    ),
    "two rates of one day": (
        HEAD + RATES.format("2026-01-01", "2026-06-30", "2026-06-30"),
        19,
        "The rates of “FR-1” do not follow one another at 2026-06-30: each begins after the last has ended.",
    ),
    "a limit in no money": (
        HEAD + 'formula = { name = "price_range", above = "1.00", at_most = "2.00" }\n',
        19,
        "“FR-1” has a limit in money, and the pack names no currency.",
    ),
    "brackets that fall": (
        HEAD
        + 'formula = { name = "surcharge", brackets = [{ until = 30, percent = "5%" }, { until = 10 }] }\n',
        19,
        "The brackets of “FR-1” do not rise from one to the next.",
    ),
    "a word for the mark that is none": (
        HEAD.replace("verified = true", "checked = true"),
        14,
        "There is no “checked” here.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_sentence_with_its_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, line, says = MISTAKES[name]
    file = tmp_path / "xx.toml"
    file.write_text(text, encoding="utf-8")
    assert run_check([file]) == 1
    assert f"{file}:{line}: {says}" in capsys.readouterr().out


def test_the_pack_without_a_mistake_is_let_through(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_text(HEAD, encoding="utf-8")
    assert run_check([file]) == 0


def test_a_pack_published_when_the_mark_was_called_signed_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_text(HEAD.replace("verified = true", "signed = true"), encoding="utf-8")
    assert run_check([file]) == 0
