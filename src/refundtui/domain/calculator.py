"""The calculator: from an order as paid, a request and the terms in force to one exact quote.

A pure function on frozen values. Preview and submit are the same call on the same snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from refundtui.domain.claims.ceilings import comes_back_too, no, order_or_payment
from refundtui.domain.claims.claim import claim
from refundtui.domain.claims.goodwill import as_order
from refundtui.domain.code_caps import (
    close_each_code,
    leave_the_lines_their_tax,
    stay_below_invoiced_tax,
    stay_within_each_code,
    with_taxes,
)
from refundtui.domain.coupons import reprice_kept_goods
from refundtui.domain.deductions import deduct_condition, deduct_fees, deduct_typed
from refundtui.domain.delivery import give_delivery_back
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.money import Money, allocate, down, half_up
from refundtui.domain.order import EarlierRefund, LineKind, Order, RefundedPart, RefundStatus, Tax
from refundtui.domain.paid_in_steps import comes_between_steps, typed_between_steps
from refundtui.domain.quote import LegKind, Quote, QuoteRow, Refused, RowCode, SwitchUsed
from refundtui.domain.request import LineAmount, RefundRequest
from refundtui.domain.settlement import cash_limit, purse_of, settle, split_cash
from refundtui.domain.switches import ExchangeValue, OverCap, Rounding, Switches, TaxRounding, Total, options
from refundtui.domain.terms import Terms
from refundtui.domain.worksheet import Worksheet, in_proportion, part_of, worksheet


def quote_refund(order: Order, request: RefundRequest, terms: Terms) -> Quote | Refused:
    """Work out what goes back, why, and over which tenders; or say what stands in the way.

    Every switch that mattered is named with the total its other values would give.
    """
    quote, mattered = _work_out(order, request, terms)
    if isinstance(quote, Refused):
        return quote
    return replace(quote, switches=tuple(_what_if(name, order, request, terms) for name in mattered))


def what_if(order: Order, request: RefundRequest, terms: Terms, name: str, value: object) -> Quote | Refused:
    """The same request with one switch the other way."""
    switches = replace(terms.switches, **{name: value})  # type: ignore[arg-type]  # names come from SWITCHES
    return _work_out(order, request, replace(terms, switches=switches))[0]


def rounded_sum(exact: Sequence[Fraction], switches: Switches) -> int:
    """Exact amounts summed, then rounded once by the brand's switch."""
    whole = sum(exact, Fraction(0))
    return down(whole) if switches.rounding is Rounding.SUM_FLOOR else half_up(whole)


def _work_out(order: Order, request: RefundRequest, terms: Terms) -> tuple[Quote | Refused, tuple[str, ...]]:
    """The quote, and the names of the switches that mattered."""
    stop = _impossible(order, request, terms)
    if stop is not None:
        return Refused((stop,)), ()
    sheet = worksheet(order, terms, purse_of(order, request, terms))
    for item in request.items:
        stop = claim(item, sheet)
        if stop is not None:
            return Refused((stop,)), ()
    stop = comes_back_too(sheet)
    if stop is not None:
        return Refused((stop,)), ()
    give_delivery_back(sheet)
    leave_the_lines_their_tax(sheet)
    _floor_the_sum(sheet)
    _round_over_the_note(sheet)
    stay_below_invoiced_tax(sheet)
    reprice_kept_goods(sheet)
    deduct_condition(sheet)
    deduct_fees(sheet)
    stop = deduct_typed(sheet, request.deductions) or _override(sheet, request)
    if stop is not None:
        return Refused((stop,)), ()
    _raise_to_minimum(sheet)
    computed = sheet.sum
    even = _is_even(sheet, request)
    stop = None if even else _cut_to_what_is_left(sheet)  # before new things are paid with it
    if stop is not None:
        return Refused((stop,)), ()
    stay_within_each_code(sheet)
    close_each_code(sheet)
    worth = sheet.sum
    charged = _exchange_evenly(sheet) if even else _exchange(sheet, request)
    stop = _split_above(sheet, request)
    if stop is not None:
        return Refused((stop,)), ()
    quote = _quote(sheet, request, computed, charged, worth)
    stop = comes_between_steps(quote)
    return (quote if stop is None else Refused((stop,))), tuple(sheet.switches)


def _impossible(order: Order, request: RefundRequest, terms: Terms) -> Finding | None:
    if not request.items:
        return no("request.empty")
    if request.override is not None and not terms.switches.amount_may_be_overridden:
        return no("override.not_allowed")
    for amount in _typed_amounts(request):
        if amount.currency != order.currency:
            return no("currency.other", typed=amount.currency.code, order=order.currency.code)
    stop = typed_between_steps(request, order.currency)
    if stop is not None:
        return stop
    if any(charge.amount.minor < 0 or charge.part < 0 for charge in request.charges) or any(
        amount.minor < 0 for _, amount in request.settle_split
    ):
        return no("amount.not_positive")
    payers = {payment.id for payment in order.payments}
    only = request.payment_id
    if only and payers and only not in payers:
        return no("tender.unknown", payment=only)
    if request.to_tender and request.to_tender not in payers | set(terms.other_tenders):
        return no("tender.not_original", payment=request.to_tender)
    return None


def _typed_amounts(request: RefundRequest) -> list[Money]:
    amounts = [
        value
        for item in request.items
        for name in ("amount", "new_price", "actual_value", "conforming_value")
        if isinstance(value := getattr(item, name, None), Money)
    ]
    amounts += [tax for item in request.items if isinstance(item, LineAmount) for _, tax in item.taxes or ()]
    amounts += [charge.amount for charge in request.charges]
    amounts += [amount for _, amount in request.settle_split]
    amounts += [deduction.amount for deduction in request.deductions]
    return amounts + ([request.override] if request.override is not None else [])


def _floor_the_sum(sheet: Worksheet) -> None:
    """Solidus: the exact shares of the goods are summed and rounded down once, the rest stays unpaid."""
    if sheet.terms.switches.rounding is not Rounding.SUM_FLOOR:
        return
    places = [
        place
        for place, share in sheet.shares.items()
        if sheet.rows[place].formula == "share_of_units" and share.gross > 0
    ]
    exact = [sheet.shares[place].exact_gross for place in places]
    if not places:
        return
    for place, part in zip(places, allocate(down(sum(exact, Fraction(0))), exact), strict=True):
        row = sheet.rows[place]
        gross = sheet.money(min(part, row.amount.minor + sheet.books[row.line_id or ""].rest))
        sheet.change(place, replace(row, amount=gross, net=gross - row.tax))


def _round_over_the_note(sheet: Worksheet) -> None:
    """Lago: tax (and net, where the total is the sum of rounded parts) is rounded once over the whole note."""
    switches = sheet.terms.switches
    if switches.tax_rounding is not TaxRounding.HEADER:
        return
    keep_net = switches.total is Total.SUM_OF_ROUNDED_PARTS
    if keep_net:
        _net_over_the_note(sheet)
    _tax_over_the_note(sheet, keep_net=keep_net)


def _net_over_the_note(sheet: Worksheet) -> None:
    """The exact nets are summed, rounded half-up and allotted back to their rows; so are the discounts."""
    nets = _once({place: share.exact_net for place, share in sheet.shares.items()})
    discounts = _once({place: _exact_discount(sheet, place) for place in sheet.shares})
    for place, part in nets.items():
        row = sheet.rows[place]
        net = sheet.money(min(part, row.net.minor + sheet.books[row.line_id or ""].rest))
        discount = sheet.money(discounts[place]) if place in discounts else row.discount
        sheet.change(place, replace(row, net=net, amount=net + row.tax, discount=discount))


def _once(exact: Mapping[int, Fraction]) -> dict[int, int]:
    """The positive ones, rounded half-up as a sum and allotted back."""
    positive = {place: amount for place, amount in exact.items() if amount > 0}
    parts = allocate(half_up(sum(positive.values(), Fraction(0))), list(positive.values()))
    return dict(zip(positive, parts, strict=True))


def _exact_discount(sheet: Worksheet, place: int) -> Fraction:
    book = sheet.books[sheet.rows[place].line_id or ""]
    if book.line.discount is None or not book.gross:
        return Fraction(0)
    return book.line.discount.minor * sheet.shares[place].exact_gross / book.gross


def _tax_over_the_note(sheet: Worksheet, *, keep_net: bool) -> None:
    """The exact taxes are summed, rounded half-up and allotted to codes, then to rows."""
    cells = [
        (place, code, exact)
        for place, share in sheet.shares.items()
        for code, exact in share.exact_taxes.items()
        if exact > 0
    ]
    if not cells:
        return
    codes = list(dict.fromkeys(code for _, code, _ in cells))
    by_code = [sum((e for _, c, e in cells if c == code), Fraction(0)) for code in codes]
    totals = dict(zip(codes, allocate(half_up(sum(by_code, Fraction(0))), by_code), strict=True))
    for code in codes:
        own = [(place, exact) for place, c, exact in cells if c == code]
        for (place, _), amount in zip(own, allocate(totals[code], [e for _, e in own]), strict=True):
            row = sheet.rows[place]
            taxes = tuple(
                Tax(tax.code, sheet.money(_possible_tax(sheet, row, tax, amount, keep_net)), tax.rate)
                if tax.code == code
                else tax
                for tax in row.taxes
            )
            sheet.change(place, with_taxes(row, taxes, keep_net=keep_net))


def _possible_tax(sheet: Worksheet, row: QuoteRow, tax: Tax, wanted: int, keep_net: bool) -> int:
    """No more of a code than its line has left, and no more than the row or its line can bear."""
    if row.line_id is None:
        return wanted
    book = sheet.books[row.line_id]
    room = book.left if keep_net else max(0, row.net.minor)
    return min(wanted, tax.amount.minor + max(0, min(book.left_of(tax.code), room)))


def _override(sheet: Worksheet, request: RefundRequest) -> Finding | None:
    """An amount that wins over the computed one, where the brand lets it; the difference is its own row."""
    if request.override is None:
        return None
    wanted = request.override.minor
    if wanted <= 0:
        return no("amount.not_positive")
    ceiling = sheet.purse.ceiling
    if ceiling is not None and wanted > ceiling:
        return no(order_or_payment(sheet), max=sheet.money(ceiling), typed=request.override)
    sheet.mention("amount_may_be_overridden")
    _level(sheet, RowCode.OVERRIDE, wanted - sheet.sum, "override", ("typed", request.override))
    return None


def _is_even(sheet: Worksheet, request: RefundRequest) -> bool:
    return request.even_exchange or (
        bool(request.charges) and sheet.terms.switches.exchange_value is ExchangeValue.EVEN
    )


def _exchange_evenly(sheet: Worksheet) -> int:
    """One thing for another of the same worth: nothing is charged and nothing goes back."""
    sheet.mention("exchange_value")
    _level(sheet, RowCode.EXCHANGE, -sheet.sum, "even_exchange")
    return 0


def _exchange(sheet: Worksheet, request: RefundRequest) -> int:
    """What the new things cost, netted against what comes back; returns what was charged."""
    charged = sum(half_up(charge.amount.minor * charge.part) for charge in request.charges)
    if charged:
        sheet.mention("exchange_value")
        taken = min(charged, max(0, sheet.sum))
        if taken:
            sheet.add(
                QuoteRow(
                    RowCode.EXCHANGE,
                    sheet.money(-taken),
                    sheet.money(-taken),
                    formula="net_difference",
                    inputs=(("charged", sheet.money(charged)),),
                    source=sheet.terms.source(RowCode.EXCHANGE),
                    switches=("exchange_value",),
                )
            )
    return charged


def _raise_to_minimum(sheet: Worksheet) -> None:
    """Law is a floor: what policy leaves below it is raised, and says so.

    Goodwill is given on top of what is owed, not instead of it. Sending the goods back is the customer's
    own expense (Directive 2011/83/EU Art. 14(1)): where it was taken off, the floor is lower by it.
    """
    minimum = sheet.terms.minimum
    if minimum is None:
        return
    floor, owed = minimum.minor - _sent_at_her_expense(sheet), _owed(sheet)
    missing = floor - owed
    if missing <= 0:
        return
    source = sheet.terms.minimum_source
    sheet.notes.append(
        Finding(
            "minimum.raised",
            Outcome.NOTE,
            (("computed", sheet.money(owed)), ("minimum", sheet.money(floor))),
            Basis.LAW,
            source.rule,
            source.clause,
        )
    )
    taxes = as_order(missing, sheet)
    sheet.add(
        QuoteRow(
            RowCode.STATUTORY_MINIMUM,
            sheet.money(missing),
            sheet.money(missing - sum(tax.amount.minor for tax in taxes)),
            taxes,
            formula="raised_to_minimum",
            inputs=(("minimum", sheet.money(floor)),),
            source=source,
        )
    )


def _owed(sheet: Worksheet) -> int:
    """The sum so far without goodwill; an amount set lower by hand takes from goodwill first."""
    lowered = -sum(row.amount.minor for row in sheet.rows if row.code is RowCode.OVERRIDE)
    return sheet.sum - max(0, sheet.goodwill - max(0, lowered))


def _sent_at_her_expense(sheet: Worksheet) -> int:
    rows = (row for row in sheet.rows if row.code is RowCode.RETURN_SHIPPING and not row.struck)
    return -sum(row.amount.minor for row in rows)


def _cut_to_what_is_left(sheet: Worksheet) -> Finding | None:
    """Computed above what order or payments can still give: cut and shown, or refused by the brand's switch."""
    ceiling = sheet.purse.ceiling
    if ceiling is None or sheet.sum <= ceiling:
        return None
    computed = sheet.sum
    sheet.mention("over_cap")
    code = "total.above_order" if sheet.purse.order_is_ceiling else "total.above_payment"
    facts = (
        ("computed", sheet.money(computed)),
        ("max", sheet.money(ceiling)),
        ("short_by", sheet.money(computed - ceiling)),
    )
    if sheet.terms.switches.over_cap is OverCap.REFUSE:
        return Finding(code, Outcome.FAIL, facts)
    sheet.notes.append(Finding(code, Outcome.NOTE, facts))
    _level(sheet, RowCode.CUT, ceiling - computed, "cut_to_maximum", ("maximum", sheet.money(ceiling)))
    return None


def _split_above(sheet: Worksheet, request: RefundRequest) -> Finding | None:
    """A typed division of the total is refused where it asks for more than there is."""
    if not request.settle_split:
        return None
    whole, cash = sum(amount.minor for _, amount in request.settle_split), split_cash(request)
    able = min(
        (most for most in (sheet.purse.cash_left, _cash_limit(sheet)) if most is not None), default=cash
    )
    if cash > able:
        return no("amount.above_payment", max=sheet.money(able), typed=sheet.money(cash))
    if whole > sheet.sum:
        return no("split.above_total", total=sheet.money(sheet.sum), parts=sheet.money(whole))
    return None


def _level(
    sheet: Worksheet, code: RowCode, difference: int, formula: str, *inputs: tuple[str, Money]
) -> None:
    """One row that brings the sum to where it must be, taxed as the sum is."""
    if not difference:
        return
    taxes: dict[str, int] = {}
    rates: dict[str, Fraction | None] = {}
    for row in sheet.rows:
        for tax in () if row.struck else row.taxes:
            taxes[tax.code] = taxes.get(tax.code, 0) + tax.amount.minor
            rates[tax.code] = tax.rate
    inside = sheet.possible(in_proportion(difference, taxes, sheet.sum))
    spelled = tuple(Tax(name, sheet.money(tax), rates[name]) for name, tax in inside.items() if tax)
    sheet.add(
        QuoteRow(
            code,
            sheet.money(difference),
            sheet.money(difference - sum(tax.amount.minor for tax in spelled)),
            spelled,
            formula=formula,
            inputs=inputs,
            source=sheet.terms.source(code),
        )
    )


def _quote(sheet: Worksheet, request: RefundRequest, computed: int, charged: int, worth: int) -> Quote:
    order, purse = sheet.order, sheet.purse
    total = sheet.sum
    legs = settle(total, order, request, sheet.terms, purse, _cash_limit(sheet), sheet.from_payment)
    if len(purse.tenders or ()) > 1 and not request.payment_id:
        sheet.mention("tender_order")
    if any(leg.kind is not LegKind.TENDER for leg in legs) and purse.unpaid:
        sheet.mention("unpaid_part")
    return Quote(
        currency=sheet.of,
        rows=tuple(sheet.rows),
        legs=legs,
        findings=tuple(sheet.notes),
        maximum=None if purse.ceiling is None else sheet.money(purse.ceiling),
        computed=sheet.money(computed) if computed != total else None,
        owed_by_customer=sheet.money(charged - worth) if charged > worth else None,
        charged=sheet.money(charged) if charged else None,
        receivable_after=None if request.pair_with_credit_note else sheet.money(total),
        stored_value_left=_balance_left(sheet),
        policy=sheet.terms.policy,
    )


def _cash_limit(sheet: Worksheet) -> int | None:
    """All but the unused time may go back as money, and of that what the brand's limit leaves."""
    limits = {
        line_id: cash_limit(sheet.terms.switches, sheet.purse, sheet.books[line_id].gross, used)
        for line_id, used in sheet.ended.items()
    }
    held_back = 0
    for line_id, limit in limits.items():
        unused = sum(
            row.amount.minor for row in sheet.rows if row.code is RowCode.USE and row.line_id == line_id
        )
        held_back += 0 if limit is None else max(0, unused - limit)
    return max(0, sheet.sum - held_back) if held_back else None


def _balance_left(sheet: Worksheet) -> Money | None:
    """What a bought balance still holds after this quote."""
    if sheet.order.stored_value_left is None:
        return None
    bought = [line.id for line in sheet.order.lines if line.kind is LineKind.STORED_VALUE]
    return sheet.order.stored_value_left - sheet.money(sum(sheet.on_line.get(name, 0) for name in bought))


def _what_if(name: str, order: Order, request: RefundRequest, terms: Terms) -> SwitchUsed:
    now = getattr(terms.switches, name)
    others = []
    for value in options(name):
        if value != now:
            other = what_if(order, request, terms, name, value)
            if isinstance(other, Quote):
                others.append((_word(value), other.total))
    return SwitchUsed(name, _word(now), tuple(others))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_earlier(
    quote: Quote,
    refund_id: str,
    status: RefundStatus = RefundStatus.DONE,
    kind: str = "refund",
    seller: str = "",
) -> EarlierRefund:
    """The quote as the next one will find it behind it: per line, deductions as withheld.

    What a cap took off was not paid: it is taken off the lines it came from and stays there. It does not go
    out with the last unit, but can be given later as a typed amount on the line. What an exchange spent on
    new things is paid with: it is told apart, for it is gone.
    """
    cut = -sum(row.amount.minor for row in quote.applied if row.code is RowCode.CUT)
    spent = -sum(row.amount.minor for row in quote.applied if row.code is RowCode.EXCHANGE)
    apart = {RowCode.CUT, RowCode.EXCHANGE}
    rows = [row for row in quote.applied if row.code not in apart and row.formula != "kept_out"]
    parts = _one_part_per_line([part_of(row) for row in rows if row.line_id is not None])
    loose = sum(row.amount.minor for row in rows if row.line_id is None)
    parts, loose = _cut_off(cut, parts, loose)
    return EarlierRefund(
        refund_id,
        parts,
        Money(loose, quote.currency) if loose else None,
        tuple(
            (leg.payment_id, leg.amount)
            for leg in quote.legs
            if leg.kind is LegKind.TENDER and leg.payment_id
        ),
        status,
        kind,
        seller=seller,
        spent=Money(spent, quote.currency) if spent else None,
        loose_taxes=_not_on(parts, quote),
    )


def _not_on(parts: Sequence[RefundedPart], quote: Quote) -> tuple[Tax, ...]:
    """The tax of a quote that none of the lines gave; what new things cost has its tax on their own invoice."""
    left: dict[str, Tax] = {}
    given = [tax for row in quote.applied if row.code is not RowCode.EXCHANGE for tax in row.taxes]
    taken = [replace(tax, amount=-tax.amount) for part in parts for tax in part.taxes or ()]
    for tax in (*given, *taken):
        known = left.get(tax.code)
        left[tax.code] = tax if known is None else replace(known, amount=known.amount + tax.amount)
    return tuple(tax for tax in left.values() if tax.amount)


def _cut_off(cut: int, parts: tuple[RefundedPart, ...], loose: int) -> tuple[tuple[RefundedPart, ...], int]:
    """A cut, shared by what each part and the loose money came to; of a line it is withheld."""
    weights = [*(max(0, part.gross.minor) for part in parts), max(0, loose)]
    if cut <= 0 or not any(weights):
        return parts, loose - cut
    *shares, off_loose = allocate(cut, weights)
    return tuple(_less(part, less) for part, less in zip(parts, shares, strict=True)), loose - off_loose


def _less(part: RefundedPart, less: int) -> RefundedPart:
    if not less:
        return part
    of = part.gross.currency
    taxes = {tax.code: tax.amount.minor for tax in part.taxes or ()}
    off = in_proportion(less, taxes, part.gross.minor)
    return replace(
        part,
        gross=part.gross - Money(less, of),
        taxes=tuple(replace(tax, amount=tax.amount - Money(off[tax.code], of)) for tax in part.taxes or ()),
        withheld=Money(less, of) if part.withheld is None else part.withheld + Money(less, of),
    )


def _one_part_per_line(parts: list[RefundedPart]) -> tuple[RefundedPart, ...]:
    """Rows of one line that moved units and those that withheld from them become one part."""
    merged: dict[str, RefundedPart] = {}
    alone: list[RefundedPart] = []
    for part in parts:
        known = merged.get(part.line_id)
        if known is None and part.units:
            merged[part.line_id] = part
        elif known is not None and part.withheld is not None and not part.units:
            taxes = {tax.code: tax for tax in known.taxes or ()}
            for tax in part.taxes or ():
                had = taxes.get(tax.code)
                taxes[tax.code] = tax if had is None else replace(had, amount=had.amount + tax.amount)
            withheld = part.withheld if known.withheld is None else known.withheld + part.withheld
            merged[part.line_id] = replace(
                known, gross=known.gross + part.gross, taxes=tuple(taxes.values()), withheld=withheld
            )
        else:
            alone.append(part)
    return (*merged.values(), *alone)
