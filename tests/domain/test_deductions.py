"""What is taken off, and from what: never from goodwill, never from what brings nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from refundtui.domain.order import OrderLine
from refundtui.domain.quote import RowCode
from refundtui.domain.reasons import Grade
from refundtui.domain.request import Goodwill, TypedDeduction, Units
from refundtui.domain.terms import Fee, FeeBase, GradeDeduction, Source, Struck, Terms
from tests.domain.small_orders import eur, line, order, quoted

HERE = Source("r", "c")
WORN = Terms(grades=((Grade.C, GradeDeduction(Fraction(1, 2), HERE)),))
BOUGHT = order(line("l", 500), line("m", 4500))


@pytest.mark.parametrize("base", FeeBase)
def test_a_fee_takes_what_the_goods_bring_and_leaves_goodwill_alone(base: FeeBase) -> None:
    terms = Terms(fees=(Fee("restocking", HERE, amount=eur(800), base=base),))
    quote = quoted(BOUGHT, Units("l", 1), Goodwill(eur(1000)), terms=terms)
    (fee,) = [row for row in quote.rows if row.code is RowCode.RESTOCKING]
    assert (quote.total, quote.goodwill) == (eur(1000), eur(1000))
    assert (fee.amount, fee.uncapped) == (eur(-500), eur(-800))


def test_nor_does_a_deduction_typed_by_hand_touch_goodwill() -> None:
    typed = (TypedDeduction("return_shipping", eur(800)),)
    quote = quoted(BOUGHT, Units("l", 1), Goodwill(eur(1000)), deductions=typed)
    assert (quote.total, quote.entitlement) == (eur(1000), eur(0))


def test_goodwill_alone_has_nothing_taken_off() -> None:
    typed = (TypedDeduction("return_shipping", eur(800)),)
    assert quoted(BOUGHT, Goodwill(eur(1000)), deductions=typed).total == eur(1000)


def test_a_grade_takes_its_part_of_what_came_back() -> None:
    assert quoted(BOUGHT, Units("m", 1, Grade.C), terms=WORN).total == eur(2250)


def test_a_thing_that_cost_nothing_has_no_condition_to_deduct_or_to_strike() -> None:
    struck = Terms(grades=WORN.grades, struck=(Struck("condition", Source("law", "article")),))
    free = order(line("gift", 0), line("m", 4500))
    quote = quoted(free, Units("gift", 1, Grade.C), Units("m", 1), terms=struck)
    assert [row.code for row in quote.rows] == [RowCode.GOODS, RowCode.GOODS]
    assert quote.findings == ()


def test_a_grade_on_a_line_below_zero_gives_nothing_back() -> None:
    minus = OrderLine("minus", "", 1, eur(-1000))
    quote = quoted(order(line("m", 4500), minus), Units("m", 1), Units("minus", 1, Grade.C), terms=WORN)
    assert (quote.total, RowCode.CONDITION in {row.code for row in quote.rows}) == (eur(3500), False)
