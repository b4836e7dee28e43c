"""Is it owed at all? Every rule of policy and law asked, every answer with its deciding fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from refundtui.domain.case import Case, CaseState, Ground
from refundtui.domain.counting import plus_business_days, plus_days
from refundtui.domain.findings import Basis, Fact, Finding, Outcome, finding
from refundtui.domain.known_facts import ask_each, asked_lines, facts_of, is_on_its_way
from refundtui.domain.matching import Answer, Facts, ask
from refundtui.domain.policy import ActionKind, Policy, Rule, Window
from refundtui.domain.quote import RowCode
from refundtui.domain.reasons import Family, Fault
from refundtui.domain.request import FromPayment, RefundRequest, Units
from refundtui.domain.rights import Rights, rights_of
from refundtui.domain.rulebook import Rulebook

__all__ = [
    "DUPLICATE_CLAIM",
    "IDENTITY_TOO_LOW",
    "Eligibility",
    "Verdict",
    "assess",
    "facts_of",
    "grounds_in",
]

DUPLICATE_CLAIM: Final = "duplicate.claim"
IDENTITY_TOO_LOW: Final = "identity.too_low"

_CLOSED_FOR_NOTHING: Final = {CaseState.CANCELLED}


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

    def why(self, basis: Basis) -> tuple[Finding, ...]:
        """The findings of one layer."""
        return tuple(found for found in self.findings if found.basis is basis)


def assess(case: Case, rulebook: Rulebook, today: date, request: RefundRequest | None = None) -> Eligibility:
    """The verdict on a request: the brand's promise, raised to what the law gives."""
    request = case.request if request is None else request
    facts = facts_of(case, request, today, rulebook.policy)
    rights = rights_of(case, request, rulebook, facts)
    promise = _promise(case, request, rulebook, facts)
    house = _house(case, request, rulebook.policy, facts)
    law = _law_verdict(case, request, facts, rights)
    verdict, decided_by = _combined(promise.verdict, law)
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
        promise.needs_review or _unsigned_matters(verdict, rights) or _stands_out(house),
    )


def _unsigned_matters(verdict: Verdict, rights: Rights) -> bool:
    """A right that only an unsigned rule states: no figure rests on it, but a person looks."""
    return (
        bool(rights.unsigned)
        and verdict in {Verdict.INELIGIBLE, Verdict.INFORMATION_MISSING}
        and not rights.conformity.stands
    )


def _stands_out(house: Iterable[Finding]) -> bool:
    return any(found.outcome in {Outcome.FAIL, Outcome.UNKNOWN} for found in house)


def grounds_in(eligibility: Eligibility) -> tuple[Ground, ...]:
    """The grounds of a refusal that the findings themselves name: what the deny form starts with."""
    named = (_GROUNDS.get(found.code) for found in eligibility.findings if found.outcome is Outcome.FAIL)
    return tuple(dict.fromkeys(ground for ground in named if ground is not None))


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


# ---------------------------------------------------------------------------------------------------
# The brand's promise


@dataclass(slots=True)
class _Promise:
    """The policy's own answer while it is being worked out."""

    findings: list[Finding] = field(default_factory=list)
    evidence_missing: list[str] = field(default_factory=list)
    grants: list[int] = field(default_factory=list)  # priorities of what allows it
    rejected: set[str] = field(default_factory=set)  # lines; "" = the whole request
    open_grants: list[str] = field(default_factory=list)  # facts that could still allow it
    open_doubts: list[str] = field(default_factory=list)  # facts that could still refuse it or change its sum
    partial: bool = False
    owed: bool = False  # something beside goodwill allows it
    needs_review: bool = False
    verdict: Verdict = Verdict.INELIGIBLE


def _promise(case: Case, request: RefundRequest, rulebook: Rulebook, facts: Facts) -> _Promise:
    promise = _Promise()
    asked = [
        (rule, line.id if line is not None else "", answer)
        for rule in rulebook.policy.rules
        for line, answer in ask_each(rule.when, facts, case, request)
    ]
    window_facts = _ask_windows(promise, case, rulebook, facts, asked)
    if any("days_since_window" in (m.fact for m in rule.when) for rule in rulebook.policy.rules):
        known = {**facts, **window_facts}
        asked = [
            (rule, line.id if line is not None else "", answer)
            for rule in rulebook.policy.rules
            for line, answer in ask_each(rule.when, known, case, request)
        ]
    _ask_allowing(promise, asked)
    _ask_rejecting(promise, asked)
    for rule, line_id, answer in asked:
        _ask_other(promise, rule, line_id, answer, facts)
    _ask_fees(promise, case, request, rulebook.policy, facts)
    _ask_grades(promise, request, rulebook.policy, facts)
    promise.verdict = _policy_verdict(promise, case, request)
    return promise


def _ask_windows(
    promise: _Promise,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
    asked: Sequence[tuple[Rule, str, Answer]],
) -> dict[str, Fact]:
    family = facts.get("family")
    windows = [w for w in rulebook.policy.windows if not w.families or family in w.families]
    answers = [(window, ask(window.when, facts)) for window in windows]
    holding = [window for window, answer in answers if answer.holds]
    top = max((window.priority for window in holding), default=None)
    set_by = _setting(asked)
    late: list[int] = []
    for window, answer in answers:
        if answer.outcome is Outcome.FAIL:
            promise.findings.append(_of(window, "window.not_met", Outcome.NOTE, answer.decided_by))
        elif answer.outcome is Outcome.UNKNOWN:
            promise.open_grants.append(answer.decided_by)
            promise.findings.append(_of(window, "window.unknown", Outcome.UNKNOWN, answer.decided_by))
        elif top is not None and window.priority < top:
            promise.findings.append(_of(window, "window.overruled", Outcome.NOTE, answer.decided_by))
        else:
            late.append(_measure(promise, window, set_by, case, rulebook, facts))
    if set_by is not None and not holding:
        open_to = Window(set_by.id, set_by.clause, set_by.action.days or 0, priority=set_by.priority)
        late.append(_measure(promise, open_to, None, case, rulebook, facts))
    return {"days_since_window": min(late)} if late and min(late) >= 0 else {}


def _setting(asked: Sequence[tuple[Rule, str, Answer]]) -> Rule | None:
    """The strongest rule that sets the window anew."""
    rules = [rule for rule, _, answer in asked if rule.action.kind is ActionKind.SET_WINDOW and answer.holds]
    return max(rules, key=lambda rule: rule.priority, default=None)


def _measure(
    promise: _Promise,
    window: Window,
    set_by: Rule | None,
    case: Case,
    rulebook: Rulebook,
    facts: Facts,
) -> int:
    """Days after the window closed, 0 while it is open, -1 when that cannot be told."""
    start, asked = _start(window, facts), facts.get("asked_on")
    by: Window | Rule = window
    days = window.days
    if set_by is not None and set_by.priority >= window.priority and set_by.action.days is not None:
        by, days = set_by, set_by.action.days
    if start is None and case.order is not None and is_on_its_way(case.order):
        promise.grants.append(window.priority)
        promise.owed = True
        promise.findings.append(_of(by, "window.not_started", Outcome.PASS, "order.status", days=days))
        return 0
    if start is None or not isinstance(asked, date):
        promise.open_grants.append(_start_name(window))
        promise.findings.append(_of(by, "window.unknown", Outcome.UNKNOWN, _start_name(window)))
        return -1
    if window.business_days:
        last = plus_business_days(start, days, rulebook.holidays)
    else:
        last = plus_days(start, days)
    name = _start_name(window)
    if asked > last:
        late = (asked - last).days
        promise.findings.append(
            _of(by, "window.missed", Outcome.FAIL, name, days=days, last_day=last, days_late=late)
        )
        return late
    promise.grants.append(window.priority)
    promise.owed = True
    left = (last - asked).days
    promise.findings.append(
        _of(by, "window.open", Outcome.PASS, name, days=days, last_day=last, days_left=left)
    )
    return 0


def _start_name(window: Window) -> str:
    return {"ordered_on": "order.ordered_on", "ends_on": "service.ends_on"}.get(
        window.counted_from, "delivered_on"
    )


def _start(window: Window, facts: Facts) -> date | None:
    start = facts.get(_start_name(window))
    return start if isinstance(start, date) else None


_GOODWILL: Final = (RowCode.GOODWILL, RowCode.DEPRECIATION)


def _ask_allowing(promise: _Promise, asked: Sequence[tuple[Rule, str, Answer]]) -> None:
    for rule, line_id, answer in asked:
        if rule.action.kind is not ActionKind.ALLOW:
            continue
        if answer.holds:
            promise.grants.append(rule.priority)
            promise.owed |= rule.action.name not in _GOODWILL
            code, outcome = "rule.allows", Outcome.PASS
        elif answer.outcome is Outcome.UNKNOWN:
            promise.open_grants.append(answer.decided_by)
            code, outcome = "rule.unknown", Outcome.UNKNOWN
        else:
            code, outcome = "rule.not_met", Outcome.NOTE
        promise.findings.append(_of(rule, code, outcome, answer.decided_by, line_id))


def _ask_rejecting(promise: _Promise, asked: Sequence[tuple[Rule, str, Answer]]) -> None:
    """A rejection stands unless a stronger permission holds, and is open while one is unknown."""
    for rule, line_id, answer in asked:
        if rule.action.kind is not ActionKind.REJECT:
            continue
        decided_by = answer.decided_by
        against = _strongest_against(rule, line_id, asked)
        if answer.outcome is Outcome.FAIL:
            code, outcome = "rule.clear", Outcome.PASS
        elif against.holds:
            code, outcome = "rule.overruled", Outcome.NOTE
        elif answer.holds and against.outcome is Outcome.FAIL:
            promise.rejected.add(line_id)
            code, outcome = "rule.rejects", Outcome.FAIL
        else:
            decided_by = decided_by if answer.outcome is Outcome.UNKNOWN else against.decided_by
            promise.open_doubts.append(decided_by)
            code, outcome = "rule.unknown", Outcome.UNKNOWN
        promise.findings.append(_of(rule, code, outcome, decided_by, line_id))


def _strongest_against(rule: Rule, line_id: str, asked: Sequence[tuple[Rule, str, Answer]]) -> Answer:
    """Does anything overrule a rejection? A final sale is bypassed at the same priority, the rest only above."""
    of_final_sale = any(matcher.fact == "line.final_sale" for matcher in rule.when)
    answers = [
        answer
        for other, of_line, answer in asked
        if of_line in {"", line_id}
        and (
            (other.action.kind is ActionKind.ALLOW and other.priority > rule.priority)
            or (
                other.action.kind is ActionKind.BYPASS_FINAL_SALE
                and of_final_sale
                and other.priority >= rule.priority
            )
        )
    ]
    for wanted in (Outcome.PASS, Outcome.UNKNOWN):
        found = next((answer for answer in answers if answer.outcome is wanted), None)
        if found is not None:
            return found
    return Answer(Outcome.FAIL)


_NOTES: Final = {
    ActionKind.NEEDS_REVIEW: "rule.needs_review",
    ActionKind.KEEP_ITEM: "rule.keep_item",
    ActionKind.DONATE: "rule.donate",
    ActionKind.BYPASS_FINAL_SALE: "rule.bypasses_final_sale",
    ActionKind.SET_WINDOW: "rule.sets_window",
    ActionKind.FEE: "fee.applies",
    ActionKind.WAIVE_FEE: "fee.waived",
    ActionKind.INCENTIVE: "incentive.offered",
    ActionKind.REFUND_OUTBOUND_SHIPPING: "delivery.refunded",
    ActionKind.PARTIAL_CREDIT: "credit.partial",
}


def _ask_other(promise: _Promise, rule: Rule, line_id: str, answer: Answer, facts: Facts) -> None:
    """Everything a rule can do beside allowing and rejecting."""
    kind = rule.action.kind
    if kind in {ActionKind.ALLOW, ActionKind.REJECT}:
        return
    if answer.outcome is Outcome.UNKNOWN:
        # Only what could still refuse or change the sum is worth asking for.
        if kind in _DECIDING:
            promise.open_doubts.append(answer.decided_by)
        promise.findings.append(_of(rule, "rule.unknown", Outcome.UNKNOWN, answer.decided_by, line_id))
        return
    if answer.outcome is Outcome.FAIL:
        promise.findings.append(_of(rule, "rule.not_met", Outcome.NOTE, answer.decided_by, line_id))
        return
    match kind:
        case ActionKind.EXCLUDE_OUTCOME | ActionKind.REQUIRE_OUTCOME:
            _ask_outcome(promise, rule, line_id, facts)
        case ActionKind.REQUIRE_SHIPMENT:
            here = facts.get("goods_back") is True or facts.get("sent_back") is True
            if not here:
                promise.open_doubts.append("sent_back")
            code = "shipment.here" if here else "shipment.awaited"
            outcome = Outcome.PASS if here else Outcome.UNKNOWN
            promise.findings.append(_of(rule, code, outcome, "sent_back", line_id))
        case ActionKind.REQUIRE_EVIDENCE:
            _ask_evidence(promise, rule, line_id, facts)
        case ActionKind.ASK:
            known = rule.action.name in facts
            if not known:
                promise.open_doubts.append(rule.action.name)
            code = "question.answered" if known else "question.open"
            outcome = Outcome.PASS if known else Outcome.UNKNOWN
            promise.findings.append(_of(rule, code, outcome, rule.action.name, line_id))
        case _:
            promise.needs_review |= kind is ActionKind.NEEDS_REVIEW
            promise.partial |= kind is ActionKind.PARTIAL_CREDIT
            promise.findings.append(
                _of(rule, _NOTES[kind], Outcome.NOTE, answer.decided_by, line_id, **_amounts(rule))
            )


_DECIDING: Final = {
    ActionKind.EXCLUDE_OUTCOME,
    ActionKind.REQUIRE_OUTCOME,
    ActionKind.FEE,
    ActionKind.PARTIAL_CREDIT,
    ActionKind.REQUIRE_EVIDENCE,
    ActionKind.REQUIRE_SHIPMENT,
}


def _ask_outcome(promise: _Promise, rule: Rule, line_id: str, facts: Facts) -> None:
    wanted = facts.get("return.outcome")
    excluded = rule.action.kind is ActionKind.EXCLUDE_OUTCOME
    fits = (wanted != rule.action.name) if excluded else (wanted == rule.action.name)
    code = "outcome.allowed" if fits else ("outcome.excluded" if excluded else "outcome.required")
    if not fits:
        promise.rejected.add(line_id)
    outcome = Outcome.PASS if fits else Outcome.FAIL
    promise.findings.append(_of(rule, code, outcome, "return.outcome", line_id, wanted=rule.action.name))


_EVIDENCE_FACTS: Final = {"photo": "photos", "receipt": "receipts", "report": "reports"}


def _ask_evidence(promise: _Promise, rule: Rule, line_id: str, facts: Facts) -> None:
    kind, wanted = rule.action.name, rule.action.count or 1
    name, held = _held(kind, facts)
    there = held >= wanted
    if not there:
        promise.open_doubts.append(name)
        promise.evidence_missing.append(kind)
    code = "evidence.held" if there else "evidence.missing"
    promise.findings.append(
        _of(
            rule,
            code,
            Outcome.PASS if there else Outcome.UNKNOWN,
            name,
            line_id,
            kind=kind,
            wanted=wanted,
            held=held,
        )
    )


def _held(kind: str, facts: Facts) -> tuple[str, int]:
    """The fact that counts this kind of evidence, and how much of it there is."""
    name = _EVIDENCE_FACTS.get(kind, "evidence")
    held = facts.get(name)
    if isinstance(held, tuple):
        return name, held.count(kind)
    return name, held if isinstance(held, int) else 0


def _ask_grades(promise: _Promise, request: RefundRequest, policy: Policy, facts: Facts) -> None:
    """A deduction for condition is taken only with its proof; where none is taken, none is asked for."""
    untouched = facts.get("fault") in {Fault.SELLER, Fault.CARRIER}
    if untouched or facts.get("withdrawal_info_given") is False:
        return
    graded = {item.grade for item in request.items if isinstance(item, Units)}
    for row in policy.grades:
        if row.grade not in graded or not ask(row.when, facts).holds:
            continue
        for kind in row.deduction.evidence_needed:
            name, held = _held(kind, facts)
            if not held and kind not in promise.evidence_missing:
                promise.evidence_missing.append(kind)
                wanted = (("kind", kind), ("wanted", 1), ("held", 0))
                promise.findings.append(
                    Finding(
                        "evidence.missing", Outcome.UNKNOWN, wanted, Basis.POLICY, row.id, row.clause, name
                    )
                )


def _ask_fees(promise: _Promise, case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> None:
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


def _recoded(found: Finding, code: str, outcome: Outcome) -> Finding:
    return Finding(code, outcome, found.facts, found.basis, found.rule, found.clause, found.decided_by)


def _policy_verdict(promise: _Promise, case: Case, request: RefundRequest) -> Verdict:
    lines = {line.id for line in asked_lines(case.order, request)}
    if "" in promise.rejected or (promise.rejected and lines <= promise.rejected):
        return Verdict.INELIGIBLE
    if not promise.grants:
        if promise.open_grants:
            return Verdict.INFORMATION_MISSING
        return Verdict.INELIGIBLE
    if promise.open_doubts:
        return Verdict.INFORMATION_MISSING
    if promise.rejected or promise.partial or not promise.owed:
        # Goodwill is not owed: part of what could be asked for, at the brand's own will.
        return Verdict.PARTLY
    return Verdict.ELIGIBLE


def _amounts(rule: Rule) -> dict[str, Fact]:
    action = rule.action
    known: dict[str, Fact] = {}
    if action.name:
        known["name"] = action.name
    if action.days is not None:
        known["days"] = action.days
    if action.amount is not None:
        known["amount"] = action.amount
    if action.percent is not None:
        known["percent"] = str(action.percent)
    return known


def _of(
    by: Window | Rule,
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


# ---------------------------------------------------------------------------------------------------
# What the house itself asks


def _house(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> tuple[Finding, ...]:
    return (
        *_order_known(case, policy),
        *_tenders(case, request, policy, facts),
        *_duplicates(case, request),
    )


def _order_known(case: Case, policy: Policy) -> Iterable[Finding]:
    if case.order is None:
        yield finding("order.missing", Outcome.UNKNOWN, order_ref=case.order_ref)
    if not policy.version:
        yield finding("policy.missing", Outcome.UNKNOWN, brand=case.brand)


def _tenders(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> Iterable[Finding]:
    """Money goes back the way it came; Directive 2011/83/EU Art. 13(1) and every card scheme say so."""
    if case.order is None or "any" in policy.refund_to:
        return
    paid_with = {payment.id for payment in case.order.payments}
    kinds = {str(payment.kind) for payment in case.order.payments}
    held = facts.get("customer.gift_cards", ())
    for target in _targets(request):
        if target in paid_with or target in kinds:
            continue
        if "held_gift_card" in policy.refund_to and isinstance(held, tuple) and target in held:
            yield Finding(
                "tender.held_gift_card",
                Outcome.PASS,
                (("payment", target),),
                Basis.POLICY,
                "refund_to",
                "",
                "customer.gift_cards",
            )
            continue
        yield Finding(
            "tender.not_original",
            Outcome.FAIL,
            (("payment", target),),
            Basis.POLICY,
            "refund_to",
            "",
            "order.tenders",
        )


def _targets(request: RefundRequest) -> tuple[str, ...]:
    named = [request.to_tender, request.payment_id, request.preferred_payment, *request.tender_order]
    named += [item.payment_id for item in request.items if isinstance(item, FromPayment)]
    return tuple(dict.fromkeys(target for target in named if target))


def _duplicates(case: Case, request: RefundRequest) -> Iterable[Finding]:
    """Another claim on the same lines: shown here, and an obstacle to a decision."""
    lines = {line.id for line in asked_lines(case.order, request)}
    for other in case.related:
        shared = tuple(sorted(lines.intersection(other.line_ids)))
        if (shared or not other.line_ids) and other.state not in _CLOSED_FOR_NOTHING:
            yield finding(
                DUPLICATE_CLAIM,
                Outcome.NOTE,
                reference=other.reference,
                state=str(other.state),
                lines=shared,
                same_reason=other.reason is case.reason,
            )


# ---------------------------------------------------------------------------------------------------
# The law's floor


def _law_verdict(case: Case, request: RefundRequest, facts: Facts, rights: Rights) -> Verdict:
    if facts.get("family") == Family.REMORSE:
        return _withdrawal_verdict(rights)
    if rights.conformity.outcome is Outcome.PASS:
        # The law's first step is repair or replacement; money is its second.
        return Verdict.ELIGIBLE if rights.money_at_once else Verdict.PARTLY
    if rights.conformity.outcome is Outcome.UNKNOWN:
        return Verdict.INFORMATION_MISSING
    return Verdict.INELIGIBLE


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
    if _WORTH[law] > _WORTH[policy] and not (
        # A promise that could still be more than the law's share is worth asking about.
        policy is Verdict.INFORMATION_MISSING and law is Verdict.PARTLY
    ):
        return law, "law"
    return policy, "policy"


_WORTH: Final = {
    Verdict.INELIGIBLE: 0,
    Verdict.INFORMATION_MISSING: 1,
    Verdict.PARTLY: 2,
    Verdict.ELIGIBLE: 3,
}


def _missing(
    verdict: Verdict, promise: _Promise, rights: Rights, facts: Facts, case: Case
) -> tuple[str, ...]:
    """The facts that would decide; none when the verdict stands without them."""
    if verdict is not Verdict.INFORMATION_MISSING:
        return ()
    names = [] if case.order is not None else ["order"]
    names += promise.open_doubts if promise.grants else promise.open_grants
    claim = rights.withdrawal if facts.get("family") == Family.REMORSE else rights.conformity
    if claim.outcome is Outcome.UNKNOWN:
        names.append(claim.decided_by)
    return tuple(dict.fromkeys(name for name in names if name))
