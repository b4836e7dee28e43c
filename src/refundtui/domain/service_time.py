"""Days of a paid service: how many were paid for, used and not used, under the brand's switches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from refundtui.domain.order import ServicePeriod
from refundtui.domain.request import UnusedTime
from refundtui.domain.switches import CancellationDay, DayCount, Switches


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """Whole days. `used` leaves out free trial days where the brand does not count them."""

    days: int
    unused: int
    used: int

    @property
    def unused_part(self) -> Fraction:
        return Fraction(self.unused, self.days)

    @property
    def used_part(self) -> Fraction:
        return Fraction(self.used, self.days)


def service_time(period: ServicePeriod, ended: UnusedTime, switches: Switches) -> ServiceTime | None:
    """Used and unused days when the service ended on a day; None when the dates do not tell.

    The day it ended counts as used (Lago) or unused (Kill Bill); on an upgrade the new plan may pay for it.
    """
    if period.start is None or period.end_exclusive is None or ended.ended_on is None:
        return _counted(period, ended)
    start, end = period.start, period.end_exclusive
    rule = switches.upgrade_day if ended.upgrade else switches.cancellation_day
    first_unused = min(ended.ended_on, end)
    if rule is CancellationDay.USED and first_unused < end:
        first_unused += timedelta(days=1)
    first_unused = min(max(first_unused, start), end)
    charged_from = start
    if switches.trial_days_free and period.trial_end_exclusive is not None:
        charged_from = min(max(period.trial_end_exclusive, start), end)
    days = _days(start, end, switches) if switches.day_count is DayCount.THIRTY else (end - start).days
    unused = _days(max(first_unused, charged_from), end, switches)
    used = _days(charged_from, max(first_unused, charged_from), switches)
    return ServiceTime(days, min(unused, days), used) if days > 0 else None


def _counted(period: ServicePeriod, ended: UnusedTime) -> ServiceTime | None:
    days = period.days
    if days is None and period.start is not None and period.end_exclusive is not None:
        days = (period.end_exclusive - period.start).days
    if not days or ended.counted is None:
        return None
    unused = min(max(ended.counted, 0), days)
    return ServiceTime(days, unused, days - unused)


def _days(first: date, end_exclusive: date, switches: Switches) -> int:
    """Calendar days, or those of months that all have 30 (Kill Bill: each month end crossed counts 30)."""
    if switches.day_count is DayCount.ACTUAL:
        return max(0, (end_exclusive - first).days)
    months = (end_exclusive.year - first.year) * 12 + end_exclusive.month - first.month
    return max(0, months * 30 + end_exclusive.day - first.day)
