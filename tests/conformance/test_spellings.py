"""What the adapter reads: every way a case may spell a fact leads to the same call of the calculator."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import engines

Raw = dict[str, Any]


def case(
    request: Raw, expected: Raw, *, portability: str = "universal", currency: str = "USD", **order: Any
) -> Raw:
    empty: Raw = {"lines": [], "shipping": [], "order_discount": None, "payments": [], "prior_refunds": []}
    return {
        "id": "spelled",
        "currency": currency,
        "portability": portability,
        "order": {**empty, **order},
        "request": request,
        "expected": expected,
    }


def line(sku: str, quantity: int, price: str, **facts: Any) -> Raw:
    return {"sku": sku, "quantity": quantity, "unit_price": price, **facts}


def units(*wanted: tuple[str, int]) -> Raw:
    return {
        "type": "line_quantity",
        "items": [{"sku": sku, "quantity": quantity} for sku, quantity in wanted],
    }


SHIRT = line("shirt", 2, "10.00", tax_rate="0.23", tax_included=False)
FEE = line("fee", 1, "20.00", kind="fee", tax_amount="3.00")
TWO_TAXES = line("a", 1, "100.00", taxes=[{"code": "c", "amount": "1.00"}, {"code": "s", "amount": "9.00"}])

CASES: dict[str, Raw] = {
    "a fee has no units": case(units(("fee", 5)), {"refund_total": "23.00"}, lines=[FEE]),
    "delivery has no units": case(
        {"type": "line_quantity", "items": [{"shipping_id": "s", "quantity": 5}]},
        {"refund_total": "10.00"},
        shipping=[{"id": "s", "amount": "10.00"}],
    ),
    "one SKU on two lines is taken from both": case(
        units(("a", 3)), {"refund_total": "29.00"}, lines=[line("a", 2, "10.00"), line("a", 1, "9.00")]
    ),
    "a SKU asked for twice takes the next line": case(
        units(("a", 1), ("a", 1)),
        {"refund_total": "19.00"},
        lines=[line("a", 1, "10.00"), line("a", 1, "9.00")],
    ),
    "all that is left of a SKU is on all its lines": case(
        {"type": "line_all_remaining", "sku": "a"},
        {"refund_total": "29.00"},
        lines=[line("a", 2, "10.00"), line("a", 1, "9.00")],
    ),
    "one unit by its number gives what is left of it": case(
        {"type": "line_quantity", "items": [{"sku": "shirt", "unit_index": 1, "quantity": 1}]},
        {"refund_total": "7.30", "remaining_on_unit": "0.00"},
        lines=[SHIRT],
        prior_refunds=[{"scope": "unit", "sku": "shirt", "unit_index": 1, "amount_gross": "5.00"}],
    ),
    "an earlier refund lists its items": case(
        {"type": "all_remaining"},
        {"refund_total": "15.00"},
        lines=[line("a", 2, "10.00"), line("b", 1, "10.00")],
        prior_refunds=[{"items": [{"sku": "a", "quantity": 1}], "amount": "15.00"}],
    ),
    "a payment says what it gave back": case(
        {"type": "amount", "payment_id": "p"},
        {"refund_total": "20.00"},
        lines=[line("a", 3, "10.00")],
        payments=[{"id": "p", "amount": "30.00", "refunded": "10.00"}],
    ),
    "a payment says what is disputed": case(
        {"type": "all_remaining"},
        {"refund_total": "20.00"},
        lines=[line("a", 3, "10.00")],
        payments=[{"id": "p", "amount": "30.00", "disputed": "10.00"}],
    ),
    "taxes are typed as a list": case(
        {
            "type": "line_amount",
            "items": [
                {
                    "sku": "a",
                    "amount_net": "50.00",
                    "taxes": [{"code": "c", "amount": "0.50"}, {"code": "s", "amount": "4.50"}],
                }
            ],
        },
        {"refund_total": "55.00", "taxes": {"c": "0.50", "s": "4.50"}},
        portability="policy:allow_explicit_tax",
        lines=[TWO_TAXES],
    ),
    "a line is adjusted as a whole": case(
        units(("a", 2)), {"refund_total": "1.67"}, lines=[line("a", 2, "0.83", line_adjustment="0.01")]
    ),
    "a discount is on every unit": case(
        units(("a", 1)),
        {"refund_total": "9.00"},
        lines=[line("a", 2, "10.00", discounts=[{"scope": "unit", "amount": "1.00"}])],
    ),
    "a new thing's tax comes on top": case(
        {
            "type": "exchange",
            "returned": [{"sku": "a", "quantity": 1}],
            "new_items": [{"sku": "b", "quantity": 1, "unit_price": "50.00", "tax_rate": "0.20"}],
        },
        {"new_charge": "60.00", "refund_total": "40.00"},
        lines=[line("a", 1, "100.00")],
    ),
    "the smallest unit is named": case(
        {"type": "allocate", "amount": "1.000", "weights": ["1", "1", "1"], "minor_unit": "0.001"},
        {"shares": ["0.334", "0.333", "0.333"]},
    ),
    "a switch goes by our own name": case(
        units(("a", 1)),
        {"refund_total": "150.00"},
        portability="policy:last_unit=remainder+over_cap=refuse",
        lines=[line("a", 2, "100.00")],
        prior_refunds=[{"sku": "a", "quantity": 1, "amount": "50.00"}],
    ),
    "the request names the order of tenders": case(
        {"type": "tender_split", "amount": "10.00", "tender_order": "pro_rata"},
        {"tenders": {"g": "3.33", "c": "6.67"}},
        lines=[line("a", 1, "90.00")],
        payments=[{"id": "g", "amount": "30.00"}, {"id": "c", "amount": "60.00"}],
    ),
    "a whole note may go to store credit": case(
        {**units(("a", 1)), "to": "store_credit"},
        {"credit_total": "10.00", "refund_total": "0.00"},
        lines=[line("a", 1, "10.00")],
    ),
    "nothing named is nothing asked": case(
        {"type": "mixed", "items": []}, {"rejected": True}, lines=[line("a", 1, "10.00")]
    ),
    "yen have no decimals": case(
        {"type": "sequence", "steps": [{"sku": "a", "quantity": 1}] * 3},
        {"refund_per_step": ["2967", "2966", "2967"]},
        currency="JPY",
        lines=[line("a", 3, "2966.67", line_total="8900")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_spelling_is_understood(name: str) -> None:
    outcome = engines.run(CASES[name])
    assert outcome.passed, outcome.trouble or outcome.differences


def test_days_that_the_source_counted_otherwise_fail_the_case() -> None:
    plan = line("plan", 1, "31.00", service_period={"start": "2022-10-01", "end": "2022-10-31"})
    asked = {"type": "unused_time", "sku": "plan", "cancelled_on": "2022-10-15", "unused_days": 17}
    outcome = engines.run(case(asked, {"refund_total": "16.00"}, lines=[plan]))
    assert outcome.differences == (("unused_days", 17, 16),)


def test_a_switch_that_nobody_has_fails_the_case() -> None:
    outcome = engines.run(
        case(units(("a", 1)), {}, portability="policy:weather=fine", lines=[line("a", 1, "1")])
    )
    assert not outcome.passed
