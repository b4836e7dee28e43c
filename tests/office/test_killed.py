"""A process killed in the middle of recording: what was answered is there, the rest is there or not at all."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refundtui.office import feeds
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from tests.support.children import start
from tests.support.offices import a_case, an_office

RECORDER = """
import sys
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote, Take
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from tests.support.offices import NOW, a_case, said

round_ = sys.argv[2]
with OfficeStore(sys.argv[1]) as office:
    print("open", flush=True)
    for number in range(100_000):
        case_id = CaseId(f"case {number % 7}")
        if number % 5 == 0:
            office.take_in([a_case(f"came {round_} {number}")])
        outcome = office.record(said(case_id, AddNote(f"{round_} {number}", "Rang."), under=f"{round_} {number}"), NOW)
        assert isinstance(outcome, Recorded), outcome
        print(number, flush=True)
"""


def kill_while_recording(place: Path | str, round_: int, after: float) -> int:
    """Let a process record until it is killed; how many answers it had given."""
    recorder = start(
        [sys.executable, "-c", RECORDER, str(place), str(round_)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert recorder.stdout is not None
    assert recorder.stdout.readline() == "open\n"
    # Every third is killed while its first one is on the way, the others in full run.
    first = recorder.stdout.readline() if round_ % 3 else ""
    time.sleep(after)
    recorder.send_signal(signal.SIGKILL)
    told, complaint = recorder.communicate()
    assert not complaint, complaint
    return len([line for line in (first + told).splitlines(keepends=True) if line.endswith("\n")])


def check_answers(office: OfficeStore, answered: dict[int, int]) -> None:
    for round_, number in answered.items():
        for one in range(number):
            outcome = office.answer_to(f"{round_} {one}")
            assert isinstance(outcome, Recorded), f"answered, then lost: round {round_}, {one}"


def check_whole(office: OfficeStore, answered: dict[int, int]) -> None:
    check_answers(office, answered)
    notes = 0
    for which in range(7):
        case = office.case(f"case {which}")
        assert case is not None
        ids = [note.id for note in case.notes]
        assert len(ids) == len(set(ids))
        for note_id in ids:
            assert isinstance(office.answer_to(note_id), Recorded), "an effect without its answer"
        notes += len(ids)
    # At most one per round had its effect on disk and its answer on the way.
    assert sum(answered.values()) <= notes <= sum(answered.values()) + len(answered)
    for feed in office.feeds():
        page = office.changes(feed, None, 1)
        assert isinstance(page, feeds.FeedPage)
        assert (page.live_count, page.checksum) == feeds.recount(office.database, feed)
    assert office.verify_audit() == ()


def storm(place: Path | str, rounds: int) -> int:
    with an_office(place) as office:
        office.take_in([a_case(f"case {which}") for which in range(7)])
    chance = random.Random(20261120)
    answered: dict[int, int] = {}
    for round_ in range(rounds):
        answered[round_] = kill_while_recording(place, round_, chance.uniform(0.005, 0.12))
        with OfficeStore(place) as office:
            check_answers(office, {round_: answered[round_]})
    with OfficeStore(place) as office:
        check_whole(office, answered)
    return sum(answered.values())


def test_killed_while_recording_nothing_answered_is_lost(place: Path | str) -> None:
    assert storm(place, rounds=4) > 0


@pytest.mark.proof
def test_killed_two_hundred_times_nothing_answered_is_lost(place: Path | str) -> None:
    assert storm(place, rounds=200) > 200
