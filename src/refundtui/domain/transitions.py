"""The machine of a case: every edge with who may walk it. Decisions, help, docs and tests read this table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.case import CaseState


class Offline(StrEnum):
    """What may be done with the plug out."""

    YES = "yes"
    INTENT = "intent"  # kept as an intent, looked at anew by the office
    NO = "no"


class Part(StrEnum):
    """Which record's machine fires the edge."""

    CASE = "case"
    PAYMENTS = "payments"
    DISPUTES = "disputes"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `after` empty = the state stays; `number` 0 = something done within a state."""

    number: int
    before: tuple[CaseState, ...]  # empty = there is no case yet
    after: tuple[CaseState, ...]
    who: tuple[Role, ...]
    command: str  # its code; empty where a payment, a dispute or the clock fires it
    offline: Offline
    meaning: str
    part: Part = Part.CASE


_S = CaseState
_SY: Final = (Role.SYSTEM,)
_TL: Final = (Role.LEAD,)  # also fraud desk, compliance and the brand's approver
_SA: Final = (Role.SENIOR, Role.LEAD)  # also dispute specialist
_AG: Final = (Role.AGENT, Role.SENIOR, Role.LEAD)
_CK: Final = (Role.FINANCE, Role.LEAD)
_ALL: Final = (*_AG, Role.FINANCE, Role.SYSTEM)

FINISHED: Final = (_S.CLOSED, _S.CANCELLED)
OPEN: Final = tuple(state for state in CaseState if state not in FINISHED)
_EVERY: Final = tuple(CaseState)
_BEFORE_MONEY: Final = (
    _S.INTAKE,
    _S.ELIGIBILITY,
    _S.INFO_WAIT,
    _S.FRAUD_REVIEW,
    _S.QUOTE,
    _S.OFFER,
    _S.APPROVAL,
    _S.APPROVED,
)
_ITEMS_MAY_CHANGE: Final = (_S.INTAKE, _S.ELIGIBILITY, _S.INFO_WAIT, _S.QUOTE, _S.ESCALATED)
_YES, _INTENT, _NO = Offline.YES, Offline.INTENT, Offline.NO
_PAY, _DISPUTE = Part.PAYMENTS, Part.DISPUTES

# A draft quote promises nothing, so what leaves `eligibility` (asking, denying, escalating) leaves
# `quote` as well. An agent who hands a case on before deciding takes edge 32 too: whoever gave it
# away is not the one who decides it.
TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(1, (), (_S.INTAKE,), (*_AG, *_SY), "open", _INTENT, "received"),
    Transition(2, (_S.INTAKE,), (_S.ELIGIBILITY,), (*_AG, *_SY), "take", _YES, "taken, rules run"),
    Transition(
        3, (_S.ELIGIBILITY, _S.QUOTE), (_S.INFO_WAIT,), _AG, "ask_information", _INTENT, "information asked"
    ),
    Transition(4, (_S.INFO_WAIT,), (_S.ELIGIBILITY,), (*_AG, *_SY), "receive_answer", _YES, "reply arrived"),
    Transition(5, (_S.INFO_WAIT,), (_S.CANCELLED,), (*_AG, *_SY), "cancel", _NO, "no reply came"),
    Transition(
        6,
        (_S.ELIGIBILITY, _S.QUOTE),
        (_S.FRAUD_REVIEW,),
        (*_AG, *_SY),
        "hold_for_fraud",
        _INTENT,
        "held for the fraud desk",
    ),
    Transition(
        7,
        (_S.FRAUD_REVIEW,),
        (_S.ELIGIBILITY, _S.QUOTE),
        _TL,
        "release_from_fraud",
        _NO,
        "cleared by the fraud desk",
    ),
    Transition(7, (_S.FRAUD_REVIEW,), (_S.DENIED,), _TL, "deny", _NO, "denied by the fraud desk"),
    Transition(8, (_S.ELIGIBILITY,), (_S.QUOTE,), _AG, "quote", _YES, "first quote"),
    Transition(9, (_S.ELIGIBILITY, _S.QUOTE), (_S.DENIED,), _AG, "deny", _INTENT, "denied with grounds"),
    Transition(10, (_S.QUOTE,), (_S.QUOTE,), _AG, "quote", _YES, "new version, the older kept"),
    Transition(11, (_S.QUOTE,), (_S.OFFER,), _AG, "offer", _INTENT, "compromise offered"),
    Transition(12, (_S.OFFER,), (_S.QUOTE,), (*_AG, *_SY), "counter_offer", _YES, "customer countered"),
    Transition(12, (_S.OFFER,), (_S.QUOTE,), (*_AG, *_SY), "expire_offer", _YES, "offer ran out"),
    Transition(
        13,
        (_S.OFFER,),
        (_S.APPROVAL, _S.APPROVED),
        (*_AG, *_SY),
        "accept_offer",
        _INTENT,
        "customer accepted",
    ),
    Transition(
        14, (_S.QUOTE,), (_S.APPROVAL,), _AG, "request_approval", _INTENT, "a second person is to decide"
    ),
    Transition(15, (_S.QUOTE,), (_S.APPROVED,), _AG, "approve", _INTENT, "approved within own limit"),
    Transition(16, (_S.APPROVAL,), (_S.APPROVED,), _CK, "grant_approval", _NO, "approved by a second person"),
    Transition(17, (_S.APPROVAL,), (_S.QUOTE,), _CK, "return_approval", _NO, "returned with a reason"),
    Transition(18, (_S.APPROVAL,), (_S.DENIED,), _CK, "deny", _NO, "denied by the second person"),
    Transition(19, (_S.APPROVED,), (_S.QUOTE,), _AG, "quote", _YES, "quoted anew, approval void"),
    Transition(19, (_S.APPROVED,), (_S.QUOTE,), _AG, "set_items", _YES, "items changed, approval void"),
    Transition(
        19,
        (_S.APPROVED,),
        (_S.QUOTE,),
        _AG,
        "withdraw_payment",
        _INTENT,
        "payment taken back before it began, approval void",
    ),
    Transition(
        19, (_S.APPROVED,), (_S.QUOTE,), _AG, "settle_another_way", _INTENT, "another way, approval void"
    ),
    Transition(19, (_S.APPROVAL, _S.APPROVED), (_S.QUOTE,), (*_AG, *_SY), "", _YES, "approval ran out"),
    Transition(20, (_S.APPROVED,), (_S.PAY_QUEUED,), (*_AG, *_SY), "", _INTENT, "payment held", _PAY),
    Transition(
        21, (_S.PAY_QUEUED,), (_S.APPROVED,), (*_AG, *_SY), "", _YES, "payment taken back in time", _PAY
    ),
    Transition(
        21,
        (_S.PAY_QUEUED,),
        (_S.QUOTE,),
        _AG,
        "withdraw_payment",
        _INTENT,
        "payment taken back in time, approval void",
    ),
    Transition(22, (_S.PAY_QUEUED,), (_S.PAY_SUBMITTED,), _SY, "", _NO, "sent to the provider", _PAY),
    Transition(
        23,
        # Of what was paid or had failed something else can be said later that cannot be: two people look.
        (_S.PAY_QUEUED, _S.PAY_SUBMITTED, _S.PAY_FAILED, _S.PAID, _S.NOTIFY, _S.CLOSED),
        (_S.PAY_UNKNOWN,),
        _SY,
        "",
        _NO,
        "outcome not known",
        _PAY,
    ),
    Transition(
        24,
        (_S.PAY_UNKNOWN,),
        (_S.PAY_SUBMITTED, _S.PAID, _S.PAY_FAILED),
        (*_SY, Role.FINANCE),
        "",
        _NO,
        "outcome looked up",
        _PAY,
    ),
    Transition(25, (_S.PAY_SUBMITTED,), (_S.PAID,), _SY, "", _NO, "the provider says paid", _PAY),
    Transition(
        26,
        (_S.PAY_SUBMITTED, _S.PAID, _S.NOTIFY, _S.CLOSED),
        (_S.PAY_FAILED,),
        _SY,
        "",
        _NO,
        "failed or reversed",
        _PAY,
    ),
    Transition(
        27, (_S.PAY_FAILED,), (_S.PAY_QUEUED,), (*_AG, *_SY), "", _INTENT, "same attempt, same key", _PAY
    ),
    Transition(28, (_S.PAY_FAILED,), (_S.QUOTE,), _AG, "quote", _YES, "another way to pay"),
    Transition(29, (_S.PAID,), (_S.NOTIFY,), _SY, "", _NO, "paid, letter due", _PAY),
    Transition(30, (_S.DENIED,), (_S.NOTIFY,), (*_AG, *_SY), "", _NO, "denied, letter due"),
    Transition(31, (_S.NOTIFY,), (_S.CLOSED,), (*_AG, *_SY), "close", _INTENT, "letter sent, done"),
    Transition(
        32,
        (_S.CLOSED, _S.DENIED, _S.ELIGIBILITY, _S.QUOTE),
        (_S.ESCALATED,),
        (*_AG, *_SY),
        "escalate",
        _INTENT,
        "to another decider",
    ),
    Transition(33, (_S.ESCALATED,), (_S.ELIGIBILITY,), _SA, "take", _YES, "second look begun"),
    Transition(33, (_S.ESCALATED,), (_S.QUOTE,), _SA, "quote", _YES, "second look, quoted anew"),
    Transition(34, (_S.ESCALATED,), (_S.DENIED,), _TL, "deny", _NO, "denied after a second look"),
    Transition(
        35,
        (_S.ESCALATED, _S.DENIED, _S.CLOSED),
        (_S.ADR,),
        (*_SA, *_SY),
        "",
        _INTENT,
        "an outside body opened a claim",
        _DISPUTE,
    ),
    Transition(
        36, (_S.ADR,), (_S.QUOTE, _S.DENIED, _S.CLOSED), _SA, "", _NO, "the outside body's outcome", _DISPUTE
    ),
    Transition(37, OPEN + FINISHED, (_S.CHARGEBACK,), _SY, "", _NO, "bank dispute opened", _DISPUTE),
    Transition(38, (_S.CHARGEBACK,), OPEN, (*_SA, *_SY), "", _NO, "dispute won or withdrawn", _DISPUTE),
    Transition(
        39,
        (_S.CHARGEBACK,),
        (_S.NOTIFY, _S.CLOSED),
        (*_SA, *_SY),
        "",
        _NO,
        "dispute lost or accepted",
        _DISPUTE,
    ),
    Transition(40, (_S.CLOSED,), (_S.ELIGIBILITY,), _AG, "reopen", _INTENT, "reopened"),
    Transition(41, (_S.CANCELLED,), (_S.ELIGIBILITY,), _TL, "reopen", _INTENT, "reopened by a lead"),
    Transition(
        41,
        (_S.CANCELLED,),
        (_S.ELIGIBILITY,),
        (*_AG, *_SY),
        "receive_answer",
        _INTENT,
        "reopened by a reply",
    ),
    Transition(42, _BEFORE_MONEY, (_S.CANCELLED,), _AG, "cancel", _INTENT, "stopped before payment"),
    Transition(42, _BEFORE_MONEY, (_S.CANCELLED,), _AG, "merge", _INTENT, "merged into another case"),
    Transition(42, (_S.PAY_QUEUED,), (_S.CANCELLED,), _AG, "", _INTENT, "stopped while held", _PAY),
    Transition(43, OPEN, (), (*_AG, *_SY), "take", _INTENT, "other owner"),
    Transition(43, OPEN, (), (*_AG, *_SY), "give_back", _INTENT, "handed over"),
    Transition(0, _ITEMS_MAY_CHANGE, (), (*_AG, *_SY), "set_items", _YES, "items and grades set"),
    Transition(0, OPEN, (), (*_AG, *_SY), "set_identity", _YES, "identity checked"),
    Transition(0, _EVERY, (), (*_AG, *_SY), "set_language", _YES, "language set"),
    Transition(0, _EVERY, (), _ALL, "add_evidence", _YES, "evidence added"),
    Transition(0, _EVERY, (), _ALL, "add_note", _YES, "note written"),
    Transition(
        0,
        (_S.INTAKE, _S.ELIGIBILITY, _S.QUOTE, _S.ESCALATED),
        (),
        _AG,
        "override",
        _INTENT,
        "verdict overridden",
    ),
    Transition(
        0,
        (_S.ELIGIBILITY, _S.QUOTE, _S.ESCALATED, _S.PAY_FAILED),
        (),
        _AG,
        "settle_another_way",
        _INTENT,
        "another way agreed",
    ),
    Transition(0, _EVERY, (), (*_AG, *_SY), "receive_answer", _YES, "message kept"),
    Transition(0, OPEN, (), _AG, "snooze", _YES, "put to sleep"),
    Transition(0, OPEN, (), (*_AG, *_SY), "wake", _YES, "woken"),
    Transition(0, _EVERY, (), (*_AG, *_SY), "send_letter", _INTENT, "letter sent"),
    Transition(0, _EVERY, (), _ALL, "tag", _YES, "tags changed"),
)

# What lies on the way: a decision on a case just received takes it first, and a decision with its own
# amount makes its quote first. They travel as one command and leave one event that names every edge.
_ON_THE_WAY: Final[dict[CaseState, tuple[int, CaseState]]] = {
    _S.INTAKE: (2, _S.ELIGIBILITY),
    _S.ELIGIBILITY: (8, _S.QUOTE),
    _S.ESCALATED: (33, _S.QUOTE),
    _S.PAY_FAILED: (28, _S.QUOTE),
    _S.DENIED: (30, _S.NOTIFY),
}
_COMES_ALONG: Final[dict[CaseState, frozenset[str]]] = {
    _S.INTAKE: frozenset(
        {
            "quote",
            "ask_information",
            "hold_for_fraud",
            "deny",
            "escalate",
            "offer",
            "approve",
            "request_approval",
        }
    ),
    _S.ELIGIBILITY: frozenset({"offer", "approve", "request_approval"}),
    _S.ESCALATED: frozenset({"offer", "approve", "request_approval"}),
    _S.PAY_FAILED: frozenset({"approve", "request_approval"}),
    _S.DENIED: frozenset({"close"}),
}


@cache
def path(state: CaseState | None, command: str) -> tuple[Transition, ...]:
    """The edges a command walks from a state, in order; empty when it cannot be walked from there."""
    straight = _edge(state, command)
    if straight is not None:
        return (straight,)
    if state is None or command not in _COMES_ALONG.get(state, ()):
        return ()
    number, via = _ON_THE_WAY[state]
    first = next(edge for edge in TRANSITIONS if edge.number == number and via in edge.after)
    rest = path(via, command)
    return (first, *rest) if rest else ()


def lapsing_edge() -> Transition:
    """The edge by which a case leaves an approval that ran out, with whatever command touches it next."""
    return next(edge for edge in TRANSITIONS if edge.number == 19 and not edge.command)


@cache  # the table never changes, and every refusal of every open case asks it
def states_for(command: str) -> tuple[CaseState, ...]:
    """Every state a command can be given in."""
    return tuple(state for state in CaseState if path(state, command))


def may_ever(role: Role, command: str) -> bool:
    """Whether a role gives this command in any state at all."""
    return any(edge.command == command and role in edge.who for edge in TRANSITIONS)


def who_may(state: CaseState, command: str) -> tuple[Role, ...]:
    """The people's roles that may give a command from a state; none where it cannot be given."""
    edges = path(state, command)
    people = (role for role in Role if role is not Role.SYSTEM)
    return tuple(role for role in people if edges and all(role in edge.who for edge in edges))


def _edge(state: CaseState | None, command: str) -> Transition | None:
    for edge in TRANSITIONS:
        if edge.command == command and (state in edge.before if state is not None else not edge.before):
            return edge
    return None
