"""What one command makes of a case, and what its event says about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from refundtui.domain.actor import Actor, Role
from refundtui.domain.approving import bound_to
from refundtui.domain.asking import Asked, Facts, quote_version, standing
from refundtui.domain.bank_account import masked_in
from refundtui.domain.case import (
    Approval,
    Case,
    CaseEvent,
    CaseState,
    Denial,
    LanguageFrom,
    Message,
    Note,
    Offer,
    OverrideRecord,
    QuoteVersion,
    Resolution,
    Snooze,
)
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Close,
    Command,
    CounterOffer,
    Deny,
    Escalate,
    ExpireOffer,
    GiveBack,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    Merge,
    OpenCase,
    Override,
    PutToSleep,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    ReturnApproval,
    SendLetter,
    SetIdentity,
    SetItems,
    SetLanguage,
    SettleAnotherWay,
    Tag,
    Take,
    Wake,
    WithdrawPayment,
)
from refundtui.domain.guards.amounts import above_own_day, no_second_look_needed, within_own_limit
from refundtui.domain.guards.people import decided_before_appeal, mine
from refundtui.domain.guards.table import GUARDS
from refundtui.domain.guards.verdicts import evidence_is_there
from refundtui.domain.lapsing import has_lapsed
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.states import LegState
from refundtui.domain.letters_set import digest_of, said
from refundtui.domain.limits import limit_of, review_reasons
from refundtui.domain.other_way import OtherWay, going
from refundtui.domain.said_facts import TOLD, told
from refundtui.domain.transitions import lapsing_edge

Changes: TypeAlias = dict[str, Any]  # fields of `Case` by name, as `dataclasses.replace` takes them


def evolved(asked: Asked) -> Case:
    case, command, actor = asked.case, asked.command, asked.actor
    changes, facts = _consequences(asked)
    edges, after = asked.edges, asked.edges[-1].after
    if has_lapsed(case, asked.rulebook.policy, asked.now) and changes_decisions(command):
        # Whatever was approved is void with the first touch, and the case stands on its quote again.
        changes = {**_voided(case), **changes}
        if not after:
            after = lapsing_edge().after
            edges = edges if edges[0] == lapsing_edge() else (lapsing_edge(), *edges)
        facts["lapsed"] = True
    changes.setdefault("state", after[0] if after else case.state)
    if changes["state"] is not case.state:
        changes.setdefault("snooze", None)  # whoever acts on a case has woken it
    if _makes_it_mine(asked) and not case.owner:
        changes.setdefault("owner", actor.id)
    if changes_decisions(command):
        changes["decision_version"] = case.decision_version + 1
    facts["edges"] = tuple(str(edge.number) for edge in edges if edge.number)
    facts["policy"] = asked.rulebook.policy.name
    return with_event(case, changes, command.code, actor, asked.now, facts)


def opened(command: OpenCase, actor: Actor, now: datetime) -> Case:
    """A case as it stands when it was just received."""
    facts: Facts = {"role": actor.role.value, "version": 1, "decision_version": 1, "edges": ("1",)}
    if command.order is None:
        facts["order_unmatched"] = True
    return Case(
        id=command.case_id,
        reference=command.reference,
        brand=command.brand,
        state=CaseState.INTAKE,
        customer=command.customer,
        reason=command.reason,
        received_at=command.received_at,
        order=command.order,
        order_ref=command.order_ref or (command.order.id if command.order else ""),
        request=command.request,
        claimed=command.claimed,
        channel=command.channel,
        facts=command.facts,
        messages=command.messages,
        evidence=command.evidence,
        notice_on=command.notice_on,
        events=(CaseEvent(1, command.code, actor.id, now, None, CaseState.INTAKE, tuple(facts.items())),),
    )


def with_event(case: Case, changes: Changes, kind: str, actor: Actor, now: datetime, facts: Facts) -> Case:
    version = case.version + 1
    facts |= {
        "role": actor.role.value,
        "version": version,
        "decision_version": changes.get("decision_version", case.decision_version),
    }
    after = changes.get("state", case.state)
    number = case.events[-1].number + 1 if case.events else 1
    event = CaseEvent(number, kind, actor.id, now, case.state, after, tuple(facts.items()))
    return replace(case, **changes, version=version, events=(*case.events, event))


def _makes_it_mine(asked: Asked) -> bool:
    """Working on nobody's case takes it; what anybody may add does not."""
    return mine in GUARDS.get(asked.command.code, ()) and asked.actor.role is not Role.SYSTEM


def changes_decisions(command: Command) -> bool:
    """Whether somebody's decision may rest on it: only then a decision made before it is stale.

    What only adds never is: where it matters, verdict and amount come out otherwise, and that asks again.
    """
    return not is_append_only(command) and not isinstance(command, PutToSleep | Wake | SendLetter)


def is_append_only(command: Command) -> bool:
    """It only adds, or changes what no decision rests on: a case that moved on meanwhile is no conflict."""
    return isinstance(command, AddNote | AddEvidence | Tag | SetLanguage)


def _consequences(asked: Asked) -> tuple[Changes, Facts]:
    """What one command changes, and what its event says about it."""
    case, actor, now = asked.case, asked.actor, asked.now
    match asked.command:
        case Take():
            return {"owner": actor.id}, {"owner_before": case.owner}
        case GiveBack(to=to, note=note):
            return {"owner": to}, {"to": to, "note": note}
        case SetItems() as command:
            return _items_set(asked, command)
        case SetIdentity(level=level, steps=steps):
            return {"customer": replace(case.customer, identity=level)}, {
                "level": level.value,
                "steps": steps,
            }
        case SetLanguage(language=language):
            reads = replace(case.customer, language=language, language_from=LanguageFrom.AGENT)
            return {"customer": reads}, {"language": language, "language_before": case.customer.language}
        case AddEvidence(evidence=evidence):
            return {"evidence": (*case.evidence, evidence)}, {"evidence": evidence.id}
        case AddNote(note_id=note_id, text=text):
            return {"notes": (*case.notes, Note(note_id, actor.id, now, text))}, {"note": note_id}
        case MakeQuote() | MakeOffer() | Approve() | RequestApproval() as command:
            return _quoted(asked, command)
        case AcceptOffer(acceptance=acceptance):
            return _offer_accepted(asked, acceptance)
        case CounterOffer(amount=amount, text=text):
            closed = replace(standing(case.offer), countered=amount, closed="countered")
            return {"offer": closed}, {"amount": amount, "text": text}
        case ExpireOffer():
            closed = replace(standing(case.offer), closed="expired")
            return {"offer": closed}, {"amount": closed.amount}
        case GrantApproval(note=note):
            granted = replace(standing(case.approval), granted_by=actor.id, granted_at=now, status="granted")
            changes: Changes = {"approval": granted, "first_decider": case.first_decider or actor.id}
            return changes, {"quote_version": granted.version, "amount": granted.amount, "note": note}
        case ReturnApproval(note=note):
            returned = replace(standing(case.approval), status="returned")
            return {"approval": returned}, {"quote_version": returned.version, "note": note}
        case WithdrawPayment(payouts=taken, reason=reason):
            return _payment_withdrawn(case, taken, reason, now)
        case SettleAnotherWay() as command:
            return _another_way_agreed(case, command, actor, now)
        case Override(rules=rules, reason=reason):
            record = OverrideRecord(rules, reason, actor.id, now)
            return {"overrides": (*case.overrides, record)}, {"rules": rules, "reason": reason}
        case Escalate(note=note):
            return _escalated(case, actor, note)
        case HoldForFraud(note=note):
            return {"flags": case.flags | {"fraud_hold"}}, {"note": note}
        case ReleaseFromFraud(note=note):
            state = CaseState.QUOTE if case.quotes else CaseState.ELIGIBILITY
            return {"flags": case.flags - {"fraud_hold"}, "state": state}, {"note": note}
        case Deny() as command:
            return _denied(asked, command)
        case AskInformation(items=items, waiting_for=waiting_for):
            return {"asked_for": items, "waiting_for": waiting_for}, {
                "items": items,
                "waiting_for": waiting_for.value,
            }
        case ReceiveAnswer() as command:
            return _answered(case, command)
        case PutToSleep(until=until, reason=reason, keep_on_reply=keep):
            return {"snooze": Snooze(until, reason, actor.id, keep)}, {"until": until, "reason": reason}
        case Wake():
            return {"snooze": None}, {}
        case SendLetter(letter=letter, not_before=moment):
            set_for: Facts = {} if moment is None else {"not_before": moment}
            return {"messages": (*case.messages, letter)}, {
                "letter": letter.letter,
                **_proof(letter),
                **set_for,
            }
        case Close() as command:
            return _closed(case, command)
        case Reopen(reason=reason):
            return {**_reopened(case), "owner": actor.id}, {"reason": reason}
        case Cancel(resolution=resolution, note=note):
            return {"resolution": resolution, **_voided(case)}, {"resolution": resolution.value, "note": note}
        case Merge(into=into):
            return {
                "resolution": Resolution.DUPLICATE,
                "merged_into": into,
                "linked": (*case.linked, into),
                **_voided(case),
            }, {"into": str(into)}
        case Tag(add=add, remove=remove):
            return {"tags": (case.tags | add) - remove}, {
                "added": tuple(sorted(add)),
                "removed": tuple(sorted(remove)),
            }
        case OpenCase():
            raise AssertionError("A new case is made by `opened`.")


def _items_set(asked: Asked, command: SetItems) -> tuple[Changes, Facts]:
    case = asked.case
    changes: Changes = {"request": command.request}
    facts: Facts = {"items": len(command.request.items)}
    if command.reason is not None:
        changes["reason"] = command.reason
        facts["reason"] = command.reason.value
    if command.facts:
        changes["facts"] = told(
            case, command.facts, asked.rulebook.day_of(asked.now), asked.rulebook.policy.timezone
        )
        facts["facts"] = tuple(name for name, _ in command.facts)
        facts |= {f"{TOLD}{name}": fact for name, fact in command.facts}
    return {**changes, **_voided(case)}, facts


def _quoted(
    asked: Asked, command: MakeQuote | MakeOffer | Approve | RequestApproval
) -> tuple[Changes, Facts]:
    """A new quote version, and what is decided on exactly that version."""
    case, actor, now, quote = asked.case, asked.actor, asked.now, standing(asked.quote)
    number = max((version.number for version in case.quotes), default=0) + 1
    version = QuoteVersion(number, command.request, quote, actor.id, now)
    changes: Changes = {"request": command.request, "quotes": (*case.quotes, version), **_voided(case)}
    facts: Facts = {"quote_version": number, "amount": quote.total, "fingerprint": quote.fingerprint}
    match command:
        case MakeQuote():
            pass
        case MakeOffer(expires_at=expires_at):
            changes["offer"] = Offer(number, quote.total, actor.id, now, expires_at)
            changes["first_decider"] = case.first_decider or actor.id
            facts |= {"expires_at": expires_at, "within_limit": _decides_alone(asked)}
        case RequestApproval(note=note):
            changes["approval"] = Approval(
                number, quote.fingerprint, quote.total, actor.id, now, note, bound_to=bound_to(case, version)
            )
            changes["owner"] = actor.id  # it comes back to whoever asked, and is in nobody's own review queue
            facts |= {"note": note, "why": _why_second(asked)}
        case Approve(note=note):
            changes["approval"] = Approval(
                number,
                quote.fingerprint,
                quote.total,
                actor.id,
                now,
                note,
                granted_by=actor.id,
                granted_at=now,
                within_own_limit=True,
                status="granted",
                bound_to=bound_to(case, version),
            )
            changes["first_decider"] = case.first_decider or actor.id
            facts |= {"note": note, **_limit_facts(asked)}
    return changes, facts


def _payment_withdrawn(
    case: Case, taken: tuple[LegId, ...], reason: str, now: datetime
) -> tuple[Changes, Facts]:
    back = [payout.amount for payout in case.payouts if payout.id in taken]
    payouts = tuple(
        replace(payout, state=LegState.WITHDRAWN, since=now) if payout.id in taken else payout
        for payout in case.payouts
    )
    facts: Facts = {"reason": reason} if not back else {"reason": reason, "amount": sum(back[1:], back[0])}
    return {"payouts": payouts, **_voided(case)}, facts


def _another_way_agreed(
    case: Case, command: SettleAnotherWay, actor: Actor, now: datetime
) -> tuple[Changes, Facts]:
    """The request asks for it from now on; what was approved to go another way is void."""
    payee = None if command.payee is None else command.payee.hidden
    consent = replace(command.consent, note=masked_in(command.consent.note))
    way = OtherWay(command.kind, command.reason, consent, actor.id, now, payee)
    facts: Facts = {
        "way": command.kind.value,
        "alternative_reason": command.reason.value,
        "consent": command.consent.by.value,
    }
    if payee is not None:
        facts |= {"account": payee.iban, "name_check": payee.check.value}
    return {"other_way": way, "request": going(case.request, way), **_voided(case)}, facts


def _offer_accepted(asked: Asked, acceptance: str) -> tuple[Changes, Facts]:
    """Approved at once where the offer was within its maker's own limit, else a second person's turn."""
    case, now = asked.case, asked.now
    offer, quote = standing(case.offer), standing(asked.quote)
    made = next((one for one in reversed(case.events) if one.kind == MakeOffer.code), None)
    told = {} if made is None else dict(made.facts)
    # What has come up since the offer was made is looked at by a second person, as it would be now.
    since = (
        ()
        if told.get("role") == Role.LEAD
        else review_reasons(case, standing(asked.determination), asked.rulebook)
    )
    # Nor is it decided alone where whoever offered has granted as much as a day allows.
    above = tuple(above_own_day(asked, Role(str(told.get("role", Role.AGENT.value)))))
    alone = told.get("within_limit") is True and not since and not above
    version = standing(quote_version(case, offer.version))
    approval = Approval(
        offer.version,
        quote.fingerprint,
        quote.total,
        offer.by,
        now,
        acceptance,
        bound_to=bound_to(case, version),
    )
    if alone:
        approval = replace(
            approval, granted_by=offer.by, granted_at=now, within_own_limit=True, status="granted"
        )
    changes: Changes = {
        "offer": replace(offer, accepted_at=now, acceptance=acceptance, closed="accepted"),
        "approval": approval,
        "state": CaseState.APPROVED if alone else CaseState.APPROVAL,
    }
    if not alone:
        changes["owner"] = (
            offer.by
        )  # as whoever asks for an approval: it comes back there, and is in no own review queue
    return changes, {"quote_version": offer.version, "amount": offer.amount, "acceptance": acceptance}


def _escalated(case: Case, actor: Actor, note: str) -> tuple[Changes, Facts]:
    """Contested after a decision, or handed on before one: either way another one decides."""
    changes: Changes = {"owner": "", "resolution": None, **_voided(case)}
    if case.state not in {CaseState.CLOSED, CaseState.DENIED}:
        changes["first_decider"] = case.first_decider or actor.id
    return changes, {"note": note}


def _denied(asked: Asked, command: Deny) -> tuple[Changes, Facts]:
    case, actor = asked.case, asked.actor
    second_look = asked.edges[-1].number == 34 or bool(decided_before_appeal(case))
    denial = Denial(command.grounds, command.clauses, actor.id, asked.now, command.text, second_look)
    changes: Changes = {"denial": denial, "first_decider": case.first_decider or actor.id}
    if case.approval is not None and case.approval.status == "requested":
        changes["approval"] = replace(case.approval, status="denied")
    facts: Facts = {
        "grounds": tuple(ground.value for ground in command.grounds),
        "clauses": command.clauses,
        "law_verdict": standing(asked.determination).eligibility.law_verdict.value,
        "policy_verdict": standing(asked.determination).eligibility.policy_verdict.value,
    }
    return changes, facts


def _answered(case: Case, command: ReceiveAnswer) -> tuple[Changes, Facts]:
    changes: Changes = {"messages": (*case.messages, command.message)}
    known = {one.id for one in case.evidence}
    changes["evidence"] = (*case.evidence, *(one for one in command.evidence if one.id not in known))
    sleeps_on = case.snooze is not None and case.snooze.keep_on_reply
    changes["snooze"] = case.snooze if sleeps_on else None
    if case.state is CaseState.INFO_WAIT:
        changes |= {"asked_for": (), "waiting_for": None}
    if case.state is CaseState.CANCELLED:
        changes |= _reopened(case)
    return changes, {"channel": command.message.channel, "evidence": len(command.evidence)}


def _closed(case: Case, command: Close) -> tuple[Changes, Facts]:
    facts: Facts = {"resolution": command.resolution.value}
    letter = command.letter or _last_letter(case)
    if letter is not None:
        facts |= _proof(letter)
    changes: Changes = {"resolution": command.resolution, "waiting_for": None}
    if command.letter is not None:
        changes["messages"] = (*case.messages, command.letter)
    return changes, facts


def _proof(letter: Message) -> Facts:
    """What the audit keeps of a letter for ever: when, by which channel, and the hash of its very text."""
    return {"letter_at": letter.at, "letter_channel": letter.channel, "letter_digest": digest_of(letter)}


def _reopened(case: Case) -> Changes:
    return {"reopened": case.reopened + 1, "resolution": None, **_voided(case)}


def _voided(case: Case) -> Changes:
    """Any change voids what was approved, or asked to be, on an older version."""
    if case.approval is None or case.approval.status not in {"requested", "granted"}:
        return {}
    return {"approval": replace(case.approval, status="void")}


def _decides_alone(asked: Asked) -> bool:
    within = not tuple(within_own_limit(asked))
    return within and not tuple(no_second_look_needed(asked)) and not tuple(evidence_is_there(asked))


def _why_second(asked: Asked) -> tuple[str, ...]:
    found = (*within_own_limit(asked), *no_second_look_needed(asked))
    return tuple(dict.fromkeys(one.code for one in found))


def _limit_facts(asked: Asked) -> Facts:
    limit = limit_of(asked.actor, asked.case, standing(asked.quote), asked.rulebook)
    return {} if limit is None else {"limit": limit.amount, "goodwill_limit": limit.goodwill}


def _last_letter(case: Case) -> Message | None:
    return next(reversed(said(case)), None)
