"""What somebody can do to a case. A command is a value; `decision` judges and applies it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, TypeAlias

from refundtui.domain.case import (
    BrandId,
    CaseId,
    Customer,
    Evidence,
    Ground,
    IdentityLevel,
    Message,
    Resolution,
    WaitingFor,
)
from refundtui.domain.findings import Fact
from refundtui.domain.legs.leg import LegId
from refundtui.domain.money import Money
from refundtui.domain.order import Order
from refundtui.domain.other_way import AlternativeReason, Consent, Payee, WayKind
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A new case: an agent on the phone, a form, an import."""

    code: ClassVar[str] = "open"
    case_id: CaseId
    reference: str
    brand: BrandId
    customer: Customer
    reason: Reason
    received_at: datetime
    order: Order | None = None
    order_ref: str = ""
    request: RefundRequest = field(default_factory=RefundRequest)
    claimed: Money | None = None
    channel: str = "phone"
    facts: tuple[tuple[str, Fact], ...] = ()
    messages: tuple[Message, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notice_on: date | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """Make it mine and begin: facts are fetched, rules run."""

    code: ClassVar[str] = "take"


@dataclass(frozen=True, slots=True)
class GiveBack:
    code: ClassVar[str] = "give_back"
    to: str = ""  # another agent, or the pool
    note: str = ""


@dataclass(frozen=True, slots=True)
class SetItems:
    """Items, grades, reason: what the quote will be asked for."""

    code: ClassVar[str] = "set_items"
    request: RefundRequest
    reason: Reason | None = None
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class SetIdentity:
    code: ClassVar[str] = "set_identity"
    level: IdentityLevel
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Which language the customer reads: a BCP 47 tag."""

    code: ClassVar[str] = "set_language"
    language: str


@dataclass(frozen=True, slots=True)
class AddEvidence:
    code: ClassVar[str] = "add_evidence"
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AddNote:
    code: ClassVar[str] = "add_note"
    note_id: str
    text: str


@dataclass(frozen=True, slots=True)
class MakeQuote:
    """Fix a quote version. `fingerprint` is what the maker saw: another result is a conflict."""

    code: ClassVar[str] = "quote"
    request: RefundRequest
    fingerprint: str


@dataclass(frozen=True, slots=True)
class MakeOffer:
    code: ClassVar[str] = "offer"
    request: RefundRequest
    fingerprint: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    code: ClassVar[str] = "accept_offer"
    acceptance: str


@dataclass(frozen=True, slots=True)
class CounterOffer:
    code: ClassVar[str] = "counter_offer"
    amount: Money
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExpireOffer:
    code: ClassVar[str] = "expire_offer"


@dataclass(frozen=True, slots=True)
class Approve:
    """Items, grades, quote and decision in one: within my own limit (edge 15)."""

    code: ClassVar[str] = "approve"
    request: RefundRequest
    fingerprint: str
    total: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequestApproval:
    """The same, above my limit or out of my hands (edge 14)."""

    code: ClassVar[str] = "request_approval"
    request: RefundRequest
    fingerprint: str
    total: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class GrantApproval:
    code: ClassVar[str] = "grant_approval"
    version: int
    fingerprint: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnApproval:
    code: ClassVar[str] = "return_approval"
    note: str


@dataclass(frozen=True, slots=True)
class WithdrawPayment:
    """Take a payment back of which nothing was sent: all of it or none, and its approval is void (edge 21).

    `payouts` are the legs it takes back, as the case tells them: another approval's are never meant.
    """

    code: ClassVar[str] = "withdraw_payment"
    payouts: tuple[LegId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SettleAnotherWay:
    """Write down that it goes another way than it came: why, by whose consent, to whose account.

    The payee's number is whole here and in the one submission that carries it; the case tells it masked.
    """

    code: ClassVar[str] = "settle_another_way"
    kind: WayKind
    reason: AlternativeReason
    consent: Consent
    payee: Payee | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Go on against the verdict: needs the right and a written reason."""

    code: ClassVar[str] = "override"
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """To another decider: the first one cannot decide the appeal."""

    code: ClassVar[str] = "escalate"
    note: str


@dataclass(frozen=True, slots=True)
class HoldForFraud:
    code: ClassVar[str] = "hold_for_fraud"
    note: str


@dataclass(frozen=True, slots=True)
class ReleaseFromFraud:
    code: ClassVar[str] = "release_from_fraud"
    note: str


@dataclass(frozen=True, slots=True)
class Deny:
    code: ClassVar[str] = "deny"
    grounds: tuple[Ground, ...]
    clauses: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class AskInformation:
    code: ClassVar[str] = "ask_information"
    items: tuple[str, ...]
    waiting_for: WaitingFor = WaitingFor.CUSTOMER


@dataclass(frozen=True, slots=True)
class ReceiveAnswer:
    code: ClassVar[str] = "receive_answer"
    message: Message
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PutToSleep:
    code: ClassVar[str] = "snooze"
    until: datetime
    reason: str
    keep_on_reply: bool = False


@dataclass(frozen=True, slots=True)
class Wake:
    code: ClassVar[str] = "wake"


@dataclass(frozen=True, slots=True)
class SendLetter:
    """A letter that leaves while the case goes on; one that ends it goes with `Close`. It leaves at once, or not
    before a moment that was set.
    """

    code: ClassVar[str] = "send_letter"
    letter: Message
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """After a final letter: with its resolution. `letter` is that letter as it was sent, where the
    case's own messages do not hold it yet.
    """

    code: ClassVar[str] = "close"
    resolution: Resolution
    letter: Message | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    code: ClassVar[str] = "reopen"
    reason: str


@dataclass(frozen=True, slots=True)
class Cancel:
    code: ClassVar[str] = "cancel"
    resolution: Resolution
    note: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """This case goes into another; later mail goes to the survivor."""

    code: ClassVar[str] = "merge"
    into: CaseId


@dataclass(frozen=True, slots=True)
class Tag:
    code: ClassVar[str] = "tag"
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


Command: TypeAlias = (
    OpenCase
    | Take
    | GiveBack
    | SetItems
    | SetIdentity
    | SetLanguage
    | AddEvidence
    | AddNote
    | MakeQuote
    | MakeOffer
    | AcceptOffer
    | CounterOffer
    | ExpireOffer
    | Approve
    | RequestApproval
    | GrantApproval
    | ReturnApproval
    | WithdrawPayment
    | SettleAnotherWay
    | Override
    | Escalate
    | HoldForFraud
    | ReleaseFromFraud
    | Deny
    | AskInformation
    | ReceiveAnswer
    | PutToSleep
    | Wake
    | SendLetter
    | Close
    | Reopen
    | Cancel
    | Merge
    | Tag
)
