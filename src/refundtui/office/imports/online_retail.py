"""Online Retail (UCI, doi:10.24432/C5BW33): invoice lines into orders, credit notes into cases.

The file knows who bought what at which price, and what was credited. It knows no tax, tender,
delivery or reason, so none is made up. The rules, all of them reported:

* An invoice is an order, its lines in file order, a line's money price times quantity in pence. Prices
  below a penny are multiplied first and rounded half-up once, so some lines come to 0.00.
* `POST`, `DOT` and `C2` are delivery, `gift_…` a bought gift balance; `M`, `D`, `S`, `B`, `CRUK`,
  `AMAZONFEE` and `BANK CHARGES` are fees. Everything else is goods.
* Refused: invoices `A…` (bad debt), quantities of zero or less outside a credit note and lines at
  price 0 without a customer (stock corrections, not sales), credit notes without a customer.
* A credit note `C…` with a customer is one case. Each of its lines looks for a line of the same customer's
  earlier invoices with the same stock code, the same unit price and units left; the order that
  takes most of the credit, the latest on ties, is the case's order. What fits no line of that order
  stays in the case as a note and as the fact `credited_elsewhere`. No line fits anywhere: the case is unmatched.
* A later case on the same order sees the earlier credit notes as earlier refunds.

The file is read twice: first for what credit notes will look for, so that only orders which may still be
asked for are kept (as compressed lines) while the orders stream by.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from refundtui.domain.case import (
    BrandId,
    Case,
    CaseId,
    Customer,
    IdentityLevel,
    Note,
)
from refundtui.domain.commands import OpenCase
from refundtui.domain.findings import Fact
from refundtui.domain.money import Money, currency, total
from refundtui.domain.order import EarlierRefund, LineKind, Order, OrderLine, RefundedPart
from refundtui.domain.reasons import Reason
from refundtui.domain.request import LineAmount, RefundRequest, Units
from refundtui.office.imports.receiving import received
from refundtui.office.imports.report import (
    Found,
    ImportReport,
    Progress,
    SoldOrder,
    silent,
)
from refundtui.office.imports.retail_lines import (
    Row,
    day_of,
    moment_of,
    pence,
    price_said,
    raw_lines,
    row_of,
    spelled,
)

_GBP: Final = currency("GBP")
_NAMESPACE: Final = UUID("6f2b1f52-70a1-5f0e-9d5c-0d8c4a8d2c11")  # the same note is the same case, every time
_DELIVERY: Final = frozenset({"POST", "DOT", "C2"})
_FEES: Final = frozenset({"M", "m", "D", "S", "B", "CRUK", "AMAZONFEE", "BANK CHARGES"})
_COUNTRIES: Final = {
    "United Kingdom": "GB",
    "Germany": "DE",
    "France": "FR",
    "EIRE": "IE",
    "Belgium": "BE",
    "Spain": "ES",
    "Netherlands": "NL",
    "Switzerland": "CH",
    "Portugal": "PT",
    "Australia": "AU",
    "Italy": "IT",
    "Finland": "FI",
    "Sweden": "SE",
    "Norway": "NO",
    "Channel Islands": "GB",  # sold from and to the islands under British codes; no finer word is given
    "Japan": "JP",
    "Poland": "PL",
    "Denmark": "DK",
    "Cyprus": "CY",
    "Austria": "AT",
    "Hong Kong": "HK",
    "Singapore": "SG",
    "Malta": "MT",
    "Israel": "IL",
    "Iceland": "IS",
    "USA": "US",
    "Greece": "GR",
    "Canada": "CA",
    "Czech Republic": "CZ",
    "Lithuania": "LT",
    "Bahrain": "BH",
    "United Arab Emirates": "AE",
    "Saudi Arabia": "SA",
    "Lebanon": "LB",
    "Brazil": "BR",
    "RSA": "ZA",
}


@dataclass(slots=True)
class _Sold:
    """A line that credit may still fall on."""

    invoice: str
    line_id: str
    left: int


@dataclass(slots=True)
class _Memory:
    """What later credit notes may ask for, and nothing else."""

    wanted: frozenset[tuple[str, str, int]]
    last_line: dict[str, int]  # of invoices whose lines do not stand together in the file
    sold: dict[tuple[str, str, int], list[_Sold]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[str, bytes] = field(default_factory=dict)
    credited: dict[str, tuple[EarlierRefund, ...]] = field(default_factory=dict)


def read_online_retail(
    path: Path, *, brand: str, report: ImportReport, progress: Progress = silent
) -> Iterator[Found]:
    """Every order and every case of the file, in file order; `report` is complete when this ends."""
    memory = _what_credit_notes_look_for(path, lambda part: progress(part / 5))
    for rows in _invoices(path, memory, report, lambda part: progress(0.2 + part * 0.8)):
        yield from _found_in(rows, brand, memory, report)
    progress(1.0)


def _found_in(rows: list[Row], brand: str, memory: _Memory, report: ImportReport) -> Iterator[Found]:
    if not rows[0].invoice.startswith("C"):
        sold = _kept(rows, report)
        if sold:
            report.orders += 1
            report.in_orders += len(sold)
            _remember(sold, memory)
            yield SoldOrder(brand, _customer(sold[0]), _order(sold))
    elif not rows[0].customer:
        for row in rows:
            report.refuse("credit_note.without_customer", row.line, spelled(row))
    else:
        credited = _kept(rows, report)
        if credited:
            report.cases += 1
            report.in_cases += len(credited)
            yield _case(credited, brand, memory, report)


def _kept(rows: list[Row], report: ImportReport) -> list[Row]:
    """The lines that are a sale, or a credit; the others are refused, each with its reason."""
    kept = []
    for row in rows:
        refused = _not_a_credit(row) if row.invoice.startswith("C") else _not_a_sale(row)
        if refused:
            report.refuse(refused, row.line, spelled(row))
            continue
        if row.milli % 10:
            report.remark("price.below_a_penny", row.line, spelled(row))
        if not row.milli:
            report.remark("price.zero", row.line, spelled(row))
        if not row.customer:
            report.remark("order_line.without_customer", row.line, spelled(row))
        kept.append(row)
    return kept


def _not_a_sale(row: Row) -> str:
    if row.invoice.startswith("A"):
        return "invoice.bad_debt"
    if row.units <= 0:
        return "quantity.not_positive"
    if row.milli < 0:
        return "price.negative"
    if not row.milli and not row.customer:
        return "price.zero_without_customer"
    return ""


def _not_a_credit(row: Row) -> str:
    if row.units >= 0:
        return "credit_note.quantity_not_negative"
    if row.milli < 0:
        return "price.negative"
    return ""


def _order(rows: list[Row]) -> Order:
    first = rows[0]
    at = moment_of(first.at)
    return Order(
        id=first.invoice,
        currency=_GBP,
        lines=tuple(_line(str(number), row) for number, row in enumerate(rows, start=1)),
        status="invoiced",
        ordered_at=at,
        country=_COUNTRIES.get(first.country, ""),
    )


def _line(line_id: str, row: Row) -> OrderLine:
    paid = Money(row.minor, _GBP)
    return OrderLine(
        id=line_id,
        title=row.title or row.sku,
        units=row.units if _has_units(row.sku) else 0,
        net=paid,
        kind=_kind(row.sku),
        sku=row.sku,
        listed=paid,
    )


def _kind(sku: str) -> LineKind:
    if sku in _DELIVERY:
        return LineKind.SHIPPING
    if sku in _FEES:
        return LineKind.FEE
    if sku.startswith("gift_"):
        return LineKind.STORED_VALUE
    return LineKind.GOODS


def _has_units(sku: str) -> bool:
    return _kind(sku) in {LineKind.GOODS, LineKind.STORED_VALUE}


def _customer(row: Row) -> Customer:
    return Customer(
        name=f"Customer {row.customer}" if row.customer else "",
        language="",
        country=_COUNTRIES.get(row.country, ""),
        customer_ref=row.customer,
        identity=IdentityLevel.KNOWN_CONTACT if row.customer else IdentityLevel.NONE,
    )


# -- credit notes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """Credit that fell on one line of the order."""

    line_id: str
    units: int
    minor: int
    has_units: bool  # delivery and fees are money without units

    def joined(self, other: _Placed) -> _Placed:
        return _Placed(self.line_id, self.units + other.units, self.minor + other.minor, self.has_units)


def _case(rows: list[Row], brand: str, memory: _Memory, report: ImportReport) -> Case:
    first = rows[0]
    invoice = _best_order(rows, memory)
    if not invoice:
        report.unmatched += 1
        report.remark("credit_note.unmatched", first.line, spelled(first))
        return _opened(rows, brand, None, RefundRequest(), elsewhere=rows)
    placed, elsewhere = _place(rows, invoice, memory)
    if elsewhere:
        report.remark("credit_note.partly_matched", elsewhere[0].line, spelled(elsewhere[0]))
    order = _recalled(invoice, memory)
    memory.credited[invoice] = (*memory.credited.get(invoice, ()), _booked(first, placed))
    return _opened(rows, brand, order, RefundRequest(items=tuple(map(_item, placed))), elsewhere=elsewhere)


def _item(placed: _Placed) -> Units | LineAmount:
    if placed.has_units:
        return Units(placed.line_id, placed.units)
    return LineAmount(placed.line_id, Money(placed.minor, _GBP))


def _booked(first: Row, placed: list[_Placed]) -> EarlierRefund:
    """The credit note as later cases on the same order see it."""
    parts = tuple(
        RefundedPart(part.line_id, Money(part.minor, _GBP), part.units if part.has_units else 0)
        for part in placed
    )
    return EarlierRefund(first.invoice, parts, kind="credit_note", on=day_of(first.at))


def _opened(
    rows: list[Row], brand: str, order: Order | None, request: RefundRequest, *, elsewhere: list[Row]
) -> Case:
    first = rows[0]
    at = moment_of(first.at)
    facts: list[tuple[str, Fact]] = [("credit_note", first.invoice)]
    notes: tuple[Note, ...] = ()
    if elsewhere:
        facts.append(("credited_elsewhere", total([Money(-row.minor, _GBP) for row in elsewhere], _GBP)))
        said = "\n".join(
            f"{-row.units} × {row.sku} {row.title} @ {price_said(row.milli)}" for row in elsewhere
        )
        notes = (Note(f"{first.invoice}/elsewhere", "import", at, said),)
    command = OpenCase(
        case_id=CaseId(str(uuid5(_NAMESPACE, f"{brand}/{first.invoice}"))),
        reference=f"RF-{first.invoice}",
        brand=BrandId(brand),
        customer=_customer(first),
        reason=Reason.PRICE_ERROR if first.sku == "D" else Reason.OTHER,
        received_at=at,
        order=order,
        order_ref=order.id if order else "",
        request=request,
        claimed=total([Money(-row.minor, _GBP) for row in rows], _GBP),
        channel="import",
        facts=tuple(facts),
        notice_on=day_of(first.at),
    )
    return replace(received(command), notes=notes)


def _best_order(rows: list[Row], memory: _Memory) -> str:
    """The earlier invoice that takes most of the credit; the latest on ties; "" when no line fits."""
    taken: dict[str, int] = defaultdict(int)
    for row in rows:
        left: dict[str, int] = defaultdict(int)
        for sold in memory.sold.get(row.key, ()):
            left[sold.invoice] += sold.left
        for invoice, units in left.items():
            if units >= -row.units:
                taken[invoice] += max(-row.minor, 1)
    # Invoice numbers only grow, so the greatest is the latest.
    return max(taken, key=lambda invoice: (taken[invoice], invoice), default="")


def _place(rows: list[Row], invoice: str, memory: _Memory) -> tuple[list[_Placed], list[Row]]:
    """Each credited line on lines of this order with units left; the rest apart."""
    placed: dict[str, _Placed] = {}
    elsewhere: list[Row] = []
    for row in rows:
        open_lines = [sold for sold in memory.sold.get(row.key, ()) if sold.invoice == invoice and sold.left]
        wanted = -row.units
        if sum(sold.left for sold in open_lines) < wanted:
            elsewhere.append(row)
            continue
        open_lines.sort(key=lambda sold: sold.left < wanted)  # one line that takes all, if there is one
        for sold in open_lines:
            units = min(wanted, sold.left)
            if not units:
                break
            sold.left -= units
            wanted -= units
            part = _Placed(sold.line_id, units, pence(row.milli, units), _has_units(row.sku))
            before = placed.get(sold.line_id)
            placed[sold.line_id] = part if before is None else before.joined(part)
    return list(placed.values()), elsewhere


def _remember(rows: list[Row], memory: _Memory) -> None:
    """Keep an order that a credit note may still fall on, as compressed text."""
    asked_for = False
    for number, row in enumerate(rows, start=1):
        if row.customer and row.key in memory.wanted:
            memory.sold[row.key].append(_Sold(row.invoice, str(number), row.units))
            asked_for = True
    if asked_for:
        packed = "\n".join("\t".join(map(str, row)) for row in rows)
        memory.orders[rows[0].invoice] = zlib.compress(packed.encode(), 1)


def _recalled(invoice: str, memory: _Memory) -> Order:
    """The order again, with the credit notes already booked on it."""
    rows = []
    for text in zlib.decompress(memory.orders[invoice]).decode().split("\n"):
        line, number, sku, title, units, at, milli, customer, country = text.split("\t")
        rows.append(Row(int(line), number, sku, title, int(units), at, int(milli), customer, country))
    order = _order(rows)
    for earlier in memory.credited.get(invoice, ()):
        order = order.after(earlier)
    return order


# -- the file ----------------------------------------------------------------------------------------


def _what_credit_notes_look_for(path: Path, progress: Progress) -> _Memory:
    """First reading: which goods credit notes will ask for, and which invoices come in several pieces."""
    wanted: set[tuple[str, str, int]] = set()
    seen: set[str] = set()
    last_line: dict[str, int] = {}
    before = ""
    for number, raw in raw_lines(path, progress):
        row = row_of(number, raw)
        if isinstance(row, str):
            continue
        if row.invoice != before and row.invoice in seen:
            last_line[row.invoice] = number
        if row.invoice in last_line:
            last_line[row.invoice] = number
        seen.add(row.invoice)
        before = row.invoice
        if row.invoice.startswith("C") and row.customer:
            wanted.add(row.key)
    return _Memory(frozenset(wanted), last_line)


def _invoices(path: Path, memory: _Memory, report: ImportReport, progress: Progress) -> Iterator[list[Row]]:
    """The rows of one invoice at a time; an invoice in pieces once its last piece was read."""
    rows: list[Row] = []
    pieces: dict[str, list[Row]] = {}
    for number, raw in raw_lines(path, progress):
        report.read += 1
        row = row_of(number, raw)
        if isinstance(row, str):
            report.refuse(row, number, raw if isinstance(raw, str) else ",".join(raw))
            continue
        if rows and row.invoice != rows[0].invoice:
            yield rows
            rows = []
        if row.invoice not in memory.last_line:
            rows.append(row)
            continue
        pieces.setdefault(row.invoice, []).append(row)
        if number == memory.last_line[row.invoice]:
            yield pieces.pop(row.invoice)
    if rows:
        yield rows
