"""What I saw, what it is now, what I chose: for a decision that met a case somebody else had changed.

What the agent saw is kept beside the decision when it is made: the case itself moves on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, SubmissionId
from refundtui.domain.case import Case, CaseId
from refundtui.domain.commands import (
    Approve,
    Command,
    GiveBack,
    GrantApproval,
    MakeOffer,
    MakeQuote,
    RequestApproval,
    SetItems,
    Take,
)
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)

FIELDS: Final = ("state", "owner", "reason", "request", "quotes", "claimed", "order")
_PART: Final = "saw"


@dataclass(frozen=True, slots=True)
class Compared:
    """One row: codes and figures, no words; None where nothing is known or nothing was chosen."""

    field: str
    saw: str | None
    now: str | None
    mine: str | None

    @property
    def is_changed(self) -> bool:
        return self.saw is not None and self.now is not None and self.saw != self.now


@dataclass(frozen=True, slots=True)
class Comparison:
    entry: Entry
    rows: tuple[Compared, ...]

    @property
    def is_remembered(self) -> bool:
        return any(row.saw is not None for row in self.rows)


def remember(submission_id: SubmissionId, case: Case, ports: Ports) -> None:
    """Keep what the agent sees, until the decision is answered; older ones of the case go with it."""
    waiting = {entry.submission.id for entry in ports.outbox.entries(case.id)}
    kept = {one: saw for one, saw in _remembered(case.id, ports).items() if one in waiting}
    ports.outbox.save_draft(_key(case.id), json.dumps({**kept, submission_id: _side(case)}))


def compare(entry: Entry, ports: Ports) -> Comparison:
    """The three columns of an entry that needs another look."""
    submission = entry.submission
    saw: Mapping[str, str] = _remembered(submission.case_id, ports).get(submission.id, {})
    newest = max(
        (case for case in (entry.current, ports.cache.case(submission.case_id)) if case is not None),
        key=lambda case: case.version,
        default=None,
    )
    now = _side(newest) if newest is not None else {}
    mine = _chosen(submission.command, submission.actor)
    return Comparison(
        entry, tuple(Compared(name, saw.get(name), now.get(name), mine.get(name)) for name in FIELDS)
    )


def _remembered(case_id: CaseId, ports: Ports) -> dict[str, dict[str, str]]:
    try:
        told = json.loads(ports.outbox.draft(_key(case_id)) or "{}")
        return {str(one): {str(name): str(value) for name, value in saw.items()} for one, saw in told.items()}
    except (ValueError, AttributeError):
        return {}  # kept by another version of ourselves in a way we do not know


def _key(case_id: CaseId) -> str:
    return f"{case_id}/{_PART}"


def _side(case: Case) -> dict[str, str]:
    quote = case.current_quote
    return {
        "state": case.state.value,
        "owner": case.owner,
        "reason": case.reason.value,
        "request": _spelled(case.request),
        "quotes": str(quote.quote.total) if quote is not None else "",
        "claimed": str(case.claimed) if case.claimed is not None else "",
        "order": case.order.id if case.order is not None else case.order_ref,
    }


def _chosen(command: Command, actor: str) -> dict[str, str]:
    match command:
        case Approve(request=request, total=total) | RequestApproval(request=request, total=total):
            return {"request": _spelled(request), "quotes": str(total)}
        case MakeOffer(request=request) | MakeQuote(request=request):
            return {"request": _spelled(request)}
        case SetItems(request=request, reason=reason):
            return {"request": _spelled(request)} | ({"reason": reason.value} if reason is not None else {})
        case Take():
            return {"owner": actor}
        case GiveBack():
            return {"owner": ""}
        case GrantApproval():
            return {"state": "approved"}
        case _:
            return {}


def _spelled(request: RefundRequest) -> str:
    """What is asked for, in figures and the order's own names, in the words it is typed in on the command line:
    `shirt 2, jacket 96.75/129.00 EUR, goodwill 5.00 EUR`.
    """
    return ", ".join(_item(item) for item in request.items)


def _item(item: Item) -> str:
    match item:
        case Units():
            return " ".join(filter(None, (item.line_id, str(item.units), item.grade)))
        case LineAmount():
            return f"{item.line_id} {item.amount}"
        case PriceReduction():
            return f"{item.line_id} {item.actual_value.decimal_text()}/{item.conforming_value}"
        case RestOfLine():
            return f"{item.line_id} rest"
        case UnusedTime():
            return f"{item.line_id} ended {item.ended_on or item.counted or ''}".rstrip()
        case UnusedUnits():
            return f"{item.line_id} used {item.used}"
        case DepreciatedValue():
            return f"{item.line_id} months {item.months}"
        case Repriced():
            return f"{item.line_id} now {item.new_price}"
        case Everything():
            return "all"
        case OrderReduction():
            return f"order {item.amount}"
        case Goodwill():
            return f"goodwill {item.amount}"
        case FromPayment():
            return f"payment {item.payment_id} {item.amount or ''}".rstrip()
        case _:
            assert_never(item)
