"""By when something must happen: kind, day, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from refundtui.domain.findings import Basis


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due_on` is the last day in the jurisdiction's calendar, `safe_on` the earlier, safe reading.

    `due_at` is the end of `safe_on` as an instant (UTC), for sorting. `started_by` names the fact
    that started the clock, `moved_by` what moved it.
    """

    kind: str  # refund_due, answer_due, offer_expires
    due_on: date
    safe_on: date
    due_at: datetime
    basis: Basis
    rule: str
    clause: str
    started_by: str = ""
    moved_by: str = ""
