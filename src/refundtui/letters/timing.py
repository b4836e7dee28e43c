"""When a letter may leave: none says what has not been decided, been paid or happened, nor denies what the law grants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.letters.letter import Kind
from refundtui.letters.transfers import Payment, came_back, not_paid, payment_of

GRANTS: Final = frozenset((Kind.FULL_GRANT, Kind.PARTIAL_GRANT, Kind.GOODWILL))

_GRANTED: Final = frozenset(
    (
        CaseState.APPROVED,
        CaseState.PAY_QUEUED,
        CaseState.PAY_SUBMITTED,
        CaseState.PAY_UNKNOWN,
        CaseState.PAY_FAILED,
        CaseState.PAID,
    )
)
_ENDED: Final = frozenset(
    (CaseState.PAID, CaseState.NOTIFY, CaseState.DENIED, CaseState.CLOSED, CaseState.CANCELLED)
)
_DISPUTES: Final = frozenset((Kind.DISPUTE_RECEIVED, Kind.DISPUTE_ANSWERED))


def too_early(kind: Kind, case: Case, determination: Determination | None) -> Iterator[Finding]:
    """What stands against sending a letter of this kind now."""
    payment = payment_of(case)
    if kind in GRANTS and not (case.state in _GRANTED or payment is Payment.PAID):
        yield finding("letter.not_decided", state=case.state.value)
    if kind is Kind.PAYMENT_STARTED and payment is not Payment.STARTED:
        yield finding("letter.not_started" if payment is Payment.DECIDED else "letter.paid_already")
    if kind is Kind.PAID and payment is not Payment.PAID:
        yield finding("letter.not_paid")
    if kind is Kind.PAYMENT_FAILED and not not_paid(case):
        yield finding("letter.nothing_failed")
    if kind is Kind.CORRECTION and not came_back(case):
        yield finding("letter.nothing_came_back")
    if kind is Kind.OFFER and (case.offer is None or case.offer.closed):
        yield finding("letter.no_open_offer")
    if kind is Kind.DENIAL:
        yield from _denial(case, determination)
    if kind is Kind.CLOSING and case.denial is None and case.state not in _ENDED:
        # It says that our decision stands: a refusal that never named its grounds, under another name.
        yield finding("letter.not_decided", state=case.state.value)
    if kind in (Kind.INFORMATION_REQUEST, Kind.REMINDER) and not case.asked_for:
        yield finding("letter.nothing_asked")
    if kind in _DISPUTES and case.state is not CaseState.CHARGEBACK:
        yield finding("letter.no_dispute")


def _denial(case: Case, determination: Determination | None) -> Iterator[Finding]:
    if case.denial is None:
        yield finding("letter.not_decided", state=case.state.value)
    if determination is not None:
        law = determination.eligibility.law_verdict
        if law in (Verdict.ELIGIBLE, Verdict.PARTLY):
            yield Finding("letter.denies_a_right", Outcome.FAIL, (("verdict", law.value),), Basis.LAW)
