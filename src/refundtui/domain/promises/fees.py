"""Which of the brand's fees apply, and which of them, or of their waivers, cannot be told yet."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.domain.fees_in_force import open_waivers
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.known_facts import ask_each
from refundtui.domain.matching import Facts
from refundtui.domain.policy import Policy
from refundtui.domain.promises.promise import Promise
from refundtui.domain.request import RefundRequest


def ask_fees(promise: Promise, case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> None:
    """A deduction nobody can tell yet makes the sum unknown: its fact is asked for."""
    for fee in policy.fees:
        for line, answer in ask_each(fee.when, facts, case, request):
            line_id = line.id if line is not None else ""
            where = Finding(
                "fee.not_met",
                Outcome.NOTE,
                (("code", fee.code), *((("line_id", line_id),) if line_id else ())),
                Basis.POLICY,
                fee.id,
                fee.clause,
                answer.decided_by,
            )
            if answer.holds:
                where = _recoded(where, "fee.applies", Outcome.NOTE)
            elif answer.outcome is Outcome.UNKNOWN:
                promise.open_doubts.append(answer.decided_by)
                where = _recoded(where, "fee.unknown", Outcome.UNKNOWN)
            promise.findings.append(where)
    promise.open_doubts += open_waivers(case, request, policy, facts)


def _recoded(found: Finding, code: str, outcome: Outcome) -> Finding:
    return Finding(code, outcome, found.facts, found.basis, found.rule, found.clause, found.decided_by)
