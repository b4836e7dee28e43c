"""Engine cases (`engine-cases/1`) as calls of the public calculator; no figures, no case known by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from refundtui.domain.calculator import as_earlier, quote_refund, rounded_sum
from refundtui.domain.findings import Finding
from refundtui.domain.invoice import (
    ListedDiscount,
    ListedLine,
    ListedOrderDiscount,
    ListedTax,
    Listing,
    paid_order,
)
from refundtui.domain.ledger import LineLedger, ledger_of, ledgers, opened
from refundtui.domain.money import (
    Currency,
    Money,
    Residue,
    allocate,
    currency,
    exact_minor,
    half_up,
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
from refundtui.domain.quote import LegKind, Quote, Refused, RowCode
from refundtui.domain.request import (
    Charge,
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
from refundtui.domain.settlement import purse_of, settle
from refundtui.domain.switches import (
    SWITCHES,
    CancellationDay,
    CashLimit,
    DayCount,
    DegenerateTax,
    EarlierCredit,
    ExchangeValue,
    LastUnit,
    LostCoupon,
    OverCap,
    Rounding,
    Switches,
    TaxOnPart,
    TaxRounding,
    TenderOrder,
    Total,
    UnpaidPart,
    options,
)
from refundtui.domain.terms import Terms

Raw = dict[str, Any]


class Inexpressible(Exception):  # noqa: N818 - it is a verdict on a case, not a fault
    """The case asks something this adapter cannot say to the calculator: a failure, not a skip."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: every expected name with what was wanted and what was got."""

    id: str
    portability: str
    differences: tuple[tuple[str, object, object], ...] = ()
    trouble: str = ""
    explanation: str = ""

    @property
    def passed(self) -> bool:
        if self.portability == "quirk":
            return not self.trouble and bool(self.explanation or not self.differences)
        return not self.differences and not self.trouble


# The names under which the suite spells our switches.
_SPELLINGS: dict[str, Raw] = {
    "rounding=sum_floor": {"rounding": Rounding.SUM_FLOOR},
    "rounding=half_up": {"rounding": Rounding.HALF_UP},
    "total=sum_of_rounded_parts": {"total": Total.SUM_OF_ROUNDED_PARTS},
    "exchange_even": {"exchange_value": ExchangeValue.EVEN},
    "exchange=even": {"exchange_value": ExchangeValue.EVEN},
    "exchange=net": {"exchange_value": ExchangeValue.NET},
    "tender_order": {},  # the order itself stands in the request
    "tender_order=reverse": {"tender_order": TenderOrder.REVERSE},
    "tender_order=newest_first": {"tender_order": TenderOrder.REVERSE},
    "tender_order=oldest_first": {"tender_order": TenderOrder.AS_PAID},
    "tender_order=pro_rata": {"tender_order": TenderOrder.PRO_RATA},
    "tender_order=card_first": {"tender_order": TenderOrder.CARD_FIRST},
    "tender_order=gift_card_first": {"tender_order": TenderOrder.GIFT_CARD_FIRST},
    "allow_explicit_tax": {"explicit_tax_allowed": True},
    "degenerate_clamp": {"degenerate_tax": DegenerateTax.CLAMP},
    "cash_refund_limited_to_paid_minus_used": {"cash_limit": CashLimit.PAID_MINUS_USED},
    "intermediate_rounding": {"intermediate_rounding": True},
    "earlier_credit=deduct": {"earlier_credit": EarlierCredit.DEDUCT},
    "earlier_credit=cap": {"earlier_credit": EarlierCredit.CAP},
    "offset_unpaid": {"unpaid_part": UnpaidPart.OFFSET},
    "unpaid=offset": {"unpaid_part": UnpaidPart.OFFSET},
    "unpaid=credit": {"unpaid_part": UnpaidPart.CREDIT},
    "trial_days_free": {"trial_days_free": True},
    "tax_rounding=header": {"tax_rounding": TaxRounding.HEADER},
    "tax_rounding=unit": {"tax_rounding": TaxRounding.UNIT},
    "tax_rounding=line": {"tax_rounding": TaxRounding.LINE},
    "cancel_day_unused": {"cancellation_day": CancellationDay.UNUSED},
    "cancel_day_used": {"cancellation_day": CancellationDay.USED},
    "day_count=30": {"day_count": DayCount.THIRTY},
    "day_count=actual": {"day_count": DayCount.ACTUAL},
    "ledger": {},  # whether a credit note goes with it stands in the request
    "return_shipping_fee": {},  # the fee itself stands in the request
    "agent_override": {"amount_may_be_overridden": True},
    "threshold=keep": {"lost_coupon": LostCoupon.KEEP},
    "threshold=reevaluate": {"lost_coupon": LostCoupon.REEVALUATE},
    "over_cap=refuse": {"over_cap": OverCap.REFUSE},
    "over_cap=cut": {"over_cap": OverCap.CUT},
    "all_zero_weights=equal": {"all_zero_weights_equal": True},
    "upgrade_day": {"upgrade_day": CancellationDay.UNUSED},
    "tax_on_part=rate": {"tax_on_part": TaxOnPart.RATE},
    "residue=largest_ratio": {"residue": Residue.LARGEST_RATIO},
    "residue=largest_fraction": {"residue": Residue.LARGEST_FRACTION},
    "last_unit=remainder": {"last_unit": LastUnit.REMAINDER},
    "last_unit=drift_only": {"last_unit": LastUnit.DRIFT_ONLY},
    "rounding=floor": {"rounding": Rounding.SUM_FLOOR},
    "cancel_day=unused": {"cancellation_day": CancellationDay.UNUSED},
    "cancel_day=used": {"cancellation_day": CancellationDay.USED},
    "threshold=reevaluate_on_kept_items": {"lost_coupon": LostCoupon.REEVALUATE},
    "threshold=keep_share": {"lost_coupon": LostCoupon.KEEP},
}


def switches_of(portability: str) -> Switches:
    """The brand policy under which the figure holds."""
    chosen: Raw = {}
    if portability.startswith("policy:"):
        for spelled in portability.removeprefix("policy:").split("+"):
            chosen.update(_chosen(spelled))
    return Switches(**chosen)


def _chosen(spelled: str) -> Raw:
    """One switch, under the suite's name for it or under our own."""
    if spelled in _SPELLINGS:
        return _SPELLINGS[spelled]
    name, _, value = spelled.partition("=")
    if name in SWITCHES:
        for option in options(name):
            if str(option).lower() == (value or "true").lower():
                return {name: option}
    raise Inexpressible(f"no switch is called {spelled!r}")


def _asked_for(request: Raw, switches: Switches) -> Switches:
    """A request may name a policy of its own: what becomes of a coupon, which tender gives first."""
    named = [("threshold", request.get("threshold_policy")), ("tender_order", request.get("tender_order"))]
    for name, value in named:
        if isinstance(value, str):
            switches = replace(switches, **_chosen(f"{name}={value}"))
    return switches


def run(case: Raw) -> Outcome:
    """Work one case out and compare every name it expects."""
    portability = case["portability"]
    try:
        got = _worked(case)
        differences = tuple(
            (name, wanted, found)
            for name, wanted in case["expected"].items()
            if wanted is not None and name != "reject_reason"
            if not _same(wanted, found := got(name, wanted), case)
        )
    except Inexpressible as why:
        return Outcome(case["id"], portability, trouble=str(why))
    differences += _other_days(case["request"], got)
    explanation = (case.get("note") or "") if differences and portability == "quirk" else ""
    return Outcome(case["id"], portability, differences, explanation=explanation)


Got = Callable[[str, Any], object]


def _other_days(request: Raw, got: Got) -> tuple[tuple[str, object, object], ...]:
    """Days that the source counted and we derive from the dates must be the same days."""
    if request.get("type") != "unused_time" or not _first(request, "cancelled_on", "cancelled_at"):
        return ()
    stated = {name: request[name] for name in ("unused_days", "used_days") if request.get(name) is not None}
    return tuple((name, days, found) for name, days in stated.items() if (found := got(name, days)) != days)


def _worked(case: Raw) -> Got:
    of = currency(case["currency"])
    request = case["request"]
    switches = _asked_for(request, switches_of(case["portability"]))
    kind = request["type"]
    if kind == "allocate":
        return _allocated(request, of, switches)
    if kind == "sum_items":
        return _summed(request, of, switches)
    order = order_of(case["order"], of)
    terms = Terms(switches=switches)
    if kind == "tender_split":
        return _split(request, order, terms)
    if kind == "sequence":
        return _sequence(request, order, terms)
    asked = request_of(request, order)
    quote = quote_refund(order, asked, terms)
    return Reading(case, order, asked, quote, terms).of


def _allocated(request: Raw, of: Currency, switches: Switches) -> Got:
    """Whole steps are divided: the currency's own, or the one the case names."""
    amount = Fraction(str(request["amount"]))
    step = _smallest(request.get("minor_unit"), amount, of)
    try:
        parts = allocate(
            half_up(amount / step),
            [Fraction(str(weight)) for weight in request["weights"]],
            residue=switches.residue,
            equal_when_all_zero=switches.all_zero_weights_equal,
        )
    except ValueError:
        return lambda name, _wanted: name == "rejected" or None
    shares = [part * step for part in parts]

    def got(name: str, wanted: Any) -> object:
        if name == "rejected":
            return False
        if name == "shares_any_order":
            same = sorted(shares) == sorted(Fraction(str(share)) for share in wanted)
            return [Fraction(str(share)) for share in wanted] if same else shares
        return shares if name == "shares" else None

    return got


def _smallest(named: str | None, amount: Fraction, of: Currency) -> Fraction:
    if named is not None:
        return Fraction(str(named))
    minor = Fraction(1, 10**of.exponent)
    return minor * of.step if amount % (minor * of.step) == 0 else minor


def _summed(request: Raw, of: Currency, switches: Switches) -> Got:
    amounts = request.get("amounts_unrounded") or request.get("amounts") or []
    amounts = [*amounts, *(request.get("taxes") or [])]
    whole = rounded_sum([exact_minor(str(amount), of) for amount in amounts], switches)
    return lambda name, _wanted: Money(whole, of) if name in ("refund_total", "total") else None


def _split(request: Raw, order: Order, terms: Terms) -> Got:
    asked = RefundRequest(
        preferred_payment=request.get("preferred_payment"),
        payment_id=request.get("payment_id"),
        tender_order=_tender_order(request),
    )
    total = _amount(request["amount"], order.currency)
    legs = settle(total.minor, order, asked, terms, purse_of(order, asked, terms))
    tenders = {leg.payment_id: leg.amount for leg in legs if leg.kind is LegKind.TENDER}
    credit = sum(leg.amount.minor for leg in legs if leg.kind is LegKind.CREDIT)
    known: Raw = {
        "tenders": tenders,
        "refund_total": Money(sum(amount.minor for amount in tenders.values()), order.currency),
        "credit_total": Money(credit, order.currency),
    }
    return lambda name, _wanted: known.get(name)


def _sequence(request: Raw, order: Order, terms: Terms) -> Got:
    quotes: list[Quote] = []
    now = order
    for number, step in enumerate(request["steps"]):
        asked = request_of({"type": step.get("type", _step_type(step)), **_as_request(step)}, now)
        quote = quote_refund(now, asked, terms)
        if isinstance(quote, Refused):
            return lambda name, _wanted: name == "rejected" or None
        quotes.append(quote)
        now = now.after(as_earlier(quote, f"step-{number}"))
    known: Raw = {
        "rejected": False,
        "refund_per_step": [quote.cash for quote in quotes],
        "net_per_step": [quote.net for quote in quotes],
        "tax_per_step": [quote.tax for quote in quotes],
        "total_per_step": [quote.total for quote in quotes],
        "gross_per_step": [quote.total for quote in quotes],
        "cumulative_refunded": now.refunded,
        "refund_total": Money(sum(quote.cash.minor for quote in quotes), order.currency),
        "total": Money(sum(quote.total.minor for quote in quotes), order.currency),
        "tax": Money(sum(quote.tax.minor for quote in quotes), order.currency),
        "net": Money(sum(quote.net.minor for quote in quotes), order.currency),
    }
    if len(order.lines) == 1:
        known["remaining_on_line"] = Money(opened(now.lines[0], now).rest, order.currency)
    return lambda name, _wanted: known.get(name)


def _step_type(step: Raw) -> str:
    if "items" in step:
        return "mixed"
    if "quantity" in step and not any(name.startswith("amount") for name in step):
        return "line_quantity"
    if any(name.startswith("amount") for name in step):
        return "line_amount"
    return "line_all_remaining"


def _as_request(step: Raw) -> Raw:
    if "items" in step or _step_type(step) == "line_all_remaining":
        return step
    return {"items": [step]}


# ---------------------------------------------------------------- the order


def order_of(raw: Raw, of: Currency) -> Order:
    goods = [_listed(line, number, of) for number, line in enumerate(raw.get("lines") or [], 1)]
    shipping = [_listed_shipping(line, of) for line in raw.get("shipping") or []]
    discounts = raw.get("order_discount") or []
    discounts = [discounts] if isinstance(discounts, dict) else discounts
    bare = Order(
        id="order",
        currency=of,
        lines=(),
        tax_ceiling=_maybe(raw.get("invoice_tax"), of),
        stored_value_left=_maybe(raw.get("stored_value_balance"), of),
        declared_total=_maybe(raw.get("order_total"), of),
    )
    listing = Listing(
        bare,
        (*goods, *shipping),
        tuple(_order_discount(discount, (*goods, *shipping), of) for discount in discounts),
        _exact(raw.get("other_tax"), of),
    )
    order = paid_order(listing)
    payments = tuple(_payment(payment, order) for payment in raw.get("payments") or [])
    order = replace(order, payments=payments)
    for number, refund in enumerate(raw.get("prior_refunds") or []):
        past = _earlier(refund, order, f"earlier-{number}")
        order = replace(order, earlier=(*order.earlier, past))  # a stated balance is today's
    return order


_KINDS = {
    "fee": LineKind.FEE,
    "surcharge": LineKind.FEE,
    "stored_value": LineKind.STORED_VALUE,
    "gift_card": LineKind.STORED_VALUE,
    "shipping": LineKind.SHIPPING,
    "service": LineKind.SERVICE,
}
_WITHOUT_UNITS = (LineKind.FEE, LineKind.SHIPPING)


def _listed(raw: Raw, number: int, of: Currency) -> ListedLine:
    quantity = int(raw["quantity"]) if raw.get("quantity") is not None else 1
    kind = _KINDS.get(
        raw.get("kind") or "", LineKind.SERVICE if raw.get("service_period") else LineKind.GOODS
    )
    name = f"{number}:{raw.get('sku') or 'line'}"
    price = _exact(raw.get("unit_price"), of) or Fraction(0)
    total = _exact(raw.get("line_total"), of)
    if total is None:
        total = price * quantity + (_exact(raw.get("line_adjustment"), of) or 0)
    units = 0 if kind in _WITHOUT_UNITS else quantity
    return ListedLine(
        id=name,
        units=units,
        price=price,
        sku=raw.get("sku") or "",
        kind=kind,
        includes_tax=bool(raw.get("tax_included")),
        line_total=total,
        discounts=tuple(_line_discount(discount, quantity, of) for discount in raw.get("discounts") or []),
        taxes=_taxes(raw, of),
        facts=OrderLine(name, "", units, Money(0, of), period=_period(raw.get("service_period"))),
    )


def _listed_shipping(raw: Raw, of: Currency) -> ListedLine:
    return ListedLine(
        id=str(raw.get("id") or "shipping"),
        units=0,
        price=Fraction(0),
        line_total=_exact(raw.get("amount") or "0", of),
        sku=str(raw.get("id") or "shipping"),
        kind=LineKind.SHIPPING,
        includes_tax=bool(raw.get("tax_included")),
        discounts=tuple(_line_discount(discount, 1, of) for discount in raw.get("discounts") or []),
        taxes=_taxes(raw, of),
    )


def _line_discount(raw: Raw, quantity: int, of: Currency) -> ListedDiscount:
    """On the whole line, or on each of its units."""
    percent, amount = raw.get("percent"), _exact(raw.get("amount"), of)
    each = str(raw.get("scope") or "") in ("unit", "per_unit", "order_unit")
    return ListedDiscount(
        amount=amount * quantity if each and amount is not None else amount,
        percent=None if percent is None else Fraction(str(percent)) / 100,
        of_order=str(raw.get("scope") or "").startswith("order"),
    )


def _order_discount(raw: Raw, lines: Iterable[ListedLine], of: Currency) -> ListedOrderDiscount:
    includes = any(line.includes_tax for line in lines)
    amount, gross = raw.get("amount"), False
    if amount is None and (raw.get("amount_gross") or raw.get("amount_net")) is not None:
        net = raw.get("amount_net")
        use_net = net is not None and not includes
        amount = net if use_net or raw.get("amount_gross") is None else raw["amount_gross"]
        gross = not use_net and raw.get("amount_gross") is not None
    percent = raw.get("percent")
    minimum = (raw.get("condition") or {}).get("min_order_gross")
    return ListedOrderDiscount(
        amount=_exact(amount, of),
        percent=None if percent is None else Fraction(str(percent)) / 100,
        gross=gross,
        with_shipping=raw.get("base") in ("order", "order_with_shipping"),
        minimum=_exact(minimum, of),
    )


def _taxes(raw: Raw, of: Currency) -> tuple[ListedTax, ...]:
    if raw.get("taxes"):
        return tuple(
            ListedTax(str(tax["code"]), _rate(tax.get("rate")), _exact(tax.get("amount"), of))
            for tax in raw["taxes"]
        )
    rate, stored = _rate(raw.get("tax_rate")), _exact(raw.get("tax_amount"), of)
    if rate is None and stored is None:
        return ()
    return (ListedTax("tax" if rate is None else str(rate), rate, stored),)


def _rate(raw: object) -> Fraction | None:
    return None if raw is None else Fraction(str(raw))


def _period(raw: Raw | None) -> ServicePeriod | None:
    if not raw:
        return None
    start, end = _day(raw.get("start")), _day(raw.get("end_exclusive"))
    if end is None and (last := _day(raw.get("end"))) is not None:
        end = last + timedelta(days=1)
    return ServicePeriod(start, end, raw.get("days"), _day(raw.get("trial_end_exclusive")))


def _payment(raw: Raw, order: Order) -> Payment:
    of = order.currency
    refundable = _maybe(raw.get("max_refundable"), of)
    refunded = _maybe(_first(raw, "refunded", "refunded_amount", "amount_refunded"), of)
    settled = raw.get("status") in (None, "completed", "captured", "succeeded", "paid", "settled")
    captured = _maybe(_first(raw, "captured", "amount"), of) or refundable or Money(0, of)
    if refundable is None and refunded is not None:
        refundable = captured - refunded
    kinds = {kind.value: kind for kind in TenderKind}
    return Payment(
        id=str(raw["id"]),
        captured=captured if settled else Money(0, of),
        kind=kinds.get(str(raw.get("kind") or raw.get("method") or raw.get("type") or ""), TenderKind.CARD),
        refundable=refundable,
        disputed=_maybe(_first(raw, "disputed", "disputed_amount"), of),
        can_be_refunded=raw.get("refundable") is not False,
        shares=tuple(
            (split["seller_order"], _amount(split["captured"], of)) for split in raw.get("splits") or []
        ),
    )


def _earlier(raw: Raw, order: Order, name: str) -> EarlierRefund:
    """One earlier refund: of a line, of several `items`, or of the order as a whole."""
    of = order.currency
    rows = raw.get("items") or [raw]
    parts, loose = [], 0
    for row in rows:
        line = _line_named(row, order)
        book = None if line is None else ledger_of(line, ())
        taxes = _earlier_taxes(row, line, of)
        gross = _earlier_gross(row, book, taxes, of)
        if line is None:
            loose += gross.minor
            continue
        units = 0 if line.kind in _WITHOUT_UNITS else int(row.get("quantity") or 0)
        parts.append(RefundedPart(line.id, gross, units, taxes, unit=row.get("unit_index")))
        order = order.after(EarlierRefund(name, (parts[-1],)))
    if raw.get("items") and (whole := _maybe(_first(raw, "amount_gross", "amount"), of)) is not None:
        loose = whole.minor - sum(part.gross.minor for part in parts)
    total = Money(sum(part.gross.minor for part in parts) + loose, of)
    tenders = {str(key): _amount(value, of) for key, value in (raw.get("tenders") or {}).items()}
    if not tenders and raw.get("payment_id"):
        tenders = {str(raw["payment_id"]): total}
    return EarlierRefund(
        name,
        tuple(parts),
        Money(loose, of) if loose or not parts else None,
        tuple(tenders.items()),
        _STATUSES.get(raw.get("status") or "", RefundStatus.DONE),
        raw.get("kind") or "refund",
        seller=raw.get("seller_order") or "",
    )


_STATUSES = {
    "failed": RefundStatus.FAILED,
    "declined": RefundStatus.FAILED,
    "cancelled": RefundStatus.FAILED,
    "pending": RefundStatus.PENDING,
    "processing": RefundStatus.PENDING,
    "unknown": RefundStatus.UNKNOWN,
}


def _earlier_taxes(raw: Raw, line: OrderLine | None, of: Currency) -> tuple[Tax, ...] | None:
    if raw.get("taxes"):
        return tuple(Tax(code, amount) for code, amount in _by_code(raw["taxes"], of))
    tax = _maybe(_first(raw, "tax", "tax_amount"), of)
    if tax is None:
        return None
    code = line.taxes[0].code if line is not None and len(line.taxes) == 1 else "several"
    return (Tax(code, tax),)


def _by_code(raw: Raw | list[Raw], of: Currency) -> tuple[tuple[str, Money], ...]:
    """Taxes as a mapping or as a list of code and amount; two amounts of one code are a mistake."""
    pairs = list(raw.items()) if isinstance(raw, dict) else [(tax["code"], tax["amount"]) for tax in raw]
    if len({code for code, _ in pairs}) < len(pairs):
        raise Inexpressible("a tax code stands twice")
    return tuple((str(code), _amount(amount, of)) for code, amount in pairs)


def _earlier_gross(raw: Raw, book: LineLedger | None, taxes: tuple[Tax, ...] | None, of: Currency) -> Money:
    gross, net = _first(raw, "amount_gross", "gross", "amount"), _first(raw, "net", "amount_net")
    if gross is not None:
        return _amount(gross, of)
    if net is None:
        if book is not None and raw.get("quantity"):
            return Money(book.sign * book.of_units(int(raw["quantity"]), Switches()).gross, of)
        return Money(0, of)
    amount = _amount(net, of)
    if taxes is not None:
        return amount + Money(sum(tax.amount.minor for tax in taxes), of)
    return (
        amount
        if book is None
        else Money(book.sign * book.of_net(book.sign * amount.minor, Switches()).gross, of)
    )


def _line_named(raw: Raw, order: Order, units: int = 0) -> OrderLine | None:
    """The line a row is about. One SKU may stand twice: then the first line that still has so many units."""
    same = _lines_named(raw, order)
    books = ledgers(order)
    return next(
        (line for line in same if books[line.id].units_left >= max(1, units)), same[0] if same else None
    )


def _lines_named(raw: Raw, order: Order) -> list[OrderLine]:
    name = _first(raw, "sku", "shipping_id", "line_id")
    if name is None and raw.get("scope") == "shipping":
        return [line for line in order.lines if line.kind is LineKind.SHIPPING][:1]
    if name is None:
        return []
    same = [line for line in order.lines if line.sku == str(name)]
    if not same:
        raise Inexpressible(f"no line is called {name!r}")
    return same


# ---------------------------------------------------------------- the request


def request_of(raw: Raw, order: Order) -> RefundRequest:
    items, charges = _items(raw, order)
    split = raw.get("settle_split") or {}
    of = order.currency
    return RefundRequest(
        items=tuple(items),
        charges=tuple(charges),
        deductions=tuple(_deduction(deduction, of) for deduction in raw.get("deductions") or []),
        override=_maybe(raw.get("amount_override"), of),
        settle=_settle(raw),
        settle_split=tuple((Settle(how), _amount(amount, of)) for how, amount in split.items()),
        payment_id=raw.get("payment_id"),
        preferred_payment=raw.get("preferred_payment"),
        tender_order=_tender_order(raw),
        even_exchange=raw["type"] == "exchange" and any("for" in item for item in raw.get("items") or []),
        pair_with_credit_note=raw.get("with_credit_note", True) is not False,
    )


def _settle(raw: Raw) -> Settle:
    wanted = _first(raw, "settle", "to")
    return {"store_credit": Settle.CREDIT, "original": Settle.REFUND}.get(wanted) or Settle(
        wanted or "refund"
    )


def _tender_order(raw: Raw) -> tuple[str, ...]:
    """Payment ids, first first; a word for an order is a switch and not a list."""
    order = raw.get("tender_order")
    return tuple(str(name) for name in order) if isinstance(order, list) else ()


def _deduction(raw: Raw, of: Currency) -> TypedDeduction:
    net = raw.get("amount_net")
    if net is None:
        return TypedDeduction(str(raw["kind"]), _amount(_first(raw, "amount_gross", "amount"), of))
    gross = (_exact(net, of) or 0) * (1 + (_rate(raw.get("tax_rate")) or 0))
    return TypedDeduction(str(raw["kind"]), Money(half_up(gross), of))


def _items(raw: Raw, order: Order) -> tuple[list[Item], list[Charge]]:
    of = order.currency
    match raw["type"]:
        case "line_quantity" | "line_amount" | "shipping_amount" | "shipping_all" | "mixed":
            return _asked(_rows(raw), raw["type"], order), []
        case "line_all_remaining":
            return _asked([{**row, "all": True} for row in _rows(raw)], raw["type"], order), []
        case "all_remaining":
            return [Everything()], []
        case "shipping_repriced":
            line = _line_named(raw, order) or _first_shipping(order)
            return [Repriced(line.id, _new_price(raw, line))], []
        case "amount":
            amount = _maybe(raw.get("amount"), of)
            if raw.get("payment_id") is not None:
                return [FromPayment(str(raw["payment_id"]), amount, raw.get("seller_order") or "")], []
            return [Goodwill(amount) if amount is not None else Everything()], []
        case "adjustment":
            amount, stated = _stated(raw, of)
            if raw.get("tax_included") is False and raw.get("amount_gross") is None:
                stated = Stated.NET
            return [Goodwill(amount, stated, _rate(raw.get("tax_rate")))], []
        case "price_reduction":
            return [_reduction(raw, order)], []
        case "unused_time":
            return [_unused(raw, order)], []
        case "exchange":
            return _exchange_items(raw, order)
        case other:
            raise Inexpressible(f"no request is of type {other!r}")


def _rows(raw: Raw) -> list[Raw]:
    """The items of a request, or the request itself where it names its line."""
    items: list[Raw] | None = raw.get("items")
    return [raw] if items is None else items


def _asked(rows: list[Raw], kind: str, order: Order) -> list[Item]:
    """Every row as items; rows of one SKU take the units that rows before them left."""
    items: list[Item] = []
    for row in rows:
        own = _item(row, kind, order)
        items += own
        order = order.after(EarlierRefund("asked before", tuple(_taken(own, order))))
    return items


def _taken(items: list[Item], order: Order) -> Iterator[RefundedPart]:
    for item in items:
        if isinstance(item, Units):
            yield RefundedPart(item.line_id, Money(0, order.currency), item.units)


def _item(raw: Raw, kind: str, order: Order) -> list[Item]:
    of = order.currency
    lines = _lines_named(raw, order)
    if not lines:
        raise Inexpressible("an item without a line")
    units, unit = int(raw.get("quantity") or 0), raw.get("unit_index")
    if any(name.startswith("amount") and raw[name] is not None for name in raw):
        amount, stated = _stated(raw, of)
        explicit = None
        if raw.get("taxes"):
            explicit = _by_code(raw["taxes"], of)
        elif raw.get("tax_amount") is not None:
            explicit = (("tax", _amount(raw["tax_amount"], of)),)
        line = _line_named(raw, order, units) or lines[0]
        units = 0 if line.kind in _WITHOUT_UNITS else units
        return [LineAmount(line.id, amount, stated, units, unit, explicit)]
    if unit is not None:
        line = lines[0]
        left = opened(line, order).unit_left(unit)
        return [LineAmount(line.id, Money(left, of), Stated.GROSS, 1, unit)]
    whole = raw.get("all") or kind == "shipping_all" or raw.get("quantity") is None
    if whole or all(line.kind in _WITHOUT_UNITS for line in lines):
        left_over = [line for line in lines if opened(line, order).rest]
        return [RestOfLine(line.id) for line in left_over or lines[:1]]
    return _units_over(lines, units, order)


def _units_over(lines: list[OrderLine], units: int, order: Order) -> list[Item]:
    """So many units of one SKU, over all the lines it stands on; what is too much stays with one line."""
    books = ledgers(order)
    left = {line.id: books[line.id].units_left for line in lines}
    able = next((line for line in lines if left[line.id] >= max(1, units)), None)
    if able is not None or units > sum(left.values()):
        return [Units((able or lines[0]).id, units)]
    items: list[Item] = []
    for line in lines:
        part = min(units, left[line.id])
        units -= part
        if part:
            items.append(Units(line.id, part))
    return items


def _new_price(raw: Raw, line: OrderLine) -> Money:
    gross, net = _first(raw, "new_amount_gross", "new_amount"), raw.get("new_amount_net")
    of = line.net.currency
    if gross is not None or not line.net:
        return _amount(gross, of)
    return Money(half_up((_exact(net, of) or 0) * Fraction(line.gross.minor, line.net.minor)), of)


def _stated(raw: Raw, of: Currency) -> tuple[Money, Stated]:
    for name, stated in (
        ("amount_gross", Stated.GROSS),
        ("amount_net", Stated.NET),
        ("amount", Stated.GROSS),
        ("amount_net_before_discount", Stated.NET_BEFORE_DISCOUNT),
    ):
        if raw.get(name) is not None:
            return _amount(raw[name], of), stated
    raise Inexpressible("an amount without an amount")


def _required(raw: Raw, order: Order) -> OrderLine:
    line = _line_named(raw, order, int(raw.get("quantity") or 0))
    if line is None:
        raise Inexpressible("an item without a line")
    return line


def _first_shipping(order: Order) -> OrderLine:
    line = next((line for line in order.lines if line.kind is LineKind.SHIPPING), None)
    if line is None:
        raise Inexpressible("no shipping to reprice")
    return line


def _reduction(raw: Raw, order: Order) -> Item:
    of = order.currency
    if raw.get("actual_value") is not None:
        named = raw if raw.get("sku") else (raw.get("items") or [raw])[0]
        line = _required(named, order)
        conforming = _amount(raw.get("conforming_value") or raw["value_if_conforming"], of)
        return PriceReduction(
            line.id, _amount(raw["actual_value"], of), conforming, int(raw.get("quantity") or 1)
        )
    amount, stated = _stated(raw, of)
    if raw.get("sku"):
        return LineAmount(_required(raw, order).id, amount, stated)
    return OrderReduction(amount, stated)


def _unused(raw: Raw, order: Order) -> Item:
    line = _required(raw, order)
    if raw.get("unused_units") is not None:
        return UnusedUnits(line.id, line.units - int(raw["unused_units"]))
    if raw.get("used_units") is not None:
        return UnusedUnits(line.id, int(raw["used_units"]))
    ended = _day(raw.get("cancelled_on")) or _local_day(raw.get("cancelled_at"), raw.get("customer_timezone"))
    return UnusedTime(line.id, ended, raw.get("unused_days"), upgrade=raw.get("change") == "upgrade")


def _local_day(instant: str | None, zone: str | None) -> date | None:
    if instant is None:
        return None
    at = datetime.fromisoformat(instant)
    return at.astimezone(ZoneInfo(zone or "UTC")).date()


def _exchange_items(raw: Raw, order: Order) -> tuple[list[Item], list[Charge]]:
    of = order.currency
    items = _asked([*(raw.get("items") or []), *(raw.get("returned") or [])], "mixed", order)
    if raw.get("unused_time"):
        items.append(_unused({"sku": raw.get("sku"), **raw["unused_time"]}, order))
    charges = []
    new = raw.get("new_charge") or {}
    if new:
        part = Fraction(new["days"], new["of_days"]) if new.get("of_days") else Fraction(1)
        charges.append(Charge(new.get("sku") or "new", _amount(new["amount"], of), part))
    for item in raw.get("new_items") or []:
        charges.append(Charge(item.get("sku") or "new", _price_of_new(item, of)))
    for name in ("new_shipping", "return_shipping_charge"):
        if raw.get(name) is not None:
            charges.append(Charge(name, _amount(raw[name], of)))
    return items, charges


def _price_of_new(raw: Raw, of: Currency) -> Money:
    price = (_exact(raw["unit_price"], of) or Fraction(0)) * int(raw.get("quantity") or 1)
    rate = _rate(raw.get("tax_rate")) if not raw.get("tax_included") else None
    return Money(half_up(price * (1 + (rate or 0))), of)


# ---------------------------------------------------------------- what came out


@dataclass(frozen=True, slots=True)
class Reading:
    """The quote, read under the names the suite expects."""

    case: Raw
    order: Order
    request: RefundRequest
    quote: Quote | Refused
    terms: Terms

    def of(self, name: str, wanted: Any) -> object:
        if name == "rejected":
            return isinstance(self.quote, Refused)
        if name in _REFUSAL:
            return _REFUSAL[name](self)
        if name in _STANDING:
            return _STANDING[name](self)
        if isinstance(self.quote, Refused):
            return f"refused: {self.quote.first.code}"
        if name == "lines":
            return [self._line(line) for line in wanted]
        reader = _READERS.get(name)
        if reader is None:
            raise Inexpressible(f"nothing is called {name!r}")
        return reader(self, self.quote)

    def _line(self, wanted: Raw) -> Raw:
        assert isinstance(self.quote, Quote)
        name = str(wanted.get("sku") or wanted.get("shipping_id"))
        ids = {line.id for line in self.order.lines if line.sku == name}
        rows = [row for row in self.quote.applied if row.line_id in ids]
        of = self.order.currency
        return {
            "net": _sum((row.net for row in rows), of),
            "tax": _sum((row.tax for row in rows), of),
            "gross": _sum((row.amount for row in rows), of),
            "quantity": sum(row.units for row in rows),
            "before_discount": _sum((row.listed for row in rows if row.listed), of),
            "discount": _sum((row.discount for row in rows if row.discount), of),
            "discount_share": _sum((row.discount for row in rows if row.discount), of),
        }

    @property
    def refusal(self) -> Finding | None:
        return self.quote.first if isinstance(self.quote, Refused) else None

    def after(self) -> Order:
        if isinstance(self.quote, Refused):
            return self.order
        return self.order.after(as_earlier(self.quote, "this"))

    def touched(self) -> OrderLine:
        """The line a `remaining_…` figure is about: the one asked for, or the only one."""
        for item in self.request.items:
            line = self.order.line(getattr(item, "line_id", "") or "")
            if line is not None:
                return line
        if len(self.order.lines) == 1:
            return self.order.lines[0]
        raise Inexpressible("which line is meant?")

    def left(self, line: OrderLine) -> Money:
        after = self.after()
        book = ledger_of(line, after.earlier)
        return Money(book.sign * book.rest, self.order.currency)

    def shipping_left(self, order: Order) -> Money:
        books = [ledger_of(line, order.earlier) for line in order.lines if line.kind is LineKind.SHIPPING]
        return Money(sum(book.left for book in books), order.currency)

    def rows_of(self, *codes: RowCode) -> Money:
        assert isinstance(self.quote, Quote)
        return _sum((row.amount for row in self.quote.applied if row.code in codes), self.order.currency)

    def counted(self, name: str) -> object:
        """A number of days in the breakdown."""
        assert isinstance(self.quote, Quote)
        return next((dict(row.inputs)[name] for row in self.quote.rows if name in dict(row.inputs)), None)

    def computed(self) -> Money:
        assert isinstance(self.quote, Quote)
        if self.quote.computed is not None:
            return self.quote.computed
        return _sum((row.uncapped or row.amount for row in self.quote.applied), self.order.currency)

    def unit_left(self) -> Money:
        item = next(item for item in self.request.items if isinstance(item, LineAmount))
        line = self.touched()
        book = ledger_of(line, self.after().earlier)
        unit = item.unit or 1
        return Money(book.unit_left(unit), self.order.currency)

    def payment_left(self) -> Money:
        purse = purse_of(self.after())
        wanted = {getattr(item, "payment_id", None) for item in self.request.items} | {
            self.request.payment_id
        }
        left = sum(t.left for t in purse.tenders or () if t.payment.id in wanted or wanted == {None})
        return Money(left, self.order.currency)


_REFUSAL: dict[str, Callable[[Reading], object]] = {
    "max": lambda r: r.refusal and r.refusal.fact("max"),
    "max_quantity": lambda r: r.refusal and r.refusal.fact("max_units"),
    "max_tax": lambda r: r.refusal and r.refusal.fact("max_tax"),
    "refundable_on_payments": lambda r: r.refusal and r.refusal.fact("max"),
    "short_by": lambda r: r.refusal and r.refusal.fact("short_by"),
    "computed_refund": lambda r: r.refusal.fact("computed") if r.refusal else r.computed(),
}
# True whether or not the quote was possible.
_STANDING: dict[str, Callable[[Reading], object]] = {
    "cumulative_refunded": lambda r: r.after().refunded,
    "remaining_on_line": lambda r: r.left(r.touched()),
    "remaining_on_unit": Reading.unit_left,
    "remaining_on_shipping": lambda r: r.shipping_left(r.after()),
    "remaining_on_payment": Reading.payment_left,
    "shipping_max_refundable": lambda r: r.shipping_left(r.order),
    "line_total": lambda r: r.touched().gross,
    "max_cash_refund": lambda r: Money(purse_of(r.order).on_tenders or 0, r.order.currency),
}
_READERS: dict[str, Callable[[Reading, Quote], object]] = {
    "unused_days": lambda r, q: r.counted("unused_days"),
    "used_days": lambda r, q: r.counted("used_days"),
    "max_refundable": lambda r, q: q.maximum,
    "refund_total": lambda r, q: q.cash,
    "credit_total": lambda r, q: q.legs_of(LegKind.CREDIT),
    "offset_total": lambda r, q: q.legs_of(LegKind.OFFSET),
    "total": lambda r, q: q.total,
    "gross": lambda r, q: q.total,
    "net": lambda r, q: q.net,
    "tax": lambda r, q: q.tax,
    "tax_by_rate": lambda r, q: {str(tax.rate): tax.amount for tax in q.taxes},
    "taxes": lambda r, q: {tax.code: tax.amount for tax in q.taxes},
    "tenders": lambda r, q: {leg.payment_id: leg.amount for leg in q.legs if leg.kind is LegKind.TENDER},
    "discount": lambda r, q: _sum((row.discount for row in q.applied if row.discount), q.currency),
    "discount_share": lambda r, q: _sum((row.discount for row in q.applied if row.discount), q.currency),
    "coupon_share": lambda r, q: _sum((row.discount for row in q.applied if row.discount), q.currency),
    "item_net_before_coupon": lambda r, q: (
        q.net + _sum((row.discount for row in q.applied if row.discount), q.currency)
    ),
    "shipping_refund": lambda r, q: r.rows_of(RowCode.SHIPPING),
    "shipping_before_discount": lambda r, q: _sum(
        (row.listed for row in q.applied if row.code is RowCode.SHIPPING and row.listed), q.currency
    ),
    "returned_value": lambda r, q: r.computed(),
    "new_charge": lambda r, q: q.charged,
    "customer_owes": lambda r, q: q.owed_by_customer or Money(0, q.currency),
    "difference": lambda r, q: (q.charged or Money(0, q.currency)) - r.computed(),
    "new_order_total": lambda r, q: (
        (r.order.declared_total or r.order.total) + (q.charged or Money(0, q.currency)) - r.computed()
    ),
    "uncapped": lambda r, q: r.computed(),
    "capped": lambda r, q: r.computed() > q.cash,
    "kept_order_total": lambda r, q: r.order.total - q.total,
    "receivable_after": lambda r, q: q.receivable_after,
    "stored_value_balance_after": lambda r, q: q.stored_value_left,
    "sections": lambda r, q: {
        "products": r.rows_of(RowCode.GOODS, RowCode.SERVICE),
        "shipping": r.rows_of(RowCode.SHIPPING),
        "fees": r.rows_of(RowCode.FEE),
    },
    "refund_total_unrounded": lambda r, q: q.cash,
    "products_gross_after_voucher": lambda r, q: r.rows_of(RowCode.GOODS),
}


def _sum(amounts: Iterable[Money | None], of: Currency) -> Money:
    return Money(sum(amount.minor for amount in amounts if amount is not None), of)


def _same(wanted: Any, got: object, case: Raw) -> bool:
    """Equal as the suite means it: amounts exactly, nested names one by one."""
    if isinstance(wanted, bool):
        return wanted is got
    if isinstance(wanted, dict):
        if not isinstance(got, dict):
            return False
        found = {_key(name): value for name, value in got.items()}
        return all(
            _same(value, found.get(_key(name)), case)
            for name, value in wanted.items()
            if value is not None and name not in ("sku", "shipping_id")
        ) and ("rejected" in found or not _extra_tenders(wanted, got))
    if isinstance(wanted, list):
        if not isinstance(got, list) or len(wanted) != len(got):
            return False
        if wanted and isinstance(wanted[0], dict):
            return all(
                _same(w, g, case) for w, g in zip(_per_name(wanted), _unique(wanted, got), strict=True)
            )
        return all(_same(w, g, case) for w, g in zip(wanted, got, strict=True))
    if isinstance(got, Fraction):
        return Fraction(str(wanted)) == got
    if isinstance(got, Money):
        return exact_minor(str(wanted), got.currency) == got.minor
    return str(wanted) == str(got)


def _extra_tenders(wanted: Raw, got: Raw) -> bool:
    """A tender that gave money although the case names only others."""
    return bool(wanted) and set(wanted) < set(got) and all(isinstance(v, Money) and v for v in got.values())


def _key(name: object) -> object:
    try:
        return Fraction(str(name))
    except ValueError:
        return name


def _per_name(wanted: list[Raw]) -> list[Raw]:
    """Rows that split one SKU are compared as their sum."""
    merged: dict[str, Raw] = {}
    for row in wanted:
        name = str(row.get("sku") or row.get("shipping_id"))
        if name not in merged:
            merged[name] = dict(row)
            continue
        for field in ("net", "tax", "gross", "discount", "before_discount"):
            if row.get(field) is not None and merged[name].get(field) is not None:
                merged[name][field] = _plus(merged[name][field], row[field])
        if row.get("quantity") is not None and merged[name].get("quantity") is not None:
            merged[name]["quantity"] += row["quantity"]
    return list(merged.values())


def _plus(one: object, other: object) -> str:
    whole = Fraction(str(one)) + Fraction(str(other))
    scaled = half_up(whole * 10**6)
    return f"{scaled // 10**6}.{scaled % 10**6:06d}"


def _unique(wanted: list[Raw], got: list[object]) -> list[object]:
    seen: set[str] = set()
    kept = []
    for row, found in zip(wanted, got, strict=True):
        name = str(row.get("sku") or row.get("shipping_id"))
        if name not in seen:
            seen.add(name)
            kept.append(found)
    return kept


def _first(raw: Raw, *names: str) -> Any:
    """The first of these names that the case fills in."""
    return next((raw[name] for name in names if raw.get(name) is not None), None)


def _day(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)


def _exact(raw: object, of: Currency) -> Fraction | None:
    return None if raw is None else exact_minor(str(raw), of)


def _amount(raw: object, of: Currency) -> Money:
    return Money(half_up(exact_minor(str(raw), of)), of)


def _maybe(raw: object, of: Currency) -> Money | None:
    return None if raw is None else _amount(raw, of)
