from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import timedelta
from itertools import islice, pairwise

import pytest

from refundtui.domain.case import Case, CaseState, Resolution
from refundtui.domain.commands import Close
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.decision import NotPossible, apply
from refundtui.domain.determination import determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.money import money
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import Everything, Goodwill, RefundRequest
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.clock import BEGINNING
from refundtui.training.people import practising
from refundtui.training.seeding import believable as seeding
from refundtui.training.seeding.believable import REACHED, believable
from refundtui.training.seeding.journeys import journeys
from refundtui.training.seeding.people import COMMUNITIES
from refundtui.training.seeding.sayings import SAYINGS, TOPICS
from refundtui.wire.cases import decode_case, encode_case

RULES = Library(shipped())


@pytest.fixture(scope="module")
def day() -> list[Case]:
    return list(believable(library=RULES))


def quote_of(case: Case) -> Quote | Refused:
    return determine(case, case.request, RULES.for_case(case), BEGINNING.date()).quote


def total_of(case: Case) -> str:
    quote = quote_of(case)
    assert isinstance(quote, Quote)
    return str(quote.total)


def test_three_hundred_cases_hold_every_state_a_case_can_be_in(day: list[Case]) -> None:
    assert len(day) == 300
    assert {case.state for case in day} == REACHED


def test_every_brand_is_there_in_its_own_currency(day: list[Case]) -> None:
    assert {case.brand for case in day} == {"lindenhof", "northpeak", "tidewater", "tau2-retail"}
    for case in day:
        assert case.order is not None
        assert case.order.currency.code == RULES.for_case(case).policy.currency


def test_notice_is_given_on_the_brand_s_own_day_where_utc_has_another(day: list[Case]) -> None:
    worked = {journey.reference for journey in journeys()}
    invented = [case for case in day if case.reference not in worked]
    assert any(case.notice_on != case.received_at.date() for case in invented)
    for case in invented:
        assert case.notice_on == RULES.for_case(case).day_of(case.received_at)


def test_customers_write_in_many_tongues_and_scripts(day: list[Case]) -> None:
    assert len({case.customer.language for case in day}) >= 15
    scripts = {unicodedata.name(case.customer.name[0]).split()[0] for case in day}
    assert {"LATIN", "CJK", "GREEK", "ARABIC", "HANGUL"} <= scripts


def test_the_same_seed_makes_the_same_cases_and_another_one_others(day: list[Case]) -> None:
    assert list(islice(believable(library=RULES), 60)) == day[:60]
    others = list(islice(believable(seed=2, library=RULES), 60))
    assert others[:10] == day[:10]
    assert not {case.id for case in others[10:]} & {case.id for case in day}


def test_every_event_follows_the_one_before(day: list[Case]) -> None:
    for case in day:
        assert [event.number for event in case.events] == list(range(1, len(case.events) + 1))
        for earlier, later in pairwise(case.events):
            assert later.before is earlier.after
            assert later.at > earlier.at
        assert case.events[-1].after is case.state
        assert case.events[-1].at < BEGINNING


def test_there_are_several_tenders_earlier_refunds_evidence_notes_and_sleepers(day: list[Case]) -> None:
    orders = [case.order for case in day if case.order is not None]
    assert any(len(order.payments) > 1 for order in orders)
    assert any(order.earlier for order in orders)
    assert any(case.evidence for case in day)
    assert any(case.notes for case in day)
    assert any(case.snooze for case in day)
    assert any(case.owner == "me" for case in day)
    assert any(not case.owner for case in day)


def test_due_dates_lie_around_the_practice_clock(day: list[Case]) -> None:
    due = [deadline.due_at for case in day for deadline in deadlines_for(case, RULES.for_case(case))]
    assert any(at < BEGINNING for at in due)
    assert sum(BEGINNING < at < BEGINNING + timedelta(days=14) for at in due) > 50


def test_all_verdicts_are_met(day: list[Case]) -> None:
    verdicts = Counter(
        determine(case, case.request, RULES.for_case(case), BEGINNING.date()).eligibility.verdict
        for case in day
    )
    assert set(verdicts) == set(Verdict)


def test_every_case_survives_the_wire(day: list[Case]) -> None:
    for case in day:
        assert decode_case(encode_case(case)) == case


def test_no_two_cases_share_id_reference_or_order(day: list[Case]) -> None:
    for names in (
        [case.id for case in day],
        [case.reference for case in day],
        [case.order_ref for case in day],
    ):
        assert len(set(names)) == len(names)


def test_beyond_the_lived_ones_the_same_lives_are_other_peoples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "LIVED", 80)
    many = list(believable(400, library=RULES))
    assert len(many) == 400
    assert len({case.id for case in many}) == len({case.reference for case in many}) == 400
    assert len({case.order_ref for case in many}) == 400
    assert [case.reference for case in many[:10]] == [journey.reference for journey in journeys()]
    for case in many[80:]:
        version = case.current_quote
        if version is not None:
            again = determine(case, version.request, RULES.for_case(case), version.at.date()).quote
            assert isinstance(again, Quote)
            assert again.fingerprint == version.quote.fingerprint


def test_what_is_not_possible_in_a_life_does_not_happen() -> None:
    life = seeding._Life(journeys()[1].opening(), seeding._drawn("x"), RULES)
    before, too_early = life.case, Close(Resolution.PAID_FULL)
    assert not life.does(practising("me"), too_early)
    assert life.case is before
    with pytest.raises(NotPossible):
        apply(before, too_early, practising("me"), life.rulebook, life.at)


def test_every_tongue_has_words_for_every_topic() -> None:
    for language in {community.language for community in COMMUNITIES.values()}:
        assert {"hello", "thanks", "answer", *TOPICS.values()} <= set(SAYINGS[language])


# ── The worked cases ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "total"),
    [
        (1, "29.16 EUR"),
        (2, "36.08 EUR"),
        (3, "128.46 EUR"),
        (5, "931.57 USD"),
        (6, "375.00 USD"),
        (7, "87.12 GBP"),
        (8, "160.00 EUR"),
        (10, "36.08 EUR"),
    ],
)
def test_a_worked_case_comes_to_its_figure(day: list[Case], number: int, total: str) -> None:
    case = day[number - 1]
    assert case.reference == f"RF-{number:07d}"
    assert case.state is CaseState.INTAKE
    assert total_of(case) == total


def test_the_three_refunds_on_order_a_come_to_what_was_paid(day: list[Case]) -> None:
    third = day[2]
    assert third.order is not None
    quote = quote_of(third)
    assert isinstance(quote, Quote)
    assert third.order.refunded + quote.total == money("193.70", "EUR")
    everything = determine(
        third, RefundRequest((Everything(),)), RULES.for_case(third), BEGINNING.date()
    ).quote
    assert isinstance(everything, Quote)
    assert everything.total == quote.total


def test_too_much_goodwill_is_refused_with_the_most_that_is_left(day: list[Case]) -> None:
    fourth = day[3]
    asked = RefundRequest((Goodwill(money("200.00", "EUR")),))
    refused = determine(fourth, asked, RULES.for_case(fourth), BEGINNING.date()).quote
    assert isinstance(refused, Refused)
    assert refused.first.fact("max") == money("164.54", "EUR")


def test_two_tenders_card_first(day: list[Case]) -> None:
    quote = quote_of(day[7])
    assert isinstance(quote, Quote)
    assert [(leg.payment_id, str(leg.amount)) for leg in quote.legs] == [
        ("card", "143.70 EUR"),
        ("gift", "16.30 EUR"),
    ]


def test_the_seam_is_denied_by_policy_and_owed_by_law(day: list[Case]) -> None:
    ninth = day[8]
    eligibility = determine(ninth, ninth.request, RULES.for_case(ninth), BEGINNING.date()).eligibility
    assert (eligibility.verdict, eligibility.policy_verdict) == (Verdict.PARTLY, Verdict.INELIGIBLE)
    assert eligibility.remedies[:2] == ("repair", "replacement")
