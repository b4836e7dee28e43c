"""Facts told beside case and order: they fill what nobody has on record, and never stand in for it in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from refundtui.domain import policy
from refundtui.domain.case import Case
from refundtui.domain.commands import SetItems, Take
from refundtui.domain.eligibility import Eligibility, Verdict, assess, facts_of
from refundtui.domain.findings import Fact, Finding
from refundtui.domain.matching import FACTS
from refundtui.domain.order import Order
from refundtui.domain.policy import Action, ActionKind, Matcher, Rule, Window
from refundtui.domain.reasons import Fault
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.said_facts import can_be_said
from tests.support.making import TODAY, a_case, a_policy, a_rulebook, agent, an_order_a, done

T = policy.Test
LATE = Rule("late", "§ 3", Action(ActionKind.REJECT), (Matcher("days_since_delivery", T.ABOVE, 14),))
ALWAYS = Rule("always", "§ 1", Action(ActionKind.ALLOW))


def undated() -> Order:
    """Order A, delivered on a day nobody knows."""
    lines = tuple(replace(line, delivered_on=None) for line in an_order_a().lines)
    return replace(an_order_a(), lines=lines, delivered_on=None)


def judged(*rules: Rule, windows: tuple[Window, ...] = (), **case: Any) -> Eligibility:
    return assess(a_case(**case), Rulebook(replace(a_policy(), rules=rules, windows=windows)), TODAY)


def known(case: Case, name: str) -> Fact | None:
    return facts_of(case, case.request, TODAY, a_policy()).get(name)


def told(found: Eligibility) -> list[Finding]:
    return [one for one in found.findings if one.code.startswith("fact.")]


def test_days_that_are_counted_are_not_taken_from_whoever_says_them() -> None:
    found = judged(LATE, ALWAYS, order=undated(), facts=(("days_since_delivery", 3),))
    assert found.verdict is Verdict.INFORMATION_MISSING
    assert [(one.code, one.decided_by, one.fact("said")) for one in told(found)] == [
        ("fact.not_used", "days_since_delivery", 3)
    ]


def test_what_is_missing_is_the_day_and_telling_it_decides() -> None:
    assert judged(LATE, ALWAYS, order=undated()).missing == ("delivered_on",)
    on = (("delivered_on", date(2026, 11, 10)),)
    assert judged(LATE, ALWAYS, order=undated(), facts=on).verdict is Verdict.ELIGIBLE
    long_ago = (("delivered_on", date(2026, 11, 1)),)
    assert judged(LATE, ALWAYS, order=undated(), facts=long_ago).verdict is Verdict.INELIGIBLE


def test_days_after_a_window_ask_for_the_day_that_window_starts() -> None:
    soon = Rule("soon", "§ 3", Action(ActionKind.REJECT), (Matcher("days_since_window", T.ABOVE, 7),))
    by_order = Window("w", "§ 2", 30, "ordered_on")
    unordered = replace(an_order_a(), ordered_at=None)
    found = judged(soon, ALWAYS, windows=(by_order,), order=unordered, facts=(("days_since_window", 0),))
    assert found.missing == ("order.ordered_on",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("days_since_delivery", 1),
        ("months_since_delivery", 1),
        ("days_since_order", 1),
        ("fault", "seller"),
        ("reason", "defective"),
        ("family", "defect"),
        ("return.risk", 99),
        ("return.act", "goodwill"),
        ("customer.identity", "strong"),
        ("order.returns", 7),
        ("order.disputed", True),
    ],
)
def test_what_case_and_order_always_tell_cannot_be_said_beside_them(name: str, said: Fact) -> None:
    case = a_case(facts=((name, said),))
    assert known(case, name) == known(a_case(), name) != said
    assert [one.code for one in told(assess(case, a_rulebook(), TODAY))] == ["fact.not_used"]


def test_nor_can_a_brand_vouch_for_them() -> None:
    vouching = replace(
        a_policy(), facts=(("days_since_delivery", 1), ("fault", "seller"), ("consumer", True))
    )
    facts = facts_of(a_case(order=undated()), a_case().request, TODAY, vouching)
    assert "days_since_delivery" not in facts
    assert (facts["fault"], facts["consumer"]) == (str(Fault.CUSTOMER), True)


def test_a_day_said_otherwise_than_the_order_counts_and_is_shown_with_who_said_it() -> None:
    case = done(a_case(), (Take(), agent()), rulebook=a_rulebook())
    said = (("delivered_on", date(2026, 11, 12)),)
    case = done(case, (SetItems(case.request, facts=said), agent()), rulebook=a_rulebook())
    assert known(case, "days_since_delivery") == 8
    (found,) = told(assess(case, a_rulebook(), TODAY))
    assert (found.code, found.decided_by, dict(found.facts)) == (
        "fact.said_otherwise",
        "delivered_on",
        {"by": "ann", "said": date(2026, 11, 12), "recorded": date(2026, 11, 10)},
    )


def test_the_day_of_her_declaration_said_otherwise_is_shown_too() -> None:
    found = judged(windows=(Window("w", "§ 2", 5),), facts=(("asked_on", date(2026, 11, 14)),))
    assert found.verdict is Verdict.ELIGIBLE
    assert [(one.code, one.decided_by) for one in told(found)] == [("fact.said_otherwise", "asked_on")]


@pytest.mark.parametrize(
    "facts", [(("opened", True),), (("delivered_on", date(2026, 11, 10)),), (("receipts", 1),)]
)
def test_what_only_the_case_knows_or_what_is_on_record_anyway_needs_no_word(facts: Any) -> None:
    assert told(judged(windows=(Window("w", "§ 2", 30),), facts=facts)) == []


def test_every_fact_that_cannot_be_said_is_one_the_rules_know() -> None:
    barred = {name for name in FACTS if not can_be_said(name)}
    assert {"days_since_delivery", "order.value", "line.tags", "return.risk"} <= barred
    assert not barred & {
        "delivered_on",
        "order.ordered_on",
        "opened",
        "photos",
        "customer.country",
        "consumer",
    }
