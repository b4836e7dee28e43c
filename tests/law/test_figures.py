"""Amounts of the law: ratio, delivery, loss of value, use, surcharges and interest, to the minor unit."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.money import Money, currency
from tests.law.rules import says


def figure(rule: str, name: str, of: str = "EUR", **facts: Any) -> object:
    found = says(rule, currency=of, **facts).figure(name)
    return found.decimal_text() if isinstance(found, Money) else found


def test_a_reduction_keeps_the_bargain() -> None:
    passau: dict[str, Any] = {"price": "1200.00", "value_conform": "1500.00", "actual_value": "1000.00"}
    assert figure("DE-BGB-441", "reduced_price", **passau) == "800.00"
    assert figure("DE-BGB-441", "refund", **passau) == "400.00"
    assert figure("BR-18", "refund", **{**passau, "actual_value": "0.00"}) == "1200.00"


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 10**7))
def test_reduced_price_and_refund_come_to_the_price(price: int, sound: int, actual: int) -> None:
    euro = currency("EUR")
    amounts = [Money(minor, euro).decimal_text() for minor in (price, sound, min(actual, sound))]
    read = says("EU-SGD-15", price=amounts[0], value_conform=amounts[1], actual_value=amounts[2])
    refund, reduced = read.figure("refund"), read.figure("reduced_price")
    assert isinstance(refund, Money)
    assert isinstance(reduced, Money)
    assert refund.minor + reduced.minor == price
    assert abs(Fraction(refund.minor) - price * (1 - Fraction(min(actual, sound), sound))) <= Fraction(1, 2)


def test_only_the_dearer_part_of_an_express_delivery_is_kept() -> None:
    facts: dict[str, Any] = {"price": "100.00", "standard_delivery": "5.00"}
    assert figure("EU-CRD-13-2", "refund", **facts, chosen_delivery="15.00") == "105.00"
    assert figure("GB-CCR-34-3", "kept", **facts, chosen_delivery="15.00") == "10.00"
    assert figure("EU-CRD-13-2", "kept", **facts) == "0.00"


def test_a_loss_of_value_takes_from_the_price_alone_and_nothing_from_who_was_not_told() -> None:
    facts: dict[str, Any] = {"price": "200.00", "standard_delivery": "5.00", "loss_of_value": "40.00"}
    assert figure("GB-CCR-34-9", "refund", **facts, info_given=True) == "165.00"
    assert figure("GB-CCR-34-9", "refund", **facts, info_given=False) == "205.00"
    dear: dict[str, Any] = {**facts, "loss_of_value": "240.00"}
    assert figure("GB-CCR-34-9", "refund", **dear, info_given=True) == "5.00"


def test_a_service_is_charged_in_proportion_only_where_both_duties_were_met() -> None:
    facts: dict[str, Any] = {"total_price": "300.00", "days_total": 30, "days_used": 6}
    met: dict[str, Any] = {"express_request": True, "info_given": True}
    assert figure("EU-CRD-14-3", "consumer_pays", **facts, **met) == "60.00"
    for missed in met:
        assert figure("EU-CRD-14-3", "refund", **facts, **{**met, missed: False}) == "300.00"
    assert says("EU-CRD-14-3", **facts, express_request=True).assumes == ("info_given",)
    apart = says("EU-CRD-14-3", **facts, **met, separately_priced_parts=True)
    assert (apart.figures, apart.missing) == ((), ("price_of_parts",))


@pytest.mark.parametrize(
    ("late", "most"),
    [(5, "1.64"), (11, "10.00"), (21, "20.00"), (45, "40.00"), (90, "100.00"), (120, "110.00")],
)
def test_the_french_surcharge_rises_with_the_days(late: int, most: str) -> None:
    found = says("FR-L242-4", amount="200.00", days_late=late, legal_rate="0.60")
    assert most in {str(one).split()[0] for _, one in found.figures if isinstance(one, Money)}


def test_the_edges_the_french_text_leaves_open_are_shown_as_a_range() -> None:
    edge: dict[str, Any] = {"amount": "200.00", "days_late": 60}
    assert figure("FR-L242-4", "surcharge", **edge) is None
    assert figure("FR-L242-4", "surcharge_low", **edge) == "40.00"
    assert figure("FR-L242-4", "surcharge_high", **edge) == "100.00"
    begun: dict[str, Any] = {"amount": "200.00", "days_late": 100}
    assert (
        figure("FR-L242-4", "surcharge_low", **begun),
        figure("FR-L242-4", "surcharge_high", **begun),
    ) == (
        "100.00",
        "110.00",
    )


_SURCHARGES = ("surcharge", "surcharge_low", "surcharge_high")


def test_a_further_month_in_france_is_one_of_the_calendar() -> None:
    """Ninety days after the last of November are the last of February; the month after it has 31 days."""
    late = {"amount": "200.00", "due_day": "2025-11-30"}
    for paid, low, high in (
        ("2026-03-01", "100.00", "110.00"),
        ("2026-03-28", "110.00", "110.00"),
        ("2026-03-29", "110.00", "120.00"),
    ):
        told = {name: figure("FR-L242-4", name, **late, paid_day=paid) for name in _SURCHARGES}
        one = told["surcharge"]
        assert (one or told["surcharge_low"], one or told["surcharge_high"]) == (low, high), paid


def test_past_the_price_the_french_surcharge_goes_on_as_interest() -> None:
    """Ninety days, and ten months of five points more: from then on the legal rate."""
    assert figure("FR-L242-4", "surcharge", amount="200.00", days_late=390) == "200.00"
    told: dict[str, Any] = {"amount": "200.00", "legal_rate": "0.0667"}
    assert figure("FR-L242-4", "surcharge", **told, days_late=390 + 365) == "213.34"
    by_day: dict[str, Any] = {"amount": "200.00", "due_day": "2024-12-31"}  # reached on 31 January 2026
    assert figure("FR-L242-4", "surcharge", **by_day, paid_day="2026-01-31") == "200.00"
    assert (
        figure("FR-L242-4", "surcharge", **by_day, paid_day="2026-03-12") == "201.46"
    )  # forty days of 6.67 %
    # Days that are told count, whatever the calendar would say; no rate of theirs is known then.
    assert figure("FR-L242-4", "surcharge", **by_day, paid_day="2026-03-12", days_late=430) is None
    assert figure("FR-L242-4", "surcharge_low", **by_day, paid_day="2026-03-12", days_late=430) == "200.00"
    five: dict[str, Any] = {**told, "due_day": "2024-12-31", "paid_day": "2026-03-12", "days_late": 5}
    assert figure("FR-L242-4", "surcharge", **five) == "0.18"


def test_past_the_price_and_the_known_rates_only_the_least_is_told() -> None:
    far: dict[str, Any] = {"amount": "200.00", "due_day": "2024-12-31", "paid_day": "2026-11-20"}
    assert figure("FR-L242-4", "surcharge_low", **far) == "200.00"
    assert figure("FR-L242-4", "surcharge_high", **far) is None
    assert figure("FR-L242-4", "total", **far) is None


def test_the_delay_is_counted_from_when_the_goods_were_back() -> None:
    facts: dict[str, Any] = {"amount": "200.00", "informed": "2026-06-01", "paid_day": "2026-07-10"}
    assert figure("FR-L242-4", "days_late", **facts) == 25
    assert figure("FR-L242-4", "days_late", **facts, goods_back="2026-06-25") == 15


def test_nothing_is_added_to_a_refund_in_time() -> None:
    facts: dict[str, Any] = {"amount": "200.00", "informed": "2026-06-01", "paid_day": "2026-06-10"}
    assert figure("FR-L242-4", "surcharge", **facts) == "0.00"
    assert figure("FR-L241-4", "total", amount="300.00", days_late=0) == "300.00"


@pytest.mark.parametrize(("late", "total"), [(14, "330.00"), (15, "360.00"), (30, "360.00"), (31, "450.00")])
def test_the_scale_for_non_delivery_has_no_open_edge(late: int, total: str) -> None:
    assert figure("FR-L241-4", "total", amount="300.00", days_late=late) == total


def test_interest_is_a_years_rate_by_days() -> None:
    assert figure("KR-INT", "interest", "KRW", amount="365000", days_late=10) == "1500"
    days: dict[str, Any] = {"due_day": "2026-04-07", "paid_day": "2026-05-07"}
    assert figure("DE-INT-288", "interest", **days, amount="500.00", base_rate="0.0127") == "2.58"


@pytest.mark.parametrize(
    ("due", "paid", "interest"),
    [
        ("2026-04-07", "2026-05-07", "2.58"),  # 6.27 % for 30 days
        ("2026-06-15", "2026-07-15", "2.63"),  # 15 days of 6.27 %, 15 of 6.52 %
        ("2026-06-30", "2026-07-01", "0.09"),  # the first late day is the first of the new rate
        ("2024-12-31", "2025-12-31", "33.83"),  # 181 days of 7.27 %, 184 of 6.27 %
    ],
)
def test_default_interest_is_counted_by_the_base_rate_of_each_day(due: str, paid: str, interest: str) -> None:
    assert figure("DE-INT-288", "interest", due_day=due, paid_day=paid, amount="500.00") == interest


@pytest.mark.parametrize(("due", "paid"), [("2026-12-20", "2027-01-01"), ("2022-12-20", "2023-01-05")])
def test_for_a_day_whose_rate_is_not_known_there_is_no_figure(due: str, paid: str) -> None:
    assert says("DE-INT-288", due_day=due, paid_day=paid, amount="500.00").missing == ("base_rate",)
    assert says("DE-INT-288", days_late=5, amount="500.00").missing == ("base_rate",)  # of which days?


def test_the_first_ten_days_in_france_are_at_the_legal_interest_of_private_persons() -> None:
    late = {"due_day": "2026-06-20", "paid_day": "2026-06-30"}
    assert figure("FR-L242-4", "surcharge_low", **late, amount="1000.00") == "1.83"  # 6.67 % for ten days
    assert says("FR-L242-4", due_day="2026-06-25", paid_day="2026-07-01", amount="1000.00").missing == (
        "legal_rate",
    )
    told = {"informed": "2026-06-06", "goods_back": "2026-06-10"}
    assert figure("FR-L242-4", "days_late", **told, paid_day="2026-06-25", amount="1000.00") == 5
    assert figure("FR-L242-4", "surcharge", **told, paid_day="2026-06-25", amount="1000.00") == "0.91"


def test_the_days_late_are_days_of_the_traders_place() -> None:
    """Half past eleven at night in London is the next day in Berlin."""
    late = {"due_day": "2026-06-30T23:30:00+00:00", "paid_day": "2026-07-02"}
    assert says("DE-INT-288", zone="Europe/Berlin", **late, amount="100000.00").figure("days_late") == 1
    assert says("DE-INT-288", zone="UTC", **late, amount="100000.00").figure("days_late") == 2


def test_while_a_refund_may_wait_for_the_goods_nothing_is_late() -> None:
    told: dict[str, Any] = {
        "informed": "2026-03-10",
        "goods_back": None,
        "evidence_supplied": None,
        "paid_day": "2026-05-01",
    }
    assert says("FR-L242-4", **told, amount="100.00").missing == ("goods_back", "evidence_supplied")
    offered = says("FR-L242-4", **told, amount="100.00", collection_offered=True)
    assert offered.figure("days_late") == 38


def test_no_figure_is_more_than_the_whole() -> None:
    months: dict[str, Any] = {"price_year": "120.00", "months_defect": 30, "actual_value_share": "0"}
    assert figure("EU-DCD-14", "refund", **months) == "120.00"
    assert says("EU-CRD-13-1", items=["0.00", "0.00"], returned=[1], discount="5.00").figures == ()


def test_spain_doubles_where_the_item_is_missing_and_only_disputedly_elsewhere() -> None:
    facts: dict[str, Any] = {"amount": "80.00", "unjustified_delay": True}
    assert figure("ES-110", "claimable", **facts) == "160.00"
    assert figure("ES-107", "claimable", **facts) == "80.00"
    assert figure("ES-107", "disputed", **facts) == "160.00"


def test_a_bonus_of_at_least_a_fifth_is_never_less() -> None:
    assert figure("MX-92TER", "min_bonus", "MXN", price="1000.00") == "200.00"
    assert figure("MX-92TER", "min_bonus", "MXN", price="99.99") == "20.00"


def test_no_use_is_deducted_in_six_months_but_of_a_motor_vehicle() -> None:
    bought: dict[str, Any] = {"price": "600.00", "delivered": "2026-01-10"}
    assert figure("GB-CRA-24-8", "refund", **bought, rejected="2026-07-10") == "600.00"
    later = says("GB-CRA-24-8", **bought, rejected="2026-10-10", expected_life_months=60)
    assert later.estimate
    assert str(later.figure("refund")) == "510.00 GBP" or str(later.figure("refund")) == "510.00 EUR"
    car: dict[str, Any] = {**bought, "motor_vehicle": True, "expected_life_months": 60}
    assert figure("GB-CRA-24-8", "refund", **car, rejected="2026-04-10") == "570.00"


def test_section_75_has_an_open_and_a_closed_edge() -> None:
    prices = ["100.00", "100.01", "30000.00", "30000.01"]
    assert figure("GB-CCA-75", "covered", "GBP", cash_prices=prices) == (False, True, True, False)


def test_of_a_part_shipped_order_the_rest_goes_back() -> None:
    facts: dict[str, Any] = {"total_paid": "110.00", "price_of_shipped_items_alone": "48.00"}
    assert figure("US-FTC-435-7", "refund", "USD", **facts) == "62.00"


def test_an_orders_discount_lies_on_what_goes_back_in_proportion() -> None:
    facts: dict[str, Any] = {"items": ["60.00", "40.00"], "discount": "10.00"}
    assert figure("EU-CRD-13-1", "refund", **facts, returned=[1]) == "54.00"
    assert figure("EU-CRD-13-1", "refund", **facts, returned=[1, 2]) == "90.00"


def test_the_providers_own_instant_counts() -> None:
    read = says("ZZ-PSP-DUE", zone="America/New_York", due_by=1772668799)
    assert read.figure("utc") == datetime(2026, 3, 4, 23, 59, 59, tzinfo=UTC)
    local = read.figure("local")
    assert isinstance(local, datetime)
    assert local.isoformat() == "2026-03-04T18:59:59-05:00"
    assert says("ZZ-PSP-DUE", due_by=0).missing == ("due_by",)


def test_no_view_shows_the_middle_of_a_card_number() -> None:
    number: dict[str, Any] = {"card_number": "4111111111111111"}
    assert figure("ZZ-PCI-341", "shown", **number, view="agent") == "************1111"
    assert figure("ZZ-PCI-341", "shown", **number, view="documented_need") == "411111******1111"
