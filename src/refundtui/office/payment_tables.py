"""The tables of money that leaves: legs and what was said of them, what providers told, store credit."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Index, LargeBinary, Text, text
from sqlmodel import Field

from refundtui.office.tables import Instant, OfficeTable

_DUE: Final = text("due_at IS NOT NULL")
_KNOWN_THERE: Final = text("reference <> ''")


class LegRow(OfficeTable, table=True):
    """A refund leg: its body, beside what is searched, and which worker holds it.

    `fence` grows with every claim: what a worker finds out counts only while its number stands. `due_at` is when
    a worker looks at it next; None when it is over, or somebody else's turn. `changed_at` is when it came to its
    state.
    """

    __tablename__ = "leg"
    __table_args__ = (
        Index("leg_by_case", "case_id"),
        Index("leg_due", "due_at", postgresql_where=_DUE, sqlite_where=_DUE),
        Index("leg_by_payment", "brand", "order_key"),
        Index("leg_by_state", "state", "changed_at"),
        Index(
            "leg_by_reference",
            "gateway",
            "reference",
            unique=True,
            postgresql_where=_KNOWN_THERE,
            sqlite_where=_KNOWN_THERE,
        ),
    )
    id: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(sa_type=Text)
    case_id: str = Field(sa_type=Text)
    order_key: str = Field(sa_type=Text)
    gateway: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)  # the provider's name for the refund; empty until it said one
    body: bytes = Field(sa_type=LargeBinary)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    fence: int = Field(sa_type=BigInteger)
    held_by: str = Field(sa_type=Text)
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    made_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)


class LegEventRow(OfficeTable, table=True):
    """Everything that happened to a leg: every intent, call, answer, delivery and act by hand. Only appended."""

    __tablename__ = "leg_event"
    leg_id: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
    kind: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)  # after it
    told: str = Field(sa_type=Text)


class DeliveryRow(OfficeTable, table=True):
    """What a provider said by itself, each event once; without a leg until one knows it."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_by_refund", "gateway", "refund"), Index("delivery_by_leg", "leg_id"))
    gateway: str = Field(primary_key=True, sa_type=Text)
    event: str = Field(primary_key=True, sa_type=Text)
    received_at: datetime = Field(sa_type=Instant)
    reference: str = Field(sa_type=Text)  # ours
    refund: str = Field(sa_type=Text)  # theirs
    body: bytes = Field(sa_type=LargeBinary)
    leg_id: str = Field(sa_type=Text)  # empty: nobody's yet


class FindingRow(OfficeTable, table=True):
    """What one person found out by hand about a leg, until a second one says the same."""

    __tablename__ = "leg_finding"
    leg_id: str = Field(primary_key=True, sa_type=Text)
    state: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)


class BeneficiaryRow(OfficeTable, table=True):
    """Whose account money goes to another way than it came: the one place where its number stands in full."""

    __tablename__ = "beneficiary"
    __table_args__ = (Index("beneficiary_by_case", "case_id"),)
    id: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(sa_type=Text)
    case_id: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    iban: str = Field(sa_type=Text)
    bic: str = Field(sa_type=Text)  # empty where none is known: a SEPA transfer needs none
    by: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)


class StoppedRow(OfficeTable, table=True):
    """A provider's account, or all of it for one brand, that nothing is sent to: by whom and why."""

    __tablename__ = "stopped"
    gateway: str = Field(primary_key=True, sa_type=Text)  # empty: every one
    brand: str = Field(primary_key=True, sa_type=Text)  # empty: every brand
    by: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    why: str = Field(sa_type=Text)


class CreditEntryRow(OfficeTable, table=True):
    """One side of a movement of store credit; the sides of a movement add up to nothing.

    A balance is the sum of an account's entries and stands nowhere. A movement is named by what caused it (a leg
    and its attempt), so that the same cause moves nothing twice.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        Index("credit_by_account", "brand", "account", "currency"),
        Index("credit_by_time", "brand", "at"),
    )
    movement: str = Field(primary_key=True, sa_type=Text)
    place: int = Field(primary_key=True, sa_type=BigInteger)
    brand: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)  # refundable, promotional or points: never added to each other
    currency: str = Field(sa_type=Text)  # ISO 4217; of points their own code
    minor: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
    by: str = Field(sa_type=Text)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
