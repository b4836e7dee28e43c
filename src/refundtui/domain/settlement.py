"""How a total goes back: over the tenders that paid, the rest visibly to credit or against what is unpaid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from refundtui.domain.money import Currency, Money, allocate, half_up
from refundtui.domain.order import EarlierRefund, Order, Payment, TenderKind
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
    unpaid: int  # what nobody has paid yet; none of it where one payment alone is to give
    paid: int | None
    order_total: int

    @property
    def on_tenders(self) -> int | None:
        return None if self.tenders is None else sum(tender.left for tender in self.tenders)

    @property
    def cash_left(self) -> int | None:
        """What can go back as money; None = no payment is stated."""
        if self.tenders is None:
            return None
        return sum(tender.left for tender in self.tenders if tender.takes_money_back)

    @property
    def payments_left(self) -> int | None:
        """Cash of the tenders and, as credit, what nobody has paid yet; None = no payment is stated."""
        return None if self.on_tenders is None else self.on_tenders + self.unpaid

    @property
    def ceiling(self) -> int | None:
        """The most that can go back in any form; None = nothing limits it."""
        known = [limit for limit in (self.order_left, self.payments_left) if limit is not None]
        return max(0, min(known)) if known else None

    @property
    def order_is_ceiling(self) -> bool:
        """Whether the order's own rest is the limit rather than the payments'."""
        if self.order_left is None:
            return False
        return self.payments_left is None or self.order_left <= self.payments_left


def purse_of(order: Order, request: RefundRequest | None = None, terms: Terms | None = None) -> Purse:
    """What is left on every payment: captured, less refunds on it, less what a dispute holds.

    Refunds that name no payment are taken from the payments in the order they were made. Pending and
    unknown refunds hold their money; failed ones have freed it.
    """
    request = request or RefundRequest()
    terms = terms or Terms()
    paid = None if order.paid is None else order.paid.minor
    worth = order.total.minor - _tax_above_ceiling(order)
    order_left = max(worth, paid or 0) - order.given.minor if order.lines else None
    stated = all(payment.refundable is None for payment in order.payments)
    unpaid = max(0, worth - paid) if paid is not None and stated and order.lines else 0
    tenders = _tenders(order, terms) if order.payments else None
    only = request.payment_id or request.to_tender
    if tenders is not None and only and any(tender.payment.id == only for tender in tenders):
        tenders = tuple(tender for tender in tenders if tender.payment.id == only)
        unpaid = 0 if request.payment_id else unpaid
    return Purse(tenders, order_left, unpaid, paid, worth)


def _tax_above_ceiling(order: Order) -> int:
    if order.tax_ceiling is None:
        return 0
    return max(0, sum(line.tax.minor for line in order.lines) - order.tax_ceiling.minor)


def _tenders(order: Order, terms: Terms) -> tuple[Tender, ...]:
    own = {payment.id for payment in order.payments}
    spent: dict[str, int] = {}
    loose = exchanged = 0
    for past in order.earlier:
        if not past.holds:
            continue
        loose += past.amount(order.currency).minor
        exchanged += 0 if past.spent is None else past.spent.minor
        for payment_id, amount in past.tenders:
            if (
                payment_id in own
            ):  # what went to another tender of the customer's came from these all the same
                spent[payment_id] = spent.get(payment_id, 0) + amount.minor
                loose -= amount.minor
    tenders = []
    for payment in order.payments:
        held = 0 if payment.disputed is None else payment.disputed.minor
        if payment.refundable is not None:
            left = payment.refundable.minor - held
        else:
            left = payment.captured.minor - held - spent.get(payment.id, 0)
            taken = max(0, min(left, loose))  # what a dispute holds cannot have been given
            left, loose = left - taken, loose - taken
        # What pays for new things stays where it is; no provider's own figure knows of it.
        kept = max(0, min(left, exchanged))
        left, exchanged = left - kept, exchanged - kept
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
        past.worth(order.currency).minor
        for past in order.earlier
        if past.holds and past.seller == seller and _is_from(payment, past)
    )
    return max(0, shares[seller].minor - taken)


def _is_from(payment: Payment, past: EarlierRefund) -> bool:
    """What an exchange spent in full names no payment: it may have been this one's."""
    named = any(name == payment.id for name, _ in past.tenders)
    return named or (past.spent is not None and not past.tenders)


def settle(
    total: int,
    order: Order,
    request: RefundRequest,
    terms: Terms,
    purse: Purse,
    cash_limit: int | None = None,
    by_name: Mapping[str, int] | None = None,
) -> tuple[Leg, ...]:
    """The legs of a total in minor units; their sum is the total.

    `cash_limit` is the most that may go back as money; `by_name` what was asked of a payment by its name.
    """
    of = order.currency
    if not total:
        return ()
    if request.settle_split:
        return _as_split(total, of, request, terms, purse, by_name or {})
    if request.settle is Settle.CREDIT:
        return (Leg(LegKind.CREDIT, Money(total, of)),)
    wanted = total if cash_limit is None else min(total, cash_limit)
    if request.to_tender and request.to_tender in terms.other_tenders:
        legs = _elsewhere(wanted, of, request.to_tender, purse)
    else:
        legs = _cash_legs(wanted, of, request, terms, purse, by_name or {})
    rest = total - sum(leg.amount.minor for leg in legs)
    if not rest:
        return legs
    offset = request.settle is Settle.OFFSET or terms.switches.unpaid_part is UnpaidPart.OFFSET
    return (*legs, Leg(LegKind.OFFSET if offset else LegKind.CREDIT, Money(rest, of)))


def _elsewhere(amount: int, of: Currency, tender: str, purse: Purse) -> tuple[Leg, ...]:
    """To a tender of the customer's that did not pay: at most what the payments could still give."""
    collected = amount if purse.on_tenders is None else min(amount, purse.on_tenders)
    return (Leg(LegKind.TENDER, Money(collected, of), tender, tender),) if collected else ()


def _as_split(
    total: int,
    of: Currency,
    request: RefundRequest,
    terms: Terms,
    purse: Purse,
    by_name: Mapping[str, int],
) -> tuple[Leg, ...]:
    """As the request divides it; what it leaves over goes to credit, visibly.

    However often it names cash, that is one sum: each payment gives it once.
    """
    legs = _cash_legs(split_cash(request), of, request, terms, purse, by_name)
    for how, amount in request.settle_split:
        if how is not Settle.REFUND and amount:
            legs += (Leg(LegKind.CREDIT if how is Settle.CREDIT else LegKind.OFFSET, amount),)
    rest = total - sum(leg.amount.minor for leg in legs)
    return (*legs, Leg(LegKind.CREDIT, Money(rest, of))) if rest else legs


def split_cash(request: RefundRequest) -> int:
    """What of a typed division is asked for as money."""
    return sum(amount.minor for how, amount in request.settle_split if how is Settle.REFUND)


def _cash_legs(
    amount: int,
    of: Currency,
    request: RefundRequest,
    terms: Terms,
    purse: Purse,
    by_name: Mapping[str, int],
) -> tuple[Leg, ...]:
    """Money back to the tenders, each at most what it can still give."""
    if purse.tenders is None or amount < 0:
        return (Leg(LegKind.TENDER, Money(amount, of)),) if amount else ()
    able = [tender for tender in purse.tenders if tender.takes_money_back and tender.left]
    given = dict.fromkeys((tender.payment.id for tender in able), 0)
    amount = min(amount, sum(tender.left for tender in able))
    for tender in able:
        named = min(amount, tender.left, by_name.get(tender.payment.id, 0))
        given[tender.payment.id] = named
        amount -= named
    room = [tender.left - given[tender.payment.id] for tender in able]
    for tender, part in zip(*_shared(amount, able, room, request, terms.switches), strict=True):
        given[tender.payment.id] += part
    ranked = in_order(able, request, terms.switches)
    return tuple(
        Leg(LegKind.TENDER, Money(part, of), tender.payment.id, tender.payment.label)
        for tender in ranked
        if (part := given[tender.payment.id])
    )


def _shared(
    amount: int, able: list[Tender], room: list[int], request: RefundRequest, switches: Switches
) -> tuple[list[Tender], list[int]]:
    """Which tender gives how much: in proportion to what each has left, or one after the other."""
    chosen = bool(request.tender_order or request.preferred_payment)
    if switches.tender_order is TenderOrder.PRO_RATA and not chosen:
        return able, list(allocate(amount, room))
    left = {tender.payment.id: most for tender, most in zip(able, room, strict=True)}
    ranked = in_order(able, request, switches)
    parts = []
    for tender in ranked:
        parts.append(min(amount, left[tender.payment.id]))
        amount -= parts[-1]
    return ranked, parts


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
