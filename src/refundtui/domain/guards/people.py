"""Whose case it is, who may decide it, and how well the customer is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.asking import Asked
from refundtui.domain.case import Case, CaseState, IdentityLevel
from refundtui.domain.commands import (
    Approve,
    Deny,
    Escalate,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    Override,
    RequestApproval,
    SetIdentity,
    SetItems,
    Take,
)
from refundtui.domain.findings import Finding, finding


def mine(asked: Asked) -> Iterator[Finding]:
    """An agent works on her own cases and on nobody's; a lead may step in."""
    case, actor = asked.case, asked.actor
    steps_in = actor.role in {Role.LEAD, Role.SYSTEM}
    second = asked.edges[0].number in {7, 18, 34}  # the second person's own edges
    if case.owner and case.owner != actor.id and not steps_in and not second:
        yield finding("owner.other", owner=case.owner)


def not_mine_already(asked: Asked) -> Iterator[Finding]:
    if asked.case.owner == asked.actor.id and asked.edges[0].number == 43:
        yield finding("owner.same")


def another_decider(asked: Asked) -> Iterator[Finding]:
    """An appeal is never decided, nor its second look begun, by whoever decided first."""
    second_look = {33, 34} & {edge.number for edge in asked.edges}
    deciding = asked.command.code in {"approve", "deny", "grant_approval", "offer"}
    if (deciding or second_look) and asked.actor.id in decided_before_appeal(asked.case):
        yield finding("decider.same", decider=asked.actor.id)


def not_the_maker(asked: Asked) -> Iterator[Finding]:
    """Whoever worked the case up decides nothing about its suspicion, not even after handing it over."""
    if asked.edges[0].number != _SUSPICION:
        return
    case, quote = asked.case, asked.case.current_quote
    held = max((one.number for one in case.events if one.kind == HoldForFraud.code), default=0)
    worked = {one.by for one in case.events if one.number < held and one.kind in _WORKING_UP}
    if asked.actor.id in {case.owner, quote.by if quote else "", *worked}:
        yield finding("self.approval", maker=asked.actor.id)


def suspicion_is_cleared(asked: Asked) -> Iterator[Finding]:
    """A hold is lifted by the fraud desk, not by cancelling the case and opening it again."""
    if "fraud_hold" in asked.case.flags:
        yield finding("fraud.held")


def identity_is_known(asked: Asked) -> Iterator[Finding]:
    """Asked for before the quote already, so that nobody works out what cannot be given."""
    needed = dict(asked.rulebook.policy.manners.identity_needed)
    levels = [needed[code] for code in (asked.command.code, "quote", "approve") if code in needed]
    least = max(levels, key=lambda level: level.rank, default=IdentityLevel.NONE)
    has = asked.case.customer.identity
    if has.rank < least.rank:
        yield finding("identity.too_low", needed=least.value, has=has.value)


def identity_step_is_named(asked: Asked) -> Iterator[Finding]:
    """Money hangs on the level: where the brand wants it, nobody raises or doubts it without saying by what."""
    command = asked.command
    if not isinstance(command, SetIdentity) or not asked.rulebook.policy.manners.identity_steps:
        return
    if not any(step.strip() for step in command.steps):
        yield finding("identity.step_missing", level=command.level.value)


def may_override(asked: Asked) -> Iterator[Finding]:
    roles = asked.rulebook.policy.manners.override_roles
    if asked.actor.role not in roles:
        yield finding("override.not_allowed", role=asked.actor.role.value)
    if isinstance(asked.command, Override) and not asked.command.rules:
        yield finding("rules.missing")


_SUSPICION: Final = 7  # the fraud desk's own edge: cleared, or denied
_WORKING_UP: Final = frozenset(
    {Take.code, SetItems.code, MakeQuote.code, MakeOffer.code, Approve.code, RequestApproval.code}
)
_DECISIONS: Final = frozenset({Approve.code, Deny.code, GrantApproval.code, MakeOffer.code})


def decided_before_appeal(case: Case) -> frozenset[str]:
    """Who decided what is contested now; empty once somebody else has decided the appeal."""
    contested = max((one.number for one in case.events if one.kind == Escalate.code), default=0)
    decided = max((one.number for one in case.events if one.kind in _DECISIONS), default=0)
    if case.state is not CaseState.ESCALATED and decided >= contested:
        return frozenset()
    deciders = {one.by for one in case.events if one.kind in _DECISIONS and one.number < contested}
    return frozenset({*deciders, case.first_decider} - {""})
