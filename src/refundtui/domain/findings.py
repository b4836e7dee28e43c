"""A finding: what one rule found, as a code and facts. Words for it are made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from refundtui.domain.money import Money

Fact: TypeAlias = str | int | bool | date | datetime | Money | tuple[str, ...]


class Outcome(StrEnum):
    """What a rule says: it holds, it does not, or a fact is missing to tell."""

    PASS = "pass"  # noqa: S105 - an answer, no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOTE = "note"  # worth showing, decides nothing


class Basis(StrEnum):
    """Which layer a rule stands on."""

    LAW = "law"
    POLICY = "policy"
    SERVICE = "service"  # how soon the brand answers, in its opening hours
    HOUSE = "house"  # ours: ceilings, limits, state


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's result. `code` is `subject.fact`; `facts` fill the sentence; `clause` cites the text."""

    code: str
    outcome: Outcome = Outcome.FAIL
    facts: tuple[tuple[str, Fact], ...] = ()
    basis: Basis = Basis.HOUSE
    rule: str = ""  # id of the rule in its pack
    clause: str = ""  # where it is written: a policy clause or an article
    decided_by: str = ""  # the fact that decided: its name in `eligibility.Facts`

    def fact(self, name: str) -> Fact | None:
        return dict(self.facts).get(name)


def finding(code: str, outcome: Outcome = Outcome.FAIL, **facts: Fact) -> Finding:
    """A finding of the house itself, facts by keyword."""
    return Finding(code, outcome, tuple(facts.items()))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stand in the way."""
    return tuple(found for found in findings if found.outcome is Outcome.FAIL)
