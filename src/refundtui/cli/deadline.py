"""`refundtui deadline FILE`: by when and how much, from a document of facts, with the rule behind every day."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from refundtui.cli.documents import read_document
from refundtui.cli.law import no_law_of
from refundtui.cli.law_words import FIGURES, marked
from refundtui.cli.problems import sentence
from refundtui.cli.telling import Exit, Stopped, complain, say, say_json, speech
from refundtui.domain.counting import day_of
from refundtui.domain.findings import Outcome
from refundtui.domain.law.dates import in_time
from refundtui.domain.law.facts import LawFacts, day, flag
from refundtui.domain.law.figures import Figure
from refundtui.domain.law.last_day import Here, LastDay
from refundtui.domain.law.reading import Reading, read
from refundtui.domain.law.resolver import InForce, Resolution, resolve
from refundtui.domain.law.withholding import held_back
from refundtui.domain.money import Money
from refundtui.domain.statute import Right, Statute
from refundtui.i18n.words import t, tn
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.wire.lawfile import EXAMPLE, LawQuestion, read_law_file
from refundtui.wire.problems import DocumentError


def run(asked: Namespace) -> int:
    if asked.example:
        print(EXAMPLE, end="")
        return Exit.DONE
    if not asked.file:
        raise Stopped(
            Exit.USAGE, t("Name a file, or - for standard input; --example prints one to start from.")
        )
    try:
        question = read_law_file(read_document(asked.file))
    except DocumentError as wrong:
        for problem in wrong.problems:
            complain(f"{asked.file}: {sentence(problem)}")
        return Exit.USAGE
    library = Library(shipped())
    laws = {rule.id: rule for rule in library.statutes()}
    resolution = _resolved(question, laws, library)
    if resolution.missing == ("country",):
        raise Stopped(
            Exit.REFUSED,
            t("Which law governs is not known: the document does not say where the customer lives."),
        )
    here = Here(question.place or resolution.country, question.zone, library.law(date.max).calendars)
    readings = [(rule, _read(rule.statute, resolution, question, here, laws)) for rule in resolution.rules]
    ahead = _contract_ahead(question)
    if asked.json:
        say_json({**_as_json(resolution, readings), "contract_ahead": ahead})
        return Exit.DONE
    _say(resolution, readings, _notices_where_days_are_counted(question), _promised(question, library))
    if ahead is not None:
        said = t(
            "The contract of {day} is still to come: this holds if the law stays as it is.",
            day=speech().day(ahead),
        )
        say(f"\n{said}")
    return Exit.DONE


def _notices_where_days_are_counted(question: LawQuestion) -> LawFacts:
    """A notice is of the day it is at the trader's place: an instant late at night in London is tomorrow in Berlin."""
    told = {name: day(question.facts, name, question.zone) for name in ("sent", "informed")}
    return {**question.facts, **{name: found for name, found in told.items() if found is not None}}


def _contract_ahead(question: LawQuestion) -> date | None:
    """The day of a contract that is not made yet: a year mistyped, or a question about a sale to come."""
    made = day(question.facts, "contract", question.zone)
    return made if made is not None and made > _today(question.zone) else None


def _today(zone: str) -> date:
    now = datetime.now(UTC)  # noqa: TID251 - whether a day is ahead is asked of the day on which it is asked
    return day_of(now, zone or "UTC")


def _resolved(question: LawQuestion, laws: Mapping[str, Statute], library: Library) -> Resolution:
    """The rules in force; or the one rule that is asked for, whatever the sale."""
    if question.law:
        if question.law not in laws:
            raise Stopped(Exit.USAGE, t("There is no rule “{name}” here.", name=question.law))
        rule = laws[question.law]
        country = rule.countries[0] if len(rule.countries) == 1 else question.sale.country
        return Resolution(country, "law", (InForce(rule, Outcome.PASS, "law"),))
    made, now = question.sale.contract, _today(question.zone)
    # Without the day of the contract it is the law of today, not one that is still to come.
    known = [
        law for law in laws.values() if made is not None or law.valid_from is None or law.valid_from <= now
    ]
    resolution = resolve(known, question.sale)
    if resolution.country and not any(rule.statute.countries for rule in resolution.rules):
        raise no_law_of(resolution.country, library)
    return resolution


def _read(
    rule: Statute, resolution: Resolution, question: LawQuestion, here: Here, laws: Mapping[str, Statute]
) -> Reading:
    waits = next((one.statute for one in resolution.certain if one.statute.right is Right.WITHHOLDING), None)
    return held_back(read(rule, question.facts, here, laws), waits, question.facts, here.zone)


def _promised(question: LawQuestion, library: Library) -> int | None:
    """The brand's own days, where the law has no number."""
    if not question.brand:
        return None
    policies = library.policies(question.brand)
    if not policies:
        known = ", ".join(library.brands())
        said = t(
            "There is no pack of a brand “{brand}”; there are: {known}.", brand=question.brand, known=known
        )
        raise Stopped(Exit.USAGE, said)
    on = day(question.facts, "contract") or date.max
    in_force = [policy for policy in policies if policy.valid_from <= on] or list(policies[:1])
    return in_force[-1].manners.refund_days


def _say(
    resolution: Resolution,
    readings: list[tuple[InForce, Reading]],
    facts: LawFacts,
    promised: int | None,
) -> None:
    if resolution.decided_by == "country":
        say(t("The law of {country} governs: the customer lives there.", country=resolution.country))
    elif resolution.decided_by == "directed":
        said = t(
            "The law of {country} governs: the trader's, who does not direct the business to the customer's country.",
            country=resolution.country,
        )
        say(said)
    quiet = 0
    for rule, reading in readings:
        lines = list(_lines(reading, facts, promised))
        if not lines:
            quiet += 1
            continue
        say()
        say(f"{reading.statute.id}  {reading.statute.title}  ({marked(reading.statute)})")
        say(f"  {reading.statute.clause}")
        for line in (*_standing(rule), *lines):
            say(f"  {line}")
    if quiet:
        say()
        say(tn("{n} more rule is in force that these facts start no clock of.",
               "{n} more rules are in force that these facts start no clock of.", quiet))  # fmt: skip


def _standing(rule: InForce) -> Iterator[str]:
    if rule.outcome is Outcome.UNKNOWN:
        yield t("Not known whether it holds: “{fact}” is missing.", fact=rule.decided_by)
    if rule.behind:
        yield t("Behind {rule}, which says the same for the customer's country.", rule=rule.behind)


def _lines(reading: Reading, facts: LawFacts, promised: int | None) -> Iterator[str]:
    here = speech()
    if reading.statute.right is Right.PROLONGATION:
        if flag(facts, "info_given"):
            return
        if flag(facts, "info_given") is None and not facts.get("info_received_on"):
            yield t("Only where the customer was not told of the right:")
    for last in reading.days:
        yield _day(last, reading)
    if reading.last is not None and reading.statute.right in {Right.WITHDRAWAL, Right.PROLONGATION}:
        yield from _notice(reading.last, facts)
    if reading.withheld and _is_refund(reading):
        yield t("Not yet due: it may wait for the goods or the proof that they were sent.")
    elif reading.withheld:
        yield t("Not begun: what starts it has not come.")
    if reading.accepted_from is not None:
        yield t(
            "Unanswered, the complaint counts as accepted from {day}.", day=here.day(reading.accepted_from)
        )
    for name, figure in reading.figures:
        yield f"{t(FIGURES[name])}: {_figure(figure)}"
    if reading.assumes:
        yield t("That takes for granted: {facts}.", facts=", ".join(reading.assumes))
    if reading.estimate:
        yield t("An estimate: the law has no formula.")
    if reading.governed_by:
        yield t("On these facts {rule} counts.", rule=reading.governed_by)
    if _is_refund(reading) and _has_no_number(reading.statute, facts):
        if promised is None:
            yield t("No statutory number of days; the brand's policy counts.")
        else:
            yield tn("No statutory number of days; the brand's policy: {n} day.",
                     "No statutory number of days; the brand's policy: {n} days.", promised)  # fmt: skip


def _notice(last: LastDay, facts: LawFacts) -> Iterator[str]:
    """A notice sent in time is in time, whenever it arrived."""
    sent = day(facts, "sent") or day(facts, "informed")
    if sent is None:
        return
    told = speech().day(sent)
    yield (
        t("The notice of {day} is in time.", day=told)
        if in_time(last, sent)
        else t("The notice of {day} is too late.", day=told)
    )


def _is_refund(reading: Reading) -> bool:
    return reading.statute.right in {Right.WITHDRAWAL_REFUND, Right.REFUND_DUE, Right.WITHHOLDING}


def _has_no_number(rule: Statute, facts: LawFacts) -> bool:
    """Its event has come, and the law says no more than “without delay”."""
    clock = rule.clock
    if clock is None or clock.period is not None or clock.periods or clock.at_once:
        return False
    return any(facts.get(name) is not None for name in clock.starts)


def _day(last: LastDay, reading: Reading) -> str:
    here = speech()
    said = f"{last.name}: " if last.name else ""
    if last.at is not None:
        said += last.at.isoformat()
    elif last.safe == last.legal:
        said += t("by {day}", day=here.day(last.legal))
    else:
        said += t("by {day}; safely by {safe}", day=here.day(last.legal), safe=here.day(last.safe))
    if reading.withheld:
        said = t("at the earliest {day}", day=here.day(last.legal))
    said += f" ({t('counted from {fact}', fact=last.started_by)}"
    if last.moved_by:
        said += f", {t('moved by {fact}', fact=last.moved_by)}"
    return said + ")"


def _figure(figure: Figure) -> str:
    match figure:
        case Money():
            return speech().money_with_code(figure)
        case datetime():
            return figure.isoformat()
        case tuple():
            return ", ".join(t("yes") if one else t("no") for one in figure)
        case _:
            return str(figure)


def _as_json(resolution: Resolution, readings: list[tuple[InForce, Reading]]) -> dict[str, Any]:
    return {
        "law_of": resolution.country,
        "decided_by": resolution.decided_by,
        "missing": resolution.missing,
        "rules": [
            {
                "id": rule.statute.id,
                "title": rule.statute.title,
                "clause": rule.statute.clause,
                "verified": rule.statute.verified,
                "in_force": "yes" if rule.outcome is Outcome.PASS else "unknown",
                "decided_by": rule.decided_by,
                "behind": rule.behind,
                "days": [_day_json(last) for last in reading.days],
                "withheld": reading.withheld,
                "accepted_from": reading.accepted_from,
                "figures": {name: _figure_json(figure) for name, figure in reading.figures},
                "missing": reading.missing,
                "assumes": reading.assumes,
                "estimate": reading.estimate,
                "governed_by": reading.governed_by,
            }
            for rule, reading in readings
        ],
    }


def _day_json(last: LastDay) -> dict[str, Any]:
    return {
        "name": last.name,
        "legal_due": last.legal,
        "safe_due": last.safe,
        "unextended": last.counted,
        "at": None if last.at is None else last.at.isoformat(),
        "started_by": last.started_by,
        "moved_by": last.moved_by,
    }


def _figure_json(figure: Figure) -> object:
    match figure:
        case Money():
            return {"amount": figure.decimal_text(), "currency": figure.currency.code}
        case datetime():
            return figure.isoformat()
        case _:
            return figure
