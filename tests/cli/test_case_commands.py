from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from pathlib import Path

import pytest

from refundtui.training.weather import Weather
from tests.cli.conftest import Program


class Terminal(io.StringIO):
    """Somebody who types these lines."""

    def isatty(self) -> bool:
        return True


def test_the_queue_is_searched_sorted_and_limited(program: Program, home: Path) -> None:
    found = program("case", "list", "--search", "brückner", "--json").json
    assert {row["customer"] for row in found} == {"Jana Brückner"}
    assert len(program("case", "list", "--limit", "3", "--json").json) == 3
    by_reference = [row["reference"] for row in program("case", "list", "--sort", "reference", "--json").json]
    assert by_reference == sorted(by_reference)


def test_what_waits_for_the_goods_is_not_due_until_somebody_says_they_came(
    program: Program, home: Path
) -> None:
    shown = program("case", "show", "2").out
    assert (
        "refund due: not yet due\n  not yet due: goods or proof of sending awaited; at the earliest" in shown
    )
    assert program("case", "facts", "2", "goods_back_on=2026-11-21").err.startswith(
        "21 Nov 2026 is still to come"
    )
    assert program("case", "facts", "2", "goods_back_on=2026-11-19", "--no-hold").code == 0
    assert "refund due: 4 Dec 2026, in 14 days" in program("case", "show", "2").out


def test_tab_separated_rows_are_raw(program: Program, home: Path) -> None:
    lines = program("case", "list", "--format", "tsv", "--view", "all").out.splitlines()
    assert lines[0].split("\t")[0] == "reference"
    assert all(len(line.split("\t")) == 8 for line in lines)


def test_a_cut_list_says_so_beside_the_data(program: Program, home: Path) -> None:
    said = program("case", "list", "--limit", "2")
    assert len(said.out.splitlines()) == 3
    assert "--limit" in said.err


def test_an_empty_list_says_so_beside_the_data(program: Program, home: Path) -> None:
    said = program("case", "list", "--filter", "state:chargeback amount>900000")
    assert said.code == 0
    assert "No case" in said.err


def test_a_case_is_found_by_short_reference_and_by_order(program: Program, home: Path) -> None:
    for name in ("1", "RF-0000001", "rf-0000001", "LH-100001"):
        assert "Jana Brückner" in program("case", "show", name).out


@pytest.mark.parametrize("order", ["LH-1\x1b[31m0001", "LH-1\u202e0001", "LH-1\x000001"])
def test_an_order_number_with_signs_nobody_sees_is_refused_not_mended(
    program: Program, home: Path, order: str
) -> None:
    before = len(program("case", "list", "--json").json)
    said = program("case", "new", order, "--brand", "lindenhof", "--reason", "late", "--customer", "Jo")
    assert said.code == 2
    assert "signs that cannot be seen" in said.err
    assert "\x1b" not in said.err
    assert len(program("case", "list", "--json").json) == before


def test_a_trial_changes_nothing(program: Program, home: Path) -> None:
    before = program("case", "show", "1", "--json").json
    assert program("case", "decide", "1", "--dry-run").code == 0
    assert program("case", "note", "1", "never", "--dry-run").code == 0
    new = ("case", "new", "LH-100001", "--brand", "lindenhof", "--reason", "defective", "--dry-run", "--fact")
    assert program(*new, "opened=yes").code == 0
    refused = program(*new, "goods_back_on=2099-01-01")
    assert (refused.code, "still to come" in refused.err) == (1, True)
    assert program("case", "show", "1", "--json").json == before
    assert program("outbox", "--json").json == []


def test_where_nobody_is_there_silence_approves_nothing(program: Program, home: Path) -> None:
    said = program("case", "decide", "1")
    assert said.code == 2
    assert "--choice" in said.err
    assert "Nothing was changed." in said.err
    assert program("outbox", "--json").json == []


def test_a_decision_is_held_and_can_be_taken_back(program: Program, home: Path) -> None:
    assert program("case", "decide", "1", "--yes").code == 0
    (entry,) = program("outbox", "--json").json
    assert (entry["command"], entry["state"]) == ("approve", "queued")
    assert entry["held_until"]
    assert program("undo").code == 0
    assert program("outbox", "--json").json == []
    assert program("undo").code == 1


def test_a_hold_ends_by_waiting_and_says_how_long_it_lasts(program: Program, home: Path) -> None:
    held = program("case", "decide", "1", "--yes")
    waiting = program("sync")
    an_age_ago = json.loads((home / "training" / "clock.json").read_text("utf-8")) | {
        "kept_at": "2000-01-01T00:00:00+00:00"
    }
    (home / "training" / "clock.json").write_text(json.dumps(an_age_ago), encoding="utf-8")

    assert held.code == 0
    assert re.search(r"held (10|9) s$", waiting.out, re.MULTILINE)
    assert "1 sent, 0 waiting" in program("sync").out


def test_a_decision_above_the_threshold_is_confirmed(program: Program, home: Path) -> None:
    unconfirmed = program("case", "decide", "3", "--choice", "approve")
    assert unconfirmed.code == 2
    assert "--yes" in unconfirmed.err
    wrong = program("case", "decide", "3", "--expect", "128.64")
    assert wrong.code == 1
    assert "128.46" in wrong.err
    assert program("case", "decide", "3", "--expect", "128.46", "--no-hold").code == 0


def test_yes_is_not_enough_where_the_amount_must_be_typed(program: Program, home: Path) -> None:
    said = program("case", "grant", "5", "--as", "lead", "--yes")
    assert said.code == 1  # nobody asked yet
    assert program("case", "decide", "5", "--choice", "request", "--yes").code == 2
    assert program("case", "decide", "5", "--choice", "request", "--expect", "931.57", "--no-hold").code == 0


def test_a_person_at_a_terminal_is_asked(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("1\ny\n"))
    said = program("case", "decide", "3", "--no-hold")
    assert said.code == 0
    assert "  1  " in said.out
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    assert program("case", "decide", "8", "--choice", "approve").code == 1
    assert program("case", "show", "8", "--json").json["case"]["state"] == "intake"


def test_who_is_asked_hears_first_which_case_it_is_and_what_is_not_possible(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("7\n4\n1\n"))
    said = program("case", "decide", "42")
    first, *rest = said.out.splitlines()
    assert first == "RF-0000042 · lindenhof · second look"
    assert rest[0].startswith("Verdict: ")
    assert "  4  deny, with grounds, not now: “Deny” is not for the role agent." in rest
    assert "Type a number from 1 to 6." in said.out
    assert said.code == 4
    assert "--choice request" not in said.err, "that is not possible either"
    monkeypatch.setattr(sys, "stdin", Terminal("what is it\n"))
    assert "What is noted? " in program("case", "note", "42").out


def test_items_are_replaced_line_by_line(program: Program, home: Path) -> None:
    assert program("case", "items", "2", "shirt=2:B", "--no-hold").code == 0
    items = program("case", "show", "2", "--json").json["case"]["request"]["items"]
    assert [(item["units"], item["grade"]) for item in items] == [(2, "B")]
    program("case", "items", "2", "jacket=1", "shirt=0", "--no-hold")
    items = program("case", "show", "2", "--json").json["case"]["request"]["items"]
    assert [item["line_id"] for item in items] == ["jacket"]


@pytest.mark.parametrize(
    ("item", "total"),
    [
        ("shirt=1", 3608),
        ("shirt=2", 7216),
        ("shirt=12.50", 1250),
        ("shirt=amount:10", 1000),
        ("jacket=96.75/129.00", 2916),
        ("jacket=rest", 11664),
        ("goodwill=5.00", 500),
        ("all", 19370),
    ],
)
def test_what_comes_back_is_typed_in_a_few_signs(program: Program, home: Path, item: str, total: int) -> None:
    said = program("case", "quote", "2", item, "--only", "--json")
    assert said.json["quote"]["total_minor"] == total


@pytest.mark.parametrize(
    "item",
    [
        "shirt",
        "hat=1",
        "shirt=1:Q",
        "shirt=12,3x",
        "goodwill=20%",
        "goodwill=-5",
        "goodwill=credit card",
        "shirt=",
    ],
)
def test_what_cannot_be_meant_is_asked_again(program: Program, home: Path, item: str) -> None:
    said = program("case", "quote", "2", item, "--only")
    assert said.code == 2
    assert said.err
    assert not said.out


def test_an_ambiguous_amount_is_never_guessed(program: Program, home: Path) -> None:
    said = program("case", "quote", "2", "goodwill=1.234")
    assert said.code == 2
    assert "1.234" in said.err


def test_a_quote_is_only_looked_at_unless_fixed(program: Program, home: Path) -> None:
    assert program("case", "quote", "1").code == 0
    assert program("case", "show", "1", "--json").json["case"]["state"] == "intake"
    assert program("case", "quote", "1", "--fix", "--no-hold").code == 0
    assert program("case", "show", "1", "--json").json["case"]["state"] == "quote"


def test_evidence_of_a_file_keeps_its_digest(program: Program, home: Path, tmp_path: Path) -> None:
    photo = tmp_path / "seam.jpg"
    photo.write_bytes(b"not really a photo")
    assert program("case", "evidence", "9", "photo", "--file", str(photo), "--no-hold").code == 0
    evidence = program("case", "show", "9", "--json").json["case"]["evidence"][-1]
    assert evidence["title"] == "seam.jpg"
    assert evidence["digest"] == hashlib.sha256(b"not really a photo").hexdigest()


def test_a_life_in_plain_lines(program: Program, home: Path) -> None:
    """Take, ask, answer, note, snooze, wake, hand over, cancel, reopen, merge."""
    steps = (
        ("take", "2"),
        ("identity", "2", "strong", "--step", "postcode"),
        ("ask", "2", "receipt"),
        ("answer", "2", "Here", "it", "is."),
        ("reason", "2", "size_small"),
        ("note", "2", "Called", "her", "back."),
        ("snooze", "2", "2026-11-23", "she calls back"),
        ("snooze", "2", "--wake"),
        ("take", "2", "--back"),
        ("cancel", "2"),
        ("reopen", "2", "she wants it after all", "--as", "lead"),
        ("merge", "2", "10", "--as", "lead"),
    )
    for step in steps:
        said = program("case", *step, "--no-hold")
        assert said.code == 0, (step, said.err)
    shown = program("case", "show", "2", "--json").json["case"]
    assert shown["state"] == "cancelled"
    assert shown["resolution"] == "duplicate"
    assert [event["kind"] for event in shown["events"]][-1] == "merge"


def test_an_offer_is_made_countered_and_made_again(program: Program, home: Path) -> None:
    assert program("case", "offer", "4", "goodwill=15.00", "--yes", "--no-hold").code == 0
    assert program("case", "counter", "4", "30.00", "--no-hold").code == 0
    assert program("case", "offer", "4", "goodwill=20.00", "--only", "--yes", "--no-hold").code == 0
    assert program("case", "accept", "4", "by mail", "--no-hold").code == 0
    assert program("case", "show", "4", "--json").json["case"]["approval"]["status"] == "granted"


def test_a_case_is_opened_for_somebody_on_the_phone(program: Program, home: Path) -> None:
    new = program(
        "case", "new", "LH-100002", "jacket=1", "--brand", "lindenhof", "--reason", "colour_style", "--json"
    )
    assert new.code == 0
    shown = program("case", "show", new.json["reference"], "--json").json
    assert shown["case"]["customer"]["name"] == "Mara Thießen"
    assert shown["quote"]["total_minor"] == 11664


def test_an_unknown_order_is_kept_by_its_number(program: Program, home: Path) -> None:
    words = (
        "case",
        "new",
        "LH-999",
        "--brand",
        "lindenhof",
        "--reason",
        "late",
        "--customer",
        "Ida Ek",
        "--json",
    )
    new = program(*words)
    assert new.code == 0
    case = program("case", "show", new.json["reference"], "--json").json["case"]
    assert case["order_ref"] == "LH-999"
    assert case.get("order") is None


def test_what_is_missing_in_a_script_is_named(program: Program, home: Path) -> None:
    for words in (
        ("case", "note", "1"),
        ("case", "new", "X-1"),
        ("case", "deny", "9"),
        ("case", "snooze", "1"),
    ):
        said = program(*words)
        assert said.code == 2, words
        assert said.err


def test_a_letter_is_shown_as_it_would_leave(program: Program, home: Path) -> None:
    said = program("case", "letter", "1", "--json")
    assert said.json["language"] == "de"
    assert "RF-0000001" in said.json["subject"] + said.json["body"]


def test_a_letter_can_be_edited_and_written_anew(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Liebe Jana,\nwir kümmern uns.\x1b[2J\n"))
    assert program("case", "letter", "1", "--edit", "--json").json["body"] == "Liebe Jana,\nwir kümmern uns."
    assert program("case", "letter", "1", "--json").json["body"].startswith("Liebe Jana")
    assert "RF-0000001" in program("case", "letter", "1", "--fresh", "--json").json["body"]


def test_another_agents_case_is_not_decided(program: Program, home: Path) -> None:
    program("case", "take", "1", "--as", "colleague", "--no-hold")
    said = program("case", "decide", "1", "--yes")
    assert said.code == 1
    assert "Nothing was changed" in said.err


def test_an_office_out_of_reach_loses_nothing(program: Program, home: Path) -> None:
    weather = Weather(home / "training" / "weather.json")
    weather.go_offline()
    assert program("case", "note", "1", "written in the tunnel", "--no-hold").code == 0
    assert program("sync").code == 3
    assert "written in the tunnel" in program("case", "show", "1").out
    weather.go_online()
    assert program("sync").code == 0
    assert program("outbox", "--json").json == []
    assert program("case", "show", "1").out.count("written in the tunnel") == 1


def test_hostile_words_are_harmless_wherever_they_come_out(program: Program, home: Path) -> None:
    nasty = "pay \x1b]52;c;aGk=\x07now \u202e 4242 4242 4242 4242"
    assert program("case", "note", "1", nasty, "--no-hold").code == 0
    for words in (("case", "show", "1"), ("case", "show", "1", "--json"), ("outbox",)):
        said = program(*words)
        assert "\x1b" not in said.out
        assert "\u202e" not in said.out
        assert "4242 4242 4242 4242" not in said.out


def test_names_are_initials_in_the_list_and_mail_is_masked_until_it_is_asked_for(
    program: Program, home: Path
) -> None:
    listed = program("case", "list", "--view", "all", "--limit", "60").out
    assert "J••• B•••" in listed
    assert "Brückner" not in listed
    assert "Jana Brückner" in program("case", "list", "--view", "all", "--limit", "60", "--names").out
    (home / "config.toml").write_text("mask_names = false\n", "utf-8")
    assert "Jana Brückner" in program("case", "list", "--view", "all", "--limit", "60").out
    mail = program("case", "show", "1", "--json").json["case"]["customer"]["email"]
    shown = program("case", "show", "1").out
    assert "Jana Brückner" in shown
    assert mail not in shown
    assert not (home / "training" / "log" / "revealed.log").exists()
    assert mail in program("case", "show", "1", "--reveal", "email").out
    written = (home / "training" / "log" / "revealed.log").read_text("utf-8")
    assert written.endswith("field=email\n")
    assert mail not in written


def test_scenario_75_a_card_typed_where_a_number_was_asked_for_is_kept_and_said_nowhere(
    program: Program, home: Path
) -> None:
    card = "4242424242424242"
    new = (
        "case",
        "new",
        card,
        "--brand",
        "lindenhof",
        "--reason",
        "defective",
        "--customer",
        "Jo Doe",
        "--claimed",
        "5.00",
    )
    said = program(*new, "--json", "--no-hold")
    assert said.code == 0, said.err
    assert card not in said.out + said.err
    reference = said.json["reference"]
    for words in (
        ("case", "show", reference, "--json"), ("case", "show", reference), ("outbox", "--all", "--json"),
        ("case", "list", "--view", "all", "--json", "--limit", "500"), ("case", "show", card),
        ("case", "views", "--save", "mine too", "--filter", card), ("case", "views", "--json"),
    ):  # fmt: skip
        said = program(*words)
        assert card not in said.out + said.err, words
    assert program("case", "show", reference, "--json").json["case"]["order_ref"] == "••••••••••••4242"
