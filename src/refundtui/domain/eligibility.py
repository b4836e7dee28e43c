"""Is it owed at all? Every rule of policy and law asked, every answer with its deciding fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from refundtui.domain.case import Case, Ground
from refundtui.domain.findings import Basis, Fact, Finding, Outcome
from refundtui.domain.granted_lines import lines_kept_out
from refundtui.domain.house_rules import house_rules
from refundtui.domain.known_facts import asked_lines, facts_of
from refundtui.domain.matching import Facts
from refundtui.domain.order import LineKind
from refundtui.domain.other_claims import DUPLICATE
from refundtui.domain.promises.promise import Promise
from refundtui.domain.promises.whole import promise_on
from refundtui.domain.reasons import Family
from refundtui.domain.request import RefundRequest
from refundtui.domain.rights import Rights, rights_of
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.said_facts import to_ask_for
from refundtui.domain.terms import Source
from refundtui.domain.verdict import WORTH, Verdict

__all__ = ["Eligibility", "Verdict", "assess", "facts_of", "grounds_in"]


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
    kept_out: tuple[tuple[str, Source], ...] = ()  # lines the rules do not let through, and which says so
    only_in_money: tuple[str, ...] = ()  # rules of law that let no store credit stand in its place
    beyond_law: tuple[str, ...] = ()  # lines the law may not give back, beside some that it does
    counted: tuple[tuple[str, Fact], ...] = ()  # facts the brand's windows themselves tell

    def why(self, basis: Basis) -> tuple[Finding, ...]:
        """The findings of one layer."""
        return tuple(found for found in self.findings if found.basis is basis)


def assess(case: Case, rulebook: Rulebook, today: date, request: RefundRequest | None = None) -> Eligibility:
    """The verdict on a request: the brand's promise, raised to what the law gives."""
    request = case.request if request is None else request
    facts = facts_of(case, request, today, rulebook.policy)
    rights = rights_of(case, request, rulebook, facts)
    promise = promise_on(case, request, rulebook, facts)
    house = house_rules(case, request, rulebook.policy, facts)
    law = _law_verdict(case, request, facts, rights)
    verdict, decided_by = _combined(promise.verdict, law)

    def kept_out(under: Verdict) -> tuple[tuple[str, Source], ...]:
        return lines_kept_out(case, request, under, promise, rights, facts)

    if verdict is Verdict.PARTLY and kept_out(verdict) != kept_out(Verdict.INFORMATION_MISSING):
        # The law may still give a line that the brand refuses: that is asked, not taken from her in silence.
        verdict, decided_by = Verdict.INFORMATION_MISSING, "law"
    if any(found.outcome is Outcome.FAIL for found in house):
        verdict, decided_by = Verdict.INELIGIBLE, "house"
    elif case.order is None:
        verdict, decided_by = Verdict.INFORMATION_MISSING, "house"
    findings = (*house, *promise.findings, *rights.findings)
    return Eligibility(
        verdict,
        findings,
        promise.verdict,
        law,
        decided_by,
        _missing(verdict, promise, rights, facts, case),
        tuple(promise.evidence_missing),
        rights.remedies,
        promise.needs_review or _unverified_matters(verdict, rights) or _stands_out(house),
        kept_out(verdict),
        tuple(statute.id for statute in rights.only_in_money),
        _beyond_law(case, request, law, facts, rights),
        tuple(promise.counted.items()),
    )


def _unverified_matters(verdict: Verdict, rights: Rights) -> bool:
    """A right that only an unverified rule states: no figure rests on it, but a person looks."""
    return (
        bool(rights.unverified)
        and verdict in {Verdict.INELIGIBLE, Verdict.INFORMATION_MISSING}
        and not rights.conformity.stands
    )


def _stands_out(house: Iterable[Finding]) -> bool:
    """A duplicate is compared by whoever decides; no second person is needed for that."""
    return any(
        found.outcome in {Outcome.FAIL, Outcome.UNKNOWN} and found.code != DUPLICATE for found in house
    )


def grounds_in(eligibility: Eligibility) -> tuple[Ground, ...]:
    """The grounds of a refusal that the findings themselves name: what the deny form starts with."""
    named = (ground_of(found) for found in eligibility.findings)
    return tuple(dict.fromkeys(ground for ground in named if ground is not None))


def ground_of(found: Finding) -> Ground | None:
    """The ground of a refusal that one finding names."""
    return _GROUNDS.get(found.code) if found.outcome is Outcome.FAIL else None


_GROUNDS: Final = {
    "window.missed": Ground.WINDOW_PASSED,
    "window.none": Ground.OTHER,
    "rule.rejects": Ground.EXCLUDED_GOODS,
    "law.withdrawal_missed": Ground.WINDOW_PASSED,
    "law.withdrawal_excluded": Ground.EXCLUDED_GOODS,
    "law.conformity_expired": Ground.WINDOW_PASSED,
    "law.defect_by_customer": Ground.CUSTOMER_DAMAGE,
    "law.defect_not_shown": Ground.NO_PROOF,
    "outcome.excluded": Ground.OTHER,
    "outcome.required": Ground.OTHER,
}


def _law_verdict(case: Case, request: RefundRequest, facts: Facts, rights: Rights) -> Verdict:
    if facts.get("family") == Family.REMORSE:
        return _withdrawal_verdict(rights)
    if facts.get("family") == Family.DELIVERY:
        return _supply_verdict(case, request, rights)
    if rights.conformity.outcome is Outcome.PASS:
        # The law's first step is repair or replacement; money is its second.
        return Verdict.ELIGIBLE if rights.money_at_once else Verdict.PARTLY
    if rights.conformity.outcome is Outcome.UNKNOWN:
        return Verdict.INFORMATION_MISSING
    return Verdict.INELIGIBLE


def _supply_verdict(case: Case, request: RefundRequest, rights: Rights) -> Verdict:
    asked = _bought(case, request)
    if asked and asked <= set(rights.came):
        return Verdict.INELIGIBLE
    if rights.supply.stands and rights.came:
        return Verdict.PARTLY
    return _OF_A_CLAIM.get(rights.supply.outcome, Verdict.INELIGIBLE)


def _bought(case: Case, request: RefundRequest) -> frozenset[str]:
    """What is asked for, but for its delivery: that goes with the rest."""
    lines = asked_lines(case.order, request)
    return frozenset(line.id for line in lines if line.kind is not LineKind.SHIPPING)


def _beyond_law(
    case: Case, request: RefundRequest, law: Verdict, facts: Facts, rights: Rights
) -> tuple[str, ...]:
    """Lines that the law does not give back, or not for certain, beside some that it does."""
    if law is Verdict.PARTLY:
        by_family = {Family.REMORSE: rights.excepted, Family.DELIVERY: rights.came}
        return next((lines for family, lines in by_family.items() if facts.get("family") == family), ())
    beside = (*rights.excepted, *rights.unclear)
    asked = _bought(case, request)
    if law is Verdict.INFORMATION_MISSING and rights.unclear and not asked <= set(beside):
        return beside
    return ()


_OF_A_CLAIM: Final = {Outcome.PASS: Verdict.ELIGIBLE, Outcome.UNKNOWN: Verdict.INFORMATION_MISSING}


def _withdrawal_verdict(rights: Rights) -> Verdict:
    match rights.withdrawal.outcome:
        case Outcome.PASS:
            return Verdict.PARTLY if rights.excepted else Verdict.ELIGIBLE
        case Outcome.UNKNOWN:
            return Verdict.INFORMATION_MISSING
        case _:
            return Verdict.INELIGIBLE


def _combined(policy: Verdict, law: Verdict) -> tuple[Verdict, str]:
    """Never worse than the law; the layer that made the difference is named."""
    if WORTH[law] > WORTH[policy] and not (
        # A promise that could still be more than the law's share is worth asking about.
        policy is Verdict.INFORMATION_MISSING and law is Verdict.PARTLY
    ):
        return law, "law"
    return policy, "policy"


def _missing(verdict: Verdict, promise: Promise, rights: Rights, facts: Facts, case: Case) -> tuple[str, ...]:
    """The facts that would decide; none when the verdict stands without them."""
    if verdict is not Verdict.INFORMATION_MISSING:
        return ()
    names = [] if case.order is not None else ["order"]
    names += promise.open_doubts if promise.grants else promise.open_grants
    claim = rights.claim(facts)
    if claim.outcome is Outcome.UNKNOWN:
        names.append(claim.decided_by)
    return tuple(dict.fromkeys(_to_ask_for(name, promise) for name in names if name))


def _to_ask_for(name: str, promise: Promise) -> str:
    """What is counted is not asked for, but the day it is counted from."""
    if name == "days_since_window" and promise.open_grants:
        return promise.open_grants[0]
    return to_ask_for(name)
