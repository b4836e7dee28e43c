"""Has a command a place here at all: who asks, on which case, in which state?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from refundtui.domain.actor import Act, Actor
from refundtui.domain.asking import Asked
from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import Close, OpenCase, WithdrawPayment
from refundtui.domain.findings import Finding, finding
from refundtui.domain.guards.payments import out_of_the_house
from refundtui.domain.guards.records import impossible_facts
from refundtui.domain.permissions import act_of, not_granted
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.transitions import FINISHED, may_ever, path, states_for


def opening(
    case: Case | None, command: OpenCase, actor: Actor, rulebook: Rulebook, now: datetime
) -> Iterator[Finding]:
    if case is not None:
        yield finding("case.exists", reference=case.reference)
    yield from not_granted(actor, Act.WORK, str(command.brand))
    if actor.role not in path(None, command.code)[0].who:
        yield finding("role.not_allowed", role=actor.role.value, command=command.code)
    if not command.reference:
        yield finding("reference.missing")
    if not command.customer.name:
        yield finding("customer.missing")
    if command.order is None and not command.order_ref:
        yield finding("order.missing")
    notice = (("asked_on", command.notice_on),) if command.notice_on is not None else ()
    yield from impossible_facts((*notice, *command.facts), command.order, rulebook, now)


def stranger(asked: Asked) -> Iterator[Finding]:
    role, edges = asked.actor.role, asked.edges
    is_for_role = all(role in edge.who for edge in edges) if edges else may_ever(role, asked.command.code)
    act = act_of(asked.command.code, (edge.number for edge in edges)) if is_for_role else Act.READ
    yield from not_granted(asked.actor, act, str(asked.case.brand))
    if not is_for_role:
        yield finding("role.not_allowed", role=asked.actor.role.value, command=asked.command.code)


def out_of_place(asked: Asked) -> Iterator[Finding]:
    case, code = asked.case, asked.command.code
    if case.merged_into is not None and code in {"receive_answer", "reopen"}:
        yield finding("case.merged", into=str(case.merged_into))
    elif asked.edges:
        return
    elif code == WithdrawPayment.code and (left := out_of_the_house(case)):
        yield finding("payment.has_left", amount=left)
    elif case.state is CaseState.APPROVED and code == Close.code:
        yield finding("payment.waiting")
    elif case.state in FINISHED:
        yield finding("case.closed", state=case.state.value, command=code)
    else:
        allowed = tuple(state.value for state in states_for(code))
        yield finding("state.wrong", state=case.state.value, command=code, allowed=allowed)
