"""What the office answers to a submission: a closed set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from refundtui.domain.case import Case
from refundtui.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Recorded:
    """It is true now: at this version, and in this feed from this number on."""

    submission_id: str
    version: int
    decision_version: int
    feed: str
    seq: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Stale:
    """The case moved on since it was seen: what it is, what changed, and who did that."""

    submission_id: str
    current: Case
    changed: tuple[str, ...]
    decided_by: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """Refused, with every reason."""

    submission_id: str
    findings: tuple[Finding, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class TooEarly:
    """What it rests on has not come yet: nothing is kept, and it may be sent again as it is."""

    submission_id: str
    waits_for: str


@dataclass(frozen=True, slots=True)
class SignInAgain:
    """It would be recorded if whoever decides had signed in within `max_age`: nothing is kept, and it may be
    sent again as it is.
    """

    submission_id: str
    max_age: timedelta


Definitive: TypeAlias = Recorded | Stale | NotRecorded
"""Kept for ever under the id."""

Outcome: TypeAlias = Recorded | Stale | NotRecorded | TooEarly | SignInAgain
