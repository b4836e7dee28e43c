"""Public holidays, frozen into a pack on publication so that desk and office count the same days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

# What the statutes count and the library does not: the Dutch Algemene termijnenwet names 5 May every year.
_EVERY_YEAR: Final[Mapping[str, tuple[str, ...]]] = {"NL": ("05-05",)}


def freeze_holidays(places: Iterable[str], years: Iterable[int]) -> dict[str, dict[str, str]]:
    """Holidays by place and year as a calendar pack spells them; a place is "DE" or "DE-BY"."""
    # Here, because it costs more than everything else in this room and only publishing needs it.
    from holidays import country_holidays  # noqa: PLC0415 - a third of a second, for whoever counts working days

    frozen: dict[str, dict[str, str]] = {}
    asked = tuple(years)
    for place in places:
        country, _, region = place.partition("-")
        known = country_holidays(country, subdiv=region or None, years=asked)
        by_year: dict[str, set[str]] = {str(year): set(_EVERY_YEAR.get(country, ())) for year in asked}
        for day in known:
            by_year[str(day.year)].add(day.strftime("%m-%d"))
        frozen[place] = {year: " ".join(sorted(days)) for year, days in by_year.items()}
    return frozen


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
