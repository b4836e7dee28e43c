"""What an intake brought."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What came and what was there already: cases by their id, orders by the brand's own number."""

    cases: int = 0
    cases_known: int = 0
    orders: int = 0
    orders_known: int = 0
    orders_changed: int = 0
    """Of the known ones those that were told otherwise than before."""

    def __add__(self, other: IntakeReport) -> IntakeReport:
        return IntakeReport(
            self.cases + other.cases,
            self.cases_known + other.cases_known,
            self.orders + other.orders,
            self.orders_known + other.orders_known,
            self.orders_changed + other.orders_changed,
        )
