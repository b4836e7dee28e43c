"""By when, says a rule: its clock read against the facts, with what started it and what moved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from refundtui.domain.clock import Clock, Period, Unit, Which
from refundtui.domain.counting import plus_days, plus_months, start_of
from refundtui.domain.law.facts import LawFacts, day, flag, instant
from refundtui.domain.law.last_day import Here, LastDay, after_hours, on_the_day, reckoned

if TYPE_CHECKING:
    from refundtui.domain.statute import Statute

ONE_BY_ONE: Final = "regular"
"""Goods delivered regularly: the first of them starts the window; otherwise the last delivery does."""

GOODS: Final = ("goods_back", "evidence_supplied")


@dataclass(frozen=True, slots=True)
class Dated:
    """What a clock says. `withheld`: it waits for an event that has not come; `missing`: facts nobody told."""

    days: tuple[LastDay, ...] = ()
    withheld: bool = False
    missing: tuple[str, ...] = ()
    governed_by: str = ""  # another rule's id, where that one counts instead

    @property
    def first(self) -> LastDay | None:
        return self.days[0] if self.days else None


def dated(statute: Statute, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> Dated:
    """Every last day of a rule. A rule without a number has none, and none is invented."""
    clock = statute.clock
    if clock is None:
        return Dated()
    if clock.if_collected and flag(facts, "collection_offered"):
        other = dated(laws[clock.if_collected], facts, here, laws)
        return replace(other, governed_by=clock.if_collected)
    if clock.starts_after:
        return _after_another(clock, facts, here, laws)
    if clock.at_once:
        return _at_once(clock, facts, here, laws)
    return _counted(clock, facts, here)


def started(clock: Clock, facts: LawFacts, zone: str) -> tuple[date, str] | None:
    """The day of the event that starts a clock, and which it was."""
    if "goods_received" in clock.starts and (parts := facts.get("deliveries")) and isinstance(parts, tuple):
        days = [one for one in parts if isinstance(one, date)]
        if days:
            regular = ONE_BY_ONE in str(facts.get("kind_of_delivery", ""))
            return (min(days) if regular else max(days)), "deliveries"
    known = [(found, name) for name in clock.starts if (found := day(facts, name, zone)) is not None]
    match clock.which:
        case Which.EARLIEST:
            return min(known, default=None)
        case Which.LATEST:
            return max(known, default=None)
        case _:
            told = next((name for name in clock.starts if name in facts), None)
            return next((one for one in known if one[1] == told), None)


def _counted(clock: Clock, facts: LawFacts, here: Here) -> Dated:
    found: list[LastDay] = []
    waits: list[str] = []
    named = [*([("", clock.period)] if clock.period else ()), *clock.periods]
    for name, period in named:
        starts = replace(clock, starts=(period.starts,)) if period.starts else clock
        one = _one(name, period, starts, facts, here)
        if one is not None:
            found.append(one)
        elif period.unit is not Unit.BILLING_CYCLES or clock.at_most_days:
            waits += starts.starts
    if found:
        return Dated(tuple(found))
    withheld = bool(waits) and all(name in facts for name in waits)  # told, and told not to have come yet
    return Dated(withheld=withheld, missing=() if withheld else tuple(dict.fromkeys(waits)))


def _one(name: str, period: Period, clock: Clock, facts: LawFacts, here: Here) -> LastDay | None:
    begun = started(clock, facts, here.zone)
    if begun is None:
        return None
    event, by = begun
    if clock.from_year_end:
        event = date(event.year, 12, 31)
    last: LastDay | None
    if period.unit is Unit.HOURS:
        since = instant(facts, by)
        if since is None:
            # Only the day is known: at its very beginning, in the safe reading.
            since = start_of(event, here.zone or "UTC")
        last = after_hours(period, since)
    else:
        last = reckoned(period, event, clock, here, facts)
    if clock.at_most_days is not None:
        cap = plus_days(event, clock.at_most_days)
        last = LastDay(cap, cap, cap) if last is None else last
    if last is None:
        return None
    last = replace(last, started_by=by, name=name)
    return last if clock.least_after_repair_days is None else _paused(last, clock, facts, here)


def _paused(last: LastDay, clock: Clock, facts: LawFacts, here: Here) -> LastDay:
    """The time of a repair does not count, its first and last day included; then so many days are left."""
    since, back = (day(facts, name, here.zone) for name in ("repair_requested", "repaired_back"))
    if since is None or back is None or since > last.legal:
        return last
    waited = (back - since).days + 1
    until = max(plus_days(last.legal, waited), plus_days(back, clock.least_after_repair_days or 0))
    return replace(last, counted=until, legal=until, safe=until, moved_by="repaired_back")


def _after_another(clock: Clock, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> Dated:
    """From the end of another rule's period; or for so many days from information that came after all."""
    missing: list[str] = []
    for rule in clock.starts_after:
        before = laws.get(rule)
        if before is None:
            continue  # of another day or country
        first = dated(before, facts, here, laws).first
        if first is None or clock.period is None or before.clock is None:
            missing += before.clock.starts if before.clock is not None else ()
            continue
        late = _told_late(clock, before.clock, facts, here)
        if late is not None:
            return Dated((late,))
        last = reckoned(clock.period, first.legal, clock, here, facts)
        if last is not None:
            return Dated((replace(last, started_by=first.started_by),))
    return Dated(missing=tuple(dict.fromkeys(missing)))


def _told_late(clock: Clock, initial: Clock, facts: LawFacts, here: Here) -> LastDay | None:
    told, begun = day(facts, "info_received_on", here.zone), started(initial, facts, here.zone)
    if told is None or begun is None or clock.late_information_days is None or clock.period is None:
        return None
    if told > plus_months(begun[0], clock.period.amount):
        return None
    days = Period(clock.late_information_days, Unit.CALENDAR_DAYS)
    last = reckoned(days, told, initial, here, facts)
    return None if last is None else replace(last, started_by="info_received_on", moved_by="info_received_on")


def _at_once(clock: Clock, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> Dated:
    """On the day of the event itself, and never before another rule's last day."""
    floor = dated(laws[clock.not_before], facts, here, laws) if clock.not_before else Dated()
    begun = started(clock, facts, here.zone)
    if floor.missing:
        return floor
    if begun is None:
        return Dated(withheld=True)
    last = floor.first
    return Dated((on_the_day(*begun) if last is None else last.not_before(*begun),))


def in_time(last: LastDay, sent: date) -> bool:
    """A notice sent on the last day is in time, whenever it arrives (Directive 2011/83/EU Art. 11(2))."""
    return sent <= last.legal


def moved_by_goods(last: LastDay, facts: LawFacts, zone: str) -> LastDay:
    """Payment may wait for the goods or the proof that they were sent, whichever comes first."""
    here = [(found, name) for name in GOODS if (found := day(facts, name, zone)) is not None]
    if not here or flag(facts, "collection_offered"):
        return last
    return last.not_before(*min(here))


def awaits_goods(facts: LawFacts, zone: str) -> bool:
    """Neither the goods nor the proof that they were sent are here, and the trader did not offer to collect them."""
    return not flag(facts, "collection_offered") and all(day(facts, name, zone) is None for name in GOODS)


def silent_until(last: LastDay, clock: Clock, facts: LawFacts, zone: str) -> date | None:
    """From when a complaint that nobody answered counts as accepted."""
    answered = day(facts, "answered", zone)
    if not clock.silence_accepts or (answered is not None and answered <= last.legal):
        return None
    return plus_days(last.legal, 1)


def all_days(found: Dated) -> Iterator[LastDay]:
    yield from found.days
