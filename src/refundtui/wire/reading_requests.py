"""A written request into what the calculator is asked."""

from __future__ import annotations

from refundtui.domain.money import Currency
from refundtui.domain.order import Order
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    Charge,
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Settle,
    Stated,
    TypedDeduction,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.wire.reading import Reading
from refundtui.wire.request_forms import (
    DepreciatedValueForm,
    EverythingForm,
    FromPaymentForm,
    GoodwillForm,
    ItemForm,
    LineAmountForm,
    OrderReductionForm,
    PriceReductionForm,
    RepricedForm,
    RequestForm,
    RestOfLineForm,
    UnitsForm,
    UnusedTimeForm,
    UnusedUnitsForm,
)


def read_request(
    form: RequestForm, order: Order | None, of: Currency, reading: Reading, path: str = "request"
) -> RefundRequest:
    """What is asked; lines and payments must stand in the order."""
    payments = [payment.id for payment in order.payments] if order else []
    for name, where in ((form.payment, "payment"), (form.preferred_payment, "preferred_payment")):
        if name is not None:
            reading.known(name, payments, f"{path}.{where}", "payment.unknown")
    return RefundRequest(
        items=tuple(
            _item(item, order, of, reading, f"{path}.items[{n}]") for n, item in enumerate(form.items)
        ),
        charges=tuple(
            Charge(charge.title, reading.money(charge.amount, of, f"{path}.charges[{n}].amount"))
            for n, charge in enumerate(form.charges)
        ),
        deductions=tuple(
            TypedDeduction(off.code, reading.money(off.amount, of, f"{path}.deductions[{n}].amount"))
            for n, off in enumerate(form.deductions)
        ),
        override=reading.maybe_money(form.override, of, f"{path}.override"),
        settle=Settle(form.settle),
        payment_id=form.payment,
        preferred_payment=form.preferred_payment,
        to_tender=form.to_tender,
        tender_order=tuple(form.tender_order),
        even_exchange=form.even_exchange,
    )


def _item(form: ItemForm, order: Order | None, of: Currency, reading: Reading, path: str) -> Item:
    line = getattr(form, "line", None)
    if line is not None:
        known = [known.id for known in order.lines] if order else []
        if not reading.problems or known:
            reading.known(line, known, f"{path}.line", "line.unknown")
    match form:
        case UnitsForm():
            return Units(form.line, form.units, None if form.grade is None else Grade(form.grade))
        case LineAmountForm():
            amount = reading.money(form.amount, of, f"{path}.amount")
            return LineAmount(form.line, amount, Stated(form.stated), form.units, form.unit)
        case RestOfLineForm():
            return RestOfLine(form.line)
        case EverythingForm():
            return Everything()
        case UnusedTimeForm():
            return UnusedTime(form.line, form.ended_on, form.counted)
        case UnusedUnitsForm():
            return UnusedUnits(form.line, form.used)
        case PriceReductionForm():
            return PriceReduction(
                form.line,
                reading.money(form.actual_value, of, f"{path}.actual_value"),
                reading.money(form.conforming_value, of, f"{path}.conforming_value"),
                form.units,
            )
        case OrderReductionForm():
            return OrderReduction(reading.money(form.amount, of, f"{path}.amount"), Stated(form.stated))
        case RepricedForm():
            return Repriced(form.line, reading.money(form.new_price, of, f"{path}.new_price"))
        case GoodwillForm():
            return Goodwill(
                reading.money(form.amount, of, f"{path}.amount"),
                Stated(form.stated),
                reading.rate(form.tax_rate, f"{path}.tax_rate"),
            )
        case DepreciatedValueForm():
            return DepreciatedValue(form.line, form.months, form.units)
        case FromPaymentForm():
            payments = [payment.id for payment in order.payments] if order else []
            reading.known(form.payment, payments, f"{path}.payment", "payment.unknown")
            return FromPayment(form.payment, reading.maybe_money(form.amount, of, f"{path}.amount"))
