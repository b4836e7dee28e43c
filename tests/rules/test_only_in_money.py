"""What the law gives back is money: store credit takes its place nowhere, whatever the brand promises instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from refundtui.domain.case import Case, CaseState, Message
from refundtui.domain.commands import RequestApproval, SettleAnotherWay
from refundtui.domain.decision import obstacles
from refundtui.domain.determination import determine
from refundtui.domain.money import Money
from refundtui.domain.money_by_law import owed_in_money
from refundtui.domain.other_way import AlternativeReason, Consent, ConsentBy, OtherWay, WayKind
from refundtui.domain.policy import Action, ActionKind, Rule
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Goodwill, RefundRequest, Settle, Units
from refundtui.domain.rulebook import Rulebook
from tests.rules.cases import delivered, library, lindenhof, northpeak
from tests.support.making import NOW, TODAY, agent, eur

CONSENT = Consent(NOW - timedelta(hours=1), ConsentBy.PHONE, "Credit is fine.")
AGREED = OtherWay(WayKind.CREDIT, AlternativeReason.WISH, CONSENT, "bea", NOW)


def living_in(country: str, case: Case, *, days: int = 10) -> Case:
    """The same of somebody there, to whom it came so many days ago."""
    assert case.order is not None
    received = (TODAY - timedelta(days=days)).isoformat()
    order = replace(delivered(case.order, received, received), country=country)
    return replace(case, order=order, customer=replace(case.customer, country=country))


def promised(case: Case, *rules: Rule) -> Rulebook:
    """The brand gives it back for a year, by these rules."""
    book = library().for_case(case)
    windows = tuple(replace(one, days=365) for one in book.policy.windows)
    return replace(book, policy=replace(book.policy, windows=windows, rules=rules))


def against_credit(
    case: Case,
    book: Rulebook,
    *,
    items: Sequence[Any] = (Units("shirt", 1),),
    split: tuple[tuple[Settle, Money], ...] = (),
    way: OtherWay | None = AGREED,
) -> dict[str, Any]:
    """What stands against paying it as credit, or in these parts, where the customer agreed to credit."""
    settle = Settle.REFUND if split else Settle.CREDIT
    request = RefundRequest(tuple(items), settle=settle, settle_split=split)
    agreed = replace(case, other_way=way, request=request, owner="ann", state=CaseState.ELIGIBILITY)
    found = determine(agreed, request, book, TODAY)
    assert isinstance(found.quote, Quote), found.quote
    command = RequestApproval(request, found.quote.fingerprint, found.quote.total, "as agreed")
    return {one.code: dict(one.facts) for one in obstacles(agreed, command, agent("ann"), book, NOW)}


@pytest.mark.parametrize(("country", "rule"), [("AU", "AU-ACL-263"), ("NZ", "NZ-CGA-23")])
def test_a_defect_is_paid_in_money_where_a_law_says_money_alone(country: str, rule: str) -> None:
    case = living_in(country, lindenhof(Reason.DEFECTIVE))
    stopped = against_credit(case, promised(case))["credit.owed_in_money"]
    assert stopped["rules"] == (rule,)
    assert stopped["amount"] == eur("40.98")  # with its delivery


@pytest.mark.parametrize("country", ["AU", "NZ"])
def test_there_a_change_of_mind_that_no_law_covers_may_be_credit(country: str) -> None:
    case = living_in(country, lindenhof(Reason.CHANGED_MIND))
    assert "credit.owed_in_money" not in against_credit(case, promised(case))


def test_a_flight_that_did_not_take_place_is_paid_in_money() -> None:
    case = northpeak(Reason.NOT_RECEIVED)
    assert case.order is not None
    ticket = replace(case.order.lines[0], category="air_ticket")
    flown = replace(case, order=replace(case.order, lines=(ticket,)))
    items = (Units(ticket.id, 1),)
    stopped = against_credit(flown, promised(flown), items=items)["credit.owed_in_money"]
    assert stopped["rules"] == ("US-AIR-7BD", "US-AIR-20CD")
    assert "credit.owed_in_money" not in against_credit(case, promised(case), items=items)


CREDIT_ALONE = Rule("credit", "§ 9", Action(ActionKind.REQUIRE_OUTCOME, "store_credit"))


def test_a_promise_of_credit_alone_takes_no_money_that_the_law_gives() -> None:
    """It had gone before the law was asked, and needed nobody's consent."""
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    book = promised(case, CREDIT_ALONE)
    assert "credit.owed_in_money" in against_credit(case, book)


def test_once_the_law_gives_nothing_any_more_that_promise_needs_no_consent() -> None:
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND), days=40)
    book = promised(case, CREDIT_ALONE)
    assert not {"credit.owed_in_money", "other_way.not_agreed"} & set(against_credit(case, book, way=None))
    assert "other_way.not_agreed" in against_credit(case, promised(case), way=None)


def two_of_which_one_is_excepted() -> Case:
    """A shirt that may be withdrawn from beside a jacket that was sealed for hygiene, and opened."""
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    assert case.order is not None
    lines = tuple(
        replace(line, tags=("hygiene",)) if line.id == "jacket" else line for line in case.order.lines
    )
    return replace(case, order=replace(case.order, lines=lines), facts=(("seal_broken", True),))


def test_of_a_withdrawal_in_part_the_lines_that_the_law_gives_are_paid_in_money() -> None:
    case = two_of_which_one_is_excepted()
    book, both = promised(case), (Units("shirt", 1), Units("jacket", 1))
    found = determine(case, RefundRequest(both), book, TODAY)
    assert found.eligibility.excepted == ("jacket",)
    assert isinstance(found.quote, Quote)
    assert found.quote.total == eur("152.72")
    assert owed_in_money(found) == eur("36.08")
    assert against_credit(case, book, items=both)["credit.owed_in_money"]["amount"] == eur("36.08")
    enough = ((Settle.REFUND, eur("36.08")), (Settle.CREDIT, eur("116.64")))
    assert "credit.owed_in_money" not in against_credit(case, book, items=both, split=enough)
    too_little = ((Settle.REFUND, eur("36.07")), (Settle.CREDIT, eur("116.65")))
    assert "credit.owed_in_money" in against_credit(case, book, items=both, split=too_little)


def test_goodwill_on_top_may_be_credit() -> None:
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    items = (Units("shirt", 1), Goodwill(eur("5.00")))
    split = ((Settle.REFUND, eur("36.08")), (Settle.CREDIT, eur("5.00")))
    assert "credit.owed_in_money" not in against_credit(case, promised(case), items=items, split=split)


def test_credit_is_not_even_agreed_where_all_of_it_is_owed_in_money() -> None:
    case = living_in("AU", lindenhof(Reason.DEFECTIVE, Units("shirt", 1)))
    wrote = Message(NOW, from_customer=True, text="Credit is fine.")
    case = replace(case, messages=(wrote,), owner="ann", state=CaseState.ELIGIBILITY)
    command = SettleAnotherWay(WayKind.CREDIT, AlternativeReason.WISH, CONSENT)
    codes = {one.code for one in obstacles(case, command, agent("ann"), promised(case), NOW)}
    assert "credit.owed_in_money" in codes
