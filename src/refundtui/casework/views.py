"""Frozen read models: what panes, plain lines and scripts are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    # A queue is shown before anything of the calculator is loaded: 70 ms of a start.
    from datetime import datetime

    from refundtui.domain.case import Case, CaseId, CaseState
    from refundtui.domain.deadlines import Deadline
    from refundtui.domain.determination import Determination
    from refundtui.domain.findings import Finding
    from refundtui.domain.late_costs import LateCost


LAW: Final = "law"
SERVICE: Final = "service"
WAITING: Final = "waiting"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue, read without opening the case."""

    case_id: CaseId
    reference: str
    brand: str
    state: str
    customer: str
    reason: str
    language: str
    owner: str
    received_at: datetime
    version: int
    amount_minor: int | None = None  # what is claimed or quoted
    currency: str = ""
    due_at: datetime | None = None  # the next deadline, legal or promised
    # What it rests on: law, service, or empty for a brand's own promise; waiting, without a day, while the law
    # lets the refund wait for the goods.
    due_basis: str = ""
    order_ref: str = ""
    country: str = ""
    risk: int = 0
    snoozed_until: datetime | None = None
    pending: str = ""  # our word on its way: held, queued, sending, needs_review

    @property
    def due_is_legal(self) -> bool:
        return self.due_basis == LAW


@dataclass(frozen=True, slots=True)
class Load:
    """What one person holds of the open cases on this machine; `owner` is empty for what nobody has."""

    owner: str
    cases: int
    late: int  # past a deadline
    soon: int  # within a day of one
    oldest: datetime  # received
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """What I said and the office has not answered yet."""

    submission_id: str
    code: str
    state: str
    held_until: datetime | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as the agent sees it: the office's word with ours laid over it."""

    case: Case
    office_state: CaseState  # before our pending words
    determination: Determination
    deadlines: tuple[Deadline, ...]
    pending: tuple[Pending, ...]
    obstacles: tuple[tuple[str, tuple[Finding, ...]], ...]  # command code → why not now
    me: str = ""  # whose desk it is opened at
    late: tuple[LateCost, ...] = ()  # what a refund that is late costs by law, until today

    def why_not(self, code: str) -> tuple[Finding, ...]:
        return dict(self.obstacles).get(code, ())
