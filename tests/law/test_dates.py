"""Days of the law: counted, extended, held back, paused, and the same whenever they are asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.law.last_day import LastDay
from tests.law.rules import here, laws, says

DAYS = st.dates(date(2024, 1, 1), date(2031, 10, 1))


def due(rule: str, place: str = "", **facts: Any) -> tuple[str, str]:
    """Legal and safe, as days."""
    last = says(rule, place, **facts).last
    assert isinstance(last, LastDay)
    return last.legal.isoformat(), last.safe.isoformat()


@pytest.mark.parametrize(
    ("rule", "facts", "legal", "safe"),
    [
        # Liberation Day counts in the Netherlands every year, though no list of public holidays has it.
        ("NL-230r", {"informed": "2026-04-21"}, "2026-05-06", "2026-05-05"),
        # Christmas Eve is a day off in Poland since 2025, the 25th and 26th are, the 27th is a Sunday.
        ("PL-32", {"informed": "2026-12-10"}, "2026-12-28", "2026-12-24"),
        # No weekend rule was read for the trader's days in France and Spain: both dates are the bare one.
        ("FR-L221-24", {"informed": "2026-04-17"}, "2026-05-01", "2026-05-01"),
        ("ES-107", {"informed": "2026-03-07"}, "2026-03-21", "2026-03-21"),
        # Ontario: Easter Monday is a holiday of the Legislation Act; Saturdays are not days of rest.
        ("CA-ON-15", {"notice_given": "2026-03-20"}, "2026-04-04", "2026-04-04"),
        ("CA-ON-15", {"notice_given": "2026-03-22"}, "2026-04-07", "2026-04-06"),
        # Quebec: Saturday is one, and so are 26 December and 2 January.
        ("CA-QC-5413", {"cancelled": "2026-12-11"}, "2026-12-28", "2026-12-26"),
        ("CA-QC-5413", {"cancelled": "2026-12-18"}, "2027-01-04", "2027-01-02"),
        # Beginning with the day of agreement; no extension.
        ("GB-CRA-20-15", {"agreed": "2026-03-02"}, "2026-03-15", "2026-03-15"),
        # The day of delivery is day 1.
        ("JP-15-3", {"goods_received": "2026-03-02"}, "2026-03-09", "2026-03-09"),
        # Saturday counts for the FTC, and is a working day in the safe reading in Korea.
        ("US-FTC-429-10", {"informed": "2026-03-02"}, "2026-03-13", "2026-03-13"),
        ("KR-18-2", {"goods_back": "2026-03-05"}, "2026-03-10", "2026-03-09"),
        ("SG-CC-5", {"notice_given": "2026-03-04"}, "2026-05-04", "2026-05-03"),
        ("ZA-ECT-44R", {"cancelled": "2026-03-06"}, "2026-04-07", "2026-04-05"),
        ("ZA-CPA-16R", {"goods_back": "2026-03-20"}, "2026-04-14", "2026-04-14"),
    ],
)  # fmt: skip
def test_a_rule_counts_as_its_own_law_does(rule: str, facts: dict[str, str], legal: str, safe: str) -> None:
    assert due(rule, **facts) == (legal, safe)


def test_corpus_christi_moves_a_day_in_bavaria_and_not_in_berlin() -> None:
    assert due("DE-BGB-357", "DE-BY", informed="2026-05-21") == ("2026-06-05", "2026-06-04")
    assert due("DE-BGB-357", "DE-BE", informed="2026-05-21") == ("2026-06-04", "2026-06-04")


def test_goods_that_come_late_hold_the_refund_back_and_start_no_fresh_period() -> None:
    facts: dict[str, Any] = {"informed": "2026-06-01", "evidence_supplied": None}
    assert due("EU-CRD-13-3", **facts, goods_back="2026-06-25") == ("2026-06-25", "2026-06-25")
    assert due("EU-CRD-13-3", **facts, goods_back="2026-06-03") == ("2026-06-15", "2026-06-15")


def test_in_the_united_kingdom_the_days_begin_with_the_goods() -> None:
    facts: dict[str, Any] = {"informed": "2026-06-01", "evidence_supplied": None}
    assert due("GB-CCR-34-5", **facts, goods_back="2026-06-25")[0] == "2026-07-09"
    assert due("GB-CCR-34-5", **facts, goods_back="2026-06-03")[0] == "2026-06-17"


@pytest.mark.parametrize("rule", ["EU-CRD-13-3", "GB-CCR-34-5"])
def test_while_neither_goods_nor_proof_are_there_nothing_is_due(rule: str) -> None:
    read = says(rule, informed="2026-06-01", goods_back=None, evidence_supplied=None)
    assert (read.days, read.withheld, read.missing) == ((), True, ())


def test_who_offered_to_collect_pays_by_the_other_rule() -> None:
    read = says("GB-CCR-34-5", informed="2026-06-01", goods_back=None, collection_offered=True)
    assert read.governed_by == "GB-CCR-34-6"
    assert read.last is not None
    assert read.last.legal == date(2026, 6, 15)


def test_the_last_delivery_starts_the_window_and_of_a_regular_one_the_first() -> None:
    parts = ["2026-03-02", "2026-03-09", "2026-03-05"]
    assert due("EU-CRD-9-GOODS", "DE", deliveries=parts)[0] == "2026-03-23"
    assert due("EU-CRD-9-GOODS", "DE", deliveries=parts, kind_of_delivery="regular")[0] == "2026-03-16"


def test_information_that_came_after_all_leaves_fourteen_days_and_after_a_year_none() -> None:
    assert due("EU-CRD-10", "DE", goods_received="2026-03-10")[0] == "2027-03-24"
    late = due("EU-CRD-10", "DE", goods_received="2026-03-10", info_received_on="2026-06-01")
    assert late[0] == "2026-06-15"
    too_late = due("EU-CRD-10", "DE", goods_received="2026-03-10", info_received_on="2027-03-11")
    assert too_late[0] == "2027-03-24"


def test_a_repair_stops_the_thirty_days_and_leaves_at_least_seven() -> None:
    repair: dict[str, Any] = {
        "delivered": "2026-06-01",
        "repair_requested": "2026-06-11",
        "repaired_back": "2026-06-20",
    }
    assert due("GB-CRA-22", delivered="2026-06-01")[0] == "2026-07-01"
    assert due("GB-CRA-22", **repair)[0] == "2026-07-11"
    assert due("GB-CRA-22", **{**repair, "repair_requested": "2026-07-02"})[0] == "2026-07-01"


def test_silence_counts_as_a_yes_from_the_day_after() -> None:
    asked: dict[str, Any] = {"complaint_received": "2026-03-02"}
    assert says("PL-7a", **asked).accepted_from == date(2026, 3, 17)
    assert says("PL-7a", **asked, answered="2026-03-16").accepted_from is None
    assert says("PL-7a", **asked, answered="2026-03-17").accepted_from == date(2026, 3, 17)


def test_hours_run_through_the_change_of_clocks() -> None:
    read = says("IN-EC-4-5", complaint_received="2026-03-28T12:00:00+01:00")
    within = read.day("acknowledge_by")
    assert within is not None
    assert within.at is not None
    assert within.at.isoformat() == "2026-03-30T12:00:00+01:00"


def test_hours_from_a_day_whose_hour_nobody_knows_run_from_its_beginning() -> None:
    read = says("IN-EC-4-5", zone="Asia/Kolkata", complaint_received="2026-11-20")
    within = read.day("acknowledge_by")
    assert within is not None
    assert within.at is not None
    assert within.at.isoformat() == "2026-11-22T00:00:00+05:30"


def test_records_are_kept_from_the_end_of_the_year() -> None:
    assert due("DE-RET-8", voucher="2026-01-01") == ("2034-12-31", "2034-12-31")
    assert due("DE-RET-10-6", letter="2026-05-10")[0] == "2032-12-31"
    assert due("GB-RET-6", financial_year_end="2026-03-31")[0] == "2032-03-31"


def test_an_instant_belongs_to_the_day_where_it_is_counted() -> None:
    at = "2026-03-31T22:30:00Z"
    berlin = says("EU-CRD-13-1", "DE", "Europe/Berlin", informed=at).last
    london = says("GB-CCR-34-6", "GB", "Europe/London", informed=at).last
    assert berlin is not None
    assert london is not None
    assert (berlin.safe, london.safe) == (date(2026, 4, 15), date(2026, 4, 14))


def test_a_rule_without_a_number_invents_none() -> None:
    for rule in ("BR-49-R", "AU-ACL-263", "NZ-CGA-23", "IN-EC-4-10", "ES-110", "EU-CRD-18"):
        clock = laws()[rule].clock
        assert clock is not None
        assert says(rule, **dict.fromkeys(clock.starts, "2026-03-02")).days == ()


def test_what_the_provider_alone_knows_is_not_computed() -> None:
    assert says("ZZ-VISA-RESP", processed="2026-03-02").days == ()


def test_every_rule_with_a_number_gives_a_day_when_its_event_is_known() -> None:
    for rule, statute in laws().items():
        clock = statute.clock
        if clock is None or clock.period is None or not clock.starts or clock.period.unit == "billing_cycles":
            continue
        assert says(rule, **dict.fromkeys(clock.starts, "2026-03-02")).days, rule


@given(DAYS, st.sampled_from([rule for rule, law in laws().items() if law.clock and law.clock.period]))
def test_the_safe_day_is_never_after_the_legal_one_and_none_is_before_its_event(day: date, rule: str) -> None:
    clock = laws()[rule].clock
    assert clock is not None
    read = says(rule, "DE-BY", **dict.fromkeys(clock.starts, day.isoformat()))
    for last in read.days:
        assert last.safe <= last.legal
        assert last.counted <= last.legal
        assert last.legal >= day
        assert last.legal - last.counted < timedelta(days=12)


@given(DAYS)
def test_the_same_facts_give_the_same_days(day: date) -> None:
    facts: dict[str, Any] = {
        "informed": day.isoformat(),
        "goods_back": (day + timedelta(days=20)).isoformat(),
    }
    assert says("EU-CRD-13-3", "DE", **facts) == says("EU-CRD-13-3", "DE", **facts)


@given(DAYS)
def test_a_later_event_is_never_due_earlier(day: date) -> None:
    next_day = day + timedelta(days=1)
    for rule in ("DE-BGB-357", "KR-18-2", "US-FTC-435-7", "CA-ON-15", "ZA-ECT-44R"):
        clock = laws()[rule].clock
        assert clock is not None
        first, second = (due(rule, **{clock.starts[0]: one.isoformat()}) for one in (day, next_day))
        assert first[0] <= second[0]
        assert first[1] <= second[1]


def test_a_place_without_a_calendar_still_has_weekends() -> None:
    assert not here("XX").off("performance")
    assert due("EU-CRD-9-GOODS", "XX", goods_received="2026-03-08")[0] == "2026-03-23"
