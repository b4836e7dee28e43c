"""The packs against a frozen copy of what was researched: no rule is lost, and none is altered in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refundtui.domain.clock import Clock, Period
from refundtui.domain.counting import SATURDAY_AND_SUNDAY
from tests.law.rules import laws

RESEARCHED: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data/rules.json").read_text("utf-8"))

# Two years of Dir. (EU) 2019/771 Art. 10, which the research names beside the rule and not as its clock.
ADDED_CLOCK = {"EU-SGD-13"}

# Rules of the packs that the research holds inside another one: each letter of Art. 16, and the rows of the BGB.
ADDED_RULES = {
    *("EU-CRD-16-A", "EU-CRD-16-C", "EU-CRD-16-D", "EU-CRD-16-E", "EU-CRD-16-L"),
    *("DE-BGB-437", "DE-BGB-438", "DE-BGB-477"),
}  # fmt: skip

# BGB § 288(1) and § 286(2) were read after the research. Of the Saudi period only the proposal of 2020 was: it may warn,
# and must not decide what is paid.
MARKED_OTHERWISE = {"DE-INT-288": True, "SA-REFUND": False}

COUNTING = {
    "exclude_event_day": "not_counted",
    "include_event_day": "counted",
    "unspecified": "unspecified",
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def test_every_rule_stands_in_the_packs_and_none_besides() -> None:
    assert len(RESEARCHED) == 149
    assert set(laws()) == {rule["id"] for rule in RESEARCHED} | ADDED_RULES


@pytest.mark.parametrize("rule", RESEARCHED, ids=lambda rule: str(rule["id"]))
def test_a_rule_is_as_it_was_researched(rule: dict[str, Any]) -> None:
    statute = laws()[rule["id"]]
    assert statute.jurisdiction == rule["jurisdiction"]
    assert statute.verified == MARKED_OTHERWISE.get(rule["id"], rule["verified"])
    if "counting" not in rule:
        assert statute.clock is None or rule["id"] in ADDED_CLOCK
        return
    clock = statute.clock
    if clock is None:
        assert rule["amount"] is None
        return
    assert clock.event_day == COUNTING[rule["counting"]]
    assert clock.rollover == rule["rollover"]
    assert clock.at_most_days == rule.get("cap_days")
    rest = rule.get("nonworking_weekdays")
    assert clock.weekend == (frozenset(map(WEEKDAYS.index, rest)) if rest else SATURDAY_AND_SUNDAY)
    assert clock.safe_counts_holidays is rule.get("safe_counts_holidays", False)
    variants = rule.get("variants") or {}
    assert {name: _spelled(period) for name, period in clock.periods} == {
        name: (period["amount"], period["unit"]) for name, period in variants.items()
    }
    assert (rule["amount"], rule["unit"]) in {(None, None), *_periods(clock)}
    assert rule["amount"] is not None or not _periods(clock)


def _periods(clock: Clock) -> list[tuple[int, str]]:
    own = [] if clock.period is None else [clock.period]
    return [_spelled(period) for period in (*own, *(period for _, period in clock.periods))]


def _spelled(period: Period) -> tuple[int, str]:
    return period.amount, period.unit.value
