"""A command in JSON: its `code` says what is asked, its fields are the command's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias

import msgspec

from refundtui.domain import commands
from refundtui.domain.case import BrandId, CaseId, Ground, IdentityLevel, Resolution, WaitingFor
from refundtui.domain.commands import Command
from refundtui.domain.legs.leg import LegId
from refundtui.domain.other_way import AlternativeReason, WayKind
from refundtui.domain.reasons import Reason
from refundtui.wire.bodies import (
    UNREADABLE,
    Body,
    FactsBody,
    Instant,
    MoneyBody,
    body_of,
    facts,
    facts_body,
    maybe_money,
    maybe_money_body,
    not_readable,
    value_of,
)
from refundtui.wire.cases import CustomerBody, EvidenceBody, MessageBody
from refundtui.wire.orders import OrderBody
from refundtui.wire.other_ways import ConsentBody, PayeeBody
from refundtui.wire.requests import RequestBody

# A field nobody knows in a command is a mistake or a newer desk: refused, where a case body's would be ignored.


class OpenCaseBody(Body, tag_field="code", tag="open", forbid_unknown_fields=True):
    case_id: str
    reference: str
    brand: str
    customer: CustomerBody
    reason: Reason
    received_at: Instant
    order: OrderBody | None = None
    order_ref: str = ""
    request: RequestBody = msgspec.field(default_factory=RequestBody)
    claimed: MoneyBody | None = None
    channel: str = "phone"
    facts: FactsBody = {}  # noqa: RUF012 (msgspec gives every body its own)
    messages: tuple[MessageBody, ...] = ()
    evidence: tuple[EvidenceBody, ...] = ()
    notice_on: date | None = None


class TakeBody(Body, tag_field="code", tag="take", forbid_unknown_fields=True):
    pass


class GiveBackBody(Body, tag_field="code", tag="give_back", forbid_unknown_fields=True):
    to: str = ""
    note: str = ""


class SetItemsBody(Body, tag_field="code", tag="set_items", forbid_unknown_fields=True):
    request: RequestBody
    reason: Reason | None = None
    facts: FactsBody = {}  # noqa: RUF012 (msgspec gives every body its own)


class SetIdentityBody(Body, tag_field="code", tag="set_identity", forbid_unknown_fields=True):
    level: IdentityLevel
    steps: tuple[str, ...] = ()


class SetLanguageBody(Body, tag_field="code", tag="set_language", forbid_unknown_fields=True):
    language: str


class AddEvidenceBody(Body, tag_field="code", tag="add_evidence", forbid_unknown_fields=True):
    evidence: EvidenceBody


class AddNoteBody(Body, tag_field="code", tag="add_note", forbid_unknown_fields=True):
    note_id: str
    text: str


class MakeQuoteBody(Body, tag_field="code", tag="quote", forbid_unknown_fields=True):
    request: RequestBody
    fingerprint: str


class MakeOfferBody(Body, tag_field="code", tag="offer", forbid_unknown_fields=True):
    request: RequestBody
    fingerprint: str
    expires_at: Instant


class AcceptOfferBody(Body, tag_field="code", tag="accept_offer", forbid_unknown_fields=True):
    acceptance: str


class CounterOfferBody(Body, tag_field="code", tag="counter_offer", forbid_unknown_fields=True):
    amount: MoneyBody
    text: str = ""


class ExpireOfferBody(Body, tag_field="code", tag="expire_offer", forbid_unknown_fields=True):
    pass


class ApproveBody(Body, tag_field="code", tag="approve", forbid_unknown_fields=True):
    request: RequestBody
    fingerprint: str
    total: MoneyBody
    note: str = ""


class RequestApprovalBody(Body, tag_field="code", tag="request_approval", forbid_unknown_fields=True):
    request: RequestBody
    fingerprint: str
    total: MoneyBody
    note: str = ""


class GrantApprovalBody(Body, tag_field="code", tag="grant_approval", forbid_unknown_fields=True):
    version: int
    fingerprint: str
    note: str = ""


class ReturnApprovalBody(Body, tag_field="code", tag="return_approval", forbid_unknown_fields=True):
    note: str


class WithdrawPaymentBody(Body, tag_field="code", tag="withdraw_payment", forbid_unknown_fields=True):
    payouts: tuple[str, ...]
    reason: str


class SettleAnotherWayBody(Body, tag_field="code", tag="settle_another_way", forbid_unknown_fields=True):
    kind: WayKind
    reason: AlternativeReason
    consent: ConsentBody
    payee: PayeeBody | None = None


class OverrideCommandBody(Body, tag_field="code", tag="override", forbid_unknown_fields=True):
    rules: tuple[str, ...]
    reason: str


class EscalateBody(Body, tag_field="code", tag="escalate", forbid_unknown_fields=True):
    note: str


class HoldForFraudBody(Body, tag_field="code", tag="hold_for_fraud", forbid_unknown_fields=True):
    note: str


class ReleaseFromFraudBody(Body, tag_field="code", tag="release_from_fraud", forbid_unknown_fields=True):
    note: str


class DenyBody(Body, tag_field="code", tag="deny", forbid_unknown_fields=True):
    grounds: tuple[Ground, ...]
    clauses: tuple[str, ...]
    text: str = ""


class AskInformationBody(Body, tag_field="code", tag="ask_information", forbid_unknown_fields=True):
    items: tuple[str, ...]
    waiting_for: WaitingFor = WaitingFor.CUSTOMER


class ReceiveAnswerBody(Body, tag_field="code", tag="receive_answer", forbid_unknown_fields=True):
    message: MessageBody
    evidence: tuple[EvidenceBody, ...] = ()


class PutToSleepBody(Body, tag_field="code", tag="snooze", forbid_unknown_fields=True):
    until: Instant
    reason: str
    keep_on_reply: bool = False


class WakeBody(Body, tag_field="code", tag="wake", forbid_unknown_fields=True):
    pass


class SendLetterBody(Body, tag_field="code", tag="send_letter", forbid_unknown_fields=True):
    letter: MessageBody
    not_before: Instant | None = None


class CloseBody(Body, tag_field="code", tag="close", forbid_unknown_fields=True):
    resolution: Resolution
    letter: MessageBody | None = None


class ReopenBody(Body, tag_field="code", tag="reopen", forbid_unknown_fields=True):
    reason: str


class CancelBody(Body, tag_field="code", tag="cancel", forbid_unknown_fields=True):
    resolution: Resolution
    note: str = ""


class MergeBody(Body, tag_field="code", tag="merge", forbid_unknown_fields=True):
    into: str


class TagBody(Body, tag_field="code", tag="tag", forbid_unknown_fields=True):
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


CommandBody: TypeAlias = (
    OpenCaseBody
    | TakeBody
    | GiveBackBody
    | SetItemsBody
    | SetIdentityBody
    | SetLanguageBody
    | AddEvidenceBody
    | AddNoteBody
    | MakeQuoteBody
    | MakeOfferBody
    | AcceptOfferBody
    | CounterOfferBody
    | ExpireOfferBody
    | ApproveBody
    | RequestApprovalBody
    | GrantApprovalBody
    | ReturnApprovalBody
    | WithdrawPaymentBody
    | SettleAnotherWayBody
    | OverrideCommandBody
    | EscalateBody
    | HoldForFraudBody
    | ReleaseFromFraudBody
    | DenyBody
    | AskInformationBody
    | ReceiveAnswerBody
    | PutToSleepBody
    | WakeBody
    | SendLetterBody
    | CloseBody
    | ReopenBody
    | CancelBody
    | MergeBody
    | TagBody
)

# Commands whose fields are all spelled as they are.
_ALIKE: Final[dict[type[Command], type[Body]]] = {
    commands.Take: TakeBody,
    commands.GiveBack: GiveBackBody,
    commands.SetIdentity: SetIdentityBody,
    commands.SetLanguage: SetLanguageBody,
    commands.AddNote: AddNoteBody,
    commands.AcceptOffer: AcceptOfferBody,
    commands.ExpireOffer: ExpireOfferBody,
    commands.GrantApproval: GrantApprovalBody,
    commands.ReturnApproval: ReturnApprovalBody,
    commands.WithdrawPayment: WithdrawPaymentBody,
    commands.Override: OverrideCommandBody,
    commands.Escalate: EscalateBody,
    commands.HoldForFraud: HoldForFraudBody,
    commands.ReleaseFromFraud: ReleaseFromFraudBody,
    commands.Deny: DenyBody,
    commands.AskInformation: AskInformationBody,
    commands.PutToSleep: PutToSleepBody,
    commands.Wake: WakeBody,
    commands.Reopen: ReopenBody,
    commands.Cancel: CancelBody,
    commands.Merge: MergeBody,
}
_ALIKE_BACK: Final[dict[type[Body], Callable[..., Command]]] = {
    body: command for command, body in _ALIKE.items()
}


def command_body(command: Command) -> CommandBody:
    match command:
        case commands.OpenCase():
            return body_of(
                OpenCaseBody,
                command,
                customer=CustomerBody.of(command.customer),
                order=None if command.order is None else OrderBody.of(command.order),
                request=RequestBody.of(command.request),
                claimed=maybe_money_body(command.claimed),
                facts=facts_body(command.facts),
                messages=tuple(MessageBody.of(message) for message in command.messages),
                evidence=tuple(EvidenceBody.of(evidence) for evidence in command.evidence),
            )
        case commands.SetItems():
            return body_of(
                SetItemsBody,
                command,
                request=RequestBody.of(command.request),
                facts=facts_body(command.facts),
            )
        case commands.AddEvidence():
            return AddEvidenceBody(evidence=EvidenceBody.of(command.evidence))
        case commands.MakeQuote():
            return body_of(MakeQuoteBody, command, request=RequestBody.of(command.request))
        case commands.MakeOffer():
            return body_of(MakeOfferBody, command, request=RequestBody.of(command.request))
        case commands.CounterOffer():
            return body_of(CounterOfferBody, command, amount=MoneyBody.of(command.amount))
        case commands.Approve():
            request, total = RequestBody.of(command.request), MoneyBody.of(command.total)
            return body_of(ApproveBody, command, request=request, total=total)
        case commands.RequestApproval():
            request, total = RequestBody.of(command.request), MoneyBody.of(command.total)
            return body_of(RequestApprovalBody, command, request=request, total=total)
        case commands.ReceiveAnswer():
            return ReceiveAnswerBody(
                message=MessageBody.of(command.message),
                evidence=tuple(EvidenceBody.of(evidence) for evidence in command.evidence),
            )
        case commands.SendLetter():
            return SendLetterBody(letter=MessageBody.of(command.letter), not_before=command.not_before)
        case commands.Close():
            letter = None if command.letter is None else MessageBody.of(command.letter)
            return CloseBody(resolution=command.resolution, letter=letter)
        case commands.SettleAnotherWay():
            consent, payee = ConsentBody.of(command.consent), PayeeBody.of(command.payee)
            return body_of(SettleAnotherWayBody, command, consent=consent, payee=payee)
        case commands.Tag():
            return TagBody(add=tuple(sorted(command.add)), remove=tuple(sorted(command.remove)))
        case _:
            alike: CommandBody = body_of(_ALIKE[type(command)], command)  # type: ignore[assignment]  # by the table
            return alike


def command(body: CommandBody) -> Command:
    match body:
        case OpenCaseBody():
            return value_of(
                commands.OpenCase,
                body,
                case_id=CaseId(body.case_id),
                brand=BrandId(body.brand),
                customer=body.customer.customer(),
                order=None if body.order is None else body.order.order(),
                request=body.request.request(),
                claimed=maybe_money(body.claimed),
                facts=facts(body.facts),
                messages=tuple(message.message() for message in body.messages),
                evidence=tuple(evidence.evidence() for evidence in body.evidence),
            )
        case SetItemsBody():
            return value_of(commands.SetItems, body, request=body.request.request(), facts=facts(body.facts))
        case AddEvidenceBody():
            return commands.AddEvidence(body.evidence.evidence())
        case MakeQuoteBody():
            return value_of(commands.MakeQuote, body, request=body.request.request())
        case MakeOfferBody():
            return value_of(commands.MakeOffer, body, request=body.request.request())
        case CounterOfferBody():
            return value_of(commands.CounterOffer, body, amount=body.amount.money())
        case ApproveBody():
            request, total = body.request.request(), body.total.money()
            return value_of(commands.Approve, body, request=request, total=total)
        case RequestApprovalBody():
            request, total = body.request.request(), body.total.money()
            return value_of(commands.RequestApproval, body, request=request, total=total)
        case ReceiveAnswerBody():
            evidence = tuple(one.evidence() for one in body.evidence)
            return commands.ReceiveAnswer(body.message.message(), evidence)
        case SendLetterBody():
            return commands.SendLetter(body.letter.message(), body.not_before)
        case CloseBody():
            return commands.Close(body.resolution, None if body.letter is None else body.letter.message())
        case WithdrawPaymentBody():
            return commands.WithdrawPayment(tuple(LegId(leg) for leg in body.payouts), body.reason)
        case SettleAnotherWayBody():
            payee = None if body.payee is None else body.payee.payee()
            return value_of(commands.SettleAnotherWay, body, consent=body.consent.consent(), payee=payee)
        case TagBody():
            return commands.Tag(frozenset(body.add), frozenset(body.remove))
        case _:
            return value_of(_ALIKE_BACK[type(body)], body)


_READER: Final = msgspec.json.Decoder(CommandBody)


def encode_command(command: Command) -> bytes:
    return msgspec.json.encode(command_body(command))


def decode_command(body: bytes) -> Command:
    """Raises `NotReadableError`."""
    try:
        return command(_READER.decode(body))
    except UNREADABLE as trouble:
        raise not_readable(trouble) from trouble
