"""Recording a submission: exactly once by its id, judged on the office's own copy, or not at all.

One transaction holds the answer and its effect. The answer is kept for ever, refusals too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias, assert_never

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlmodel import col

from refundtui.domain import decision
from refundtui.domain.actor import Act, Actor
from refundtui.domain.case import Case
from refundtui.domain.commands import (
    AcceptOffer,
    Approve,
    Command,
    GrantApproval,
    MakeOffer,
    Merge,
    OpenCase,
    ReceiveAnswer,
    RequestApproval,
    WithdrawPayment,
)
from refundtui.domain.findings import Finding, finding
from refundtui.domain.given import has_days
from refundtui.domain.hostile_text import clean_value
from refundtui.domain.kept_words import as_kept
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.signing_in import Session, sign_in_again
from refundtui.domain.turns import waiting_for
from refundtui.office import cases, granting, leases, payers, people, presence
from refundtui.office.carrying_out import carried_out
from refundtui.office.database import Database
from refundtui.office.letters_out import judging, queue
from refundtui.office.letters_out.names_of_others import names_of_others
from refundtui.office.outcomes import (
    Definitive,
    NotRecorded,
    Outcome,
    Recorded,
    SignInAgain,
    Stale,
    TooEarly,
)
from refundtui.office.payments.withdrawing import held_back
from refundtui.office.prepared import Prepared
from refundtui.office.series import keep_clear_of, next_references
from refundtui.office.tables import CaseEventRow, CaseRow, DecisionRow, table_of
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import decode_case, encode_case
from refundtui.wire.submissions import (
    SubmissionLike,
    SubmissionRead,
    decode_findings,
    encode_findings,
    encode_submission,
    fingerprint,
)

_WORKED_OUT_OTHERWISE: Final = frozenset({"quote.changed"})
"""Findings that say: the office comes to another figure than the one the maker saw."""

_VOID: Final = ""  # the fingerprint of an id that was withdrawn before anything came under it


LibraryOf: TypeAlias = Callable[[Connection], Library]
"""The packs in force in this transaction."""


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
        outcome = _judge(connection, submission, library_of, now, lease_epoch, session)
        if not isinstance(outcome, TooEarly | SignInAgain):
            _keep(connection, submission, said, outcome, now)
        return outcome

    return database.write(work)


def void(database: Database, submission_id: str, now: datetime) -> Definitive | None:
    """Withdraw an id: None, and it can never be recorded; or the answer that was given already."""

    def work(connection: Connection) -> Definitive | None:
        known = _row(connection, submission_id)
        if known is not None:
            return None if known.fingerprint == _VOID else _answer(known)
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
                outcome=_spell_outcome(NotRecorded(submission_id, (finding("decision.voided"),))),
                case_then=None,
            )
        )
        return None

    return database.write(work)


def answer_to(database: Database, submission_id: str) -> Definitive | None:
    """What was answered under an id, if anything was."""
    with database.reading() as connection:
        known = _row(connection, submission_id)
        return None if known is None else _answer(known)


def maker_of(database: Database, submission_id: str) -> str | None:
    """Who submitted under this id; None when nobody did, empty when it was only withdrawn."""
    with database.reading() as connection:
        return connection.execute(
            select(col(DecisionRow.actor)).where(col(DecisionRow.id) == submission_id)
        ).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said, as a retry must repeat it; how long the desk held it back is not part of that."""

    spelled: bytes
    fingerprint: str


def _said(submission: SubmissionLike) -> _Said:
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
    return _Said(spelled, fingerprint(spelled))


# --- The answer that was given already ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    brand: str
    case_id: str
    actor: str
    fingerprint: str
    outcome: str
    case_then: bytes | None


def _row(connection: Connection, submission_id: str) -> _Kept | None:
    row = _KNOWN.one_or_none(connection, {"wanted": submission_id})
    return None if row is None else _Kept(*row)


# Made once: building a statement costs more than most of them take to run.
_KNOWN: Final = Prepared(
    select(
        col(DecisionRow.id),
        col(DecisionRow.brand),
        col(DecisionRow.case_id),
        col(DecisionRow.actor),
        col(DecisionRow.fingerprint),
        col(DecisionRow.outcome),
        col(DecisionRow.case_then),
    ).where(col(DecisionRow.id) == bindparam("wanted"))
)
_BRAND: Final = select(col(CaseRow.brand)).where(col(CaseRow.id) == bindparam("case_id")).scalar_subquery()
_KEPT: Final = Prepared(
    insert(table_of(DecisionRow)).values(
        id=bindparam("id"),
        brand=func.coalesce(_BRAND, ""),
        **{
            name: bindparam(name)
            for name in (
                "case_id",
                "fingerprint",
                "actor",
                "decided_at",
                "recorded_at",
                "submission",
                "outcome",
                "case_then",
            )
        },
    )
)


def _known_answer(connection: Connection, submission: SubmissionLike, said: str) -> Definitive | None:
    known = _row(connection, submission.id)
    if known is None:
        return None
    if known.fingerprint not in {said, _VOID}:
        return NotRecorded(submission.id, (finding("decision.id_reused"),))
    return _answer(known)


def _answer(known: _Kept) -> Definitive:
    told = json.loads(known.outcome)
    match told["kind"]:
        case "recorded":
            return Recorded(
                known.id, told["version"], told["decision_version"], told["feed"], told["seq"], replayed=True
            )
        case "stale":
            if known.case_then is None:  # the case was erased since, and with it what was shown
                return NotRecorded(known.id, (finding("case.erased"),), replayed=True)
            current = decode_case(known.case_then)
            return Stale(known.id, current, tuple(told["changed"]), told["decided_by"], replayed=True)
        case _:
            return NotRecorded(known.id, decode_findings(told["findings"].encode()), replayed=True)


def _keep(
    connection: Connection, submission: SubmissionLike, said: _Said, outcome: Definitive, now: datetime
) -> None:
    _KEPT.run(
        connection,
        {
            "id": submission.id,
            "case_id": submission.case_id,
            "fingerprint": said.fingerprint,
            "actor": submission.actor,
            "decided_at": submission.decided_at,
            "recorded_at": now,
            "submission": said.spelled,
            "outcome": _spell_outcome(outcome),
            "case_then": encode_case(outcome.current) if isinstance(outcome, Stale) else None,
        },
    )


def _spell_outcome(outcome: Definitive) -> str:
    match outcome:
        case Recorded():
            told: dict[str, object] = {
                "kind": "recorded",
                "version": outcome.version,
                "decision_version": outcome.decision_version,
                "feed": outcome.feed,
                "seq": outcome.seq,
            }
        case Stale():
            told = {"kind": "stale", "changed": outcome.changed, "decided_by": outcome.decided_by}
        case NotRecorded():
            told = {"kind": "not_recorded", "findings": encode_findings(outcome.findings).decode()}
        case _:
            assert_never(outcome)
    return json.dumps(told, sort_keys=True)


# --- A new one ------------------------------------------------------------------------------------


def _judge(
    connection: Connection,
    submission: SubmissionLike,
    library_of: LibraryOf,
    now: datetime,
    lease_epoch: int | None,
    session: Session | None,
) -> Outcome:
    command = clean_value(submission.command)
    actor = people.person(connection, submission.actor)
    if actor is None:
        return _refused(submission, finding("actor.unknown", actor=submission.actor))

    base = submission.base_decision_version
    if submission.after is not None:
        before = _row(connection, submission.after)
        if before is None or (before.brand and not actor.may_see(before.brand)):
            return TooEarly(submission.id, submission.after)
        predecessor = _answer(before)
        if not isinstance(predecessor, Recorded):
            return _refused(submission, finding("decision.rests_on_refused", after=submission.after))
        if (before.case_id, before.actor) == (submission.case_id, submission.actor):
            # The follower was made on what its predecessor would make of the case: that is its base. Of
            # another case, or another's decision, nobody looked at what came of it.
            base = predecessor.decision_version

    held = cases.load(connection, submission.case_id)
    if isinstance(command, OpenCase):
        if held is not None or command.case_id != submission.case_id:
            return _refused(submission, finding("case.exists", reference=command.reference))
        command = replace(command, reference=_free_reference(connection, command.reference))
        if command.order is not None:  # whose account paid is the shop's to say
            command = replace(command, order=payers.hidden(command.order))
        subject = decision.opened(command, actor, now)
    elif held is None:
        return _refused(submission, finding("case.unknown"))
    else:
        subject = held.case
    if not actor.may_see(subject.brand):
        return _refused(submission, finding("brand.not_yours", brand=str(subject.brand)))
    adds_only = decision.is_append_only(command)
    if held is not None and not adds_only:
        not_theirs = _held_by_another(connection, held, actor.id, lease_epoch, now)
        if not_theirs is not None:
            return _refused(submission, not_theirs)
    taken_back = isinstance(command, WithdrawPayment) and bool(command.payouts)
    if held is not None and not (adds_only or taken_back) and held.case.decision_version != base:
        return _stale(connection, submission, held.case, base)

    library = library_of(connection)
    if (
        isinstance(command, WithdrawPayment)
        and held is not None
        and actor.may(Act.WORK, subject.brand)
        and held_back(connection, held.case, command, submission.decided_at, library, now)
    ):
        return _refused(submission, finding("payment.may_be_out"))
    rulebook = library.for_case(subject)
    letter = judging.letter_in(command)
    if letter is not None:
        against = (
            *judging.why_not(connection, subject, letter, rulebook, now),
            *names_of_others(connection, subject, letter, actor.id, now),
        )
        if against:
            return _refused(submission, *against)
    day = granting.Day(decision.whose_day(subject, command, actor), subject.brand, rulebook.day_of(now))
    given = granting.given_so_far(connection, day) if _is_counted(command, rulebook) else ()
    try:
        after = decision.apply(
            None if held is None else held.case, command, actor, rulebook, now, given=given
        )
    except decision.NotPossible as refusal:
        if held is not None and any(found.code in _WORKED_OUT_OTHERWISE for found in refusal.findings):
            return Stale(submission.id, held.case, ("quote",), "")
        return NotRecorded(submission.id, tuple(refusal.findings))
    if session is not None:
        max_age = sign_in_again(subject, command, rulebook.policy, session, now)
        if max_age is not None:
            return SignInAgain(submission.id, max_age)
    try:
        after = carried_out(connection, after, command, actor.id, now)
    except decision.NotPossible as refusal:
        return NotRecorded(submission.id, tuple(refusal.findings))
    change = cases.Change(held, after, command.code, actor.id, submission.id)
    changes = cases.with_relations(connection, change)
    if isinstance(command, Merge):
        survivor = cases.load(connection, command.into)
        if survivor is not None and not actor.may_see(survivor.case.brand):
            survivor = None  # another brand's case and none at all are told alike
        standing = _against_merging(survivor, None if held is None else held.case)
        if standing or survivor is None:
            return NotRecorded(submission.id, standing)
        absorbed = decision.absorbed(survivor.case, after, actor, now)
        changes = _with_survivor(changes, cases.Change(survivor, absorbed, "absorb", actor.id, submission.id))
    granting.write_down(connection, None if held is None else held.case, after, submission.id, day, now)
    if letter is not None:
        queue.put(connection, submission.id, after, letter, judging.not_before(command), now)
    if isinstance(command, ReceiveAnswer):
        queue.withdraw_reminders(connection, after.id, now)
    written = cases.write(connection, changes, library, now)[after.id]
    if held is not None and held.leased_by == actor.id and _is_done_with(held.case, after, actor):
        leases.end(connection, after.id, held.lease_epoch, "done", now)
        presence.changed(connection)
    return Recorded(submission.id, after.version, after.decision_version, written.feed, written.seq)


def _is_counted(command: Command, rulebook: Rulebook) -> bool:
    """Whether somebody's day may stand in the way of it."""
    counted = Approve | GrantApproval | RequestApproval | MakeOffer | AcceptOffer
    return isinstance(command, counted) and has_days(rulebook.policy)


def _held_by_another(
    connection: Connection, held: cases.Held, actor_id: str, lease_epoch: int | None, now: datetime
) -> Finding | None:
    """Why a decision does not count although the case has not changed: somebody else is working on it."""
    if (
        lease_epoch is not None
        and lease_epoch != held.lease_epoch
        and leases.passed_on(connection, held.case.id, lease_epoch, held.lease_epoch, actor_id)
    ):
        return finding("lease.lost", holder=held.leased_by)
    in_force = held.leased_until is not None and held.leased_until > now
    if in_force and held.leased_by != actor_id:
        assert held.leased_until is not None  # noqa: S101 - said the line above
        holder = people.person(connection, held.leased_by)
        called = (holder.name if holder else "") or held.leased_by
        return finding("case.held", holder=called, until=held.leased_until)
    return None


def _is_done_with(before: Case, after: Case, actor: Actor) -> bool:
    """Handed over, finished, or somebody else's turn now: the lease has served."""
    is_handed_over = after.owner != actor.id and (before.owner == actor.id or bool(after.owner))
    return is_handed_over or after.state not in waiting_for(actor.role)


def _against_merging(survivor: cases.Held | None, merged: Case | None) -> tuple[Finding, ...]:
    if survivor is None or merged is None:
        return (finding("case.unknown"),)
    return decision.cannot_absorb(survivor.case, merged)


def _with_survivor(changes: list[cases.Change], taking_in: cases.Change) -> list[cases.Change]:
    """The survivor changes once, also when it stands on the same order and hears of the claim too."""
    told = next((change for change in changes if change.after.id == taking_in.after.id), None)
    if told is None:
        return [*changes, taking_in]
    both = replace(taking_in, after=replace(taking_in.after, related=told.after.related))
    return [both if change is told else change for change in changes]


def _refused(submission: SubmissionLike, *findings: Finding) -> NotRecorded:
    return NotRecorded(submission.id, findings)


def _stale(connection: Connection, submission: SubmissionLike, current: Case, base: int) -> Stale:
    """What changed since the desk looked, by the audit: every decision after the version it saw."""
    changed: set[str] = set()
    decided_by, at = "", base
    for row in connection.execute(
        select(col(CaseEventRow.changed), col(CaseEventRow.actor), col(CaseEventRow.decision_version))
        .where(col(CaseEventRow.case_id) == current.id, col(CaseEventRow.decision_version) > base)
        .order_by(col(CaseEventRow.version))
    ):
        if row.decision_version > at:
            at, decided_by = row.decision_version, row.actor
            changed.update(row.changed.split(","))
    return Stale(submission.id, current, tuple(sorted(changed)), decided_by)


def _free_reference(connection: Connection, wished: str) -> str:
    """The reference the desk gave, unless it gave none or another case has it."""
    if wished:
        # First the series: whoever opens cases waits here for the others, and sees theirs on the order.
        keep_clear_of(connection, [wished])
        taken = connection.execute(select(col(CaseRow.id)).where(col(CaseRow.reference) == wished)).first()
        if taken is None:
            return wished
    return next_references(connection, 1)[0]
