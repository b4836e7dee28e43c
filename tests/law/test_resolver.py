"""Which rules are in force: by where she lives, where the trader is, how and what was sold, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from refundtui.domain.findings import Outcome
from refundtui.domain.law.contradictions import contradictions
from refundtui.domain.law.resolver import Resolution, Sale, resolve
from refundtui.domain.statute import Cause, Channel, Subject
from tests.law.rules import laws

ONLINE = {"channel": Channel.ONLINE, "subject": Subject.GOODS, "contract": date(2026, 3, 2)}


def found(**sale: Any) -> Resolution:
    return resolve(laws().values(), Sale(**sale))


def ids(resolution: Resolution) -> list[str]:
    return [rule.statute.id for rule in resolution.certain]


def test_without_a_country_no_law_is_guessed() -> None:
    resolution = found(**ONLINE)
    assert (resolution.rules, resolution.missing) == ((), ("country",))


def test_her_own_country_governs_whatever_the_traders() -> None:
    resolution = found(country="FR", trader_country="DE", **ONLINE)
    assert (resolution.country, resolution.decided_by) == ("FR", "country")
    assert "FR-L221-24" in ids(resolution)
    assert not [rule for rule in ids(resolution) if rule.startswith("DE-")]


def test_a_trader_who_does_not_direct_the_business_there_keeps_the_own_law() -> None:
    resolution = found(country="FR", trader_country="DE", directed=False, **ONLINE)
    assert (resolution.country, resolution.decided_by) == ("DE", "directed")
    assert "DE-BGB-357" in ids(resolution)


def test_a_countrys_own_rule_stands_before_the_unions_and_is_named_by_it() -> None:
    resolution = found(country="DE", **ONLINE)
    order = ids(resolution)
    assert order.index("DE-BGB-357") < order.index("EU-CRD-13-1")
    behind = {rule.statute.id: rule.behind for rule in resolution.rules}
    assert behind["EU-CRD-13-1"] == "DE-BGB-357"
    assert behind["EU-CRD-9-GOODS"] == ""  # Germany's own window is not among the rules


def test_a_state_without_rules_of_its_own_falls_back_on_the_unions() -> None:
    assert "EU-CRD-13-1" in ids(found(country="AT", **ONLINE))
    assert not [rule for rule in ids(found(country="CH", **ONLINE)) if not rule.startswith("ZZ-")]


def test_the_thirty_days_at_the_door_are_those_of_the_states_that_chose_them() -> None:
    door = {**ONLINE, "channel": Channel.DOORSTEP}
    assert "EU-CRD-9-1A" in ids(found(country="ES", **door))
    assert "EU-CRD-9-1A" not in ids(found(country="DE", **door))
    assert "EU-CRD-9-1A" not in ids(found(country="ES", **ONLINE))


def test_a_shop_gives_no_right_of_withdrawal() -> None:
    assert "EU-CRD-9-GOODS" not in ids(found(country="DE", **{**ONLINE, "channel": Channel.STORE}))


@pytest.mark.parametrize(
    ("missing", "rule"),
    [("channel", "EU-CRD-9-GOODS"), ("subject", "EU-CRD-9-SERV"), ("region", "US-CA-1723")],
)
def test_while_a_fact_is_missing_a_rule_is_unknown_and_says_which(missing: str, rule: str) -> None:
    country = rule[:2] if rule.startswith("US") else "DE"
    sale = {name: value for name, value in ONLINE.items() if name != missing}
    resolution = found(country=country, **sale)
    asked = {one.statute.id: one for one in resolution.rules}
    assert (asked[rule].outcome, asked[rule].decided_by) == (Outcome.UNKNOWN, missing)
    assert missing in resolution.missing
    assert rule not in ids(resolution)


def test_a_withdrawal_meets_no_sanction_for_defects_and_the_other_way_round() -> None:
    for cause, holds, other in (
        (Cause.WITHDRAWAL, "FR-L242-4", "FR-L241-7"),
        (Cause.DEFECT, "FR-L241-7", "FR-L242-4"),
        (Cause.NON_DELIVERY, "FR-L241-4", "FR-L241-7"),
    ):
        rules = ids(found(country="FR", cause=cause, **ONLINE))
        assert holds in rules
        assert other not in rules
    assert {"FR-L241-7", "FR-L242-4"} <= set(ids(found(country="FR", **ONLINE)))


def test_a_regions_law_holds_there_alone() -> None:
    store = {**ONLINE, "channel": Channel.STORE}
    assert "US-NJ-5682" in ids(found(country="US", region="US-NJ", **store))
    assert "US-NJ-5682" not in ids(found(country="US", region="US-CA", **store))


def test_a_contract_is_judged_by_the_law_of_its_own_day() -> None:
    assert "EU-CRD-11A" in ids(found(country="DE", **{**ONLINE, "contract": date(2026, 6, 19)}))
    assert "EU-CRD-11A" not in ids(found(country="DE", **{**ONLINE, "contract": date(2026, 6, 18)}))


def test_the_clock_for_collected_goods_stands_inside_the_one_for_all_others() -> None:
    assert "GB-CCR-34-6" not in ids(found(country="GB", **ONLINE))
    assert "GB-CCR-34-6" in ids(found(country="GB", **{**ONLINE, "subject": Subject.SERVICES}))


@pytest.mark.parametrize(
    ("facts", "pair"),
    [
        ({"contract": date(2026, 3, 2), "informed": date(2026, 3, 1)}, ("contract", "informed")),
        ({"goods_received": date(2026, 3, 2), "goods_back": date(2026, 3, 1)}, ("goods_received", "goods_back")),
        ({"days_used": 31, "days_total": 30}, ("days_used", "days_total")),
    ],
)  # fmt: skip
def test_facts_that_cannot_both_be_true_are_named(facts: dict[str, Any], pair: tuple[str, str]) -> None:
    (one,) = contradictions(facts)
    assert (one.first, one.second) == pair


def test_the_same_day_contradicts_nothing() -> None:
    assert not list(contradictions({"contract": date(2026, 3, 2), "informed": date(2026, 3, 2)}))
