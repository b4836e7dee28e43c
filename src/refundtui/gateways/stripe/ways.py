"""How a leg is carried out at Stripe: which request that is, and what its answer then says of the leg.

A refund is one of an intent or a charge. An intent that was only authorised is cancelled; a charge without an
intent has no such request, and its refund in whole is its release. Less is taken by capturing what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeAlias

import stripe

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.gateways.spelling import STRIPE, CannotBeSpelled
from refundtui.gateways.stripe.reading import (
    LEG,
    Told,
    currency_in,
    name_of,
    number_of,
    reference_in,
    report_in,
    words_of,
)
from refundtui.office.ports import Sending

Request: TypeAlias = Callable[[], stripe.StripeObject]

_CASE: Final = "refundtui_case"


def payment_at(to: Destination) -> str:
    """The name of what is asked for: a charge where one is named, else what the payment goes by."""
    return to.capture or to.reference


def is_intent(payment: str) -> bool:
    return payment.startswith("pi_")


def kind_of(payment: str) -> str:
    """The parameter in which Stripe takes this name."""
    return "payment_intent" if is_intent(payment) else "charge"


def is_refund(sending: Sending) -> bool:
    """Whether a refund is what this becomes there; else it is a change of the payment itself."""
    return sending.way is Way.REFUND or (sending.way is Way.VOID and not is_intent(payment_at(sending.to)))


def request_of(there: Any, sending: Sending) -> Request:
    """The one request of this sending, the same to the byte every time; raises `CannotBeSpelled`.

    Another byte under the same key, and Stripe refuses it: so nothing is in it that may change between two tries.
    """
    number = _number(sending)
    options = {"idempotency_key": sending.key}
    payment = payment_at(sending.to)
    marks = {LEG: sending.reference}
    if sending.case_reference:
        marks[_CASE] = words_of(sending.case_reference, 100)
    if is_refund(sending):
        return lambda: there.refunds.create(
            {"amount": number, "metadata": marks, kind_of(payment): payment}, options
        )
    if sending.way is Way.VOID:
        return lambda: there.payment_intents.cancel(payment, {}, options)
    left = _left(sending, number)
    if is_intent(payment):
        return lambda: there.payment_intents.capture(
            payment, {"amount_to_capture": left, "metadata": marks}, options
        )
    return lambda: there.charges.capture(payment, {"amount": left}, options)


def _number(sending: Sending) -> int:
    captured = sending.captured
    if captured is not None and captured[0].currency != sending.amount.currency:
        # A refund names no currency there: it would be so much of the charge's.
        raise CannotBeSpelled(Refusal.CURRENCY, sending.amount)
    if captured is not None and STRIPE.spelled(captured[0], captured) != captured[1]:
        raise CannotBeSpelled(Refusal.EXPONENT_MISMATCH, sending.amount)
    return STRIPE.spelled(sending.amount, captured)


def _left(sending: Sending, number: int) -> int:
    """What is captured of an authorisation once so much is let go of it."""
    if sending.captured is None or sending.captured[1] <= number:
        raise CannotBeSpelled(Refusal.AMOUNT_EXCEEDS, sending.amount)
    return sending.captured[1] - number


def said_of(sending: Sending, told: Told) -> Report | None:
    """What a refund or a payment says of this sending; None where it is none of its doing, or no word we know."""
    if is_refund(sending):
        report = report_in(told, sending.captured)
        let_go = sending.way is Way.VOID and report is not None and report.state is LegState.SUCCEEDED
        return replace(report, state=LegState.VOIDED) if report is not None and let_go else report
    name, of = name_of(told), currency_in(told)
    let_go_of = _let_go(sending, told)
    if not name or of is None or let_go_of is None:
        return None
    return Report(LegState.VOIDED, name, STRIPE.read(let_go_of, of, sending.captured))


def _let_go(sending: Sending, told: Told) -> int | None:
    """How much of the authorisation this payment let go, in Stripe's number, if it did as it was told to."""
    authorised = number_of(told.get("amount"))
    if authorised is None:
        return None
    if sending.way is Way.VOID:
        return authorised if told.get("status") == "canceled" else None
    if not is_intent(payment_at(sending.to)):
        # A capture of a charge carries no mark of ours: that it took exactly so much less has to do.
        taken = number_of(told.get("amount_captured"))
        is_ours = told.get("captured") is True and taken is not None and _is(sending, authorised - taken)
        return authorised - taken if is_ours and taken is not None else None
    taken = number_of(told.get("amount_received"))
    is_done = told.get("status") == "succeeded" and reference_in(told) == sending.reference
    return authorised - taken if is_done and taken is not None else None


def _is(sending: Sending, number: int) -> bool:
    try:
        return _number(sending) == number
    except CannotBeSpelled:
        return False
