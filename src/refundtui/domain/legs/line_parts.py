"""Which lines of a quote each of its legs pays: line after line along the legs, to the minor unit.

A quote that goes back over several tenders says what each of them is for. Laid end to end, lines and legs are
equally long; where a leg ends within a line, that line is paid by two of them, and its tax is parted with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from refundtui.domain.money import half_up


@dataclass(frozen=True, slots=True)
class WholeLine:
    """What is given back of one line: gross and the tax in it in minor units, and how many pieces."""

    amount: int
    tax: int
    units: int


@dataclass(frozen=True, slots=True)
class LinePart:
    """What of a line (by its place) one leg pays. A part of a line counts as one piece, whatever it is of."""

    line: int
    amount: int
    tax: int
    units: int


def parts_by_leg(lines: Sequence[WholeLine], legs: Sequence[int]) -> tuple[tuple[LinePart, ...], ...] | None:
    """For each leg (minor units) what it pays of which line; None where lines and legs do not come to the same,
    or one of either is nothing or less: what is kept back belongs to no leg more than to another.
    """
    if any(line.amount <= 0 for line in lines) or any(leg <= 0 for leg in legs):
        return None
    if sum(line.amount for line in lines) != sum(legs):
        return None
    starts = accumulate((line.amount for line in lines), initial=0)
    placed = [(place, line, start) for place, (line, start) in enumerate(zip(lines, starts, strict=False))]
    return tuple(tuple(_within(placed, start, end)) for start, end in _spans(legs))


def _spans(legs: Iterable[int]) -> Iterator[tuple[int, int]]:
    return pairwise(accumulate(legs, initial=0))


def _within(placed: list[tuple[int, WholeLine, int]], start: int, end: int) -> Iterator[LinePart]:
    for place, line, begins in placed:
        first, last = max(start, begins) - begins, min(end, begins + line.amount) - begins
        if first >= last:
            continue
        tax = _tax_until(line, last) - _tax_until(line, first)
        is_whole = last - first == line.amount
        yield LinePart(place, last - first, tax, line.units if is_whole else 1)


def _tax_until(line: WholeLine, amount: int) -> int:
    """Rounded from the line's beginning each time, so that the parts come to its tax exactly."""
    return half_up(Fraction(line.tax * amount, line.amount))
