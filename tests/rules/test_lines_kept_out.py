"""A line that the rules do not let through gives nothing, and the breakdown says which rule keeps it out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from refundtui.domain import policy
from refundtui.domain.calculator import as_earlier
from refundtui.domain.case import OverrideRecord
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.order import Order
from refundtui.domain.policy import Action, ActionKind, FeeRule, Matcher, Rule, Window
from refundtui.domain.quote import Quote, QuoteRow, Refused, RowCode
from refundtui.domain.reasons import Reason
from refundtui.domain.request import (
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    RestOfLine,
    Units,
)
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Right, Statute
from refundtui.domain.terms import Source
from tests.support.making import LAWS, NOW, TODAY, a_case, a_policy, an_order_a, eur

T = policy.Test
NO_JACKETS = Rule("no-jackets", "§ 4", Action(ActionKind.REJECT), (Matcher("line.id", T.IS, "jacket"),))
BOTH = (Units("shirt", 1), Units("jacket", 1))
SEALED = Statute(
    "EU-CRD-16",
    "EU",
    Right.EXCEPTION,
    "Directive 2011/83/EU Art. 16(e)",
    "Sealed goods",
    "",
    verified=True,
    when=(Matcher("line.id", T.IS, "jacket"),),
)


def on(
    *rules: Rule,
    items: tuple[Item, ...] = BOTH,
    windows: tuple[Window, ...] = (Window("w", "§ 2", 30),),
    laws: tuple[Statute, ...] = (),
    fees: tuple[FeeRule, ...] = (),
    **case: Any,
) -> Determination:
    book = Rulebook(replace(a_policy(), rules=rules, windows=windows, fees=fees), laws)
    made = a_case(request=RefundRequest(items), **case)
    return determine(made, made.request, book, TODAY)


def quote_of(found: Determination) -> Quote:
    assert isinstance(found.quote, Quote), found.quote
    return found.quote


def row_of(found: Determination, line_id: str) -> QuoteRow:
    (row,) = [row for row in quote_of(found).rows if row.line_id == line_id]
    return row


def test_a_claim_that_is_partly_owed_pays_only_the_lines_that_pass() -> None:
    found = on(NO_JACKETS)
    assert found.eligibility.verdict is Verdict.PARTLY
    assert quote_of(found).total == quote_of(on(items=BOTH[:1])).total == eur("36.08")


def test_the_row_of_a_line_kept_out_names_the_rule_its_clause_and_what_it_would_have_come_to() -> None:
    row = row_of(on(NO_JACKETS), "jacket")
    assert (row.amount, row.units, row.formula) == (eur("0.00"), 0, "kept_out")
    assert row.source == Source("no-jackets", "§ 4")
    assert dict(row.inputs)["computed"] == row_of(on(), "jacket").amount


@pytest.mark.parametrize(
    "item",
    [
        RestOfLine("jacket"),
        LineAmount("jacket", eur("20.00")),
        PriceReduction("jacket", eur("50.00"), eur("100.00")),
    ],
)
def test_however_it_is_asked_for_a_line_kept_out_gives_nothing(item: Item) -> None:
    found = on(NO_JACKETS, items=(Units("shirt", 1), item))
    assert row_of(found, "jacket").amount == eur("0.00")
    assert quote_of(found).total == eur("36.08")


def test_of_everything_the_line_kept_out_stays_and_no_whole_order_s_delivery_follows() -> None:
    found = on(NO_JACKETS, items=(Everything(),))
    assert row_of(found, "jacket").amount == eur("0.00")
    assert row_of(found, "shirt").amount == eur("72.16")


def test_a_reduction_of_the_order_leaves_out_the_part_of_a_line_kept_out() -> None:
    with_both = quote_of(on(items=(OrderReduction(eur("30.00")),)))
    without = quote_of(on(NO_JACKETS, items=(OrderReduction(eur("30.00")),)))
    jackets = next(row.amount for row in with_both.rows if row.line_id == "jacket")
    assert without.total == with_both.total - jackets


def test_money_straight_from_a_payment_does_not_go_round_the_rule() -> None:
    found = on(NO_JACKETS, items=(FromPayment("card"),))
    order = an_order_a()
    jacket = order.line("jacket")
    assert jacket is not None
    assert quote_of(found).total == order.total - jacket.gross
    typed = on(NO_JACKETS, items=(FromPayment("card", order.total),)).quote
    assert isinstance(typed, Refused)
    assert (typed.first.code, typed.first.fact("max")) == ("amount.above_granted", order.total - jacket.gross)


def test_goodwill_beside_it_is_given_in_spite_of_the_rules() -> None:
    found = on(NO_JACKETS, items=(*BOTH, Goodwill(eur("5.00"))))
    assert quote_of(found).total == eur("41.08")


def test_no_fee_falls_on_a_line_that_is_kept_out() -> None:
    fee = FeeRule("restocking", "§ 9", "restocking", percent=Fraction(1, 10))
    found = on(NO_JACKETS, fees=(fee,))
    fees = [row.line_id for row in quote_of(found).rows if row.code is RowCode.RESTOCKING]
    assert fees == ["shirt"]


def test_units_of_a_line_kept_out_can_still_come_back_once_the_rule_is_gone() -> None:
    order = an_order_a()
    later = order.after(as_earlier(quote_of(on(NO_JACKETS)), "first"))
    assert {part.line_id for part in later.earlier[0].parts} == {"shirt"}
    assert row_of(on(items=(Units("jacket", 1),), order=later), "jacket").units == 1


def test_whoever_overrides_the_rule_lets_the_line_through() -> None:
    record = OverrideRecord(("no-jackets",), "Promised on the phone.", "sam", NOW)
    assert quote_of(on(NO_JACKETS, overrides=(record,))).total == quote_of(on()).total


def test_whoever_overrides_what_bars_the_whole_request_lets_all_of_it_through() -> None:
    late = (Window("w", "§ 2", 5),)
    record = OverrideRecord(("w",), "Promised on the phone.", "sam", NOW)
    found = on(windows=late, laws=(*LAWS, SEALED), overrides=(record,))
    assert quote_of(found).total == quote_of(on()).total


def test_what_is_not_decided_yet_is_shown_as_if_it_were_granted() -> None:
    lines = tuple(replace(line, delivered_on=None) for line in an_order_a().lines)
    found = on(order=replace(an_order_a(), lines=lines, delivered_on=None))
    assert found.eligibility.verdict is Verdict.INFORMATION_MISSING
    assert quote_of(found).total == quote_of(on()).total


def test_what_is_refused_as_a_whole_still_shows_what_it_would_come_to() -> None:
    found = on(NO_JACKETS, items=(Units("jacket", 1),))
    assert found.eligibility.verdict is Verdict.INELIGIBLE
    assert quote_of(found).total == quote_of(on(items=(Units("jacket", 1),))).total


def test_a_line_that_no_permission_is_about_is_not_granted_because_of_another() -> None:
    shirts = Rule("shirts", "§ 5", Action(ActionKind.ALLOW), (Matcher("line.id", T.IS, "shirt"),))
    found = on(shirts, windows=())
    assert found.eligibility.verdict is Verdict.PARTLY
    assert quote_of(found).total == eur("36.08")
    assert row_of(found, "jacket").source == Source("shirts", "§ 5")


def test_a_permission_that_is_open_for_a_line_asks_for_its_fact() -> None:
    vip = Rule("vip", "§ 6", Action(ActionKind.ALLOW), (Matcher("line.vendor", T.IS, "ours"),))
    order = an_order_a()
    ours = replace(order, lines=tuple(_tagged(line.id, order) for line in order.lines))
    found = on(vip, windows=(), order=ours)
    assert (found.eligibility.verdict, found.eligibility.missing) == (
        Verdict.INFORMATION_MISSING,
        ("line.vendor",),
    )


def _tagged(line_id: str, order: Order) -> Any:
    line = order.line(line_id)
    assert line is not None
    return replace(line, tags=("vendor:ours",)) if line_id == "shirt" else line


# ── The law beneath it ───────────────────────────────────────────────────────────────────────────


def test_what_the_law_gives_is_paid_whatever_the_brand_s_rule_says() -> None:
    assert quote_of(on(NO_JACKETS, laws=LAWS)).total == quote_of(on(laws=LAWS)).total


def test_a_line_the_law_excepts_is_kept_out_by_its_article_where_the_brand_gives_nothing() -> None:
    late = (Window("w", "§ 2", 5),)
    found = on(windows=late, laws=(*LAWS, SEALED))
    assert (found.eligibility.verdict, found.eligibility.decided_by) == (Verdict.PARTLY, "law")
    assert quote_of(found).total == eur("36.08")
    assert row_of(found, "jacket").source == Source("EU-CRD-16", SEALED.clause)


def test_the_brand_may_promise_what_the_law_excepts() -> None:
    assert quote_of(on(laws=(*LAWS, SEALED))).total == quote_of(on()).total


def test_goods_not_in_conformity_are_not_kept_out_by_a_rule_of_the_brand() -> None:
    found = on(NO_JACKETS, laws=LAWS, reason=Reason.DEFECTIVE)
    assert row_of(found, "jacket").formula == "share_of_units"


def test_a_line_the_law_may_still_give_is_asked_about_before_it_is_kept_out() -> None:
    abroad = replace(a_case().customer, country="")
    nowhere = replace(an_order_a(), country="")
    found = on(NO_JACKETS, laws=LAWS, customer=abroad, order=nowhere)
    assert (found.eligibility.verdict, found.eligibility.decided_by, found.eligibility.missing) == (
        Verdict.INFORMATION_MISSING,
        "law",
        ("customer.country",),
    )
    assert row_of(found, "jacket").formula == "share_of_units"
    here = on(NO_JACKETS, laws=LAWS, customer=replace(abroad, country="US"), order=nowhere)
    assert (here.eligibility.verdict, row_of(here, "jacket").formula) == (Verdict.PARTLY, "kept_out")


def test_a_line_the_law_excepts_for_certain_asks_for_nothing() -> None:
    abroad = replace(a_case().customer, country="")
    nowhere = replace(an_order_a(), country="")
    found = on(NO_JACKETS, laws=(*LAWS, SEALED), customer=abroad, order=nowhere)
    assert (found.eligibility.verdict, row_of(found, "jacket").formula) == (Verdict.PARTLY, "kept_out")


LINES = st.sampled_from(["shirt", "jacket"])


@given(st.sets(LINES), st.sets(LINES), st.sets(LINES), st.booleans())
def test_a_quote_grants_a_line_exactly_where_brand_or_law_lets_it_through(
    rejected: set[str], excepted: set[str], overridden: set[str], by_law: bool
) -> None:
    rules = [
        Rule(f"no-{name}", "§", Action(ActionKind.REJECT), (Matcher("line.id", T.IS, name),))
        for name in sorted(rejected)
    ]
    without = [
        replace(SEALED, id=f"not-{name}", when=(Matcher("line.id", T.IS, name),)) for name in sorted(excepted)
    ]
    record = OverrideRecord(tuple(f"no-{name}" for name in sorted(overridden)), "why", "sam", NOW)
    found = on(*rules, laws=(*LAWS, *without) if by_law else (), overrides=(record,))
    if found.eligibility.verdict is Verdict.INELIGIBLE:
        return
    for name in ("shirt", "jacket"):
        lawful = by_law and name not in excepted and not excepted >= {"shirt", "jacket"}
        granted = lawful or name not in rejected - overridden
        assert bool(row_of(found, name).amount) == granted
