"""Letters on their way: put in line with the decision they leave with, claimed by one worker, settled once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update
from sqlmodel import col

from refundtui.domain.case import Case, CaseId, Message
from refundtui.domain.findings import Fact
from refundtui.domain.letters_told import LetterFate, with_letter_told
from refundtui.domain.paying_out import OFFICE
from refundtui.letters.letter import Kind
from refundtui.office import cases
from refundtui.office.letter_tables import LetterOutRow
from refundtui.rulebooks.library import Library

HELD_FOR: Final = timedelta(minutes=3)
"""How long a claim stands: longer than any way out is waited for."""

TOO_OLD: Final = timedelta(days=2)
"""A letter that could not leave for so long is not sent any more: it would be news of another day."""

_WAITS: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))  # fmt: skip


class OutState(StrEnum):
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    STOPPED = "stopped"  # it was no longer true when it was to leave
    WITHDRAWN = "withdrawn"  # the customer answered before the reminder left


_FATE: Final = {
    OutState.SENT: LetterFate.SENT,
    OutState.UNKNOWN: LetterFate.UNKNOWN,
    OutState.FAILED: LetterFate.NOT_SENT,
    OutState.STOPPED: LetterFate.NOT_SENT,
    OutState.WITHDRAWN: LetterFate.NOT_SENT,
}
_KNOWN_LESS: Final = {
    OutState.SENT: tuple(one.value for one in OutState if one is not OutState.SENT),
    OutState.FAILED: (OutState.UNKNOWN.value,),
}


def put(
    connection: Connection,
    decision_id: str,
    case: Case,
    letter: Message,
    not_before: datetime | None,
    now: datetime,
) -> None:
    """In line; it leaves with the transaction that accepts its decision, or not at all."""
    text = f"{letter.subject}\n\n{letter.text}"
    connection.execute(
        insert(LetterOutRow).values(
            id=decision_id,
            brand=case.brand,
            case_id=case.id,
            kind=letter.letter,
            language=letter.language,
            channel=letter.channel,
            address=case.customer.email if letter.channel == "mail" else case.customer.customer_ref,
            subject=letter.subject,
            body=letter.text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            state=OutState.HELD.value,
            queued_at=now,
            not_before=max(now, not_before) if not_before else now,
            tries=0,
            proof="",
            why="",
        )
    )


def withdraw_reminders(connection: Connection, case_id: CaseId, now: datetime) -> None:
    """The customer answered: a reminder that has not left stays here."""
    connection.execute(
        update(LetterOutRow)
        .where(
            col(LetterOutRow.case_id) == case_id,
            col(LetterOutRow.kind) == Kind.REMINDER.value,
            col(LetterOutRow.state) == OutState.HELD.value,
        )
        .values(
            state=OutState.WITHDRAWN.value,
            settled_at=now,
            why="letter.answered",
            body="",
            subject="",
            address="",
        )
    )


def forget(connection: Connection, case_id: str) -> None:
    """Of a customer who is forgotten no letter waits, and no address stays."""
    connection.execute(delete(LetterOutRow).where(col(LetterOutRow.case_id) == case_id))


def claim(connection: Connection, now: datetime) -> LetterOutRow | None:
    """The letter that is due first, held for this worker; one whose worker died while sending comes too."""
    due = (
        select(LetterOutRow)
        .where(
            col(LetterOutRow.state).in_((OutState.HELD.value, OutState.SENDING.value)),
            col(LetterOutRow.not_before) <= now,
            or_(col(LetterOutRow.claimed_until).is_(None), col(LetterOutRow.claimed_until) < now),
        )
        .order_by(col(LetterOutRow.not_before), col(LetterOutRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(due).first()
    if row is None:
        return None
    found = LetterOutRow(**{**row._mapping, "claimed_until": now + HELD_FOR})  # noqa: SLF001 - SQLAlchemy's own name for it
    connection.execute(
        update(LetterOutRow).where(col(LetterOutRow.id) == found.id).values(claimed_until=found.claimed_until)
    )
    return found


def begin(connection: Connection, row: LetterOutRow) -> LetterOutRow | None:
    """Written down before a byte leaves: whoever finds it so knows that it may have left.

    Not where it was taken back or forgotten since it was claimed, nor where a worker that stood still for longer than
    its claim would send what another one has sent.
    """
    begun = {"state": OutState.SENDING.value, "tries": row.tries + 1}
    if not _changed(connection, _is_ours(row), **begun):
        return None
    return LetterOutRow(**{**row.model_dump(), **begun})


def postpone(
    connection: Connection, row: LetterOutRow, until: datetime, why: str = "", *, may_have_left: bool = False
) -> bool:
    """Nobody's until then. What may have left stays so written down: nothing takes it back or calls it unsent."""
    state = OutState.SENDING if may_have_left else OutState.HELD
    return _changed(
        connection, _is_ours(row), state=state.value, not_before=until, claimed_until=None, why=why
    )


def rest(connection: Connection, row: LetterOutRow, until: datetime, why: str) -> None:
    """Nobody looks at it for a while; it grows no younger by that."""
    _changed(connection, _is_ours(row), claimed_until=until, why=why)


def _is_ours(row: LetterOutRow) -> ColumnElement[bool]:
    """The row as this worker has it: nobody claimed, settled, took back or forgot it since."""
    return and_(
        col(LetterOutRow.id) == row.id,
        col(LetterOutRow.state) == row.state,
        col(LetterOutRow.claimed_until) == row.claimed_until,
    )


def _changed(connection: Connection, where: ColumnElement[bool], **values: object) -> bool:
    return connection.execute(update(LetterOutRow).where(where).values(**values)).rowcount == 1


def wait_before(tries: int) -> timedelta | None:
    """How long until the next try; None where there have been enough."""
    return _WAITS[tries - 1] if tries <= len(_WAITS) else None


def settle(
    connection: Connection,
    row: LetterOutRow,
    state: OutState,
    library: Library,
    now: datetime,
    *,
    proof: str = "",
    why: str = "",
) -> None:
    """What became of it, here and on its case's timeline; its text stands on the case and goes from here.

    Who has lost the claim is heard where it knows more: that it left, over everything; that it did not, where another
    one could only say that it may have. Of a letter that was forgotten meanwhile nothing is told.
    """
    known_less = and_(col(LetterOutRow.id) == row.id, col(LetterOutRow.state).in_(_KNOWN_LESS.get(state, ())))
    told = _changed(
        connection,
        or_(_is_ours(row), known_less),
        state=state.value,
        claimed_until=None,
        settled_at=now,
        proof=proof,
        why=why,
        address=masked(row.address),
        subject="",
        body="",
    )
    held = cases.load(connection, CaseId(row.case_id)) if told else None
    if held is None:
        return
    facts: dict[str, Fact] = {
        "letter": row.kind,
        "letter_channel": row.channel,
        "to": masked(row.address),
        "letter_digest": row.digest,
        "proof": proof,
        "why": why,
    }
    after = with_letter_told(held.case, _FATE[state], now, **facts)
    change = cases.Change(held, after, _FATE[state].value, OFFICE, row.id)
    cases.write(connection, [change], library, now)


def standing(connection: Connection, limit: int = 200) -> Sequence[LetterOutRow]:
    """What has not left or is not known, oldest first: what an operator looks at."""
    waiting = (OutState.HELD, OutState.SENDING, OutState.UNKNOWN, OutState.FAILED, OutState.STOPPED)
    rows = connection.execute(
        select(LetterOutRow)
        .where(col(LetterOutRow.state).in_([one.value for one in waiting]))
        .order_by(col(LetterOutRow.queued_at), col(LetterOutRow.id))
        .limit(limit)
    )
    return [LetterOutRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's own name for it


def masked(address: str) -> str:
    """`l••••a@example.org`: enough to know it again, too little to write to."""
    name, at, host = address.partition("@")
    if not at:
        return f"••••{address[-2:]}" if address else ""
    return f"{name[:1]}••••{name[-1:] if len(name) > 2 else ''}@{host}"
