"""The examples inside a pack, run through the same functions as a real case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer, IdentityLevel
from refundtui.domain.counting import zone
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.determination import Determination, determine
from refundtui.domain.findings import Fact
from refundtui.domain.money import Currency, Money, currency, money
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderLine,
    Payment,
    RefundedPart,
    ServicePeriod,
    Tax,
)
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    Goodwill,
    Item,
    LineAmount,
    PriceReduction,
    RefundRequest,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.rulebook import Rulebook
from refundtui.rulebooks.conditions import facts_in
from refundtui.rulebooks.library import Library
from refundtui.rulebooks.loading_law import fraction_of
from refundtui.rulebooks.spelling import (
    EarlierRow,
    ExpectTable,
    GoldenRow,
    LineRow,
    OrderRow,
    PaymentRow,
    PolicyPack,
    Take,
    TakeAmount,
    TakeDepreciated,
    TakeEverything,
    TakeGoodwill,
    TakeReduction,
    TakeRest,
    TakeUnits,
    TakeUnusedTime,
    TakeUnusedUnits,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a golden case expects and does not get."""

    name: str  # verdict, total, struck …
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """One golden case: it holds when nothing differs."""

    name: str
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


def run_goldens(pack: PolicyPack, body: bytes, documents: Mapping[str, bytes]) -> tuple[GoldenResult, ...]:
    """Every golden case of a pack, under the laws and calendars of `documents`."""
    laws = {name: other for name, other in documents.items() if not _is_policy(other)}
    library = Library({**laws, f"{pack.id}.toml": body})
    return tuple(_run(pack, golden, library) for golden in pack.golden)


def golden_case(pack: PolicyPack, golden: GoldenRow) -> Case:
    """The case a golden row describes."""
    of = currency(pack.currency)
    order = order_of(pack, golden.order, of)
    received = datetime.combine(golden.asked_on, time(9), zone(pack.timezone)).astimezone(UTC)
    facts: tuple[tuple[str, Fact], ...] = facts_in(golden.facts, of)
    return Case(
        id=CaseId(f"golden:{pack.id}:{golden.name}"),
        reference="RF-0000000",
        brand=BrandId(pack.brand),
        state=CaseState.ELIGIBILITY,
        customer=Customer(
            "Golden Case", country=golden.country or order.country, identity=IdentityLevel.VERIFIED
        ),
        reason=golden.reason,
        received_at=received,
        order=order,
        order_ref=order.id,
        request=request_of(golden, of),
        facts=facts,
        notice_on=golden.asked_on,
    )


def order_of(pack: PolicyPack, order_id: str, of: Currency) -> Order:
    """An example order, with what it takes over from the one it is `like`."""
    row = _like(pack, order_id)
    ordered = row.ordered_on
    order = Order(
        id=row.id,
        currency=of,
        lines=tuple(_line(line, row, of) for line in row.lines or ()),
        payments=tuple(_payment(payment, of) for payment in row.payments or ()),
        status=row.status or "delivered",
        ordered_at=(
            None
            if ordered is None
            else datetime.combine(ordered, time(12), zone(pack.timezone)).astimezone(UTC)
        ),
        delivered_on=row.delivered_on,
        country=row.country or "",
        region=row.region or "",
        channel=row.channel or "online",
        tags=tuple(row.tags or ()),
    )
    for number, earlier in enumerate(row.earlier or (), start=1):
        order = order.after(_earlier(earlier, number, order, of))
    return order


def request_of(golden: GoldenRow, of: Currency) -> RefundRequest:
    return RefundRequest(
        items=tuple(_item(take, of) for take in golden.request),
        to_tender=golden.refund_to,
        settle=golden.settle,
    )


def _run(pack: PolicyPack, golden: GoldenRow, library: Library) -> GoldenResult:
    case = golden_case(pack, golden)
    rulebook = replace(library.for_case(case), policy=library.policies(pack.brand)[0])
    determination = determine(case, case.request, rulebook, golden.asked_on)
    of = currency(pack.currency)
    return GoldenResult(golden.name, tuple(_differences(golden.expect, determination, case, rulebook, of)))


def _differences(
    expect: ExpectTable, determination: Determination, case: Case, rulebook: Rulebook, of: Currency
) -> Iterator[Difference]:
    eligibility = determination.eligibility
    pairs: list[tuple[str, object, object]] = [
        ("verdict", expect.verdict, eligibility.verdict.value),
        ("policy", expect.policy, eligibility.policy_verdict.value),
        ("law", expect.law, eligibility.law_verdict.value),
        ("decided_by", expect.decided_by, eligibility.decided_by),
        ("missing", expect.missing, list(eligibility.missing)),
        ("evidence_missing", expect.evidence_missing, list(eligibility.evidence_missing)),
        ("remedies", expect.remedies, list(eligibility.remedies)),
        ("due", expect.due, _due(case, rulebook)),
        *_of_quote(expect, determination.quote, of),
    ]
    for name, expected, got in pairs:
        if expected is not None and expected != got:
            yield Difference(name, _spelled(expected), _spelled(got))


def _of_quote(
    expect: ExpectTable, quote: Quote | Refused, of: Currency
) -> Iterator[tuple[str, object, object]]:
    yield "refused", expect.refused, isinstance(quote, Refused)
    if isinstance(quote, Refused):
        yield "maximum", _money(expect.maximum, of), quote.first.fact("max")
        if expect.total is not None:
            yield "total", _money(expect.total, of), quote.first.code
        return
    yield "total", _money(expect.total, of), quote.total
    yield "tax", _money(expect.tax, of), quote.tax
    yield "goodwill", _money(expect.goodwill, of), quote.goodwill
    yield "maximum", _money(expect.maximum, of), quote.maximum
    struck = sorted(row.code.value for row in quote.rows if row.struck)
    yield "struck", None if expect.struck is None else sorted(expect.struck), struck
    if expect.legs is not None:
        legs = {leg.payment_id: leg.amount for leg in quote.legs}
        yield "legs", {name: money(amount, of.code) for name, amount in expect.legs.items()}, legs
    for name, values in (expect.switches or {}).items():
        used = next((switch for switch in quote.switches if switch.name == name), None)
        what_if = dict(used.what_if) if used is not None else {}
        for value, amount in values.items():
            yield f"switches.{name}.{value}", money(amount, of.code), what_if.get(value)


def _due(case: Case, rulebook: Rulebook) -> date | None:
    return next((due.due_on for due in deadlines_for(case, rulebook) if due.kind == "refund_due"), None)


def _spelled(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_spelled(one)}" for name, one in value.items()) or "—"
    if isinstance(value, list | tuple):
        return ", ".join(_spelled(one) for one in value) or "—"
    return "—" if value is None else str(value)


def _money(text: str | None, of: Currency) -> Money | None:
    return None if text is None else money(text, of.code)


def _is_policy(body: bytes) -> bool:
    return any(line.strip() == b'kind = "policy"' for line in body.splitlines())


def _like(pack: PolicyPack, order_id: str) -> OrderRow:
    row = next(row for row in pack.orders if row.id == order_id)
    if not row.like:
        return row
    base = _like(pack, row.like)
    own = {name: told for name, told in msgspec.structs.asdict(row).items() if told is not None}
    return msgspec.structs.replace(base, **{**own, "like": ""})


def _line(row: LineRow, order: OrderRow, of: Currency) -> OrderLine:
    gross = money(row.gross, of.code)
    taxes: tuple[Tax, ...] = ()
    if row.tax is not None:
        rate = None if row.rate is None else fraction_of(row.rate)
        taxes = (Tax(row.rate or "tax", money(row.tax, of.code), rate),)
    net = gross - sum((tax.amount for tax in taxes), gross.zero())
    period = None
    if row.starts_on is not None and row.ends_on is not None:
        period = ServicePeriod(row.starts_on, row.ends_on + timedelta(days=1))
    return OrderLine(
        id=row.id,
        title=row.title or row.id,
        units=row.units if row.kind is not LineKind.SHIPPING else 0,
        net=net,
        taxes=taxes,
        kind=row.kind,
        sku=row.sku,
        category=row.category,
        tags=tuple(row.tags),
        listed=_money(row.listed, of),
        discount=_money(row.discount, of),
        price_includes_tax=order.prices_include_tax is not False,
        surcharge=_money(row.surcharge, of),
        period=period,
    )


def _payment(row: PaymentRow, of: Currency) -> Payment:
    return Payment(row.id, money(row.captured, of.code), row.kind, disputed=_money(row.disputed, of))


def _earlier(row: EarlierRow, number: int, order: Order, of: Currency) -> EarlierRefund:
    line = order.line(row.line)
    code = line.taxes[0].code if line is not None and line.taxes else "tax"
    taxes = None if row.tax is None else (Tax(code, money(row.tax, of.code)),)
    part = RefundedPart(row.line, money(row.gross, of.code), row.units, taxes)
    return EarlierRefund(f"earlier-{number}", (part,))


def _item(take: Take, of: Currency) -> Item:
    match take:
        case TakeUnits():
            return Units(take.line, take.units, take.grade)
        case TakeAmount():
            return LineAmount(take.line, money(take.amount, of.code))
        case TakeRest():
            return RestOfLine(take.line)
        case TakeEverything():
            return Everything()
        case TakeUnusedTime():
            return UnusedTime(take.line, take.ended_on)
        case TakeUnusedUnits():
            return UnusedUnits(take.line, take.used)
        case TakeReduction():
            return PriceReduction(
                take.line, money(take.actual, of.code), money(take.conforming, of.code), take.units
            )
        case TakeGoodwill():
            return Goodwill(money(take.amount, of.code))
        case TakeDepreciated():
            return DepreciatedValue(take.line, take.months, take.units)
