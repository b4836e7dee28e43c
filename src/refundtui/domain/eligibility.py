"""Is it owed at all? Every rule of policy and law asked, every answer with its deciding fact."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from refundtui.domain.findings import Finding


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    PARTLY = "partly"
    INELIGIBLE = "ineligible"
    INFORMATION_MISSING = "information_missing"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict and every finding behind it.

    `policy_verdict` is what the brand's pack alone would say, `law_verdict` the law alone; `decided_by`
    names the layer that decided. `remedies` are what the customer may insist on, in order.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    policy_verdict: Verdict
    law_verdict: Verdict
    decided_by: str = "policy"
    missing: tuple[str, ...] = ()  # names of facts that would decide
    evidence_missing: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    needs_review: bool = False
