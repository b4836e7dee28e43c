"""The tau2 benchmark's shop (MIT, Sierra Research): customers, orders and how they paid, in US dollars.

An entry of the document is what the report counts: a customer, an order or a refund. Products are looked
up nowhere, since each order line carries its own price. The rules:

* An order is its items in document order, one unit each, priced as bought; no tax is recorded.
* What the customer may be refunded to is the original payment or a gift card she holds, so every
  payment method she holds comes along as facts: `customer.gift_cards`, `customer.payment_methods`.
* A refund in an order's history (its cancellation) becomes a case on the order as it stood before: what the
  shop then gave back is what the case claims. The order itself is taken in with that refund behind it.
* Refused: an entry without what an order needs, money that does not add up to the lines, a payment method that
  its customer does not hold.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from refundtui.domain.case import BrandId, Case, CaseId, Customer, IdentityLevel
from refundtui.domain.commands import OpenCase
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.money import Money, NotAnAmountError, currency, money
from refundtui.domain.order import EarlierRefund, Order, OrderLine, Payment, RefundedPart, TenderKind
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, RefundRequest
from refundtui.office.imports.receiving import received
from refundtui.office.imports.report import (
    Found,
    ImportReport,
    NotImportableError,
    Progress,
    SoldOrder,
    silent,
)

_USD: Final = currency("USD")
_NAMESPACE: Final = UUID("b3c0f4b9-5d57-5c1b-8a38-1f6a3d1b7d42")
_COUNTRIES: Final = {"USA": "US"}
_TENDERS: Final = {
    "credit_card": TenderKind.CARD,
    "paypal": TenderKind.WALLET,
    "gift_card": TenderKind.GIFT_CARD,
}


class _Unfit(ValueError):  # noqa: N818 - it carries a reason code, it is no fault of ours
    """An entry that cannot be taken in; the text is the reason's code."""


def read_tau2(
    path: Path, *, brand: str, report: ImportReport, now: datetime, progress: Progress = silent
) -> Iterator[Found]:
    """Every order, and a case for every refund on record; `report` is complete when this ends.

    The document names no day, so cases are received `now`.
    """
    document = _document(path)
    customers: dict[str, tuple[Customer, dict[str, Payment]]] = {}
    entries: Mapping[str, Any] = document["users"]
    for number, (user_id, user) in enumerate(entries.items(), start=1):
        report.read += 1
        try:
            customers[user_id] = _customer(user_id, user)
        except (_Unfit, KeyError, TypeError, AttributeError) as why:
            report.refuse(_code(why), number, f"customer {user_id}")
        else:
            report.in_orders += 1  # a customer comes in with her orders
    orders: Mapping[str, Any] = document["orders"]
    for number, (order_id, entry) in enumerate(orders.items(), start=1):
        if not number % 50:
            progress(number / len(orders))
        yield from _of_order(number, order_id, entry, customers, brand, report, now)
    progress(1.0)


def _of_order(
    number: int,
    order_id: str,
    entry: Mapping[str, Any],
    customers: Mapping[str, tuple[Customer, dict[str, Payment]]],
    brand: str,
    report: ImportReport,
    now: datetime,
) -> Iterator[Found]:
    report.read += 1
    try:
        customer, methods = customers[entry["user_id"]]
        order, given_back = _order(order_id, entry, methods)
    except (_Unfit, KeyError, TypeError, AttributeError, NotAnAmountError) as why:
        report.refuse(_code(why), number, f"order {order_id}")
        return
    report.in_orders += 1
    report.orders += 1
    facts = _held(methods)
    whole = replace(order, status=clean_line(entry["status"]))
    for refund in given_back:
        whole = whole.after(refund)
    yield SoldOrder(brand, customer, whole, facts)
    before = order
    for refund in given_back:
        report.read += 1
        report.in_cases += 1
        report.cases += 1
        yield _case(before, refund, customer, facts, brand, now)
        before = before.after(refund)


def _order(
    order_id: str, entry: Mapping[str, Any], methods: Mapping[str, Payment]
) -> tuple[Order, tuple[EarlierRefund, ...]]:
    """The order as it stood before anything went back, and what went back since."""
    lines = tuple(_line(str(number), item) for number, item in enumerate(entry["items"], start=1))
    if not lines:
        raise _Unfit("order.without_lines")
    paid: list[tuple[Payment, Money]] = []
    refunded: list[tuple[Payment, Money]] = []
    for event in entry["payment_history"]:
        method = methods.get(event["payment_method_id"])
        if method is None:
            raise _Unfit("payment.method_not_held")
        amount = money(str(event["amount"]), "USD")
        (paid if event["transaction_type"] == "payment" else refunded).append((method, amount))
    address = entry["address"]
    country = _COUNTRIES.get(address.get("country", ""), "")
    order = Order(
        id=clean_line(order_id),
        currency=_USD,
        lines=lines,
        payments=tuple(replace(method, captured=amount) for method, amount in paid),
        # A refund on record means the order was cancelled, which this shop does only while it is pending.
        status="pending" if refunded else clean_line(entry["status"]),
        country=country,
        region=f"{country}-{clean_line(address['state'])}" if country and address.get("state") else "",
    )
    if order.paid != order.total:
        raise _Unfit("payment.differs_from_lines")
    return order, tuple(_refund(order, n, *event) for n, event in enumerate(refunded, start=1))


def _line(line_id: str, item: Mapping[str, Any]) -> OrderLine:
    price = money(str(item["price"]), "USD")
    if price.minor <= 0:
        raise _Unfit("price.not_positive")
    options = ", ".join(f"{name} {value}" for name, value in item.get("options", {}).items())
    title = _said(f"{item['name']} ({options})" if options else item["name"])
    return OrderLine(
        id=line_id,
        title=title,
        units=1,
        net=price,
        sku=clean_line(item["item_id"]),
        category=clean_line(item["name"]).lower(),
        listed=price,
    )


def _refund(order: Order, number: int, method: Payment, amount: Money) -> EarlierRefund:
    whole = amount == order.total
    return EarlierRefund(
        id=f"{order.id}/{number}",
        parts=tuple(RefundedPart(line.id, line.gross, line.units) for line in order.lines) if whole else (),
        loose=None if whole else amount,
        tenders=((method.id, amount),),
        kind="cancellation",
    )


def _case(
    order: Order,
    refund: EarlierRefund,
    customer: Customer,
    facts: tuple[tuple[str, Fact], ...],
    brand: str,
    now: datetime,
) -> Case:
    number = refund.id.replace("#", "").removesuffix("/1").replace("/", "-")
    command = OpenCase(
        case_id=CaseId(str(uuid5(_NAMESPACE, f"{brand}/{refund.id}"))),
        reference=f"RF-{number}",
        brand=BrandId(brand),
        customer=customer,
        reason=Reason.NO_LONGER_NEEDED,
        received_at=now,
        order=order,
        order_ref=order.id,
        request=RefundRequest(items=(Everything(),)),
        claimed=refund.amount(_USD),
        channel="import",
        facts=facts,
    )
    return received(command)


def _customer(user_id: str, user: Mapping[str, Any]) -> tuple[Customer, dict[str, Payment]]:
    name = _said(f"{user['name']['first_name']} {user['name']['last_name']}")
    methods = {key: _method(key, method) for key, method in user["payment_methods"].items()}
    customer = Customer(
        name=name,
        email=clean_line(user.get("email", "")),
        language="",
        country=_COUNTRIES.get(user.get("address", {}).get("country", ""), ""),
        customer_ref=clean_line(user_id),
        identity=IdentityLevel.KNOWN_CONTACT,
    )
    return customer, methods


def _method(key: str, method: Mapping[str, Any]) -> Payment:
    source = method["source"]
    if source not in _TENDERS:
        raise _Unfit("payment.kind_unknown")
    label = {"credit_card": f"{method.get('brand', '')} ••{method.get('last_four', '')}", "paypal": "PayPal"}
    return Payment(
        id=clean_line(key),
        captured=Money(0, _USD),
        kind=_TENDERS[source],
        label=_said(label.get(source, f"Gift card {key.rpartition('_')[2]}")),
    )


def _held(methods: Mapping[str, Payment]) -> tuple[tuple[str, Fact], ...]:
    gift_cards = tuple(key for key, method in methods.items() if method.kind is TenderKind.GIFT_CARD)
    return (("customer.gift_cards", gift_cards), ("customer.payment_methods", tuple(methods)))


def _document(path: Path) -> Mapping[str, Any]:
    try:
        body = path.read_bytes()
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        # Amounts stay text: a float would already have rounded them.
        document = json.loads(body, parse_float=str)
    except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as torn:
        raise NotImportableError("import.no_json", why=str(torn)) from torn
    if not isinstance(document, dict) or not all(
        isinstance(document.get(part), dict) for part in ("users", "orders")
    ):
        raise NotImportableError("import.no_users")
    return document


def _code(why: Exception) -> str:
    if isinstance(why, _Unfit):
        return str(why)
    return "amount.unreadable" if isinstance(why, NotAnAmountError) else "entry.incomplete"


def _said(text: str) -> str:
    return mask_cards(clean_line(text))
