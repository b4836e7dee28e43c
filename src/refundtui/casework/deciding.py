"""Decide, take back, open, keep drafts: what the agent says goes into the outbox, and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from uuid import UUID, uuid4

from refundtui.casework.conflicts import remember
from refundtui.casework.given_today import given_today
from refundtui.casework.overlay import case_to_be
from refundtui.casework.ports import Ports
from refundtui.casework.reading import seen
from refundtui.casework.submissions import Entry, EntryState, Submission, SubmissionId
from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer, Evidence, Message
from refundtui.domain.commands import (
    AcceptOffer,
    Approve,
    AskInformation,
    Cancel,
    Close,
    Command,
    Deny,
    Escalate,
    GrantApproval,
    MakeOffer,
    Merge,
    OpenCase,
    RequestApproval,
    ReturnApproval,
)
from refundtui.domain.decision import cannot_absorb, is_append_only, obstacles
from refundtui.domain.findings import Fact, Finding, finding
from refundtui.domain.money import Money
from refundtui.domain.order import Order
from refundtui.domain.policy import Policy
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest

Decided: TypeAlias = Entry | tuple[Finding, ...]
"""The entry that was written down, or every reason why not."""


class Confirmation(StrEnum):
    """What the maker does before a decision is written down."""

    INSTANT = "instant"  # held at once, no dialog
    CONFIRM = "confirm"  # another key than the one that began it
    TYPED = "typed"  # the amount, typed


_HELD: Final = (
    Approve,
    RequestApproval,
    GrantApproval,
    ReturnApproval,
    Deny,
    MakeOffer,
    AcceptOffer,
    AskInformation,
    Escalate,
    Close,
    Cancel,
    Merge,
)
"""What somebody else sees at once when it leaves: held for some seconds, so that it can be taken back."""


def decide(
    case_id: CaseId,
    command: Command,
    ports: Ports,
    *,
    hold_seconds: int | None = None,
    lease: int | None = None,
) -> Decided:
    """Write a decision down, resting on what the agent saw; or say what stands in its way.

    `lease` is the epoch under which the agent holds the case now.
    """
    view = seen(case_id, ports)
    now = ports.clock.now()
    subject = view.case or case_to_be(command)
    if subject is None:
        return (finding("case.unknown"),)
    rulebook = ports.rulebooks.for_case(subject)
    given = () if view.case is None else given_today(view.case, rulebook, ports, now)
    standing = obstacles(view.case, command, ports.actor, rulebook, now, given=given)
    standing += _merging(view.case, command, ports)
    if standing:
        return standing
    hold = hold_for(command, view.case, rulebook.policy) if hold_seconds is None else hold_seconds
    submission = Submission(
        id=SubmissionId(str(uuid4())),
        case_id=case_id,
        command=command,
        base_decision_version=view.case.decision_version if view.case else 0,
        actor=ports.actor.id,
        decided_at=now,
        after=_rests_on(command, view.last, case_id, ports),
        not_before=now + timedelta(seconds=hold) if hold else None,
        lease=None if is_append_only(command) else lease,
    )
    if view.case is not None and not is_append_only(command):
        # Before the decision itself: what was seen may be kept in vain, but is never missing.
        remember(submission.id, view.case, ports)
    return ports.outbox.add(submission, subject.reference)


def undo(submission_id: SubmissionId, ports: Ports) -> bool:
    """Take a decision back, and what rests on it; False when it may already be on its way."""
    entry = ports.outbox.entry(submission_id)
    if entry is None or entry.state is not EntryState.QUEUED:
        return False
    for follower in _followers(entry, ports):
        if not ports.outbox.withdraw(follower.submission.id):
            return False
    return ports.outbox.withdraw(submission_id)


def decide_again(submission_id: SubmissionId, ports: Ports, *, lease: int | None = None) -> Decided:
    """The same choice once more, under a new id, on the case as it is now.

    The old entry is set aside only when the new one is written down.
    """
    entry = ports.outbox.entry(submission_id)
    if entry is None or entry.state is not EntryState.NEEDS_REVIEW:
        return (finding("entry.not_in_review"),)
    decided = decide(entry.submission.case_id, entry.submission.command, ports, lease=lease)
    if isinstance(decided, Entry):
        ports.outbox.withdraw(submission_id)
    return decided


def set_aside(submission_id: SubmissionId, ports: Ports) -> bool:
    """Leave an entry that needs review as it is: the office's word stands."""
    entry = ports.outbox.entry(submission_id)
    in_review = entry is not None and entry.state is EntryState.NEEDS_REVIEW
    return in_review and ports.outbox.withdraw(submission_id)


def newest_held(ports: Ports) -> Entry | None:
    """What `undo` would take back now."""
    now = ports.clock.now()
    held = (
        entry
        for entry in ports.outbox.entries()
        if entry.state is EntryState.QUEUED
        and entry.submission.actor == ports.actor.id
        and _is_held(entry, now)
    )
    return max(held, key=lambda entry: entry.position, default=None)


def open_case(
    ports: Ports,
    *,
    brand: BrandId,
    customer: Customer,
    reason: Reason,
    order: Order | None = None,
    order_ref: str = "",
    request: RefundRequest | None = None,
    claimed: Money | None = None,
    channel: str = "phone",
    received_at: datetime | None = None,
    facts: tuple[tuple[str, Fact], ...] = (),
    messages: tuple[Message, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    only_asking: bool = False,
) -> Decided:
    """A new case, under a reference made here: it can be told to the customer with the plug out.

    `only_asking` opens nothing: it answers with what stands in the way.
    """
    made = uuid4()
    case_id = CaseId(str(made))
    at = received_at or ports.clock.now()
    command = OpenCase(
        case_id=case_id,
        reference=reference_of(made),
        brand=brand,
        customer=customer if customer.language else _with_language(case_id, customer, brand, order, ports),
        reason=reason,
        received_at=at,
        order=order,
        order_ref=order_ref,
        request=request or RefundRequest(),
        claimed=claimed,
        channel=channel,
        facts=facts,
        messages=messages,
        evidence=evidence,
    )
    if only_asking:
        beside = Case(case_id, "", brand, CaseState.INTAKE, customer, reason, at)
        return obstacles(None, command, ports.actor, ports.rulebooks.for_case(beside), ports.clock.now())
    return decide(case_id, command, ports)


def _with_language(
    case_id: CaseId, customer: Customer, brand: BrandId, order: Order | None, ports: Ports
) -> Customer:
    """What nobody said is known by where she lives, else by the brand; the agent hears her and can set it."""
    from refundtui.i18n.her_language import by_place  # noqa: PLC0415 - Babel: 30 ms that no start needs

    country = customer.country or (order.country if order is not None else "")
    asked = Case(case_id, "", brand, CaseState.INTAKE, customer, Reason.OTHER, ports.clock.now())
    return by_place(customer, country, ports.rulebooks.for_case(asked).policy.manners.fallback_languages)


_SPOKEN: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: it is read out on the phone


def reference_of(made: UUID) -> str:
    """A reference nobody else makes: eight signs of the case's own id."""
    bits = made.int >> 88
    return "RF-" + "".join(_SPOKEN[bits >> shift & 31] for shift in range(35, -1, -5))


def confirmation(amount: Money, policy: Policy) -> Confirmation:
    """How an amount is confirmed, by the brand's thresholds."""
    instant, typed = policy.manners.confirm_above, policy.manners.type_above
    if typed is not None and typed.currency == amount.currency and amount > typed:
        return Confirmation.TYPED
    if instant is not None and instant.currency == amount.currency and amount <= instant:
        return Confirmation.INSTANT
    return Confirmation.CONFIRM


def hold_for(command: Command, case: Case | None, policy: Policy) -> int:
    """Seconds in which a decision can still be taken back."""
    if not isinstance(command, _HELD):
        return 0
    amount = _amount_of(command, case)
    if amount is not None and confirmation(amount, policy) is Confirmation.TYPED:
        return policy.manners.long_hold_seconds
    return policy.manners.hold_seconds


def save_draft(case_id: CaseId, part: str, text: str, ports: Ports) -> None:
    """Keep what is being typed, keyed to its case; an empty text drops it."""
    if text:
        ports.outbox.save_draft(_draft_key(case_id, part), text)
    else:
        ports.outbox.drop_draft(_draft_key(case_id, part))


def draft(case_id: CaseId, part: str, ports: Ports) -> str:
    """What was being typed."""
    return ports.outbox.draft(_draft_key(case_id, part)) or ""


def _draft_key(case_id: CaseId, part: str) -> str:
    return f"{case_id}/{part}"


def _merging(case: Case | None, command: Command, ports: Ports) -> tuple[Finding, ...]:
    if not isinstance(command, Merge) or case is None:
        return ()
    survivor = seen(command.into, ports).case
    return (finding("case.unknown"),) if survivor is None else cannot_absorb(survivor, case)


def _rests_on(
    command: Command, last: SubmissionId | None, case_id: CaseId, ports: Ports
) -> SubmissionId | None:
    """What only adds rests on nothing but the case's existence: a refused decision takes no note along."""
    if not is_append_only(command):
        return last
    if ports.cache.row(case_id) is not None:
        return None
    opening = (
        entry.submission.id
        for entry in ports.outbox.entries(case_id)
        if isinstance(entry.submission.command, OpenCase)
    )
    return next(opening, None)


def _followers(entry: Entry, ports: Ports) -> list[Entry]:
    """Everything that rests on an entry, the last first."""
    chain = {entry.submission.id}
    found = []
    for other in sorted(ports.outbox.entries(entry.submission.case_id), key=lambda one: one.position):
        if other.submission.after in chain and other.state is not EntryState.WITHDRAWN:
            chain.add(other.submission.id)
            found.append(other)
    return found[::-1]


def _is_held(entry: Entry, now: datetime) -> bool:
    until = entry.submission.not_before
    return until is not None and until > now


def _amount_of(command: Command, case: Case | None) -> Money | None:
    match command:
        case Approve(total=total) | RequestApproval(total=total):
            return total
        case GrantApproval() if case is not None and case.approval is not None:
            return case.approval.amount
        case AcceptOffer() if case is not None and case.offer is not None:
            return case.offer.amount
        case _:
            return None
