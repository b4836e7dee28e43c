"""What must hold of every quote, for every order, currency and sequence of refunds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import assume, given, strategies as st

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.ledger import ledgers
from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.order import LineKind, Order, OrderLine, Payment, Tax, TenderKind
from refundtui.domain.quote import LegKind, Quote
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    Everything,
    Goodwill,
    Item,
    LineAmount,
    PriceReduction,
    RefundRequest,
    RestOfLine,
    Stated,
    Units,
)
from refundtui.domain.settlement import purse_of
from refundtui.domain.switches import (
    DeliveryOnPart,
    FeeTax,
    GoodwillTax,
    LastUnit,
    Rounding,
    Switches,
    TaxRounding,
    TenderOrder,
    Total,
)
from refundtui.domain.terms import Fee, FeeBase, GradeDeduction, Source, Terms

CURRENCIES = [currency(code) for code in ("JPY", "EUR", "KWD", "CLF")]
HERE = Source("rule", "clause")


@st.composite
def lines(draw: st.DrawFn, of: Currency, number: int) -> OrderLine:
    kind = draw(st.sampled_from([LineKind.GOODS, LineKind.GOODS, LineKind.FEE]))
    gross = draw(st.integers(0, 200_000))
    rates = draw(st.lists(st.sampled_from(["1/5", "7/100", "19/100", "33/400"]), max_size=2, unique=True))
    taxes = tuple(
        Tax(rate, Money(int(gross * Fraction(rate) / (1 + 2 * Fraction(rate))), of), Fraction(rate))
        for rate in rates
    )
    net = gross - sum(tax.amount.minor for tax in taxes)
    return OrderLine(f"l{number}", "", draw(st.integers(1, 7)), Money(net, of), taxes, kind)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    of = draw(st.sampled_from(CURRENCIES))
    goods = [draw(lines(of, number)) for number in range(draw(st.integers(1, 3)))]
    shipping = OrderLine("ship", "", 0, Money(draw(st.integers(0, 900)), of), (), LineKind.SHIPPING)
    bare = Order("o", of, (*goods, shipping))
    first = draw(st.integers(0, bare.total.minor))
    kinds = draw(st.permutations([TenderKind.CARD, TenderKind.GIFT_CARD]))
    payments = (
        Payment("p1", Money(first, of), kinds[0]),
        Payment("p2", Money(bare.total.minor - first, of), kinds[1]),
    )
    return replace(bare, payments=payments)


def items(order: Order) -> st.SearchStrategy[Item]:
    """Anything an agent might ask of this order, sensible or not."""
    of = order.currency
    ids = st.sampled_from([line.id for line in order.lines])
    amounts = st.integers(1, max(1, order.total.minor)).map(lambda minor: Money(minor, of))
    return st.one_of(
        st.builds(Units, ids, st.integers(1, 7), st.sampled_from([None, Grade.A, Grade.C, Grade.D])),
        st.builds(LineAmount, ids, amounts, st.sampled_from([Stated.GROSS, Stated.NET])),
        st.builds(RestOfLine, ids),
        st.builds(
            PriceReduction, ids, st.integers(0, 100).map(lambda n: Money(n, of)), st.just(Money(100, of))
        ),
        st.builds(Goodwill, amounts),
        st.just(Everything()),
    )


def switches() -> st.SearchStrategy[Switches]:
    return st.builds(
        Switches,
        rounding=st.sampled_from(Rounding),
        tax_rounding=st.sampled_from(TaxRounding),
        total=st.sampled_from(Total),
        last_unit=st.sampled_from(LastUnit),
        tender_order=st.sampled_from(TenderOrder),
        restocking_tax=st.sampled_from(FeeTax),
        goodwill_tax=st.sampled_from(GoodwillTax),
        delivery_on_part=st.sampled_from(DeliveryOnPart),
    )


@st.composite
def terms(draw: st.DrawFn, of: Currency) -> Terms:
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
    grades = (
        (Grade.C, GradeDeduction(Fraction(1, 5), HERE)),
        (Grade.D, GradeDeduction(Fraction(1, 2), HERE)),
    )
    return Terms(draw(switches()), tuple(fees), grades, deliver_back=draw(st.booleans()))


@dataclass(frozen=True)
class History:
    """An order, its terms and every quote that was possible on it, one after the other."""

    start: Order
    terms: Terms
    quotes: tuple[Quote, ...]
    end: Order


@st.composite
def histories(draw: st.DrawFn) -> History:
    start = draw(orders())
    under = draw(terms(start.currency))
    quotes, order = [], start
    for number in range(draw(st.integers(1, 6))):
        asked = tuple(draw(st.lists(items(start), min_size=1, max_size=2)))
        quote = quote_refund(order, RefundRequest(asked), under)
        if isinstance(quote, Quote):
            quotes.append(quote)
            order = order.after(as_earlier(quote, f"r{number}"))
    return History(start, under, tuple(quotes), order)


@given(histories())
def test_a_quote_is_the_sum_of_its_rows_and_of_its_legs(history: History) -> None:
    for quote in history.quotes:
        assert quote.total.minor == sum(row.amount.minor for row in quote.applied)
        assert quote.total.minor == sum(leg.amount.minor for leg in quote.legs)
        for row in quote.rows:
            assert row.amount.minor == row.net.minor + sum(tax.amount.minor for tax in row.taxes)


@given(histories())
def test_no_sequence_of_refunds_gives_more_than_was_paid(history: History) -> None:
    assert history.end.refunded.minor <= history.start.total.minor
    given_by: dict[str, int] = {}
    for quote in history.quotes:
        assert quote.total.minor >= 0
        for leg in quote.legs:
            if leg.kind is LegKind.TENDER:
                given_by[leg.payment_id] = given_by.get(leg.payment_id, 0) + leg.amount.minor
    for payment in history.start.payments:
        assert given_by.get(payment.id, 0) <= payment.captured.minor


@given(histories())
def test_no_line_and_no_tax_code_gives_more_than_it_has(history: History) -> None:
    for book in ledgers(history.end).values():
        assert 0 <= book.refunded <= book.gross
        assert book.used_units <= max(book.line.units, 0)
        for code in book.taxes:
            assert book.left_of(code) >= 0


@given(histories())
def test_the_purse_after_a_quote_is_lighter_by_exactly_its_cash(history: History) -> None:
    order = history.start
    for number, quote in enumerate(history.quotes):
        before = purse_of(order).on_tenders
        order = order.after(as_earlier(quote, f"r{number}"))
        after = purse_of(order).on_tenders
        assert before is not None
        assert after is not None
        assert before - after == quote.cash.minor


@given(orders(), st.data())
def test_nothing_is_lost_to_rounding_over_any_steps_per_tax_code_too(
    order: Order, data: st.DataObject
) -> None:
    """Units and typed amounts in any order; then the rest: every line and code ends at what was paid."""
    start = order
    for step in range(data.draw(st.integers(0, 8))):
        line = data.draw(st.sampled_from(order.lines))
        book = ledgers(order)[line.id]
        if book.units_left and data.draw(st.booleans()):
            item: Item = Units(line.id, data.draw(st.integers(1, book.units_left)))
        elif book.left:
            item = LineAmount(line.id, Money(data.draw(st.integers(1, book.left)), order.currency))
        else:
            continue
        quote = quote_refund(order, RefundRequest((item,)), Terms())
        assert isinstance(quote, Quote)
        order = order.after(as_earlier(quote, str(step)))
    last = quote_refund(order, RefundRequest((Everything(),)), Terms())
    if isinstance(last, Quote):
        order = order.after(as_earlier(last, "last"))
    assert order.refunded == start.total
    for book in ledgers(order).values():
        assert book.refunded == book.gross
        assert dict(book.refunded_taxes) == {code: book.taxes[code] for code in book.refunded_taxes}


@given(orders(), st.data())
def test_units_one_by_one_come_to_the_same_as_all_at_once(order: Order, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from([line for line in order.lines if line.units]))
    at_once = quote_refund(order, RefundRequest((Units(line.id, line.units),)), Terms())
    given_so_far, now = 0, order
    for number in range(line.units):
        quote = quote_refund(now, RefundRequest((Units(line.id, 1),)), Terms())
        assert isinstance(quote, Quote)
        given_so_far += quote.total.minor
        now = now.after(as_earlier(quote, str(number)))
    assert isinstance(at_once, Quote)
    assert at_once.total.minor == given_so_far == line.gross.minor


@given(orders(), st.data())
def test_more_units_never_give_less(order: Order, data: st.DataObject) -> None:
    under = Terms(switches=data.draw(switches()))
    line = data.draw(st.sampled_from([line for line in order.lines if line.units]))
    totals = []
    for units in range(1, line.units + 1):
        quote = quote_refund(order, RefundRequest((Units(line.id, units),)), under)
        assert isinstance(quote, Quote)
        totals.append(quote.total.minor)
    assert totals == sorted(totals)


@given(orders(), st.data())
def test_what_is_withheld_plus_what_is_given_is_what_was_paid(order: Order, data: st.DataObject) -> None:
    under = replace(data.draw(terms(order.currency)), deliver_back=False)
    goods = [line for line in order.lines if line.kind is LineKind.GOODS]
    assume(goods)
    line = data.draw(st.sampled_from(goods))
    whole = line.units
    now, given_back, withheld = order, 0, 0
    while whole:
        units = data.draw(st.integers(1, whole))
        grade = data.draw(st.sampled_from([None, Grade.C, Grade.D]))
        quote = quote_refund(now, RefundRequest((Units(line.id, units, grade),)), under)
        assert isinstance(quote, Quote)
        given_back += quote.total.minor
        withheld += sum(row.withheld.minor for row in quote.applied if row.withheld is not None)
        now = now.after(as_earlier(quote, str(whole)))
        whole -= units
    if under.switches.last_unit is LastUnit.DRIFT_ONLY and under.switches.rounding is Rounding.HALF_UP:
        assert given_back + withheld == line.gross.minor
    assert given_back <= line.gross.minor


@given(histories())
def test_the_same_question_has_the_same_answer(history: History) -> None:
    asked = RefundRequest((Everything(),))
    one = quote_refund(history.end, asked, history.terms)
    other = quote_refund(history.end, asked, history.terms)
    assert one == other
    if isinstance(one, Quote) and isinstance(other, Quote):
        assert one.fingerprint == other.fingerprint
