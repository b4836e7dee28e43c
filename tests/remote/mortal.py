"""A program of ours that `kill -9` meets at a named point: `python -m tests.remote.mortal POINT NTH WORD …`.

The words are `refundtui`'s, or `work NAME SEED`: a desk that decides whatever it sees, and says so.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Final
from uuid import uuid4

from refundtui.books.cache import Cache
from refundtui.books.outbox import Outbox
from refundtui.bootstrap import open_live_desk
from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry
from refundtui.casework.syncing import pull, push
from refundtui.config import Profile, read_config
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote, Command, GiveBack, Take
from refundtui.office import feeds
from refundtui.office.store import OfficeStore

DESK_POINTS: Final[dict[str, tuple[Any, str, str]]] = {
    "before the decision is kept": (Outbox, "add", "before"),
    "the decision is kept": (Outbox, "add", "after"),
    "marked as sent, not yet sent": (Outbox, "sending", "after"),
    "answered, not yet written down": (Outbox, "accepted", "before"),
    "the answer is written down": (Outbox, "accepted", "after"),
    "a page is half kept": (Cache, "_transaction", "within"),
    "a page is kept": (Cache, "absorb", "after"),
    "a feed is begun anew": (Cache, "begin_anew", "after"),
}
OFFICE_POINTS: Final[dict[str, tuple[Any, str, str]]] = {
    "heard, not yet recorded": (OfficeStore, "record", "before"),
    "recorded, not yet committed": (feeds, "_write_entries", "after"),
    "recorded, not yet answered": (OfficeStore, "record", "after"),
    "a page is read, not yet sent": (OfficeStore, "changes", "after"),
}
NOWHERE: Final = "nowhere"


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str, nth: int) -> None:
    """From now on this process ends when it comes to the point for the nth time."""
    if point == NOWHERE:
        return
    owner, name, when = (DESK_POINTS | OFFICE_POINTS)[point]
    usual = getattr(owner, name)
    times = count(1)

    def mortal(*given: Any, **named: Any) -> Any:
        last = next(times) == nth
        if last and when == "before":
            _end()
        result = usual(*given, **named)
        if last:
            _end()
        return result

    @contextmanager
    def mortal_within(*given: Any, **named: Any) -> Iterator[Any]:
        with usual(*given, **named) as held:
            yield held
            if next(times) == nth:
                _end()

    replacement: Callable[..., Any] = mortal_within if when == "within" else mortal
    setattr(owner, name, replacement)


def work(name: str, seed: int) -> None:
    """Decide, send and read until somebody ends it; what is told here was promised to the agent."""
    chance = random.Random(seed)
    with open_live_desk(read_config(profile=Profile.LIVE)) as desk:
        while True:
            office = desk.office.remote()
            if office is not None:
                office.line.try_now()
            for submission_id in push(desk.ports, desk.ports.clock.now()).accepted:
                _tell("accepted", submission_id)
            pull(desk.ports, page=chance.choice((3, 10, 1000)))
            for _ in range(chance.randint(0, 3)):
                _decide_something(name, desk.ports, chance)
            time.sleep(chance.uniform(0, 0.05))


def _decide_something(name: str, ports: Ports, chance: random.Random) -> None:
    with ports.cache._reading() as db:  # type: ignore[attr-defined] # the real one: ids, in any order
        ids = [CaseId(row[0]) for row in db.execute("SELECT case_id FROM case_ ORDER BY 1")]
    if not ids:
        return
    case_id = chance.choice(ids)
    note = f"{name}-{uuid4()}"
    command: Command = AddNote(note, "Rang.")
    if chance.random() < 0.3:
        case, note = ports.cache.case(case_id), ""
        command = GiveBack() if case is not None and case.owner else Take()
    decided = decide(case_id, command, ports, hold_seconds=0)
    if isinstance(decided, Entry):
        _tell("said", decided.submission.id, case_id, note)


def _tell(*words: str) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]))
    if sys.argv[3] == "work":
        work(sys.argv[4], int(sys.argv[5]))
    from refundtui.cli import main

    sys.exit(main(sys.argv[3:]))
