"""What each journey must answer: verdict, layer, figures, struck deductions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from refundtui.domain.actor import Role
from refundtui.domain.case import Case
from refundtui.domain.eligibility import Verdict, grounds_in
from refundtui.domain.findings import Basis, Outcome
from refundtui.domain.order import TenderKind
from refundtui.domain.quote import Refused
from refundtui.domain.reasons import Reason
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    Goodwill,
    LineAmount,
    PriceReduction,
    Units,
    UnusedTime,
)
from tests.rules.cases import (
    after_the_first_refund,
    delivered,
    determined,
    library,
    lindenhof,
    northpeak,
    quoted,
    tidewater,
)
from tests.support.making import an_order_a, an_order_c, eur, gbp, usd

KEEP = PriceReduction("jacket", eur("96.75"), eur("129.00"))


def test_journey_1_is_agreed_at_once_under_the_brands_clause_in_the_laws_ratio() -> None:
    case = lindenhof(Reason.DAMAGED_TRANSIT, KEEP, facts=(("photos", 2),))
    found = determined(case)
    assert found.eligibility.verdict is Verdict.ELIGIBLE
    assert found.eligibility.decided_by == "policy"
    assert found.eligibility.law_verdict is Verdict.PARTLY  # repair or replacement first
    assert quoted(case).total == eur("29.16")
    assert quoted(case).tax == eur("4.66")
    source = found.terms.source("price_reduction")
    assert (source.rule, source.clause) == ("keep-for-less", "§ 5.2; BGB § 441(1)-(4)")


def test_journey_1_asks_for_the_photos_that_are_missing() -> None:
    found = determined(lindenhof(Reason.DAMAGED_TRANSIT, KEEP)).eligibility
    assert found.verdict is Verdict.INFORMATION_MISSING
    assert found.evidence_missing == ("photo",)
    assert found.missing == ("photos",)


def test_journey_2_strikes_the_restocking_fee_with_the_article_that_forbids_it() -> None:
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1))
    found = determined(case)
    assert found.eligibility.verdict is Verdict.ELIGIBLE
    assert quoted(case).total == eur("36.08")
    struck = found.terms.struck_by("restocking")
    assert struck is not None
    assert struck.source.rule == "EU-CRD-14-2"
    assert found.terms.deliver_back
    assert not found.terms.delivery_in_full


def test_journey_3_closes_the_order_to_the_cent() -> None:
    order = after_the_first_refund(an_order_a())
    case = lindenhof(Reason.CHANGED_MIND, Everything(), order=order)
    assert quoted(case).total == eur("193.70") - eur("29.16")
    assert determined(case).eligibility.verdict is Verdict.ELIGIBLE


def test_journey_4_refuses_more_than_can_still_go_back() -> None:
    order = after_the_first_refund(an_order_a())
    case = lindenhof(Reason.DAMAGED_TRANSIT, Goodwill(eur("200.00")), order=order, facts=(("photos", 2),))
    refused = determined(case).quote
    assert isinstance(refused, Refused)
    assert refused.first.fact("max") == eur("164.54")


def test_journey_5_takes_fifteen_per_cent_and_leads_to_approval() -> None:
    case = northpeak(Reason.CHANGED_MIND, Units("laptop", 1), facts=(("opened", True),))
    quote = quoted(case)
    assert quote.total == usd("931.57")
    what_if = {name: dict(used.what_if) for used in quote.switches for name in [used.name]}
    assert what_if["restocking_tax"]["in_proportion"] == usd("919.21")
    limit = library().for_case(case).policy.limit_for(Role.AGENT)
    assert limit is not None
    assert limit.amount == usd("500.00")


def test_journey_5_needs_to_know_whether_the_box_was_opened() -> None:
    found = determined(northpeak(Reason.CHANGED_MIND, Units("laptop", 1))).eligibility
    assert found.verdict is Verdict.INFORMATION_MISSING
    assert found.missing == ("opened",)


def test_journey_6_is_goodwill_and_nothing_owed() -> None:
    order = delivered(northpeak(Reason.WORN_OUT).order or an_order_a(), "2026-02-15", "2026-02-12")
    phone = replace(order.lines[0], id="phone", net=usd("600.00"), taxes=())
    order = replace(order, lines=(phone,), payments=(replace(order.payments[0], captured=usd("600.00")),))
    case = northpeak(Reason.WORN_OUT, DepreciatedValue("phone", 9), order=order)
    found = determined(case).eligibility
    assert (found.verdict, found.law_verdict) == (Verdict.PARTLY, Verdict.INELIGIBLE)
    assert quoted(case).total == quoted(case).goodwill == usd("375.00")


def test_journey_7_gives_unused_time_back() -> None:
    case = tidewater(
        Reason.NO_LONGER_NEEDED, UnusedTime("year", date(2026, 4, 10)), notice_on=date(2026, 4, 10)
    )
    assert determined(case).eligibility.verdict is Verdict.ELIGIBLE
    assert quoted(case).total == gbp("87.12")
    assert determined(case).terms.source("use").rule == "unused-time"


def test_journey_8_pays_the_card_first() -> None:
    order = an_order_a()
    card = replace(order.payments[0], captured=eur("143.70"))
    gift = replace(card, id="gift", captured=eur("50.00"), kind=TenderKind.GIFT_CARD)
    case = lindenhof(
        Reason.QUALITY_LOW,
        LineAmount("jacket", eur("100.00")),
        LineAmount("shirt", eur("60.00")),
        order=replace(order, payments=(gift, card)),
        facts=(("photos", 2),),
    )
    assert {leg.payment_id: leg.amount for leg in quoted(case).legs} == {
        "card": eur("143.70"),
        "gift": eur("16.30"),
    }


def _eleven_months_later(**more: Any) -> Case:
    order = delivered(an_order_a(), "2025-12-20", "2025-12-15")
    reduction = PriceReduction("shirt", eur("20.00"), eur("40.00"))
    return lindenhof(Reason.DEFECTIVE, reduction, order=order, **more)


def test_journey_9_is_denied_by_policy_and_owed_by_law() -> None:
    found = determined(_eleven_months_later()).eligibility
    assert found.verdict is Verdict.PARTLY
    assert found.policy_verdict is Verdict.INELIGIBLE
    assert found.law_verdict is Verdict.PARTLY
    assert found.decided_by == "law"
    assert found.remedies == ("repair", "replacement", "price_reduction", "termination")
    said = {found.rule: found.code for found in found.findings if found.basis is Basis.LAW}
    assert said["EU-CRD-9-GOODS"] == "law.withdrawal_missed"
    assert said["DE-BGB-438"] == "law.conformity_open"
    assert said["DE-BGB-477"] == "law.defect_presumed"


def test_journey_9_gives_money_once_repair_has_failed() -> None:
    case = _eleven_months_later(facts=(("repair_failed", True),))
    found = determined(case)
    assert found.eligibility.verdict is Verdict.ELIGIBLE
    assert found.eligibility.decided_by == "law"
    assert found.terms.struck == ()


def test_after_the_first_year_the_customer_has_to_show_the_defect() -> None:
    order = delivered(an_order_a(), "2025-10-20", "2025-10-15")
    case = lindenhof(Reason.DEFECTIVE, PriceReduction("shirt", eur("20.00"), eur("40.00")), order=order)
    found = determined(case).eligibility
    assert found.verdict is Verdict.INFORMATION_MISSING
    assert found.missing == ("defect_at_delivery",)
    shown = replace(case, facts=(("defect_at_delivery", True),))
    assert determined(shown).eligibility.verdict is Verdict.PARTLY
    not_shown = replace(case, facts=(("defect_at_delivery", False),))
    assert determined(not_shown).eligibility.verdict is Verdict.INELIGIBLE


def test_after_two_years_the_law_gives_nothing() -> None:
    order = delivered(an_order_a(), "2024-11-19", "2024-11-15")
    case = lindenhof(Reason.DEFECTIVE, PriceReduction("shirt", eur("20.00"), eur("40.00")), order=order)
    found = determined(case).eligibility
    assert (found.verdict, found.law_verdict) == (Verdict.INELIGIBLE, Verdict.INELIGIBLE)
    assert grounds_in(found)


def test_an_unverified_law_warns_and_decides_nothing() -> None:
    order = replace(delivered(an_order_a(), "2025-12-20", "2025-12-15"), country="AT")
    customer = replace(lindenhof(Reason.DEFECTIVE).customer, country="AT")
    reduction = PriceReduction("shirt", eur("20.00"), eur("40.00"))
    found = determined(lindenhof(Reason.DEFECTIVE, reduction, order=order, customer=customer)).eligibility
    assert found.verdict is Verdict.INELIGIBLE
    assert found.needs_review
    unverified = [one for one in found.findings if one.code == "law.unverified"]
    assert {one.rule for one in unverified} == {"EU-SGD-13", "EU-SGD-15"}
    assert all(one.outcome is Outcome.NOTE for one in unverified)


def test_a_sellers_fault_strikes_every_deduction_even_without_a_law() -> None:
    case = northpeak(Reason.WRONG_ITEM, Units("laptop", 1), facts=(("opened", True),))
    found = determined(case)
    assert quoted(case).total == usd("1081.42")
    assert found.terms.fees == ()
    assert found.terms.delivery_in_full


def test_a_subscription_has_no_law_here_and_says_so() -> None:
    case = tidewater(Reason.GOODWILL, Goodwill(gbp("5.00")), order=an_order_c(), notice_on=date(2026, 4, 10))
    found = determined(case, date(2026, 4, 10)).eligibility
    assert (found.verdict, found.law_verdict) == (Verdict.PARTLY, Verdict.INELIGIBLE)
