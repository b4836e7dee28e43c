"""A line kept out brings nothing along: no delivery, no cent of a note's rounding; goodwill on it is another thing."""

from __future__ import annotations

from fractions import Fraction

from refundtui.domain.order import LineKind
from refundtui.domain.quote import RowCode
from refundtui.domain.request import DepreciatedValue, Goodwill, Units
from refundtui.domain.switches import Switches, TaxRounding, Total
from refundtui.domain.terms import Depreciation, Method, Source, Terms
from tests.domain.small_orders import card, eur, line, order, quoted

HERE = Source("no-l", "§ 4")
KEPT_OUT = (("l", HERE),)
BOUGHT = order(line("l", 12000, 3, tax=2000), line("m", 6000, 3, tax=1000), payments=(card(18000),))


def test_no_delivery_comes_back_for_it() -> None:
    shipped = order(*BOUGHT.lines, line("ship", 500, 0, kind=LineKind.SHIPPING))
    terms = Terms(kept_out=KEPT_OUT, deliver_back=True, delivery_in_full=True)
    quote = quoted(shipped, Units("l", 3), Goodwill(eur(100)), terms=terms)
    assert (quote.total, RowCode.SHIPPING in {row.code for row in quote.rows}) == (eur(100), False)


def test_what_is_rounded_over_the_note_leaves_it_out() -> None:
    header = Switches(tax_rounding=TaxRounding.HEADER, total=Total.SUM_OF_ROUNDED_PARTS)
    quote = quoted(BOUGHT, Units("l", 1), Units("m", 1), terms=Terms(header, kept_out=KEPT_OUT))
    alone = quoted(BOUGHT, Units("m", 1), terms=Terms(header))
    assert (quote.rows[0].amount, quote.total, quote.tax) == (eur(0), alone.total, alone.tax)


def test_its_present_value_may_be_given_as_goodwill() -> None:
    schedule = Depreciation(Method.STRAIGHT_LINE, 24, HERE, Fraction(0))
    quote = quoted(BOUGHT, DepreciatedValue("l", 12), terms=Terms(kept_out=KEPT_OUT, depreciation=schedule))
    assert quote.goodwill.minor > 0


def test_its_row_costs_the_line_neither_money_nor_units() -> None:
    quote = quoted(BOUGHT, Units("l", 1), Units("m", 1), terms=Terms(kept_out=KEPT_OUT))
    (row,) = [row for row in quote.rows if row.line_id == "l"]
    assert (row.amount, row.units, row.taxes, row.source) == (eur(0), 0, (), HERE)
    assert dict(row.inputs) == {"computed": eur(4000)}
