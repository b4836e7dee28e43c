"""Rules that tie answer the same in whatever order a pack lists them.

Only which of several true grounds is cited follows the pack: its author puts the plainest first.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given, strategies as st

from refundtui.domain import policy
from refundtui.domain.determination import determine
from refundtui.domain.policy import Action, ActionKind, Matcher, Rule, Window
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from tests.support.making import TODAY, a_case, a_policy

T = policy.Test
CONDITIONS = (
    (),
    (Matcher("line.id", T.IS, "jacket"),),
    (Matcher("line.id", T.IN, ("shirt", "jacket")),),
    (Matcher("customer.tags", T.HAS, "vip"),),
    (Matcher("opened", T.IS, True),),
)
ACTIONS = (
    Action(ActionKind.ALLOW),
    Action(ActionKind.REJECT),
    Action(ActionKind.NEEDS_REVIEW),
    Action(ActionKind.SET_WINDOW, days=3),
    Action(ActionKind.SET_WINDOW, days=14),
    Action(ActionKind.SET_WINDOW, days=60),
    Action(ActionKind.FEE, name="restocking", percent=Fraction(1, 10)),
    Action(ActionKind.FEE, name="restocking", percent=Fraction(1, 5)),
    Action(ActionKind.WAIVE_FEE, name="restocking"),
    Action(ActionKind.REFUND_OUTBOUND_SHIPPING),
    Action(ActionKind.BYPASS_FINAL_SALE),
)


@st.composite
def tied(draw: st.DrawFn) -> tuple[list[Rule], list[Rule]]:
    """Some rules of few priorities, so that many tie, and the same in another order."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(ACTIONS), st.sampled_from(CONDITIONS), st.integers(0, 1)), max_size=5
        )
    )
    rules = [Rule(f"r{n}", f"§ {n}", action, when, rank) for n, (action, when, rank) in enumerate(drawn)]
    return rules, draw(st.permutations(rules))


def answer(rules: list[Rule], windows: tuple[Window, ...], tags: tuple[str, ...] | None) -> dict[str, Any]:
    facts = () if tags is None else (("customer.tags", tags), ("opened", False))
    case = a_case(request=RefundRequest((Units("shirt", 1), Units("jacket", 1))), facts=facts)
    book = Rulebook(replace(a_policy(), rules=tuple(rules), windows=windows))
    told = determine(case, case.request, book, TODAY)
    quote, eligibility = told.quote, told.eligibility
    return {
        "verdict": eligibility.verdict,
        "missing": set(eligibility.missing),
        "review": eligibility.needs_review,
        "kept out": {name for name, _ in eligibility.kept_out},
        "findings": {
            (one.code, one.rule, one.fact("line_id"), one.fact("days")) for one in eligibility.findings
        },
        "total": quote.total if isinstance(quote, Quote) else quote.first.code,
        "rows": {(row.code, row.line_id, row.amount) for row in quote.rows}
        if isinstance(quote, Quote)
        else None,
    }


@given(
    tied(),
    st.sampled_from([(Window("own", "§ 2", 30),), (Window("own", "§ 2", 3),), ()]),
    st.sampled_from([None, (), ("vip",)]),
)
def test_the_order_in_which_a_pack_lists_its_rules_decides_nothing(
    rules: tuple[list[Rule], list[Rule]], windows: tuple[Window, ...], tags: tuple[str, ...] | None
) -> None:
    first, other = (answer(order, windows, tags) for order in rules)
    assert first == other


def test_of_two_rules_that_set_the_window_with_one_priority_the_longer_counts() -> None:
    rules = [Rule(f"r{days}", "§", Action(ActionKind.SET_WINDOW, days=days)) for days in (14, 60, 3)]
    for order in (rules, rules[::-1]):
        found = answer(order, (Window("own", "§ 2", 3),), None)["findings"]
        assert ("window.open", "r60", None, 60) in found
