"""Which evidence the pack wants, and whether it is there."""

from __future__ import annotations

from typing import Final

from refundtui.domain.findings import Outcome
from refundtui.domain.matching import Facts, ask
from refundtui.domain.policy import Policy, Rule
from refundtui.domain.promises.promise import Promise, found_by
from refundtui.domain.reasons import Fault, Grade
from refundtui.domain.request import RefundRequest, Units

_EVIDENCE_FACTS: Final = {"photo": "photos", "receipt": "receipts", "report": "reports"}


def ask_evidence(promise: Promise, rule: Rule, line_id: str, facts: Facts) -> None:
    kind, wanted = rule.action.name, rule.action.count or 1
    name, held = _held(kind, facts)
    there = held >= wanted
    if not there:
        promise.open_doubts.append(name)
        promise.evidence_missing.append(kind)
    code = "evidence.held" if there else "evidence.missing"
    promise.findings.append(
        found_by(
            rule,
            code,
            Outcome.PASS if there else Outcome.UNKNOWN,
            name,
            line_id,
            kinds=(kind,),
            wanted=wanted,
            held=held,
        )
    )


def ask_grades(promise: Promise, request: RefundRequest, policy: Policy, facts: Facts) -> None:
    """A deduction for condition is taken only with its proof; where none is taken, none is asked for.

    One nobody can tell yet makes the sum unknown, unless a row before it holds.
    """
    untouched = facts.get("fault") in {Fault.SELLER, Fault.CARRIER}
    if untouched or facts.get("withdrawal_info_given") is False:
        return
    told: set[Grade] = set()
    graded = {item.grade for item in request.items if isinstance(item, Units)}
    for row in policy.grades:
        answer = ask(row.when, facts)
        if row.grade not in graded or answer.outcome is Outcome.FAIL:
            continue
        if answer.outcome is Outcome.UNKNOWN:
            if row.deduction.percent and row.grade not in told:
                promise.open_doubts.append(answer.decided_by)
                found = found_by(row, "grade.unknown", Outcome.UNKNOWN, answer.decided_by, grade=row.grade)
                promise.findings.append(found)
            continue
        told.add(row.grade)
        for kind in row.deduction.evidence_needed:
            name, held = _held(kind, facts)
            if not held and kind not in promise.evidence_missing:
                promise.evidence_missing.append(kind)
                found = found_by(
                    row, "evidence.missing", Outcome.UNKNOWN, name, kinds=(kind,), wanted=1, held=0
                )
                promise.findings.append(found)


def _held(kind: str, facts: Facts) -> tuple[str, int]:
    """The fact that counts this kind of evidence, and how much of it there is."""
    name = _EVIDENCE_FACTS.get(kind, "evidence")
    held = facts.get(name)
    if isinstance(held, tuple):
        return name, held.count(kind)
    return name, held if isinstance(held, int) else 0
