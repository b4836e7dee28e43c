"""What the pack's rules allow, reject, ask for and note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.matching import Answer, Facts
from refundtui.domain.policy import ActionKind, Rule
from refundtui.domain.promises.promise import Promise, found_by
from refundtui.domain.promises.proof import ask_evidence
from refundtui.domain.quote import RowCode

_GOODWILL: Final = (RowCode.GOODWILL, RowCode.DEPRECIATION)


def ask_allowing(promise: Promise, asked: Sequence[tuple[Rule, str, Answer]]) -> None:
    for rule, line_id, answer in asked:
        if rule.action.kind is not ActionKind.ALLOW:
            continue
        if answer.holds:
            promise.grants.append(rule.priority)
            promise.granted_to.add(line_id)
            promise.owed |= rule.action.name not in _GOODWILL
            code, outcome = "rule.allows", Outcome.PASS
        elif answer.outcome is Outcome.UNKNOWN:
            promise.open_grants.append(answer.decided_by)
            code, outcome = "rule.unknown", Outcome.UNKNOWN
        else:
            code, outcome = "rule.not_met", Outcome.NOTE
        found = found_by(rule, code, outcome, answer.decided_by, line_id)
        promise.findings.append(found)
        if not answer.holds:
            promise.not_allowing.append(found)


def ask_rejecting(promise: Promise, asked: Sequence[tuple[Rule, str, Answer]]) -> None:
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
        promise.findings.append(found_by(rule, code, outcome, decided_by, line_id))


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


def ask_other(promise: Promise, rule: Rule, line_id: str, answer: Answer, facts: Facts) -> None:
    """Everything a rule can do beside allowing and rejecting."""
    kind = rule.action.kind
    if kind in {ActionKind.ALLOW, ActionKind.REJECT}:
        return
    if answer.outcome is Outcome.UNKNOWN:
        # Only what could still refuse or change the sum is worth asking for.
        if kind in _DECIDING:
            promise.open_doubts.append(answer.decided_by)
        promise.findings.append(found_by(rule, "rule.unknown", Outcome.UNKNOWN, answer.decided_by, line_id))
        return
    if answer.outcome is Outcome.FAIL:
        promise.findings.append(found_by(rule, "rule.not_met", Outcome.NOTE, answer.decided_by, line_id))
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
            promise.findings.append(found_by(rule, code, outcome, "sent_back", line_id))
        case ActionKind.REQUIRE_EVIDENCE:
            ask_evidence(promise, rule, line_id, facts)
        case ActionKind.ASK:
            known = rule.action.name in facts
            if not known:
                promise.open_doubts.append(rule.action.name)
            code = "question.answered" if known else "question.open"
            outcome = Outcome.PASS if known else Outcome.UNKNOWN
            promise.findings.append(found_by(rule, code, outcome, rule.action.name, line_id))
        case _:
            promise.needs_review |= kind is ActionKind.NEEDS_REVIEW
            promise.partial |= kind is ActionKind.PARTIAL_CREDIT
            promise.findings.append(
                found_by(rule, _NOTES[kind], Outcome.NOTE, answer.decided_by, line_id, **_amounts(rule))
            )


_DECIDING: Final = {
    ActionKind.EXCLUDE_OUTCOME,
    ActionKind.REQUIRE_OUTCOME,
    ActionKind.FEE,
    ActionKind.PARTIAL_CREDIT,
    ActionKind.REQUIRE_EVIDENCE,
    ActionKind.REQUIRE_SHIPMENT,
}


def _ask_outcome(promise: Promise, rule: Rule, line_id: str, facts: Facts) -> None:
    wanted = facts.get("return.outcome")
    excluded = rule.action.kind is ActionKind.EXCLUDE_OUTCOME
    fits = (wanted != rule.action.name) if excluded else (wanted == rule.action.name)
    code = "outcome.allowed" if fits else ("outcome.excluded" if excluded else "outcome.required")
    if not fits:
        promise.rejected.add(line_id)
    outcome = Outcome.PASS if fits else Outcome.FAIL
    promise.findings.append(found_by(rule, code, outcome, "return.outcome", line_id, wanted=rule.action.name))


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
