"""When a brand's people answer, and how far so many minutes of their time reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeAlias

from refundtui.domain.counting import day_of, plus_days, zone

Span: TypeAlias = tuple[datetime, datetime]
"""From, up to and without the end."""

_LONGEST: Final = 4_000  # days: what is promised within no ten years is no promise


@dataclass(frozen=True, slots=True)
class Opening:
    """From and until on a weekday (Monday is 0), in local minutes of the day; 1440 is its end."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Without an opening the clock never stops; `holidays` close where the brand says so."""

    zone: str
    openings: tuple[Opening, ...] = ()
    holidays: AbstractSet[date] = frozenset()

    def reach(
        self, start: datetime, minutes: int, pauses: Sequence[tuple[datetime, datetime | None]]
    ) -> datetime | None:
        """The instant (UTC) at which so many open minutes have passed since `start`, those of the pauses left out;
        None while a pause that has not ended holds it.
        """
        left = timedelta(minutes=minutes)
        for begin, end in self._open_from(start):
            for piece_begin, piece_end in _without(begin, end, pauses):
                if piece_end - piece_begin >= left:
                    return piece_begin + left
                left -= piece_end - piece_begin
            if any(until is None and since <= end for since, until in pauses):
                return None
        return None

    def _open_from(self, start: datetime) -> Iterator[Span]:
        start = start.astimezone(UTC)
        if not self.openings:
            yield start, start + timedelta(days=_LONGEST)
            return
        day = day_of(start, self.zone)
        for _ in range(_LONGEST):
            if day not in self.holidays:
                for opening in self.openings:
                    if opening.weekday == day.weekday():
                        end = self._instant(day, opening.end)
                        begin = max(start, self._instant(day, opening.start))
                        if begin < end:
                            yield begin, end
            day = plus_days(day, 1)

    def _instant(self, day: date, minute: int) -> datetime:
        """In UTC, where lengths are lengths: a day on which clocks change has 23 or 25 hours."""
        if minute >= 24 * 60:
            day, minute = plus_days(day, 1), 0
        local = datetime.combine(day, time(minute // 60, minute % 60), zone(self.zone))
        return local.astimezone(UTC)


def _without(
    begin: datetime, end: datetime, pauses: Sequence[tuple[datetime, datetime | None]]
) -> Iterator[Span]:
    """What is left of a stretch once the pauses (in their order) are taken out of it."""
    for since, until in pauses:
        if since >= end:
            break
        if until is not None and until <= begin:
            continue
        if since > begin:
            yield begin, since
        if until is None or until >= end:
            return
        begin = until
    if begin < end:
        yield begin, end
