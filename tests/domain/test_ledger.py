"""What an earlier refund fell short of its share: a cent is rounding and is made good, more was meant."""

from __future__ import annotations

from fractions import Fraction

import pytest

from refundtui.domain.ledger import ledgers
from refundtui.domain.order import EarlierRefund, Order, RefundedPart, Tax
from refundtui.domain.request import Units
from tests.domain.small_orders import eur, line, order, quoted


def refunded(minor: int, tax: int | None = None) -> Order:
    """Two units for 200.00 with 40.00 tax; elsewhere one of them was refunded with so much."""
    taxes = None if tax is None else (Tax("vat", eur(tax), Fraction(1, 5)),)
    part = RefundedPart("l", eur(minor), 1, taxes)
    return order(line("l", 20000, 2, tax=4000), earlier=(EarlierRefund("e", (part,)),))


@pytest.mark.parametrize(
    ("before", "last"),
    [
        pytest.param(9999, 10001, id="a cent short is made good"),
        pytest.param(9998, 10000, id="two cents short were kept on purpose"),
        pytest.param(10001, 9999, id="a cent too much is taken back"),
        pytest.param(10002, 9998, id="of what is gone nothing is given again"),
    ],
)
def test_the_last_unit_makes_good_what_rounding_left_and_no_more(before: int, last: int) -> None:
    assert quoted(refunded(before), Units("l", 1)).total == eur(last)


@pytest.mark.parametrize(("before", "last"), [(1999, 2001), (1998, 2002), (2001, 1999)])
def test_a_unit_that_closes_the_line_closes_its_tax(before: int, last: int) -> None:
    assert quoted(refunded(10000, before), Units("l", 1)).tax == eur(last)


@pytest.mark.parametrize(("gross", "tax"), [(9999, 1667), (9998, 1666), (10001, 1667), (10003, 1667)])
def test_without_its_own_tax_a_refund_near_its_share_had_that_share_s_tax(gross: int, tax: int) -> None:
    """Half of 33.33 is 16.67; two cents off the share the tax follows the money: 99.98 of 200.00."""
    part = RefundedPart("l", eur(gross), 1)
    bought = order(line("l", 20000, 2, tax=3333), earlier=(EarlierRefund("e", (part,)),))
    assert ledgers(bought)["l"].refunded_taxes == {"vat": tax}
