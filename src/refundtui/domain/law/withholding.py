"""The refund that may wait: for the goods, or for the proof that they were sent."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.law.dates import GOODS, awaits_goods, moved_by_goods
from refundtui.domain.law.facts import LawFacts, flag
from refundtui.domain.law.reading import Reading
from refundtui.domain.statute import Right, Statute


def held_back(reading: Reading, withholding: Statute | None, facts: LawFacts, zone: str) -> Reading:
    """A refund's day under the right to withhold it; while neither goods nor proof are there it is not yet due.

    Directive 2011/83/EU Art. 13(3). Not where the trader offered to collect, nor where the refund's own clock
    starts with the goods, as in the United Kingdom.
    """
    last, clock = reading.last, reading.statute.clock
    is_refund = reading.statute.right is Right.WITHDRAWAL_REFUND
    if (
        withholding is None
        or last is None
        or clock is None
        or not is_refund
        or set(clock.starts) & set(GOODS)
    ):
        return reading
    if awaits_goods(facts, zone):
        return replace(reading, withheld=True)
    if flag(facts, "collection_offered"):
        return reading
    return replace(reading, days=(moved_by_goods(last, facts, zone), *reading.days[1:]))
