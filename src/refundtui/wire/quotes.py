"""A quote in JSON: as it is kept in a case, and as it is printed for people and scripts."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.quote import Input, Leg, LegKind, Quote, QuoteRow, RowCode, SwitchUsed
from refundtui.wire.bodies import (
    Body,
    FindingBody,
    MoneyBody,
    body_of,
    finding_bodies,
    findings,
    maybe_minor,
    maybe_of,
    minor,
    value_of,
)
from refundtui.wire.orders import NamedMinor, TaxBody
from refundtui.wire.terms import SourceBody, maybe_source, maybe_source_body

InputBody: TypeAlias = str | int | MoneyBody


class RowBody(Body):
    code: RowCode
    amount_minor: int
    net_minor: int
    taxes: tuple[TaxBody, ...] = ()
    line_id: str | None = None
    units: int = 0
    unit: int | None = None
    formula: str = ""
    inputs: tuple[tuple[str, InputBody], ...] = ()
    source: SourceBody | None = None
    uncapped_minor: int | None = None
    withheld_minor: int | None = None
    listed_minor: int | None = None
    discount_minor: int | None = None
    struck: bool = False
    switches: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: QuoteRow, of: Currency) -> RowBody:
        return body_of(
            cls,
            row,
            amount_minor=minor(row.amount, of),
            net_minor=minor(row.net, of),
            taxes=tuple(TaxBody.of(tax, of) for tax in row.taxes),
            inputs=tuple((name, _input_body(value)) for name, value in row.inputs),
            source=maybe_source_body(row.source),
            uncapped_minor=maybe_minor(row.uncapped, of),
            withheld_minor=maybe_minor(row.withheld, of),
            listed_minor=maybe_minor(row.listed, of),
            discount_minor=maybe_minor(row.discount, of),
        )

    def row(self, of: Currency) -> QuoteRow:
        return value_of(
            QuoteRow,
            self,
            amount=Money(self.amount_minor, of),
            net=Money(self.net_minor, of),
            taxes=tuple(tax.tax(of) for tax in self.taxes),
            inputs=tuple((name, _input(value)) for name, value in self.inputs),
            source=maybe_source(self.source),
            uncapped=maybe_of(self.uncapped_minor, of),
            withheld=maybe_of(self.withheld_minor, of),
            listed=maybe_of(self.listed_minor, of),
            discount=maybe_of(self.discount_minor, of),
        )


def _input_body(value: Input) -> InputBody:
    return MoneyBody.of(value) if isinstance(value, Money) else value


def _input(body: InputBody) -> Input:
    return body.money() if isinstance(body, MoneyBody) else body


class LegBody(Body):
    kind: LegKind
    amount_minor: int
    payment_id: str = ""
    label: str = ""


class SwitchBody(Body):
    name: str
    value: str
    what_if: tuple[NamedMinor, ...] = ()


class QuoteBody(Body):
    currency: str
    rows: tuple[RowBody, ...]
    legs: tuple[LegBody, ...] = ()
    findings: tuple[FindingBody, ...] = ()
    switches: tuple[SwitchBody, ...] = ()
    maximum_minor: int | None = None
    computed_minor: int | None = None
    owed_by_customer_minor: int | None = None
    charged_minor: int | None = None
    receivable_after_minor: int | None = None
    stored_value_left_minor: int | None = None
    policy: str = ""

    @classmethod
    def of(cls, quote: Quote) -> QuoteBody:
        of = quote.currency
        return body_of(
            cls,
            quote,
            currency=of.code,
            rows=tuple(RowBody.of(row, of) for row in quote.rows),
            legs=tuple(body_of(LegBody, leg, amount_minor=minor(leg.amount, of)) for leg in quote.legs),
            findings=finding_bodies(quote.findings),
            switches=tuple(
                body_of(
                    SwitchBody,
                    used,
                    what_if=tuple(
                        NamedMinor(name=value, minor=minor(amount, of)) for value, amount in used.what_if
                    ),
                )
                for used in quote.switches
            ),
            maximum_minor=maybe_minor(quote.maximum, of),
            computed_minor=maybe_minor(quote.computed, of),
            owed_by_customer_minor=maybe_minor(quote.owed_by_customer, of),
            charged_minor=maybe_minor(quote.charged, of),
            receivable_after_minor=maybe_minor(quote.receivable_after, of),
            stored_value_left_minor=maybe_minor(quote.stored_value_left, of),
        )

    def quote(self) -> Quote:
        of = currency(self.currency)
        return value_of(
            Quote,
            self,
            currency=of,
            rows=tuple(row.row(of) for row in self.rows),
            legs=tuple(value_of(Leg, leg, amount=Money(leg.amount_minor, of)) for leg in self.legs),
            findings=findings(self.findings),
            switches=tuple(
                value_of(
                    SwitchUsed,
                    used,
                    what_if=tuple((other.name, Money(other.minor, of)) for other in used.what_if),
                )
                for used in self.switches
            ),
            maximum=maybe_of(self.maximum_minor, of),
            computed=maybe_of(self.computed_minor, of),
            owed_by_customer=maybe_of(self.owed_by_customer_minor, of),
            charged=maybe_of(self.charged_minor, of),
            receivable_after=maybe_of(self.receivable_after_minor, of),
            stored_value_left=maybe_of(self.stored_value_left_minor, of),
        )


def quote_json(quote: Quote) -> dict[str, Any]:
    """A quote with its sums, as plain values for `json`: every amount in minor units of `currency`."""
    of = quote.currency
    body: dict[str, Any] = msgspec.to_builtins(QuoteBody.of(quote))
    sums = {
        "currency": of.code,
        "exponent": of.exponent,
        "total_minor": quote.total.minor,
        "net_minor": quote.net.minor,
        "tax_minor": quote.tax.minor,
        "taxes": msgspec.to_builtins([TaxBody.of(tax, of) for tax in quote.taxes]),
        "goodwill_minor": quote.goodwill.minor,
        "cash_minor": quote.cash.minor,
        "fingerprint": quote.fingerprint,
    }
    return {**sums, **body}
