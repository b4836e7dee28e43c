"""One command on one case, with everything that may be looked at before it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, QuoteVersion
from refundtui.domain.commands import (
    AcceptOffer,
    Approve,
    Command,
    Deny,
    GrantApproval,
    MakeOffer,
    MakeQuote,
    RequestApproval,
    SettleAnotherWay,
)
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Fact, Finding
from refundtui.domain.given import Given
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.transitions import Transition

Facts: TypeAlias = dict[str, Fact]


Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Asked:
    """One command on one case, with everything a guard may look at."""

    case: Case
    command: Command
    actor: Actor
    rulebook: Rulebook
    now: datetime
    edges: tuple[Transition, ...]
    determination: Determination | None
    given: tuple[Given, ...] = ()  # what whoever's limit counts has granted today, before this

    @property
    def quote(self) -> Quote | None:
        found = self.determination.quote if self.determination else None
        return found if isinstance(found, Quote) else None


Guard: TypeAlias = Callable[[Asked], Iterator[Finding]]


def request_of(case: Case, command: Command) -> RefundRequest | None:
    """The request a command's amount is about; `None` when it has no amount."""
    match command:
        case MakeQuote() | MakeOffer() | Approve() | RequestApproval():
            return command.request
        case Deny() | SettleAnotherWay():
            return case.request
        case GrantApproval():
            version = quote_version(case, command.version)
            return version.request if version else None
        case AcceptOffer():
            version = quote_version(case, case.offer.version) if case.offer else None
            return version.request if version else None
        case _:
            return None


def quote_version(case: Case, number: int) -> QuoteVersion | None:
    return next((version for version in case.quotes if version.number == number), None)


def overridden(case: Case, rules: tuple[str, ...]) -> bool:
    named = {rule for record in case.overrides for rule in record.rules}
    return bool(named) and named.issuperset(rules)


def standing(thing: Thing | None) -> Thing:
    """What a guard has already seen to be there."""
    if thing is None:
        raise AssertionError("A guard let something pass that is not there.")
    return thing
