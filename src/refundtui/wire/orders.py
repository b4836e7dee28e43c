"""An order in JSON: its currency once, every figure in minor units."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderDiscount,
    OrderLine,
    Payment,
    RefundedPart,
    RefundStatus,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.wire.bodies import (
    UNREADABLE,
    Body,
    FractionText,
    Instant,
    body_of,
    fraction_text,
    maybe_fraction,
    maybe_minor,
    maybe_of,
    minor,
    not_readable,
    value_of,
)


class TaxBody(Body):
    code: str
    minor: int
    rate: FractionText | None = None

    @classmethod
    def of(cls, tax: Tax, of: Currency) -> TaxBody:
        return cls(code=tax.code, minor=minor(tax.amount, of), rate=fraction_text(tax.rate))

    def tax(self, of: Currency) -> Tax:
        return Tax(self.code, Money(self.minor, of), maybe_fraction(self.rate))


class PeriodBody(Body):
    start: date | None = None
    end_exclusive: date | None = None
    days: int | None = None
    trial_end_exclusive: date | None = None


class LineBody(Body):
    id: str
    title: str
    units: int
    net_minor: int
    taxes: tuple[TaxBody, ...] = ()
    kind: LineKind = LineKind.GOODS
    sku: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    listed_minor: int | None = None
    discount_minor: int | None = None
    order_discount_minor: int | None = None
    price_includes_tax: bool = True
    delivered_on: date | None = None
    period: PeriodBody | None = None
    surcharge_minor: int | None = None

    @classmethod
    def of(cls, line: OrderLine, of: Currency) -> LineBody:
        return body_of(
            cls,
            line,
            net_minor=minor(line.net, of),
            taxes=tuple(TaxBody.of(tax, of) for tax in line.taxes),
            listed_minor=maybe_minor(line.listed, of),
            discount_minor=maybe_minor(line.discount, of),
            order_discount_minor=maybe_minor(line.order_discount, of),
            period=None if line.period is None else body_of(PeriodBody, line.period),
            surcharge_minor=maybe_minor(line.surcharge, of),
        )

    def line(self, of: Currency) -> OrderLine:
        return value_of(
            OrderLine,
            self,
            net=Money(self.net_minor, of),
            taxes=tuple(tax.tax(of) for tax in self.taxes),
            listed=maybe_of(self.listed_minor, of),
            discount=maybe_of(self.discount_minor, of),
            order_discount=maybe_of(self.order_discount_minor, of),
            period=None if self.period is None else value_of(ServicePeriod, self.period),
            surcharge=maybe_of(self.surcharge_minor, of),
        )


class NamedMinor(Body):
    """An amount that belongs to somebody: a seller's share, what one payment gave."""

    name: str
    minor: int


class PaymentBody(Body):
    id: str
    captured_minor: int
    kind: TenderKind = TenderKind.CARD
    label: str = ""
    refundable_minor: int | None = None
    disputed_minor: int | None = None
    can_be_refunded: bool = True
    shares: tuple[NamedMinor, ...] = ()
    provider: str = ""
    reference: str = ""
    capture: str = ""
    captured_as: int | None = None
    payer_name: str = ""
    payer_iban: str = ""  # masked

    @classmethod
    def of(cls, payment: Payment, of: Currency) -> PaymentBody:
        return body_of(
            cls,
            payment,
            captured_minor=minor(payment.captured, of),
            refundable_minor=maybe_minor(payment.refundable, of),
            disputed_minor=maybe_minor(payment.disputed, of),
            shares=tuple(NamedMinor(name=name, minor=minor(amount, of)) for name, amount in payment.shares),
        )

    def payment(self, of: Currency) -> Payment:
        return value_of(
            Payment,
            self,
            captured=Money(self.captured_minor, of),
            refundable=maybe_of(self.refundable_minor, of),
            disputed=maybe_of(self.disputed_minor, of),
            shares=tuple((share.name, Money(share.minor, of)) for share in self.shares),
        )


class PartBody(Body):
    line_id: str
    gross_minor: int
    units: int = 0
    taxes: tuple[TaxBody, ...] | None = None
    withheld_minor: int | None = None
    unit: int | None = None
    typed_net_minor: int | None = None

    @classmethod
    def of(cls, part: RefundedPart, of: Currency) -> PartBody:
        return body_of(
            cls,
            part,
            gross_minor=minor(part.gross, of),
            taxes=None if part.taxes is None else tuple(TaxBody.of(tax, of) for tax in part.taxes),
            withheld_minor=maybe_minor(part.withheld, of),
            typed_net_minor=maybe_minor(part.typed_net, of),
        )

    def part(self, of: Currency) -> RefundedPart:
        return value_of(
            RefundedPart,
            self,
            gross=Money(self.gross_minor, of),
            taxes=None if self.taxes is None else tuple(tax.tax(of) for tax in self.taxes),
            withheld=maybe_of(self.withheld_minor, of),
            typed_net=maybe_of(self.typed_net_minor, of),
        )


class EarlierBody(Body):
    id: str
    parts: tuple[PartBody, ...] = ()
    loose_minor: int | None = None
    spent_minor: int | None = None
    loose_taxes: tuple[TaxBody, ...] = ()
    tenders: tuple[NamedMinor, ...] = ()
    status: RefundStatus = RefundStatus.DONE
    kind: str = "refund"
    on: date | None = None
    seller: str = ""

    @classmethod
    def of(cls, past: EarlierRefund, of: Currency) -> EarlierBody:
        return body_of(
            cls,
            past,
            parts=tuple(PartBody.of(part, of) for part in past.parts),
            loose_minor=maybe_minor(past.loose, of),
            spent_minor=maybe_minor(past.spent, of),
            loose_taxes=tuple(TaxBody.of(tax, of) for tax in past.loose_taxes),
            tenders=tuple(NamedMinor(name=name, minor=minor(amount, of)) for name, amount in past.tenders),
        )

    def earlier(self, of: Currency) -> EarlierRefund:
        return value_of(
            EarlierRefund,
            self,
            parts=tuple(part.part(of) for part in self.parts),
            loose=maybe_of(self.loose_minor, of),
            spent=maybe_of(self.spent_minor, of),
            loose_taxes=tuple(tax.tax(of) for tax in self.loose_taxes),
            tenders=tuple((tender.name, Money(tender.minor, of)) for tender in self.tenders),
        )


class DiscountBody(Body):
    amount_minor: int
    minimum_minor: int | None = None
    percent: FractionText | None = None
    line_ids: tuple[str, ...] = ()


class OrderBody(Body):
    id: str
    currency: str
    lines: tuple[LineBody, ...]
    payments: tuple[PaymentBody, ...] = ()
    earlier: tuple[EarlierBody, ...] = ()
    discounts: tuple[DiscountBody, ...] = ()
    status: str = "delivered"
    ordered_at: Instant | None = None
    delivered_on: date | None = None
    country: str = ""
    region: str = ""
    channel: str = "online"
    tags: tuple[str, ...] = ()
    tax_ceiling_minor: int | None = None
    stored_value_left_minor: int | None = None
    declared_total_minor: int | None = None

    @classmethod
    def of(cls, order: Order) -> OrderBody:
        of = order.currency
        return body_of(
            cls,
            order,
            currency=of.code,
            lines=tuple(LineBody.of(line, of) for line in order.lines),
            payments=tuple(PaymentBody.of(payment, of) for payment in order.payments),
            earlier=tuple(EarlierBody.of(past, of) for past in order.earlier),
            discounts=tuple(
                body_of(
                    DiscountBody,
                    discount,
                    amount_minor=minor(discount.amount, of),
                    minimum_minor=maybe_minor(discount.minimum, of),
                    percent=fraction_text(discount.percent),
                )
                for discount in order.discounts
            ),
            tax_ceiling_minor=maybe_minor(order.tax_ceiling, of),
            stored_value_left_minor=maybe_minor(order.stored_value_left, of),
            declared_total_minor=maybe_minor(order.declared_total, of),
        )

    def order(self) -> Order:
        of = currency(self.currency)
        return value_of(
            Order,
            self,
            currency=of,
            lines=tuple(line.line(of) for line in self.lines),
            payments=tuple(payment.payment(of) for payment in self.payments),
            earlier=tuple(past.earlier(of) for past in self.earlier),
            discounts=tuple(
                value_of(
                    OrderDiscount,
                    discount,
                    amount=Money(discount.amount_minor, of),
                    minimum=maybe_of(discount.minimum_minor, of),
                    percent=maybe_fraction(discount.percent),
                )
                for discount in self.discounts
            ),
            tax_ceiling=maybe_of(self.tax_ceiling_minor, of),
            stored_value_left=maybe_of(self.stored_value_left_minor, of),
            declared_total=maybe_of(self.declared_total_minor, of),
        )


_READER: Final = msgspec.json.Decoder(OrderBody)


def encode_order(order: Order) -> bytes:
    return msgspec.json.encode(OrderBody.of(order))


def decode_order(body: bytes) -> Order:
    """Raises `NotReadableError`."""
    try:
        return _READER.decode(body).order()
    except UNREADABLE as trouble:
        raise not_readable(trouble) from trouble
