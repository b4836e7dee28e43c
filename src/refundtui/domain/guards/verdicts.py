"""What verdict, evidence and other claims on the order leave possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refundtui.domain.asking import Asked, overridden, request_of
from refundtui.domain.case import Case, CaseState
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Eligibility, Verdict
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.domain.request import RefundRequest

DUPLICATE_CHECKED: Final = "duplicate_checked"
"""A case fact, set by hand: somebody compared the claims and this one is another thing."""


def no_duplicate(asked: Asked) -> Iterator[Finding]:
    """The same line for the same reason, claimed before; several units of a line may each be claimed.

    A related claim says no units, so it counts as one of them at least; what was already refunded is
    taken off by the calculator. Somebody who compared the two says so as a fact, or overrides.
    """
    case = asked.case
    if case.fact(DUPLICATE_CHECKED) is True or overridden(case, ("duplicate.claim",)):
        return
    request = request_of(case, asked.command) or case.request
    for claim in case.related:
        if claim.reason is not case.reason or claim.state in {CaseState.DENIED, CaseState.CANCELLED}:
            continue
        lines = tuple(line for line in claim.line_ids if _claimed_twice(case, request, line))
        if lines:
            yield finding("duplicate.claim", reference=claim.reference, state=claim.state.value, lines=lines)


def evidence_is_there(asked: Asked) -> Iterator[Finding]:
    missing = asked.determination.eligibility.evidence_missing if asked.determination else ()
    if missing:
        yield finding("evidence.missing", kinds=missing)


def verdict_allows(asked: Asked) -> Iterator[Finding]:
    """What is only goodwill is given beyond policy and law: its own limit holds, not the verdict."""
    determination, quote = asked.determination, asked.quote
    if determination is None or (quote is not None and quote.goodwill and not quote.entitlement):
        return
    eligibility = determination.eligibility
    against = rules_against(determination)
    if eligibility.verdict is Verdict.INELIGIBLE and not overridden(asked.case, against):
        yield finding("verdict.ineligible", rules=against, decided_by=eligibility.decided_by)
    if eligibility.verdict is Verdict.INFORMATION_MISSING and not overridden(asked.case, against):
        missing = _facts_missing(eligibility)
        if missing or not eligibility.evidence_missing:
            yield finding("information.missing", facts=missing)


def rules_against(determination: Determination) -> tuple[str, ...]:
    """What an override has to name: the policy's rules that fail."""
    failing = (
        found
        for found in determination.eligibility.findings
        if found.outcome is Outcome.FAIL and found.basis is not Basis.LAW
    )
    return tuple(dict.fromkeys(found.rule or found.code for found in failing))


def _claimed_twice(case: Case, request: RefundRequest, line_id: str) -> bool:
    asked = [item for item in request.items if getattr(item, "line_id", None) == line_id]
    whole = any(not hasattr(item, "line_id") for item in request.items)
    if not asked and not whole:
        return False
    line = case.order.line(line_id) if case.order else None
    if line is None:
        return True
    others = sum(
        line_id in claim.line_ids and claim.reason is case.reason
        for claim in case.related
        if claim.state not in {CaseState.DENIED, CaseState.CANCELLED}
    )
    units = sum(max(1, getattr(item, "units", 1)) for item in asked) or 1
    return others + units > max(1, line.units)


def _facts_missing(eligibility: Eligibility) -> tuple[str, ...]:
    """Facts that would decide, evidence apart: that has its own obstacle, and does not stop a quote."""
    evidence = {found.decided_by for found in eligibility.findings if found.code == "evidence.missing"}
    return tuple(name for name in eligibility.missing if name not in evidence)


def law_rules(determination: Determination) -> tuple[str, ...]:
    found = determination.eligibility.findings
    held = (one for one in found if one.basis is Basis.LAW and one.outcome is Outcome.PASS)
    return tuple(dict.fromkeys(one.rule or one.code for one in held))
