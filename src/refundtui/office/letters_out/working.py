"""Letters leave one by one: looked at once more, written down as leaving, sent, and told on their case.

A letter is sent once. Where no answer came to the whole of it that is said and nobody sends it again by itself,
unless its way out takes the same key only once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from refundtui.domain.case import CaseId, Message
from refundtui.domain.rulebook import Rulebook
from refundtui.letters.outside import country_of
from refundtui.office import cases
from refundtui.office.database import Database
from refundtui.office.letter_tables import LetterOutRow
from refundtui.office.letters_out import judging, queue
from refundtui.office.letters_out.queue import OutState
from refundtui.office.letters_out.quiet import QuietHours
from refundtui.office.letters_out.ways_out import Fate, NotTaken, Outgoing, Taken, WayOut
from refundtui.rulebooks.library import Library

_log = logging.getLogger(__name__)
_IDLE: Final = 2.0  # seconds between two looks when nothing was due


class LetterDid(StrEnum):
    NOTHING = "nothing"
    SENT = "sent"
    POSTPONED = "postponed"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LetterWorker:
    """`ways` by channel; a channel without one keeps its letters until there is one, or they are too old."""

    database: Database
    ways: Mapping[str, WayOut]
    library: Callable[[], Library]
    now: Callable[[], datetime]
    quiet: Mapping[str, QuietHours] = field(default_factory=dict)

    def step(self) -> LetterDid:
        """One letter, as far as it goes."""
        now = self.now()
        row = self.database.write(lambda connection: queue.claim(connection, now))
        if row is None:
            return LetterDid.NOTHING
        was_sending = row.state == OutState.SENDING.value
        way = self.ways.get(row.channel)
        if was_sending and not getattr(way, "takes_a_key_once", False):
            # Its worker was gone before it could say what it heard: it may have left.
            return self._settled(row, OutState.UNKNOWN, why="letter.worker_gone")
        begun = self.database.write(lambda connection: self._begun(connection, row, way, now))
        if isinstance(begun, LetterDid):
            return begun
        assert way is not None  # noqa: S101 - `_begun` keeps what has no way out
        return self._after(begun, self._sent(way, begun, now), may_have_left=was_sending)

    def until_over(self, over: threading.Event) -> None:
        while not over.is_set():
            try:
                did = self.step()
            except Exception as trouble:  # noqa: BLE001 - one letter's fault must not keep the others
                _log.error("a letter was broken off (%s); it is found again", type(trouble).__name__)
                did = LetterDid.NOTHING
            if did is LetterDid.NOTHING:
                over.wait(_IDLE)

    def _begun(
        self, connection: Connection, row: LetterOutRow, way: WayOut | None, now: datetime
    ) -> LetterOutRow | LetterDid:
        """Written down as leaving; or why it does not: postponed, stopped, or no longer ours.

        A try that nobody heard the end of may have brought it out: then "not sent" is not known.
        """
        library = self.library()
        doubt = row.state == OutState.SENDING.value

        def stopped(state: OutState, why: str) -> LetterDid:
            end = OutState.UNKNOWN if doubt else state
            queue.settle(connection, row, end, library, now, why=why)
            return _DID.get(end, LetterDid.NOT_SENT)

        held = cases.load(connection, CaseId(row.case_id))
        if held is None:
            return stopped(OutState.STOPPED, "case.unknown")
        rulebook = library.for_case(held.case)
        if now - row.not_before > queue.TOO_OLD:
            return stopped(OutState.STOPPED, "letter.too_old")
        if way is None:
            queue.rest(connection, row, now + queue.HELD_FOR, "letter.no_way_out")
            return LetterDid.POSTPONED
        until = self._quiet_until(row, country_of(held.case), rulebook, now)
        if until is not None:
            queue.postpone(connection, row, until, "letter.quiet_hours", may_have_left=doubt)
            return LetterDid.POSTPONED
        if not row.address:
            return stopped(OutState.FAILED, "letter.no_address")
        against = judging.why_not(connection, held.case, _message(row), rulebook, now)
        if against:
            # The world moved on while it was held: what was true when it was written is not any more.
            return stopped(OutState.STOPPED, against[0].code)
        return queue.begin(connection, row) or LetterDid.NOTHING

    def _quiet_until(
        self, row: LetterOutRow, country: str, rulebook: Rulebook, now: datetime
    ) -> datetime | None:
        hours = self.quiet.get(row.channel)
        return None if hours is None else hours.end_after(now, country, rulebook.policy.timezone)

    def _sent(self, way: WayOut, row: LetterOutRow, now: datetime) -> Fate:
        with self.database.reading() as connection:
            held = cases.load(connection, CaseId(row.case_id))
        reference = held.case.reference if held else ""
        return way.send(
            Outgoing(
                row.id, row.brand, reference, row.kind, row.language, row.channel, row.address, row.subject,
                row.body, row.digest, now,
            )
        )  # fmt: skip

    def _after(self, row: LetterOutRow, fate: Fate, *, may_have_left: bool) -> LetterDid:
        if isinstance(fate, Taken):
            return self._settled(row, OutState.SENT, proof=fate.proof)
        harmless = fate.again if isinstance(fate, NotTaken) else fate.same_key
        doubt = may_have_left or not isinstance(fate, NotTaken)
        wait = queue.wait_before(row.tries) if harmless else None
        if wait is not None:
            until = self.now() + wait
            if self.database.write(
                lambda connection: queue.postpone(connection, row, until, fate.why, may_have_left=doubt)
            ):
                return LetterDid.POSTPONED
        return self._settled(row, OutState.UNKNOWN if doubt else OutState.FAILED, why=fate.why)

    def _settled(self, row: LetterOutRow, state: OutState, *, proof: str = "", why: str = "") -> LetterDid:
        now, library = self.now(), self.library()
        self.database.write(
            lambda connection: queue.settle(connection, row, state, library, now, proof=proof, why=why)
        )
        return _DID.get(state, LetterDid.NOT_SENT)


_DID: Final = {OutState.SENT: LetterDid.SENT, OutState.UNKNOWN: LetterDid.UNKNOWN}


def _message(row: LetterOutRow) -> Message:
    return Message(
        row.queued_at,
        from_customer=False,
        text=row.body,
        channel=row.channel,
        subject=row.subject,
        letter=row.kind,
        language=row.language,
    )
