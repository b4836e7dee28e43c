"""Legs and reports small enough to read in a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from refundtui.domain.case import BrandId, CaseId
from refundtui.domain.legs.leg import Destination, RefundLeg, Resolution, leg_id
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, currency

EUR = currency("EUR")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DECISION = "6b1de3a2-8b0c-5a34-9d3c-0d5a5b6f1a01"


def eur(minor: int) -> Money:
    return Money(minor, EUR)


def day(number: int) -> datetime:
    return NOON + timedelta(days=number)


def leg(minor: int = 4990, place: int = 1, payment: str = "card") -> RefundLeg:
    """A leg of an approved quote, queued for a card payment."""
    return RefundLeg(
        leg_id(DECISION, place),
        CaseId("case-1"),
        BrandId("lindenhof"),
        DECISION,
        1,
        eur(minor),
        Destination("stripe", payment, reference="pi_1", method="card"),
    )


def said(
    state: LegState, *, at: datetime | None = None, ref: str = "re_1", minor: int | None = None
) -> Report:
    return Report(state, ref, None if minor is None else eur(minor), at)


def by_hand(of: RefundLeg, state: LegState) -> RefundLeg:
    """The leg once two people resolved it."""
    return of.resolved(Resolution(state, "mara", "otto", "statement of 26 November", NOON, of.told))
