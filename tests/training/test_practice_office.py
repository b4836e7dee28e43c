"""The practice desk is the real desk on the real office, in one process, with no network on the path."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Never

import pytest

from refundtui.bootstrap import OpenDesk, open_desk, open_office
from refundtui.casework import deciding, reading, syncing
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.submissions import Accepted, Entry, EntryState, Submission, SubmissionId, Unreachable
from refundtui.domain.case import Case, CaseId, CaseState
from refundtui.domain.commands import AddNote, Approve, Command, SetItems, Take
from refundtui.domain.determination import determine
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest, Units
from refundtui.training.clock import BEGINNING
from refundtui.training.office import PracticeOffice
from tests.support.offices import a_case


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a socket is caught."""

    def refuse(*_: object, **__: object) -> Never:
        raise AssertionError("somebody on the practice path opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """A practice desk of a home with four cases, pulled."""
    office = open_office(tmp_path)
    office.store.take_in([a_case(f"case {number}") for number in range(4)])
    office.close()
    with open_desk(tmp_path) as opened:
        opened.pull()
        yield opened


def case_at(desk: OpenDesk, case_id: str) -> Case:
    found = reading.case_file(CaseId(case_id), desk.ports)
    assert found is not None
    return found.case


def approve(desk: OpenDesk, case_id: str) -> Approve:
    case = case_at(desk, case_id)
    rulebook = desk.ports.rulebooks.for_case(case)
    quote = determine(case, case.request, rulebook, desk.ports.clock.now().date()).quote
    assert isinstance(quote, Quote)
    return Approve(case.request, quote.fingerprint, quote.total)


def decide(desk: OpenDesk, case_id: str, command: Command) -> Entry:
    entry = deciding.decide(CaseId(case_id), command, desk.ports, hold_seconds=0)
    assert isinstance(entry, Entry), entry
    return entry


def push(desk: OpenDesk) -> syncing.PushReport:
    return syncing.push(desk.ports, desk.ports.clock.now() + timedelta(minutes=1))


def behind(desk: OpenDesk) -> PracticeOffice:
    office = desk.office.behind()
    assert office is not None
    return office


@pytest.mark.usefixtures("no_sockets")
def test_a_decision_goes_out_and_comes_back_without_a_socket(desk: OpenDesk) -> None:
    entry = decide(desk, "case 0", approve(desk, "case 0"))

    sent = push(desk)
    got = desk.pull()

    assert sent.accepted == (entry.submission.id,)
    assert got.drift == ()
    held = desk.ports.cache.case(CaseId("case 0"))
    assert held is not None
    assert held.state is CaseState.PAY_SUBMITTED, "what is approved is with the provider by now"
    assert held == behind(desk).store.case("case 0")


def test_what_the_desk_shows_at_once_is_what_the_office_makes_of_it(desk: OpenDesk) -> None:
    decide(desk, "case 0", approve(desk, "case 0"))
    shown = case_at(desk, "case 0")

    push(desk)
    desk.pull()
    settled = case_at(desk, "case 0")

    decided = [(event.kind, event.after, event.facts) for event in shown.events]
    settled_too = [(event.kind, event.after, event.facts) for event in settled.events]
    assert settled_too[: len(decided)] == decided, "and then it was paid"
    assert shown.state is shown.events[-1].after
    assert shown.quotes[-1].quote == settled.quotes[-1].quote


def test_the_first_pull_brings_every_case_and_every_pack(desk: OpenDesk) -> None:
    assert desk.ports.cache.count(QueueFilter()) == 4
    assert "lindenhof" in desk.ports.rulebooks.brands()


def test_the_plug_pulled_and_put_back(desk: OpenDesk) -> None:
    """Journey 10: one and three are accepted once, two is a conflict, the note is there."""
    assert desk.weather is not None
    desk.weather.go_offline()
    one = decide(desk, "case 0", approve(desk, "case 0"))
    two = decide(desk, "case 1", approve(desk, "case 1"))
    three = decide(desk, "case 2", approve(desk, "case 2"))
    note = decide(desk, "case 3", AddNote("n", "Rang, nobody there."))
    assert push(desk).accepted == ()
    assert len(desk.ports.outbox.entries()) == 4

    changed = SetItems(RefundRequest((Units("shirt", 2),)))
    behind(desk).act_as_colleague("colleague", CaseId("case 1"), changed)
    desk.weather.go_online()
    sent = push(desk)
    desk.pull()

    assert set(sent.accepted) == {one.submission.id, three.submission.id, note.submission.id}
    assert sent.review == (two.submission.id,)
    conflict = desk.ports.outbox.entry(two.submission.id)
    assert conflict is not None
    assert conflict.state is EntryState.NEEDS_REVIEW
    assert conflict.current is not None
    assert conflict.current.request == changed.request
    assert dict(conflict.findings[0].facts)["decided_by"] == "colleague"
    assert case_at(desk, "case 0").state is CaseState.PAY_SUBMITTED
    assert case_at(desk, "case 3").notes[0].text == "Rang, nobody there."
    assert push(desk).accepted == ()
    assert behind(desk).store.verify_audit() == ()


def test_an_answer_lost_on_the_way_is_asked_for_again_and_counts_once(desk: OpenDesk) -> None:
    assert desk.weather is not None
    desk.weather.lose_answers(1)
    entry = decide(desk, "case 0", Take())

    assert push(desk).accepted == ()
    after_first = behind(desk).store.case("case 0")
    assert push(desk).accepted == (entry.submission.id,)

    assert behind(desk).store.case("case 0") == after_first


def test_a_slow_line_takes_its_time_and_loses_nothing(desk: OpenDesk) -> None:
    waited: list[float] = []
    office = behind(desk)
    office.weather._wait = waited.append
    office.weather.slow_down(250)

    decide(desk, "case 0", Take())

    assert len(push(desk).accepted) == 1
    assert waited
    assert set(waited) == {0.25}


def test_the_weather_stays_over_a_restart(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        assert desk.weather is not None
        desk.weather.go_offline()

    with open_desk(tmp_path) as desk:
        assert desk.pull().unreachable == "line.down"


def test_practice_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        first = desk.ports.clock.now()
    with open_desk(tmp_path) as desk:
        second = desk.ports.clock.now()

    assert BEGINNING <= first <= second < BEGINNING + timedelta(minutes=5)


def test_a_new_pack_reaches_the_desk_with_the_next_pull(desk: OpenDesk) -> None:
    case = case_at(desk, "case 0")
    name = "packs/lindenhof.toml"
    text = next(body for pack, _, body in behind(desk).documents() if pack == name).decode()  # type: ignore[union-attr] # the line is up
    old = desk.ports.rulebooks.for_case(case).policy.title
    behind(desk).store.publish(name, text.replace(old, "Neu").encode(), by="lead", now=BEGINNING)
    assert desk.ports.rulebooks.for_case(case).policy.title == old

    desk.pull()

    assert desk.ports.rulebooks.for_case(case).policy.title == "Neu"


def test_an_office_whose_file_is_foreign_leaves_the_desk_working(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.config.office_file.write_text("not an office\n" * 50, encoding="utf-8")

        assert desk.pull().unreachable == "office.file_foreign"
        assert desk.ports.office.feeds() == Unreachable("office.file_foreign")
        answer = desk.ports.office.submit(
            Submission(SubmissionId("s"), CaseId("c"), Take(), 1, "me", desk.ports.clock.now())
        )
        assert answer == Unreachable("office.file_foreign")
    assert desk.config.office_file.read_text(encoding="utf-8").startswith("not an office")


def test_there_is_no_desk_of_real_work_before_somebody_signed_in_at_an_office(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"login\.never"):
        open_desk(tmp_path, training=False, plain=True)


def test_a_stranger_gets_no_desk(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="mallory"):
        open_desk(tmp_path, actor_id="mallory")


def test_the_office_can_be_opened_in_the_background(desk: OpenDesk) -> None:
    desk.office.close()
    with open_desk(desk.config.home) as other:
        assert not other.office.is_open
        other.office.open_in_background().join()
        assert other.office.is_open


def test_the_same_submission_through_the_port_is_answered_as_replayed(desk: OpenDesk) -> None:
    submission = Submission(SubmissionId("s"), CaseId("case 0"), Take(), 1, "me", desk.ports.clock.now())

    first = desk.ports.office.submit(submission)
    second = desk.ports.office.submit(submission)

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert (first.replayed, second.replayed) == (False, True)
    assert (first.feed, first.visible_at, first.version) == (second.feed, second.visible_at, second.version)


def test_the_first_rows_wait_for_no_office_and_no_orm(desk: OpenDesk) -> None:
    home = desk.config.home
    desk.close()
    probe = (
        "import json, sys; from pathlib import Path\n"
        "from refundtui.bootstrap import open_desk\n"
        "from refundtui.casework import reading\n"
        "from refundtui.casework.queue_filter import QueueFilter\n"
        f"desk = open_desk(Path({str(home)!r}))\n"
        "rows = reading.queue(QueueFilter(), desk.ports, limit=40)\n"
        "print(json.dumps([len(rows), sorted(sys.modules)])); desk.close()"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    rows, modules = json.loads(told.stdout)

    assert rows == 4
    heavy = {
        "alembic",
        "babel",
        "httpx",
        "keyring",
        "liquid",
        "pydantic",
        "sqlalchemy",
        "sqlmodel",
        "textual",
    }
    assert not heavy & {name.split(".")[0] for name in modules}
    assert not [name for name in modules if name.startswith("refundtui.office")]


def test_filling_an_office_costs_no_practice_time_beyond_what_it_took(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    filled_at = office.clock.now()
    office.close()

    with open_desk(tmp_path) as desk:
        assert desk.ports.clock.now() - filled_at < timedelta(seconds=5)


def test_an_office_torn_in_its_middle_is_unreachable_and_says_why(desk: OpenDesk) -> None:
    desk.close()
    file = desk.config.office_file
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xaa" * (len(whole) - 8192))

    with open_desk(desk.config.home) as again:
        assert again.pull().unreachable == "office.file_torn"
        assert again.ports.cache.count(QueueFilter()) == 4
