"""A letter to a customer: exactly the text that would leave, and what still keeps it from leaving."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from refundtui.domain.findings import Finding, blocking


class Kind(StrEnum):
    """What a letter is for. Nothing internal has a kind: it could be sent."""

    ACKNOWLEDGEMENT = "acknowledgement"
    INFORMATION_REQUEST = "information_request"
    REMINDER = "reminder"
    OFFER = "offer"
    FULL_GRANT = "full_grant"
    PARTIAL_GRANT = "partial_grant"
    GOODWILL = "goodwill"
    DENIAL = "denial"
    PAYMENT_STARTED = "payment_started"
    PAID = "paid"
    PAYMENT_FAILED = "payment_failed"
    CORRECTION = "correction"  # it was called paid, and the money came back
    DELAY = "delay"
    DISPUTE_RECEIVED = "dispute_received"
    DISPUTE_ANSWERED = "dispute_answered"
    DISPUTE_SETTLED = "dispute_settled"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is shown is what is sent: `body` has holes marked as such while inputs are missing.

    `language` is the one it was written in, `wanted_language` the customer's; they differ where the
    brand has no letter of this kind in hers.
    """

    kind: Kind
    subject: str
    body: str
    language: str
    wanted_language: str = ""
    formal: bool = True
    draft: bool = False  # nobody who speaks the language has read this text
    missing: tuple[str, ...] = ()  # variables without a value, to be asked for
    findings: tuple[Finding, ...] = ()  # why it may not leave yet, the missing inputs included

    @property
    def can_be_sent(self) -> bool:
        return not blocking(self.findings)

    @property
    def text(self) -> str:
        """Subject and body as one text: for plain lines, and for the hash that proves what was sent."""
        return f"{self.subject}\n\n{self.body}"

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hex: what is shown and what is sent are the same if this is."""
        return hashlib.sha256(self.text.encode()).hexdigest()
