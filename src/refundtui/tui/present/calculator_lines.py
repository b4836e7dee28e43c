"""The sum as rows: what comes back, what is taken off, goodwill apart, the total, and every reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from refundtui.casework.asking import COUNTED, asked_of, for_the_order, goodwill_in, units_left
from refundtui.domain.actor import Limit
from refundtui.domain.case import Case
from refundtui.domain.determination import Determination
from refundtui.domain.money import total
from refundtui.domain.order import OrderLine
from refundtui.domain.quote import Leg, Quote, QuoteRow, Refused, RowCode, SwitchUsed
from refundtui.domain.request import (
    DepreciatedValue,
    Item,
    LineAmount,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.i18n.figures import worked_out
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, tn
from refundtui.tui.present.verdict_lines import sentence, verdict_rows, written_at
from refundtui.tui.safe_text import Line, Span, Tone, cell, fit, headings, spread, wrap
from refundtui.tui.widgets.lines import Row

_GIVEN: Final = (RowCode.GOODWILL, RowCode.DEPRECIATION)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the calculator shows."""

    case: Case
    request: RefundRequest
    determination: Determination
    limit: Limit | None = None
    opened: frozenset[str] = frozenset()
    read_only: bool = False
    if_granted: bool = False  # the verdict stands against it: this is only what a grant would come to


def sheet_rows(sheet: Sheet, speech: Speech, width: int) -> list[Row]:
    """The whole calculator, top to bottom, `width` cells wide."""
    return list(_rows(sheet, speech, width - 2))


def _rows(sheet: Sheet, speech: Speech, width: int) -> Iterator[Row]:
    order = sheet.case.order
    quote = sheet.determination.quote
    rows = quote.rows if isinstance(quote, Quote) else ()
    by_line: dict[str, list[tuple[int, QuoteRow]]] = {}
    loose: list[tuple[int, QuoteRow]] = []
    for at, row in enumerate(rows):
        if row.code in _GIVEN and row.line_id is None:
            continue
        if row.line_id is not None and order is not None and order.line(row.line_id) is not None:
            by_line.setdefault(row.line_id, []).append((at, row))
        else:
            loose.append((at, row))
    yield Row(_columns_heading(width))
    if order is None:
        yield Row((Span(" " + t("No order is matched to this case yet."), Tone.WARN),))
    else:
        for line in order.lines:
            yield from _line_rows(sheet, line, by_line.get(line.id, []), speech, width)
    for at, row in loose:
        yield from _loose_rows(sheet, at, row, speech, width)
    whole = for_the_order(sheet.request)
    if whole is not None and isinstance(quote, Refused):
        amount = whole.amount
        yield Row(
            _money_line(
                " ", t("From the order as a whole"), "", speech.amount(amount) if amount else "–", width
            ),
            "order",
        )
    yield Row(_rule("─", width))
    yield from _goodwill_rows(sheet, rows, speech, width)
    yield Row(_rule("═", width))
    yield from _total_rows(sheet, quote, speech, width)
    yield Row(())
    eligibility = sheet.determination.eligibility
    yield from verdict_rows(eligibility, speech, width, opened="verdict" in sheet.opened)


def _columns_heading(width: int) -> Line:
    amount = _AMOUNT_WIDE
    what = _what_width(width)
    title = width - 5 - what - amount - 2
    return headings(
        cell("", 5),
        cell(t("Item"), title),
        " ",
        cell(t("Comes back"), what),
        " ",
        cell(t("Amount"), amount, right=True),
    )


_AMOUNT_WIDE: Final = 10


def _what_width(width: int) -> int:
    return max(13, min(22, width * 28 // 100))


def _rule(sign: str, width: int) -> Line:
    return (Span(sign * width, Tone.MUTED),)


def _money_line(count: str, title: str, what: str, amount: str, width: int, tone: Tone = Tone.PLAIN) -> Line:
    wide = _what_width(width)
    rest = width - 5 - wide - _AMOUNT_WIDE - 2
    return (
        Span(cell(count, 4, right=True) + " ", Tone.MUTED if tone is Tone.MUTED else Tone.STRONG),
        Span(cell(title, rest), tone),
        Span(" " + cell(what, wide) + " ", Tone.MUTED),
        Span(cell(amount, _AMOUNT_WIDE, right=True), tone),
    )


# Lines of the order


def _line_rows(
    sheet: Sheet, line: OrderLine, rows: list[tuple[int, QuoteRow]], speech: Speech, width: int
) -> Iterator[Row]:
    order = sheet.case.order
    assert order is not None  # noqa: S101 - the caller has it
    asked = asked_of(sheet.request, line.id)
    main = [row for _, row in rows if row.amount.minor >= 0 and not row.struck and row.code not in _GIVEN]
    others = [(at, row) for at, row in rows if row not in main]
    left = units_left(order, line)
    counted = line.kind in COUNTED and line.units > 0
    back = _units_asked(asked, left)
    count = f"{back}/{left}" if counted else ("1" if asked else "")
    amount = speech.amount(total([row.amount for row in main], line.gross.currency)) if main else "–"
    key = f"line:{line.id}"
    tone = Tone.PLAIN if asked is not None else Tone.MUTED
    if isinstance(asked, LineAmount) and isinstance(sheet.determination.quote, Refused):
        # What was typed stays to be seen, and to be corrected.
        amount, tone = speech.amount(asked.amount), Tone.BAD
    yield Row(_money_line(count, line.title, said(asked, speech), amount, width, tone), key)
    if key in sheet.opened:
        yield from _paid_lines(line, speech, width)
        for row in main:
            yield from _why(row, _switches(sheet), speech, width)
        if not main:
            yield _under(t("Nothing of this line comes back."), width)
    for at, row in others:
        yield from _loose_rows(sheet, at, row, speech, width)


def _units_asked(asked: Item | None, left: int) -> int:
    match asked:
        case Units(units=units):
            return units
        case RestOfLine():
            return left
        case PriceReduction(units=units) | DepreciatedValue(units=units) | LineAmount(units=units):
            return units
        case _:
            return 0


def said(asked: Item | None, speech: Speech) -> str:
    """What is asked on a line, in a few words."""
    match asked:
        case Units(grade=grade):
            return t("grade {grade}", grade=grade.value) if grade else t("comes back")
        case RestOfLine():
            return t("all that is left")
        case LineAmount():
            return t("typed amount")
        case PriceReduction():
            return t("kept for less")
        case UnusedTime(ended_on=day):
            return t("ended {day}", day=speech.day(day)) if day else t("unused time")
        case UnusedUnits(used=used):
            return tn("{n} used", "{n} used", used)
        case DepreciatedValue(months=months):
            return tn("after {n} month", "after {n} months", months)
        case Repriced(new_price=price):
            return t("now {amount}", amount=speech.amount(price))
        case _:
            return ""


def _paid_lines(line: OrderLine, speech: Speech, width: int) -> Iterator[Row]:
    paid = t(
        "paid {gross}, tax in it {tax}", gross=speech.money_with_code(line.gross), tax=speech.amount(line.tax)
    )
    if line.discount is not None and line.discount:
        paid = t("{paid}, discount {discount}", paid=paid, discount=speech.amount(line.discount))
    yield from _unders(
        tn("{n} unit, {paid}", "{n} units, {paid}", line.units, paid=paid) if line.units else paid, width
    )


# Deductions and other rows


def _loose_rows(sheet: Sheet, at: int, row: QuoteRow, speech: Speech, width: int) -> Iterator[Row]:
    key = f"row:{at}"
    title = speech.label(row.code)
    if row.struck:
        yield Row(
            _money_line("", title, t("not taken: law"), speech.amount(row.amount), width, Tone.STRUCK), key
        )
    else:
        yield Row(_money_line("", title, "", speech.amount(row.amount), width), key)
    if key in sheet.opened:
        yield from _why(row, _switches(sheet), speech, width)


def _goodwill_rows(sheet: Sheet, rows: tuple[QuoteRow, ...], speech: Speech, width: int) -> Iterator[Row]:
    given = [row for row in rows if row.code in _GIVEN and row.line_id is None and not row.struck]
    asked = goodwill_in(sheet.request)
    refused = isinstance(sheet.determination.quote, Refused)
    if given:
        amount = speech.amount(total([row.amount for row in given], given[0].amount.currency))
    elif asked is not None:
        amount = speech.amount(asked.amount)
    else:
        amount = "–"
    tone = Tone.BAD if asked is not None and refused else Tone.PLAIN if asked is not None else Tone.MUTED
    what = t("beyond what is owed")
    if sheet.limit is not None:
        what = t("limit {amount}", amount=speech.amount(sheet.limit.goodwill))
    yield Row(_money_line("", t("Goodwill"), what, amount, width, tone), "goodwill")
    if "goodwill" in sheet.opened:
        for row in given:
            yield from _why(row, _switches(sheet), speech, width)
        if not given:
            yield _under(t("Given beyond policy and law. It has its own limit and uses no units."), width)


# The total


def amount_said(quote: Quote | None, speech: Speech, *, if_granted: bool) -> str:
    """The total wherever it stands alone: `90.74 EUR`, `if granted 90.74 EUR`."""
    if quote is None:
        return t("no amount")
    amount = speech.money_with_code(quote.total)
    return t("if granted {amount}", amount=amount) if if_granted else amount


def _total_rows(sheet: Sheet, quote: Quote | Refused, speech: Speech, width: int) -> Iterator[Row]:
    if isinstance(quote, Refused):
        yield Row(
            spread((Span(" " + t("REFUND"), Tone.STRONG),), (Span(t("not possible"), Tone.BAD),), width),
            "total",
        )
        for found in quote.findings:
            yield from sentence(found, speech, width)
        return
    amount = speech.money_with_code(quote.total)
    if quote.goodwill:
        # Entitlement and goodwill have limits and report lines of their own: never one figure alone.
        for said, part in ((t("Owed"), quote.entitlement), (t("Goodwill"), quote.goodwill)):
            yield Row(spread((Span(f" {said}"),), (Span(speech.money_with_code(part)),), width))
    name, tone = (t("ONLY IF GRANTED"), Tone.WARN) if sheet.if_granted else (t("REFUND"), Tone.TITLE)
    yield Row(spread((Span(f" {name}", tone),), (Span(amount, tone),), width), "total")
    facts = [t("tax {amount}", amount=speech.amount(quote.tax))]
    if quote.maximum is not None:
        facts.append(t("max {amount}", amount=speech.amount(quote.maximum)))
    if sheet.limit is not None:
        facts.append(t("your limit {amount}", amount=speech.amount(sheet.limit.amount)))
    yield from (Row(line) for line in wrap(" · ".join(facts), width, Tone.MUTED, indent=" "))
    for leg in quote.legs:
        yield Row(leg_line(leg, speech, width))
    if "total" in sheet.opened:
        for tax in quote.taxes:
            rate = f" {speech.percent(tax.rate)}" if tax.rate is not None else ""
            yield _under(
                t("tax {code}{rate}: {amount}", code=tax.code, rate=rate, amount=speech.amount(tax.amount)),
                width,
            )
        for used in quote.switches:
            yield from _switch_lines(used, speech, width)
        if quote.policy:
            yield _under(t("policy {name}", name=quote.policy), width)
    for found in quote.findings:
        yield from sentence(found, speech, width)


def leg_line(leg: Leg, speech: Speech, width: int) -> Line:
    """One way part of the total goes back."""
    where = speech.tender(leg.label, leg.kind)
    return spread((Span(f" → {where}", Tone.ACCENT),), (Span(speech.money_with_code(leg.amount)),), width)


# Why


def _switches(sheet: Sheet) -> dict[str, SwitchUsed]:
    quote = sheet.determination.quote
    return {used.name: used for used in quote.switches} if isinstance(quote, Quote) else {}


def _why(row: QuoteRow, switches: dict[str, SwitchUsed], speech: Speech, width: int) -> Iterator[Row]:
    if row.formula:
        yield from _unders(formula_said(row, speech), width)
    if row.taxes:
        yield _under(t("tax in it {amount}", amount=speech.amount(row.tax)), width)
    if row.uncapped is not None:
        yield from _unders(
            t("computed {computed}, cut to {amount} by a cap", computed=speech.amount(row.uncapped),
              amount=speech.amount(row.amount)), width)  # fmt: skip
    if row.source.clause or row.source.rule:
        yield from _unders(written_at(row.source.clause, row.source.rule), width)
    for name in row.switches:
        used = switches.get(name)
        if used is not None:
            yield from _switch_lines(used, speech, width)


def formula_said(row: QuoteRow, speech: Speech) -> str:
    """How a figure was worked out, with its inputs."""
    return worked_out(row, speech)


def _switch_lines(used: SwitchUsed, speech: Speech, width: int) -> Iterator[Row]:
    yield from _unders(speech.switch(used.name, used.value), width)
    for value, amount in used.what_if:
        yield from _unders(
            t("otherwise, {switch}: {amount}", switch=speech.switch(used.name, value),
              amount=speech.money_with_code(amount)), width, indent="         ")  # fmt: skip


def _under(text: str, width: int) -> Row:
    return Row((Span("     " + fit(text, width - 5), Tone.MUTED),))


def _unders(text: str, width: int, indent: str = "     ") -> Iterable[Row]:
    return (Row(line) for line in wrap(text, width, Tone.MUTED, indent=indent))
