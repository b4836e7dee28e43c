"""When nobody is written to: hours by the clocks where the customer lives, per channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE_OF: Final = {
    "AE": "Asia/Dubai", "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "CH": "Europe/Zurich",
    "CN": "Asia/Shanghai", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "GR": "Europe/Athens", "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw", "RO": "Europe/Bucharest", "SE": "Europe/Stockholm", "SG": "Asia/Singapore",
    "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava", "TR": "Europe/Istanbul", "UA": "Europe/Kyiv",
}  # fmt: skip
"""Countries whose people share a clock (the mainland's). Elsewhere the brand's own clock counts."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one hour to another, over midnight where the second is the earlier one; the same twice is never."""

    since: time
    until: time

    def end_after(self, at: datetime, country: str, zone: str) -> datetime | None:
        """When one may write again; None where it is not quiet there now."""
        here = at.astimezone(ZoneInfo(ZONE_OF.get(country, zone)))
        now = here.time()
        over_midnight = self.until < self.since
        quiet = (now >= self.since or now < self.until) if over_midnight else self.since <= now < self.until
        if not quiet:
            return None
        day = here.date() + timedelta(days=int(over_midnight and now >= self.since))
        return datetime.combine(day, self.until, here.tzinfo).astimezone(at.tzinfo)
