"""Time and units of a service that were paid for and not used."""

from __future__ import annotations

from fractions import Fraction

from refundtui.domain.claims.amounts import listed_net
from refundtui.domain.claims.ceilings import no, the_line
from refundtui.domain.findings import Finding
from refundtui.domain.ledger import LineLedger
from refundtui.domain.money import nearest
from refundtui.domain.quote import RowCode
from refundtui.domain.request import (
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.service_time import service_time
from refundtui.domain.switches import CashLimit, EarlierCredit
from refundtui.domain.unit_shares import units_explained
from refundtui.domain.worksheet import Worksheet


def unused_time(item: UnusedTime, sheet: Worksheet) -> Finding | None:
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    if line.id in sheet.ended:
        return no("line.nothing_left", line=line.title or line.id)  # a service ends once
    switches = sheet.terms.switches
    time = None if line.period is None else service_time(line.period, item, switches)
    if time is None:
        return no("period.unknown", line=line.title or line.id)
    part, credited = time.unused_part, Fraction(0)
    if switches.earlier_credit is EarlierCredit.DEDUCT:
        credited = _credited_part(book, sheet)
        part = max(Fraction(0), part - credited)
    share = book.of_part(part, switches)
    names = ["cancellation_day", "day_count"]
    if item.upgrade:
        names.append("upgrade_day")
    if line.period is not None and line.period.trial_end_exclusive is not None:
        names.append("trial_days_free")
    if book.refunded:
        names.append("earlier_credit")
    if switches.cash_limit is CashLimit.PAID_MINUS_USED:
        names += ["cash_limit", "intermediate_rounding"]
    sheet.ended[line.id] = book.gross * time.used_part
    sheet.give(
        line,
        share,
        code=RowCode.USE,
        formula="unused_days_less_credit" if credited else "unused_days",
        inputs=(
            ("paid", line.gross),
            ("unused_days", time.unused),
            ("days", time.days),
            ("used_days", time.used),
            *((("credited", line.gross.share(credited)),) if credited else ()),
        ),
        switches=tuple(names),
    )
    return None


def _credited_part(book: LineLedger, sheet: Worksheet) -> Fraction:
    """Earlier credits as a part of the line, measured before discount as the source did."""
    listed = listed_net(book)
    credited = sum(
        part.gross.minor - sum(tax.amount.minor for tax in part.taxes or ())
        if part.taxes is not None
        else nearest(part.gross.minor * book.net, book.gross or 1)
        for past in sheet.order.earlier
        if past.holds
        for part in past.parts
        if part.line_id == book.line.id
    )
    return Fraction(credited, listed) if listed else Fraction(0)


def unused_units(item: UnusedUnits, sheet: Worksheet) -> Finding | None:
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    if not 0 <= item.used <= line.units:
        return no("units.used_unknown", used=item.used, units=line.units)
    unused = line.units - item.used - book.used_units
    if unused <= 0:
        return no("line.nothing_left", line=line.title or line.id)
    share = book.of_units(unused, sheet.terms.switches)
    formula, inputs = units_explained(book, unused, sheet.terms.switches, plain="unused_units")
    sheet.give(
        line, share, code=RowCode.USE, units=unused, formula=formula, inputs=(*inputs, ("used", item.used))
    )
    return None
