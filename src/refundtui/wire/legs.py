"""A refund leg in JSON: how the office keeps it between two steps, a kill and a restart."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from refundtui.domain.legs.leg import Destination, LegId, Posting, RefundLeg, Resolution, Trouble, Way
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report, Said, Told
from refundtui.wire.bodies import (
    UNREADABLE,
    Body,
    Instant,
    MoneyBody,
    body_of,
    maybe_money,
    maybe_money_body,
    not_readable,
    value_of,
)


class SaidBody(Body):
    state: LegState
    at: Instant | None = None
    sub: str = ""
    reason: str = ""
    expires_at: Instant | None = None
    expected_on: date | None = None


class ToldBody(Body):
    said: tuple[SaidBody, ...] = ()
    references: tuple[str, ...] = ()
    amounts: tuple[MoneyBody, ...] = ()
    traces: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Told) -> ToldBody:
        amounts = sorted(told.amounts, key=lambda amount: (amount.currency.code, amount.minor))
        return cls(
            said=tuple(body_of(SaidBody, said) for said in told.said),
            references=tuple(sorted(told.references)),
            amounts=tuple(MoneyBody.of(amount) for amount in amounts),
            traces=tuple(sorted(told.traces)),
        )

    def told(self) -> Told:
        return Told(
            tuple(value_of(Said, said) for said in self.said),
            frozenset(self.references),
            frozenset(amount.money() for amount in self.amounts),
            frozenset(self.traces),
        )


class ReportBody(Body):
    """One thing a provider said, as it is kept until its leg is known."""

    state: LegState
    reference: str = ""
    amount: MoneyBody | None = None
    at: Instant | None = None
    sub: str = ""
    reason: str = ""
    trace: str = ""
    expires_at: Instant | None = None
    expected_on: date | None = None

    @classmethod
    def of(cls, report: Report) -> ReportBody:
        return body_of(cls, report, amount=maybe_money_body(report.amount))

    def report(self) -> Report:
        return value_of(Report, self, amount=maybe_money(self.amount))


class DestinationBody(Body):
    gateway: str
    payment_id: str = ""
    account: str = ""
    reference: str = ""
    capture: str = ""
    method: str = ""
    label: str = ""


class PostingBody(Body):
    tries: int = 0
    out_since: Instant | None = None
    trouble: Trouble | None = None
    refusal: str = ""
    looked_at: Instant | None = None


class ResolutionBody(Body):
    state: LegState
    by: str
    confirmed_by: str
    evidence: str
    at: Instant
    known: ToldBody


class LegBody(Body):
    id: str
    case_id: str
    brand: str
    decision_id: str
    version: int
    amount: MoneyBody
    to: DestinationBody
    attempt: int = 1
    stage: LegState = LegState.QUEUED
    told: ToldBody = msgspec.field(default_factory=ToldBody)
    resolution: ResolutionBody | None = None
    posting: PostingBody = msgspec.field(default_factory=PostingBody)
    way: Way = Way.REFUND
    replaces: str | None = None
    replaced_by: str | None = None

    @classmethod
    def of(cls, leg: RefundLeg) -> LegBody:
        found = leg.resolution
        return body_of(
            cls,
            leg,
            amount=MoneyBody.of(leg.amount),
            to=body_of(DestinationBody, leg.to),
            told=ToldBody.of(leg.told),
            posting=body_of(PostingBody, leg.posting),
            resolution=None
            if found is None
            else body_of(ResolutionBody, found, known=ToldBody.of(found.known)),
        )

    def leg(self) -> RefundLeg:
        found = self.resolution
        return value_of(
            RefundLeg,
            self,
            id=LegId(self.id),
            amount=self.amount.money(),
            to=value_of(Destination, self.to),
            told=self.told.told(),
            posting=value_of(Posting, self.posting),
            resolution=None if found is None else value_of(Resolution, found, known=found.known.told()),
            replaces=None if self.replaces is None else LegId(self.replaces),
            replaced_by=None if self.replaced_by is None else LegId(self.replaced_by),
        )


_READER: Final = msgspec.json.Decoder(LegBody)
_WRITER: Final = msgspec.json.Encoder()


def encode_leg(leg: RefundLeg) -> bytes:
    return _WRITER.encode(LegBody.of(leg))


def decode_leg(body: bytes) -> RefundLeg:
    """Raises `NotReadableError`."""
    try:
        return _READER.decode(body).leg()
    except UNREADABLE as trouble:
        raise not_readable(trouble) from trouble
