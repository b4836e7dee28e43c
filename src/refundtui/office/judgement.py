"""What the office makes of a submission, on its own copy of the case: carried out whole, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain import decision
from refundtui.domain.actor import Act, Actor
from refundtui.domain.case import Case, Message
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
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.signing_in import Session, sign_in_again
from refundtui.domain.turns import waiting_for
from refundtui.office import cases, granting, leases, payers, people, presence
from refundtui.office.answers import answer_in, kept_under
from refundtui.office.carrying_out import carried_out
from refundtui.office.letters_out import judging, queue
from refundtui.office.letters_out.names_of_others import names_of_others
from refundtui.office.outcomes import (
    NotRecorded,
    Outcome,
    Recorded,
    SignInAgain,
    Stale,
    TooEarly,
)
from refundtui.office.payments.withdrawing import held_back
from refundtui.office.series import keep_clear_of, next_references
from refundtui.office.tables import CaseEventRow, CaseRow
from refundtui.rulebooks.library import Library
from refundtui.wire.submissions import (
    SubmissionLike,
)

_WORKED_OUT_OTHERWISE: Final = frozenset({"quote.changed"})
"""Findings that say: the office comes to another figure than the one the maker saw."""

LibraryOf: TypeAlias = Callable[[Connection], Library]
"""The packs in force in this transaction."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A submission with who made it and what it is about. `held` is the office's case, `subject` that or the one to be;
    `base` is the version of the case that its maker decided on.
    """

    submission: SubmissionLike
    command: Command
    actor: Actor
    base: int
    held: cases.Held | None
    subject: Case
    now: datetime

    @property
    def case(self) -> Case | None:
        return None if self.held is None else self.held.case

    def refused(self, *findings: Finding) -> NotRecorded:
        return NotRecorded(self.submission.id, findings)


def judged(
    connection: Connection,
    submission: SubmissionLike,
    library_of: LibraryOf,
    now: datetime,
    lease_epoch: int | None,
    session: Session | None,
) -> Outcome:
    """Its effect is written in the same transaction, or nothing is."""
    asked = _asked(connection, submission, now)
    if not isinstance(asked, _Asked):
        return asked
    why_not = _out_of_turn(connection, asked, lease_epoch)
    if why_not is not None:
        return why_not
    library = library_of(connection)
    rulebook = library.for_case(asked.subject)
    if _may_be_out(connection, asked, library):
        return asked.refused(finding("payment.may_be_out"))
    letter = judging.letter_in(asked.command)
    against = () if letter is None else _against(connection, letter, asked, rulebook)
    if against:
        return asked.refused(*against)
    whose = decision.whose_day(asked.subject, asked.command, asked.actor)
    day = granting.Day(whose, asked.subject.brand, rulebook.day_of(now))
    after = _decided(connection, asked, rulebook, day, session)
    if not isinstance(after, Case):
        return after
    changes = _changes(connection, asked, after)
    if not isinstance(changes, list):
        return changes
    granting.write_down(connection, asked.case, after, submission.id, day, now)
    if letter is not None:
        queue.put(connection, submission.id, after, letter, judging.not_before(asked.command), now)
    if isinstance(asked.command, ReceiveAnswer):
        queue.withdraw_reminders(connection, after.id, now)
    written = cases.write(connection, changes, library, now)[after.id]
    _end_lease(connection, asked, after)
    return Recorded(submission.id, after.version, after.decision_version, written.feed, written.seq)


def _asked(connection: Connection, submission: SubmissionLike, now: datetime) -> _Asked | Outcome:
    command = clean_value(submission.command)
    actor = people.person(connection, submission.actor)
    if actor is None:
        return NotRecorded(submission.id, (finding("actor.unknown", actor=submission.actor),))
    base = _base(connection, submission, actor)
    if not isinstance(base, int):
        return base
    held = cases.load(connection, submission.case_id)
    if isinstance(command, OpenCase):
        if held is not None or command.case_id != submission.case_id:
            return NotRecorded(submission.id, (finding("case.exists", reference=command.reference),))
        command = replace(command, reference=_free_reference(connection, command.reference))
        if command.order is not None:  # whose account paid is the shop's to say
            command = replace(command, order=payers.hidden(command.order))
        subject = decision.opened(command, actor, now)
    elif held is None:
        return NotRecorded(submission.id, (finding("case.unknown"),))
    else:
        subject = held.case
    if not actor.may_see(subject.brand):
        return NotRecorded(submission.id, (finding("brand.not_yours", brand=str(subject.brand)),))
    return _Asked(submission, command, actor, base, held, subject, now)


def _base(connection: Connection, submission: SubmissionLike, actor: Actor) -> int | Outcome:
    """The version it was decided on: what it saw, or what became of the submission it rests on."""
    if submission.after is None:
        return submission.base_decision_version
    before = kept_under(connection, submission.after)
    if before is None or (before.brand and not actor.may_see(before.brand)):
        return TooEarly(submission.id, submission.after)
    predecessor = answer_in(before)
    if not isinstance(predecessor, Recorded):
        return NotRecorded(submission.id, (finding("decision.rests_on_refused", after=submission.after),))
    if (before.case_id, before.actor) == (submission.case_id, submission.actor):
        # The follower was made on what its predecessor would make of the case: that is its base. Of
        # another case, or another's decision, nobody looked at what came of it.
        return predecessor.decision_version
    return submission.base_decision_version


def _out_of_turn(connection: Connection, asked: _Asked, lease_epoch: int | None) -> Outcome | None:
    """Somebody else works on the case, or has decided since; what only adds to it is never too late."""
    held, command = asked.held, asked.command
    if held is None or decision.is_append_only(command):
        return None
    not_theirs = _held_by_another(connection, held, asked.actor.id, lease_epoch, asked.now)
    if not_theirs is not None:
        return asked.refused(not_theirs)
    taken_back = isinstance(command, WithdrawPayment) and bool(command.payouts)
    if not taken_back and held.case.decision_version != asked.base:
        return _stale(connection, asked.submission, held.case, asked.base)
    return None


def _may_be_out(connection: Connection, asked: _Asked, library: Library) -> bool:
    """Whether money that is to be taken back may have left meanwhile."""
    command, held = asked.command, asked.held
    return (
        isinstance(command, WithdrawPayment)
        and held is not None
        and asked.actor.may(Act.WORK, asked.subject.brand)
        and held_back(connection, held.case, command, asked.submission.decided_at, library, asked.now)
    )


def _against(
    connection: Connection, letter: Message, asked: _Asked, rulebook: Rulebook
) -> tuple[Finding, ...]:
    """What stands against its letter."""
    return (
        *judging.why_not(connection, asked.subject, letter, rulebook, asked.now),
        *names_of_others(connection, asked.subject, letter, asked.actor.id, asked.now),
    )


def _decided(
    connection: Connection, asked: _Asked, rulebook: Rulebook, day: granting.Day, session: Session | None
) -> Case | Outcome:
    """The case after it, with what the office itself does at once."""
    command, now = asked.command, asked.now
    given = granting.given_so_far(connection, day) if _is_counted(command, rulebook) else ()
    try:
        after = decision.apply(asked.case, command, asked.actor, rulebook, now, given=given)
    except decision.NotPossible as refusal:
        otherwise = any(found.code in _WORKED_OUT_OTHERWISE for found in refusal.findings)
        if asked.case is not None and otherwise:
            return Stale(asked.submission.id, asked.case, ("quote",), "")
        return asked.refused(*refusal.findings)
    if session is not None:
        max_age = sign_in_again(asked.subject, command, rulebook.policy, session, now)
        if max_age is not None:
            return SignInAgain(asked.submission.id, max_age)
    try:
        return carried_out(connection, after, command, asked.actor.id, now)
    except decision.NotPossible as refusal:
        return asked.refused(*refusal.findings)


def _changes(connection: Connection, asked: _Asked, after: Case) -> list[cases.Change] | NotRecorded:
    """Every case that changes with it."""
    command, actor, by = asked.command, asked.actor, asked.submission.id
    changes = cases.with_relations(connection, cases.Change(asked.held, after, command.code, actor.id, by))
    if not isinstance(command, Merge):
        return changes
    survivor = cases.load(connection, command.into)
    if survivor is not None and not actor.may_see(survivor.case.brand):
        survivor = None  # another brand's case and none at all are told alike
    standing = _against_merging(survivor, asked.case)
    if standing or survivor is None:
        return asked.refused(*standing)
    absorbed = decision.absorbed(survivor.case, after, actor, asked.now)
    return _with_survivor(changes, cases.Change(survivor, absorbed, "absorb", actor.id, by))


def _end_lease(connection: Connection, asked: _Asked, after: Case) -> None:
    held = asked.held
    if held is not None and held.leased_by == asked.actor.id and _is_done_with(held.case, after, asked.actor):
        leases.end(connection, after.id, held.lease_epoch, "done", asked.now)
        presence.changed(connection)


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
