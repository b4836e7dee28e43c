"""Orders, requests and customers as people and other programs write them in JSON.

Amounts are decimal texts (`"39.90"`, no thousands marks), rates are fractions (`"0.19"`), days are
`2026-11-20`, moments carry their zone. A name nobody knows is a mistake, never ignored.

A line is either **listed** (`unit_price` or `line_total`, with `discounts`, and `taxes` by rate or amount) or
**paid** (`net`, and `taxes` by amount): the first is worked out by the calculator's own import, the second
taken as it stands. All lines of one order are of one kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from refundtui.domain.case import Customer, Evidence, IdentityLevel, Message
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_line, clean_text, clean_value
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
    NotAnAmountError,
    UnknownCurrencyError,
    currency,
    exact_minor,
    money,
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
from refundtui.wire.problems import DocumentError, Problem, problem

_LONGEST: Final = 10_000  # lines of an order, characters of a text: more is a mistake or an attack
_MOST_MINOR: Final = 10**15  # minor units: beyond it a sum no longer fits the tables it is kept in
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2199, 12, 31)
"""Outside lie slips of the pen, and days to which no calendar can add a period of law."""
_WRITTEN_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: object) -> object:
    """A whole number typed without quotes is exact too."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _a_written_day(value: object) -> object:
    """Days and moments are written out: a bare number would be taken for seconds since 1970."""
    if isinstance(value, str) and not _WRITTEN_DAY.match(value):
        raise PydanticCustomError("date_parsing", "not a day")
    if not isinstance(value, str | date):
        raise PydanticCustomError("date_type", "not a day")
    return value


def _a_written_moment(value: object) -> object:
    if isinstance(value, str) and not _WRITTEN_DAY.match(value):
        raise PydanticCustomError("datetime_parsing", "not a moment")
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("datetime_type", "not a moment")
    return value


def _in_our_time(value: date) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        raise PydanticCustomError("greater_than_equal", "too early", {"ge": _FIRST_DAY.isoformat()})
    if day > _LAST_DAY:
        raise PydanticCustomError("less_than_equal", "too late", {"le": _LAST_DAY.isoformat()})
    return value


def _in_clean_text(value: object) -> object:
    """Here already: half an emoji, cut off by another program, is no reason to refuse its order."""
    return clean_text(value) if isinstance(value, str) and len(value) <= _LONGEST else value


def _in_clean_line(value: object) -> object:
    """Names are what others point at: both must have become the same before they are compared."""
    return clean_value(clean_line(value)) if isinstance(value, str) and len(value) <= _LONGEST else value


def _a_fact(value: object) -> object:
    """Told as one mistake: of a union each member would complain, in names the writer never typed."""
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str) and len(text) > _LONGEST:
            raise PydanticCustomError("string_too_long", "too long")
        if not isinstance(text, str) and (text is not value or not isinstance(text, int)):
            raise PydanticCustomError("fact_type", "not a fact")
    if isinstance(value, int) and abs(value) > 2**53:
        raise PydanticCustomError("less_than_equal", "too large", {"le": 2**53})
    return value


Decimal: TypeAlias = Annotated[str, BeforeValidator(_as_written), Field(max_length=40)]
Text: TypeAlias = Annotated[str, Field(max_length=_LONGEST), BeforeValidator(_in_clean_text)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_in_clean_line)]
Reference: TypeAlias = Annotated[str, Field(max_length=200), BeforeValidator(_in_clean_line)]
Title: TypeAlias = Annotated[str, Field(max_length=1_000), BeforeValidator(_in_clean_line)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000_000)]
Some: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000_000)]


class Written(BaseModel):
    """A form: nothing is converted behind the writer's back, and no unknown name passes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Day: TypeAlias = Annotated[
    date, BeforeValidator(_a_written_day), Field(strict=False), AfterValidator(_in_our_time)
]
Moment: TypeAlias = Annotated[
    AwareDatetime, BeforeValidator(_a_written_moment), Field(strict=False), AfterValidator(_in_our_time)
]


# -- orders ------------------------------------------------------------------------------------------


class TaxForm(Written):
    """`amount` beats `rate`; a paid line needs the amount."""

    code: Name
    rate: Decimal | None = None
    amount: Decimal | None = None


class DiscountForm(Written):
    amount: Decimal | None = None
    percent: Decimal | None = None
    of_order: bool = False


class PeriodForm(Written):
    """`end` is the last day that was paid for."""

    start: Day | None = None
    end: Day | None = None
    days: Count | None = None
    trial_ends: Day | None = None


class LineForm(Written):
    id: Name
    title: Title = ""
    sku: Reference = ""
    kind: Literal["goods", "service", "shipping", "fee", "stored_value"] = "goods"
    category: Reference = ""
    tags: list[Reference] = []
    units: Count = 1
    unit_price: Decimal | None = None
    line_total: Decimal | None = None
    price_includes_tax: bool = True
    discounts: list[DiscountForm] = []
    net: Decimal | None = None
    taxes: list[TaxForm] = []
    delivered_on: Day | None = None
    period: PeriodForm | None = None
    surcharge: Decimal | None = None


class OrderDiscountForm(Written):
    """`on_gross`: the amount includes tax although the prices do not."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    on_gross: bool = False
    with_shipping: bool = False
    minimum: Decimal | None = None


class PaymentForm(Written):
    id: Name
    captured: Decimal
    kind: Literal["card", "bank", "wallet", "gift_card", "store_credit", "cash", "bnpl", "other"] = "card"
    label: Reference = ""
    refundable: Decimal | None = None
    disputed: Decimal | None = None
    can_be_refunded: bool = True


class RefundedPartForm(Written):
    line: Name
    gross: Decimal
    units: Count = 0
    taxes: list[TaxForm] | None = None
    withheld: Decimal | None = None


class EarlierRefundForm(Written):
    id: Name
    parts: list[RefundedPartForm] = []
    loose: Decimal | None = None
    tenders: dict[str, Decimal] = {}
    status: Literal["done", "pending", "unknown", "failed"] = "done"
    kind: Reference = "refund"
    on: Day | None = None


class OrderForm(Written):
    id: Name
    currency: Name
    lines: Annotated[list[LineForm], Field(min_length=1, max_length=_LONGEST)]
    discounts: list[OrderDiscountForm] = []
    payments: list[PaymentForm] = []
    earlier: list[EarlierRefundForm] = []
    other_tax: Decimal | None = None
    declared_total: Decimal | None = None
    status: Reference = "delivered"
    ordered_at: Moment | None = None
    delivered_on: Day | None = None
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    region: Reference = ""
    channel: Reference = "online"
    tags: list[Reference] = []


# -- requests ----------------------------------------------------------------------------------------


class UnitsForm(Written):
    type: Literal["units"]
    line: Name
    units: Some
    grade: Literal["A", "B", "C", "D", "E", "X", "T", "W", "P", "S", "N"] | None = None


class LineAmountForm(Written):
    type: Literal["line_amount"]
    line: Name
    amount: Decimal
    stated: Literal["gross", "net", "net_before_discount"] = "gross"
    units: Count = 0
    unit: Some | None = None


class RestOfLineForm(Written):
    type: Literal["rest_of_line"]
    line: Name


class EverythingForm(Written):
    type: Literal["everything"]


class UnusedTimeForm(Written):
    type: Literal["unused_time"]
    line: Name
    ended_on: Day | None = None
    counted: Count | None = None


class UnusedUnitsForm(Written):
    type: Literal["unused_units"]
    line: Name
    used: Count


class PriceReductionForm(Written):
    type: Literal["price_reduction"]
    line: Name
    actual_value: Decimal
    conforming_value: Decimal
    units: Some = 1


class OrderReductionForm(Written):
    type: Literal["order_reduction"]
    amount: Decimal
    stated: Literal["gross", "net", "net_before_discount"] = "gross"


class RepricedForm(Written):
    type: Literal["repriced"]
    line: Name
    new_price: Decimal


class GoodwillForm(Written):
    type: Literal["goodwill"]
    amount: Decimal
    stated: Literal["gross", "net", "net_before_discount"] = "gross"
    tax_rate: Decimal | None = None
    line: Name | None = None


class DepreciatedValueForm(Written):
    type: Literal["depreciated_value"]
    line: Name
    months: Count
    units: Some = 1


class FromPaymentForm(Written):
    type: Literal["from_payment"]
    payment: Name
    amount: Decimal | None = None


ItemForm: TypeAlias = Annotated[
    UnitsForm
    | LineAmountForm
    | RestOfLineForm
    | EverythingForm
    | UnusedTimeForm
    | UnusedUnitsForm
    | PriceReductionForm
    | OrderReductionForm
    | RepricedForm
    | GoodwillForm
    | DepreciatedValueForm
    | FromPaymentForm,
    Field(discriminator="type"),
]


class ChargeForm(Written):
    """Something new the customer buys in exchange."""

    title: Name
    amount: Decimal


class DeductionForm(Written):
    code: Name
    amount: Decimal


class RequestForm(Written):
    items: Annotated[list[ItemForm], Field(max_length=_LONGEST)] = []
    charges: list[ChargeForm] = []
    deductions: list[DeductionForm] = []
    override: Decimal | None = None
    settle: Literal["refund", "credit", "offset"] = "refund"
    payment: Name | None = None
    preferred_payment: Name | None = None
    to_tender: Reference = ""
    tender_order: list[Name] = []
    even_exchange: bool = False


# -- who ---------------------------------------------------------------------------------------------


class CustomerForm(Written):
    name: Reference = ""
    email: Reference = ""
    phone: Reference = ""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    identity: Literal["none", "known_contact", "verified", "strong"] = "known_contact"
    customer_ref: Reference = ""


class MessageForm(Written):
    at: Moment
    text: Text
    from_customer: bool = True
    channel: Reference = "mail"
    subject: Title = ""


class EvidenceForm(Written):
    id: Name
    kind: Name
    title: Title = ""
    at: Moment
    by: Reference = "customer"
    size: Count = 0
    media_type: Reference = ""
    digest: Reference = ""


FactForm: TypeAlias = Annotated[bool | int | str | list[str], BeforeValidator(_a_fact)]


# -- into the domain ---------------------------------------------------------------------------------

Value = TypeVar("Value")


@dataclass(slots=True)
class Reading:
    """One document on its way into the domain: every mistake is noted, with its place, before any stops it."""

    problems: list[Problem] = field(default_factory=list)

    def finish(self, value: Value) -> Value:
        if self.problems:
            raise DocumentError(self.problems)
        return value

    def currency(self, code: str, path: str) -> Currency:
        try:
            return currency(code)
        except UnknownCurrencyError as unknown:
            # Without its currency no amount of the document can be read: nothing else is worth saying.
            raise DocumentError(
                [*self.problems, problem(path, "currency.unknown", value=code, why=unknown.why)]
            ) from None

    def money(self, text: str, of: Currency, path: str) -> Money:
        try:
            read = money(text, of.code)
        except NotAnAmountError:
            self.problems.append(problem(path, "amount.not_exact", value=text, places=of.exponent))
            return Money(0, of)
        self.countable(read, path)
        return read

    def maybe_money(self, text: str | None, of: Currency, path: str) -> Money | None:
        return None if text is None else self.money(text, of, path)

    def exact(self, text: str | None, of: Currency, path: str) -> Fraction | None:
        """An exact amount in minor units; a unit price may have more decimals than its currency."""
        if text is None:
            return None
        exact = self._number(lambda: exact_minor(text, of), text, path)
        self.countable(Money(int(exact), of), path)
        return exact

    def countable(self, amount: Money, path: str) -> None:
        """An amount nobody ever paid is noted as the slip it is."""
        if abs(amount.minor) > _MOST_MINOR:
            most = Money(_MOST_MINOR, amount.currency)
            self.problems.append(problem(path, "amount.too_large", value=amount, limit=most))

    def rate(self, text: str | None, path: str) -> Fraction | None:
        if text is None:
            return None
        rate = self._number(lambda: exact_minor(text, _PLAIN), text, path)
        if not 0 <= rate <= 10:
            self.problems.append(problem(path, "rate.not_a_fraction", value=text))
        return rate

    def _number(self, read: Callable[[], Fraction], text: str, path: str) -> Fraction:
        try:
            return read()
        except NotAnAmountError:
            self.problems.append(problem(path, "number.unreadable", value=text))
            return Fraction(0)

    def known(self, name: str, names: Iterable[str], path: str, code: str) -> None:
        known = tuple(names)
        if name not in known:
            self.problems.append(problem(path, code, value=name, allowed=", ".join(known)))


_PLAIN: Final = Currency("", 0)


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
    )
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
                form.line,
            )
        case DepreciatedValueForm():
            return DepreciatedValue(form.line, form.months, form.units)
        case FromPaymentForm():
            payments = [payment.id for payment in order.payments] if order else []
            reading.known(form.payment, payments, f"{path}.payment", "payment.unknown")
            return FromPayment(form.payment, reading.maybe_money(form.amount, of, f"{path}.amount"))


def read_customer(form: CustomerForm) -> Customer:
    told: dict[str, Any] = form.model_dump()
    return clean_value(Customer(**{**told, "identity": IdentityLevel(form.identity)}))


def read_messages(forms: Iterable[MessageForm]) -> tuple[Message, ...]:
    return tuple(
        clean_value(Message(form.at, form.from_customer, form.text, form.channel, form.subject))
        for form in forms
    )


def read_evidence(forms: Iterable[EvidenceForm]) -> tuple[Evidence, ...]:
    return tuple(clean_value(Evidence(**form.model_dump())) for form in forms)


def read_facts(forms: dict[str, FactForm]) -> tuple[tuple[str, Fact], ...]:
    return tuple((name, tuple(fact) if isinstance(fact, list) else fact) for name, fact in forms.items())
