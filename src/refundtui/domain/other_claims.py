"""Other claims on the same order: which of them claim the same thing again, and which stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from refundtui.domain.case import Case, CaseState, RelatedClaim
from refundtui.domain.findings import Finding, Outcome, finding
from refundtui.domain.known_facts import asked_lines
from refundtui.domain.request import RefundRequest

DUPLICATE: Final = "claim.duplicate"
RELATED: Final = "claim.related"
DUPLICATE_CHECKED: Final = "duplicate_checked"
"""A case fact, set by hand: somebody compared the claims and this one is another thing."""

_CAME_TO_NOTHING: Final = frozenset({CaseState.DENIED, CaseState.CANCELLED})


def duplicates(case: Case, request: RefundRequest) -> Iterator[Finding]:
    """The same line for the same reason, claimed before; several units of a line may each be claimed.

    A related claim says no units, so it counts as one of them at least; what was already refunded is
    taken off by the calculator. Somebody who compared the two says so as a fact, or overrides.
    """
    if _is_checked(case):
        return
    for claim in _standing(case):
        lines = _claimed_again(case, request, claim)
        if lines:
            yield _said(DUPLICATE, Outcome.UNKNOWN, claim, lines)


def other_claims(case: Case, request: RefundRequest) -> Iterator[Finding]:
    """Every claim on the same lines: a duplicate until somebody compared the two, else worth knowing."""
    lines = {line.id for line in asked_lines(case.order, request)}
    found = tuple(duplicates(case, request))
    yield from found
    again = {one.fact("reference") for one in found}
    for claim in case.related:
        shared = tuple(sorted(lines.intersection(claim.line_ids)))
        beside = claim.reference not in again and claim.state is not CaseState.CANCELLED
        if beside and (shared or not claim.line_ids):
            yield _said(RELATED, Outcome.NOTE, claim, shared)


def _said(code: str, outcome: Outcome, claim: RelatedClaim, lines: tuple[str, ...]) -> Finding:
    return finding(code, outcome, reference=claim.reference, state=claim.state.value, lines=lines)


def _is_checked(case: Case) -> bool:
    named = {rule for record in case.overrides for rule in record.rules}
    return case.fact(DUPLICATE_CHECKED) is True or DUPLICATE in named


def _standing(case: Case) -> Iterable[RelatedClaim]:
    return tuple(
        claim for claim in case.related if claim.reason is case.reason and claim.state not in _CAME_TO_NOTHING
    )


def _claimed_again(case: Case, request: RefundRequest, claim: RelatedClaim) -> tuple[str, ...]:
    return tuple(line for line in claim.line_ids if _is_claimed_twice(case, request, line))


def _is_claimed_twice(case: Case, request: RefundRequest, line_id: str) -> bool:
    asked = [item for item in request.items if getattr(item, "line_id", None) == line_id]
    whole = any(not hasattr(item, "line_id") for item in request.items)
    if not asked and not whole:
        return False
    line = case.order.line(line_id) if case.order else None
    if line is None:
        return True
    others = sum(line_id in claim.line_ids for claim in _standing(case))
    units = sum(max(1, getattr(item, "units", 1)) for item in asked) or 1
    return others + units > max(1, line.units)
