"""The queue and the case as the agent sees them: the office's word with ours laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from refundtui.casework.overlay import LaidOver, laid_over, pending_word
from refundtui.casework.ports import Entry, EntryState, Ports, QueueFilter
from refundtui.casework.views import CaseFile, QueueRow
from refundtui.domain.case import (
    Case,
    CaseId,
    CaseState,
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
from refundtui.domain.deadlines import Deadline, deadlines_for
from refundtui.domain.decision import obstacles, request_of
from refundtui.domain.determination import Determination, determine
from refundtui.domain.findings import Basis, Finding
from refundtui.domain.money import Money, currency
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook


def queue(wanted: QueueFilter, ports: Ports, *, limit: int, offset: int = 0) -> Sequence[QueueRow]:
    """Rows of the queue in their order, new cases of our own first, each with what is on its way."""
    by_case = _by_case(ports.outbox.entries())
    ours = [row for row in _rows_of_new_cases(by_case, ports) if _wanted(row, wanted)]
    shown = ours[offset : offset + limit]
    left = limit - len(shown)
    from_cache = ports.cache.rows(wanted, limit=left, offset=max(0, offset - len(ours))) if left > 0 else ()
    laid = [_row_laid_over(row, by_case.get(row.case_id, ()), ports) for row in from_cache]
    return [*shown, *laid]


def count(wanted: QueueFilter, ports: Ports) -> int:
    """How many rows the queue has under this filter."""
    ours = _rows_of_new_cases(_by_case(ports.outbox.entries()), ports)
    return ports.cache.count(wanted) + sum(_wanted(row, wanted) for row in ours)


def case_file(case_id: CaseId, ports: Ports) -> CaseFile | None:
    """A case with its verdict, its quote, its clocks, what is on its way and why what is not possible."""
    cached = ports.cache.case(case_id)
    laid = laid_over(cached, ports.outbox.entries(case_id), ports)
    if laid.case is None:
        return None
    now = ports.clock.now()
    rulebook = ports.rulebooks.for_case(laid.case)
    determination = determine(laid.case, laid.case.request, rulebook, now.date())
    return CaseFile(
        case=laid.case,
        office_state=cached.state if cached else laid.case.state,
        determination=determination,
        deadlines=deadlines_for(laid.case, rulebook),
        pending=laid.pending,
        obstacles=_obstacles(laid.case, determination, rulebook, ports, now),
    )


def seen(case_id: CaseId, ports: Ports) -> LaidOver:
    """The case alone, as the agent sees it."""
    return laid_over(ports.cache.case(case_id), ports.outbox.entries(case_id), ports)


def next_deadline(deadlines: Sequence[Deadline]) -> Deadline | None:
    """The one to be warned of first."""
    return min(deadlines, key=lambda deadline: deadline.due_at, default=None)


# ── The queue ────────────────────────────────────────────────────────────────────────────────────


def _by_case(entries: Sequence[Entry]) -> dict[CaseId, list[Entry]]:
    found: dict[CaseId, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.submission.case_id, []).append(entry)
    return found


def _rows_of_new_cases(by_case: dict[CaseId, list[Entry]], ports: Ports) -> list[QueueRow]:
    """Cases opened here that the office has not told us about yet, the newest first."""
    rows = []
    for case_id, entries in by_case.items():
        if not any(isinstance(entry.submission.command, OpenCase) for entry in entries):
            continue
        if ports.cache.row(case_id) is not None:
            continue
        laid = laid_over(None, entries, ports)
        if laid.case is not None:
            rows.append(_row_of(laid.case, laid, ports))
    return sorted(rows, key=lambda row: row.received_at, reverse=True)


def _row_laid_over(row: QueueRow, entries: Sequence[Entry], ports: Ports) -> QueueRow:
    waiting = [entry for entry in entries if entry.state is not EntryState.WITHDRAWN]
    if not waiting:
        return row
    laid = laid_over(ports.cache.case(row.case_id), waiting, ports)
    if laid.case is None:
        return row
    amount = _amount(laid.case)
    return replace(
        row,
        state=laid.case.state.value,
        owner=laid.case.owner,
        amount_minor=amount.minor if amount else row.amount_minor,
        currency=amount.currency.code if amount else row.currency,
        snoozed_until=laid.case.snooze.until if laid.case.snooze else None,
        pending=pending_word(laid.pending),
    )


def _row_of(case: Case, laid: LaidOver, ports: Ports) -> QueueRow:
    amount = _amount(case)
    due = next_deadline(deadlines_for(case, ports.rulebooks.for_case(case)))
    return QueueRow(
        case_id=case.id,
        reference=case.reference,
        brand=case.brand,
        state=case.state.value,
        customer=case.customer.name,
        reason=case.reason.value,
        language=case.customer.language,
        owner=case.owner,
        received_at=case.received_at,
        version=case.version,
        amount_minor=amount.minor if amount else None,
        currency=amount.currency.code if amount else "",
        due_at=due.due_at if due else None,
        due_is_legal=due is not None and due.basis is Basis.LAW,
        order_ref=case.order_ref,
        country=case.customer.country,
        risk=case.risk,
        snoozed_until=case.snooze.until if case.snooze else None,
        pending=pending_word(laid.pending),
    )


def _amount(case: Case) -> Money | None:
    quote = case.current_quote
    return quote.quote.total if quote else case.claimed


def _wanted(row: QueueRow, wanted: QueueFilter) -> bool:
    words = f"{row.customer} {row.reference} {row.order_ref}".casefold()
    return (
        all(word in words for word in wanted.text.casefold().split())
        and wanted.brand in {"", row.brand}
        and (not wanted.states or row.state in wanted.states)
        and wanted.owner in {"", row.owner}
        and wanted.language in {"", row.language}
    )


# ── Why not now ──────────────────────────────────────────────────────────────────────────────────


def _obstacles(
    case: Case, determination: Determination, rulebook: Rulebook, ports: Ports, now: datetime
) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """For every command, what stands in its way whatever is still to be typed into it."""
    found = []
    for command in _as_if(case, determination, rulebook, now):
        known = determination if request_of(case, command) == case.request else None
        found.append(
            (command.code, obstacles(case, command, ports.actor, rulebook, now, determination=known))
        )
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
    stopped = Resolution.NO_REPLY if case.state is CaseState.INFO_WAIT else Resolution.WITHDRAWN
    counter = Money(1, offer.amount.currency) if offer else nothing
    letter = Message(now, from_customer=False, text=said)
    return (
        Take(),
        GiveBack(),
        SetItems(case.request),
        SetIdentity(IdentityLevel.VERIFIED),
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
        Override((said,), said),
        Escalate(said),
        HoldForFraud(said),
        ReleaseFromFraud(said),
        Deny((Ground.WINDOW_PASSED,), (said,)),
        AskInformation((said,)),
        ReceiveAnswer(Message(now, from_customer=True, text=said)),
        PutToSleep(soon, said),
        Wake(),
        Close(Resolution.DENIED_POLICY if denied else Resolution.PAID_FULL, letter),
        Reopen(said),
        Cancel(stopped),
        Merge(CaseId("")),
        Tag(),
    )
