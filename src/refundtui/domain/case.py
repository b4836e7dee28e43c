"""One customer's matter from request to closing: what it is, and everything recorded on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from refundtui.domain.findings import Fact, Finding
from refundtui.domain.legs.payout import Payout
from refundtui.domain.money import Money
from refundtui.domain.order import EarlierRefund, Order
from refundtui.domain.other_way import OtherWay
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.refunds_elsewhere import RefundElsewhere
from refundtui.domain.request import RefundRequest

CaseId = NewType("CaseId", str)  # a UUID as text, the same in every book
BrandId = NewType("BrandId", str)


class CaseState(StrEnum):
    INTAKE = "intake"
    ELIGIBILITY = "eligibility"
    INFO_WAIT = "info_wait"
    FRAUD_REVIEW = "fraud_review"
    QUOTE = "quote"
    OFFER = "offer"
    APPROVAL = "approval"
    APPROVED = "approved"
    PAY_QUEUED = "pay_queued"
    PAY_SUBMITTED = "pay_submitted"
    PAY_UNKNOWN = "pay_unknown"
    PAY_FAILED = "pay_failed"
    PAID = "paid"
    NOTIFY = "notify"
    DENIED = "denied"
    ESCALATED = "escalated"
    ADR = "adr"
    CHARGEBACK = "chargeback"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class WaitingFor(StrEnum):
    CUSTOMER = "customer"
    BRAND = "brand"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"
    PROVIDER = "provider"
    INTERNAL = "internal"


class Resolution(StrEnum):
    PAID_FULL = "paid_full"
    PAID_PARTIAL = "paid_partial"
    PAID_GOODWILL = "paid_goodwill"
    CREDIT = "credit"
    REPLACED = "replaced"
    REPAIRED = "repaired"
    DENIED_POLICY = "denied_policy"
    DENIED_EVIDENCE = "denied_evidence"
    DENIED_FRAUD = "denied_fraud"
    DENIED_WINDOW = "denied_window"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    NO_REPLY = "no_reply"
    OUT_OF_SCOPE = "out_of_scope"


class Ground(StrEnum):
    """Why a claim is refused, in whole or in part."""

    WINDOW_PASSED = "window_passed"
    EXCLUDED_GOODS = "excluded_goods"
    NO_PROOF = "no_proof"
    USED_BEYOND_TEST = "used_beyond_test"
    CUSTOMER_DAMAGE = "customer_damage"
    PARTS_MISSING = "parts_missing"
    HYGIENE_SEAL = "hygiene_seal"
    CUSTOMISED = "customised"
    DIGITAL_STARTED = "digital_started"
    ALREADY_REFUNDED = "already_refunded"
    ALREADY_DISPUTED = "already_disputed"
    NOT_OUR_SALE = "not_our_sale"
    IDENTITY_FAILED = "identity_failed"
    FRAUD = "fraud"
    AMOUNT_ABOVE_LOSS = "amount_above_loss"
    OTHER = "other"


class IdentityLevel(StrEnum):
    """How sure we are who is asking; each act needs a least level."""

    NONE = "none"
    KNOWN_CONTACT = "known_contact"  # wrote from the address on the order
    VERIFIED = "verified"  # answered the order's questions
    STRONG = "strong"  # signed in, or a second factor

    @property
    def rank(self) -> int:
        return tuple(IdentityLevel).index(self)


class LanguageFrom(StrEnum):
    """How we know which language a customer reads."""

    SAID = "said"  # by her or by the shop
    WRITTEN = "written"  # it is the one she wrote in
    COUNTRY = "country"  # it is the one most people read where she lives
    ASSUMED = "assumed"  # the brand's own, for want of anything better
    AGENT = "agent"  # somebody who had to do with her set it


@dataclass(frozen=True, slots=True)
class Customer:
    """Who asks. `language` is a BCP 47 tag ("de", "pt-BR"), `country` where she lives (ISO 3166-1)."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    country: str = ""
    identity: IdentityLevel = IdentityLevel.KNOWN_CONTACT
    customer_ref: str = ""
    language_from: LanguageFrom = LanguageFrom.SAID


@dataclass(frozen=True, slots=True)
class Note:
    """Internal; can never be sent."""

    id: str
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document or fact. `kind`: photo, receipt, report, tracking, statement, …"""

    id: str
    kind: str
    title: str
    at: datetime
    by: str
    size: int = 0  # bytes
    media_type: str = ""
    digest: str = ""  # sha256 of the bytes, hex


@dataclass(frozen=True, slots=True)
class Message:
    """One message with the customer. `letter` is the kind of a letter of ours (`denial`, `paid` …) and `language`
    the one it was written in; both are empty for what a customer wrote and for what was sent elsewhere.
    """

    at: datetime
    from_customer: bool
    text: str
    channel: str = "mail"
    subject: str = ""
    letter: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class QuoteVersion:
    """A quote that somebody made; never changed. Approval and payment point at its number."""

    number: int  # 1, 2, 3 …
    request: RefundRequest
    quote: Quote
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A compromise the customer may accept, counter or let expire."""

    version: int
    amount: Money
    by: str
    at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    acceptance: str = ""  # proof: where and how she agreed
    countered: Money | None = None
    closed: str = ""  # "", accepted, countered, expired


@dataclass(frozen=True, slots=True)
class Approval:
    """Requested by one person, granted by one who may: bound to one quote version, and by `bound_to` to its
    amount, the ways it goes and whoever is paid (`domain.approving`).
    """

    version: int
    fingerprint: str
    amount: Money
    requested_by: str
    requested_at: datetime
    note: str = ""
    granted_by: str = ""
    granted_at: datetime | None = None
    within_own_limit: bool = False
    status: str = "requested"  # requested, granted, denied, returned, void
    bound_to: str = ""  # hex


@dataclass(frozen=True, slots=True)
class Denial:
    grounds: tuple[Ground, ...]
    clauses: tuple[str, ...]
    by: str
    at: datetime
    text: str = ""
    after_second_look: bool = False


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """A decision against the verdict, with its written reason; counted per agent and rule."""

    rules: tuple[str, ...]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Snooze:
    until: datetime
    reason: str
    by: str
    keep_on_reply: bool = False


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One edge of the machine, written once: who, when, from where to where, on which versions."""

    number: int
    kind: str  # the command's code: take, quote, approve, …
    by: str
    at: datetime
    before: CaseState | None
    after: CaseState
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One customer's matter. `version` grows with every change, `decision_version` only with one a
    decision depends on (state, amount, owner's claim, order, request): a new note voids nothing.
    """

    id: CaseId
    reference: str  # "RF-0481920"
    brand: BrandId
    state: CaseState
    customer: Customer
    reason: Reason
    received_at: datetime
    order: Order | None = None  # None: unmatched, and that is a case
    order_ref: str = ""  # what the customer said, matched or not
    request: RefundRequest = field(default_factory=RefundRequest)
    claimed: Money | None = None
    channel: str = "mail"
    version: int = 1
    decision_version: int = 1
    owner: str = ""
    taken_by_others: bool = False
    facts: tuple[tuple[str, Fact], ...] = ()  # what is known beside the order: opened, photos, …
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    quotes: tuple[QuoteVersion, ...] = ()
    offer: Offer | None = None
    approval: Approval | None = None
    denial: Denial | None = None
    overrides: tuple[OverrideRecord, ...] = ()
    asked_for: tuple[str, ...] = ()  # named items the customer was asked for
    waiting_for: WaitingFor | None = None
    snooze: Snooze | None = None
    flags: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    risk: int = 0  # 0–100
    risk_reasons: tuple[Finding, ...] = ()
    resolution: Resolution | None = None
    merged_into: CaseId | None = None
    linked: tuple[CaseId, ...] = ()
    related: tuple[RelatedClaim, ...] = ()  # other claims on the same order, as the office knows them
    first_decider: str = ""
    notice_on: date | None = None  # the customer's declaration, her own day
    goods_back_on: date | None = None
    reopened: int = 0
    elsewhere: tuple[RefundElsewhere, ...] = ()  # of its payments, by others, as their providers list them
    payouts: tuple[Payout, ...] = ()  # the legs of what was approved, of every version
    other_way: OtherWay | None = None  # where it does not go back as it came
    events: tuple[CaseEvent, ...] = ()

    @property
    def current_quote(self) -> QuoteVersion | None:
        return self.quotes[-1] if self.quotes else None

    def fact(self, name: str) -> Fact | None:
        return dict(self.facts).get(name)


@dataclass(frozen=True, slots=True)
class RelatedClaim:
    """Another case on the same order: what the duplicate check and the order's balance need."""

    case_id: CaseId
    reference: str
    state: CaseState
    line_ids: tuple[str, ...]
    reason: Reason
    reserved: EarlierRefund | None = None  # granted there and not yet among the order's refunds
    decided_by: str = ""  # who granted it
