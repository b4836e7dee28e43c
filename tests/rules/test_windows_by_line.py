"""A rule that sets the window for some lines sets it for those alone: the others keep the brand's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.domain import policy
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.policy import Action, ActionKind, Matcher, Rule, Window
from refundtui.domain.quote import Quote
from refundtui.domain.request import Item, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from tests.support.making import TODAY, a_case, a_policy

T = policy.Test
BOTH = (Units("shirt", 1), Units("jacket", 1))
OPEN, SHUT = Window("own", "§ 2", 30), Window("own", "§ 2", 3)  # ten days after delivery


def setting(
    days: int, *lines: str, more: tuple[Matcher, ...] = (), name: str = "set", priority: int = 0
) -> Rule:
    when = (Matcher("line.id", T.IN, lines),) if lines else ()
    return Rule(name, "§ 4", Action(ActionKind.SET_WINDOW, days=days), (*when, *more), priority)


def found(
    *rules: Rule,
    window: Window = OPEN,
    items: tuple[Item, ...] = BOTH,
    facts: tuple[tuple[str, Fact], ...] = (),
) -> Determination:
    case = a_case(request=RefundRequest(items), facts=facts)
    book = Rulebook(replace(a_policy(), rules=rules, windows=(window,)))
    return determine(case, case.request, book, TODAY)


def paid(determination: Determination) -> set[str | None]:
    """The lines that get something."""
    quote = determination.quote
    assert isinstance(quote, Quote), quote
    return {row.line_id for row in quote.rows if row.amount}


@pytest.mark.parametrize(
    ("rule", "window", "gets"),
    [
        (setting(7, "jacket"), OPEN, {"shirt"}),
        (setting(60, "jacket"), SHUT, {"jacket"}),
    ],
    ids=["a shorter one", "a longer one"],
)
def test_a_window_set_for_one_line_leaves_the_other_its_own(
    rule: Rule, window: Window, gets: set[str]
) -> None:
    determination = found(rule, window=window)
    assert determination.eligibility.verdict is Verdict.PARTLY
    assert paid(determination) == gets


def test_each_line_says_which_window_was_counted_for_it() -> None:
    findings = found(setting(7, "jacket")).eligibility.findings
    told = {
        one.fact("line_id"): (one.code, one.rule, one.fact("days"))
        for one in findings
        if one.code.startswith("window.")
    }
    assert told == {"shirt": ("window.open", "own", 30), "jacket": ("window.missed", "set", 7)}


def test_a_window_set_for_every_line_asked_is_one_for_the_whole_request() -> None:
    assert found(setting(7, "shirt", "jacket")).eligibility.verdict is Verdict.INELIGIBLE
    assert found(setting(7)).eligibility.verdict is Verdict.INELIGIBLE
    alone = found(setting(7, "jacket"), items=BOTH[:1])
    assert (alone.eligibility.verdict, paid(alone)) == (Verdict.ELIGIBLE, {"shirt"})


def test_of_two_windows_for_one_line_the_stronger_counts_and_the_other_line_has_neither() -> None:
    weak, strong = setting(7, "jacket"), setting(60, "jacket", name="strong", priority=5)
    assert found(weak, strong).eligibility.verdict is Verdict.ELIGIBLE
    assert paid(found(weak, strong, window=SHUT)) == {"jacket"}


def test_a_window_only_a_rule_opens_is_open_for_its_lines_alone() -> None:
    determination = found(setting(60, "shirt"), window=replace(OPEN, families=("billing",)))
    assert (determination.eligibility.verdict, paid(determination)) == (Verdict.PARTLY, {"shirt"})


def test_what_nobody_can_tell_of_one_line_s_window_is_asked_before_that_line_is_refused() -> None:
    vip = (Matcher("customer.tags", T.HAS, "vip"),)
    rule = setting(60, "jacket", more=vip)
    asked = found(rule, window=SHUT).eligibility
    assert (asked.verdict, asked.missing) == (Verdict.INFORMATION_MISSING, ("customer.tags",))
    for tags, gets in (((), set()), (("vip",), {"jacket"})):
        told = found(rule, window=SHUT, facts=(("customer.tags", tags),))
        assert told.eligibility.missing == ()
        assert (told.eligibility.verdict is Verdict.INELIGIBLE) == (not gets)
        assert not gets or paid(told) == gets


def test_a_line_that_is_late_by_its_own_window_is_still_paid_where_a_rule_allows_it() -> None:
    allowing = Rule("allow", "§ 9", Action(ActionKind.ALLOW), (Matcher("line.id", T.IS, "jacket"),))
    determination = found(setting(7, "jacket"), allowing)
    assert (determination.eligibility.verdict, paid(determination)) == (Verdict.ELIGIBLE, {"shirt", "jacket"})


def test_a_late_line_s_row_names_the_rule_that_set_its_window() -> None:
    quote = found(setting(7, "jacket")).quote
    assert isinstance(quote, Quote)
    kept = next(row for row in quote.rows if row.line_id == "jacket")
    assert (kept.formula, kept.source.rule, kept.source.clause) == ("kept_out", "set", "§ 4")
    assert Outcome.FAIL in {one.outcome for one in found(setting(7, "jacket")).eligibility.findings}
