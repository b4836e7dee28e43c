"""Which of the brand's fees are taken, and from which lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from refundtui.domain.case import Case
from refundtui.domain.findings import Outcome
from refundtui.domain.known_facts import ask_each
from refundtui.domain.matching import Facts
from refundtui.domain.order import Order
from refundtui.domain.policy import Action, ActionKind, Matcher, Policy, Rule
from refundtui.domain.request import RefundRequest
from refundtui.domain.terms import Fee, FeeBase, Source


def fees_in_force(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> Iterator[Fee]:
    """Those whose conditions hold, less the lines for which they are waived; what nobody can tell yet is not taken.

    So a fee falls only where each of its waivers is known not to hold.
    """
    return _less_waivers(case, request, policy, facts, (Outcome.PASS, Outcome.UNKNOWN))


def open_waivers(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> Iterator[str]:
    """The facts that would tell of waivers on which a fee hangs."""
    taken = tuple(_less_waivers(case, request, policy, facts, (Outcome.PASS,)))
    for rule in policy.rules:
        if rule.action.kind is not ActionKind.WAIVE_FEE:
            continue
        fees = [fee for fee in taken if fee.code == rule.action.name]
        for line, answer in ask_each(rule.when, facts, case, request) if fees else ():
            falls = any(line is None or fee.line_ids is None or line.id in fee.line_ids for fee in fees)
            if falls and answer.outcome is Outcome.UNKNOWN:
                yield answer.decided_by


def _less_waivers(
    case: Case, request: RefundRequest, policy: Policy, facts: Facts, enough: Sequence[Outcome]
) -> Iterator[Fee]:
    """The fees of the pack, less what is waived by whatever answers one of these."""
    waived = tuple(_waivers(case, request, policy, facts, enough))
    for fee in _fees_of_the_pack(case, request, policy, facts):
        lines = _not_waived(fee, waived, case.order)
        if lines is None or lines:
            yield replace(fee, line_ids=lines)


def _fees_of_the_pack(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> Iterator[Fee]:
    for row in policy.fees:
        holds, lines = where_it_holds(row.when, case, request, facts)
        if holds:
            yield Fee(row.code, Source(row.id, row.clause), row.amount, row.percent, row.base, lines)
    for rule in policy.rules:
        holds, lines = where_it_holds(rule.when, case, request, facts)
        fee = _fee_of(rule, lines) if holds else None
        if fee is not None:
            yield fee


def _waivers(
    case: Case, request: RefundRequest, policy: Policy, facts: Facts, enough: Sequence[Outcome]
) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """The code of each waived fee and the lines it is waived for; None = for all of them."""
    for rule in policy.rules:
        if rule.action.kind is ActionKind.WAIVE_FEE:
            holds, lines = where_it_holds(rule.when, case, request, facts, enough)
            if holds:
                yield rule.action.name, lines


def _not_waived(
    fee: Fee, waived: Sequence[tuple[str, tuple[str, ...] | None]], order: Order | None
) -> tuple[str, ...] | None:
    """The lines a fee still falls on; None = all of them."""
    free: set[str] = set()
    for code, lines in waived:
        if code == fee.code:
            if lines is None:
                return ()
            free.update(lines)
    if not free:
        return fee.line_ids
    every = tuple(line.id for line in order.lines) if order is not None else ()
    return tuple(line for line in (every if fee.line_ids is None else fee.line_ids) if line not in free)


def _fee_of(rule: Rule, lines: tuple[str, ...] | None) -> Fee | None:
    action: Action = rule.action
    source = Source(rule.id, rule.clause)
    if action.kind is ActionKind.FEE:
        return Fee(action.name, source, action.amount, action.percent, FeeBase.ORDER, lines)
    if action.kind is ActionKind.PARTIAL_CREDIT and action.percent is not None:
        return Fee("handling", source, None, 1 - action.percent, FeeBase.ORDER, lines)
    return None


def where_it_holds(
    when: tuple[Matcher, ...],
    case: Case,
    request: RefundRequest,
    facts: Facts,
    enough: Sequence[Outcome] = (Outcome.PASS,),
) -> tuple[bool, tuple[str, ...] | None]:
    """Whether a row holds, and for which lines; None = for all of them. `enough` are the answers that count."""
    answers = ask_each(when, facts, case, request)
    if len(answers) == 1 and answers[0][0] is None:
        return answers[0][1].outcome in enough, None
    lines = tuple(line.id for line, answer in answers if line is not None and answer.outcome in enough)
    return bool(lines), lines
