"""What verdict, evidence and other claims on the order leave possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from refundtui.domain.asking import Asked, overridden, request_of
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Eligibility, Verdict
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.domain.other_claims import duplicates


def no_duplicate(asked: Asked) -> Iterator[Finding]:
    """What is claimed a second time is not decided before somebody compared the two."""
    request = request_of(asked.case, asked.command) or asked.case.request
    for found in duplicates(asked.case, request):
        yield replace(found, outcome=Outcome.FAIL)


def evidence_is_there(asked: Asked) -> Iterator[Finding]:
    missing = asked.determination.eligibility.evidence_missing if asked.determination else ()
    if missing:
        yield finding("evidence.missing", kinds=missing)


def verdict_allows(asked: Asked) -> Iterator[Finding]:
    """What is only goodwill is given beyond policy and law: its own limit holds, not the verdict."""
    determination, quote = asked.determination, asked.quote
    if determination is None or (quote is not None and quote.is_goodwill):
        return
    eligibility = determination.eligibility
    against = rules_against(determination)
    if eligibility.verdict is Verdict.INELIGIBLE and not overridden(asked.case, against):
        yield finding("verdict.against", rules=against, decided_by=eligibility.decided_by)
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


def _facts_missing(eligibility: Eligibility) -> tuple[str, ...]:
    """Facts that would decide, evidence apart: that has its own obstacle, and does not stop a quote."""
    evidence = {found.decided_by for found in eligibility.findings if found.code == "evidence.missing"}
    return tuple(name for name in eligibility.missing if name not in evidence)


def law_rules(determination: Determination) -> tuple[str, ...]:
    found = determination.eligibility.findings
    held = (one for one in found if one.basis is Basis.LAW and one.outcome is Outcome.PASS)
    return tuple(dict.fromkeys(one.rule or one.code for one in held))
