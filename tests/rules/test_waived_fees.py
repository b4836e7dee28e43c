"""A waived fee is waived where its condition holds: for the whole return, or for some of its lines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from refundtui.domain import policy
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import Fact
from refundtui.domain.money import Money
from refundtui.domain.policy import Action, ActionKind, FeeRule, Matcher, Rule, Window
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.request import Item, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.terms import FeeBase
from tests.support.making import TODAY, a_case, a_policy, eur

T = policy.Test
BOTH = (Units("shirt", 1), Units("jacket", 1))
TENTH = FeeRule("restocking", "§ 9", "restocking", percent=Fraction(1, 10))
EACH = FeeRule("each", "§ 9", "restocking", amount=eur("4.00"), base=FeeBase.LINE)
ONCE = FeeRule("once", "§ 9", "restocking", amount=eur("4.00"))


def waiving(*lines: str, name: str = "restocking") -> Rule:
    when = (Matcher("line.id", T.IN, lines),) if lines else ()
    return Rule("waive", "§ 10", Action(ActionKind.WAIVE_FEE, name=name), when)


def found(
    *rules: Rule,
    fee: FeeRule | None = TENTH,
    items: tuple[Item, ...] = BOTH,
    windows: tuple[Window, ...] = a_policy().windows,
    facts: tuple[tuple[str, Fact], ...] = (),
) -> Determination:
    book = Rulebook(replace(a_policy(), rules=rules, fees=(fee,) if fee else (), windows=windows))
    case = a_case(request=RefundRequest(items), facts=facts)
    return determine(case, case.request, book, TODAY)


def verdict(*rules: Rule, **more: Any) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict, and what is asked for."""
    eligibility = found(*rules, **more).eligibility
    return eligibility.verdict, eligibility.missing


def fees(*rules: Rule, **more: Any) -> dict[Any, Money]:
    """What is taken off, by line."""
    quote = found(*rules, **more).quote
    assert isinstance(quote, Quote), quote
    return {row.line_id: row.amount for row in quote.rows if row.code is RowCode.RESTOCKING}


def test_a_waiver_about_some_lines_waives_the_fee_for_those_alone() -> None:
    assert set(fees()) == {"shirt", "jacket"}
    assert set(fees(waiving("jacket"))) == {"shirt"}
    assert fees(waiving("jacket"))["shirt"] == fees()["shirt"]
    assert set(fees(waiving("jacket"), fee=EACH)) == {"shirt"}


def test_two_waivers_add_up_and_one_about_no_line_that_comes_back_does_nothing() -> None:
    assert fees(waiving("jacket"), waiving("shirt")) == {}
    assert fees(waiving("shipping")) == fees()


def test_a_waiver_without_a_line_waives_it_for_all() -> None:
    assert fees(waiving()) == {}
    assert fees(waiving("jacket"), waiving()) == {}


def test_a_fee_taken_once_falls_on_what_is_left_and_not_where_nothing_is() -> None:
    assert fees(waiving("jacket"), fee=ONCE) == {None: eur("-4.00")}
    assert fees(waiving("jacket"), fee=ONCE, items=BOTH[1:]) == {}


def test_a_fee_about_some_lines_is_waived_within_them() -> None:
    shirts = replace(TENTH, when=(Matcher("line.id", T.IS, "shirt"),))
    assert set(fees(waiving("jacket"), fee=shirts)) == {"shirt"}
    assert fees(waiving("shirt"), fee=shirts) == {}


def test_a_fee_a_rule_sets_is_waived_by_line_as_well() -> None:
    tenth = Rule(
        "fee", "§ 9", Action(ActionKind.FEE, name="restocking", percent=Fraction(1, 10)), (), title="A tenth"
    )
    assert set(fees(tenth, waiving("jacket"), fee=None)) == {"shirt"}


def test_another_fee_s_waiver_changes_nothing() -> None:
    assert fees(waiving("jacket", name="return_shipping")) == fees()


def test_a_waiver_nobody_can_tell_of_is_asked_about_and_until_then_the_fee_is_not_taken() -> None:
    member = Rule(
        "waive",
        "§ 10",
        Action(ActionKind.WAIVE_FEE, name="restocking"),
        (Matcher("customer.tags", T.HAS, "member"),),
    )
    assert verdict(member) == (Verdict.INFORMATION_MISSING, ("customer.tags",))
    assert fees(member) == {}
    for tags, taken in ((("member",), {}), (("new",), fees())):
        assert verdict(member, facts=(("customer.tags", tags),)) == (Verdict.ELIGIBLE, ())
        assert fees(member, facts=(("customer.tags", tags),)) == taken


def test_a_waiver_is_asked_about_only_where_a_fee_hangs_on_it() -> None:
    """No fee, another's fee, another line's, one waived already: then the sum is the same either way."""
    member = Matcher("customer.tags", T.HAS, "member")
    open_one = Rule("open", "§ 11", Action(ActionKind.WAIVE_FEE, name="restocking"), (member,))
    of_shirt = replace(open_one, when=(Matcher("line.id", T.IS, "shirt"), member))
    jackets = replace(TENTH, when=(Matcher("line.id", T.IS, "jacket"),))
    assert verdict(open_one, fee=None) == (Verdict.ELIGIBLE, ())
    assert verdict(open_one, fee=replace(TENTH, code="handling")) == (Verdict.ELIGIBLE, ())
    assert verdict(of_shirt, fee=jackets) == (Verdict.ELIGIBLE, ())
    assert verdict(of_shirt) == (Verdict.INFORMATION_MISSING, ("customer.tags",))
    assert verdict(open_one, waiving()) == (Verdict.ELIGIBLE, ())


def test_an_open_waiver_of_one_line_leaves_the_fee_of_the_other() -> None:
    when = (Matcher("line.id", T.IS, "jacket"), Matcher("customer.tags", T.HAS, "member"))
    of_jacket = Rule("waive", "§ 10", Action(ActionKind.WAIVE_FEE, name="restocking"), when)
    assert fees(of_jacket) == {"shirt": fees()["shirt"]}


def test_a_fee_may_rest_on_how_long_ago_the_window_closed() -> None:
    late = (Matcher("days_since_window", T.ABOVE, 2),)
    window = replace(a_policy().windows[0], days=7, priority=-1)
    allowed = Rule("always", "§ 1", Action(ActionKind.ALLOW))
    rule = Rule("late", "§ 9", Action(ActionKind.FEE, name="restocking", percent=Fraction(1, 10)), late)
    assert fees(allowed, rule, fee=None, windows=(window,)) == fees()
    assert fees(allowed, fee=replace(TENTH, when=late), windows=(window,)) == fees()
    assert verdict(allowed, fee=replace(TENTH, when=late), windows=(window,)) == (Verdict.ELIGIBLE, ())
    in_time = (replace(window, days=30),)
    assert fees(allowed, rule, fee=replace(TENTH, when=late), windows=in_time) == {}
