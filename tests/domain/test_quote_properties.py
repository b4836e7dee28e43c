"""What must hold of every quote, for every order, currency, brand, request and sequence of refunds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given, strategies as st

from refundtui.domain.calculator import as_earlier, quote_refund, what_if
from refundtui.domain.ledger import ledgers
from refundtui.domain.order import LineKind, Order
from refundtui.domain.quote import LegKind, Quote, RowCode
from refundtui.domain.reasons import Grade
from refundtui.domain.request import Everything, Item, LineAmount, RefundRequest, RestOfLine, Units
from refundtui.domain.settlement import purse_of
from refundtui.domain.switches import (
    DegenerateTax,
    LastUnit,
    Rounding,
    Switches,
    TaxOnPart,
    TaxRounding,
    Total,
    options,
)
from refundtui.domain.terms import Terms
from tests.domain.quote_strategies import (
    LAW,
    History,
    histories,
    orders,
    requests,
    simple_orders,
    switches,
    terms,
)

# ---------------------------------------------------------------- one quote


@given(histories())
def test_a_quote_is_the_sum_of_its_rows_and_of_its_legs(history: History) -> None:
    for quote in history.quotes:
        assert quote.total.minor == sum(row.amount.minor for row in quote.applied)
        assert quote.total.minor == sum(leg.amount.minor for leg in quote.legs)
        for row in quote.rows:
            assert row.amount.minor == row.net.minor + sum(tax.amount.minor for tax in row.taxes)


@given(histories())
def test_no_quote_gives_more_than_its_purse_holds_in_all_and_on_every_tender(history: History) -> None:
    for order, asked, quote in history.steps:
        purse = purse_of(order, asked, history.terms)
        assert purse.ceiling is not None
        assert quote.total.minor <= purse.ceiling
        left = {tender.payment.id: tender.left for tender in purse.tenders or () if tender.takes_money_back}
        for leg in quote.legs:
            if leg.kind is LegKind.TENDER and leg.payment_id and leg.payment_id != asked.to_tender:
                assert 0 <= leg.amount.minor <= left[leg.payment_id]


@given(histories())
def test_a_quote_takes_nothing_from_the_customer_unless_a_discount_line_comes_back(history: History) -> None:
    if all(line.gross.minor >= 0 for line in history.start.lines):
        assert all(quote.total.minor >= 0 for quote in history.quotes)


@given(histories())
def test_what_the_law_forbids_is_shown_and_never_taken(history: History) -> None:
    forbidden = {struck.code for struck in history.terms.struck}
    for quote in history.quotes:
        for row in quote.rows:
            assert row.struck == (row.source == LAW and row.code is not RowCode.STATUTORY_MINIMUM)
        names = {row.code.value for row in quote.applied}
        assert not names & (forbidden & {"restocking", "condition"})


@given(orders(), st.data())
def test_a_struck_deduction_changes_nothing_but_the_breakdown(order: Order, data: st.DataObject) -> None:
    under = data.draw(terms(order.currency))
    asked = data.draw(requests(order))
    forbidden = {struck.code for struck in under.struck}
    without = replace(
        under,
        struck=(),
        fees=tuple(fee for fee in under.fees if fee.code not in forbidden),
        grades=() if "condition" in forbidden else under.grades,
    )
    one, other = quote_refund(order, asked, under), quote_refund(order, asked, without)
    assert isinstance(one, Quote) == isinstance(other, Quote)
    if isinstance(one, Quote) and isinstance(other, Quote):
        assert (one.total, one.taxes, one.legs) == (other.total, other.taxes, other.legs)


@given(orders(), st.data())
def test_the_law_s_minimum_is_given_wherever_the_money_is_there(order: Order, data: st.DataObject) -> None:
    under = data.draw(terms(order.currency))
    asked = replace(data.draw(requests(order)), charges=(), even_exchange=False)
    quote = quote_refund(order, asked, under)
    ceiling = purse_of(order, asked, under).ceiling
    if isinstance(quote, Quote) and under.minimum is not None and ceiling is not None:
        # Sending it back is the customer's own expense, and goodwill is given on top.
        own = sum(row.amount.minor for row in quote.applied if row.code is RowCode.RETURN_SHIPPING)
        assert quote.total.minor >= min(under.minimum.minor + own, ceiling)


@given(histories())
def test_the_same_question_has_the_same_answer_and_every_what_if_is_that_answer(history: History) -> None:
    for order, asked, quote in history.steps:
        again = quote_refund(order, asked, history.terms)
        assert again == quote
        assert isinstance(again, Quote)
        assert again.fingerprint == quote.fingerprint
        for used in quote.switches:
            same = what_if(order, asked, history.terms, used.name, getattr(history.terms.switches, used.name))
            assert isinstance(same, Quote)
            assert (same.rows, same.legs) == (quote.rows, quote.legs)
            for value in options(used.name):
                other = what_if(order, asked, history.terms, used.name, value)
                said = dict(used.what_if).get(str(value).lower() if isinstance(value, bool) else str(value))
                assert said is None or (isinstance(other, Quote) and other.total == said)


# ---------------------------------------------------------------- sequences


@given(histories())
def test_no_sequence_of_refunds_gives_more_than_was_paid(history: History) -> None:
    assert history.end.refunded.minor <= max(history.start.total.minor, history.start.refunded.minor)
    given_by: dict[str, int] = {}
    for quote in history.quotes:
        for leg in quote.legs:
            if leg.kind is LegKind.TENDER:
                given_by[leg.payment_id] = given_by.get(leg.payment_id, 0) + leg.amount.minor
    for payment in history.start.payments:
        if payment.refundable is None:
            assert given_by.get(payment.id, 0) <= payment.captured.minor


@given(histories())
def test_no_line_and_no_tax_code_gives_more_than_it_has(history: History) -> None:
    for book in ledgers(history.end).values():
        assert 0 <= book.refunded <= book.gross
        assert book.used_units <= max(book.line.units, 0)
        for code in book.taxes:
            assert book.left_of(code) >= 0


@given(histories())
def test_the_tax_of_all_refunds_stays_below_what_the_invoice_charged(history: History) -> None:
    ceiling = history.start.tax_ceiling
    if ceiling is None:
        return
    assert _tax_refunded(history.end) <= max(ceiling.minor, _tax_refunded(history.start))


def _tax_refunded(order: Order) -> int:
    """What the lines gave back, less what a typed total took off again; goodwill beyond the invoice has tax of its own."""
    of_lines = sum(book.sign * sum(book.refunded_taxes.values()) for book in ledgers(order).values())
    loose = [min(0, tax.amount.minor) for past in order.earlier if past.holds for tax in past.loose_taxes]
    return of_lines + sum(loose)


@given(histories())
def test_the_purse_after_a_quote_is_lighter_by_exactly_what_it_gave_and_what_new_things_cost(
    history: History,
) -> None:
    if any(payment.refundable is not None for payment in history.start.payments):
        return  # the provider's own figure, not ours, says what is left there
    if any(quote.total.minor < 0 for quote in history.quotes):
        return  # a discount line alone asks the customer for money, and the next refund is netted with it
    for order, _, quote in history.steps:
        before, after = purse_of(order), purse_of(order.after(as_earlier(quote, "this")))
        assert before.order_left is not None
        assert after.order_left is not None
        spent = -sum(row.amount.minor for row in quote.applied if row.code is RowCode.EXCHANGE)
        assert before.order_left - after.order_left == quote.total.minor + spent
        cash = sum(leg.amount.minor for leg in quote.legs if leg.kind is LegKind.TENDER and leg.payment_id)
        assert (before.on_tenders or 0) - (after.on_tenders or 0) >= cash


@given(histories())
def test_what_deductions_kept_back_is_never_paid_out_with_the_rest(history: History) -> None:
    """Unless the brand's last unit takes whatever is left, or a typed amount gives it on purpose."""
    if history.terms.switches.last_unit is LastUnit.REMAINDER:
        return
    books = ledgers(history.end)
    rest = quote_refund(history.end, RefundRequest((Everything(),)), Terms())
    for row in rest.applied if isinstance(rest, Quote) else ():
        if row.line_id is not None:
            book = books[row.line_id]
            assert book.sign * row.amount.minor <= max(0, book.gross - book.refunded - book.withheld)


@given(simple_orders(), st.data())
def test_nothing_is_lost_to_rounding_over_any_steps_per_tax_code_too(
    order: Order, data: st.DataObject
) -> None:
    """Units and typed amounts in any order; then the rest: every line and code ends at what was paid."""
    under = Terms(_money_neutral(data.draw(switches())))
    start = order
    for step in range(data.draw(st.integers(0, 8))):
        line = data.draw(st.sampled_from(order.lines))
        book = ledgers(order)[line.id]
        if book.units_left and data.draw(st.booleans()):
            item: Item = Units(line.id, data.draw(st.integers(1, book.units_left)))
        elif book.left:
            item = LineAmount(line.id, replace(order.total, minor=data.draw(st.integers(1, book.left))))
        else:
            continue
        quote = quote_refund(order, RefundRequest((item,)), under)
        assert isinstance(quote, Quote)
        order = order.after(as_earlier(quote, str(step)))
    last = quote_refund(order, RefundRequest((Everything(),)), under)
    if isinstance(last, Quote):
        order = order.after(as_earlier(last, "last"))
    assert order.refunded == start.total
    for book in ledgers(order).values():
        assert book.refunded == book.gross
        assert dict(book.refunded_taxes) == {code: book.taxes[code] for code in book.refunded_taxes}


def _money_neutral(any_switches: Switches) -> Switches:
    """Without the one choice that leaves fractions unpaid on purpose and the one that clears corrupt tax."""
    return replace(
        any_switches,
        rounding=Rounding.HALF_UP,
        degenerate_tax=DegenerateTax.KEEP,
        tax_on_part=TaxOnPart.STORED,
    )


@given(simple_orders(), st.data())
def test_the_order_of_partial_returns_does_not_matter_for_the_sum(order: Order, data: st.DataObject) -> None:
    under = Terms(data.draw(switches()))
    line = data.draw(st.sampled_from([line for line in order.lines if line.units]))
    cuts = sorted(data.draw(st.sets(st.integers(1, line.units), max_size=3)) | {0, line.units})
    steps = [high - low for low, high in pairwise(cuts)]
    sums = set()
    for arranged in (steps, steps[::-1], data.draw(st.permutations(steps))):
        now = order
        for units in arranged:
            quote = quote_refund(now, RefundRequest((Units(line.id, units),)), under)
            assert isinstance(quote, Quote)
            now = now.after(as_earlier(quote, str(len(now.earlier))))
        sums.add(now.refunded.minor)
    assert sums == {line.gross.minor}


@given(simple_orders(), st.data())
def test_more_units_never_give_less(order: Order, data: st.DataObject) -> None:
    under = Terms(data.draw(switches()))
    line = data.draw(st.sampled_from([line for line in order.lines if line.units]))
    totals = []
    for units in range(1, line.units + 1):
        quote = quote_refund(order, RefundRequest((Units(line.id, units),)), under)
        assert isinstance(quote, Quote)
        totals.append(quote.total.minor)
    assert totals == sorted(totals)


@given(simple_orders(), st.data())
def test_what_is_withheld_plus_what_is_given_is_what_was_paid(order: Order, data: st.DataObject) -> None:
    under = replace(
        data.draw(terms(order.currency)), deliver_back=False, minimum=None, non_refundable_tenders=()
    )
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
    exact = under.switches.rounding is Rounding.HALF_UP and under.switches.tax_rounding is TaxRounding.LINE
    if under.switches.last_unit is LastUnit.DRIFT_ONLY and exact:
        assert given_back + withheld == line.gross.minor
    assert given_back <= line.gross.minor


@given(simple_orders(), st.data())
def test_the_rest_after_anything_closes_the_line(order: Order, data: st.DataObject) -> None:
    """A unit, a typed amount, then the rest of each line: nothing is left and every code is closed."""
    under = Terms(replace(Switches(), total=data.draw(st.sampled_from(Total))))
    line = data.draw(st.sampled_from(order.lines))
    for item in (LineAmount(line.id, replace(order.total, minor=1)), RestOfLine(line.id)):
        quote = quote_refund(order, RefundRequest((item,)), under)
        if isinstance(quote, Quote):
            order = order.after(as_earlier(quote, str(len(order.earlier))))
    book = ledgers(order)[line.id]
    assert book.refunded == book.gross
    assert all(book.left_of(code) == 0 for code in book.taxes)
