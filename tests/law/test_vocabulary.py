"""Every rule that a worked case may name answers with every word that such a case may use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import law

VOCABULARY: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parents[1] / "conformance/cases/law-vocabulary.json").read_text("utf-8")
)

SAMPLES: dict[str, Any] = {
    "actual_value": "60.00",
    "actual_value_share": "0.75",
    "amount": "200.00",
    "answered": None,
    "base_rate": "0.0127",
    "cash_prices": ["100.00", "100.01"],
    "chosen_delivery": "15.00",
    "collection_offered": False,
    "currency": "EUR",
    "days_late": 20,
    "days_total": 30,
    "days_used": 6,
    "deliveries": ["2026-03-02", "2026-03-05"],
    "delivery_kind": "separate_goods",
    "discount": "10.00",
    "due_by": 1772668799,
    "due_day": "2026-03-01",
    "expected_life_months": 60,
    "express_request": True,
    "info_given": True,
    "items": {"shirt": "60.00", "jacket": "40.00"},
    "legal_rate": "0.03",
    "loss_of_value": "40.00",
    "months_defect": 3,
    "months_used": 9,
    "motor_vehicle": False,
    "open_weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri"],
    "paid_day": "2026-03-21",
    "pan_test_number": "4111111111111111",
    "place": "DE",
    "price": "200.00",
    "price_of_shipped_items_alone": "48.00",
    "price_year": "120.00",
    "returned": ["shirt"],
    "rounding": "half_up",
    "separately_priced_parts": False,
    "standard_delivery": "5.00",
    "total_paid": "110.00",
    "total_price": "300.00",
    "unjustified_delay": True,
    "value_conform": "90.00",
    "view": "agent",
    "zone": "Europe/Berlin",
    # Instants, because some rules count hours; the rest is days.
    "complaint_received": "2026-03-02T10:00:00+05:30",
    "sent": "2026-03-10",
}
# Facts of one kind of case that stand in the way of another's answer.
NOT_BESIDE = {
    "reduced_price": {"price_year"},
    "surcharge": {"days_late", "due_day"},
    "total": {"days_late", "due_day"},
}


@pytest.mark.parametrize(
    ("rule", "output"),
    [(rule, output) for rule, words in VOCABULARY.items() for output in words["outputs"]],
)
def test_a_rule_answers_with_every_word_a_case_may_ask_for(rule: str, output: str) -> None:
    inputs = {
        name: SAMPLES.get(name, "2026-03-03")
        for name in VOCABULARY[rule]["inputs"]
        if name not in NOT_BESIDE.get(output, set())
    }
    if rule == "FR-L241-4":
        inputs["days_late"] = 20
    if rule == "KR-INT":
        inputs |= {"currency": "KRW", "amount": "365000"}
    wanted = {output: None}
    case = {"case_id": "asked", "rule_id": rule, "confidence": "high", "inputs": inputs, "expected": wanted}
    outcome = law.run(case)
    assert outcome.differences, f"{rule} says nothing of {output}: {inputs}"
