"""Recording a submission: exactly once by its id, judged on the office's own copy, or not at all.

One transaction holds the answer and its effect. The answer is kept for ever, refusals too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from refundtui.domain.findings import finding
from refundtui.domain.kept_words import as_kept
from refundtui.domain.signing_in import Session
from refundtui.office.answers import Said, answer_in, keep, kept_under, spelled
from refundtui.office.database import Database
from refundtui.office.judgement import LibraryOf, judged
from refundtui.office.outcomes import (
    Definitive,
    NotRecorded,
    Outcome,
    SignInAgain,
    TooEarly,
)
from refundtui.office.tables import DecisionRow
from refundtui.wire.submissions import (
    SubmissionLike,
    SubmissionRead,
    encode_submission,
    fingerprint,
)

_VOID: Final = ""  # the fingerprint of an id that was withdrawn before anything came under it


def record(
    database: Database,
    submission: SubmissionLike,
    library_of: LibraryOf,
    now: datetime,
    *,
    lease_epoch: int | None = None,
    session: Session | None = None,
) -> Outcome:
    """Judge a submission and make it true; a second time under the same id it only answers again.

    `lease_epoch` is that of the lease it was made under: it counts while nobody else took the case since,
    also when the time of the lease has run out. It is no part of what was said. `session` is how the person
    came in; None where nobody signs in, as in practice: there is nothing to sign in again to.
    """
    said = _said(submission)

    def work(connection: Connection) -> Outcome:
        known = _known_answer(connection, submission, said.fingerprint)
        if known is not None:
            return known
        outcome = judged(connection, submission, library_of, now, lease_epoch, session)
        if not isinstance(outcome, TooEarly | SignInAgain):
            keep(connection, submission, said, outcome, now)
        return outcome

    return database.write(work)


def void(database: Database, submission_id: str, now: datetime) -> Definitive | None:
    """Withdraw an id: None, and it can never be recorded; or the answer that was given already."""

    def work(connection: Connection) -> Definitive | None:
        known = kept_under(connection, submission_id)
        if known is not None:
            return None if known.fingerprint == _VOID else answer_in(known)
        connection.execute(
            insert(DecisionRow).values(
                id=submission_id,
                brand="",
                case_id="",
                fingerprint=_VOID,
                actor="",
                decided_at=now,
                recorded_at=now,
                submission=b"",
                outcome=spelled(NotRecorded(submission_id, (finding("decision.voided"),))),
                case_then=None,
            )
        )
        return None

    return database.write(work)


def answer_to(database: Database, submission_id: str) -> Definitive | None:
    """What was answered under an id, if anything was."""
    with database.reading() as connection:
        known = kept_under(connection, submission_id)
        return None if known is None else answer_in(known)


def maker_of(database: Database, submission_id: str) -> str | None:
    """Who submitted under this id; None when nobody did, empty when it was only withdrawn."""
    with database.reading() as connection:
        return connection.execute(
            select(col(DecisionRow.actor)).where(col(DecisionRow.id) == submission_id)
        ).scalar_one_or_none()


def _said(submission: SubmissionLike) -> Said:
    spelled = encode_submission(
        SubmissionRead(
            id=submission.id,
            case_id=submission.case_id,
            command=as_kept(submission.command),
            base_decision_version=submission.base_decision_version,
            actor=submission.actor,
            decided_at=submission.decided_at,
            after=submission.after,
        )
    )
    return Said(spelled, fingerprint(spelled))


def _known_answer(connection: Connection, submission: SubmissionLike, said: str) -> Definitive | None:
    known = kept_under(connection, submission.id)
    if known is None:
        return None
    if known.fingerprint not in {said, _VOID}:
        return NotRecorded(submission.id, (finding("decision.id_reused"),))
    return answer_in(known)
