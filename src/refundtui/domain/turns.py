"""Whose turn is it: which cases wait for which role, and what somebody must know to take one."""

from __future__ import annotations

from functools import cache
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.case import Case, CaseState

_S = CaseState
_AGENTS: Final = (Role.AGENT, Role.SENIOR, Role.LEAD)
_SENIORS: Final = (Role.SENIOR, Role.LEAD)

_WAITS_FOR: Final[dict[CaseState, tuple[Role, ...]]] = {
    _S.INTAKE: _AGENTS,
    _S.ELIGIBILITY: _AGENTS,
    _S.QUOTE: _AGENTS,
    _S.DENIED: _AGENTS,  # the letter is due
    _S.NOTIFY: _AGENTS,
    _S.PAY_FAILED: _AGENTS,
    _S.APPROVAL: (Role.FINANCE, Role.LEAD),
    _S.FRAUD_REVIEW: (Role.LEAD,),
    _S.ESCALATED: _SENIORS,
    _S.ADR: _SENIORS,
    _S.CHARGEBACK: _SENIORS,
}
"""Who has the next word. Where the customer, the clock or a provider has it, nobody is given the case."""

NEED: Final = "needs:"
"""A tag that begins so names a skill: `needs:electronics`."""


@cache
def waiting_for(role: Role) -> tuple[CaseState, ...]:
    """The states in which a case waits for this role."""
    return tuple(state for state, roles in _WAITS_FOR.items() if role in roles)


def skills_needed(case: Case) -> frozenset[str]:
    """What somebody must know to be given this case."""
    named = (tag.removeprefix(NEED).strip() for tag in case.tags if tag.startswith(NEED))
    return frozenset(skill for skill in named if skill and "," not in skill)


def language_of(tag: str) -> str:
    """A language without its region: who writes German writes to Austria too."""
    return tag.partition("-")[0].lower()
