"""Taken back over a line as bad as can be: what the desk calls undone the office never counts, and what it calls
too late is counted once.
"""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import example, given, settings, strategies as st

from refundtui.casework.submissions import EntryState
from refundtui.casework.taking_back import TakenBack, hear_back, take_back
from refundtui.office.outcomes import Recorded
from tests.remote.one_process import FAULTS
from tests.remote.world import World

faults = st.lists(st.sampled_from(("ok", *FAULTS)), max_size=4)


@settings(max_examples=12, deadline=None)
@example(sending=["ok", "lose_request"], asking=["lose_answer"], restart=True)
@example(sending=["ok", "lose_answer"], asking=["ok"], restart=False)
@example(sending=["ok", "killed_after"], asking=["killed_after"], restart=False)
@given(sending=faults, asking=faults, restart=st.booleans())
def test_undone_is_never_counted_and_too_late_is_counted_once(
    sending: list[str], asking: list[str], restart: bool
) -> None:
    folder = Path(mkdtemp(prefix="taken-back-"))
    world = World(folder)
    try:
        world.create("lindenhof")
        world.pull(10)
        world.say(0, material=True)
        (submission_id,) = world.said
        world.push(sending)
        told = [take_back(submission_id, world.ports)]
        if restart:
            world.kill_desk()
        if told[0] is TakenBack.ASKED:
            heard = world._do(asking, lambda: hear_back(submission_id, world.ports))
            told += [heard] if isinstance(heard, TakenBack) else []
        world.settle()
        entry = world.ports.outbox.entry(submission_id)
        counted = isinstance(world.store.answer_to(submission_id), Recorded)
        accepted = entry is None or entry.state is EntryState.ACCEPTED  # None: its feed has told it by now
        assert counted == accepted, (told, entry)
        if told[-1] in {TakenBack.BACK, TakenBack.CONFIRMED}:
            assert not counted, "the desk said undone"
        if told[-1] is TakenBack.TOO_LATE:
            assert counted
    finally:
        world.end()
        rmtree(folder, ignore_errors=True)
