"""What the law gives back is money: store credit takes its place nowhere, whatever the brand promises instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from refundtui.domain.case import Case, CaseState, Message, Offer, QuoteVersion
from refundtui.domain.commands import AcceptOffer, MakeOffer, RequestApproval, SettleAnotherWay
from refundtui.domain.decision import obstacles
from refundtui.domain.determination import determine
from refundtui.domain.money import Money
from refundtui.domain.money_by_law import owed_in_money
from refundtui.domain.order import Payment, TenderKind
from refundtui.domain.other_way import AlternativeReason, Consent, ConsentBy, OtherWay, WayKind
from refundtui.domain.policy import Action, ActionKind, Rule
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Goodwill, RefundRequest, Settle, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.verdict import Verdict
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
    settle: Settle | None = None,
) -> dict[str, Any]:
    """What stands against paying it as credit, or in these parts, where the customer agreed to credit."""
    settle = settle or (Settle.REFUND if split else Settle.CREDIT)
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
    assert found.eligibility.beyond_law == ("jacket",)
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


def paid_by(case: Case, *payments: Payment) -> Case:
    assert case.order is not None
    return replace(case, order=replace(case.order, payments=payments))


CARD = Payment("card", eur("193.70"))


def test_what_the_card_cannot_take_back_does_not_become_credit_by_itself() -> None:
    """Nobody had asked for credit, and so nobody had looked."""
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    closed = paid_by(case, replace(CARD, can_be_refunded=False))
    assert "credit.owed_in_money" in against_credit(closed, promised(closed), settle=Settle.REFUND)
    assert "credit.owed_in_money" not in against_credit(case, promised(case), settle=Settle.REFUND)


def test_what_was_paid_is_not_set_off_against_an_invoice_that_nobody_sent() -> None:
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    split = ((Settle.OFFSET, eur("36.08")),)
    assert "credit.owed_in_money" in against_credit(case, promised(case), split=split)


def test_what_nobody_has_paid_yet_is_owed_in_no_money() -> None:
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    deposit = paid_by(case, Payment("card", eur("20.00")))
    assert "credit.owed_in_money" not in against_credit(deposit, promised(deposit), settle=Settle.REFUND)


def test_what_was_paid_with_a_gift_card_may_come_back_as_credit() -> None:
    case = living_in("DE", lindenhof(Reason.CHANGED_MIND))
    gift = Payment("gift", eur("150.00"), TenderKind.GIFT_CARD, can_be_refunded=False)
    half = paid_by(case, gift, Payment("card", eur("43.70")))
    assert "credit.owed_in_money" not in against_credit(half, promised(half), settle=Settle.REFUND)
    alone = paid_by(case, replace(gift, captured=eur("193.70")))
    assert "credit.owed_in_money" not in against_credit(alone, promised(alone), way=None)


def test_while_one_line_is_not_clear_the_others_are_owed_in_money_already() -> None:
    """Leaving the question unanswered was a way round it."""
    case = replace(two_of_which_one_is_excepted(), facts=())
    book, both = promised(case), (Units("shirt", 1), Units("jacket", 1))
    found = determine(case, RefundRequest(both), book, TODAY)
    assert found.eligibility.law_verdict is Verdict.INFORMATION_MISSING
    assert owed_in_money(found) == eur("31.08")  # the brand's own fee of 5.00 stands until that is known
    assert "credit.owed_in_money" in against_credit(case, book, items=both)
    assert "credit.owed_in_money" not in against_credit(case, book, items=(Units("jacket", 1),))


def test_where_every_line_is_unclear_its_delivery_is_owed_no_more_than_they_are() -> None:
    case = replace(two_of_which_one_is_excepted(), facts=())
    assert case.order is not None
    lines = tuple(replace(line, tags=("hygiene",)) for line in case.order.lines)
    case = replace(case, order=replace(case.order, lines=lines))
    found = determine(case, RefundRequest((Everything(),)), promised(case), TODAY)
    assert found.eligibility.law_verdict is Verdict.INFORMATION_MISSING
    assert owed_in_money(found) is None


def offered(case: Case, book: Rulebook, settle: Settle) -> tuple[Case, MakeOffer]:
    request = RefundRequest((Units("shirt", 1),), settle=settle)
    case = replace(case, request=request, owner="ann", state=CaseState.ELIGIBILITY)
    found = determine(case, request, book, TODAY)
    assert isinstance(found.quote, Quote), found.quote
    return case, MakeOffer(request, found.quote.fingerprint, NOW + timedelta(days=3))


def test_an_offer_is_no_way_round_it() -> None:
    case, offer = offered(living_in("AU", lindenhof(Reason.DEFECTIVE)), AU, Settle.CREDIT)
    assert "credit.owed_in_money" in {one.code for one in obstacles(case, offer, agent("ann"), AU, NOW)}
    case, offer = offered(case, AU, Settle.REFUND)
    assert "credit.owed_in_money" not in {one.code for one in obstacles(case, offer, agent("ann"), AU, NOW)}


def test_nor_is_one_that_was_made_before() -> None:
    case = living_in("AU", lindenhof(Reason.DEFECTIVE))
    case, offer = offered(case, AU, Settle.CREDIT)
    quote = determine(case, offer.request, AU, TODAY).quote
    assert isinstance(quote, Quote)
    version = QuoteVersion(1, offer.request, quote, "ann", NOW)
    made = Offer(1, quote.total, "ann", NOW, offer.expires_at)
    standing = replace(case, state=CaseState.OFFER, quotes=(version,), offer=made)
    accepted = AcceptOffer("by phone")
    codes = {one.code for one in obstacles(standing, accepted, agent("ann"), AU, NOW)}
    assert "credit.owed_in_money" in codes


AU = promised(living_in("AU", lindenhof(Reason.DEFECTIVE)))
