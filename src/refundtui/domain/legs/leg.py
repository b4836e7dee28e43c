"""A refund leg: part of an approved total on its way to one tender, under one key for ever."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from refundtui.domain.legs.states import HOLDS_MONEY, LegState
from refundtui.domain.legs.told import Report, Told
from refundtui.domain.money import Currency, Money, total

LegId = NewType("LegId", str)  # a UUID as text


def leg_id(decision_id: str, place: int) -> LegId:
    """The id of the n-th leg of a decision.

    Made from the decision and never by chance: an office brought back from a backup that decides the same
    again pays under the same key, and the provider knows it.
    """
    return LegId(str(uuid5(UUID(decision_id), f"leg:{place}")))


def key_of(leg: LegId, attempt: int) -> str:
    """The key under which an attempt is sent, the same for every retry on any machine.

    36 characters of a UUID satisfy every provider (Stripe 255, Adyen 64, Square 45, Razorpay at least 10).
    """
    return str(uuid5(UUID(leg), str(attempt)))


def end_to_end_id(leg: LegId, attempt: int) -> str:
    """The same key as a bank file carries it: at most 35 characters, so without its hyphens."""
    return key_of(leg, attempt).replace("-", "")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a leg goes: a provider's account, and what it knows the payment by there.

    `payment_id` is ours, of the order; the provider's names are `reference` and, where one payment was taken
    in several parts, `capture`.
    """

    gateway: str
    payment_id: str = ""
    account: str = ""
    reference: str = ""
    capture: str = ""
    method: str = ""  # card, sepa_debit, ideal, paypal, klarna, bank_transfer, store_credit …
    label: str = ""  # masked for people: "Visa ••4242"


class Way(StrEnum):
    """How a leg is carried out."""

    REFUND = "refund"
    VOID = "void"  # nothing was taken yet, and all of it is let go
    CAPTURE_LESS = "capture_less"  # nothing was taken yet, and part of it will not be


@dataclass(frozen=True, slots=True)
class Resolution:
    """What two people found by hand, what they found it by, and what had been told until then."""

    state: LegState
    by: str
    confirmed_by: str
    evidence: str
    at: datetime
    known: Told

    def held_against(self, told: Told) -> LegState:
        """The state once more was told: the same again is nothing new, and people can be contradicted."""
        news = told.beyond(self.known)
        if not news:
            return self.state
        says_paid = bool(news.references) or any(one.state is LegState.SUCCEEDED for one in news.said)
        if (says_paid and self.state is not LegState.SUCCEEDED) or (news.references and told.is_doubled):
            return LegState.MANUAL
        return news.with_(Report(self.state)).state or self.state


class Trouble(StrEnum):
    """Why a try of sending brought no answer that can be believed."""

    NOT_SENT = "not_sent"  # no connection: nothing left
    ASKED_TO_WAIT = "asked_to_wait"  # too many at once: nothing was done
    BUSY = "busy"  # the provider is still at this very one: somebody sent it
    LOST = "lost"  # no answer, half of one, or one that cannot be read
    BROKEN = "broken"  # the provider itself failed: it may have done it before that
    SPENT = "spent"  # refused as if it had been done before: perhaps by us
    KEY_TAKEN = "key_taken"  # under our key the provider knows another request: a mistake of ours


@dataclass(frozen=True, slots=True)
class Posting:
    """How far we got with sending this attempt.

    `out_since` is the moment before the first byte left that can have arrived (UTC): the key's life is counted
    from there. None = it is certain that nothing is out. `looked_at` is when a lookup last found nothing.
    """

    tries: int = 0
    out_since: datetime | None = None
    trouble: Trouble | None = None
    refusal: str = ""  # what it was refused with, where that may mean it was done before
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundLeg:
    """One leg. Its state is what was told of it; before anything was told, how far we got with sending it.

    `attempt` grows only once an attempt is proved dead. `replaced_by` names the leg that pays instead of this
    one.
    """

    id: LegId
    case_id: str
    brand: str
    decision_id: str
    version: int  # of the quote that was approved
    amount: Money
    to: Destination
    attempt: int = 1
    stage: LegState = LegState.QUEUED  # queued, sending, unknown, withdrawn; manual where it cannot go on
    told: Told = field(default_factory=Told)
    resolution: Resolution | None = None
    posting: Posting = field(default_factory=Posting)
    way: Way = Way.REFUND
    replaces: LegId | None = None
    replaced_by: LegId | None = None

    @property
    def key(self) -> str:
        return key_of(self.id, self.attempt)

    @property
    def state(self) -> LegState:
        if self._is_wrong:
            return LegState.MANUAL
        if self.resolution is not None:
            return self.resolution.held_against(self.told)
        return self.told.state or self.stage

    @property
    def _is_wrong(self) -> bool:
        """What was told, and nobody has looked into yet, cannot be: nothing was sent, or not that much."""
        news = self.told if self.resolution is None else self.told.beyond(self.resolution.known)
        return news.moves_other_than(self.amount) or (self.stage is LegState.WITHDRAWN and bool(news))

    @property
    def holds(self) -> Money:
        """What of the captured money this leg holds: all of it until nothing can have moved."""
        return self.amount if self.state in HOLDS_MONEY else self.amount.zero()

    def heard(self, report: Report) -> RefundLeg:
        """The leg once a provider said this of it."""
        return replace(self, told=self.told.with_(report))

    def resolved(self, resolution: Resolution) -> RefundLeg:
        """The leg once two people found out by hand."""
        return replace(self, resolution=resolution)


def held(legs: tuple[RefundLeg, ...], payment_id: str, of: Currency) -> Money:
    """What the legs of a payment hold of it together."""
    return total([leg.holds for leg in legs if leg.to.payment_id == payment_id], of)
