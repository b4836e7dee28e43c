"""A waived fee is waived where its condition holds: for the whole return, or for some of its lines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from refundtui.domain import policy
from refundtui.domain.determination import determine
from refundtui.domain.money import Money
from refundtui.domain.policy import Action, ActionKind, FeeRule, Matcher, Rule
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


def fees(*rules: Rule, fee: FeeRule | None = TENTH, items: tuple[Item, ...] = BOTH) -> dict[Any, Money]:
    """What is taken off, by line."""
    book = Rulebook(replace(a_policy(), rules=rules, fees=(fee,) if fee else ()))
    case = a_case(request=RefundRequest(items))
    quote = determine(case, case.request, book, TODAY).quote
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
