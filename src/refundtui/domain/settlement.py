"""How a total goes back: over the tenders that paid, the rest visibly to credit or against what is unpaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from refundtui.domain.money import allocate, half_up
from refundtui.domain.order import Order, Payment, TenderKind
from refundtui.domain.quote import Leg, LegKind
from refundtui.domain.request import RefundRequest, Settle
from refundtui.domain.switches import CashLimit, Switches, TenderOrder, UnpaidPart
from refundtui.domain.terms import Terms

_GIFTS = (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT)


@dataclass(frozen=True, slots=True)
class Tender:
    """A payment and what it can still give back, in minor units."""

    payment: Payment
    left: int
    takes_money_back: bool = True


@dataclass(frozen=True, slots=True)
class Purse:
    """What an order can still give. `tenders` is None when the source states no payment at all."""

    tenders: tuple[Tender, ...] | None
    order_left: int | None  # None: no lines to measure by
    unpaid: int  # the part of the order nobody has paid yet
    paid: int | None
    order_total: int

    @property
    def on_tenders(self) -> int | None:
        return None if self.tenders is None else sum(tender.left for tender in self.tenders)

    @property
    def ceiling(self) -> int | None:
        """The most that can go back in any form; None = nothing limits it."""
        limits = [self.order_left]
        if self.on_tenders is not None:
            limits.append(self.on_tenders + self.unpaid)
        known = [limit for limit in limits if limit is not None]
        return max(0, min(known)) if known else None


def purse_of(order: Order, request: RefundRequest | None = None, terms: Terms | None = None) -> Purse:
    """What is left on every payment: captured, less refunds on it, less what a dispute holds.

    Refunds that name no payment are taken from the payments in the order they were made. Pending and
    unknown refunds hold their money; failed ones have freed it.
    """
    request = request or RefundRequest()
    terms = terms or Terms()
    paid = None if order.paid is None else order.paid.minor
    worth = order.total.minor - _tax_above_ceiling(order)
    order_left = max(worth, paid or 0) - order.refunded.minor if order.lines else None
    stated = all(payment.refundable is None for payment in order.payments)
    unpaid = max(0, worth - paid) if paid is not None and stated and order.lines else 0
    tenders = _tenders(order, terms) if order.payments else None
    only = request.payment_id or request.to_tender
    if tenders is not None and only and any(tender.payment.id == only for tender in tenders):
        tenders = tuple(tender for tender in tenders if tender.payment.id == only)
    return Purse(tenders, order_left, unpaid, paid, worth)


def _tax_above_ceiling(order: Order) -> int:
    if order.tax_ceiling is None:
        return 0
    return max(0, sum(line.tax.minor for line in order.lines) - order.tax_ceiling.minor)


def _tenders(order: Order, terms: Terms) -> tuple[Tender, ...]:
    spent: dict[str, int] = {}
    loose = 0
    for past in order.earlier:
        if not past.holds:
            continue
        for payment_id, amount in past.tenders:
            spent[payment_id] = spent.get(payment_id, 0) + amount.minor
        named = sum(amount.minor for _, amount in past.tenders)
        loose += past.amount(order.currency).minor - named
    tenders = []
    for payment in order.payments:
        if payment.refundable is not None:
            left = payment.refundable.minor
        else:
            left = payment.captured.minor - spent.get(payment.id, 0)
            taken = max(0, min(left, loose))
            left, loose = left - taken, loose - taken
        if payment.disputed is not None:
            left -= payment.disputed.minor
        can = payment.can_be_refunded and not (
            payment.id in terms.non_refundable_tenders or payment.kind in terms.non_refundable_tenders
        )
        tenders.append(Tender(payment, max(0, left), can))
    return tuple(tenders)


def share_left(order: Order, payment: Payment, seller: str) -> int | None:
    """What one seller's order may still take from a payment it shares with others."""
    shares = dict(payment.shares)
    if seller not in shares:
        return None
    taken = sum(
        past.amount(order.currency).minor
        for past in order.earlier
        if past.holds and past.seller == seller and any(name == payment.id for name, _ in past.tenders)
    )
    return max(0, shares[seller].minor - taken)


def settle(
    total: int,
    order: Order,
    request: RefundRequest,
    terms: Terms,
    purse: Purse,
    cash_limit: int | None = None,
) -> tuple[Leg, ...]:
    """The legs of a total in minor units; their sum is the total."""
    if not total:
        return ()
    of = order.currency

    def leg(kind: LegKind, amount: int, payment: Payment | None = None) -> Leg:
        from_payment = (payment.id, payment.label) if payment is not None else ("", "")
        return Leg(kind, type(order.total)(amount, of), *from_payment)

    if request.settle_split:
        legs = []
        for how, amount in request.settle_split:
            if how is Settle.REFUND:
                legs += [
                    leg(LegKind.TENDER, part, payer)
                    for payer, part in _cash(amount.minor, request, terms, purse)
                ]
            else:
                legs.append(leg(LegKind.CREDIT if how is Settle.CREDIT else LegKind.OFFSET, amount.minor))
        rest = total - sum(made.amount.minor for made in legs)
        return (*legs, leg(LegKind.CREDIT, rest)) if rest else tuple(legs)
    if request.settle is Settle.CREDIT:
        return (leg(LegKind.CREDIT, total),)
    if request.to_tender and request.to_tender in terms.other_tenders:
        return (Leg(LegKind.TENDER, type(order.total)(total, of), request.to_tender, request.to_tender),)
    wanted = total if cash_limit is None else min(total, cash_limit)
    legs = [leg(LegKind.TENDER, part, payer) for payer, part in _cash(wanted, request, terms, purse)]
    rest = total - sum(made.amount.minor for made in legs)
    if rest:
        offset = request.settle is Settle.OFFSET or terms.switches.unpaid_part is UnpaidPart.OFFSET
        legs.append(leg(LegKind.OFFSET if offset else LegKind.CREDIT, rest))
    return tuple(legs)


def _cash(
    amount: int, request: RefundRequest, terms: Terms, purse: Purse
) -> list[tuple[Payment | None, int]]:
    if purse.tenders is None or amount < 0:
        return [(None, amount)] if amount else []
    open_tenders = [tender for tender in purse.tenders if tender.takes_money_back and tender.left]
    amount = min(amount, sum(tender.left for tender in open_tenders))
    chosen = bool(request.tender_order or request.preferred_payment)
    if terms.switches.tender_order is TenderOrder.PRO_RATA and not chosen:
        parts = allocate(amount, [tender.left for tender in open_tenders]) if amount else ()
        return [(tender.payment, part) for tender, part in zip(open_tenders, parts, strict=False) if part]
    drained: list[tuple[Payment | None, int]] = []
    for tender in in_order(open_tenders, request, terms.switches):
        part = min(amount, tender.left)
        if part:
            drained.append((tender.payment, part))
        amount -= part
    return drained


def in_order(tenders: Sequence[Tender], request: RefundRequest, switches: Switches) -> list[Tender]:
    """Which payment gives first: what the request says, then the brand's switch."""
    ranked = list(tenders)
    match switches.tender_order:
        case TenderOrder.REVERSE:
            ranked.reverse()
        case TenderOrder.CARD_FIRST:
            ranked.sort(key=lambda tender: tender.payment.kind is not TenderKind.CARD)
        case TenderOrder.GIFT_CARD_FIRST:
            ranked.sort(key=lambda tender: tender.payment.kind not in _GIFTS)
        case TenderOrder.AS_PAID | TenderOrder.PRO_RATA:
            pass
    wanted = request.tender_order
    if wanted:
        ranked.sort(key=lambda tender: _place(tender.payment, wanted))
    if request.preferred_payment:
        ranked.sort(key=lambda tender: tender.payment.id != request.preferred_payment)
    return ranked


def _place(payment: Payment, wanted: tuple[str, ...]) -> int:
    for place, name in enumerate(wanted):
        if name in (payment.id, payment.kind):
            return place
    return len(wanted)


def cash_limit(switches: Switches, purse: Purse, line_gross: int, used_value: Fraction | None) -> int | None:
    """Cash for unused time: the line's share of what was paid, less the value already used (Lago).

    None where the brand sets no such limit.
    """
    if switches.cash_limit is CashLimit.PAID or used_value is None or purse.paid is None:
        return None
    share = Fraction(purse.paid * line_gross, purse.order_total) if purse.order_total else Fraction(0)
    used = Fraction(half_up(used_value)) if switches.intermediate_rounding else used_value
    return max(0, half_up(share - used))
