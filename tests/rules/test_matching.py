"""Three-valued conditions: only what is missing makes a row unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from refundtui.domain import policy
from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.matching import FACTS, Facts, FactType, ask, judge
from refundtui.domain.policy import Matcher
from tests.support.making import eur, usd

T = policy.Test


@pytest.mark.parametrize(
    ("fact", "test", "value", "expected"),
    [
        pytest.param(14, T.AT_MOST, 14, Outcome.PASS, id="the limit itself is inside"),
        pytest.param(15, T.AT_MOST, 14, Outcome.FAIL, id="a day more is not"),
        pytest.param(14, T.BELOW, 14, Outcome.FAIL, id="below leaves the limit out"),
        pytest.param(14, T.ABOVE, 14, Outcome.FAIL, id="above leaves the limit out"),
        pytest.param(14, T.AT_LEAST, 14, Outcome.PASS, id="at least takes it in"),
        pytest.param("remorse", T.IS, "remorse", Outcome.PASS, id="same word"),
        pytest.param("remorse", T.IS_NOT, "remorse", Outcome.FAIL, id="not the same word"),
        pytest.param("FR", T.IN, ("DE", "FR"), Outcome.PASS, id="one of several"),
        pytest.param("US", T.NOT_IN, ("DE", "FR"), Outcome.PASS, id="none of several"),
        pytest.param(("a", "b"), T.HAS, "b", Outcome.PASS, id="a tag is there"),
        pytest.param((), T.LACKS, "b", Outcome.PASS, id="no tags lack every tag"),
        pytest.param(("a", "b"), T.IN, ("b", "c"), Outcome.PASS, id="one tag of several"),
        pytest.param(eur("10.00"), T.BELOW, eur("10.01"), Outcome.PASS, id="a cent less"),
        pytest.param(
            eur("10.00"), T.BELOW, usd("99.00"), Outcome.UNKNOWN, id="other money cannot be compared"
        ),
        pytest.param(date(2026, 2, 28), T.BELOW, date(2026, 3, 1), Outcome.PASS, id="the day before"),
        pytest.param(True, T.IS, True, Outcome.PASS, id="a flag"),
        pytest.param(False, T.IS, True, Outcome.FAIL, id="the other flag"),
        pytest.param(14, T.IS, 14, Outcome.PASS, id="the same number"),
        pytest.param(14, T.IS_NOT, 15, Outcome.PASS, id="another number"),
        pytest.param(eur("10.00"), T.IS, eur("10.00"), Outcome.PASS, id="the same money"),
        pytest.param(date(2026, 3, 1), T.IS_NOT, date(2026, 3, 1), Outcome.FAIL, id="the same day"),
        pytest.param(datetime(2026, 3, 1, 9, tzinfo=UTC), T.IS, date(2026, 3, 1), Outcome.PASS, id="its day"),
        pytest.param("FR", T.IN, (), Outcome.FAIL, id="nothing is among none"),
        pytest.param(("a",), T.NOT_IN, ("b",), Outcome.PASS, id="no tag of several"),
        pytest.param(1, T.IS, True, Outcome.UNKNOWN, id="one is no flag"),
        pytest.param(True, T.AT_LEAST, 1, Outcome.UNKNOWN, id="true is not a number"),
    ],
)
def test_a_condition_compares_a_fact(fact: Fact, test: policy.Test, value: Any, expected: Outcome) -> None:
    assert judge(Matcher("x", test, value), {"x": fact}) is expected


OF_EACH_KIND: dict[str, Any] = {
    "text": "14",
    "number": 14,
    "flag": True,
    "day": date(2026, 3, 1),
    "money": eur("14.00"),
    "other money": usd("14.00"),
    "tags": ("14",),
}
MADE_FOR: dict[
    str, dict[str, tuple[policy.Test, ...]]
] = {  # which kinds of fact a test can judge by a value of this kind
    "text": {"text": (T.IS, T.IS_NOT, T.IN, T.NOT_IN), "tags": (T.IN, T.NOT_IN, T.HAS, T.LACKS)},
    "tags": {"text": (T.IN, T.NOT_IN), "tags": (T.IS, T.IS_NOT, T.IN, T.NOT_IN)},
}


@pytest.mark.parametrize("test", list(T))
@pytest.mark.parametrize("asked", OF_EACH_KIND)
@pytest.mark.parametrize("known", OF_EACH_KIND)
def test_a_fact_of_another_kind_than_the_value_counts_as_missing_whatever_is_asked(
    known: str, asked: str, test: policy.Test
) -> None:
    outcome = judge(Matcher("x", test, OF_EACH_KIND[asked]), {"x": OF_EACH_KIND[known]})
    if known != asked and test not in MADE_FOR.get(asked, {}).get(known, ()):
        assert outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("test", "opposite"), [(T.IS, T.IS_NOT), (T.IN, T.NOT_IN), (T.HAS, T.LACKS), (T.BELOW, T.AT_LEAST)]
)
@given(fact=st.sampled_from(list(OF_EACH_KIND.values())), value=st.sampled_from(list(OF_EACH_KIND.values())))
def test_a_test_and_its_opposite_are_never_both_right_and_unknown_together(
    test: policy.Test, opposite: policy.Test, fact: Fact, value: Any
) -> None:
    one, other = (judge(Matcher("x", which, value), {"x": fact}) for which in (test, opposite))
    assert {one, other} in ({Outcome.UNKNOWN}, {Outcome.PASS, Outcome.FAIL})


def test_a_missing_fact_is_unknown_whatever_is_asked() -> None:
    assert {judge(Matcher("opened", test, True), {}) for test in T} == {Outcome.UNKNOWN}


def test_a_condition_that_fails_decides_although_another_fact_is_missing() -> None:
    when = (Matcher("opened", T.IS, True), Matcher("family", T.IS, "remorse"))
    answer = ask(when, {"family": "defect"})
    assert (answer.outcome, answer.decided_by) == (Outcome.FAIL, "family")


def test_a_row_without_conditions_holds() -> None:
    assert ask((), {}).holds


def test_every_fact_has_a_type_and_says_what_it_means() -> None:
    assert all(spec.meaning and isinstance(spec.type, FactType) for spec in FACTS.values())
    assert all(not spec.options or spec.type is FactType.TEXT for spec in FACTS.values())


# ── Properties ───────────────────────────────────────────────────────────────────────────────────

NAMES = ("opened", "photos", "family", "order.tags")
VALUES = st.one_of(st.booleans(), st.integers(-3, 3), st.sampled_from(["remorse", "defect"]))
CONDITIONS = st.lists(
    st.builds(Matcher, st.sampled_from(NAMES), st.sampled_from(list(T)), VALUES), max_size=4
)
KNOWN = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)


@given(CONDITIONS, KNOWN, st.sampled_from(NAMES), VALUES)
def test_one_more_fact_never_turns_a_decided_row(
    when: list[Matcher], known: dict[str, Fact], name: str, value: Fact
) -> None:
    before = ask(when, known)
    after = ask(when, {name: value, **known})
    if before.outcome is not Outcome.UNKNOWN:
        assert after.outcome is before.outcome


@given(CONDITIONS, KNOWN, KNOWN)
def test_a_fact_that_is_not_asked_for_changes_nothing(
    when: list[Matcher], known: dict[str, Fact], other: dict[str, Fact]
) -> None:
    asked = {matcher.fact for matcher in when}
    extended: Facts = {**{k: v for k, v in other.items() if k not in asked}, **known}
    assert ask(when, extended) == ask(when, known)


@given(CONDITIONS, KNOWN)
def test_unknown_comes_only_from_what_is_missing_or_of_another_kind(
    when: list[Matcher], known: dict[str, Fact]
) -> None:
    answer = ask(when, known)
    if answer.outcome is Outcome.UNKNOWN:
        asked = [m for m in when if m.fact == answer.decided_by]
        fact = known.get(answer.decided_by)
        assert fact is None or any(
            type(m.value) is not type(fact) or isinstance(fact, bool | str) or m.test in {T.HAS, T.LACKS}
            for m in asked
        )


@given(CONDITIONS, KNOWN)
def test_the_order_of_conditions_does_not_matter(when: list[Matcher], known: dict[str, Fact]) -> None:
    assert ask(when, known).outcome is ask(tuple(reversed(when)), known).outcome
