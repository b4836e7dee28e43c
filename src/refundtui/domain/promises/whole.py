"""All of the brand's promise asked at once, and the verdict of the pack alone."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.domain.known_facts import ask_each, asked_lines
from refundtui.domain.matching import Answer, Facts
from refundtui.domain.policy import Policy, Rule
from refundtui.domain.promises.fees import ask_fees
from refundtui.domain.promises.promise import Promise
from refundtui.domain.promises.proof import ask_grades
from refundtui.domain.promises.rules import ask_allowing, ask_other, ask_rejecting
from refundtui.domain.promises.windows import ask_windows
from refundtui.domain.request import RefundRequest
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.verdict import Verdict


def promise_on(case: Case, request: RefundRequest, rulebook: Rulebook, facts: Facts) -> Promise:
    """Every row of the pack asked; a rule may rest on how long ago the window closed, so windows come first."""
    policy, promise = rulebook.policy, Promise()
    asked = _answers(policy, facts, case, request)
    window_facts = ask_windows(promise, case, rulebook, facts, asked)
    if any("days_since_window" in (matcher.fact for matcher in rule.when) for rule in policy.rules):
        asked = _answers(policy, {**facts, **window_facts}, case, request)
    ask_allowing(promise, asked)
    ask_rejecting(promise, asked)
    for rule, line_id, answer in asked:
        ask_other(promise, rule, line_id, answer, facts)
    ask_fees(promise, case, request, policy, facts)
    ask_grades(promise, request, policy, facts)
    promise.verdict = _policy_verdict(promise, case, request)
    return promise


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
