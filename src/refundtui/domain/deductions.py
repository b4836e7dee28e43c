"""What is taken off: condition of what came back, and fees; what the law forbids is shown struck."""

from __future__ import annotations

from fractions import Fraction

from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.money import Currency, Money, half_up
from refundtui.domain.quote import Input, RowCode
from refundtui.domain.request import TypedDeduction
from refundtui.domain.switches import FeeTax
from refundtui.domain.terms import Fee, FeeBase, Source
from refundtui.domain.worksheet import ComingBack, Worksheet, in_proportion

_ROWS = {
    "restocking": RowCode.RESTOCKING,
    "return_shipping": RowCode.RETURN_SHIPPING,
    "handling": RowCode.HANDLING,
    "use": RowCode.USE_MADE,
}
_CONDITION = "condition"


def deduct_condition(sheet: Worksheet) -> None:
    """A grade takes its part off the paid value of what came back, tax in proportion."""
    for back in tuple(sheet.coming_back):
        grade = sheet.terms.grade(back.grade)
        if back.grade is None or grade is None or not grade.percent or back.row.amount.minor <= 0:
            continue
        gross = half_up(back.row.amount.minor * grade.percent)
        taxes = {tax.code: half_up(tax.amount.minor * grade.percent) for tax in back.row.taxes}
        _deduct(
            sheet,
            _CONDITION,
            RowCode.CONDITION,
            gross,
            taxes,
            source=grade.source,
            line_id=back.line.id,
            formula="grade_percent",
            inputs=(
                ("value", back.row.amount),
                ("grade", back.grade.value),
                ("percent", _percent(grade.percent)),
            ),
        )


def deduct_fees(sheet: Worksheet) -> None:
    """The policy's own fees on what comes back; never more than what the goods bring."""
    for fee in sheet.terms.fees:
        on = [back for back in sheet.coming_back if _falls_on(fee, back)]
        if not on:
            continue
        if fee.percent is not None:
            for back in on:
                _percent_fee(sheet, fee, fee.percent, back)
        elif fee.amount is not None and fee.amount.currency != sheet.of:
            sheet.notes.append(_in_other_money(fee, fee.amount, sheet.of))
        elif fee.amount is not None:
            _fixed_fees(sheet, fee, fee.amount.minor, on)


def _in_other_money(fee: Fee, amount: Money, of: Currency) -> Finding:
    """Nobody has said at which rate: it is not taken, and can be typed where it is due."""
    return Finding(
        "deduction.other_currency",
        Outcome.NOTE,
        (("deduction", fee.code), ("amount", amount), ("currency", of.code)),
        Basis.POLICY,
        fee.source.rule,
        fee.source.clause,
    )


def deduct_typed(sheet: Worksheet, typed: tuple[TypedDeduction, ...]) -> Finding | None:
    """Deductions typed by hand, for a cost that really arose."""
    for deduction in typed:
        if deduction.amount.minor <= 0:
            return Finding("deduction.not_positive", Outcome.FAIL, (("deduction", deduction.code),))
        code = _ROWS.get(deduction.code, RowCode.HANDLING)
        _deduct(
            sheet,
            deduction.code,
            code,
            deduction.amount.minor,
            {},
            source=sheet.terms.source(code),
            formula="typed",
            inputs=(("typed", deduction.amount),),
        )
    return None


def _falls_on(fee: Fee, back: ComingBack) -> bool:
    return (
        back.row.amount.minor > 0
        and (fee.line_ids is None or back.line.id in fee.line_ids)
        and (fee.grades is None or back.grade in fee.grades)
    )


def _percent_fee(sheet: Worksheet, fee: Fee, percent: Fraction, back: ComingBack) -> None:
    in_full = sheet.terms.switches.restocking_tax is FeeTax.IN_FULL
    base = back.row.net if in_full else back.row.amount
    taxes = {} if in_full else {tax.code: half_up(tax.amount.minor * percent) for tax in back.row.taxes}
    _deduct(
        sheet,
        fee.code,
        _ROWS.get(fee.code, RowCode.HANDLING),
        half_up(base.minor * percent),
        taxes,
        source=fee.source,
        line_id=back.line.id,
        formula="percent_of_price" if in_full else "percent_of_paid",
        inputs=(("base", base), ("percent", _percent(percent))),
        switches=("restocking_tax",),
    )


def _fixed_fees(sheet: Worksheet, fee: Fee, amount: int, on: list[ComingBack]) -> None:
    in_full = sheet.terms.switches.restocking_tax is FeeTax.IN_FULL
    targets: list[tuple[int, str | None, ComingBack]]
    match fee.base:
        case FeeBase.ORDER:
            targets = [(amount, None, on[0])]
        case FeeBase.LINE:
            targets = [(amount, back.line.id, back) for back in on]
        case FeeBase.UNIT:
            targets = [(amount * back.units, back.line.id, back) for back in on]
    for due, line_id, back in targets:
        inside = {tax.code: tax.amount.minor for tax in back.row.taxes}
        _deduct(
            sheet,
            fee.code,
            _ROWS.get(fee.code, RowCode.HANDLING),
            due,
            {} if in_full else in_proportion(due, inside, back.row.amount.minor),
            source=fee.source,
            line_id=line_id,
            formula="fixed_fee",
            inputs=(("fee", sheet.money(amount)), ("per", fee.base.value)),
        )


def _deduct(
    sheet: Worksheet,
    name: str,
    code: RowCode,
    gross: int,
    taxes: dict[str, int],
    *,
    source: Source,
    formula: str,
    inputs: tuple[tuple[str, Input], ...],
    line_id: str | None = None,
    switches: tuple[str, ...] = (),
) -> None:
    if gross <= 0:
        return  # a deduction gives nothing, whatever a pack says
    struck = sheet.terms.struck_by(name)
    if struck is not None:
        sheet.notes.append(
            Finding(
                "deduction.struck",
                Outcome.NOTE,
                (("deduction", name), ("amount", sheet.money(gross))),
                Basis.LAW,
                struck.source.rule,
                struck.source.clause,
            )
        )
    owed = sheet.sum - sheet.goodwill  # a deduction is never paid out of goodwill
    room = max(0, owed if line_id is None else min(owed, sheet.on_line.get(line_id, 0)))
    taken = gross if struck is not None else min(gross, room)
    if taken < gross:
        taxes = in_proportion(taken, taxes, gross)
    given = sheet.tax_given(line_id)
    taxes = {code: min(tax, max(0, given.get(code, 0))) for code, tax in taxes.items()}
    if taken or struck is not None:
        sheet.take(
            code,
            taken,
            taxes,
            line_id=line_id,
            formula=formula,
            inputs=inputs,
            source=source if struck is None else struck.source,
            switches=switches,
            uncapped=gross if taken < gross else None,
            struck=struck is not None,
        )


def _percent(part: Fraction) -> str:
    """A part as people write it: 15 %, 12.5 %; as a fraction, 100/3 %, where no decimals say it."""
    millionths = part * 100 * 10**6
    if millionths.denominator != 1:
        return f"{part * 100} %"
    whole, rest = divmod(millionths.numerator, 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") + " %"
