"""Public holidays, frozen into a pack on publication so that desk and office count the same days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

# What a statute counts and the library does not: month-day, or days after Easter Sunday.
# NL: Algemene termijnenwet art. 3, 5 May every year. CA-ON: Legislation Act, 2006 s. 88, Easter Monday and
# Remembrance Day. CA-QC: Consumer Protection Act s. 269 and Interpretation Act s. 61(23), 2 January,
# Easter Monday, 26 December.
_COUNTED_TOO: Final[Mapping[str, tuple[str, ...]]] = {
    "NL": ("05-05",),
    "CA-ON": ("easter+1", "11-11"),
    "CA-QC": ("01-02", "easter+1", "12-26"),
}


def freeze_holidays(places: Iterable[str], years: Iterable[int]) -> dict[str, dict[str, str]]:
    """Holidays by place and year as a calendar pack spells them; a place is "DE" or "DE-BY"."""
    # Here, because it costs more than everything else in this room and only publishing needs it.
    from holidays import country_holidays  # noqa: PLC0415 - a third of a second, for whoever counts working days

    frozen: dict[str, dict[str, str]] = {}
    asked = tuple(years)
    for place in places:
        country, _, region = place.partition("-")
        known = country_holidays(country, subdiv=region or None, years=asked)
        by_year: dict[str, set[str]] = {str(year): set(_counted_too(place, year)) for year in asked}
        for day in known:
            by_year[str(day.year)].add(day.strftime("%m-%d"))
        frozen[place] = {year: " ".join(sorted(days)) for year, days in by_year.items()}
    return frozen


def _counted_too(place: str, year: int) -> Iterator[str]:
    for spelled in _COUNTED_TOO.get(place) or _COUNTED_TOO.get(place.partition("-")[0], ()):
        after = spelled.removeprefix("easter+")
        day = easter_sunday(year) + timedelta(days=int(after)) if after != spelled else None
        yield spelled if day is None else day.strftime("%m-%d")


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (the anonymous rule of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def spell_calendar(places: Mapping[str, Mapping[str, str]], version: str) -> str:
    """A calendar pack as TOML."""
    rows = [
        "# Public holidays by place and year, frozen when this pack was published: month-day, month-day …",
        "# Legal deadlines that end on one of them move to the next working day where the law says so.",
        "",
        'kind = "calendar"',
        'id = "holidays"',
        f'version = "{version}"',
        'title = "Public holidays"',
    ]
    for place, years in places.items():
        rows += ["", f"[places.{place}]"]
        rows += [f'{year} = "{days}"' for year, days in years.items()]
    return "\n".join(rows) + "\n"
