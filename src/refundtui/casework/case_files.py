"""One case opened: its verdict, its quote, its clocks, and why what is not possible is not."""

from __future__ import annotations

from datetime import datetime, timedelta

from refundtui.casework.given_today import given_today
from refundtui.casework.other_ways import as_if_agreed, taking_back
from refundtui.casework.overlay import laid_over
from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile
from refundtui.domain.case import (
    Case,
    CaseId,
    Evidence,
    Ground,
    IdentityLevel,
    Message,
    Resolution,
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
    Tag,
    Take,
    Wake,
)
from refundtui.domain.deadlines import deadlines_for, refund_by_law
from refundtui.domain.decision import obstacles, request_of
from refundtui.domain.determination import Determination, determine
from refundtui.domain.findings import Finding
from refundtui.domain.late_costs import late_costs
from refundtui.domain.money import Money, currency
from refundtui.domain.money_by_law import owed_in_money
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook


def case_file(case_id: CaseId, ports: Ports) -> CaseFile | None:
    """A case with its verdict, its quote, its clocks, what is on its way and why what is not possible."""
    cached = ports.cache.case(case_id)
    laid = laid_over(cached, ports.outbox.entries(case_id), ports)
    if laid.case is None:
        return None
    now = ports.clock.now()
    rulebook = ports.rulebooks.for_case(laid.case)
    today = rulebook.day_of(now)
    determination = determine(laid.case, laid.case.request, rulebook, today)
    owed = owed_in_money(determination)
    return CaseFile(
        case=laid.case,
        office_state=cached.state if cached else laid.case.state,
        determination=determination,
        deadlines=deadlines_for(laid.case, rulebook),
        pending=laid.pending,
        obstacles=_obstacles(laid.case, determination, rulebook, ports, now),
        me=ports.actor.id,
        late=() if owed is None else late_costs(refund_by_law(laid.case, rulebook), owed, rulebook, today),
    )


# ── Why not now ──────────────────────────────────────────────────────────────────────────────────


def _obstacles(
    case: Case, determination: Determination, rulebook: Rulebook, ports: Ports, now: datetime
) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """For every command, what stands in its way whatever is still to be typed into it."""
    found = []
    given = given_today(case, rulebook, ports, now)
    for command in _as_if(case, determination, rulebook, now):
        known = determination if request_of(case, command) == case.request else None
        standing = obstacles(case, command, ports.actor, rulebook, now, determination=known, given=given)
        found.append((command.code, standing))
    return tuple(found)


def _as_if(
    case: Case, determination: Determination, rulebook: Rulebook, now: datetime
) -> tuple[Command, ...]:
    """Every command as it would be given now, its free texts filled: only real obstacles remain."""
    quote = determination.quote if isinstance(determination.quote, Quote) else None
    code = case.order.currency.code if case.order else rulebook.policy.currency
    nothing = Money(0, currency(code))
    total = quote.total if quote else nothing
    fingerprint = quote.fingerprint if quote else ""
    said = "…"
    soon, later = now + timedelta(minutes=1), now + timedelta(days=rulebook.policy.manners.offer_days)
    approval, offer = case.approval, case.offer
    denied = case.denial is not None
    stopped = Resolution.WITHDRAWN  # the reason that is possible on any day
    counter = Money(1, offer.amount.currency) if offer else nothing
    letter = Message(now, from_customer=False, text=said)
    return (
        Take(),
        GiveBack(),
        SetItems(case.request),
        SetIdentity(IdentityLevel.VERIFIED, (said,)),
        SetLanguage("en" if case.customer.language != "en" else "de"),
        AddEvidence(Evidence("", "photo", said, now, "")),
        AddNote("", said),
        MakeQuote(case.request, fingerprint),
        MakeOffer(case.request, fingerprint, later),
        AcceptOffer(said),
        CounterOffer(counter),
        ExpireOffer(),
        Approve(case.request, fingerprint, total),
        RequestApproval(case.request, fingerprint, total),
        GrantApproval(approval.version if approval else 0, approval.fingerprint if approval else ""),
        ReturnApproval(said),
        taking_back(case, said),
        as_if_agreed(case, now),
        Override((said,), said),
        Escalate(said),
        HoldForFraud(said),
        ReleaseFromFraud(said),
        Deny((Ground.WINDOW_PASSED,), (said,)),
        AskInformation((said,)),
        ReceiveAnswer(Message(now, from_customer=True, text=said)),
        PutToSleep(soon, said),
        Wake(),
        SendLetter(letter),
        Close(Resolution.DENIED_POLICY if denied else Resolution.PAID_FULL, letter),
        Reopen(said),
        Cancel(stopped),
        Merge(CaseId("")),
        Tag(),
    )
