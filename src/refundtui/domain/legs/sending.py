"""What a worker does next with a leg, so that it is paid once: the heart of paying.

Sending under a key is safe again and again while the provider remembers the key, and never after: there a second
sending would be a second refund. So a leg whose answer was lost is sent again while its key is young, and from
then on only looked for. What is not found either, when it had to be, is for two people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from refundtui.domain.legs.leg import Posting, RefundLeg, Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report, Told

_YOUNG: Final = 0.8
"""The part of a key's life in which it is still used: the rest is for slow lines and clocks that differ."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a provider remembers, and how long it takes to tell.

    `key_life`: for how long the same key means the same refund; zero where it knows no keys. `keeps_failures`:
    an error it answered with is answered again under the same key; `redoes_failures`: what it answered with an
    error is carried out once more under the same key, done already or not (Checkout.com keeps good answers only).
    `finds`: whether a refund can be found by our reference. `settles`: how long after a sending such a refund may
    still turn up.
    """

    key_life: timedelta = timedelta(0)
    keeps_failures: bool = False
    redoes_failures: bool = False
    finds: bool = True
    settles: timedelta = timedelta(minutes=15)

    def is_young(self, posting: Posting, now: datetime) -> bool:
        """Whether the key of what may be out can still be sent without harm."""
        if posting.out_since is None:
            return True
        return bool(self.key_life) and now - posting.out_since < self.key_life * _YOUNG

    def would_have_turned_up(self, posting: Posting, at: datetime) -> bool:
        """Whether a lookup at this time that found nothing proves that nothing is there."""
        return posting.out_since is None or at - posting.out_since > self.key_life + self.settles


class Act(StrEnum):
    SEND = "send"
    LOOK_UP = "look_up"
    HAND_OVER = "hand_over"  # to two people: it can neither be sent nor found
    NOTHING = "nothing"  # it is the provider's turn, or it is over


@dataclass(frozen=True, slots=True)
class Answered:
    """The provider took it, or refused it for certain."""

    report: Report


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A try without an answer to believe. `rest`: so long the provider wants to be left alone, by all of us."""

    trouble: Trouble
    rest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal for certain: under this key nothing moved now."""

    refusal: Refusal
    message: str = ""


Outcome: TypeAlias = Answered | Refused | Unanswered


def next_act(leg: RefundLeg, memory: Memory, now: datetime) -> Act:
    """What to do with a leg that is due; a worker that died while sending left it unknown."""
    if leg.told or leg.resolution is not None:
        return Act.NOTHING
    if leg.stage not in {LegState.QUEUED, LegState.SENDING, LegState.UNKNOWN}:
        return Act.NOTHING
    posting = leg.posting
    young = memory.is_young(posting, now)
    if posting.out_since is None:
        return Act.SEND
    if posting.trouble is Trouble.KEY_TAKEN:
        # Something is under that key: it is looked at once, and never sent again, under this key or another.
        return Act.LOOK_UP if memory.finds and posting.looked_at is None else Act.HAND_OVER
    if young and not _is_looked_for_first(posting, memory):
        return Act.SEND
    if not memory.finds:
        return Act.HAND_OVER
    if posting.looked_at is not None and memory.would_have_turned_up(posting, posting.looked_at):
        return Act.HAND_OVER
    return Act.LOOK_UP


def _is_looked_for_first(posting: Posting, memory: Memory) -> bool:
    """Inside the key's life: only where sending again would answer what we know already, or do it once more."""
    if posting.looked_at is not None or not memory.finds:
        return False
    asks_first = memory.keeps_failures or memory.redoes_failures
    return posting.trouble is Trouble.SPENT or (posting.trouble is Trouble.BROKEN and asks_first)


def taken(leg: RefundLeg, now: datetime) -> RefundLeg:
    """The leg as it is written down *before* the first byte leaves: from here on it may be out."""
    posting = leg.posting
    return replace(
        leg,
        stage=LegState.SENDING,
        posting=replace(posting, tries=posting.tries + 1, out_since=posting.out_since or now),
    )


def may_still_send(leg: RefundLeg, memory: Memory, leased_until: datetime, now: datetime) -> bool:
    """Asked once more right before the first byte: a worker that slept does not send what another took over."""
    posting = leg.posting
    return now < leased_until and (posting.tries == 1 or memory.is_young(posting, now))


def brought_back(leg: RefundLeg, queued_at: datetime) -> RefundLeg:
    """A leg of an office that was brought back from a backup: what is queued there may long have been sent."""
    if leg.told or leg.stage not in {LegState.QUEUED, LegState.SENDING}:
        return leg
    since = leg.posting.out_since or queued_at
    return replace(leg, stage=LegState.UNKNOWN, posting=replace(leg.posting, out_since=since))


def after_sending(leg: RefundLeg, outcome: Outcome, *, first: bool) -> RefundLeg:
    """The leg once the provider answered, or did not.

    `first`: nothing of this attempt can have been out before this try; then a try that reached nobody proves
    that nothing is.
    """
    match outcome:
        case Answered(report):
            return replace(leg.heard(report), posting=replace(leg.posting, trouble=None))
        case Refused(refusal) if refusal.may_have_been_ours and not first:
            posting = replace(leg.posting, trouble=Trouble.SPENT, refusal=refusal.value, looked_at=None)
            return replace(leg, stage=LegState.UNKNOWN, posting=posting)
        case Refused(Refusal.NOT_SET_UP as refusal) if not first:
            # Turned away at the door, where no key is looked at: it says nothing of what went before.
            posting = replace(leg.posting, trouble=Trouble.NOT_SENT, refusal=refusal.value)
            return replace(leg, stage=LegState.UNKNOWN, posting=posting)
        case Refused(refusal):
            return leg.heard(Report(LegState.REJECTED, reason=refusal.value))
        case Unanswered(Trouble.NOT_SENT | Trouble.ASKED_TO_WAIT as trouble):
            out_since = None if first else leg.posting.out_since
            posting = replace(leg.posting, trouble=trouble, out_since=out_since)
            return replace(leg, stage=LegState.QUEUED if first else LegState.UNKNOWN, posting=posting)
        case Unanswered(trouble):
            posting = replace(leg.posting, trouble=trouble, looked_at=None)
            return replace(leg, stage=LegState.UNKNOWN, posting=posting)


def after_lookup(leg: RefundLeg, found: tuple[Report, ...], memory: Memory, now: datetime) -> RefundLeg:
    """The leg once its provider was asked for it by our reference; finding several is a double."""
    if found:
        return replace(leg, told=_all(leg.told, found))
    posting = replace(leg.posting, looked_at=now)
    if posting.trouble is Trouble.SPENT and memory.would_have_turned_up(posting, now):
        # Not ours, then: somebody else gave it back, and this is a refusal like any other.
        return leg.heard(Report(LegState.REJECTED, reason=posting.refusal))
    return replace(leg, stage=LegState.UNKNOWN, posting=posting)


def handed_over(leg: RefundLeg) -> RefundLeg:
    return replace(leg, stage=LegState.MANUAL)


def _all(told: Told, found: tuple[Report, ...]) -> Told:
    for report in found:
        told = told.with_(report)
    return told
