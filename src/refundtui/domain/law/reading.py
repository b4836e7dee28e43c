"""What one rule says of these facts, whole: its days, its figures, and what nobody told yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from refundtui.domain.formulas import UseMade
from refundtui.domain.law.dates import Dated, dated, silent_until
from refundtui.domain.law.facts import LawFacts, flag
from refundtui.domain.law.figures import Figure, worked_out
from refundtui.domain.law.last_day import Here, LastDay
from refundtui.domain.statute import Statute


@dataclass(frozen=True, slots=True)
class Reading:
    """`withheld`: payment may wait for goods or proof, and neither is there. `accepted_from`: silence is a yes.

    `assumes` are facts nobody told that the figures rest on. `governed_by` names the rule that counts instead, where these facts call for another one.
    """

    statute: Statute
    days: tuple[LastDay, ...] = ()
    figures: tuple[tuple[str, Figure], ...] = ()
    withheld: bool = False
    missing: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    accepted_from: date | None = None
    estimate: bool = False
    governed_by: str = ""

    @property
    def last(self) -> LastDay | None:
        return self.days[0] if self.days else None

    def day(self, name: str) -> LastDay | None:
        """One of several periods by its name."""
        return next((one for one in self.days if one.name == name), None)

    def figure(self, name: str) -> Figure | None:
        return dict(self.figures).get(name)


def read(statute: Statute, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> Reading:
    """A pure function of the facts: the same facts give the same days, whenever it is asked.

    `laws` are the other rules by id, for those that lean on one another.
    """
    clock = dated(statute, facts, here, laws)
    if isinstance(statute.formula, UseMade) and flag(facts, "motor_vehicle"):
        clock = Dated()  # no months without a deduction: Consumer Rights Act 2015 s. 24(10)
    sums = worked_out(statute, facts, here, laws)
    last = clock.first
    silent = silent_until(last, statute.clock, facts, here.zone) if last and statute.clock else None
    return Reading(
        statute,
        clock.days,
        sums.figures,
        clock.withheld,
        tuple(dict.fromkeys((*clock.missing, *sums.missing))),
        sums.assumes,
        silent,
        sums.estimate,
        clock.governed_by,
    )
