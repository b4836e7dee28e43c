"""Anyone can do the sum of a row again from its inputs: the first refund of an order and every later one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given

from refundtui.domain.calculator import as_earlier
from refundtui.domain.money import Money, half_up, nearest
from refundtui.domain.order import EarlierRefund, RefundedPart
from refundtui.domain.quote import QuoteRow
from refundtui.domain.request import Repriced, Units, UnusedUnits
from refundtui.domain.switches import (
    DepreciationFloor,
    LastUnit,
    Rounding,
    Switches,
    TaxOnPart,
    Total,
)
from refundtui.domain.terms import Terms
from refundtui.domain.unit_shares import SHARES_OF_UNITS
from refundtui.i18n.figures import worked_out
from refundtui.i18n.speech import Speech
from tests.domain.quote_strategies import History, histories
from tests.domain.small_orders import eur, line, order, quoted, refused

Inputs = Mapping[str, Any]
_EXACT: Final = SHARES_OF_UNITS | {
    "unused_units", "rest_of_line", "rest_after_earlier", "repriced", "repriced_again", "delivery_in_full",
    "delivery_standard", "delivery_standard_again",
}  # fmt: skip
_ROUNDING: Final = 2  # minor units, for all others: what units before rounded, and this row's own
_AFTERWARDS: Final = ("rounded_down", "rounded_over_note", "above_invoiced_tax")


def _percent(text: str) -> Fraction:
    return Fraction(text.removesuffix(" %")) / 100


def _share(whole: int, v: Inputs) -> int:
    """Of the next units: all up to them, rounded, less those before, rounded."""
    before, n = v["units_before"], v["of_units"]
    return nearest(whole * (before + v["units"]), n) - nearest(whole * before, n)


def _by_parts(v: Inputs) -> int:
    net = _share(v["net"], v)
    for name, tax in v.items():
        kind, _, code = name.partition(":")
        if kind == "tax" and f"rate:{code}" in v:
            by_rate = half_up(_share(v["net"], v) * Fraction(v[f"rate:{code}"]))
            net += min(by_rate, max(0, tax - v.get(f"tax_before:{code}", 0)))
        elif kind == "tax":
            net += v["units"] * nearest(tax, v["of_units"]) if v.get("tax_rounded") else _share(tax, v)
    return net


def _unused(v: Inputs) -> Fraction:
    return Fraction(v["paid"] * v["unused_days"], v["days"])


def _percent_of_base(v: Inputs) -> Fraction:
    return _percent(v["percent"]) * -int(v["base"])


_SUMS: Final[Mapping[str, Callable[[Inputs], Fraction | int]]] = {
    "share_of_units": lambda v: _share(v["paid"], v),
    "unused_units": lambda v: _share(v["paid"], v),
    "share_of_next_units": lambda v: v["until"] - v["until_before"],
    "share_of_last_units": lambda v: v["until"] - v["until_before"] + v["drift"],
    "rest_with_last_units": lambda v: v["paid"] - v["before"],
    "share_of_net_and_tax": _by_parts,
    "share_of_net_taxed_by_rate": _by_parts,
    "unused_days": _unused,
    "unused_days_less_credit": lambda v: max(Fraction(0), _unused(v) - v["credited"]),
    "rest_of_line": lambda v: v["paid"],
    "rest_after_earlier": lambda v: v["paid"] - v["before"],
    "reduction_ratio": lambda v: v["paid"] * (1 - Fraction(v["actual_value"], v["conforming_value"])),
    "repriced": lambda v: v["paid"] - v["new_price"],
    "repriced_again": lambda v: v["paid"] - v["new_price"] - v["before"],
    "delivery_in_full": lambda v: v["paid"],
    "delivery_standard": lambda v: v["paid"] - v["surcharge"],
    "delivery_standard_again": lambda v: max(0, v["paid"] - v["surcharge"] - v["before"]),
    "delivery_in_proportion": lambda v: Fraction(v["paid"] * v["back"], v["goods"]),
    "grade_percent": lambda v: -v["value"] * _percent(v["percent"]),
    "percent_of_paid": _percent_of_base,
    "percent_of_price": _percent_of_base,
}


def _depreciated(row: QuoteRow, v: Inputs, switches: Switches) -> Fraction:
    floor = Fraction(v["floor"])
    if row.formula == "declining":
        rate = Fraction(v["rate"])
        years, months = divmod(v["age_months"], 12)
        left = (1 - rate) ** years * (1 - rate * Fraction(months, 12))
    else:
        left = 1 - min(Fraction(1), Fraction(v["age_months"], v["life_months"]))
    residual = switches.depreciation_floor is DepreciationFloor.RESIDUAL
    return Fraction(v["price"] * (floor + (1 - floor) * left if residual else max(floor, left)))


def _again(row: QuoteRow, switches: Switches) -> Fraction | None:
    v = {name: value.minor if isinstance(value, Money) else value for name, value in row.inputs}
    if row.formula in {"straight_line", "declining"}:
        return _depreciated(row, v, switches)
    return Fraction(_SUMS[row.formula](v)) if row.formula in _SUMS else None


def _told(row: QuoteRow) -> int:
    """What the row was before its cap and before what its other inputs say was rounded or kept back after it."""
    if row.uncapped is not None:
        return row.uncapped.minor
    after = (value for name, value in row.inputs if name in _AFTERWARDS)
    return row.amount.minor - sum(value.minor for value in after if isinstance(value, Money))


@given(histories())
def test_the_sum_of_a_row_can_be_done_again_from_its_inputs(history: History) -> None:
    for quote in history.quotes:
        for row in quote.rows:
            again = _again(row, history.terms.switches)
            if again is not None:
                off = 0 if row.formula in _EXACT else _ROUNDING
                assert abs(again - _told(row)) <= off, (row.formula, again, _told(row), row)


THREE: Final = order(line("shirt", 1000, 3, tax=167))
LESS: Final = EarlierRefund("before", (RefundedPart("shirt", eur(332), 1),))  # a cent less than its share


@pytest.mark.parametrize(
    ("switches", "refunds", "says"),
    [
        pytest.param(Switches(), (), "1 of 3 units, for which €10.00 was paid", id="the first"),
        pytest.param(
            Switches(),
            (1,),
            "€10.00 paid for 3 units: €6.67 for 2, less €3.33 for the 1 before",
            id="the next",
        ),
        pytest.param(
            Switches(last_unit=LastUnit.REMAINDER),
            (1, 1),
            "all that is left with the last units: €10.00 paid less €6.67 that went back before",
            id="whatever is left",
        ),
        pytest.param(
            Switches(total=Total.SUM_OF_ROUNDED_PARTS),
            (),
            "1 of 3 units: their share of €8.33 net, and of each tax, each rounded by itself",
            id="parts",
        ),
        pytest.param(
            Switches(tax_on_part=TaxOnPart.RATE),
            (),
            "1 of 3 units: their share of €8.33 net, with tax at its rate on top",
            id="by rate",
        ),
        pytest.param(
            Switches(rounding=Rounding.SUM_FLOOR),
            (1,),
            (
                "€10.00 paid for 3 units: €6.67 for 2, less €3.33 for the 1 before; "
                "-€0.01, for the sum of the goods is rounded down once"
            ),
            id="rounded down",
        ),
    ],
)
def test_a_share_of_units_says_in_words_how_it_was_come_to(
    switches: Switches, refunds: tuple[int, ...], says: str
) -> None:
    terms, bought = Terms(switches), THREE
    for number, units in enumerate(refunds):
        bought = bought.after(as_earlier(quoted(bought, Units("shirt", units), terms=terms), f"r{number}"))
    assert worked_out(quoted(bought, Units("shirt", 1), terms=terms).rows[0], Speech("en")) == says


def test_what_rounding_left_over_is_named_where_it_goes_out_with_the_last_units() -> None:
    row = quoted(THREE.after(LESS), Units("shirt", 2)).rows[0]
    assert (row.formula, row.amount, dict(row.inputs)["drift"]) == ("share_of_last_units", eur(668), eur(1))


def test_units_of_a_service_are_explained_as_units_of_goods_are() -> None:
    first = quoted(THREE, UnusedUnits("shirt", 2)).rows[0]
    again = quoted(THREE.after(LESS), UnusedUnits("shirt", 1)).rows[0]
    assert (first.formula, again.formula) == ("unused_units", "share_of_next_units")


def test_tax_by_rate_names_net_and_rate_of_every_code() -> None:
    row = quoted(THREE, Units("shirt", 2), terms=Terms(Switches(tax_on_part=TaxOnPart.RATE))).rows[0]
    told = dict(row.inputs)
    assert (told["net"], told["tax:vat"], told["rate:vat"]) == (eur(833), eur(167), "1/5")


def test_a_discount_is_repriced_to_a_smaller_discount_and_never_to_a_price() -> None:
    bought = order(line("shirt", 1000), line("voucher", -300))
    row = quoted(bought, Units("shirt", 1), Repriced("voucher", eur(-100))).rows[1]
    assert (row.amount, dict(row.inputs)["new_price"]) == (eur(-200), eur(-100))
    assert refused(bought, Repriced("voucher", eur(100)))[0] == "reprice.not_lower"
