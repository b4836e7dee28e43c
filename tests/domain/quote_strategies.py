"""Orders, requests and terms as brands and shops really have them, odd ones included, for properties of quotes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderDiscount,
    OrderLine,
    Payment,
    RefundedPart,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    Charge,
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Settle,
    Stated,
    TypedDeduction,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.switches import SWITCHES, Switches, options
from refundtui.domain.terms import (
    Depreciation,
    Fee,
    FeeBase,
    GradeDeduction,
    Method,
    Source,
    Struck,
    Terms,
)

CURRENCIES = [currency(code) for code in ("JPY", "EUR", "KWD", "CLF")]  # 0, 2, 3 and 4 decimals
HERE = Source("rule", "clause")
LAW = Source("law", "article")
START = date(2026, 1, 1)


def switches() -> st.SearchStrategy[Switches]:
    """Every switch at any of its values."""
    return st.builds(Switches, **{name: st.sampled_from(options(name)) for name in SWITCHES})


@st.composite
def lines(draw: st.DrawFn, of: Currency, number: int) -> OrderLine:
    """A line as paid: any tax inside, perhaps discounted, perhaps a service."""
    kinds = [LineKind.GOODS, LineKind.GOODS, LineKind.GOODS, LineKind.FEE, LineKind.SERVICE]
    kind = draw(st.sampled_from(kinds))
    gross = draw(st.integers(0, 200_000))
    rates = draw(st.lists(st.sampled_from(["1/5", "7/100", "19/100", "33/400"]), max_size=2, unique=True))
    taxes = tuple(
        Tax(rate, Money(int(gross * Fraction(rate) / (1 + 2 * Fraction(rate))), of), Fraction(rate))
        for rate in rates
    )
    net = gross - sum(tax.amount.minor for tax in taxes)
    discount = draw(st.sampled_from([None, 0, gross // 10]))
    return OrderLine(
        f"l{number}",
        "",
        1 if kind is LineKind.SERVICE else draw(st.integers(1, 7)),
        Money(net, of),
        taxes,
        kind,
        listed=None if discount is None else Money(gross + discount, of),
        discount=None if discount is None else Money(discount, of),
        period=ServicePeriod(START, START + timedelta(draw(st.integers(1, 400))))
        if kind is LineKind.SERVICE
        else None,
    )


def payments(of: Currency, whole: int, draw: st.DrawFn) -> tuple[Payment, ...]:
    """One to three tenders; together the order, or less of it, perhaps disputed or limited by the provider."""
    paid = draw(st.sampled_from([whole, whole, whole * 2 // 3]))
    made: list[Payment] = []
    for number in range(draw(st.integers(1, 3))):
        amount = draw(st.integers(0, paid))
        made.append(Payment(f"p{number}", Money(amount, of), draw(st.sampled_from(TenderKind))))
        paid -= amount
    made.append(Payment("last", Money(paid, of)))
    if draw(st.integers(0, 3)) == 0:
        first = made[0]
        made[0] = replace(first, disputed=Money(draw(st.integers(0, first.captured.minor)), of))
    if draw(st.integers(0, 3)) == 0:
        last = made[-1]
        made[-1] = replace(last, refundable=Money(draw(st.integers(0, last.captured.minor)), of))
    return tuple(made)


@st.composite
def simple_orders(draw: st.DrawFn, in_currency: Currency | None = None) -> Order:
    """Goods, fees and delivery, all of it paid over two tenders; nothing refunded yet."""
    of = in_currency or draw(st.sampled_from(CURRENCIES))
    goods = [draw(lines(of, number)) for number in range(draw(st.integers(1, 3)))]
    shipping = OrderLine("ship", "", 0, Money(draw(st.integers(0, 900)), of), (), LineKind.SHIPPING)
    bare = Order("o", of, (*goods, shipping))
    first = draw(st.integers(0, bare.total.minor))
    kinds = draw(st.permutations([TenderKind.CARD, TenderKind.GIFT_CARD]))
    return replace(
        bare,
        payments=(
            Payment("p1", Money(first, of), kinds[0]),
            Payment("p2", Money(bare.total.minor - first, of), kinds[1]),
        ),
    )


@st.composite
def orders(draw: st.DrawFn, in_currency: Currency | None = None) -> Order:
    """Any order: bought balances, discount lines, coupons, tax rounded once, disputes, refunds from elsewhere."""
    order = draw(simple_orders(in_currency))
    of = order.currency
    more: list[OrderLine] = []
    if draw(st.integers(0, 3)) == 0:
        more.append(
            OrderLine("gift", "", 1, Money(draw(st.integers(1, 5000)), of), (), LineKind.STORED_VALUE)
        )
    if draw(st.integers(0, 3)) == 0 and order.total.minor > 10:
        more.append(OrderLine("minus", "", 0, Money(-(order.total.minor // 10), of), (), LineKind.FEE))
    order = replace(order, lines=(*order.lines, *more))
    if any(line.kind is LineKind.STORED_VALUE for line in more):
        order = replace(order, stored_value_left=Money(draw(st.integers(0, 6000)), of))
    tax = sum(line.tax.minor for line in order.lines)
    if draw(st.integers(0, 3)) == 0:
        order = replace(order, tax_ceiling=Money(max(0, tax - draw(st.integers(0, 2))), of))
    order = replace(order, payments=draw(st.just(())) or payments(of, order.total.minor, draw))
    if draw(st.integers(0, 2)) == 0:
        order = _with_coupon(order, draw)
    return _with_imported(order, draw) if draw(st.integers(0, 1)) else order


def _with_coupon(order: Order, draw: st.DrawFn) -> Order:
    """Part of the goods' discount was the order's own, and needed a minimum."""
    lines_ = tuple(
        replace(line, order_discount=line.discount) if line.kind is LineKind.GOODS and line.discount else line
        for line in order.lines
    )
    named = tuple(line.id for line in lines_ if line.order_discount)
    if not named:
        return order
    amount = sum(line.order_discount.minor for line in lines_ if line.order_discount)
    minimum = draw(st.integers(0, order.total.minor))
    of = order.currency
    coupon = OrderDiscount(Money(amount, of), Money(minimum, of), line_ids=named)
    return replace(order, lines=lines_, discounts=(coupon,))


def _with_imported(order: Order, draw: st.DrawFn) -> Order:
    """Refunds another system made: a cent off, on purpose less, or money without units; never too much."""
    of = order.currency
    for number in range(draw(st.integers(0, 2))):
        line = draw(st.sampled_from(order.lines))
        if line.gross.minor <= 0 or line.kind is LineKind.STORED_VALUE:
            continue
        before = [part for past in order.earlier for part in past.parts if part.line_id == line.id]
        units_left = line.units - sum(part.units for part in before)
        left = line.gross.minor - sum(part.gross.minor for part in before)
        units = draw(st.integers(0, max(0, units_left)))
        fair = line.gross.minor * units // max(1, line.units)
        gross = min(
            left, draw(st.sampled_from([fair, max(0, fair - 1), fair + 1, fair // 2, min(left, 100)]))
        )
        room = _room(order)
        if gross <= min(left, room):
            order = order.after(
                EarlierRefund(f"import-{number}", (RefundedPart(line.id, Money(gross, of), units),))
            )
    return order


def _room(order: Order) -> int:
    paid = order.total.minor if order.paid is None else order.paid.minor
    return min(order.total.minor, paid) - order.refunded.minor


def items(order: Order) -> st.SearchStrategy[Item]:
    """Anything an agent might ask of this order, sensible or not."""
    of = order.currency
    ids = st.sampled_from([line.id for line in order.lines])
    amounts = st.integers(1, max(1, order.total.minor)).map(lambda minor: Money(minor, of))
    small = st.integers(0, 100).map(lambda minor: Money(minor, of))
    days = st.integers(-5, 400).map(lambda day: START + timedelta(day))
    named = st.sampled_from([payment.id for payment in order.payments] or ["none"])
    return st.one_of(
        st.builds(Units, ids, st.integers(1, 7), st.sampled_from([None, Grade.A, Grade.C, Grade.D])),
        st.builds(LineAmount, ids, amounts, st.sampled_from(Stated), st.integers(0, 2)),
        st.builds(RestOfLine, ids),
        st.builds(PriceReduction, ids, small, st.just(Money(100, of)), st.integers(1, 3)),
        st.builds(Goodwill, amounts, st.sampled_from(Stated), st.sampled_from([None, Fraction(1, 5)])),
        st.just(Everything()),
        st.builds(UnusedTime, ids, days, st.none(), st.booleans()),
        st.builds(UnusedUnits, ids, st.integers(0, 7)),
        st.builds(OrderReduction, amounts, st.sampled_from(Stated)),
        st.builds(Repriced, ids, small),
        st.builds(DepreciatedValue, ids, st.integers(0, 40)),
        st.builds(FromPayment, named, st.one_of(st.none(), amounts)),
    )


@st.composite
def requests(draw: st.DrawFn, order: Order) -> RefundRequest:
    """One or two items, and now and then everything else a request can say."""
    of = order.currency
    asked = RefundRequest(tuple(draw(st.lists(items(order), min_size=1, max_size=2))))
    small = Money(draw(st.integers(1, 900)), of)
    named = draw(st.sampled_from([payment.id for payment in order.payments]))
    return draw(
        st.sampled_from(
            [
                asked,
                asked,
                asked,
                replace(asked, charges=(Charge("new", small, Fraction(25, 31)),)),
                replace(asked, deductions=(TypedDeduction("return_shipping", small),)),
                replace(asked, override=small),
                replace(asked, settle=Settle.CREDIT),
                replace(asked, settle=Settle.OFFSET),
                replace(asked, settle_split=((Settle.REFUND, small), (Settle.OFFSET, small))),
                replace(asked, payment_id=named),
                replace(asked, preferred_payment=named),
                replace(asked, to_tender="gift-she-holds"),
                replace(asked, even_exchange=True),
            ]
        )
    )


@st.composite
def terms(draw: st.DrawFn, of: Currency) -> Terms:
    """A brand's promises: fees, grades, depreciation; and sometimes what the law says to them."""
    fees = draw(
        st.lists(
            st.one_of(
                st.builds(
                    lambda minor, base: Fee("restocking", HERE, amount=Money(minor, of), base=base),
                    st.integers(1, 500),
                    st.sampled_from(FeeBase),
                ),
                st.builds(
                    lambda percent: Fee("handling", HERE, percent=Fraction(percent, 100)), st.integers(1, 50)
                ),
            ),
            max_size=2,
        )
    )
    return Terms(
        draw(switches()),
        tuple(fees),
        (
            (Grade.C, GradeDeduction(Fraction(1, 5), HERE)),
            (Grade.D, GradeDeduction(Fraction(1, 2), HERE)),
        ),
        depreciation=Depreciation(draw(st.sampled_from(Method)), 24, HERE, Fraction(1, 10), Fraction(1, 3)),
        struck=tuple(
            Struck(code, LAW)
            for code in draw(st.sets(st.sampled_from(["restocking", "handling", "condition"])))
        ),
        deliver_back=draw(st.booleans()),
        delivery_in_full=draw(st.booleans()),
        minimum=draw(st.one_of(st.none(), st.integers(0, 3000).map(lambda minor: Money(minor, of)))),
        minimum_source=LAW,
        non_refundable_tenders=draw(st.sampled_from([(), ("p0",), ("gift_card",)])),
        other_tenders=("gift-she-holds",),
    )


@dataclass(frozen=True)
class History:
    """An order, its terms and every quote that was possible on it, one after the other."""

    start: Order
    terms: Terms
    steps: tuple[tuple[Order, RefundRequest, Quote], ...]
    end: Order

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(quote for _, _, quote in self.steps)


@st.composite
def histories(draw: st.DrawFn, in_currency: Currency | None = None) -> History:
    start = draw(orders(in_currency))
    under = draw(terms(start.currency))
    steps, order = [], start
    for number in range(draw(st.integers(1, 5))):
        asked = draw(requests(start))
        quote = quote_refund(order, asked, under)
        if not isinstance(quote, Refused):
            steps.append((order, asked, quote))
            order = order.after(as_earlier(quote, f"r{number}"))
    return History(start, under, tuple(steps), order)
