"""What keeps a case from being closed: the one thing that has to happen next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.corrections import owed_correction
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Finding, blocking
from refundtui.domain.money import Money
from refundtui.domain.quote import Quote
from refundtui.domain.transitions import who_may


class Next(StrEnum):
    """What happens next; the first group is somebody's turn at this desk."""

    TAKE_BACK_UP = "take_back_up"  # a decision of ours met a changed case
    TELL_FACTS = "tell_facts"
    GET_EVIDENCE = "get_evidence"
    DECIDE = "decide"
    ASK_APPROVAL = "ask_approval"
    DENY = "deny"
    GRANT = "grant"
    CLEAR_AWAY = "clear_away"  # what stands in the way of any decision, said as a finding
    RECORD_ANSWER = "record_answer"
    SEND_LETTER = "send_letter"
    CORRECT = "correct"  # she was told of money that failed after all, or came back
    # Somebody else's
    OFFICES_ANSWER = "offices_answer"  # decided at this desk, and not recorded yet
    OTHER_ROLE = "other_role"  # the roles that decide it are the names
    FRAUD_DESK = "fraud_desk"
    CUSTOMERS_ANSWER = "customers_answer"
    SECOND_PERSON = "second_person"
    TO_BE_PAID = "to_be_paid"
    PAYMENT = "payment"
    PAYMENT_UNKNOWN = "payment_unknown"
    PAYMENT_FAILED = "payment_failed"
    OUTSIDE_BODY = "outside_body"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextStep:
    """`names` are the facts, kinds of evidence or roles it is about, `found` what stands in the way."""

    step: Next
    names: tuple[str, ...] = ()
    amount: Money | None = None
    found: Finding | None = None


_WAITING: Final = {
    CaseState.FRAUD_REVIEW: Next.FRAUD_DESK,
    CaseState.OFFER: Next.CUSTOMERS_ANSWER,
    CaseState.APPROVED: Next.TO_BE_PAID,
    CaseState.PAY_QUEUED: Next.PAYMENT,
    CaseState.PAY_SUBMITTED: Next.PAYMENT,
    CaseState.PAY_UNKNOWN: Next.PAYMENT_UNKNOWN,
    CaseState.PAY_FAILED: Next.PAYMENT_FAILED,
    CaseState.PAID: Next.SEND_LETTER,
    CaseState.NOTIFY: Next.SEND_LETTER,
    CaseState.DENIED: Next.SEND_LETTER,
    CaseState.ADR: Next.OUTSIDE_BODY,
    CaseState.CHARGEBACK: Next.OUTSIDE_BODY,
    CaseState.CLOSED: Next.NOTHING,
    CaseState.CANCELLED: Next.NOTHING,
}


def next_step(
    case: Case,
    determination: Determination,
    why_not: Mapping[str, tuple[Finding, ...]],
    *,
    is_stuck: bool = False,
    is_unsaid: bool = False,
) -> NextStep:
    """The one next step. `why_not` tells by a command's code what stands in its way; `is_stuck` that a
    decision of one's own needs another look, `is_unsaid` that the office has not answered one yet.
    """
    if is_stuck:
        return NextStep(Next.TAKE_BACK_UP)
    if is_unsaid and (case.state in _WAITING or case.state is CaseState.APPROVAL):
        # Nothing is paid, closed or asked of anybody before the office has recorded it.
        return NextStep(Next.OFFICES_ANSWER)
    if case.state is CaseState.INFO_WAIT:
        return NextStep(Next.RECORD_ANSWER, case.asked_for)
    if case.state is CaseState.APPROVAL:
        amount = case.approval.amount if case.approval is not None else None
        is_mine = not blocking(why_not.get("grant_approval", ()))
        return NextStep(Next.GRANT if is_mine else Next.SECOND_PERSON, amount=amount)
    believed = owed_correction(case)
    if believed is not None:
        return NextStep(Next.CORRECT, amount=believed)
    waiting = _WAITING.get(case.state)
    if waiting is not None:
        return NextStep(waiting)
    return _towards_a_decision(case, determination, why_not)


def _towards_a_decision(
    case: Case, determination: Determination, why_not: Mapping[str, tuple[Finding, ...]]
) -> NextStep:
    eligibility, quote = determination.eligibility, determination.quote
    amount = quote.total if isinstance(quote, Quote) else None
    stands = blocking(why_not.get("approve", ()))
    if not stands:
        return NextStep(Next.DECIDE, amount=amount)
    if eligibility.missing:
        return NextStep(Next.TELL_FACTS, eligibility.missing)
    if eligibility.evidence_missing:
        return NextStep(Next.GET_EVIDENCE, eligibility.evidence_missing)
    if not blocking(why_not.get("request_approval", ())):
        return NextStep(Next.ASK_APPROVAL, amount=amount)
    if stands[0].code == "request.empty":
        return NextStep(Next.CLEAR_AWAY, found=stands[0])  # nothing is there yet to be denied
    if not blocking(why_not.get("deny", ())):
        return NextStep(Next.DENY, found=stands[0])
    if stands[0].code == "role.not_allowed":
        return NextStep(Next.OTHER_ROLE, tuple(role.value for role in who_may(case.state, "approve")))
    return NextStep(Next.CLEAR_AWAY, found=stands[0])
