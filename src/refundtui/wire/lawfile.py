"""The file of `refundtui deadline`: where she lives, how it was sold, and what has happened.

    {
      "country": "DE", "region": "DE-BY", "channel": "online", "subject": "goods", "cause": "withdrawal",
      "trader": { "country": "DE", "region": "DE-BE", "zone": "Europe/Berlin" },
      "facts": { "contract": "2026-03-02", "goods_received": "2026-03-05", "informed": "2026-03-12" }
    }

`law` names one rule instead of all that are in force. A fact that is null has not happened: the goods are not back.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from refundtui.domain.law.contradictions import contradictions
from refundtui.domain.law.facts import FACTS, Kind, LawFact, day
from refundtui.domain.law.last_day import WEEKDAYS
from refundtui.domain.law.resolver import Sale
from refundtui.domain.money import Money, NotAnAmountError, UnknownCurrencyError, currency, money
from refundtui.domain.statute import Cause, Channel, Subject
from refundtui.wire.problems import DocumentError, Problem, parsed_json, problem, validated
from refundtui.wire.written import Text, Written

EXAMPLE: Final = """{
  "country": "DE",
  "channel": "online",
  "subject": "goods",
  "cause": "withdrawal",
  "trader": { "country": "DE", "region": "DE-BE", "zone": "Europe/Berlin" },
  "facts": {
    "contract": "2026-03-02",
    "goods_received": "2026-03-05",
    "informed": "2026-03-12T21:40:00+01:00",
    "goods_back": null,
    "price": "79.90",
    "standard_delivery": "4.90"
  }
}
"""

_RATE: Final = re.compile(r"-?\d{1,6}(?:\.\d{1,12})?\Z")
_MOST_DAYS: Final = 36_525
_LAST_SECOND: Final = 32_503_680_000  # the year 3000
_YEARS: Final = (1900, 2999)
_COUNTRY: Final = re.compile(r"[A-Z]{2}\Z")
_REGION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}\Z")


class TraderForm(Written):
    country: Text = ""
    region: Text = ""
    zone: Text = ""
    directed: bool | None = None


class LawForm(Written):
    law: Text = ""
    country: Text = ""
    region: Text = ""
    channel: Annotated[Channel, Field(strict=False)] | None = None
    subject: Annotated[Subject, Field(strict=False)] | None = None
    cause: Annotated[Cause, Field(strict=False)] | None = None
    currency: Text = ""
    brand: Text = ""
    trader: TraderForm = TraderForm()
    facts: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LawQuestion:
    """`law` is one rule's id, or empty for all in force; `place` is where the trader performs."""

    sale: Sale
    facts: Mapping[str, LawFact]
    law: str = ""
    place: str = ""
    zone: str = ""
    brand: str = ""


def read_law_file(body: bytes) -> LawQuestion:
    """The question a file asks; raises `DocumentError` with every mistake in it."""
    form = validated(LawForm, parsed_json(body))
    problems = [*_places(form), *_zone(form)]
    facts: dict[str, LawFact] = {}
    for name, value in form.facts.items():
        try:
            facts[name] = _fact(name, value, form.currency or "EUR")
        except DocumentError as wrong:
            problems += wrong.problems
    if form.subject is Subject.GOODS and not {"goods_received", "deliveries"} & set(facts):
        facts["goods_received"] = None  # nobody said that they came: no other event starts their window
    problems += _contradictory(facts, "" if problems else form.trader.zone)
    if problems:
        raise DocumentError(problems)
    sale = Sale(
        form.country,
        form.region,
        form.trader.country,
        form.channel,
        form.subject,
        form.cause,
        day(facts, "contract", form.trader.zone),
        form.trader.directed,
    )
    place = form.trader.region or form.trader.country
    return LawQuestion(sale, facts, form.law, place, form.trader.zone, form.brand)


def fact_of(kind: Kind, value: object, of: str) -> LawFact:
    """One fact as JSON spells it; null is an event that has not come. Raises `ValueError` where it is no such fact."""
    if value is None:
        return None
    match kind:
        case Kind.WHEN:
            return _when(value)
        case Kind.FLAG if isinstance(value, bool):
            return value
        case Kind.COUNT | Kind.SECONDS if isinstance(value, int) and not isinstance(value, bool):
            return value
        case Kind.MONEY if isinstance(value, str):
            return money(value, of)
        case Kind.RATE if isinstance(value, str) and _RATE.match(value):
            return Fraction(value)
        case Kind.WORD if isinstance(value, str):
            return value
        case _ if isinstance(value, list):
            return _several(kind, value, of)
        case _:
            raise ValueError(kind)


_OF_EACH: Final = {
    Kind.WORDS: Kind.WORD,
    Kind.MONIES: Kind.MONEY,
    Kind.DAYS: Kind.WHEN,
    Kind.PLACES: Kind.COUNT,
}


def _several(kind: Kind, values: list[object], of: str) -> LawFact:
    if kind not in _OF_EACH:
        raise ValueError(kind)
    each = tuple(fact_of(_OF_EACH[kind], one, of) for one in values)
    return cast("LawFact", each)


def _when(value: object) -> date | datetime:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - the document is wrong, not the caller
    if len(value) <= len("2026-01-01"):
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _fact(name: str, value: object, of: str) -> LawFact:
    path = f"facts.{name}"
    if name not in FACTS:
        near = difflib.get_close_matches(name, FACTS, n=1, cutoff=0.5)
        raise DocumentError([problem(path, "field.unknown", name=name, nearest=near[0] if near else "")])
    try:
        fact = fact_of(FACTS[name], value, of)
    except UnknownCurrencyError as error:
        raise DocumentError([problem("currency", "currency.unknown", value=of, why=error.why)]) from error
    except NotAnAmountError as error:
        places = currency(of).exponent
        raise DocumentError([problem(path, "amount.not_exact", value=value, places=places)]) from error
    except (ValueError, ZeroDivisionError) as error:
        raise DocumentError([problem(path, _CODES[FACTS[name]], value=value)]) from error
    wrong = _beyond(path, name, fact)
    if wrong is not None:
        raise DocumentError([wrong])
    return fact


def _beyond(path: str, name: str, fact: LawFact) -> Problem | None:
    """What a fact cannot be: less than nothing, more than the whole, a day before or after all that is counted."""
    match FACTS[name], fact:
        case Kind.RATE, Fraction() if abs(fact) > 1:
            return problem(path, "rate.above_the_whole", value=str(float(fact)))
        case Kind.RATE, Fraction() if fact < 0 and name != "base_rate":  # the one rate that was below nothing
            return problem(path, "field.too_small", limit=0)
        case Kind.COUNT | Kind.SECONDS, int() if fact < 0:
            return problem(path, "field.too_small", limit=0)
        case Kind.COUNT, int() if fact > _MOST_DAYS:
            return problem(path, "field.too_large", limit=_MOST_DAYS)
        case Kind.SECONDS, int() if fact > _LAST_SECOND:
            return problem(path, "field.too_large", limit=_LAST_SECOND)
        case Kind.WHEN, date() if not _YEARS[0] <= fact.year <= _YEARS[1]:
            return problem(path, "fact.not_a_day", value=str(fact))
        case Kind.MONEY | Kind.MONIES, Money() | tuple() if any(
            isinstance(one, Money) and one.minor < 0 for one in (fact if isinstance(fact, tuple) else (fact,))
        ):
            return problem(path, "field.too_small", limit=0)
        case Kind.WORDS, () if name == "open_weekdays":
            return problem(path, "field.empty")
        case Kind.WORDS, tuple() if name == "open_weekdays":
            strange = next((one for one in fact if str(one)[:3].title() not in WEEKDAYS), None)
            if strange is not None:
                return problem(path, "field.not_one_of", value=str(strange), allowed=", ".join(WEEKDAYS))
    return None


_CODES: Final = {
    Kind.WHEN: "fact.not_a_day",
    Kind.FLAG: "field.not_yes_or_no",
    Kind.MONEY: "field.not_text",
    Kind.COUNT: "field.not_a_number",
    Kind.SECONDS: "field.not_a_number",
    Kind.RATE: "number.unreadable",
    Kind.WORD: "field.not_text",
    **dict.fromkeys(_OF_EACH, "field.not_a_list"),
}


def _places(form: LawForm) -> list[Problem]:
    found = [
        problem(path, "country.unreadable", value=value)
        for path, value in (("country", form.country), ("trader.country", form.trader.country))
        if value and not _COUNTRY.match(value)
    ]
    found += [
        problem(path, "region.unreadable", value=value)
        for path, value in (("region", form.region), ("trader.region", form.trader.region))
        if value and not _REGION.match(value)
    ]
    for path, country, region in (
        ("region", form.country, form.region),
        ("trader.region", form.trader.country, form.trader.region),
    ):
        if country and region and not found and not region.startswith(f"{country}-"):
            found.append(problem(path, "region.elsewhere", value=region, country=country))
    return found


def _zone(form: LawForm) -> list[Problem]:
    try:
        ZoneInfo(form.trader.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return [problem("trader.zone", "timezone.unknown", value=form.trader.zone)]
    return []


def _contradictory(facts: Mapping[str, LawFact], zone: str) -> list[Problem]:
    return [
        problem(
            f"facts.{one.second if one.is_day else one.first}",
            "fact.too_early" if one.is_day else "fact.more_than_whole",
            first=one.first,
            second=one.second,
            one=one.said[0],
            other=one.said[1],
        )
        for one in contradictions(facts, zone)
    ]
