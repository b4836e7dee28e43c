"""Where each part of the money is, as its provider told it: the tense of every sentence about it, and no word more."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, TypeAlias

from refundtui.domain.case import Case, CaseState, Resolution
from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.legs.paying import Paying, paying
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.refusals import NextStep, Refusal
from refundtui.domain.legs.states import CAME_BACK, IN_FLIGHT, LegState
from refundtui.domain.money import Money, total
from refundtui.domain.order import Order, TenderKind
from refundtui.domain.quote import Leg, LegKind, Quote
from refundtui.i18n.speech import Speech

Part: TypeAlias = str | bool | int | None


class Payment(StrEnum):
    """How far the money is: the tense of every sentence about it."""

    DECIDED = "decided"  # "we are going to refund"
    STARTED = "started"  # "we have started the refund"
    PAID = "paid"  # "has been refunded": only when the provider said so


ARRIVAL: Final[dict[TenderKind, tuple[int, int]]] = {
    TenderKind.CARD: (5, 10),
    TenderKind.BANK: (1, 3),
    TenderKind.WALLET: (1, 10),
    TenderKind.BNPL: (3, 14),
}
"""Working days from the provider's word until the customer usually sees it: a range to speak of, no promise.

Cards after Stripe's own statement (5 to 10); the others are what customers see as a rule. Gift cards and store
credit are there at once, and where nothing is known nothing is said.
"""

_PAID_OUT: Final = (Resolution.PAID_FULL, Resolution.PAID_PARTIAL, Resolution.PAID_GOODWILL)
_AT_ONCE: Final = frozenset({TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT})
_BLAMED: Final = {
    Refusal.ACCOUNT_CLOSED: "account",
    Refusal.BAD_ACCOUNT: "account",
    Refusal.CARD_LOST: "card",
    Refusal.DECLINED: "bank",
    Refusal.REGULATORY: "bank",
    Refusal.DISPUTED: "disputed",
    Refusal.TOO_LATE: "too_old",
}
"""What a customer is told of a refusal. Everything else is between us and the provider."""
_SHE_HAS_TO_TELL: Final = frozenset(
    {NextStep.ANOTHER_TENDER, NextStep.ANOTHER_TENDER_FRAUD_LOOK, NextStep.CORRECT_ACCOUNT}
)


def payment_of(case: Case) -> Payment:
    """How far the money is, as the provider says: nothing is paid before that."""
    if case.state in (CaseState.PAY_SUBMITTED, CaseState.PAY_UNKNOWN):
        return Payment.STARTED
    is_paid = (
        case.state is CaseState.PAID
        or (case.state is CaseState.NOTIFY and case.denial is None)
        or (case.state is CaseState.CLOSED and case.resolution in _PAID_OUT)
    )
    # The legs have the last word: a case that says more than they do is not believed.
    if is_paid and case.payouts and paying(case.payouts) is not Paying.PAID:
        return Payment.STARTED
    return Payment.PAID if is_paid else Payment.DECIDED


def transfers_of(case: Case, quote: Quote | None, speech: Speech) -> list[dict[str, Part]]:
    """Each part on its way; before the first leg exists, each part of the quote as it is going to be."""
    legs = [one for one in case.payouts if not one.replaced and one.state is not LegState.WITHDRAWN]
    if legs:
        return [_of_payout(one, case.order, speech) for one in legs]
    payment = payment_of(case)
    return [_of_leg(leg, case.order, payment, speech) for leg in quote.legs if leg.amount] if quote else []


def not_paid(case: Case) -> tuple[Payout, ...]:
    """The parts that failed or came back and that nothing else pays."""
    return tuple(
        one
        for one in case.payouts
        if not one.replaced and one.state in CAME_BACK | {LegState.REJECTED, LegState.CANCELED}
    )


def came_back(case: Case) -> bool:
    """Whether money that had been called paid is with the merchant again."""
    return any(one.state is LegState.RETURNED for one in not_paid(case))


def amount_of(payouts: tuple[Payout, ...]) -> Money | None:
    return total([one.amount for one in payouts], payouts[0].amount.currency) if payouts else None


def why_not_paid(case: Case) -> str:
    """One of `_BLAMED`'s words where every part has the same; `us` where nothing she did or can do is the reason."""
    blamed = {_BLAMED.get(one.refusal, "us") if one.refusal else "us" for one in not_paid(case)}
    return blamed.pop() if len(blamed) == 1 else "us"


def needs_another_way(case: Case) -> bool:
    """Whether she has to name another account before it can be paid."""
    return any(one.next_step in _SHE_HAS_TO_TELL for one in not_paid(case))


def _of_payout(payout: Payout, order: Order | None, speech: Speech) -> dict[str, Part]:
    tender = _tender_of(payout.label, order)
    return {
        "amount": speech.money(payout.amount),
        "label": speech.tender(clean_line(payout.label), tender) if payout.label else "",
        "tender": tender.value,
        "state": _state(payout.state),
        "reversal": payout.state is LegState.VOIDED or payout.sub == "reversal",
        "trace": _readable_number(clean_line(payout.trace)),
        **_range(tender),
    }


def _of_leg(leg: Leg, order: Order | None, payment: Payment, speech: Speech) -> dict[str, Part]:
    taken = next((one for one in order.payments if one.id == leg.payment_id), None) if order else None
    kind = (
        TenderKind.STORE_CREDIT if leg.kind is LegKind.CREDIT else taken.kind if taken else TenderKind.OTHER
    )
    label = clean_line(leg.label or (taken.label if taken else ""))
    return {
        "amount": speech.money(leg.amount),
        "label": speech.tender(label, kind) if label and label != leg.payment_id else "",
        "tender": leg.kind.value if leg.kind is LegKind.OFFSET else kind.value,
        "state": payment.value,
        "reversal": False,
        "trace": "",
        **_range(kind),
    }


def _readable_number(number: str) -> str:
    """One that passes for a card's by chance is grouped by three: no card is written like that, and it is not masked."""
    if mask_cards(number) == number:
        return number
    return " ".join(number[at : at + 3] for at in range(0, len(number), 3))


def _range(kind: TenderKind) -> dict[str, Part]:
    least, most = ARRIVAL.get(kind, (0, 0))
    return {"days_from": least, "days_to": most, "at_once": kind in _AT_ONCE}


def _tender_of(label: str, order: Order | None) -> TenderKind:
    """What was paid with, by the label the leg carries of it: a leg that went elsewhere has no kind we know."""
    found: Iterator[TenderKind] = (
        (one.kind for one in order.payments if one.label == label) if order else iter(())
    )
    return next(found, TenderKind.OTHER)


def _state(state: LegState) -> str:
    if state in (LegState.SUCCEEDED, LegState.VOIDED):
        return Payment.PAID.value
    if state is LegState.QUEUED:
        return Payment.DECIDED.value
    if state in IN_FLIGHT or state in (LegState.UNKNOWN, LegState.MANUAL):
        return Payment.STARTED.value
    return "failed"
