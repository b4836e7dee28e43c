"""Each kind of rule, and how the layers are put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from refundtui.domain import policy
from refundtui.domain.case import CaseId, CaseState, RelatedClaim
from refundtui.domain.eligibility import Eligibility, Verdict, assess
from refundtui.domain.findings import Outcome
from refundtui.domain.order import LineKind, OrderLine, ServicePeriod
from refundtui.domain.other_claims import DUPLICATE_CHECKED
from refundtui.domain.policy import Action, ActionKind, GradeRule, Matcher, Rule, Window
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import RefundRequest, Settle, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.terms import GradeDeduction, Source
from refundtui.domain.terms_in_force import terms_for
from tests.support.making import LAWS, TODAY, a_case, a_policy, an_order_a, eur

T = policy.Test
REMORSE = Matcher("family", T.IS, "remorse")
OPENED = Matcher("opened", T.IS, True)


def rule(kind: ActionKind, *when: Matcher, priority: int = 0, **action: Any) -> Rule:
    return Rule(kind.value, "§", Action(kind, **action), when, priority)


def judged(*rules: Rule, windows: tuple[Window, ...] = (Window("w", "§", 30),), **case: Any) -> Eligibility:
    laws = case.pop("laws", ())
    book = Rulebook(replace(a_policy(), rules=rules, windows=windows), laws)
    return assess(a_case(**case), book, TODAY)


def codes(found: Eligibility, rule_id: str) -> list[tuple[str, Outcome]]:
    return [(one.code, one.outcome) for one in found.findings if one.rule == rule_id]


def test_inside_the_window_it_is_owed() -> None:
    assert judged().verdict is Verdict.ELIGIBLE


def test_the_last_day_is_inside_and_the_next_is_not() -> None:
    assert judged(windows=(Window("w", "§", 10),)).verdict is Verdict.ELIGIBLE
    missed = judged(windows=(Window("w", "§", 9),))
    assert missed.verdict is Verdict.INELIGIBLE
    assert missed.findings[0].fact("days_late") == 1
    assert missed.findings[0].decided_by == "delivered_on"


@pytest.mark.parametrize(("jacket_on", "verdict"), [(None, Verdict.ELIGIBLE), (TODAY, Verdict.ELIGIBLE)])
def test_the_window_of_an_order_in_parts_counts_from_the_last_and_not_while_one_is_on_its_way(
    jacket_on: date | None, verdict: Verdict
) -> None:
    order = an_order_a()
    lines = [
        replace(line, delivered_on=jacket_on if line.id == "jacket" else date(2026, 9, 1))
        for line in order.lines
    ]
    in_parts = replace(order, lines=tuple(lines), delivered_on=None, status="shipped")
    assert judged(order=in_parts, laws=LAWS).verdict is verdict
    all_there = replace(order, lines=tuple(lines), delivered_on=date(2026, 9, 1), status="delivered")
    assert judged(order=all_there).verdict is (verdict if jacket_on else Verdict.INELIGIBLE)


def test_a_service_paid_for_until_the_calendar_s_first_day_stops_no_desk() -> None:
    plan = OrderLine("plan", "Plan", 1, eur("10.00"), kind=LineKind.SERVICE)
    ends = replace(plan, period=ServicePeriod(date.min, date.min))
    assert judged(order=replace(an_order_a(), lines=(ends,))).findings


def test_a_verdict_does_not_change_because_time_passes() -> None:
    book = Rulebook(replace(a_policy(), windows=(Window("w", "§", 10),)))
    case = a_case()
    later = TODAY.replace(year=2027)
    assert assess(case, book, later) == assess(case, book, TODAY)


def test_nothing_delivered_yet_opens_every_window() -> None:
    lines = tuple(replace(line, delivered_on=None) for line in an_order_a().lines)
    order = replace(an_order_a(), status="pending", delivered_on=None, lines=lines)
    assert judged(order=order).verdict is Verdict.ELIGIBLE


def test_a_delivery_nobody_knows_of_is_asked_for() -> None:
    lines = tuple(replace(line, delivered_on=None) for line in an_order_a().lines)
    found = judged(order=replace(an_order_a(), delivered_on=None, lines=lines))
    assert (found.verdict, found.missing) == (Verdict.INFORMATION_MISSING, ("delivered_on",))


def test_without_an_order_there_is_no_verdict_yet() -> None:
    found = judged(order=None)
    assert found.verdict is Verdict.INFORMATION_MISSING
    assert "order" in found.missing


def test_the_window_of_higher_priority_counts() -> None:
    long = Window("long", "§", 60, when=(Matcher("order.tags", T.HAS, "gift"),), priority=5)
    short = Window("short", "§", 5)
    tagged = replace(an_order_a(), tags=("gift",))
    assert judged(windows=(short, long), order=tagged).verdict is Verdict.ELIGIBLE
    assert judged(windows=(short, long)).verdict is Verdict.INELIGIBLE


def test_a_window_of_another_family_says_nothing() -> None:
    assert judged(windows=(Window("w", "§", 30, families=("defect",)),)).verdict is Verdict.INELIGIBLE


def test_a_rule_can_set_the_window_anew() -> None:
    longer = rule(ActionKind.SET_WINDOW, REMORSE, days=45)
    assert judged(longer, windows=(Window("w", "§", 5),)).verdict is Verdict.ELIGIBLE


def test_a_rejection_names_its_deciding_fact() -> None:
    found = judged(rule(ActionKind.REJECT, REMORSE, OPENED), facts=(("opened", True),))
    assert found.verdict is Verdict.INELIGIBLE
    assert codes(found, "reject") == [("rule.rejects", Outcome.FAIL)]
    assert next(one for one in found.findings if one.rule == "reject").decided_by == "family"


def test_a_rejection_that_is_unknown_asks_for_its_fact() -> None:
    found = judged(rule(ActionKind.REJECT, OPENED))
    assert (found.verdict, found.missing) == (Verdict.INFORMATION_MISSING, ("opened",))
    assert codes(found, "reject") == [("rule.unknown", Outcome.UNKNOWN)]


def test_of_two_rules_that_collide_the_higher_priority_wins() -> None:
    reject = rule(ActionKind.REJECT, REMORSE)
    assert judged(reject, rule(ActionKind.ALLOW, priority=1)).verdict is Verdict.ELIGIBLE
    assert judged(reject, rule(ActionKind.ALLOW)).verdict is Verdict.INELIGIBLE


def test_a_permission_nobody_can_tell_yet_leaves_the_rejection_open() -> None:
    found = judged(rule(ActionKind.REJECT, REMORSE), rule(ActionKind.ALLOW, OPENED, priority=1))
    assert (found.verdict, found.missing) == (Verdict.INFORMATION_MISSING, ("opened",))


def test_a_rejection_of_one_line_leaves_the_rest() -> None:
    only_shirts = rule(ActionKind.REJECT, Matcher("line.id", T.IS, "shirt"))
    both = RefundRequest((Units("shirt", 1), Units("jacket", 1)))
    assert judged(only_shirts, request=both).verdict is Verdict.PARTLY
    assert judged(only_shirts).verdict is Verdict.INELIGIBLE
    found = judged(only_shirts, request=both)
    assert codes(found, "reject") == [("rule.rejects", Outcome.FAIL), ("rule.clear", Outcome.PASS)]


def test_a_final_sale_can_be_bypassed() -> None:
    final = rule(ActionKind.REJECT, Matcher("line.final_sale", T.IS, True))
    member = rule(ActionKind.BYPASS_FINAL_SALE, Matcher("customer.tags", T.HAS, "member"))
    order = replace(an_order_a(), tags=("final_sale",))
    assert judged(final, order=order).verdict is Verdict.INELIGIBLE
    asked = judged(final, member, order=order)
    assert (asked.verdict, asked.missing) == (Verdict.INFORMATION_MISSING, ("customer.tags",))
    facts = (("customer.tags", ("member",)),)
    assert judged(final, member, order=order, facts=facts).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(
    ("kind", "name", "settle", "expected"),
    [
        (ActionKind.EXCLUDE_OUTCOME, "refund", Settle.REFUND, Verdict.INELIGIBLE),
        (ActionKind.EXCLUDE_OUTCOME, "refund", Settle.CREDIT, Verdict.ELIGIBLE),
        (ActionKind.REQUIRE_OUTCOME, "store_credit", Settle.REFUND, Verdict.INELIGIBLE),
        (ActionKind.REQUIRE_OUTCOME, "store_credit", Settle.CREDIT, Verdict.ELIGIBLE),
    ],
)
def test_a_rule_can_fix_how_she_is_settled(
    kind: ActionKind, name: str, settle: Settle, expected: Verdict
) -> None:
    request = RefundRequest((Units("shirt", 1),), settle=settle)
    assert judged(rule(kind, name=name), request=request).verdict is expected


def test_the_goods_can_be_waited_for() -> None:
    wait = rule(ActionKind.REQUIRE_SHIPMENT)
    assert judged(wait).missing == ("sent_back",)
    assert judged(wait, goods_back_on=TODAY).verdict is Verdict.ELIGIBLE


def test_a_question_is_asked_until_it_is_answered() -> None:
    question = rule(ActionKind.ASK, name="seal_broken")
    assert judged(question).missing == ("seal_broken",)
    assert judged(question, facts=(("seal_broken", False),)).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ActionKind.KEEP_ITEM, "rule.keep_item"),
        (ActionKind.DONATE, "rule.donate"),
        (ActionKind.INCENTIVE, "incentive.offered"),
        (ActionKind.REFUND_OUTBOUND_SHIPPING, "delivery.refunded"),
    ],
)
def test_what_only_tells_decides_nothing(kind: ActionKind, code: str) -> None:
    found = judged(rule(kind, REMORSE))
    assert found.verdict is Verdict.ELIGIBLE
    assert codes(found, kind.value) == [(code, Outcome.NOTE)]


def test_a_rule_can_ask_for_a_second_pair_of_eyes() -> None:
    assert judged(rule(ActionKind.NEEDS_REVIEW, REMORSE)).needs_review
    assert not judged().needs_review


def test_a_deduction_for_condition_needs_its_proof() -> None:
    wear = GradeRule("wear", "§", Grade.C, GradeDeduction(Fraction(1, 5), Source("wear"), ("photo",)))
    book = Rulebook(replace(a_policy(), grades=(wear,)))
    worn = RefundRequest((Units("shirt", 1, Grade.C),))
    assert assess(a_case(request=worn), book, TODAY).evidence_missing == ("photo",)
    assert assess(a_case(request=worn, facts=(("photos", 1),)), book, TODAY).evidence_missing == ()
    assert assess(a_case(request=worn, reason=Reason.DEFECTIVE), book, TODAY).evidence_missing == ()


def test_a_partial_credit_is_part_of_the_claim_and_a_fee_in_the_terms() -> None:
    half = rule(ActionKind.PARTIAL_CREDIT, REMORSE, percent=Fraction(1, 2))
    found = judged(half)
    assert found.verdict is Verdict.PARTLY
    book = Rulebook(replace(a_policy(), rules=(half,)))
    terms = terms_for(a_case(), a_case().request, book, found, TODAY)
    assert [(fee.code, fee.percent) for fee in terms.fees] == [("handling", Fraction(1, 2))]


def test_a_fee_can_be_set_and_waived_by_rules() -> None:
    fee = rule(ActionKind.FEE, name="restocking", amount=eur("5.00"))
    waive = rule(ActionKind.WAIVE_FEE, name="restocking")
    for rules, expected in (((fee,), 1), ((fee, waive), 0)):
        book = Rulebook(replace(a_policy(), rules=rules))
        found = assess(a_case(), book, TODAY)
        assert len(terms_for(a_case(), a_case().request, book, found, TODAY).fees) == expected


def _claims(found: Eligibility) -> list[tuple[str, Outcome]]:
    return [(one.code, one.outcome) for one in found.findings if one.code.startswith("claim.")]


def test_another_claim_on_the_same_line_is_worth_knowing_and_no_more() -> None:
    other = RelatedClaim(CaseId("2"), "RF-2", CaseState.QUOTE, ("shirt",), Reason.DAMAGED_TRANSIT)
    found = judged(related=(other,))
    assert _claims(found) == [("claim.related", Outcome.NOTE)]
    assert not found.needs_review
    elsewhere = replace(other, line_ids=("jacket",))
    assert _claims(judged(related=(elsewhere,))) == []


def test_the_same_claim_again_is_open_until_somebody_compared_the_two() -> None:
    other = RelatedClaim(CaseId("2"), "RF-2", CaseState.QUOTE, ("shirt",), Reason.CHANGED_MIND)
    both = RefundRequest((Units("shirt", 2),))
    assert _claims(judged(related=(other,), request=both)) == [("claim.duplicate", Outcome.UNKNOWN)]
    compared = judged(related=(other,), request=both, facts=((DUPLICATE_CHECKED, True),))
    assert _claims(compared) == [("claim.related", Outcome.NOTE)]
    # The second unit of a line may be claimed on its own, and no lead is needed for any of it.
    assert _claims(judged(related=(other,))) == [("claim.related", Outcome.NOTE)]
    assert not judged(related=(other,), request=both).needs_review


def test_money_does_not_go_where_it_did_not_come_from() -> None:
    found = judged(request=RefundRequest((Units("shirt", 1),), to_tender="card-of-a-friend"))
    assert (found.verdict, found.decided_by) == (Verdict.INELIGIBLE, "house")
    assert found.needs_review
    assert judged(request=RefundRequest((Units("shirt", 1),), payment_id="card")).verdict is Verdict.ELIGIBLE


# ── The layers ───────────────────────────────────────────────────────────────────────────────────

WORTH = {
    Verdict.INELIGIBLE: 0,
    Verdict.INFORMATION_MISSING: 1,
    Verdict.PARTLY: 2,
    Verdict.ELIGIBLE: 3,
}
RULES = st.lists(
    st.sampled_from(
        [
            rule(ActionKind.REJECT, REMORSE),
            rule(ActionKind.REJECT, OPENED),
            rule(ActionKind.ALLOW, REMORSE, priority=1),
            rule(ActionKind.REQUIRE_EVIDENCE, name="photo"),
            rule(ActionKind.PARTIAL_CREDIT, percent=Fraction(1, 2)),
        ]
    ),
    max_size=4,
)


@given(
    RULES,
    st.integers(0, 60),
    st.sampled_from([Reason.CHANGED_MIND, Reason.DEFECTIVE, Reason.LATE, Reason.OTHER]),
    st.dictionaries(st.sampled_from(["opened", "repair_failed"]), st.booleans()),
)
def test_a_verdict_is_never_worse_for_the_customer_than_the_law(
    rules: list[Rule], days: int, reason: Reason, facts: dict[str, bool]
) -> None:
    found = judged(
        *rules,
        windows=(Window("w", "§", days),),
        reason=reason,
        facts=tuple(facts.items()),
        laws=LAWS,
    )
    if found.law_verdict is not Verdict.PARTLY or found.policy_verdict is not Verdict.INFORMATION_MISSING:
        assert WORTH[found.verdict] >= WORTH[found.law_verdict]
    assert (found.decided_by == "law") == (found.verdict is not found.policy_verdict)


@given(RULES, st.sampled_from(["opened", "seal_broken", "customer.tags"]), st.booleans())
def test_a_fact_that_becomes_known_changes_only_the_rules_that_ask_for_it(
    rules: list[Rule], name: str, value: bool
) -> None:
    distinct = [replace(one, id=f"r{n}") for n, one in enumerate(rules)]
    before = judged(*distinct)
    after = judged(*distinct, facts=((name, value),))
    for one in distinct:
        if name not in {matcher.fact for matcher in one.when} and one.action.kind is not ActionKind.REJECT:
            assert codes(before, one.id) == codes(after, one.id)
    decided = {one.rule: one for one in before.findings if one.outcome in {Outcome.PASS, Outcome.FAIL}}
    later = {one.rule: one.outcome for one in after.findings}
    for rule_id, decision in decided.items():
        assert later[rule_id] in {decision.outcome, Outcome.NOTE}
