"""A written order into the order as it was paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from refundtui.domain.bank_account import fault_of
from refundtui.domain.hostile_text import clean_value
from refundtui.domain.iban import IbanFault, compact
from refundtui.domain.invoice import (
    ListedDiscount,
    ListedLine,
    ListedOrderDiscount,
    ListedTax,
    Listing,
    paid_order,
)
from refundtui.domain.money import (
    Currency,
    Money,
)
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderLine,
    Payment,
    RefundedPart,
    RefundStatus,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.wire.order_forms import (
    EarlierRefundForm,
    LineForm,
    OrderForm,
    PaymentForm,
    TaxForm,
)
from refundtui.wire.problems import problem
from refundtui.wire.reading import (
    Reading,
)


def read_order(form: OrderForm, reading: Reading, path: str = "order") -> Order:
    """The order as it was paid; mistakes are noted on `reading`."""
    of = reading.currency(form.currency, f"{path}.currency")
    _refuse_twins([line.id for line in form.lines], reading, f"{path}.lines")
    _refuse_twins([payment.id for payment in form.payments], reading, f"{path}.payments")
    facts = Order(
        id=form.id,
        currency=of,
        lines=(),
        payments=tuple(
            _payment(payment, of, reading, f"{path}.payments[{n}]") for n, payment in enumerate(form.payments)
        ),
        earlier=tuple(
            _earlier(past, form, of, reading, f"{path}.earlier[{n}]") for n, past in enumerate(form.earlier)
        ),
        status=form.status,
        ordered_at=form.ordered_at,
        delivered_on=form.delivered_on,
        country=form.country,
        region=form.region,
        channel=form.channel,
        tags=tuple(form.tags),
        declared_total=reading.maybe_money(form.declared_total, of, f"{path}.declared_total"),
    )
    paid = [line.net is not None for line in form.lines]
    if all(paid):
        lines = tuple(
            _paid_line(line, of, reading, f"{path}.lines[{n}]") for n, line in enumerate(form.lines)
        )
        if form.discounts:
            reading.problems.append(problem(f"{path}.discounts", "order.discount_on_paid_lines"))
        order = replace(facts, lines=lines)
    elif any(paid):
        where = f"{path}.lines[{paid.index(not paid[0])}]"
        reading.problems.append(problem(where, "order.listed_and_paid_lines"))
        order = facts
    else:
        order = _from_list(form, facts, of, reading, path)
    if not reading.problems:
        _check_sums(order, reading, path)
    return clean_value(order)


def _check_sums(order: Order, reading: Reading, path: str) -> None:
    """Less paid than it came to is a part payment; more, or another total, is a mistake somewhere."""
    reading.countable(order.total, f"{path}.lines")
    if order.declared_total is not None and order.declared_total != order.total:
        reading.problems.append(
            problem(
                f"{path}.declared_total",
                "order.total_differs",
                declared=order.declared_total,
                lines=order.total,
            )
        )
    paid = order.paid
    if paid is not None and paid > order.total:
        reading.problems.append(
            problem(f"{path}.payments", "payments.exceed_order", paid=paid, lines=order.total)
        )


def _from_list(form: OrderForm, facts: Order, of: Currency, reading: Reading, path: str) -> Order:
    lines = tuple(_listed_line(line, of, reading, f"{path}.lines[{n}]") for n, line in enumerate(form.lines))
    discounts = tuple(
        ListedOrderDiscount(
            amount=reading.exact(discount.amount, of, f"{path}.discounts[{n}].amount"),
            percent=reading.rate(discount.percent, f"{path}.discounts[{n}].percent"),
            gross=discount.on_gross,
            with_shipping=discount.with_shipping,
            minimum=reading.exact(discount.minimum, of, f"{path}.discounts[{n}].minimum"),
        )
        for n, discount in enumerate(form.discounts)
    )
    other_tax = reading.exact(form.other_tax, of, f"{path}.other_tax")
    if reading.problems:
        return facts
    return paid_order(Listing(facts, lines, discounts, other_tax))


def _listed_line(line: LineForm, of: Currency, reading: Reading, path: str) -> ListedLine:
    if line.unit_price is None and line.line_total is None:
        reading.problems.append(problem(path, "line.without_price"))
    return ListedLine(
        id=line.id,
        units=line.units,
        price=reading.exact(line.unit_price, of, f"{path}.unit_price") or Fraction(0),
        title=line.title,
        sku=line.sku,
        kind=LineKind(line.kind),
        includes_tax=line.price_includes_tax,
        line_total=reading.exact(line.line_total, of, f"{path}.line_total"),
        discounts=tuple(
            ListedDiscount(
                reading.exact(discount.amount, of, f"{path}.discounts[{n}].amount"),
                reading.rate(discount.percent, f"{path}.discounts[{n}].percent"),
                discount.of_order,
            )
            for n, discount in enumerate(line.discounts)
        ),
        taxes=tuple(
            ListedTax(
                tax.code,
                reading.rate(tax.rate, f"{path}.taxes[{n}].rate"),
                reading.exact(tax.amount, of, f"{path}.taxes[{n}].amount"),
            )
            for n, tax in enumerate(line.taxes)
        ),
        facts=_line_facts(line, of, reading, path),
    )


def _paid_line(line: LineForm, of: Currency, reading: Reading, path: str) -> OrderLine:
    if line.unit_price is not None or line.line_total is not None or line.discounts:
        reading.problems.append(problem(path, "line.listed_and_paid"))
    return replace(
        _line_facts(line, of, reading, path),
        net=reading.money(line.net or "0", of, f"{path}.net"),
        taxes=_taxes(line.taxes, of, reading, f"{path}.taxes"),
    )


def _line_facts(line: LineForm, of: Currency, reading: Reading, path: str) -> OrderLine:
    period = line.period
    return OrderLine(
        id=line.id,
        title=line.title or line.sku or line.id,
        units=line.units,
        net=Money(0, of),
        kind=LineKind(line.kind),
        sku=line.sku,
        category=line.category,
        tags=tuple(line.tags),
        price_includes_tax=line.price_includes_tax,
        delivered_on=line.delivered_on,
        period=None
        if period is None
        else ServicePeriod(
            start=period.start,
            end_exclusive=None if period.end is None else date.fromordinal(period.end.toordinal() + 1),
            days=period.days,
            trial_end_exclusive=period.trial_ends,
        ),
        surcharge=reading.maybe_money(line.surcharge, of, f"{path}.surcharge"),
    )


def _taxes(taxes: list[TaxForm], of: Currency, reading: Reading, path: str) -> tuple[Tax, ...]:
    for n, tax in enumerate(taxes):
        if tax.amount is None:
            reading.problems.append(problem(f"{path}[{n}]", "tax.without_amount"))
    return tuple(
        Tax(
            tax.code,
            reading.money(tax.amount or "0", of, f"{path}[{n}].amount"),
            reading.rate(tax.rate, f"{path}[{n}].rate"),
        )
        for n, tax in enumerate(taxes)
    )


def _payment(form: PaymentForm, of: Currency, reading: Reading, path: str) -> Payment:
    payment = Payment(
        id=form.id,
        captured=reading.money(form.captured, of, f"{path}.captured"),
        kind=TenderKind(form.kind),
        label=form.label,
        refundable=reading.maybe_money(form.refundable, of, f"{path}.refundable"),
        disputed=reading.maybe_money(form.disputed, of, f"{path}.disputed"),
        can_be_refunded=form.can_be_refunded,
        provider=form.provider,
        reference=form.reference,
        capture=form.capture,
        captured_as=form.captured_as,
        payer_name=form.payer_name,
        payer_iban=compact(form.payer_iban),
    )
    fault = fault_of(payment.payer_iban) if payment.payer_iban else None
    if fault is not None and fault is not IbanFault.HIDDEN:
        reading.problems.append(problem(f"{path}.payer_iban", "payment.no_iban"))
    for name in ("captured", "refundable", "disputed"):
        part = getattr(payment, name)
        if part is not None and not 0 <= part.minor <= payment.captured.minor:
            captured = payment.captured
            reading.problems.append(
                problem(f"{path}.{name}", "payment.impossible", value=part, captured=captured)
            )
    return payment


def _earlier(
    form: EarlierRefundForm, order: OrderForm, of: Currency, reading: Reading, path: str
) -> EarlierRefund:
    for n, part in enumerate(form.parts):
        reading.known(part.line, [line.id for line in order.lines], f"{path}.parts[{n}].line", "line.unknown")
    for name in form.tenders:
        reading.known(name, [payment.id for payment in order.payments], f"{path}.tenders", "payment.unknown")
    return EarlierRefund(
        id=form.id,
        parts=tuple(
            RefundedPart(
                line_id=part.line,
                gross=reading.money(part.gross, of, f"{path}.parts[{n}].gross"),
                units=part.units,
                taxes=None
                if part.taxes is None
                else _taxes(part.taxes, of, reading, f"{path}.parts[{n}].taxes"),
                withheld=reading.maybe_money(part.withheld, of, f"{path}.parts[{n}].withheld"),
            )
            for n, part in enumerate(form.parts)
        ),
        loose=reading.maybe_money(form.loose, of, f"{path}.loose"),
        spent=reading.maybe_money(form.spent, of, f"{path}.spent"),
        loose_taxes=_taxes(form.loose_taxes, of, reading, f"{path}.loose_taxes"),
        tenders=tuple(
            (name, reading.money(amount, of, f"{path}.tenders.{name}"))
            for name, amount in form.tenders.items()
        ),
        status=RefundStatus(form.status),
        kind=form.kind,
        on=form.on,
    )


def _refuse_twins(ids: list[str], reading: Reading, path: str) -> None:
    seen: set[str] = set()
    for n, this in enumerate(ids):
        if this in seen:
            reading.problems.append(problem(f"{path}[{n}].id", "id.twice", value=this))
        seen.add(this)
