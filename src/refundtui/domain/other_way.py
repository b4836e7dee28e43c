"""Money that goes another way than it came: why, by whose consent, and to whose account.

The same means of payment comes first: Directive 2011/83/EU Art. 13(1), and every card scheme. Another one needs
the customer's express consent, a reason with its proof, and a second person, whatever the amount.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from refundtui.domain.bank_account import masked, named
from refundtui.domain.order import TenderKind
from refundtui.domain.request import RefundRequest, Settle


class WayKind(StrEnum):
    CREDIT = "store_credit"
    BANK = "bank_account"


class AlternativeReason(StrEnum):
    """Why the payment that was made cannot take the money back (Visa's rules of 2019, and what providers say)."""

    CAME_BACK = "came_back"  # it was sent there, and failed or was returned
    REFUSED = "refused"  # the provider or the bank took no refund on it
    ACCOUNT_CLOSED = "account_closed"
    CARD_GONE = "card_gone"  # lost, stolen, or a prepaid card thrown away
    GIFT = "gift"  # whoever got it is not whoever paid
    NO_PROOF = "no_proof"  # nobody can tell which payment it was
    WISH = "wish"  # the customer's own, for store credit alone


class Proof(StrEnum):
    """What shows that a reason is true."""

    PROVIDER = "provider"  # a payment of this case that was refused, failed or came back
    MESSAGE = "message"  # a message of the customer's on the case
    DOCUMENT = "document"  # evidence on the case


PROVED_BY: Final[dict[AlternativeReason, tuple[Proof, ...]]] = {
    AlternativeReason.CAME_BACK: (Proof.PROVIDER,),
    AlternativeReason.REFUSED: (Proof.PROVIDER,),
    AlternativeReason.ACCOUNT_CLOSED: (Proof.PROVIDER, Proof.MESSAGE),
    AlternativeReason.CARD_GONE: (Proof.PROVIDER, Proof.MESSAGE),
    AlternativeReason.GIFT: (Proof.DOCUMENT,),
    AlternativeReason.NO_PROOF: (Proof.DOCUMENT,),
    AlternativeReason.WISH: (Proof.MESSAGE,),
}
"""Any one of them is enough."""


class ConsentBy(StrEnum):
    """Where the customer said so."""

    PHONE = "phone"
    MAIL = "mail"
    CHAT = "chat"
    FORM = "form"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Consent:
    """That she expressly agreed: her words, or where they are kept; `at` in UTC."""

    at: datetime
    by: ConsentBy
    note: str


class AccountFrom(StrEnum):
    """Where an account number was taken from."""

    PAYMENT = "payment"  # the record of the payment that was made
    MESSAGE = "message"  # a written message of the customer's
    OTHER = "other"  # the telephone among them


class NameCheck(StrEnum):
    """What a bank said of name and number together (verification of payee, Regulation (EU) 2024/886)."""

    MATCH = "match"
    CLOSE_MATCH = "close_match"
    NO_MATCH = "no_match"
    NOT_POSSIBLE = "not_possible"
    NOT_ASKED = "not_asked"

    @property
    def was_asked(self) -> bool:
        return self is not NameCheck.NOT_ASKED


@dataclass(frozen=True, slots=True)
class Payee:
    """Whose account it is. `iban` (or the account in the United States) is whole only on its way to the office; everywhere else it is masked.

    `checked_on` and `checked_by` say when the name was verified and who answered, where anybody was asked.
    """

    id: str  # new with every change: an approval is of exactly this account
    name: str
    iban: str
    source: AccountFrom
    check: NameCheck = NameCheck.NOT_ASKED
    checked_on: date | None = None
    checked_by: str = ""

    @property
    def hidden(self) -> Payee:
        """The same, its number masked."""
        return replace(self, iban=masked(self.iban))


@dataclass(frozen=True, slots=True)
class OtherWay:
    """What was agreed, as a case tells of it, and who wrote it down (at, UTC)."""

    kind: WayKind
    reason: AlternativeReason
    consent: Consent
    by: str
    at: datetime
    payee: Payee | None = None

    @property
    def tender(self) -> str:
        """What a request names to be paid this way; empty for store credit."""
        return "" if self.payee is None else self.payee.id

    @property
    def label(self) -> str:
        """Masked, for people: `IBAN DE•• •••• 3000`."""
        return "" if self.payee is None else named(self.payee.iban)


def going(request: RefundRequest, way: OtherWay) -> RefundRequest:
    """The request as it asks to be settled this way, and no other."""
    settle = Settle.CREDIT if way.kind is WayKind.CREDIT else Settle.REFUND
    return replace(request, settle=settle, settle_split=(), to_tender=way.tender)


GIFTS: Final = frozenset({TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT})
"""What was paid in these comes back as store credit by the way it came."""
