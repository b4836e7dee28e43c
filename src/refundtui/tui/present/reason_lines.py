"""Why things cannot be chosen now: what is true of several is said once, and short beside each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from refundtui.domain.case import CaseState
from refundtui.domain.findings import Finding
from refundtui.domain.transitions import who_may
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t

_STATE: Final = frozenset({"state.wrong", "case.closed"})
PLACE: Final = _STATE | {
    "role.not_allowed", "case.merged", "payment.waiting", "brand.not_yours", "act.not_granted",
    "owner.other", "decider.same", "fraud.held",
}  # fmt: skip
"""What no other amount would clear away: who asks, and where the case is."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """`head` is said once for all; `whole` and `brief` by the name of each choice."""

    head: tuple[str, ...]
    whole: Mapping[str, str]
    brief: Mapping[str, str]


def reasons_said(found: Mapping[str, Finding | None], state: CaseState, speech: Speech) -> Reasons:
    """The reasons of a menu's choices in words."""
    standing = {name: one for name, one in found.items() if one is not None}
    whole = {name: speech.finding(one) for name, one in standing.items()}
    kinds = {name: _kind(one, whole[name]) for name, one in standing.items()}
    common = {kind for kind, number in Counter(kinds.values()).items() if number > 1}
    head: dict[str, str] = {}
    brief: dict[str, str] = {}
    for name, one in standing.items():
        if kinds[name] not in common:
            continue
        brief[name] = _brief(one, state, speech)
        if one.code not in _STATE:
            head.setdefault(kinds[name], _head(one, whole[name], state, speech))
    return Reasons(tuple(head.values()), whole, brief)


def _kind(one: Finding, sentence: str) -> str:
    if one.code in _STATE:
        return "state"
    return one.code if one.code == "role.not_allowed" else sentence


def _head(one: Finding, sentence: str, state: CaseState, speech: Speech) -> str:
    if one.code != "role.not_allowed":
        return sentence
    deciders = who_may(state, "approve")
    role = speech.name("role", str(one.fact("role")))
    if not deciders:
        return t("Not for the role {role}.", role=role)
    who = speech.listed(speech.label(decider) for decider in deciders)
    return t("Not decided as {role}. To be decided by: {who}.", role=role, who=who)


def _brief(one: Finding, state: CaseState, speech: Speech) -> str:
    if one.code in _STATE:
        return t("not while: {state}", state=speech.label(state))
    if one.code == "role.not_allowed":
        return t("not as {role}", role=speech.name("role", str(one.fact("role"))))
    return t("see above")
