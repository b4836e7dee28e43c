"""May this be done to this case now, and what is the case afterwards? The same answer at desk and office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from refundtui.domain.actor import Actor
from refundtui.domain.asking import Asked, request_of
from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import AcceptOffer, Command, OpenCase
from refundtui.domain.determination import Determination, determine
from refundtui.domain.evolving import changes_decisions, evolved, is_append_only, opened
from refundtui.domain.findings import Finding, finding
from refundtui.domain.given import Given
from refundtui.domain.guards.place import opening, out_of_place, stranger
from refundtui.domain.guards.table import GUARDS
from refundtui.domain.guards.verdicts import rules_against
from refundtui.domain.lapsing import edges_from
from refundtui.domain.limits import own_limit, review_reasons
from refundtui.domain.merging import absorbed, cannot_absorb
from refundtui.domain.other_claims import DUPLICATE_CHECKED
from refundtui.domain.rulebook import Rulebook

__all__ = [
    "DUPLICATE_CHECKED",
    "NotPossible",
    "absorbed",
    "apply",
    "cannot_absorb",
    "changes_decisions",
    "is_append_only",
    "obstacles",
    "opened",
    "own_limit",
    "request_of",
    "review_reasons",
    "rules_against",
    "waits_for_payment",
    "whose_day",
]


class NotPossible(Exception):  # noqa: N818 - a refusal with its reasons, not an error
    """A command was given although something stood in its way."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(found.code for found in self.findings))


def obstacles(
    case: Case | None,
    command: Command,
    actor: Actor,
    rulebook: Rulebook,
    now: datetime,
    *,
    determination: Determination | None = None,
    given: tuple[Given, ...] = (),
) -> tuple[Finding, ...]:
    """Every reason why a command is not possible now; empty when nothing stands in its way.

    `determination` spares working out what the caller just worked out: it must be that of this very
    case, the command's request, this rulebook and this day. `given` is what `whose_day` granted this day.
    """
    if isinstance(command, OpenCase):
        return tuple(opening(case, command, actor, rulebook, now))
    if case is None:
        return (finding("case.unknown"),)
    return _judged(case, command, actor, rulebook, now, determination, given)[0]


def apply(
    case: Case | None,
    command: Command,
    actor: Actor,
    rulebook: Rulebook,
    now: datetime,
    *,
    given: tuple[Given, ...] = (),
) -> Case:
    """The case after the command, with one more event; raises `NotPossible` when obstacles stand."""
    if isinstance(command, OpenCase):
        standing = tuple(opening(case, command, actor, rulebook, now))
        if standing:
            raise NotPossible(standing)
        return opened(command, actor, now)
    if case is None:
        raise NotPossible((finding("case.unknown"),))
    standing, asked = _judged(case, command, actor, rulebook, now, None, given)
    if standing:
        raise NotPossible(standing)
    return evolved(asked)


def whose_day(case: Case, command: Command, actor: Actor) -> str:
    """Against whose day a grant counts: an offer that is accepted is the grant of whoever made it."""
    if isinstance(command, AcceptOffer) and case.offer is not None:
        return case.offer.by
    return actor.id


def waits_for_payment(case: Case) -> bool:
    """Approved, and the money has not begun to move."""
    return case.state is CaseState.APPROVED


def _judged(
    case: Case,
    command: Command,
    actor: Actor,
    rulebook: Rulebook,
    now: datetime,
    determination: Determination | None,
    given: tuple[Given, ...],
) -> tuple[tuple[Finding, ...], Asked]:
    edges = edges_from(case, command.code, rulebook.policy, now)
    asked = Asked(case, command, actor, rulebook, now, edges, None, given)
    standing = (*stranger(asked), *out_of_place(asked))
    if standing:
        return standing, asked
    request = request_of(case, command)
    if request is not None:
        if determination is None:
            determination = determine(case, request, rulebook, rulebook.day_of(now))
        asked = replace(asked, determination=determination)
    found = [one for guard in GUARDS.get(command.code, ()) for one in guard(asked)]
    return tuple(dict.fromkeys(found)), asked
