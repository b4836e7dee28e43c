"""Workers at work until they are told to stop: each in a thread of its own, none waiting for another.

The night's work has a thread too: an office that always has something to pay has nights all the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from refundtui.office.payments import hearing
from refundtui.office.payments.nightly import NightWork
from refundtui.office.payments.worker import Did, Worker

_log = logging.getLogger(__name__)
_IDLE: Final = 1.0  # seconds a worker sleeps that found nothing to do
_PACED: Final = (
    0.05  # and one whose account is asked on in a moment: a ceiling of twenty a second has such gaps
)
_LOOKED_AGAIN: Final = timedelta(minutes=1)

Made = TypeVar("Made")


@dataclass
class Work:
    """What workers did so far, and when they are over."""

    over: threading.Event = field(default_factory=threading.Event)
    done: dict[Did, int] = field(default_factory=dict)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def count(self, did: Did) -> None:
        with self._counting:
            self.done[did] = self.done.get(did, 0) + 1


def until_nothing_is_due(worker: Worker, work: Work, nightly: NightWork | None = None) -> None:
    """Everything that can be done now."""
    if nightly is not None:
        nightly.do_due()
    hearing.look_again(worker.database, worker.library(), worker.now())
    while not work.over.is_set():
        did = worker.step()
        if did is Did.NOTHING:
            return
        if did is Did.PACED:
            work.over.wait(_PACED)
        else:
            work.count(did)


def until_over(workers: Sequence[Worker], work: Work, nightly: NightWork | None = None) -> None:
    """All of them, until `work.over`; what one of them cannot do is logged and tried again."""
    threads = [threading.Thread(target=_one, args=(worker, work), name=worker.name) for worker in workers]
    if nightly is not None:
        threads.append(threading.Thread(target=_by_night, args=(nightly, work), name="night"))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _one(worker: Worker, work: Work) -> None:
    looked_at: datetime | None = None
    while not work.over.is_set():
        did = _tried(worker.step)
        if did is Did.PACED:
            work.over.wait(_PACED)
            continue
        if did is not None and did is not Did.NOTHING:
            work.count(did)
            continue
        if looked_at is None or worker.now() - looked_at >= _LOOKED_AGAIN:
            looked_at = worker.now()
            _tried(lambda: hearing.look_again(worker.database, worker.library(), worker.now()))
        work.over.wait(_IDLE)


def _by_night(nightly: NightWork, work: Work) -> None:
    while not work.over.is_set():
        _tried(nightly.do_due)
        work.over.wait(_LOOKED_AGAIN.total_seconds())


def _tried(work: Callable[[], Made]) -> Made | None:
    """A database that is away, or a fault of ours: the claim ends by itself, and nothing is lost."""
    try:
        return work()
    except SQLAlchemyError as trouble:
        _log.warning("the office's database did not answer: %s", type(trouble).__name__)
    except Exception as trouble:  # noqa: BLE001 - one leg's fault must not keep the others
        # Without its words: they may be a provider's.
        _log.error("a step was broken off (%s); what was claimed is found again", type(trouble).__name__)
    return None
