"""What was bought and paid, as facts: paid figures per line, tenders, earlier refunds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from refundtui.domain.money import Currency, Money, total


class LineKind(StrEnum):
    GOODS = "goods"
    SERVICE = "service"
    SHIPPING = "shipping"
    FEE = "fee"
    STORED_VALUE = "stored_value"  # a bought gift balance: only what is unspent can go back


@dataclass(frozen=True, slots=True)
class Tax:
    """Tax of one code inside a paid figure. `rate` is a fraction (0.19), where the source knows it."""

    code: str
    amount: Money
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ServicePeriod:
    """The days a service was paid for. `end_exclusive` is the first day no longer covered.

    `days` is the source's own count; `trial_end_exclusive` the first day that was charged.
    """

    start: date | None = None
    end_exclusive: date | None = None
    days: int | None = None
    trial_end_exclusive: date | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as it was *paid*: after every discount, tax known per code.

    `net` is without tax, `listed` the price before any discount (on the basis of `price_includes_tax`),
    `discount` all discounts that fell on it (same basis). `units` may be 0 for what has none.
    A line is known by `id`, never by SKU: the same SKU can stand twice in one order.
    """

    id: str
    title: str
    units: int
    net: Money
    taxes: tuple[Tax, ...] = ()
    kind: LineKind = LineKind.GOODS
    sku: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    listed: Money | None = None
    discount: Money | None = None
    order_discount: Money | None = None  # the part of `discount` that is a share of the order's
    price_includes_tax: bool = True
    delivered_on: date | None = None
    period: ServicePeriod | None = None
    surcharge: Money | None = None  # of a shipping line: what the dearer delivery cost above standard

    @property
    def tax(self) -> Money:
        return total([tax.amount for tax in self.taxes], self.net.currency)

    @property
    def gross(self) -> Money:
        return total([self.net, *(tax.amount for tax in self.taxes)], self.net.currency)


class TenderKind(StrEnum):
    CARD = "card"
    BANK = "bank"
    WALLET = "wallet"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    CASH = "cash"
    BNPL = "bnpl"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Payment:
    """One way the order was paid.

    `captured` is money received; `refundable` the provider's own figure of what may still go back,
    where it gives one (earlier refunds already taken off). `disputed` is money lost or held in a bank
    dispute. `shares` names what belongs to whom when one payment covers several sellers' orders.
    `payer_name` and `payer_iban` are whose account it came from: whole only on their way into the office,
    which gives them on to nobody; everywhere else the number is masked.
    """

    id: str
    captured: Money
    kind: TenderKind = TenderKind.CARD
    label: str = ""  # masked for people: "Visa ••4242"
    refundable: Money | None = None
    disputed: Money | None = None
    can_be_refunded: bool = True
    shares: tuple[tuple[str, Money], ...] = ()
    provider: str = ""  # the account it was taken through, as the office calls it
    reference: str = ""  # what it is called there
    capture: str = ""  # the part of it that was taken, where it was taken in several
    captured_as: int | None = None  # its own whole number for what was captured, where it said one
    payer_name: str = ""
    payer_iban: str = ""


class RefundStatus(StrEnum):
    """Failed ones free their balance; pending and unknown ones hold it."""

    DONE = "done"
    PENDING = "pending"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundedPart:
    """What an earlier refund gave back on one line: money and units are separate ledgers.

    `gross` includes tax; `taxes` is empty when the source did not split it. `withheld` is what was
    deducted on purpose and stays withheld. `unit` names one unit (1-based) where the source did.
    """

    line_id: str
    gross: Money
    units: int = 0
    taxes: tuple[Tax, ...] | None = None
    withheld: Money | None = None
    unit: int | None = None
    typed_net: Money | None = None  # a source that credits before discount says so here


@dataclass(frozen=True, slots=True)
class EarlierRefund:
    """A refund already made, or on its way, on the same order.

    `loose` is money that names no line (goodwill, a manual refund) and `loose_taxes` the tax in it: where a
    source tells of none, none was given, for such money corrects no invoice by itself. `spent` is the part of
    all this that an exchange spent on new things: it did not go back, and is not there to be given again.
    `tenders` says which payment gave what, where known.
    """

    id: str
    parts: tuple[RefundedPart, ...] = ()
    loose: Money | None = None
    tenders: tuple[tuple[str, Money], ...] = ()
    status: RefundStatus = RefundStatus.DONE
    kind: str = "refund"
    on: date | None = None
    seller: str = ""
    spent: Money | None = None
    loose_taxes: tuple[Tax, ...] = ()

    @property
    def holds(self) -> bool:
        return self.status is not RefundStatus.FAILED

    @property
    def currency(self) -> Currency | None:
        """In which money it was; None where it moved none."""
        loose = [amount for amount in (self.loose, self.spent) if amount is not None]
        taxes = [tax.amount for tax in self.loose_taxes]
        sums = [*(part.gross for part in self.parts), *loose, *taxes, *(amount for _, amount in self.tenders)]
        return sums[0].currency if sums else None

    def amount(self, of: Currency) -> Money:
        """The money that went back."""
        return self.worth(of) - (self.spent or Money(0, of))

    def worth(self, of: Currency) -> Money:
        """All that was given, what an exchange spent on new things included: the caps count this."""
        loose = () if self.loose is None else (self.loose,)
        return total([*(part.gross for part in self.parts), *loose], of)


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """A discount on the whole order, kept for coupons that depend on what is kept.

    Its shares already stand in the lines. `minimum` is the order value it needed; `percent` is set
    for discounts that scale.
    """

    amount: Money
    minimum: Money | None = None
    percent: Fraction | None = None
    line_ids: tuple[str, ...] = ()


def name_there(order_id: str, payment_id: str, reference: str) -> str:
    """A payment's name at its provider. Where the order does not say one, no provider knows it: named so, for
    practice.
    """
    return reference or f"{order_id}/{payment_id}"


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was paid: facts that are never edited."""

    id: str
    currency: Currency
    lines: tuple[OrderLine, ...]
    payments: tuple[Payment, ...] = ()
    earlier: tuple[EarlierRefund, ...] = ()
    discounts: tuple[OrderDiscount, ...] = ()
    status: str = "delivered"  # the shop's own word: pending, processed, delivered, cancelled, …
    ordered_at: datetime | None = None
    delivered_on: date | None = None
    country: str = ""  # where it was delivered, ISO 3166-1 alpha-2
    region: str = ""  # sub-national code where law depends on it: "US-TX"
    channel: str = "online"
    tags: tuple[str, ...] = ()
    tax_ceiling: Money | None = None  # the invoice's own tax, where it differs from the lines' sum
    stored_value_left: Money | None = None
    declared_total: Money | None = None  # what the source says the order came to

    @property
    def total(self) -> Money:
        return total([line.gross for line in self.lines], self.currency)

    @property
    def paid(self) -> Money | None:
        """Money received; `None` when the source states no payment (then nothing caps by it)."""
        if not self.payments:
            return None
        return total([payment.captured for payment in self.payments], self.currency)

    @property
    def refunded(self) -> Money:
        """Everything refunded so far or on its way."""
        return total([past.amount(self.currency) for past in self.earlier if past.holds], self.currency)

    @property
    def given(self) -> Money:
        """Everything refunded or exchanged so far: it cannot be given again."""
        return total([past.worth(self.currency) for past in self.earlier if past.holds], self.currency)

    def line(self, line_id: str) -> OrderLine | None:
        return next((line for line in self.lines if line.id == line_id), None)

    def name_there(self, payment: Payment) -> str:
        """What its provider is asked for it by."""
        return name_there(self.id, payment.id, payment.reference)

    def after(self, refund: EarlierRefund) -> Order:
        """The same order with one more refund behind it; a bought balance is less by what came from it."""
        return replace(self, earlier=(*self.earlier, refund), stored_value_left=self._balance_after(refund))

    def _balance_after(self, refund: EarlierRefund) -> Money | None:
        if self.stored_value_left is None or not refund.holds:
            return self.stored_value_left
        bought = {line.id for line in self.lines if line.kind is LineKind.STORED_VALUE}
        given = [part.gross for part in refund.parts if part.line_id in bought]
        return self.stored_value_left - total(given, self.currency)
