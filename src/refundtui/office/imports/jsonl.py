"""JSON Lines for everybody else: one order or one case a line, spelled as `refundtui.wire.order_forms` and its neighbours say.

    {"brand": "lindenhof", "customer": {"name": "…"}, "order": { … }, "facts": { … }}
    {"brand": "lindenhof", "case": {"reason": "defective", "received_at": "2026-11-20T09:00:00+01:00",
     "customer": {"name": "…"}, "order": { … }, "request": {"items": [ … ]}, "claimed": "29.16"}}

`brand` may be left out where the import names one. A case without an order says what it was told in
`order_ref`, and in which `currency` its `claimed` is. `reference` and `id` are optional; without an `id`, the same line
is the same case every time. A line that cannot be followed is refused with its number, the place in it and every mistake; the
others are taken in.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, Final
from uuid import UUID, uuid5

from pydantic import Field

from refundtui.domain.case import BrandId, Case, CaseId
from refundtui.domain.commands import OpenCase
from refundtui.domain.reasons import Reason
from refundtui.office.imports.receiving import received
from refundtui.office.imports.report import (
    Found,
    ImportReport,
    NotImportableError,
    Progress,
    SoldOrder,
    silent,
)
from refundtui.wire.case_forms import (
    CustomerForm,
    EvidenceForm,
    FactForm,
    MessageForm,
    read_customer,
    read_evidence,
    read_facts,
    read_messages,
)
from refundtui.wire.order_forms import (
    OrderForm,
)
from refundtui.wire.problems import DocumentError, parsed_json, problem, validated
from refundtui.wire.reading import (
    Reading,
)
from refundtui.wire.reading_orders import (
    read_order,
)
from refundtui.wire.reading_requests import (
    read_request,
)
from refundtui.wire.request_forms import (
    RequestForm,
)
from refundtui.wire.written import (
    Day,
    Decimal,
    Moment,
    Name,
    Reference,
    Written,
)

_LONGEST_LINE: Final = (
    4_000_000  # bytes: an order of ten thousand lines fits, a file without line ends does not
)
_NAMESPACE: Final = UUID("0d1cf5a4-6e3b-5a35-9a1f-90f3e1ad1c0e")


class CaseForm(Written):
    id: Name | None = None
    reference: Reference = ""
    reason: Annotated[Reason, Field(strict=False)]
    received_at: Moment
    customer: CustomerForm
    order: OrderForm | None = None
    order_ref: Reference = ""
    request: RequestForm = RequestForm()
    claimed: Decimal | None = None
    currency: Name | None = None
    channel: Reference = "import"
    notice_on: Day | None = None
    facts: dict[str, FactForm] = Field(default_factory=dict)
    messages: list[MessageForm] = Field(default_factory=list)
    evidence: list[EvidenceForm] = Field(default_factory=list)


class LineOfFile(Written):
    brand: Name | None = None
    case: CaseForm | None = None
    order: OrderForm | None = None
    customer: CustomerForm = CustomerForm()
    facts: dict[str, FactForm] = Field(default_factory=dict)


def read_jsonl(
    source: Path | IO[bytes], *, brand: str, report: ImportReport, progress: Progress = silent
) -> Iterator[Found]:
    """Every order and case, a line at a time; `report` is complete when this ends."""
    for number, line in enumerate(_lines(source, progress), start=1):
        if not line.strip():
            continue
        report.read += 1
        try:
            found = read_line(line, brand)
        except DocumentError as wrong:
            first = wrong.problems[0]
            report.refuse(first.code, number, "; ".join(map(str, wrong.problems)), wrong.problems)
            continue
        if isinstance(found, Case):
            report.in_cases += 1
            report.cases += 1
            report.unmatched += found.order is None
        else:
            report.in_orders += 1
            report.orders += 1
        yield found
    progress(1.0)


def read_line(line: bytes, brand: str = "") -> Found:
    """The order or case one line tells of; `brand` where it does not say. Raises `DocumentError`."""
    if len(line) >= _LONGEST_LINE:
        raise DocumentError([problem("", "line.too_long", bytes=_LONGEST_LINE)])
    form = validated(LineOfFile, parsed_json(line.strip()))
    whose = form.brand or brand
    if not whose:
        raise DocumentError([problem("brand", "brand.missing")])
    if (form.case is None) == (form.order is None):
        raise DocumentError([problem("", "line.order_or_case")])
    reading = Reading()
    if form.case is not None:
        return reading.finish(_case(form.case, whose, line, reading))
    order = read_order(_standing(form.order), reading)
    return reading.finish(
        SoldOrder(whose, read_customer(form.customer), order, read_facts(form.facts, reading))
    )


def _case(form: CaseForm, brand: str, line: bytes, reading: Reading) -> Case:
    order = None if form.order is None else read_order(form.order, reading, "case.order")
    if order is not None:
        of = order.currency
    elif form.currency is not None:
        of = reading.currency(form.currency, "case.currency")
    elif form.claimed is not None or form.request.items:
        raise DocumentError([*reading.problems, problem("case.currency", "field.missing")])
    else:
        of = reading.currency("EUR", "case.currency")  # nothing is counted in it
    if order is None and not form.order_ref:
        reading.problems.append(problem("case.order_ref", "field.missing"))
    own_id = form.id or form.reference or hashlib.sha256(line.strip()).hexdigest()
    command = OpenCase(
        case_id=CaseId(str(uuid5(_NAMESPACE, f"{brand}\n{own_id}"))),
        reference=form.reference,
        brand=BrandId(brand),
        customer=read_customer(form.customer),
        reason=form.reason,
        received_at=form.received_at,
        order=order,
        order_ref=form.order_ref or (order.id if order else ""),
        request=read_request(form.request, order, of, reading, "case.request"),
        claimed=reading.maybe_money(form.claimed, of, "case.claimed"),
        channel=form.channel,
        facts=read_facts(form.facts, reading, "case.facts"),
        messages=read_messages(form.messages),
        evidence=read_evidence(form.evidence),
        notice_on=form.notice_on,
    )
    return received(command)


def _standing(form: OrderForm | None) -> OrderForm:
    if form is None:
        raise AssertionError("A line is an order or a case.")
    return form


@contextmanager
def _stream(source: Path | IO[bytes]) -> Iterator[tuple[IO[bytes], Iterable[bytes]]]:
    if not isinstance(source, Path):
        yield source, iter(lambda: source.readline(_LONGEST_LINE), b"")
        return
    with source.open("rb") as on_disk:
        packed = on_disk.read(2) == b"\x1f\x8b"
        on_disk.seek(0)
        if packed:
            with gzip.open(on_disk) as unpacked:
                yield on_disk, iter(lambda: unpacked.readline(_LONGEST_LINE), b"")
        else:
            yield on_disk, iter(lambda: on_disk.readline(_LONGEST_LINE), b"")


def _lines(source: Path | IO[bytes], progress: Progress) -> Iterator[bytes]:
    size = max(source.stat().st_size, 1) if isinstance(source, Path) else 0
    with _stream(source) as (at, lines):
        number = 0
        rest_of_too_long = False
        try:
            for number, line in enumerate(lines, start=1):
                if size and not number % 1000:
                    progress(min(at.tell() / size, 1.0))
                if not rest_of_too_long:
                    yield line
                rest_of_too_long = len(line) >= _LONGEST_LINE and not line.endswith(b"\n")
        except (EOFError, gzip.BadGzipFile, zlib.error) as torn:
            raise NotImportableError("import.torn", line=str(number), why=str(torn)) from torn


def schema() -> dict[str, Any]:
    """Every field of a line, as JSON Schema."""
    return LineOfFile.model_json_schema()


EXAMPLE: Final = """\
{"brand": "lindenhof", "customer": {"name": "Jana Brückner", "email": "jana@example.com", "language": "de", "country": "DE"}, "order": {"id": "LH-7001", "currency": "EUR", "country": "DE", "ordered_at": "2026-11-05T18:20:00+01:00", "delivered_on": "2026-11-10", "lines": [{"id": "shirt", "title": "Shirt", "units": 2, "unit_price": "39.90", "taxes": [{"code": "VAT", "rate": "0.19"}]}], "payments": [{"id": "card", "captured": "79.80"}]}}
{"brand": "lindenhof", "case": {"id": "helpdesk-4711", "reason": "defective", "received_at": "2026-11-19T09:00:00+01:00", "customer": {"name": "Łucja Żak", "language": "pl", "country": "PL"}, "order": {"id": "LH-7002", "currency": "EUR", "country": "PL", "delivered_on": "2026-11-12", "lines": [{"id": "cup", "title": "Cup", "units": 1, "net": "8.05", "taxes": [{"code": "VAT", "rate": "0.23", "amount": "1.85"}]}]}, "request": {"items": [{"type": "units", "line": "cup", "units": 1, "grade": "X"}]}, "claimed": "9.90", "facts": {"photos": 2}, "messages": [{"at": "2026-11-19T08:55:00+01:00", "text": "Kubek jest pęknięty."}]}}
"""
