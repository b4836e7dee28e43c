"""The queue and the case as the agent sees them: the office's word with ours laid over it.

The queue is shown before anything else of the program is there. What only an opened case or a word of ours
needs, the rules and the calculator, is loaded when one is met: 0.2 s of a start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.views import LAW, SERVICE, WAITING, CaseFile, QueueRow

if TYPE_CHECKING:
    from refundtui.casework.overlay import LaidOver
    from refundtui.domain.case import Case, CaseId
    from refundtui.domain.deadlines import Deadline
    from refundtui.domain.money import Money


def queue(wanted: QueueFilter, ports: Ports, *, limit: int, offset: int = 0) -> Sequence[QueueRow]:
    """Rows of the queue in their order, new cases of our own first, each with what is on its way."""
    by_case = _by_case(ports.outbox.entries())
    ours = [row for row in _rows_of_new_cases(by_case, ports) if _wanted(row, wanted)]
    if wanted.pending:
        return [*ours, *_rows_on_their_way(wanted, by_case, ports)][offset : offset + limit]
    shown = ours[offset : offset + limit]
    left = limit - len(shown)
    from_cache = ports.cache.rows(wanted, limit=left, offset=max(0, offset - len(ours))) if left > 0 else ()
    laid = [_row_laid_over(row, by_case.get(row.case_id, ()), ports) for row in from_cache]
    return [*shown, *laid]


def count(wanted: QueueFilter, ports: Ports) -> int:
    """How many rows the queue has under this filter."""
    if wanted.pending:
        return len(queue(wanted, ports, limit=len(ports.outbox.entries())))
    ours = _rows_of_new_cases(_by_case(ports.outbox.entries()), ports)
    return ports.cache.count(wanted) + sum(_wanted(row, wanted) for row in ours)


def case_file(case_id: CaseId, ports: Ports) -> CaseFile | None:
    """A case with its verdict, its quote, its clocks, what is on its way and why what is not possible."""
    from refundtui.casework.case_files import case_file as read  # noqa: PLC0415 - as said above

    return read(case_id, ports)


def seen(case_id: CaseId, ports: Ports) -> LaidOver:
    """The case alone, as the agent sees it."""
    from refundtui.casework.overlay import laid_over  # noqa: PLC0415 - as said above

    return laid_over(ports.cache.case(case_id), ports.outbox.entries(case_id), ports)


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
        from refundtui.casework.overlay import laid_over  # noqa: PLC0415 - as said above
        from refundtui.domain.commands import OpenCase  # noqa: PLC0415 - imported when first needed: a queue is shown without it

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
    from refundtui.casework.overlay import laid_over, pending_word  # noqa: PLC0415 - as said above

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


def _basis_of(due: Deadline | None) -> str:
    if due is not None and not due.is_running:
        return WAITING
    return due.basis.value if due is not None and due.basis.value in {LAW, SERVICE} else ""


def _row_of(case: Case, laid: LaidOver, ports: Ports) -> QueueRow:
    from refundtui.casework.overlay import pending_word  # noqa: PLC0415 - as said above
    from refundtui.domain.deadlines import deadlines_for, next_due  # noqa: PLC0415 - imported when first needed: a queue is shown without it

    amount = _amount(case)
    due = next_due(deadlines_for(case, ports.rulebooks.for_case(case)))
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
        due_at=due.due_at if due is not None and due.is_running else None,
        due_basis=_basis_of(due),
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
        and (not wanted.reasons or row.reason in wanted.reasons)
        and wanted.owner in {"", row.owner}
        and not (wanted.unowned and row.owner)
        and not (wanted.not_owner and row.owner == wanted.not_owner)
        and wanted.language in {"", row.language}
        and wanted.is_about(row.snoozed_until)
        and _is_within(row, wanted)
    )


def _is_within(row: QueueRow, wanted: QueueFilter) -> bool:
    """What has no deadline or no amount is within no bound."""
    due, amount = row.due_at, _scaled(row) if wanted.amount_from or wanted.amount_to is not None else None
    return (
        (row.due_is_legal or not wanted.legal_only)
        and (wanted.due_from is None or (due is not None and due >= wanted.due_from))
        and (wanted.due_before is None or (due is not None and due < wanted.due_before))
        and (not wanted.amount_from or (amount is not None and amount >= wanted.amount_from))
        and (wanted.amount_to is None or (amount is not None and amount <= wanted.amount_to))
    )


def _scaled(row: QueueRow) -> int | None:
    """The amount in ten-thousandths of its currency's unit, as the filter's bounds are."""
    from refundtui.domain.money import UnknownCurrencyError, currency  # noqa: PLC0415 - as said above

    if row.amount_minor is None:
        return None
    try:
        scale: int = 10 ** (4 - currency(row.currency).exponent)
    except UnknownCurrencyError:
        scale = 100
    return row.amount_minor * scale


def _rows_on_their_way(
    wanted: QueueFilter, by_case: dict[CaseId, list[Entry]], ports: Ports
) -> list[QueueRow]:
    """The cases with a word of ours in one of these states: few, and known to the outbox alone."""
    rows = []
    for case_id, entries in by_case.items():
        row = ports.cache.row(case_id)
        if row is not None and any(entry.state.value in wanted.pending for entry in entries):
            laid = _row_laid_over(row, entries, ports)
            is_shown = not wanted.open_only or laid.state not in {"closed", "cancelled"}
            rows.extend([laid] * (is_shown and _wanted(laid, wanted)))
    return rows
