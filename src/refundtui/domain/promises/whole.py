"""All of the brand's promise asked at once, and the verdict of the pack alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from refundtui.domain.case import Case
from refundtui.domain.findings import Outcome
from refundtui.domain.known_facts import ask_each, asked_lines
from refundtui.domain.matching import Answer, Facts, ask
from refundtui.domain.order import LineKind
from refundtui.domain.policy import ActionKind, Policy, Rule
from refundtui.domain.promises.fees import ask_fees
from refundtui.domain.promises.promise import Promise
from refundtui.domain.promises.proof import ask_grades
from refundtui.domain.promises.rules import ask_allowing, ask_other, ask_rejecting
from refundtui.domain.promises.windows import ask_windows
from refundtui.domain.reasons import Fault
from refundtui.domain.request import DepreciatedValue, RefundRequest
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.verdict import Verdict


def promise_on(case: Case, request: RefundRequest, rulebook: Rulebook, facts: Facts) -> Promise:
    """Every row of the pack asked; a rule may rest on how long ago the window closed, so windows come first."""
    policy, promise = rulebook.policy, Promise()
    asked = _answers(policy, facts, case, request)
    promise.counted = ask_windows(promise, case, rulebook, facts, asked)
    facts = {**facts, **promise.counted}
    if any("days_since_window" in (matcher.fact for matcher in rule.when) for rule in policy.rules):
        asked = _answers(policy, facts, case, request)
    ask_allowing(promise, asked)
    ask_rejecting(promise, asked)
    for rule, line_id, answer in asked:
        ask_other(promise, rule, line_id, answer, facts)
    promise.open_doubts += _about_delivery(asked, case, facts)
    promise.open_doubts += _about_depreciation(request, policy, facts)
    ask_fees(promise, case, request, policy, facts)
    ask_grades(promise, request, policy, facts)
    promise.verdict = _policy_verdict(promise, case, request)
    return promise


def _about_delivery(asked: Sequence[tuple[Rule, str, Answer]], case: Case, facts: Facts) -> tuple[str, ...]:
    """The facts that would bring the delivery back with the goods, where there is one and nothing else does."""
    shipped = case.order is not None and any(line.kind is LineKind.SHIPPING for line in case.order.lines)
    gives = [answer for rule, _, answer in asked if rule.action.kind is ActionKind.REFUND_OUTBOUND_SHIPPING]
    comes_back = facts.get("return.act") in {"return", "cancel", "exchange"}
    ours = facts.get("fault") in {Fault.SELLER, Fault.CARRIER}
    if not shipped or not comes_back or ours or any(answer.holds for answer in gives):
        return ()
    return tuple(answer.decided_by for answer in gives if answer.outcome is Outcome.UNKNOWN)


def _about_depreciation(request: RefundRequest, policy: Policy, facts: Facts) -> tuple[str, ...]:
    """The facts that would tell which schedule a present value is worked out by: the first that holds."""
    if not any(isinstance(item, DepreciatedValue) for item in request.items):
        return ()
    answers = [ask(row.when, facts) for row in policy.depreciation]
    before = takewhile(lambda answer: not answer.holds, answers)
    return tuple(answer.decided_by for answer in before if answer.outcome is Outcome.UNKNOWN)


def _answers(
    policy: Policy, facts: Facts, case: Case, request: RefundRequest
) -> tuple[tuple[Rule, str, Answer], ...]:
    """Each rule's answer, with the line it is about; "" where it is about the whole request."""
    return tuple(
        (rule, line.id if line is not None else "", answer)
        for rule in policy.rules
        for line, answer in ask_each(rule.when, facts, case, request)
    )


def _policy_verdict(promise: Promise, case: Case, request: RefundRequest) -> Verdict:
    lines = {line.id for line in asked_lines(case.order, request)}
    if "" in promise.rejected or (promise.rejected and lines <= promise.rejected):
        return Verdict.INELIGIBLE
    if not promise.grants:
        if promise.open_grants:
            return Verdict.INFORMATION_MISSING
        return Verdict.INELIGIBLE
    if promise.open_doubts:
        return Verdict.INFORMATION_MISSING
    left_out = bool(lines) and promise.granted_to.isdisjoint({""}) and not lines <= promise.granted_to
    if left_out and promise.open_grants:
        promise.open_doubts += promise.open_grants
        return Verdict.INFORMATION_MISSING
    if promise.rejected or promise.partial or left_out or not promise.owed:
        # Goodwill is not owed: part of what could be asked for, at the brand's own will.
        return Verdict.PARTLY
    return Verdict.ELIGIBLE
