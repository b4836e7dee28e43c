"""The number a bank finds a refund by is awaited for eight days; then a STAN is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from refundtui.domain.legs.leg import Posting
from refundtui.domain.legs.payout import Payout, payout_of
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import AWAITS_TRACE, NO_TRACE, REVERSAL, Report, told_of
from refundtui.domain.legs.tracing import Trace, reverses_the_charge, trace_of
from refundtui.domain.legs.waiting import next_look
from refundtui.i18n.payouts import payout_more
from refundtui.i18n.speech import Speech
from tests.legs.small_legs import NOON, day, leg

S = LegState
ARN = "24123456789012345678901"


def paid(sub: str, trace: str = "") -> Payout:
    return payout_of(leg().heard(Report(S.SUCCEEDED, "re_1", sub=sub, trace=trace)), None, NOON)


def test_scenario_48_the_number_is_awaited_then_known_and_after_eight_days_it_is_a_stan() -> None:
    awaited = paid(AWAITS_TRACE)
    assert trace_of(awaited, NOON) is Trace.AWAITED
    assert trace_of(awaited, day(8)) is Trace.AWAITED
    assert trace_of(awaited, day(8) + timedelta(seconds=1)) is Trace.BY_STAN
    assert trace_of(paid(NO_TRACE), NOON) is Trace.BY_STAN
    assert trace_of(paid(AWAITS_TRACE, ARN), day(40)) is Trace.KNOWN


def test_what_knows_no_such_number_is_not_told_of_one() -> None:
    assert trace_of(paid(""), day(30)) is Trace.NOTHING
    pending = payout_of(leg().heard(Report(S.PENDING, "re_1", sub="processing")), None, NOON)
    assert trace_of(pending, day(30)) is Trace.NOTHING


def test_in_whatever_order_it_is_told_what_came_of_it_stands() -> None:
    reports = [Report(S.SUCCEEDED, "re_1", sub=sub) for sub in ("", AWAITS_TRACE, REVERSAL)]
    for order in permutations(reports):
        last = told_of(order).last
        assert last is not None
        assert last.sub == REVERSAL


def test_a_refund_without_its_number_is_asked_for_once_a_day_for_eight_days() -> None:
    sent = replace(leg(), posting=Posting(tries=1, out_since=NOON))
    awaited = sent.heard(Report(S.SUCCEEDED, "re_1", sub=AWAITS_TRACE))
    assert next_look(awaited, NOON, 0.5) == day(1)
    assert next_look(awaited, day(8), 0.5) == day(9)
    assert next_look(awaited, day(8) + timedelta(hours=1), 0.5) is None
    assert next_look(awaited.heard(Report(S.SUCCEEDED, "re_1", trace=ARN)), NOON, 0.5) is None
    assert next_look(sent.heard(Report(S.SUCCEEDED, "re_1")), NOON, 0.5) is None


@pytest.mark.parametrize(
    ("payout", "words"),
    [
        pytest.param(paid(AWAITS_TRACE, ARN), f"finds it by {ARN}", id="scenario_48 known"),
        pytest.param(paid(AWAITS_TRACE), "awaited until 4 Dec 2026", id="scenario_48 awaited"),
        pytest.param(paid(NO_TRACE), "support tells a STAN", id="scenario_48 none"),
        pytest.param(paid(REVERSAL), "nothing is credited", id="scenario_47"),
    ],
)
def test_the_desk_says_what_to_tell_a_customer_who_looks_for_the_money(payout: Payout, words: str) -> None:
    assert words in "\n".join(payout_more(payout, Speech("en", "Europe/Berlin")))


def test_scenario_47_a_charge_that_disappears_is_one_that_was_reversed_or_released() -> None:
    assert reverses_the_charge(paid(REVERSAL))
    assert not reverses_the_charge(paid(""))
    released = payout_of(leg().heard(Report(S.VOIDED, "pi_1")), None, NOON)
    assert reverses_the_charge(released)
