"""What may be brought back where the brand showed no terms: states of the USA, and Japan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from refundtui.domain.case import Case
from refundtui.domain.known_facts import facts_of
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Payment
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import Everything, RefundRequest, RestOfLine, TypedDeduction, Units
from refundtui.domain.rights import rights_of
from refundtui.domain.verdict import Verdict
from tests.rules.cases import determined, library, northpeak, quoted
from tests.support.making import TODAY, a_line, an_order_a

USD = currency("USD")


def given_back(days: int, region: str, channel: str = "online", **facts: Any) -> Case:
    """A mixer bought in that state so many days before its buyer asks, on 20 November."""
    price = Money(10_000, USD)
    bought = datetime(2026, 11, 20, 18, 0, tzinfo=UTC) - timedelta(days=days)
    order = replace(
        an_order_a(),
        currency=USD,
        lines=(a_line("mixer", price, price.zero()),),
        payments=(Payment("card", price),),
        ordered_at=bought,
        delivered_on=bought.date(),
        country=region[:2],
        region=region if "-" in region else "",
        channel=channel,
    )
    told = {"terms_posted": False, "opened": False, **facts}
    case = northpeak(Reason.CHANGED_MIND, Everything(), order=order, facts=tuple(told.items()))
    return replace(case, customer=replace(case.customer, country=region[:2]))


def said_by_law(case: Case) -> tuple[Verdict, set[str]]:
    found = determined(case).eligibility
    return found.law_verdict, {one.rule for one in found.findings if one.code == "law.withdrawal_open"}


@pytest.mark.parametrize(
    ("region", "channel", "days", "rule"),
    [
        ("US-CA", "online", 30, "US-CA-1723"),
        ("US-NY", "online", 30, "US-NY-218A"),
        ("US-FL", "store", 7, "US-FL-501142"),
        ("US-NJ", "store", 20, "US-NJ-5682"),
        ("JP", "online", 7, "JP-15-3"),
    ],
)
def test_where_no_terms_were_shown_the_law_gives_days_of_its_own(
    region: str, channel: str, days: int, rule: str
) -> None:
    assert said_by_law(given_back(days, region, channel)) == (Verdict.ELIGIBLE, {rule})
    assert said_by_law(given_back(days + 1, region, channel)) == (Verdict.INELIGIBLE, set())


@pytest.mark.parametrize(
    ("channel", "facts"),
    [
        ("online", {"terms_posted": True}),
        ("online", {"opened": True}),
        ("online", {"perishable": True}),
        ("online", {"personalised": True}),
    ],
    ids=["they were shown", "opened", "food", "made to order"],
)
def test_and_none_where_they_were_shown_or_the_goods_are_excepted(
    channel: str, facts: dict[str, bool]
) -> None:
    assert said_by_law(given_back(3, "US-CA", channel, **facts)) == (Verdict.INELIGIBLE, set())


def test_a_sign_in_a_shop_is_no_duty_of_who_sells_from_afar() -> None:
    for region in ("US-FL", "US-NJ"):
        assert said_by_law(given_back(3, region, "online"))[0] is Verdict.INELIGIBLE


def test_nobody_is_asked_about_signs_where_nobody_says_there_were_none() -> None:
    case = given_back(3, "US-CA")
    silent = replace(case, facts=(("opened", False),))
    found = determined(silent).eligibility
    assert "terms_posted" not in found.missing
    assert "US-CA-1723" not in {one.rule for one in found.findings}


def test_what_the_law_gives_for_want_of_terms_is_the_price_and_no_fee_takes_from_it() -> None:
    fees = (
        TypedDeduction("restocking", Money(1_500, USD)),
        TypedDeduction("return_shipping", Money(9_000, USD)),
    )
    case = given_back(3, "US-CA")
    case = replace(case, request=replace(case.request, deductions=fees))
    quote = quoted(case)
    assert quote.total == Money(10_000, USD)
    assert [row.source.rule for row in quote.rows if row.struck] == ["US-CA-1723"] * 2
    shown = replace(case, facts=(("terms_posted", True), ("opened", False)))
    assert quoted(shown).total == Money(0, USD)


def test_in_japan_the_way_back_is_the_buyers_own_expense() -> None:
    case = given_back(3, "JP")
    fees = (TypedDeduction("return_shipping", Money(700, USD)),)
    assert quoted(replace(case, request=replace(case.request, deductions=fees))).total == Money(9_300, USD)


@pytest.mark.parametrize("tag", ["perishable", "personalised", "final_sale"])
def test_goods_the_rule_leaves_out_are_not_owed_beside_others(tag: str) -> None:
    case = given_back(3, "US-CA")
    assert case.order is not None
    price = Money(5_000, USD)
    beside = replace(a_line("other", price, price.zero()), tags=(tag,))
    paid = (Payment("card", Money(15_000, USD)),)
    order = replace(case.order, lines=(*case.order.lines, beside), payments=paid)
    mixed = replace(case, order=order)
    rights = rights_of(mixed, mixed.request, library().for_case(mixed), facts_of(mixed, mixed.request, TODAY))
    assert (rights.withdrawal.stands, rights.excepted) == (True, ("other",))
    alone = replace(mixed, request=RefundRequest((RestOfLine("other"),)))
    assert determined(alone).eligibility.law_verdict is Verdict.INELIGIBLE
    terms = determined(mixed).terms
    assert terms.minimum == Money(10_000, USD)


@pytest.mark.parametrize("region", ["US-CA", "US-NY", "JP"])
def test_what_she_spoiled_herself_is_no_fee(region: str) -> None:
    case = given_back(3, region)
    spoiled = replace(case, request=RefundRequest((Units("mixer", 1, Grade.D),)))
    quote = quoted(spoiled)
    assert quote.total < Money(10_000, USD)
    assert not [row for row in quote.rows if row.struck]
