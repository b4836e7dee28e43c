"""What is in force for one case: the brand's policy of the purchase day, and the laws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from refundtui.domain.counting import day_of
from refundtui.domain.policy import Policy
from refundtui.domain.statute import Statute


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`holidays` are those of the case's jurisdictions, frozen into the published packs."""

    policy: Policy
    laws: tuple[Statute, ...] = ()
    holidays: frozenset[date] = frozenset()

    def day_of(self, instant: datetime) -> date:
        """The calendar day where the brand counts its days: at midnight in UTC it is another one."""
        return day_of(instant, self.policy.timezone)
