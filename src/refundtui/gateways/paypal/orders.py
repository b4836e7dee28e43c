"""An order at PayPal with its captures and refunds: the one place where a refund is found by our reference.

A capture alone says that something went back, not what. It names its order, and the order lists every refund.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from refundtui.domain.legs.planning import PaymentThere
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, total
from refundtui.gateways.one_request import name_in, text_in
from refundtui.gateways.paypal.reading import is_ours, money_of, number_of, report_of, time_of
from refundtui.office.ports import GatewayAway, PaymentKnown

Told = Mapping[str, Any]

_TAKEN: Final = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED", "PENDING"})
_GONE: Final = frozenset({"DECLINED", "FAILED"})


def order_named_in(capture: Told) -> str:
    """The order a capture belongs to; empty where it does not say."""
    more = capture.get("supplementary_data")
    related = more.get("related_ids") if isinstance(more, dict) else None
    return name_in(related, "order_id") if isinstance(related, dict) else ""


def found_in(order: Told, reference: str) -> tuple[Report, ...]:
    """Every refund of the order that carries our reference; raises `GatewayAway` where one cannot be read."""
    return tuple(_report(refund) for refund in _refunds(order) if is_ours(refund, reference))


def known(capture: Told, order: Told | None) -> PaymentKnown | None:
    """The capture as it stands; without its order, a part that went back cannot be told."""
    amount, number, status = (
        money_of(capture.get("amount")),
        number_of(capture.get("amount")),
        text_in(capture, "status"),
    )
    if amount is None or number is None or status not in _TAKEN | _GONE:
        raise GatewayAway("PayPal told of a payment in words that are not known here.")
    if status in _GONE:
        return None
    gone = () if order is None else tuple(_of_capture(order, text_in(capture, "id")))
    at = time_of(capture, "create_time")
    return PaymentKnown(
        PaymentThere(
            amount,
            amount,
            _refunded(status, amount, gone, is_told=order is not None),
            None if at is None else at.date(),
            refunds=len(gone),
        ),
        number,
    )


def needs_order(capture: Told) -> bool:
    """Whether the capture alone does not say how much of it went back."""
    return text_in(capture, "status") == "PARTIALLY_REFUNDED"


def only_authorised(authorisation: Told) -> PaymentKnown | None:
    """An authorisation of which nothing was taken; None for any other."""
    amount = money_of(authorisation.get("amount"))
    if amount is None or text_in(authorisation, "status") != "CREATED":
        return None
    return PaymentKnown(PaymentThere(amount, amount.zero(), amount.zero()), 0)


def released(authorisation: Told) -> tuple[Report, ...]:
    """That an authorisation was let go; nothing while it was not."""
    return (Report(LegState.VOIDED),) if text_in(authorisation, "status") == "VOIDED" else ()


def _refunded(status: str, amount: Money, gone: tuple[Report, ...], *, is_told: bool) -> Money:
    if status == "REFUNDED":
        return amount
    if status == "PARTIALLY_REFUNDED" and not is_told:
        raise GatewayAway("PayPal says that a part of the payment went back, and not how much.")
    amounts = [report.amount for report in gone if report.amount is not None]
    if len(amounts) != len(gone) or any(one.currency != amount.currency for one in amounts):
        raise GatewayAway("PayPal told of a refund whose amount cannot be read.")
    return total(amounts, amount.currency)


def _of_capture(order: Told, name: str) -> Iterator[Report]:
    """What went back of one capture, or still goes."""
    for refund in _refunds(order):
        report = _report(refund)
        if capture_above(refund) in {"", name} and report.state in {LegState.SUCCEEDED, LegState.PENDING}:
            yield report


def capture_above(refund: Told) -> str:
    """The capture that a refund belongs to, by its link `up`; empty where it has none."""
    links = refund.get("links")
    if not isinstance(links, list):
        return ""
    ups = (link for link in links if isinstance(link, dict) and text_in(link, "rel") == "up")
    return next((name_in({"id": text_in(link, "href").rpartition("/")[2]}, "id") for link in ups), "")


def _report(refund: Told) -> Report:
    report = report_of(refund)
    if report is None:
        raise GatewayAway("PayPal told of a refund in words that are not known here.")
    return report


def _refunds(order: Told) -> Iterator[Told]:
    return _parts(order, "refunds")


def _parts(order: Told, name: str) -> Iterator[Told]:
    units = order.get("purchase_units")
    if not isinstance(units, list):
        raise GatewayAway("PayPal told of an order that cannot be read.")
    for unit in units:
        payments = unit.get("payments") if isinstance(unit, dict) else None
        parts = payments.get(name, []) if isinstance(payments, dict) else []
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            raise GatewayAway("PayPal told of an order that cannot be read.")
        yield from parts
