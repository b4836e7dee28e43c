"""Tax by code over the whole order: money that names no line had its tax too, and no code gives it twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.ledger import ledgers
from refundtui.domain.order import EarlierRefund, Order, RefundStatus, Tax
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.request import (
    Everything,
    Goodwill,
    Item,
    LineAmount,
    RefundRequest,
    RestOfLine,
    Stated,
    Units,
)
from refundtui.domain.switches import GoodwillTax, Switches
from refundtui.domain.terms import Terms
from tests.domain.quote_strategies import History, histories, simple_orders
from tests.domain.small_orders import card, eur, line, order, quoted, refused

AS_ORDER = Terms(Switches(goodwill_tax=GoodwillTax.AS_ORDER, explicit_tax_allowed=True))
BOUGHT = order(line("taxed", 12000, 2, tax=2000), line("free", 8000), payments=(card(20000),))


def after_goodwill(minor: int, terms: Terms = AS_ORDER, bought: Order = BOUGHT) -> Order:
    return bought.after(as_earlier(quoted(bought, Goodwill(eur(minor)), terms=terms), "goodwill"))


def loosely(minor: int, tax: int, **facts: object) -> Order:
    """A refund from elsewhere that names no line."""
    taxes = (Tax("vat", eur(tax), Fraction(1, 5)),) if tax else ()
    return order(
        *BOUGHT.lines,
        payments=BOUGHT.payments,
        earlier=(EarlierRefund("e", loose=eur(minor), loose_taxes=taxes, **facts),),  # type: ignore[arg-type]  # by name
    )


def test_goodwill_remembers_the_tax_that_was_in_it() -> None:
    past = after_goodwill(8000).earlier[0]
    assert (past.loose, [(tax.code, tax.amount) for tax in past.loose_taxes]) == (
        eur(8000),
        [("vat", eur(800))],
    )


def test_tax_given_in_goodwill_is_not_given_again_with_the_line() -> None:
    quote = quoted(after_goodwill(8000), Units("taxed", 2), terms=AS_ORDER)
    assert (quote.total, quote.tax, quote.net) == (eur(12000), eur(1200), eur(10800))


def test_a_net_amount_that_was_typed_stays_net() -> None:
    quote = quoted(after_goodwill(8000), LineAmount("taxed", eur(10000), Stated.NET), terms=AS_ORDER)
    assert (quote.net, quote.tax) == (eur(10000), eur(1200))


def test_tax_that_is_typed_is_capped_by_what_its_code_has_left_on_the_order() -> None:
    typed = LineAmount("taxed", eur(11000), taxes=(("vat", eur(1201)),))
    found = quote_refund(after_goodwill(8000), RefundRequest((typed,)), AS_ORDER)
    assert not isinstance(found, Quote)
    assert (found.first.code, found.first.fact("max_tax")) == ("amount.above_tax", eur(1200))
    possible = replace(typed, taxes=(("vat", eur(1200)),))
    assert quoted(after_goodwill(8000), possible, terms=AS_ORDER).tax == eur(1200)


def test_what_closes_the_order_gives_the_tax_that_is_left() -> None:
    """40.00 are left of the taxed line; its own share would be 6.67, but 12.00 of the tax are still to go back."""
    now = after_goodwill(8000)
    now = now.after(as_earlier(quoted(now, RestOfLine("free"), terms=AS_ORDER), "free"))
    last = quoted(now, Everything(), terms=AS_ORDER)
    assert (last.total, last.tax) == (eur(4000), eur(1200))


def test_untaxed_goodwill_is_no_correction_and_leaves_the_rest_its_own_proportion() -> None:
    untaxed = Terms()
    now = after_goodwill(8000, untaxed)
    assert now.earlier[0].loose_taxes == ()
    now = now.after(as_earlier(quoted(now, RestOfLine("free"), terms=untaxed), "free"))
    last = quoted(now, Everything(), terms=untaxed)
    assert (last.total, last.tax) == (eur(4000), eur(667))


@pytest.mark.parametrize(("tax", "given"), [(0, 2000), (800, 1200), (2000, 0), (2500, 0)])
def test_a_refund_from_elsewhere_without_lines_takes_the_tax_its_source_tells(tax: int, given: int) -> None:
    assert quoted(loosely(8000, tax), Units("taxed", 2)).tax == eur(given)


def test_one_that_failed_took_none() -> None:
    assert quoted(loosely(8000, 800, status=RefundStatus.FAILED), Units("taxed", 2)).tax == eur(2000)
    assert quoted(loosely(8000, 800, status=RefundStatus.UNKNOWN), Units("taxed", 2)).tax == eur(1200)


def test_nor_is_it_given_again_as_goodwill() -> None:
    quote = quoted(loosely(8000, 1900), Goodwill(eur(10000)), terms=AS_ORDER)
    assert (quote.total, quote.tax) == (eur(10000), eur(100))


def test_the_invoice_s_own_tax_counts_what_named_no_line() -> None:
    rounded = replace(loosely(8000, 800), tax_ceiling=eur(1999))
    assert quoted(rounded, Units("taxed", 2)).tax == eur(1199)


def test_a_maximum_typed_on_the_line_is_still_told_in_money() -> None:
    assert refused(after_goodwill(8000), LineAmount("taxed", eur(12001)), terms=AS_ORDER)[1] == eur(12000)


# ── Properties ───────────────────────────────────────────────────────────────────────────────────


def charged(bought: Order) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in bought.lines:
        for tax in one.taxes:
            sums[tax.code] = sums.get(tax.code, 0) + tax.amount.minor
    return sums


def given_so_far(bought: Order) -> dict[str, int]:
    """Tax by code in everything that went back: on lines and in money without one."""
    sums = dict.fromkeys(charged(bought), 0)
    for book in ledgers(bought).values():
        for code, tax in book.refunded_taxes.items():
            sums[code] += book.sign * tax
    for past in bought.earlier:
        for loose in past.loose_taxes:
            sums[loose.code] = sums.get(loose.code, 0) + loose.amount.minor
    return sums


@given(histories())
def test_no_code_gives_more_tax_than_was_charged_however_it_is_asked_for(history: History) -> None:
    before, after = given_so_far(history.start), given_so_far(history.end)
    for code, tax in charged(history.start).items():
        assert after[code] <= max(tax, before[code])


@given(histories())
def test_every_cent_of_tax_in_a_quote_is_found_again_behind_it(history: History) -> None:
    for bought, _, quote in history.steps:
        before, after = given_so_far(bought), given_so_far(bought.after(as_earlier(quote, "this")))
        told = _told(quote)
        for code in {*after, *told}:
            assert after.get(code, 0) - before.get(code, 0) == told.get(code, 0)


def _told(quote: Quote) -> Mapping[str, int]:
    sums: dict[str, int] = {}
    for row in quote.applied:
        if row.code is not RowCode.EXCHANGE:
            for tax in row.taxes:
                sums[tax.code] = sums.get(tax.code, 0) + tax.amount.minor
    return sums


@st.composite
def plain_steps(draw: st.DrawFn, bought: Order) -> list[Item]:
    """Goodwill, units, amounts and rests, in any order."""
    of = bought.currency
    amounts = st.integers(1, max(1, bought.total.minor)).map(lambda minor: replace(bought.total, minor=minor))
    ids = st.sampled_from([one.id for one in bought.lines])
    assert of == bought.total.currency
    return draw(
        st.lists(
            st.one_of(
                st.builds(Goodwill, amounts),
                st.builds(Units, ids, st.integers(1, 3)),
                st.builds(LineAmount, ids, amounts),
                st.builds(RestOfLine, ids),
            ),
            max_size=4,
        )
    )


@given(simple_orders(), st.data())
def test_whatever_went_back_first_the_refund_that_empties_the_order_closes_every_code(
    bought: Order, data: st.DataObject
) -> None:
    under = Terms(Switches(goodwill_tax=GoodwillTax.AS_ORDER))
    now = bought
    for item in (*data.draw(plain_steps(bought)), Everything(), Everything()):
        quote = quote_refund(now, RefundRequest((item,)), under)
        if isinstance(quote, Quote):
            now = now.after(as_earlier(quote, str(len(now.earlier))))
    if now.given == bought.total and not any(past.loose and not past.loose_taxes for past in now.earlier):
        assert given_so_far(now) == charged(bought)
