"""From a row of a law pack to the domain's Statute."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from refundtui.domain import formulas as f
from refundtui.domain.clock import Clock, EventDay, Period, Unit
from refundtui.domain.money import money
from refundtui.domain.statute import Statute
from refundtui.rulebooks import spelling_law as spelled
from refundtui.rulebooks.conditions import matchers_of

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def fraction_of(percent: str) -> Fraction:
    """`12.5%` as an exact part."""
    return Fraction(percent.rstrip("% ")) / 100


def statute_of(pack: spelled.LawPack, row: spelled.StatuteRow) -> Statute:
    return Statute(
        id=row.id,
        jurisdiction=pack.jurisdiction,
        right=row.right,
        clause=row.clause,
        title=row.title,
        source=row.source,
        verified=row.verified,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        countries=tuple(row.countries or pack.countries),
        when=matchers_of(row.when, None),
        clock=_clock(row),
        formula=None if row.formula is None else _formula(row.formula, pack.currency),
        forbids=tuple(row.forbids),
        allows=tuple(row.allows),
        burden_months=row.burden_months,
        remedies=tuple(row.remedies),
        money_only=row.money_only,
        subjects=tuple(row.subjects),
        channels=tuple(row.channels),
        cause=row.cause,
        currency=pack.currency,
        read_at=row.read_at,
        evidence=row.evidence or "",
        counted_from=row.counted_from_words,
        says=row.says,
        late=row.late,
        note=row.note,
    )


def counted_from(row: spelled.StatuteRow) -> list[str]:
    return [row.counted_from] if isinstance(row.counted_from, str) else row.counted_from


EARLIER_NAMES: Final = {
    "delivered_on": "goods_received",
    "order.ordered_on": "contract",
    "asked_on": "informed",
    "notice": "informed",
}
"""Packs that offices published before the law had facts of its own name these."""


def _clock(row: spelled.StatuteRow) -> Clock | None:
    starts = tuple(EARLIER_NAMES.get(name, name) for name in counted_from(row) if name)
    if not starts and row.event_day is None and not row.starts_after and not row.periods:
        return None
    return Clock(
        starts=starts,
        which=row.which,
        period=_period(row),
        periods=tuple((name, _part(table)) for name, table in row.periods.items()),
        event_day=row.event_day or EventDay.NOT_COUNTED,
        rollover=row.rollover,
        extends_if_open=row.extends_if_open,
        calendar=row.calendar,
        weekend=_weekdays(row.weekend) if row.weekend else Clock().weekend,
        safe_weekend=_weekdays(row.safe_weekend) if row.safe_weekend else None,
        safe_counts_holidays=row.safe_counts_holidays,
        at_most_days=row.at_most_days,
        from_year_end=row.from_year_end,
        at_once=row.at_once,
        starts_after=tuple(row.starts_after),
        not_before=row.not_before,
        if_collected=row.if_collected,
        late_information_days=row.late_information_days,
        least_after_repair_days=row.least_after_repair_days,
        silence_accepts=row.silence_accepts,
    )


def _period(row: spelled.StatuteRow) -> Period | None:
    return next(
        (Period(n, unit) for name, unit in UNITS.items() if (n := getattr(row, name)) is not None), None
    )


UNITS: Final = {
    "days": Unit.CALENDAR_DAYS,
    "business_days": Unit.BUSINESS_DAYS,
    "working_days": Unit.WORKING_DAYS,
    "months": Unit.MONTHS,
    "billing_cycles": Unit.BILLING_CYCLES,
}
"""The keys that give a rule its period, of which a row has at most one."""


def _part(table: spelled.PeriodTable) -> Period:
    units = {**UNITS, "hours": Unit.HOURS}
    found = ((getattr(table, name, None), unit) for name, unit in units.items())
    amount, unit = next(((n, unit) for n, unit in found if n is not None), (0, Unit.CALENDAR_DAYS))
    return Period(amount, unit, table.counted_from)


def _weekdays(names: list[spelled.Weekday]) -> frozenset[int]:
    return frozenset(_WEEKDAYS.index(name) for name in names)


def _formula(table: spelled.FormulaTable, currency: str) -> f.Formula:
    match table:
        case spelled.SurchargeTable():
            brackets = tuple(f.Bracket(one.until, _part_of(one.percent)) for one in table.brackets)
            return f.Surcharge(
                brackets, table.shared_edges, _part_of(table.further), table.after, _set(table.set_rates)
            )
        case spelled.InterestTable():
            return f.Interest(_part_of(table.rate), _part_of(table.above_base), _set(table.set_rates))
        case spelled.DoublingTable():
            return f.Doubling(table.disputed)
        case spelled.BonusTable():
            return f.Bonus(fraction_of(table.percent))
        case spelled.PriceRangeTable():
            return f.PriceRange(money(table.above, currency), money(table.at_most, currency))
        case spelled.MaskTable():
            return f.MaskedNumber(table.first, table.last, table.most_first)
        case _:
            return _PLAIN[type(table)]


def _set(rows: list[spelled.SetRateRow]) -> tuple[f.SetRate, ...]:
    return tuple(f.SetRate(row.since, row.until, fraction_of(row.percent)) for row in rows)


def _part_of(percent: str | None) -> Fraction | None:
    return None if percent is None else fraction_of(percent)


_PLAIN: Final[Mapping[type[spelled.FormulaTable], f.Formula]] = {
    spelled.RatioTable: f.Ratio(),
    spelled.StandardDeliveryTable: f.StandardDelivery(),
    spelled.LossOfValueTable: f.LossOfValue(),
    spelled.ProRataTable: f.ProRata(),
    spelled.UseTable: f.UseMade(),
    spelled.PartShippedTable: f.PartShipped(),
    spelled.AllPaymentsTable: f.AllPayments(),
    spelled.ToldTable: f.ToldByProvider(),
}
"""Formulas that need no figure of their own."""
