"""Anyone can do the sum of a row again from its inputs, to within the rounding of one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from hypothesis import assume, given

from refundtui.domain.money import Money
from refundtui.domain.order import LineKind
from refundtui.domain.quote import QuoteRow
from refundtui.domain.switches import DepreciationFloor, Switches, TaxOnPart, TaxRounding
from tests.domain.quote_strategies import History, histories

Inputs = Mapping[str, Any]
_ROUNDING: Final = 2  # minor units: what units before rounded, and this row's own


def _percent(text: str) -> Fraction:
    return Fraction(text.removesuffix(" %")) / 100


def _of_units(v: Inputs) -> Fraction:
    return Fraction(v["paid"] * v["units"], v["of_units"])


def _unused(v: Inputs) -> Fraction:
    return Fraction(v["paid"] * v["unused_days"], v["days"])


def _percent_of_base(v: Inputs) -> Fraction:
    return _percent(v["percent"]) * -int(v["base"])


_SUMS: Final[Mapping[str, Callable[[Inputs], Fraction | int]]] = {
    "share_of_units": _of_units,
    "unused_units": _of_units,
    "unused_days": _unused,
    "unused_days_less_credit": lambda v: max(Fraction(0), _unused(v) - v["credited"]),
    "rest_of_line": lambda v: v["paid"],
    "rest_after_earlier": lambda v: v["paid"] - v["before"],
    "reduction_ratio": lambda v: v["paid"] * (1 - Fraction(v["actual_value"], v["conforming_value"])),
    "repriced": lambda v: v["paid"] - v["new_price"],
    "repriced_again": lambda v: v["paid"] - v["new_price"] - v["before"],
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


@given(histories())
def test_the_sum_of_a_first_refund_s_row_can_be_done_again_from_its_inputs(history: History) -> None:
    # Taxed by its rate or rounded over the whole note, a row's tax is not a share of what its own line paid.
    switches = history.terms.switches
    assume(switches.tax_rounding is not TaxRounding.HEADER and switches.tax_on_part is not TaxOnPart.RATE)
    # Of a bought balance only the unspent part can go back; a discount line is cut at nothing.
    other = {
        line.id for line in history.start.lines if line.kind is LineKind.STORED_VALUE or line.gross.minor < 0
    }
    # What went back before is told by rows of its own formula; here it is the first refund of an order.
    assume(not history.start.earlier)
    for _, _, quote in history.steps[:1]:
        for row in quote.rows:
            again = _again(row, history.terms.switches)
            if again is None or row.line_id in other:
                continue
            computed = row.amount if row.uncapped is None else row.uncapped
            assert abs(again - computed.minor) <= _ROUNDING, (row.formula, again, computed)
