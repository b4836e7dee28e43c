"""May this be done to this case now, and what is the case afterwards? The same answer at desk and office."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias, TypeVar

from refundtui.domain.actor import Actor, Limit, Role
from refundtui.domain.case import (
    Approval,
    Case,
    CaseEvent,
    CaseState,
    Denial,
    Ground,
    IdentityLevel,
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
    SetIdentity,
    SetItems,
    Tag,
    Take,
    Wake,
)
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Eligibility, Verdict
from refundtui.domain.findings import Basis, Fact, Finding, Outcome, finding
from refundtui.domain.order import Order
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import RefundRequest
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.transitions import FINISHED, Transition, may_ever, path, states_for

DUPLICATE_CHECKED: Final = "duplicate_checked"
"""A case fact, set by hand: somebody compared the claims and this one is another thing."""

Changes: TypeAlias = dict[str, Any]  # fields of `Case` by name, as `dataclasses.replace` takes them
Facts: TypeAlias = dict[str, Fact]
Thing = TypeVar("Thing")


class NotPossible(Exception):  # noqa: N818 - a refusal with its reasons, not an error
    """A command was given although something stood in its way."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(found.code for found in self.findings))


def obstacles(
    case: Case | None,
    command: Command,
    actor: Actor,
    rulebook: Rulebook,
    now: datetime,
    *,
    determination: Determination | None = None,
) -> tuple[Finding, ...]:
    """Every reason why a command is not possible now; empty when nothing stands in its way.

    `determination` spares working out what the caller just worked out: it must be that of this very
    case, the command's request, this rulebook and this day.
    """
    if isinstance(command, OpenCase):
        return tuple(_opening(case, command, actor))
    if case is None:
        return (finding("case.unknown"),)
    return _judged(case, command, actor, rulebook, now, determination)[0]


def apply(case: Case | None, command: Command, actor: Actor, rulebook: Rulebook, now: datetime) -> Case:
    """The case after the command, with one more event; raises `NotPossible` when obstacles stand."""
    if isinstance(command, OpenCase):
        standing = tuple(_opening(case, command, actor))
        if standing:
            raise NotPossible(standing)
        return opened(command, actor, now)
    if case is None:
        raise NotPossible((finding("case.unknown"),))
    standing, asked = _judged(case, command, actor, rulebook, now, None)
    if standing:
        raise NotPossible(standing)
    return _evolved(asked)


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


def is_append_only(command: Command) -> bool:
    """It only adds, so a case that moved on meanwhile is no conflict."""
    return isinstance(command, AddNote | AddEvidence | Tag)


def changes_decisions(command: Command) -> bool:
    """Whether somebody's decision may rest on it: only then a decision made before it is stale.

    What only adds never is: where it matters, verdict and amount come out otherwise, and that asks again.
    """
    return not is_append_only(command) and not isinstance(command, PutToSleep | Wake)


def request_of(case: Case, command: Command) -> RefundRequest | None:
    """The request a command's amount is about; `None` when it has no amount."""
    match command:
        case MakeQuote() | MakeOffer() | Approve() | RequestApproval():
            return command.request
        case Deny():
            return case.request
        case GrantApproval():
            version = _quote_version(case, command.version)
            return version.request if version else None
        case AcceptOffer():
            version = _quote_version(case, case.offer.version) if case.offer else None
            return version.request if version else None
        case _:
            return None


def rules_against(determination: Determination) -> tuple[str, ...]:
    """What an override has to name: the policy's rules that fail."""
    failing = (
        found
        for found in determination.eligibility.findings
        if found.outcome is Outcome.FAIL and found.basis is not Basis.LAW
    )
    return tuple(dict.fromkeys(found.rule or found.code for found in failing))


def own_limit(actor: Actor, quote: Quote, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Why this amount is more than the actor decides alone: entitlement and goodwill apart."""
    above = (_above_goodwill_limit, _above_entitlement_limit)
    return tuple(dict.fromkeys(found for rule in above for found in rule(actor, quote, rulebook)))


def review_reasons(case: Case, determination: Determination, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Why a second person looks at it whatever the amount."""
    found = []
    if determination.eligibility.needs_review:
        found.append(finding("review.needed", by="policy"))
    least = rulebook.policy.manners.review_at_risk
    if case.risk >= least:
        found.append(finding("risk.high", risk=case.risk, least=least))
    if case.order is not None:
        found.extend(_payments_disagree(case.order))
    return tuple(found)


def cannot_absorb(survivor: Case, merged: Case) -> tuple[Finding, ...]:
    """What stands against merging one case into another, seen from both."""
    found = []
    if survivor.brand != merged.brand:
        found.append(finding("merge.other_brand", brand=str(survivor.brand)))
    if survivor.merged_into is not None or merged.id in survivor.linked or survivor.id in merged.linked:
        found.append(finding("merge.loop", into=str(survivor.id)))
    if survivor.state in FINISHED:
        found.append(finding("merge.into_finished", state=survivor.state.value))
    return tuple(found)


def absorbed(survivor: Case, merged: Case, actor: Actor, now: datetime) -> Case:
    """The surviving case after another went into it: its mail and evidence are here now.

    It also takes over what that one had absorbed, so that a later merge cannot close a circle.
    """
    evidence = {one.id: one for one in (*merged.evidence, *survivor.evidence)}
    messages = sorted({*survivor.messages, *merged.messages}, key=lambda message: message.at)
    links = dict.fromkeys((*survivor.linked, merged.id, *merged.linked))
    changes: Changes = {
        "linked": tuple(one for one in links if one != survivor.id),
        "messages": tuple(messages),
        "evidence": tuple(evidence.values()),
        "decision_version": survivor.decision_version + 1,
    }
    return _with_event(survivor, changes, "absorb", actor, now, {"merged": str(merged.id), "edges": ("42",)})


def waits_for_payment(case: Case) -> bool:
    """Approved, and the money has not begun to move."""
    return case.state is CaseState.APPROVED


# ── Judging ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Asked:
    """One command on one case, with everything a guard may look at."""

    case: Case
    command: Command
    actor: Actor
    rulebook: Rulebook
    now: datetime
    edges: tuple[Transition, ...]
    determination: Determination | None

    @property
    def quote(self) -> Quote | None:
        found = self.determination.quote if self.determination else None
        return found if isinstance(found, Quote) else None


Guard: TypeAlias = Callable[[_Asked], Iterator[Finding]]


def _judged(
    case: Case,
    command: Command,
    actor: Actor,
    rulebook: Rulebook,
    now: datetime,
    determination: Determination | None,
) -> tuple[tuple[Finding, ...], _Asked]:
    edges = path(case.state, command.code)
    asked = _Asked(case, command, actor, rulebook, now, edges, None)
    standing = (*_stranger(asked), *_out_of_place(asked))
    if standing:
        return standing, asked
    request = request_of(case, command)
    if request is not None:
        if determination is None:
            determination = determine(case, request, rulebook, now.date())
        asked = replace(asked, determination=determination)
    found = [one for guard in GUARDS.get(command.code, ()) for one in guard(asked)]
    return tuple(dict.fromkeys(found)), asked


def _opening(case: Case | None, command: OpenCase, actor: Actor) -> Iterator[Finding]:
    if case is not None:
        yield finding("case.exists", reference=case.reference)
    if not actor.may_see(command.brand):
        yield finding("brand.not_yours", brand=str(command.brand))
    if actor.role not in path(None, command.code)[0].who:
        yield finding("role.not_allowed", role=actor.role.value, command=command.code)
    if not command.reference:
        yield finding("reference.missing")
    if not command.customer.name:
        yield finding("customer.missing")
    if command.order is None and not command.order_ref:
        yield finding("order.missing")


def _stranger(asked: _Asked) -> Iterator[Finding]:
    if not asked.actor.may_see(asked.case.brand):
        yield finding("brand.not_yours", brand=str(asked.case.brand))
    role, edges = asked.actor.role, asked.edges
    if not (all(role in edge.who for edge in edges) if edges else may_ever(role, asked.command.code)):
        yield finding("role.not_allowed", role=asked.actor.role.value, command=asked.command.code)


def _out_of_place(asked: _Asked) -> Iterator[Finding]:
    case, code = asked.case, asked.command.code
    if case.merged_into is not None and code in {"receive_answer", "reopen"}:
        yield finding("case.merged", into=str(case.merged_into))
    elif asked.edges:
        return
    elif case.state is CaseState.APPROVED and code == Close.code:
        yield finding("payment.waiting")
    elif case.state in FINISHED:
        yield finding("case.closed", state=case.state.value, command=code)
    else:
        allowed = tuple(state.value for state in states_for(code))
        yield finding("state.wrong", state=case.state.value, command=code, allowed=allowed)


def _mine(asked: _Asked) -> Iterator[Finding]:
    """An agent works on her own cases and on nobody's; a lead may step in."""
    case, actor = asked.case, asked.actor
    steps_in = actor.role in {Role.LEAD, Role.SYSTEM}
    second = asked.edges[0].number in {7, 18, 34}  # the second person's own edges
    if case.owner and case.owner != actor.id and not steps_in and not second:
        yield finding("owner.other", owner=case.owner)


def _not_mine_already(asked: _Asked) -> Iterator[Finding]:
    if asked.case.owner == asked.actor.id and asked.edges[0].number == 43:
        yield finding("owner.same")


def _another_decider(asked: _Asked) -> Iterator[Finding]:
    """An appeal is never decided, nor its second look begun, by whoever decided first."""
    second_look = {33, 34} & {edge.number for edge in asked.edges}
    deciding = asked.command.code in {"approve", "deny", "grant_approval", "offer"}
    if (deciding or second_look) and asked.actor.id in _decided_before_appeal(asked.case):
        yield finding("decider.same", decider=asked.actor.id)


def _no_duplicate(asked: _Asked) -> Iterator[Finding]:
    """The same line for the same reason, claimed before; several units of a line may each be claimed.

    A related claim says no units, so it counts as one of them at least; what was already refunded is
    taken off by the calculator. Somebody who compared the two says so as a fact, or overrides.
    """
    case = asked.case
    if case.fact(DUPLICATE_CHECKED) is True or _overridden(case, ("duplicate.claim",)):
        return
    request = request_of(case, asked.command) or case.request
    for claim in case.related:
        if claim.reason is not case.reason or claim.state in {CaseState.DENIED, CaseState.CANCELLED}:
            continue
        lines = tuple(line for line in claim.line_ids if _claimed_twice(case, request, line))
        if lines:
            yield finding("duplicate.claim", reference=claim.reference, state=claim.state.value, lines=lines)


def _identity_is_known(asked: _Asked) -> Iterator[Finding]:
    """Asked for before the quote already, so that nobody works out what cannot be given."""
    needed = dict(asked.rulebook.policy.manners.identity_needed)
    levels = [needed[code] for code in (asked.command.code, "quote", "approve") if code in needed]
    least = max(levels, key=lambda level: level.rank, default=IdentityLevel.NONE)
    has = asked.case.customer.identity
    if has.rank < least.rank:
        yield finding("identity.too_low", needed=least.value, has=has.value)


def _evidence_is_there(asked: _Asked) -> Iterator[Finding]:
    missing = asked.determination.eligibility.evidence_missing if asked.determination else ()
    if missing:
        yield finding("evidence.missing", kinds=missing)


def _verdict_allows(asked: _Asked) -> Iterator[Finding]:
    """What is only goodwill is given beyond policy and law: its own limit holds, not the verdict."""
    determination, quote = asked.determination, asked.quote
    if determination is None or (quote is not None and quote.goodwill and not quote.entitlement):
        return
    eligibility = determination.eligibility
    against = rules_against(determination)
    if eligibility.verdict is Verdict.INELIGIBLE and not _overridden(asked.case, against):
        yield finding("verdict.ineligible", rules=against, decided_by=eligibility.decided_by)
    if eligibility.verdict is Verdict.INFORMATION_MISSING and not _overridden(asked.case, against):
        missing = _facts_missing(eligibility)
        if missing or not eligibility.evidence_missing:
            yield finding("information.missing", facts=missing)


def _amount_is_possible(asked: _Asked) -> Iterator[Finding]:
    found = asked.determination.quote if asked.determination else None
    if isinstance(found, Refused):
        yield from (replace(one, outcome=Outcome.FAIL) for one in found.findings)


def _amount_within_caps(asked: _Asked) -> Iterator[Finding]:
    quote, order = asked.quote, asked.case.order
    if quote is None or order is None:
        return
    if quote.total.minor < 0 or (not quote.total and quote.charged is None):
        yield finding("amount.nothing")
    most = quote.maximum
    if order.paid is not None:
        left = order.paid - order.refunded
        most = left if most is None else min(most, left)
    if most is not None and quote.cash > most:
        yield finding("cap.exceeded", amount=quote.cash, maximum=most)


def _as_seen(asked: _Asked) -> Iterator[Finding]:
    """What the maker looked at is what is decided: another result asks again."""
    quote, command = asked.quote, asked.command
    if quote is None:
        return
    if isinstance(command, MakeQuote | MakeOffer | Approve | RequestApproval | GrantApproval):
        seen = command.fingerprint
    else:
        version = _quote_version(asked.case, asked.case.offer.version) if asked.case.offer else None
        seen = version.quote.fingerprint if version else ""
    facts: Facts = {"now": quote.total}
    if isinstance(command, Approve | RequestApproval):
        facts["seen"] = command.total
    differs = isinstance(command, Approve | RequestApproval) and command.total != quote.total
    if seen != quote.fingerprint or differs:
        yield Finding("quote.changed", facts=tuple(facts.items()))


def _within_own_limit(asked: _Asked) -> Iterator[Finding]:
    if asked.quote is not None:
        yield from own_limit(asked.actor, asked.quote, asked.rulebook)


def _within_goodwill_limit(asked: _Asked) -> Iterator[Finding]:
    if asked.quote is not None:
        yield from _above_goodwill_limit(asked.actor, asked.quote, asked.rulebook)


def _no_second_look_needed(asked: _Asked) -> Iterator[Finding]:
    if asked.determination is not None and asked.actor.role is not Role.LEAD:
        yield from review_reasons(asked.case, asked.determination, asked.rulebook)


def _law_owes_no_money(asked: _Asked) -> Iterator[Finding]:
    """A compromise is for what is negotiable; what the law grants in money is paid, not offered."""
    if asked.determination is not None and asked.determination.eligibility.law_verdict is Verdict.ELIGIBLE:
        yield finding("offer.owed_by_law", rules=_law_rules(asked.determination))


def _offer_has_time(asked: _Asked) -> Iterator[Finding]:
    if isinstance(asked.command, MakeOffer) and asked.command.expires_at <= asked.now:
        yield finding("offer.expired", at=asked.command.expires_at)


def _offer_stands(asked: _Asked) -> Iterator[Finding]:
    offer, command = asked.case.offer, asked.command
    if offer is None:
        yield finding("offer.none")
        return
    if isinstance(command, AcceptOffer):
        if asked.now >= offer.expires_at:
            yield finding("offer.expired", at=offer.expires_at)
        if not command.acceptance.strip():
            yield finding("acceptance.missing")
    if isinstance(command, ExpireOffer) and asked.now < offer.expires_at:
        yield finding("offer.still_open", until=offer.expires_at)
    if isinstance(command, CounterOffer) and (
        command.amount.minor <= 0 or command.amount.currency != offer.amount.currency
    ):
        yield finding("amount.nothing")


def _checker_is_another(asked: _Asked) -> Iterator[Finding]:
    """Maker and checker are two people: who asked, and who made the quote."""
    approval = asked.case.approval
    if approval is None or approval.status != "requested":
        yield finding("approval.none")
        return
    version = _quote_version(asked.case, approval.version)
    makers = {approval.requested_by, version.by if version else ""}
    if asked.actor.id in makers:
        yield finding("self.approval", maker=asked.actor.id)


def _same_version(asked: _Asked) -> Iterator[Finding]:
    approval, command = asked.case.approval, asked.command
    if approval is None or not isinstance(command, GrantApproval):
        return
    if (command.version, command.fingerprint) != (approval.version, approval.fingerprint):
        yield finding("quote.changed", version=command.version, current=approval.version)


def _denial_has_grounds(asked: _Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, Deny):
        return
    if not command.grounds:
        yield finding("grounds.missing")
    if not any(clause.strip() for clause in command.clauses):
        yield finding("clause.missing")
    if Ground.OTHER in command.grounds and not command.text.strip():
        yield finding("reason.missing", field="text")


def _law_permits_denial(asked: _Asked) -> Iterator[Finding]:
    """The pack alone may say no where the law says yes; then nobody can send the denial."""
    if asked.determination is None:
        return
    eligibility = asked.determination.eligibility
    if eligibility.law_verdict in {Verdict.ELIGIBLE, Verdict.PARTLY}:
        yield finding(
            "denial.owed_by_law", rules=_law_rules(asked.determination), remedies=eligibility.remedies
        )
        return
    owed_by_pack = eligibility.policy_verdict is Verdict.ELIGIBLE and asked.edges[-1].number == 9
    law_untold = eligibility.law_verdict is Verdict.INFORMATION_MISSING and asked.actor.role is Role.AGENT
    if owed_by_pack and not asked.case.overrides and not _is_doubted(asked, _DOUBTS):
        yield finding("denial.against_verdict", decided_by=eligibility.decided_by)
    elif law_untold and not _is_doubted(asked, _DOUBTS | {Ground.NO_PROOF}):
        # Whoever cannot tell what the law says asks for the fact, or hands the case on.
        yield finding("denial.law_unknown", facts=_law_facts_missing(asked.determination))


_DOUBTS: Final = frozenset(
    {Ground.FRAUD, Ground.IDENTITY_FAILED, Ground.NOT_OUR_SALE, Ground.ALREADY_REFUNDED}
)
"""Who is asking, whether it was our sale, whether it was paid back: no question of the verdict."""


def _is_doubted(asked: _Asked, doubts: frozenset[Ground]) -> bool:
    return isinstance(asked.command, Deny) and bool(doubts.intersection(asked.command.grounds))


def _may_override(asked: _Asked) -> Iterator[Finding]:
    roles = asked.rulebook.policy.manners.override_roles
    if asked.actor.role not in roles:
        yield finding("override.not_allowed", role=asked.actor.role.value)
    if isinstance(asked.command, Override) and not asked.command.rules:
        yield finding("rules.missing")


def _says_why(asked: _Asked) -> Iterator[Finding]:
    match asked.command:
        case Escalate(note=text) | HoldForFraud(note=text) | ReleaseFromFraud(note=text):
            field = "note"
        case ReturnApproval(note=text):
            field = "note"
        case Override(reason=text) | Reopen(reason=text) | PutToSleep(reason=text):
            field = "reason"
        case AddNote(text=text):
            field = "text"
        case _:
            return
    if not text.strip():
        yield finding("reason.missing", field=field)


def _asks_for_something(asked: _Asked) -> Iterator[Finding]:
    if isinstance(asked.command, AskInformation) and not any(one.strip() for one in asked.command.items):
        yield finding("items.missing")


def _not_the_maker(asked: _Asked) -> Iterator[Finding]:
    """Whoever worked the case up does not clear it of suspicion."""
    quote = asked.case.current_quote
    if asked.actor.id in {asked.case.owner, quote.by if quote else ""}:
        yield finding("self.approval", maker=asked.actor.id)


def _sleeps_within_the_law(asked: _Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, PutToSleep):
        return
    if command.until <= asked.now:
        yield finding("snooze.in_the_past", until=command.until)
    if asked.actor.role is Role.LEAD:
        return
    for deadline in deadlines_for(asked.case, asked.rulebook):
        if deadline.basis is Basis.LAW and command.until > deadline.due_at:
            yield finding(
                "snooze.past_deadline", until=command.until, due=deadline.due_at, rule=deadline.rule
            )


def _letter_is_sent(asked: _Asked) -> Iterator[Finding]:
    """No case is closed on a letter that was only drafted."""
    command, case = asked.command, asked.case
    if not isinstance(command, Close):
        return
    letter = command.letter
    if letter is not None and (letter.from_customer or not letter.text.strip()):
        letter = None
    if letter is None and not _letter_since_decision(case):
        yield finding("letter.unsent")
    denials = {one for one in Resolution if one.value.startswith("denied_")}
    if case.denial is not None and command.resolution not in denials:
        yield finding("resolution.mismatch", resolution=command.resolution.value)


_STOPPED: Final = frozenset(
    {
        Resolution.WITHDRAWN,
        Resolution.DUPLICATE,
        Resolution.REPLACED,
        Resolution.REPAIRED,
        Resolution.NO_REPLY,
        Resolution.OUT_OF_SCOPE,
    }
)


def _stops_for_a_reason(asked: _Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, Cancel):
        return
    no_reply = command.resolution is Resolution.NO_REPLY
    waited = asked.case.state is CaseState.INFO_WAIT
    if command.resolution not in _STOPPED or (no_reply and not waited):
        yield finding("resolution.mismatch", resolution=command.resolution.value)


def _merge_has_direction(asked: _Asked) -> Iterator[Finding]:
    command, case = asked.command, asked.case
    if isinstance(command, Merge):
        if command.into == case.id:
            yield finding("merge.self")
        if command.into in case.linked:
            yield finding("merge.loop", into=str(command.into))


def _reopens_in_time(asked: _Asked) -> Iterator[Finding]:
    days = asked.rulebook.policy.manners.reopen_days
    closed_at = max((one.at for one in asked.case.events if one.kind == Close.code), default=None)
    late = closed_at is not None and asked.now > closed_at + timedelta(days=days)
    if late and asked.actor.role is not Role.LEAD:
        yield finding("reopen.too_late", days=days)


def _is_new(asked: _Asked) -> Iterator[Finding]:
    match asked.command:
        case AddNote(note_id=note_id) if any(note.id == note_id for note in asked.case.notes):
            yield finding("note.already_there")
        case AddEvidence(evidence=evidence) if any(one.id == evidence.id for one in asked.case.evidence):
            yield finding("evidence.already_there")
        case _:
            return


_BEFORE_A_QUOTE: Final[tuple[Guard, ...]] = (_no_duplicate, _identity_is_known, _verdict_allows)
_AMOUNT: Final[tuple[Guard, ...]] = (_amount_is_possible, _amount_within_caps, _as_seen)

GUARDS: Final[Mapping[str, tuple[Guard, ...]]] = {
    Take.code: (_mine, _not_mine_already, _another_decider),
    GiveBack.code: (_mine,),
    SetItems.code: (_mine,),
    AddEvidence.code: (_is_new,),
    AddNote.code: (_is_new, _says_why),
    MakeQuote.code: (_mine, _another_decider, *_BEFORE_A_QUOTE, *_AMOUNT),
    MakeOffer.code: (
        _mine,
        _another_decider,
        *_BEFORE_A_QUOTE,
        *_AMOUNT,
        _within_goodwill_limit,
        _law_owes_no_money,
        _offer_has_time,
    ),
    AcceptOffer.code: (_offer_stands, _no_duplicate, *_AMOUNT),
    CounterOffer.code: (_offer_stands,),
    ExpireOffer.code: (_offer_stands,),
    Approve.code: (
        _mine,
        _another_decider,
        *_BEFORE_A_QUOTE,
        _evidence_is_there,
        *_AMOUNT,
        _within_own_limit,
        _no_second_look_needed,
    ),
    RequestApproval.code: (_mine, _another_decider, *_BEFORE_A_QUOTE, _evidence_is_there, *_AMOUNT),
    GrantApproval.code: (
        _checker_is_another,
        _another_decider,
        _same_version,
        _amount_is_possible,
        _amount_within_caps,
        _as_seen,
        _within_own_limit,
    ),
    ReturnApproval.code: (_checker_is_another, _says_why),
    Override.code: (_mine, _may_override, _says_why),
    Escalate.code: (_says_why,),
    HoldForFraud.code: (_mine, _says_why),
    ReleaseFromFraud.code: (_not_the_maker, _says_why),
    Deny.code: (_mine, _another_decider, _denial_has_grounds, _law_permits_denial),
    AskInformation.code: (_mine, _asks_for_something),
    PutToSleep.code: (_mine, _sleeps_within_the_law, _says_why),
    Close.code: (_mine, _letter_is_sent),
    Reopen.code: (_reopens_in_time, _says_why),
    Cancel.code: (_mine, _stops_for_a_reason),
    Merge.code: (_mine, _merge_has_direction),
}


def _above_goodwill_limit(actor: Actor, quote: Quote, rulebook: Rulebook) -> Iterator[Finding]:
    if quote.goodwill:
        limit = _limit(actor, quote, rulebook)
        if limit is None:
            yield finding("limit.none", role=actor.role.value, currency=quote.currency.code)
        elif quote.goodwill > limit.goodwill:
            yield finding("goodwill.limit_exceeded", amount=quote.goodwill, limit=limit.goodwill)


def _above_entitlement_limit(actor: Actor, quote: Quote, rulebook: Rulebook) -> Iterator[Finding]:
    if quote.entitlement:
        limit = _limit(actor, quote, rulebook)
        if limit is None:
            yield finding("limit.none", role=actor.role.value, currency=quote.currency.code)
        elif quote.entitlement > limit.amount:
            yield finding("limit.exceeded", amount=quote.entitlement, limit=limit.amount)


def _limit(actor: Actor, quote: Quote, rulebook: Rulebook) -> Limit | None:
    found = rulebook.policy.limit_for(actor.role)
    return found if found is not None and found.amount.currency == quote.currency else None


def _payments_disagree(order: Order) -> Iterator[Finding]:
    """What was received is more than was bought, or the source contradicts its own lines."""
    paid, shared = order.paid, any(payment.shares for payment in order.payments)
    if paid is not None and not shared and paid > order.total:
        yield finding("order.payments_disagree", paid=paid, total=order.total)
    elif order.declared_total is not None and order.declared_total != order.total:
        yield finding("order.payments_disagree", paid=order.declared_total, total=order.total)


def _claimed_twice(case: Case, request: RefundRequest, line_id: str) -> bool:
    asked = [item for item in request.items if getattr(item, "line_id", None) == line_id]
    whole = any(not hasattr(item, "line_id") for item in request.items)
    if not asked and not whole:
        return False
    line = case.order.line(line_id) if case.order else None
    if line is None:
        return True
    others = sum(
        line_id in claim.line_ids and claim.reason is case.reason
        for claim in case.related
        if claim.state not in {CaseState.DENIED, CaseState.CANCELLED}
    )
    units = sum(max(1, getattr(item, "units", 1)) for item in asked) or 1
    return others + units > max(1, line.units)


def _overridden(case: Case, rules: tuple[str, ...]) -> bool:
    named = {rule for record in case.overrides for rule in record.rules}
    return bool(named) and named.issuperset(rules)


def _facts_missing(eligibility: Eligibility) -> tuple[str, ...]:
    """Facts that would decide, evidence apart: that has its own obstacle, and does not stop a quote."""
    evidence = {found.decided_by for found in eligibility.findings if found.code == "evidence.missing"}
    return tuple(name for name in eligibility.missing if name not in evidence)


def _law_facts_missing(determination: Determination) -> tuple[str, ...]:
    found = determination.eligibility.findings
    unknown = (one for one in found if one.basis is Basis.LAW and one.outcome is Outcome.UNKNOWN)
    return tuple(dict.fromkeys(one.decided_by for one in unknown if one.decided_by))


def _law_rules(determination: Determination) -> tuple[str, ...]:
    found = determination.eligibility.findings
    held = (one for one in found if one.basis is Basis.LAW and one.outcome is Outcome.PASS)
    return tuple(dict.fromkeys(one.rule or one.code for one in held))


def _quote_version(case: Case, number: int) -> QuoteVersion | None:
    return next((version for version in case.quotes if version.number == number), None)


_DECISIONS: Final = frozenset({Approve.code, Deny.code, GrantApproval.code, MakeOffer.code})


def _decided_before_appeal(case: Case) -> frozenset[str]:
    """Who decided what is contested now; empty once somebody else has decided the appeal."""
    contested = max((one.number for one in case.events if one.kind == Escalate.code), default=0)
    decided = max((one.number for one in case.events if one.kind in _DECISIONS), default=0)
    if case.state is not CaseState.ESCALATED and decided >= contested:
        return frozenset()
    deciders = {one.by for one in case.events if one.kind in _DECISIONS and one.number < contested}
    return frozenset({*deciders, case.first_decider} - {""})


def _letter_since_decision(case: Case) -> bool:
    decided_at = max(
        (one.at for one in case.events if one.after is CaseState.DENIED),
        default=case.denial.at if case.denial else case.received_at,
    )
    return any(not message.from_customer and message.at >= decided_at for message in case.messages)


# ── Evolving ─────────────────────────────────────────────────────────────────────────────────────


def _evolved(asked: _Asked) -> Case:
    case, command, actor = asked.case, asked.command, asked.actor
    changes, facts = _consequences(asked)
    after = asked.edges[-1].after
    changes.setdefault("state", after[0] if after else case.state)
    if changes["state"] is not case.state:
        changes.setdefault("snooze", None)  # whoever acts on a case has woken it
    if _makes_it_mine(asked) and not case.owner:
        changes.setdefault("owner", actor.id)
    if changes_decisions(command):
        changes["decision_version"] = case.decision_version + 1
    facts["edges"] = tuple(str(edge.number) for edge in asked.edges if edge.number)
    facts["policy"] = asked.rulebook.policy.name
    return _with_event(case, changes, command.code, actor, asked.now, facts)


def _with_event(case: Case, changes: Changes, kind: str, actor: Actor, now: datetime, facts: Facts) -> Case:
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


def _makes_it_mine(asked: _Asked) -> bool:
    """Working on nobody's case takes it; what anybody may add does not."""
    return _mine in GUARDS.get(asked.command.code, ()) and asked.actor.role is not Role.SYSTEM


def _consequences(asked: _Asked) -> tuple[Changes, Facts]:
    """What one command changes, and what its event says about it."""
    case, actor, now = asked.case, asked.actor, asked.now
    match asked.command:
        case Take():
            return {"owner": actor.id}, {"owner_before": case.owner}
        case GiveBack(to=to, note=note):
            return {"owner": to}, {"to": to, "note": note}
        case SetItems() as command:
            return _items_set(case, command)
        case SetIdentity(level=level, steps=steps):
            return {"customer": replace(case.customer, identity=level)}, {
                "level": level.value,
                "steps": steps,
            }
        case AddEvidence(evidence=evidence):
            return {"evidence": (*case.evidence, evidence)}, {"evidence": evidence.id}
        case AddNote(note_id=note_id, text=text):
            return {"notes": (*case.notes, Note(note_id, actor.id, now, text))}, {"note": note_id}
        case MakeQuote() | MakeOffer() | Approve() | RequestApproval() as command:
            return _quoted(asked, command)
        case AcceptOffer(acceptance=acceptance):
            return _offer_accepted(asked, acceptance)
        case CounterOffer(amount=amount, text=text):
            closed = replace(_standing(case.offer), countered=amount, closed="countered")
            return {"offer": closed}, {"amount": amount, "text": text}
        case ExpireOffer():
            closed = replace(_standing(case.offer), closed="expired")
            return {"offer": closed}, {"amount": closed.amount}
        case GrantApproval(note=note):
            granted = replace(_standing(case.approval), granted_by=actor.id, granted_at=now, status="granted")
            changes: Changes = {"approval": granted, "first_decider": case.first_decider or actor.id}
            return changes, {"quote_version": granted.version, "amount": granted.amount, "note": note}
        case ReturnApproval(note=note):
            returned = replace(_standing(case.approval), status="returned")
            return {"approval": returned}, {"quote_version": returned.version, "note": note}
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


def _items_set(case: Case, command: SetItems) -> tuple[Changes, Facts]:
    changes: Changes = {"request": command.request}
    facts: Facts = {"items": len(command.request.items)}
    if command.reason is not None:
        changes["reason"] = command.reason
        facts["reason"] = command.reason.value
    if command.facts:
        changes["facts"] = tuple((dict(case.facts) | dict(command.facts)).items())
        facts["facts"] = tuple(name for name, _ in command.facts)
    return {**changes, **_voided(case)}, facts


def _quoted(
    asked: _Asked, command: MakeQuote | MakeOffer | Approve | RequestApproval
) -> tuple[Changes, Facts]:
    """A new quote version, and what is decided on exactly that version."""
    case, actor, now, quote = asked.case, asked.actor, asked.now, _standing(asked.quote)
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
            changes["approval"] = Approval(number, quote.fingerprint, quote.total, actor.id, now, note)
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
            )
            changes["first_decider"] = case.first_decider or actor.id
            facts |= {"note": note, **_limit_facts(asked)}
    return changes, facts


def _offer_accepted(asked: _Asked, acceptance: str) -> tuple[Changes, Facts]:
    """Approved at once where the offer was within its maker's own limit, else a second person's turn."""
    case, now = asked.case, asked.now
    offer, quote = _standing(case.offer), _standing(asked.quote)
    made = next((one for one in reversed(case.events) if one.kind == MakeOffer.code), None)
    alone = made is not None and dict(made.facts).get("within_limit") is True
    approval = Approval(offer.version, quote.fingerprint, quote.total, offer.by, now, acceptance)
    if alone:
        approval = replace(
            approval, granted_by=offer.by, granted_at=now, within_own_limit=True, status="granted"
        )
    changes: Changes = {
        "offer": replace(offer, accepted_at=now, acceptance=acceptance, closed="accepted"),
        "approval": approval,
        "state": CaseState.APPROVED if alone else CaseState.APPROVAL,
    }
    return changes, {"quote_version": offer.version, "amount": offer.amount, "acceptance": acceptance}


def _escalated(case: Case, actor: Actor, note: str) -> tuple[Changes, Facts]:
    """Contested after a decision, or handed on before one: either way another one decides."""
    changes: Changes = {"owner": "", "resolution": None, **_voided(case)}
    if case.state not in {CaseState.CLOSED, CaseState.DENIED}:
        changes["first_decider"] = case.first_decider or actor.id
    return changes, {"note": note}


def _denied(asked: _Asked, command: Deny) -> tuple[Changes, Facts]:
    case, actor = asked.case, asked.actor
    second_look = asked.edges[-1].number == 34 or bool(_decided_before_appeal(case))
    denial = Denial(command.grounds, command.clauses, actor.id, asked.now, command.text, second_look)
    changes: Changes = {"denial": denial, "first_decider": case.first_decider or actor.id}
    if case.approval is not None and case.approval.status == "requested":
        changes["approval"] = replace(case.approval, status="denied")
    facts: Facts = {
        "grounds": tuple(ground.value for ground in command.grounds),
        "clauses": command.clauses,
        "law_verdict": _standing(asked.determination).eligibility.law_verdict.value,
        "policy_verdict": _standing(asked.determination).eligibility.policy_verdict.value,
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
        digest = hashlib.sha256(letter.text.encode()).hexdigest()
        facts |= {"letter_at": letter.at, "letter_channel": letter.channel, "letter_digest": digest}
    changes: Changes = {"resolution": command.resolution, "waiting_for": None}
    if command.letter is not None:
        changes["messages"] = (*case.messages, command.letter)
    return changes, facts


def _reopened(case: Case) -> Changes:
    return {"reopened": case.reopened + 1, "resolution": None, **_voided(case)}


def _voided(case: Case) -> Changes:
    """Any change voids what was approved, or asked to be, on an older version."""
    if case.approval is None or case.approval.status not in {"requested", "granted"}:
        return {}
    return {"approval": replace(case.approval, status="void")}


def _decides_alone(asked: _Asked) -> bool:
    within = not tuple(_within_own_limit(asked))
    return within and not tuple(_no_second_look_needed(asked)) and not tuple(_evidence_is_there(asked))


def _why_second(asked: _Asked) -> tuple[str, ...]:
    found = (*_within_own_limit(asked), *_no_second_look_needed(asked))
    return tuple(dict.fromkeys(one.code for one in found))


def _limit_facts(asked: _Asked) -> Facts:
    limit = _limit(asked.actor, _standing(asked.quote), asked.rulebook)
    return {} if limit is None else {"limit": limit.amount, "goodwill_limit": limit.goodwill}


def _last_letter(case: Case) -> Message | None:
    return next((one for one in reversed(case.messages) if not one.from_customer), None)


def _standing(thing: Thing | None) -> Thing:
    """What a guard has already seen to be there."""
    if thing is None:
        raise AssertionError("A guard let something pass that is not there.")
    return thing
