"""Liability for defects: within its period, and the defect counts as there from the start or is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from refundtui.domain.counting import plus_months
from refundtui.domain.findings import Finding, Outcome
from refundtui.domain.law.last_day import Here
from refundtui.domain.matching import Answer, Facts
from refundtui.domain.reasons import Family
from refundtui.domain.right_claims import NO_CLAIM, Claim, found_in_law, window_closes, worth
from refundtui.domain.statute import Cause, Right, Statute


def liability_for_defects(
    signed: Sequence[tuple[Statute, Answer]], facts: Facts, findings: list[Finding]
) -> Claim:
    """Liability for defects: within its period, and the defect counts as there from the start or is shown."""
    if facts.get("family") != Family.DEFECT:
        return NO_CLAIM
    claim = NO_CLAIM
    for statute, answer in signed:
        if (
            statute.right is Right.CONFORMITY
            and statute.clock is not None
            and statute.clock.period is not None
        ):
            one = _liability(statute, answer, facts, findings)
            if worth(one) > worth(claim):
                claim = one
    if claim is NO_CLAIM:
        claim = _without_a_period(signed, findings)
    if claim.outcome is not Outcome.PASS:
        return claim
    return _burden(claim, signed, facts, findings)


def _liability(statute: Statute, answer: Answer, facts: Facts, findings: list[Finding]) -> Claim:
    if answer.outcome is not Outcome.PASS:
        code = "law.not_met" if answer.outcome is Outcome.FAIL else "law.unknown"
        outcome = Outcome.NOTE if answer.outcome is Outcome.FAIL else Outcome.UNKNOWN
        findings.append(found_in_law(statute, code, outcome, answer.decided_by))
        return Claim(answer.outcome, statute, answer.decided_by)
    last, asked = window_closes(statute, facts, Here()), facts.get("asked_on")
    if last is None or not isinstance(asked, date):
        findings.append(found_in_law(statute, "law.unknown", Outcome.UNKNOWN, "delivered_on"))
        return Claim(Outcome.UNKNOWN, statute, "delivered_on")
    outcome = Outcome.PASS if asked <= last else Outcome.FAIL
    code = "law.conformity_open" if asked <= last else "law.conformity_expired"
    findings.append(found_in_law(statute, code, outcome, "delivered_on", last_day=last))
    return Claim(outcome, statute, "delivered_on")


def _without_a_period(signed: Sequence[tuple[Statute, Answer]], findings: list[Finding]) -> Claim:
    """Some laws name what the customer may ask for and no number of days for it.

    In the United Kingdom it is what limits any claim, five or six years (Consumer Rights Act 2015 s. 23, 24).
    """
    statute = next(
        (
            s
            for s, answer in signed
            if s.right is Right.REMEDY and s.cause is Cause.DEFECT and s.clock is None and answer.holds
        ),
        None,
    )
    if statute is None:
        return NO_CLAIM
    findings.append(found_in_law(statute, "law.conformity_without_days", Outcome.PASS, "reason"))
    return Claim(Outcome.PASS, statute, "reason")


def _burden(
    claim: Claim, signed: Sequence[tuple[Statute, Answer]], facts: Facts, findings: list[Finding]
) -> Claim:
    statute = max(
        (s for s, answer in signed if answer.holds and s.burden_months),
        key=lambda s: s.burden_months or 0,
        default=None,
    )
    by = statute or claim.by
    if by is None:
        return claim
    if facts.get("defect_by_customer") is True:
        findings.append(found_in_law(by, "law.defect_by_customer", Outcome.FAIL, "defect_by_customer"))
        return Claim(Outcome.FAIL, by, "defect_by_customer")
    delivered = facts.get("delivered_on")
    noticed = facts.get("defect_noticed_on", facts.get("asked_on"))
    if statute is not None and isinstance(delivered, date) and isinstance(noticed, date):
        until = plus_months(delivered, statute.burden_months or 0)
        if noticed <= until:
            findings.append(
                found_in_law(statute, "law.defect_presumed", Outcome.PASS, "delivered_on", last_day=until)
            )
            return claim
    shown = facts.get("defect_at_delivery")
    if shown is None:
        findings.append(found_in_law(by, "law.burden_on_customer", Outcome.UNKNOWN, "defect_at_delivery"))
        return Claim(Outcome.UNKNOWN, by, "defect_at_delivery")
    outcome = Outcome.PASS if shown is True else Outcome.FAIL
    code = "law.defect_shown" if shown is True else "law.defect_not_shown"
    findings.append(found_in_law(by, code, outcome, "defect_at_delivery"))
    return Claim(outcome, claim.by if shown is True else by, "defect_at_delivery")
