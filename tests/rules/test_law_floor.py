"""The law's floor under an amount: what a withdrawal gives at least, whatever the brand takes or the request adds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from refundtui.domain.case import Case
from refundtui.domain.determination import determine
from refundtui.domain.order import EarlierRefund, Order, RefundedPart, RefundStatus
from refundtui.domain.policy import FeeRule
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import (
    Everything,
    Goodwill,
    Item,
    RestOfLine,
    TypedDeduction,
    Units,
)
from refundtui.domain.switches import DeliveryOnWhole, Switches
from tests.rules.cases import library, lindenhof
from tests.support.making import TODAY, a_line, an_order_a, eur

WHOLE = (Units("shirt", 2), Units("jacket", 1))
PACKING = FeeRule("packing", "§ 9", "packing", amount=eur("7.00"))  # no code that any law names


def quoted(case: Case, *fees: FeeRule, switches: Switches | None = None, **asked: Any) -> Quote:
    """Under Lindenhof's pack with other fees and switches."""
    rulebook = library().for_case(case)
    policy = replace(rulebook.policy, fees=fees, switches=switches or rulebook.policy.switches)
    request = replace(case.request, **asked)
    found = determine(case, request, replace(rulebook, policy=policy), TODAY).quote
    assert isinstance(found, Quote), found
    return found


def withdrawn(*items: Item, **more: Any) -> Case:
    return lindenhof(Reason.CHANGED_MIND, *items, **more)


def test_a_fee_under_a_name_no_law_forbids_is_given_back_again() -> None:
    quote = quoted(withdrawn(Units("shirt", 1)), PACKING)
    assert quote.total == eur("36.08")
    assert [found.code for found in quote.findings if found.rule == "DE-BGB-357"] == ["minimum.raised"]


def test_goodwill_beside_a_withdrawal_neither_lifts_the_floor_nor_counts_towards_it() -> None:
    quote = quoted(withdrawn(Units("shirt", 1), Goodwill(eur("5.00"))), PACKING)
    assert (quote.total, quote.goodwill) == (eur("41.08"), eur("5.00"))


def test_an_amount_set_lower_by_hand_takes_goodwill_first_and_stops_at_the_floor() -> None:
    case = withdrawn(Units("shirt", 1), Goodwill(eur("5.00")))
    by_hand = Switches(amount_may_be_overridden=True)
    assert quoted(case, switches=by_hand, override=eur("38.00")).total == eur("38.00")
    assert quoted(case, switches=by_hand, override=eur("20.00")).total == eur("36.08")


def test_a_refund_that_failed_leaves_the_floor_where_it_was() -> None:
    part = RefundedPart("shirt", eur("36.08"), 1)
    failed = an_order_a().after(EarlierRefund("e", (part,), status=RefundStatus.FAILED))
    assert quoted(withdrawn(Units("shirt", 1), order=failed), PACKING).total == eur("36.08")


def test_units_asked_for_one_by_one_have_no_higher_floor_than_together() -> None:
    odd = a_line("pins", eur("0.05"), eur("0.00"), units=2)
    order = replace(an_order_a(), lines=(*an_order_a().lines, odd))
    assert quoted(withdrawn(Units("pins", 1), Units("pins", 1), order=order)).total == eur("0.05")


def test_sending_it_back_is_her_own_expense_only_where_she_was_told_so() -> None:
    back = (TypedDeduction("return_shipping", eur("6.00")),)
    told = quoted(withdrawn(Units("shirt", 1)), deductions=back)
    assert told.total == eur("30.08")
    assert RowCode.STATUTORY_MINIMUM not in {row.code for row in told.rows}
    (noted,) = [found for found in told.findings if found.code == "minimum.direct_cost"]
    assert (noted.rule, dict(noted.facts)) == ("EU-CRD-14-1", {"amount": eur("6.00")})
    untold = withdrawn(Units("shirt", 1), facts=(("withdrawal_info_given", False),))
    (struck,) = [row for row in quoted(untold, deductions=back).rows if row.struck]
    assert (quoted(untold, deductions=back).total, struck.source.rule) == (eur("36.08"), "EU-CRD-14-1")


@pytest.mark.parametrize("items", [WHOLE, (Everything(),), (RestOfLine("shirt"), RestOfLine("jacket"))])
def test_who_withdraws_from_all_of_it_gets_standard_delivery_whatever_the_brand_s_switch(
    items: tuple[Item, ...],
) -> None:
    never = Switches(delivery_on_whole=DeliveryOnWhole.NOT)
    quote = quoted(withdrawn(*items), switches=never)
    assert quote.total == eur("193.70")
    dearer = quoted(withdrawn(*items, order=_express(eur("3.00"))), switches=never)
    assert dearer.total == eur("190.70")


def test_who_keeps_a_part_is_owed_no_delivery() -> None:
    never = Switches(delivery_on_whole=DeliveryOnWhole.NOT)
    assert quoted(withdrawn(Units("shirt", 2)), switches=never).total == eur("72.16")


def test_goods_she_handled_are_left_to_the_grade() -> None:
    case = withdrawn(Units("jacket", 1, Grade.C), facts=(("photos", 1),))
    assert quoted(case).total == eur("93.31")


def _express(surcharge: Any) -> Order:
    order = an_order_a()
    lines = [replace(one, surcharge=surcharge) if one.id == "shipping" else one for one in order.lines]
    return replace(order, lines=tuple(lines))
