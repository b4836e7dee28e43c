"""What is in force for one case: the brand's policy of the purchase day, and the laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from refundtui.domain.counting import day_of
from refundtui.domain.law.last_day import Here
from refundtui.domain.policy import Policy
from refundtui.domain.statute import Statute


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`holidays` are those of the place where the trader performs; `calendars` those of every place by name.

    Both are frozen into the published packs.
    """

    policy: Policy
    laws: tuple[Statute, ...] = ()
    holidays: frozenset[date] = frozenset()
    calendars: Mapping[str, frozenset[date]] = field(default_factory=dict)

    @property
    def here(self) -> Here:
        """Where the trader performs, and with it how the days of a law are counted."""
        place = self.policy.trader_region or self.policy.trader_country
        return Here(place, self.policy.timezone, self.calendars or {place: self.holidays})

    def day_of(self, instant: datetime) -> date:
        """The calendar day where the brand counts its days: at midnight in UTC it is another one."""
        return day_of(instant, self.policy.timezone)
