"""The tables of the office's own running: how fast an account is asked, what was done by night, what it found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from refundtui.office.tables import Instant, OfficeTable


class PaceRow(OfficeTable, table=True):
    """How fast a provider's account is asked, by all workers together.

    `free_at` is when everything it was asked would have been asked at its ceiling, one after the other;
    `rests_until` how long the provider wants to be left alone.
    """

    __tablename__ = "pace"
    gateway: str = Field(primary_key=True, sa_type=Text)
    free_at: datetime = Field(sa_type=Instant)
    rests_until: datetime | None = Field(default=None, sa_type=Instant)


class NightRow(OfficeTable, table=True):
    """A job of the night: for which night it was done last, who is at it, and how far it has looked."""

    __tablename__ = "night"
    job: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(primary_key=True, sa_type=Text)  # an account, or a brand
    night: str = Field(sa_type=Text)  # the day of the last one that was done; empty: none yet
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    seen_until: datetime | None = Field(default=None, sa_type=Instant)
    trouble: str = Field(sa_type=Text)  # why the last try was broken off; empty where it was not


class DifferenceRow(OfficeTable, table=True):
    """A place where our books and a provider's list differ, until they agree again or somebody accepts it."""

    __tablename__ = "difference"
    gateway: str = Field(primary_key=True, sa_type=Text)
    apart: str = Field(primary_key=True, sa_type=Text)
    refund: str = Field(primary_key=True, sa_type=Text)
    leg_id: str = Field(primary_key=True, sa_type=Text)
    minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(sa_type=Text)
    found_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    accepted_by: str = Field(sa_type=Text)  # empty: nobody yet
    why: str = Field(sa_type=Text)


class RefundElsewhereRow(OfficeTable, table=True):
    """A refund that a provider lists and no leg is, by what the provider calls the payment it was of.

    A case may come to that payment later: so it is kept whether or not one is here.
    """

    __tablename__ = "refund_elsewhere"
    __table_args__ = (
        Index("refund_elsewhere_by_payment", "payment"),
        Index("refund_elsewhere_by_capture", "capture"),
    )
    gateway: str = Field(primary_key=True, sa_type=Text)
    refund: str = Field(primary_key=True, sa_type=Text)
    payment: str = Field(sa_type=Text)
    capture: str = Field(sa_type=Text)  # empty where the provider tells no parts of a payment
    minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    made_on: str = Field(sa_type=Text)  # ISO, the provider's own day; empty where it tells none
    found_at: datetime = Field(sa_type=Instant)
