"""The ten journeys in plain lines: same figures, same words, same exit codes, whatever the front end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from refundtui.training.weather import Weather
from tests.cli.conftest import Program

PAID_OUT = {"approved", "pay_queued", "pay_submitted", "notify"}


def case(program: Program, reference: str) -> dict[str, Any]:
    shown: dict[str, Any] = program("case", "show", reference, "--json").json
    return shown


def state(program: Program, reference: str) -> str:
    name: str = case(program, reference)["case"]["state"]
    return name


def is_granted(program: Program, reference: str) -> bool:
    """Approved, or further: a practice office pays as soon as it is asked what is new."""
    approval = case(program, reference)["case"].get("approval")
    return approval is not None and approval["status"] == "granted" and state(program, reference) in PAID_OUT


def test_1_keep_it_for_less(program: Program, home: Path) -> None:
    said = program("case", "quote", "1", "--why")
    assert "29.16 EUR" in said.out
    assert "4.66" in said.out
    assert "116.64 paid × (1 − €96.75 ÷ €129.00)" in said.out
    assert "§ 5.2" in said.out
    assert program("case", "decide", "1", "--yes", "--no-hold").code == 0
    assert is_granted(program, "1")
    letter = program("case", "letter", "1")
    assert letter.code == 0
    assert "29,16 €" in letter.out
    assert "Visa" in letter.out
    assert "auf deine Karte" in letter.out


def test_2_changed_her_mind_about_one_shirt(program: Program, home: Path) -> None:
    said = program("case", "quote", "2")
    assert said.code == 0
    assert "Refund 36.08 EUR" in said.out
    assert "5.00 EUR, not taken: the law forbids it" in said.out
    deadlines = case(program, "2")["deadlines"]
    assert [(due["kind"], due["due_on"]) for due in deadlines if due["basis"] == "law"] == [
        ("refund_due", "2026-12-04")
    ]
    assert program("case", "decide", "2", "--yes", "--no-hold").code == 0


def test_3_the_rest_comes_to_what_was_paid(program: Program, home: Path) -> None:
    third = case(program, "3")
    earlier = third["case"]["order"]["earlier"]
    before = sum(part["gross_minor"] for past in earlier for part in past["parts"])
    assert before == 2916 + 3608
    assert third["quote"]["total_minor"] + before == 19370
    assert program("case", "quote", "3", "all", "--only", "--json").json["quote"]["total_minor"] == 12846
    assert program("case", "quote", "3", "shirt=1", "--only", "--json").json["quote"]["total_minor"] == 3608


def test_4_too_much_typed_is_refused_with_the_most(program: Program, home: Path) -> None:
    said = program("case", "decide", "4", "goodwill=200.00", "--choice", "approve", "--expect", "200.00")
    assert said.code == 1
    assert "164.54" in said.err
    assert "Nothing was changed" in said.err
    assert program("outbox", "--json").json == []
    assert program("case", "quote", "4", "goodwill=20.00").code == 0


def test_5_above_the_limit_a_lead_decides(program: Program, home: Path) -> None:
    said = program("case", "decide", "5", "--why", "--expect", "931.57")
    assert said.code == 4
    assert "931.57 USD" in said.out
    assert "-149.85 USD" in said.out
    assert "919.21" in said.out  # tax in proportion, the other value of the switch
    assert "500.00" in said.err
    assert program("case", "decide", "5", "--choice", "request", "--expect", "931.57", "--no-hold").code == 0
    assert state(program, "5") == "approval"
    own = program("case", "grant", "5", "--expect", "931.57")
    assert own.code == 4
    granted = program("case", "grant", "5", "--as", "lead", "--expect", "931.57", "--no-hold")
    assert granted.code == 0
    assert "No difference to policy." in granted.out
    assert is_granted(program, "5")


def test_6_worn_out_not_broken(program: Program, home: Path) -> None:
    said = program("case", "quote", "6", "--why")
    assert "Refund 375.00 USD" in said.out
    assert "of it goodwill 375.00 USD" in said.out
    assert "420.00" in said.out
    assert case(program, "6")["quote"]["tax_minor"] == 0
    assert program("case", "decide", "6", "--yes", "--no-hold").code == 0


def test_7_unused_time(program: Program, home: Path) -> None:
    said = program("case", "quote", "7", "--why")
    assert "Refund 87.12 GBP" in said.out
    assert "tax in it 14.52 GBP" in said.out
    assert "265 of 365" in said.out
    assert "87.45" in said.out
    assert program("case", "decide", "7", "--yes", "--no-hold").code == 0


def test_8_two_tenders_card_first(program: Program, home: Path) -> None:
    said = program("case", "quote", "8")
    assert "→ Visa ••4242  143.70 EUR" in said.out
    assert "→ Gutschein ••7731  16.30 EUR" in said.out
    assert program("case", "decide", "8", "--expect", "160", "--no-hold").code == 0
    legs = case(program, "8")["case"]["quotes"][-1]["quote"]["legs"]
    assert [leg["amount_minor"] for leg in legs] == [14370, 1630]


def test_9_denied_by_policy_owed_by_law(program: Program, home: Path) -> None:
    eligibility = case(program, "9")["eligibility"]
    assert (eligibility["verdict"], eligibility["policy_verdict"]) == ("partly", "ineligible")
    assert eligibility["decided_by"] == "law"
    denied = program("case", "deny", "9", "--ground", "window_passed")
    assert denied.code == 1
    assert "by law" in denied.err
    assert state(program, "9") == "intake"
    assert program("case", "facts", "9", "repair_failed=yes", "--no-hold").code == 0
    after = case(program, "9")
    assert (after["eligibility"]["verdict"], after["quote"]["total_minor"]) == ("eligible", 1804)


def test_10_the_plug_pulled(program: Program, home: Path) -> None:
    weather = Weather(home / "training" / "weather.json")
    program("case", "take", "10", "--no-hold")
    program("case", "take", "10", "--back", "--no-hold")
    weather.go_offline()
    for words in (
        ("decide", "1", "--choice", "approve"),
        ("decide", "2", "--choice", "approve"),
        ("decide", "10", "--choice", "approve"),
        ("note", "10", "decided in the tunnel"),
    ):
        assert program("case", *words, "--no-hold").code == 0
    waiting = program("outbox", "--json").json
    assert [entry["state"] for entry in waiting] == ["queued"] * 4
    assert program("sync").code == 3

    weather.go_online()
    _colleague_changes_the_second_case(home)
    synced = program("sync", "--json")
    assert synced.code == 1
    assert len(synced.json["accepted"]) == 3
    (left,) = program("outbox", "--json").json
    assert (left["reference"], left["state"]) == ("RF-0000002", "needs_review")
    assert left["findings"][0]["code"] == "case.changed"
    assert all(is_granted(program, name) for name in ("1", "10"))
    assert program("case", "show", "10").out.count("decided in the tunnel") == 1
    assert program("sync", "--json").json["accepted"] == []


def _colleague_changes_the_second_case(home: Path) -> None:
    """Straight at the office, as somebody at another desk would."""
    from contextlib import closing

    from refundtui.bootstrap import open_office
    from refundtui.domain.commands import SetItems
    from refundtui.domain.request import RefundRequest, Units
    from refundtui.office.outcomes import Recorded
    from refundtui.training.seeding.journeys import case_id_of

    with closing(open_office(home)) as office:
        changed = SetItems(RefundRequest((Units("shirt", 2),)))
        outcome = office.act_as_colleague("colleague", case_id_of("RF-0000002"), changed)
        assert isinstance(outcome, Recorded)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL to survive")
def test_10_kill_at_any_moment_changes_nothing(program: Program, home: Path) -> None:
    """Killed while it decides: either it was not said yet, or it is said once."""
    for delay in (0.2, 0.4, 0.6, 0.8, 1.1):
        desk = subprocess.Popen(
            [sys.executable, "-m", "refundtui", "case", "decide", "1", "--choice", "approve", "--no-hold"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ},
        )
        try:
            desk.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            desk.send_signal(signal.SIGKILL)
            desk.wait()
    program("sync")
    if not is_granted(program, "1"):
        assert program("case", "decide", "1", "--choice", "approve", "--no-hold").code == 0
    shown = case(program, "1")["case"]
    assert [event["kind"] for event in shown["events"] if event["kind"] != "payment"] == ["open", "approve"]
    assert program("outbox", "--json").json == []
