"""A process killed in the middle of recording: what was answered is there, the rest is there or not at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

import pytest

from refundtui.office import feeds
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from tests.support.children import start
from tests.support.offices import a_case, an_office

NURSERY = """
import os, sys, traceback
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from tests.support.offices import NOW, a_case, said

def tell(word):
    os.write(1, f"{word}\\n".encode())  # whole or not at all: a line is shorter than a pipe is wide

def record(place, round_):
    with OfficeStore(place) as office:
        tell(f"open {os.getpid()}")
        for number in range(100_000):
            case_id = CaseId(f"case {number % 7}")
            if number % 5 == 0:
                office.take_in([a_case(f"came {round_} {number}")])
            note = f"{round_} {number}"
            outcome = office.record(said(case_id, AddNote(note, "Rang."), under=note), NOW)
            assert isinstance(outcome, Recorded), outcome
            tell(number)

for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            record(sys.argv[1], line.strip())
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    _, status = os.waitpid(child, 0)
    tell(f"ended {os.waitstatus_to_exitcode(status)}")
"""
"""Brings up one recorder after another: each is a process of its own from its first question to the database on,
and has not to read the program again, which takes ten times as long as it lives.
"""


@contextmanager
def recorders(place: Path | str) -> Iterator[subprocess.Popen[str]]:
    nursery = start(
        [sys.executable, "-c", NURSERY, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield nursery
    finally:
        nursery.kill()
        nursery.communicate()


def kill_while_recording(nursery: subprocess.Popen[str], round_: int, after: float) -> int:
    """Let a process record until it is killed; how many answers it had given."""
    asking, telling = cast("TextIO", nursery.stdin), cast("TextIO", nursery.stdout)
    asking.write(f"{round_}\n")
    asking.flush()
    word, _, number = telling.readline().partition(" ")
    assert word == "open", "it did not come to its first question"
    # Every third is killed while its first one is on the way, the others in full run.
    answers = 1 if round_ % 3 and telling.readline().strip().isdigit() else 0
    time.sleep(after)
    os.kill(int(number), signal.SIGKILL)
    while (line := telling.readline().strip()).isdigit():
        answers += 1
    assert line == f"ended {-signal.SIGKILL}", line
    return answers


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
    with recorders(place) as nursery:
        for round_ in range(rounds):
            answered[round_] = kill_while_recording(nursery, round_, chance.uniform(0.005, 0.12))
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
