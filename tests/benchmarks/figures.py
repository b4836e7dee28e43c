"""What a benchmark prints: a figure, its unit, and what it is measured against."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `budget` is what the design allows, in the same unit; None where it says nothing."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        return self.budget is not None and self.value > self.budget

    def __str__(self) -> str:
        against = "" if self.budget is None else f"  ({self.value / self.budget:.2f}× of {self.budget:g})"
        against += "  MISSED" if self.is_missed else ""
        return (
            f"{self.name:<58} {self.value:>10.3f} {self.unit}{against}{'  ' + self.note if self.note else ''}"
        )


def cpu_seconds(work: Callable[[], object], *, repeat: int, rounds: int = 7) -> float:
    """CPU time of one call: the median of rounds, so that a busy neighbour does not count."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(repeat):
            work()
        taken.append((time.process_time() - began) / repeat)
    return median(taken)
