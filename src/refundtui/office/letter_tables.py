"""The table of letters on their way out of the house."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from refundtui.office.tables import Instant, OfficeTable


class LetterOutRow(OfficeTable, table=True):
    """A letter that was accepted: held, being sent, or what became of it.

    Its id is that of the decision it left with, and the key of every try. Text and address stand here only
    until it has left; what proves it afterwards is the hash, and the address as it is masked.
    """

    __tablename__ = "letter_out"
    __table_args__ = (
        Index("letter_out_due", "state", "not_before"),
        Index("letter_out_by_case", "case_id"),
    )
    id: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(sa_type=Text)
    case_id: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    queued_at: datetime = Field(sa_type=Instant)
    not_before: datetime = Field(sa_type=Instant)
    tries: int = Field(sa_type=BigInteger)
    claimed_until: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    proof: str = Field(sa_type=Text)  # what the way out answered
    why: str = Field(sa_type=Text)  # a code; empty where all is well
