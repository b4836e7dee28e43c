"""`kill -9` at any moment: what was acknowledged is there, once, in order; a draft is the last one acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refundtui.books.outbox import Outbox
from refundtui.casework.submissions import EntryState
from tests.books.killed_writer import KEY

WRITER = Path(__file__).with_name("killed_writer.py")


def a_life(folder: Path, first: int, moment: float) -> list[list[str]]:
    """Let a writer live for a moment, kill it, and return what it said, word by word."""
    source = str(Path(__file__).parents[2] / "src")
    with subprocess.Popen(
        [sys.executable, str(WRITER), str(folder), str(first)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    ) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline()]  # it has begun
        time.sleep(moment)
        writer.send_signal(signal.SIGKILL)
        said.extend(writer.stdout.readlines())
    whole = [line.decode() for line in said if line.endswith(b"\n")]
    return [line.strip().split(maxsplit=1) for line in whole]


def kill_many_times(folder: Path, times: int, seed: int) -> int:
    chance = random.Random(seed)
    acknowledged: list[str] = []
    sent: set[str] = set()
    draft = tried = ""
    number = 0
    for _ in range(times):
        last_draft_said = ""
        for what, word in a_life(folder, number, chance.expovariate(1 / 0.05)):
            if what == "trying":
                tried = word
                number = int(word[1:])
            elif what == "added":
                acknowledged.append(word)
            elif what == "sending":
                sent.add(word)
            elif what == "draft":
                last_draft_said = word
        draft = last_draft_said or draft
        with Outbox(folder / "outbox.db", KEY) as outbox:
            entries = outbox.entries(open_only=False)
            held = [str(entry.submission.id) for entry in entries]
            assert len(held) == len(set(held))
            assert held == sorted(held)
            # The one being added when the signal came may be in; nothing else that was not acknowledged is.
            assert set(acknowledged) <= set(held)
            unacknowledged = set(held) - set(acknowledged)
            assert unacknowledged <= {tried}
            acknowledged.extend(unacknowledged)
            states = {str(entry.submission.id): entry.state for entry in entries}
            assert all(states[id_] is EntryState.SENDING for id_ in sent)
            kept = outbox.draft("c1/note") or ""
            # The draft is the one acknowledged last, or the one that was being saved.
            if draft:
                assert float(kept.split()[1]) >= float(draft.split()[1])
                draft = kept
    return len(acknowledged)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL to send")
def test_no_acknowledged_word_is_lost_over_ten_kills(tmp_path: Path) -> None:
    assert kill_many_times(tmp_path, 10, seed=1) > 10


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL to send")
def test_no_acknowledged_word_is_lost_over_three_hundred_kills(tmp_path: Path) -> None:
    assert kill_many_times(tmp_path, 300, seed=2) > 300
