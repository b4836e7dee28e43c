"""One order in two cases: what the first was granted is not there for the second."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from refundtui.casework.quoting import under
from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseState, RelatedClaim
from refundtui.domain.commands import Approve, Take
from refundtui.domain.decision import obstacles
from refundtui.domain.determination import determine
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.order import EarlierRefund
from refundtui.domain.quote import Refused
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, RefundRequest
from refundtui.domain.reservations import reserved_by
from refundtui.wire.cases import decode_case, encode_case
from tests.support.making import (
    NOW,
    a_case,
    a_rulebook,
    done,
    eur,
    lead,
    one_shirt,
    quoted,
    the_jacket,
    usd,
)

RULES = a_rulebook()
LEE = lead("lee")


def approved(request: RefundRequest, by: Actor) -> Case:
    """A case on order A whose money was granted and waits to be paid."""
    case = a_case("1", request=request)
    seen = quoted(case, RULES)
    return done(case, (Take(), by), (Approve(request, seen.fingerprint, seen.total), by), rulebook=RULES)


def beside(first: Case, request: RefundRequest, **more: Any) -> Case:
    """A second case on the order of the first, for another reason, as the office tells it."""
    decided_by = first.approval.granted_by if first.approval else ""
    told = RelatedClaim(
        first.id, first.reference, first.state, (), Reason.DAMAGED_TRANSIT, reserved_by(first), decided_by
    )
    return a_case("2", request=request, related=(told,), **more)


def test_a_line_granted_in_one_case_is_not_given_again_by_another() -> None:
    second = beside(approved(the_jacket(), LEE), the_jacket())
    found = determine(second, second.request, RULES, NOW.date()).quote
    assert isinstance(found, Refused)
    assert found.first.code == "line.nothing_left"


def test_two_cases_of_one_order_never_come_to_more_than_was_paid() -> None:
    first = approved(one_shirt(), LEE)
    granted = quoted(replace(first, state=CaseState.ELIGIBILITY), RULES).total
    second = beside(first, RefundRequest((Everything(),)))
    assert second.order is not None
    assert second.order.paid is not None
    assert quoted(second, RULES).total + granted <= second.order.paid


def test_a_case_nobody_granted_reserves_nothing() -> None:
    assert reserved_by(a_case("1", request=the_jacket())) is None
    cancelled = replace(approved(one_shirt(), LEE), state=CaseState.CANCELLED)
    assert reserved_by(cancelled) is None


def test_a_switch_tried_the_other_way_finds_the_same_reservation() -> None:
    second = beside(approved(the_jacket(), LEE), the_jacket())
    assert second.order is not None
    terms = determine(second, second.request, RULES, NOW.date()).terms
    tried = under(second, second.order, second.request, terms, "delivery_on_part", "full")
    assert isinstance(tried, Refused)


def test_what_the_order_already_knows_as_refunded_is_not_taken_off_twice() -> None:
    first = approved(one_shirt(), LEE)
    held = reserved_by(first)
    assert held is not None
    assert first.order is not None
    second = beside(first, the_jacket(), order=first.order.after(held))
    alone = replace(second, related=())
    assert quoted(second, RULES).maximum == quoted(alone, RULES).maximum


def test_splitting_an_order_over_two_cases_is_no_way_round_a_limit() -> None:
    limit = RULES.policy.limit_for(LEE.role)
    assert limit is not None
    second = beside(approved(one_shirt(), LEE), one_shirt())
    held = second.related[0].reserved
    assert held is not None
    low = replace(limit, amount=eur("50.00"))
    tight = replace(RULES, policy=replace(RULES.policy, manners=replace(RULES.policy.manners, limits=(low,))))
    seen = quoted(second, tight)
    assert seen.total < low.amount < seen.total + held.amount(seen.currency)
    mine = done(second, (Take(), LEE), rulebook=tight)
    command = Approve(mine.request, seen.fingerprint, seen.total)
    assert "limit.exceeded" in {one.code for one in obstacles(mine, command, LEE, tight, NOW)}
    another = replace(second, related=(replace(second.related[0], decided_by="max"),))
    another = done(another, (Take(), LEE), rulebook=tight)
    assert "limit.exceeded" not in {one.code for one in obstacles(another, command, LEE, tight, NOW)}


def test_a_case_that_is_over_holds_what_it_paid_and_not_what_came_back() -> None:
    paid = Payout(LegId("leg-1"), eur("60.00"), "cards", "Visa", LegState.SUCCEEDED, NOW)
    closed = replace(approved(the_jacket(), LEE), state=CaseState.CLOSED, payouts=(paid,))
    assert reserved_by(closed) is not None
    assert reserved_by(replace(closed, payouts=(replace(paid, state=LegState.RETURNED),))) is None


def test_a_reservation_survives_its_spelling() -> None:
    second = beside(approved(one_shirt(), LEE), the_jacket())
    assert decode_case(encode_case(second)).related == second.related


def test_nor_does_it_need_the_case_s_own_order_to_be_known() -> None:
    """Unmatched today, matched tomorrow: what the other case was granted is still held."""
    second = beside(approved(one_shirt(), LEE), the_jacket(), order=None)
    read = decode_case(encode_case(second))
    assert read.related == second.related
    assert read.related[0].reserved is not None
    matched = replace(read, order=a_case().order)
    assert quoted(matched, RULES).maximum == quoted(replace(second, order=a_case().order), RULES).maximum


def test_a_reservation_in_other_money_is_another_order_s() -> None:
    first = approved(one_shirt(), LEE)
    dollars = EarlierRefund("RF-9", loose=usd("500.00"))
    told = RelatedClaim(first.id, "RF-9", first.state, (), Reason.DAMAGED_TRANSIT, dollars)
    second = a_case("2", related=(told,))
    assert quoted(second, RULES).total == quoted(a_case("2"), RULES).total
