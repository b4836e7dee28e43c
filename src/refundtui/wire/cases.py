"""A case in JSON: what office and desk send each other and keep."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from refundtui.domain.case import (
    Approval,
    BrandId,
    Case,
    CaseEvent,
    CaseId,
    CaseState,
    Customer,
    Denial,
    Evidence,
    Ground,
    IdentityLevel,
    LanguageFrom,
    Message,
    Note,
    Offer,
    OverrideRecord,
    QuoteVersion,
    RelatedClaim,
    Resolution,
    Snooze,
    WaitingFor,
)
from refundtui.domain.money import currency
from refundtui.domain.order import RefundStatus
from refundtui.domain.reasons import Reason
from refundtui.domain.refunds_elsewhere import RefundElsewhere
from refundtui.wire.bodies import (
    SCHEMA,
    UNREADABLE,
    Body,
    FactsBody,
    FindingBody,
    Instant,
    MoneyBody,
    body_of,
    facts,
    facts_body,
    finding_bodies,
    findings,
    maybe_money,
    maybe_money_body,
    not_readable,
    schema_of,
    value_of,
)
from refundtui.wire.orders import EarlierBody, OrderBody
from refundtui.wire.other_ways import OtherWayBody
from refundtui.wire.payouts import PayoutBody
from refundtui.wire.quotes import QuoteBody
from refundtui.wire.requests import RequestBody


class CustomerBody(Body):
    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    country: str = ""
    identity: IdentityLevel = IdentityLevel.KNOWN_CONTACT
    customer_ref: str = ""
    language_from: LanguageFrom = LanguageFrom.SAID

    @classmethod
    def of(cls, customer: Customer) -> CustomerBody:
        return body_of(cls, customer)

    def customer(self) -> Customer:
        return value_of(Customer, self)


class NoteBody(Body):
    id: str
    by: str
    at: Instant
    text: str


class EvidenceBody(Body):
    id: str
    kind: str
    title: str
    at: Instant
    by: str
    size: int = 0
    media_type: str = ""
    digest: str = ""

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceBody:
        return body_of(cls, evidence)

    def evidence(self) -> Evidence:
        return value_of(Evidence, self)


class MessageBody(Body):
    at: Instant
    from_customer: bool
    text: str
    channel: str = "mail"
    subject: str = ""
    letter: str = ""
    language: str = ""

    @classmethod
    def of(cls, message: Message) -> MessageBody:
        return body_of(cls, message)

    def message(self) -> Message:
        return value_of(Message, self)


class QuoteVersionBody(Body):
    number: int
    request: RequestBody
    quote: QuoteBody
    by: str
    at: Instant


class OfferBody(Body):
    version: int
    amount: MoneyBody
    by: str
    at: Instant
    expires_at: Instant
    accepted_at: Instant | None = None
    acceptance: str = ""
    countered: MoneyBody | None = None
    closed: str = ""


class ApprovalBody(Body):
    version: int
    fingerprint: str
    amount: MoneyBody
    requested_by: str
    requested_at: Instant
    note: str = ""
    granted_by: str = ""
    granted_at: Instant | None = None
    within_own_limit: bool = False
    status: str = "requested"
    bound_to: str = ""


class DenialBody(Body):
    grounds: tuple[Ground, ...]
    clauses: tuple[str, ...]
    by: str
    at: Instant
    text: str = ""
    after_second_look: bool = False


class OverrideBody(Body):
    rules: tuple[str, ...]
    reason: str
    by: str
    at: Instant


class SnoozeBody(Body):
    until: Instant
    reason: str
    by: str
    keep_on_reply: bool = False


class EventBody(Body):
    number: int
    kind: str
    by: str
    at: Instant
    before: CaseState | None
    after: CaseState
    facts: FactsBody = {}  # noqa: RUF012 (msgspec gives every body its own)


class RelatedBody(Body):
    case_id: str
    reference: str
    state: CaseState
    line_ids: tuple[str, ...]
    reason: Reason
    reserved: EarlierBody | None = None
    reserved_in: str = ""  # ISO 4217; the claim knows no order to say it, nor need the case
    decided_by: str = ""

    @classmethod
    def of(cls, claim: RelatedClaim) -> RelatedBody:
        of = None if claim.reserved is None else claim.reserved.currency
        if claim.reserved is None or of is None:
            return body_of(cls, claim, reserved=None, reserved_in="")
        return body_of(cls, claim, reserved=EarlierBody.of(claim.reserved, of), reserved_in=of.code)

    def claim(self) -> RelatedClaim:
        held = None if self.reserved is None else self.reserved.earlier(currency(self.reserved_in))
        return value_of(RelatedClaim, self, reserved=held)


class ElsewhereBody(Body):
    gateway: str
    refund: str
    payment_id: str
    amount: MoneyBody
    made_on: date | None = None
    status: RefundStatus = RefundStatus.DONE

    @classmethod
    def of(cls, one: RefundElsewhere) -> ElsewhereBody:
        return body_of(cls, one, amount=MoneyBody.of(one.amount))

    def one(self) -> RefundElsewhere:
        return value_of(RefundElsewhere, self, amount=self.amount.money())


class Due(Body):
    """The next deadline of a case, for the queue: only who has the rulebook can say it.

    Where the law lets the refund wait for the goods no day runs: `at` is then the earliest it can be.
    """

    at: Instant
    is_legal: bool = False
    is_service: bool = False
    waits: bool = False


class CaseBody(Body):
    id: str
    reference: str
    brand: str
    state: CaseState
    customer: CustomerBody
    reason: Reason
    received_at: Instant
    schema: int = SCHEMA
    order: OrderBody | None = None
    order_ref: str = ""
    request: RequestBody = msgspec.field(default_factory=RequestBody)
    claimed: MoneyBody | None = None
    channel: str = "mail"
    version: int = 1
    decision_version: int = 1
    owner: str = ""
    taken_by_others: bool = False
    facts: FactsBody = {}  # noqa: RUF012 (msgspec gives every body its own)
    messages: tuple[MessageBody, ...] = ()
    notes: tuple[NoteBody, ...] = ()
    evidence: tuple[EvidenceBody, ...] = ()
    quotes: tuple[QuoteVersionBody, ...] = ()
    offer: OfferBody | None = None
    approval: ApprovalBody | None = None
    denial: DenialBody | None = None
    overrides: tuple[OverrideBody, ...] = ()
    asked_for: tuple[str, ...] = ()
    waiting_for: WaitingFor | None = None
    snooze: SnoozeBody | None = None
    flags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    risk: int = 0
    risk_reasons: tuple[FindingBody, ...] = ()
    resolution: Resolution | None = None
    merged_into: str | None = None
    linked: tuple[str, ...] = ()
    related: tuple[RelatedBody, ...] = ()
    first_decider: str = ""
    notice_on: date | None = None
    goods_back_on: date | None = None
    reopened: int = 0
    elsewhere: tuple[ElsewhereBody, ...] = ()
    payouts: tuple[PayoutBody, ...] = ()
    other_way: OtherWayBody | None = None
    events: tuple[EventBody, ...] = ()
    amount: MoneyBody | None = None  # for the queue: what is quoted, or claimed
    due: Due | None = None  # for the queue

    @classmethod
    def of(cls, case: Case, due: Due | None = None) -> CaseBody:
        quoted = case.current_quote
        return body_of(
            cls,
            case,
            schema=SCHEMA,
            customer=CustomerBody.of(case.customer),
            order=None if case.order is None else OrderBody.of(case.order),
            request=RequestBody.of(case.request),
            claimed=maybe_money_body(case.claimed),
            facts=facts_body(case.facts),
            messages=tuple(MessageBody.of(message) for message in case.messages),
            notes=tuple(body_of(NoteBody, note) for note in case.notes),
            evidence=tuple(EvidenceBody.of(evidence) for evidence in case.evidence),
            quotes=tuple(
                body_of(
                    QuoteVersionBody,
                    made,
                    request=RequestBody.of(made.request),
                    quote=QuoteBody.of(made.quote),
                )
                for made in case.quotes
            ),
            offer=None if case.offer is None else _offer_body(case.offer),
            approval=None
            if case.approval is None
            else body_of(ApprovalBody, case.approval, amount=MoneyBody.of(case.approval.amount)),
            denial=None if case.denial is None else body_of(DenialBody, case.denial),
            overrides=tuple(body_of(OverrideBody, record) for record in case.overrides),
            snooze=None if case.snooze is None else body_of(SnoozeBody, case.snooze),
            flags=tuple(sorted(case.flags)),
            tags=tuple(sorted(case.tags)),
            risk_reasons=finding_bodies(case.risk_reasons),
            related=tuple(RelatedBody.of(claim) for claim in case.related),
            elsewhere=tuple(ElsewhereBody.of(one) for one in case.elsewhere),
            payouts=tuple(PayoutBody.of(payout) for payout in case.payouts),
            other_way=OtherWayBody.of(case.other_way),
            events=tuple(body_of(EventBody, event, facts=facts_body(event.facts)) for event in case.events),
            amount=maybe_money_body(case.claimed if quoted is None else quoted.quote.total),
            due=due,
        )

    def case(self) -> Case:
        return value_of(
            Case,
            self,
            id=CaseId(self.id),
            brand=BrandId(self.brand),
            customer=self.customer.customer(),
            order=None if self.order is None else self.order.order(),
            request=self.request.request(),
            claimed=maybe_money(self.claimed),
            facts=facts(self.facts),
            messages=tuple(message.message() for message in self.messages),
            notes=tuple(value_of(Note, note) for note in self.notes),
            evidence=tuple(evidence.evidence() for evidence in self.evidence),
            quotes=tuple(
                value_of(QuoteVersion, made, request=made.request.request(), quote=made.quote.quote())
                for made in self.quotes
            ),
            offer=None if self.offer is None else _offer(self.offer),
            approval=None
            if self.approval is None
            else value_of(Approval, self.approval, amount=self.approval.amount.money()),
            denial=None if self.denial is None else value_of(Denial, self.denial),
            overrides=tuple(value_of(OverrideRecord, record) for record in self.overrides),
            snooze=None if self.snooze is None else value_of(Snooze, self.snooze),
            flags=frozenset(self.flags),
            tags=frozenset(self.tags),
            risk_reasons=findings(self.risk_reasons),
            related=tuple(claim.claim() for claim in self.related),
            elsewhere=tuple(body.one() for body in self.elsewhere),
            payouts=tuple(payout.payout() for payout in self.payouts),
            other_way=None if self.other_way is None else self.other_way.way(),
            events=tuple(value_of(CaseEvent, event, facts=facts(event.facts)) for event in self.events),
        )


def _offer_body(offer: Offer) -> OfferBody:
    return body_of(
        OfferBody, offer, amount=MoneyBody.of(offer.amount), countered=maybe_money_body(offer.countered)
    )


def _offer(body: OfferBody) -> Offer:
    return value_of(Offer, body, amount=body.amount.money(), countered=maybe_money(body.countered))


_READER: Final = msgspec.json.Decoder(CaseBody)
_WRITER: Final = msgspec.json.Encoder()


def encode_case(case: Case, due: Due | None = None) -> bytes:
    """`due` is the next deadline, from who knows the rulebook (the office): the queue sorts by it."""
    return _WRITER.encode(CaseBody.of(case, due))


def encode_customer(customer: Customer) -> bytes:
    """A customer as it stands in a case, to the byte."""
    return _WRITER.encode(CustomerBody.of(customer))


def encode_text(text: str) -> bytes:
    """A name or number as it stands in a case, to the byte."""
    return _WRITER.encode(text)


def decode_case(body: bytes) -> Case:
    """Fields that a newer version added are ignored. Raises `NotReadableError`."""
    return decode_case_and_due(body)[0]


def decode_case_and_due(body: bytes) -> tuple[Case, Due | None]:
    """With the deadline that was said of it. Raises `NotReadableError`."""
    try:
        read = _READER.decode(body)
        return read.case(), read.due
    except UNREADABLE as trouble:
        raise not_readable(trouble, schema=schema_of(body)) from trouble


# --- What a queue needs of a case, without opening it -----------------------------------------------


class CustomerHead(Body):
    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    country: str = ""


class OrderHead(Body):
    id: str


class SnoozeHead(Body):
    until: Instant


class CaseHead(Body):
    """The few fields of a body that are filtered, sorted and searched by; the rest is skipped unread."""

    id: str
    reference: str
    brand: str
    state: str
    customer: CustomerHead
    reason: str
    received_at: Instant
    version: int = 1
    decision_version: int = 1
    order: OrderHead | None = None
    order_ref: str = ""
    owner: str = ""
    risk: int = 0
    snooze: SnoozeHead | None = None
    amount: MoneyBody | None = None
    due: Due | None = None


_HEAD_READER: Final = msgspec.json.Decoder(CaseHead)


def read_head(body: bytes) -> CaseHead:
    """Raises `NotReadableError`."""
    try:
        return _HEAD_READER.decode(body)
    except UNREADABLE as trouble:
        raise not_readable(trouble, schema=schema_of(body)) from trouble
