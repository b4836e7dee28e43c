"""What a provider has is asked for until it is over, and what goes nowhere by itself is shown to somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.legs.leg import Posting, RefundLeg
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.legs.waiting import Concern, concern, next_look
from tests.legs.small_legs import NOON, by_hand, day, leg

S = LegState
HOUR = timedelta(hours=1)


def out(*reports: Report) -> RefundLeg:
    there = replace(leg(), posting=Posting(tries=1, out_since=NOON))
    for report in reports:
        there = there.heard(report)
    return there


RECEIVED = Report(S.PENDING, "88", sub="received")
SHORT = Report(S.PENDING, "re_1", sub="merchant_funds")
ECHECK = Report(S.PENDING, "re_1", sub="echeck")


def waits(ends: int) -> Report:
    return Report(S.ACTION_REQUIRED, "re_1", expires_at=day(ends))


def test_scenario_38_what_was_only_received_is_pending_for_ever_and_somebody_s_after_seven_days() -> None:
    there = out(RECEIVED)
    assert concern(there, day(7)) is None
    assert concern(there, day(7) + HOUR) is Concern.SILENT
    assert concern(there, day(400)) is Concern.SILENT
    assert there.state is S.PENDING
    assert concern(there.heard(Report(S.SUCCEEDED, "88")), day(8)) is None


def test_scenario_44_a_merchant_s_empty_balance_is_somebody_s_the_same_hour_and_a_cancel_frees_the_money() -> (
    None
):
    there = out(SHORT)
    assert concern(there, NOON + HOUR) is None
    assert concern(there, NOON + 2 * HOUR) is Concern.SHORT_OF_FUNDS
    over = there.heard(Report(S.CANCELED, "re_1"))
    assert (over.state, bool(over.holds)) == (S.CANCELED, False)
    assert concern(over, day(9)) is None


def test_scenario_41_a_pending_refund_is_asked_for_by_and_by_and_daily_at_last() -> None:
    pauses = [
        next_look(out(ECHECK), NOON + age, 0.5) - NOON - age  # type: ignore[operator] # asked again each time
        for age in (0 * HOUR, HOUR, 5 * HOUR, 20 * HOUR, timedelta(days=10), timedelta(days=45))
    ]
    minute = timedelta(minutes=1)
    assert pauses == [minute, 5 * minute, HOUR, 6 * HOUR, 24 * HOUR, 24 * HOUR]
    assert next_look(out(ECHECK), day(46), 0.5) is None
    assert concern(out(ECHECK), day(46)) is Concern.OVERDUE


def test_scenario_45_what_waits_for_the_customer_is_asked_for_right_after_her_time_ran_out() -> None:
    there = out(waits(44))
    assert next_look(there, day(43) + HOUR, 0.5) == day(44) + timedelta(minutes=1)
    assert next_look(there, day(44) + HOUR, 0.5) == day(45) + HOUR
    assert next_look(out(waits(50)), day(49), 0.5) == day(50), "later than any other refund is asked for"
    assert next_look(out(waits(50)), day(56), 0.5) == day(57)
    assert next_look(out(waits(50)), day(58), 0.5) is None
    assert concern(out(waits(50)), day(58)) is Concern.OVERDUE


@pytest.mark.parametrize("state", [S.SUCCEEDED, S.FAILED, S.REJECTED, S.CANCELED, S.RETURNED])
def test_what_is_over_concerns_nobody(state: LegState) -> None:
    assert concern(by_hand(out(RECEIVED), state), day(100)) is None
