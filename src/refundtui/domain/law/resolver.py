"""Which rules are in force for a sale: from where she lives, where the trader is, how and what was sold, and when.

Regulation (EC) 593/2008 (Rome I) Art. 6: the law of the country where the consumer lives, where the trader
directs his business there; no choice of another law takes away what it gives. Otherwise the trader's.
While it is not known where he directs it, her own law is taken: what it gives cannot be less than promised.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from refundtui.domain.findings import Outcome
from refundtui.domain.statute import Cause, Channel, Right, Statute, Subject


@dataclass(frozen=True, slots=True)
class Sale:
    """What is known of it; empty or None is not known. Without a `cause` the rules of every cause are shown.

    `directed`: the trader directs his business to her country.
    """

    country: str = ""  # where she lives, ISO 3166-1
    region: str = ""  # … ISO 3166-2
    trader_country: str = ""
    channel: Channel | None = None
    subject: Subject | None = None
    cause: Cause | None = None
    contract: date | None = None
    directed: bool | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """One rule: in force, or unknown while a fact is missing. `decided_by` is the fact that told.

    `behind` names a narrower law's rule about the same right: the Union's behind its transposition.
    """

    statute: Statute
    outcome: Outcome
    decided_by: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The law that governs and its rules. Without a country there is no answer: `missing` says what to ask."""

    country: str = ""
    decided_by: str = ""  # country, directed
    rules: tuple[InForce, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def certain(self) -> tuple[InForce, ...]:
        return tuple(rule for rule in self.rules if rule.outcome is Outcome.PASS)


def resolve(laws: Iterable[Statute], sale: Sale) -> Resolution:
    """The rules in force, the narrowest law first. Nothing is guessed: an unknown country has none."""
    country, decided_by = _governing(sale)
    if not country:
        return Resolution(missing=("country",))
    region = sale.region if country == sale.country else ""
    found: list[InForce] = []
    for statute in sorted(laws, key=_breadth):
        outcome, fact = _asked(statute, sale, country, region)
        if outcome is not Outcome.FAIL:
            found.append(InForce(statute, outcome, fact, _narrower(statute, found)))
    found = [one for one in found if not _only_if_collected(one, found, sale)]
    missing = tuple(dict.fromkeys(one.decided_by for one in found if one.outcome is Outcome.UNKNOWN))
    return Resolution(country, decided_by, tuple(found), missing)


def _governing(sale: Sale) -> tuple[str, str]:
    if sale.directed is False and sale.trader_country:
        return sale.trader_country, "directed"
    return sale.country, "country"


def _asked(statute: Statute, sale: Sale, country: str, region: str) -> tuple[Outcome, str]:
    """The first fact that excludes the rule decides; else the first that is missing; else the country."""
    answers = [
        (not statute.countries or country in statute.countries, "country"),
        (_told(region, (statute.region,) if statute.region else ()), "region"),
        (_told(sale.channel, statute.channels), "channel"),
        (_subject(statute, sale.subject), "subject"),
        (sale.cause is None or statute.cause in {None, sale.cause}, "cause"),
        (_on(statute, sale.contract), "contract"),
    ]
    for holds, fact in answers:
        if holds is False:
            return Outcome.FAIL, fact
    unknown = next((fact for holds, fact in answers if holds is None), None)
    return (Outcome.UNKNOWN, unknown) if unknown else (Outcome.PASS, "country")


def _told(fact: str | None, wanted: tuple[str, ...]) -> bool | None:
    if not wanted:
        return True
    return fact in wanted if fact else None


def _subject(statute: Statute, told: Subject | None) -> bool | None:
    if Subject.ANY in statute.subjects:
        return True
    return None if told is None else told in statute.subjects


def _on(statute: Statute, day: date | None) -> bool | None:
    """A contract is judged by the law of its own day."""
    if day is None:
        return True if statute.valid_until is None else None
    started = statute.valid_from is None or statute.valid_from <= day
    return started and (statute.valid_until is None or day <= statute.valid_until)


def _narrower(statute: Statute, before: Iterable[InForce]) -> str:
    """A rule of a narrower law about the same right that is certainly in force."""
    if statute.right not in _TRANSPOSED:
        return ""
    return next(
        (
            one.statute.id
            for one in before
            if one.outcome is Outcome.PASS
            and one.statute.right is statute.right
            and one.statute.jurisdiction != statute.jurisdiction
            and set(one.statute.subjects) & set(statute.subjects)
        ),
        "",
    )


_TRANSPOSED: Final = frozenset(
    {Right.WITHDRAWAL, Right.PROLONGATION, Right.WITHDRAWAL_REFUND, Right.DELIVERY}
)
"""Rights of which a law has one rule; of refunds for other reasons, or of deductions, it has several."""


def _only_if_collected(one: InForce, found: Iterable[InForce], sale: Sale) -> bool:
    """The clock for goods that the trader collects stands inside the one for all other goods."""
    return sale.subject is Subject.GOODS and any(
        other.statute.right is one.statute.right
        and other.statute.clock is not None
        and other.statute.clock.if_collected == one.statute.id
        for other in found
    )


def _breadth(statute: Statute) -> tuple[bool, bool, bool]:
    return not statute.region, len(statute.countries) != 1, not statute.countries
