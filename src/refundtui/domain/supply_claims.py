"""What was bought and never came: the law gives back what was paid, once the time for supplying it is over."""

from __future__ import annotations

from collections.abc import Sequence

from refundtui.domain.case import Case
from refundtui.domain.findings import Finding, Outcome
from refundtui.domain.known_facts import asked_lines
from refundtui.domain.matching import Answer, Facts
from refundtui.domain.reasons import Family, Reason
from refundtui.domain.request import RefundRequest
from refundtui.domain.right_claims import NO_CLAIM, Claim, found_in_law, worth
from refundtui.domain.statute import Cause, Right, Statute


def lines_that_came(case: Case, request: RefundRequest, facts: Facts) -> tuple[str, ...]:
    """Of an order that came in part: what is asked for and was scanned on its way in is no part of what is missing."""
    if facts.get("reason") != Reason.PARTIAL_DELIVERY:
        return ()
    return tuple(line.id for line in asked_lines(case.order, request) if line.delivered_on is not None)


def supply_failed(asked: Sequence[tuple[Statute, Answer]], facts: Facts, findings: list[Finding]) -> Claim:
    """Whether it can still come is the trader's to say, else hers; until somebody has, it is asked.

    Such as Code de la consommation L216-6 and L216-7; 16 CFR 435.2.
    """
    if facts.get("family") != Family.DELIVERY:
        return NO_CLAIM
    claim = NO_CLAIM
    for statute, answer in asked:
        if (
            statute.right is not Right.REFUND_DUE
            or statute.cause is not Cause.NON_DELIVERY
            or not statute.when
        ):
            continue
        one = Claim(answer.outcome, statute, answer.decided_by)
        if answer.outcome is Outcome.PASS:
            findings.append(found_in_law(statute, "law.not_supplied", Outcome.PASS, answer.decided_by))
        elif answer.outcome is Outcome.UNKNOWN:
            findings.append(found_in_law(statute, "law.unknown", Outcome.UNKNOWN, answer.decided_by))
        else:
            findings.append(found_in_law(statute, "law.not_met", Outcome.NOTE, answer.decided_by))
        if worth(one) > worth(claim):
            claim = one
    return claim
