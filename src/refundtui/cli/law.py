"""`refundtui law list|show`: the rules of law that come with the program, each with its clause."""

from __future__ import annotations

import difflib
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from refundtui.cli.law_formulas import formula_said
from refundtui.cli.law_words import EVIDENCE, counting_of, days_of_rest, marked, period_of
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table, speech
from refundtui.domain.formulas import set_rates
from refundtui.domain.law.last_day import WEEKDAYS
from refundtui.domain.statute import Statute
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library


def run_list(asked: Namespace) -> int:
    rules = list(Library(shipped()).statutes() if asked.country is None else _of(asked.country))
    if asked.json:
        say_json([as_json(rule) for rule in rules])
        return Exit.DONE
    heading = (t("rule"), t("right"), t("period"), t("mark"), t("title"))
    rows = [
        (rule.id, speech().name("right", rule.right), period_of(rule), marked(rule), rule.title)
        for rule in rules
    ]
    say_table(heading, rows)
    return Exit.DONE


def run_show(asked: Namespace) -> int:
    rules = {rule.id: rule for rule in Library(shipped()).statutes()}
    rule = rules.get(asked.rule) or rules.get(asked.rule.upper())
    if rule is None:
        near = difflib.get_close_matches(asked.rule.upper(), rules, n=1, cutoff=0.5)
        hint = [t("Did you mean “{name}”?", name=near[0])] if near else []
        raise Stopped(Exit.USAGE, t("There is no rule “{name}” here.", name=asked.rule), *hint)
    if asked.json:
        say_json(as_json(rule))
        return Exit.DONE
    say(f"{rule.id}  {rule.title}")
    for name, value in _told(rule):
        say(f"  {name}: {value}")
    return Exit.DONE


def known_countries(library: Library) -> list[str]:
    return sorted({country for rule in library.statutes() for country in rule.countries})


def no_law_of(country: str, library: Library) -> Stopped:
    """Nothing is guessed for a country whose law is not in the packs."""
    return Stopped(
        Exit.USAGE,
        t("No law of “{country}” is known here.", country=country),
        t("Known are: {countries}.", countries=", ".join(known_countries(library))),
    )


def _of(place: str) -> Iterator[Statute]:
    """The rules of a country, and of one of its regions where that is named."""
    library = Library(shipped())
    country, _, region = place.strip().upper().partition("-")
    if country not in known_countries(library):
        raise no_law_of(place, library)
    if region:
        _region_is_known(place.strip().upper(), country, library)
    for rule in library.statutes():
        here = not rule.countries or country in rule.countries
        if here and (not region or rule.region in {"", place.strip().upper()}):
            yield rule


def _region_is_known(place: str, country: str, library: Library) -> None:
    """A region is one that has law of its own, or holidays that move a last day."""
    of_law = {rule.region for rule in library.statutes() if rule.region}
    known = sorted(one for one in of_law | set(library.places()) if one.startswith(f"{country}-"))
    if place in known:
        return
    hint = t("Known are: {countries}.", countries=", ".join([country, *known]))
    raise Stopped(Exit.USAGE, t("Nothing is known here of “{place}” alone.", place=place), hint)


def _told(rule: Statute) -> Iterator[tuple[str, str]]:
    yield t("clause"), rule.clause
    yield t("source"), rule.source
    if rule.evidence:
        yield t("rests on"), t(EVIDENCE[rule.evidence]) + (f" ({rule.read_at})" if rule.read_at else "")
    yield t("where"), rule.jurisdiction
    yield t("right"), speech().name("right", rule.right)
    yield t("mark"), _mark(rule)
    if rule.valid_from is not None:
        yield t("in force since"), rule.valid_from.isoformat()
    if rule.clock is not None:
        yield t("period"), period_of(rule) if period_of(rule) != "–" else t("no statutory number of days")
        if rule.counted_from:
            yield t("counted from"), rule.counted_from
        if rule.clock.period is not None or rule.clock.periods:
            yield t("counting"), " ".join(counting_of(rule.clock))
            yield t("holidays"), days_of_rest(rule.clock)
    if rule.formula is not None:
        yield t("formula"), formula_said(rule.formula, speech())
    if rule.forbids:
        yield t("forbids"), ", ".join(rule.forbids)
    if rule.allows:
        yield t("allows, where the customer was told"), ", ".join(rule.allows)
    if rule.money_only:
        yield t("paid in"), t("money; store credit cannot stand in its place")
    if rule.remedies:
        yield t("remedies"), ", ".join(rule.remedies)
    rates = set_rates(rule.formula)
    if rates:
        yield (
            t("rates set by the state"),
            ", ".join(f"{rate.since}/{rate.until} {speech().percent(rate.yearly)}" for rate in rates),
        )
    for name, text in ((t("says"), rule.says), (t("if late"), rule.late), (t("note"), rule.note)):
        if text:
            yield name, text


def _mark(rule: Statute) -> str:
    if rule.verified:
        return t("verified: it decides money")
    return t("known: it warns, until a brand's policy switches unverified law on")


def as_json(rule: Statute) -> dict[str, Any]:
    clock = rule.clock
    period = clock.period if clock is not None else None
    return {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "countries": rule.countries,
        "right": rule.right,
        "title": rule.title,
        "clause": rule.clause,
        "source": rule.source,
        "verified": rule.verified,
        "evidence": rule.evidence,
        "read_at": rule.read_at,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "subjects": rule.subjects,
        "channels": rule.channels,
        "period": None if period is None else {"amount": period.amount, "unit": period.unit},
        "periods": {}
        if clock is None
        else {name: {"amount": p.amount, "unit": p.unit} for name, p in clock.periods},
        "counted_from": [] if clock is None else clock.starts,
        "counted_from_words": rule.counted_from,
        "event_day": None if clock is None else clock.event_day,
        "rollover": None if clock is None else clock.rollover,
        "calendar": None if clock is None else clock.calendar,
        "weekend": [] if clock is None else [WEEKDAYS[day] for day in sorted(clock.weekend)],
        "formula": "" if rule.formula is None else formula_said(rule.formula, Speech()),
        "forbids": rule.forbids,
        "allows": rule.allows,
        "remedies": rule.remedies,
        "money_only": rule.money_only,
        "set_rates": [
            {
                "since": rate.since,
                "until": rate.until,
                "yearly": Speech().percent(rate.yearly, places=6),
            }
            for rate in set_rates(rule.formula)
        ],
        "says": rule.says,
        "late": rule.late,
        "note": rule.note,
    }
