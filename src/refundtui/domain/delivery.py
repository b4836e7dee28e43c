"""Outbound delivery, when it follows the goods: standard cost on a whole withdrawal, the brand's switch on a part."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.order import LineKind, OrderLine
from refundtui.domain.quote import Input, RowCode
from refundtui.domain.switches import DeliveryOnPart, DeliveryOnWhole
from refundtui.domain.worksheet import Worksheet, all_left


def give_delivery_back(sheet: Worksheet) -> None:
    """Add what of the outbound delivery goes back, and say so when it does not."""
    asked = {row.line_id for row in sheet.rows if row.code is RowCode.SHIPPING}
    lines = [line for line in sheet.order.lines if line.kind is LineKind.SHIPPING and line.id not in asked]
    if not lines or not sheet.coming_back or not sheet.terms.deliver_back:
        return
    whole = _everything_comes_back(sheet)
    for line in lines:
        if sheet.terms.delivery_in_full:
            _all_of_it(sheet, line, ())
        elif whole:
            _on_whole(sheet, line)
        else:
            _on_part(sheet, line)


def _everything_comes_back(sheet: Worksheet) -> bool:
    goods = [line for line in sheet.order.lines if line.kind is LineKind.GOODS and line.units]
    return bool(goods) and all(not sheet.books[line.id].units_left for line in goods)


def _on_whole(sheet: Worksheet, line: OrderLine) -> None:
    names = ("delivery_on_whole",)
    match sheet.terms.switches.delivery_on_whole:
        case DeliveryOnWhole.FULL:
            _all_of_it(sheet, line, names)
        case DeliveryOnWhole.STANDARD:
            # Directive 2011/83/EU Art. 13(2): the dearer delivery was the customer's own choice.
            surcharge = 0 if line.surcharge is None else line.surcharge.minor
            book = sheet.books[line.id]
            amount = min(book.left, max(0, book.gross - surcharge - book.refunded))
            more: tuple[tuple[str, Input], ...] = (("surcharge", sheet.money(surcharge)),)
            if not book.refunded:
                _give(sheet, line, amount, "delivery_standard", names, more)
            else:
                more = (*more, ("before", sheet.money(book.refunded)))
                _give(sheet, line, amount, "delivery_standard_again", names, more)
        case DeliveryOnWhole.NOT:
            _not_given(sheet, line, "delivery_on_whole")


def _on_part(sheet: Worksheet, line: OrderLine) -> None:
    names = ("delivery_on_part",)
    match sheet.terms.switches.delivery_on_part:
        case DeliveryOnPart.FULL:
            _all_of_it(sheet, line, names)
        case DeliveryOnPart.IN_PROPORTION:
            goods = sum(other.gross.minor for other in sheet.order.lines if other.kind is LineKind.GOODS)
            back = sum(item.row.amount.minor for item in sheet.coming_back)
            book = sheet.books[line.id]
            part = Fraction(back, goods) if goods else Fraction(0)
            share = book.of_part(min(part, Fraction(1)), sheet.terms.switches)
            of_goods = (("back", sheet.money(back)), ("goods", sheet.money(goods)))
            _give(sheet, line, share.gross, "delivery_in_proportion", names, of_goods, share.uncapped)
        case DeliveryOnPart.NOT:
            _not_given(sheet, line, "delivery_on_part")


def _all_of_it(sheet: Worksheet, line: OrderLine, switches: tuple[str, ...]) -> None:
    book = sheet.books[line.id]
    formula, inputs = all_left(book, sheet)
    whole = formula == "rest_of_line"
    _give(sheet, line, book.rest, "delivery_in_full" if whole else formula, switches, inputs[1:])


def _give(
    sheet: Worksheet,
    line: OrderLine,
    amount: int,
    formula: str,
    switches: tuple[str, ...],
    more: tuple[tuple[str, Input], ...] = (),
    uncapped: int | None = None,
) -> None:
    sheet.mention(*switches)
    if amount > 0:
        share = replace(sheet.books[line.id].of_gross(amount, sheet.terms.switches), uncapped=uncapped)
        source = sheet.terms.delivery_source
        sheet.give(
            line,
            share,
            formula=formula,
            inputs=(("paid", line.gross), *more),
            source=source if source.rule else None,
            switches=switches,
        )


def _not_given(sheet: Worksheet, line: OrderLine, switch: str) -> None:
    sheet.mention(switch)
    sheet.notes.append(
        Finding(
            "delivery.not_refunded",
            Outcome.NOTE,
            (("amount", line.gross), ("switch", switch)),
            Basis.POLICY,
            sheet.terms.delivery_source.rule,
            sheet.terms.delivery_source.clause,
        )
    )
