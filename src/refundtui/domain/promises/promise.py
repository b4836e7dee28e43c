"""What is gathered while a brand's pack is asked, and how its rows say what they found."""

from __future__ import annotations

from dataclasses import dataclass, field

from refundtui.domain.findings import Basis, Fact, Finding, Outcome
from refundtui.domain.policy import GradeRule, Rule, Window
from refundtui.domain.verdict import Verdict


@dataclass(slots=True)
class Promise:
    """The policy's own answer while it is being worked out."""

    findings: list[Finding] = field(default_factory=list)
    evidence_missing: list[str] = field(default_factory=list)
    grants: list[int] = field(default_factory=list)  # priorities of what allows it
    granted_to: set[str] = field(default_factory=set)  # lines; "" = the whole request
    not_allowing: list[Finding] = field(default_factory=list)  # permissions that do not hold
    rejected: set[str] = field(default_factory=set)  # lines; "" = the whole request
    open_grants: list[str] = field(default_factory=list)  # facts that could still allow it
    open_doubts: list[str] = field(default_factory=list)  # facts that could still refuse it or change its sum
    partial: bool = False
    owed: bool = False  # something beside goodwill allows it
    needs_review: bool = False
    counted: dict[str, Fact] = field(default_factory=dict)  # what the windows themselves tell
    verdict: Verdict = Verdict.INELIGIBLE


def found_by(
    by: Window | Rule | GradeRule,
    code: str,
    outcome: Outcome,
    decided_by: str,
    line_id: str = "",
    **facts: Fact,
) -> Finding:
    title = (("title", by.title),) if isinstance(by, Rule) and by.title else ()
    where = (("line_id", line_id),) if line_id else ()
    return Finding(
        code, outcome, (*title, *where, *facts.items()), Basis.POLICY, by.id, by.clause, decided_by
    )
