"""What became of a letter, written on its case: when, by which way, to which masked address, and the hash of its text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from refundtui.domain.case import Case, CaseEvent
from refundtui.domain.findings import Fact
from refundtui.domain.paying_out import OFFICE


class LetterFate(StrEnum):
    """What the house knows of a letter that was to leave."""

    SENT = "letter_sent"  # the way out took it
    NOT_SENT = "letter_not_sent"  # it never left
    UNKNOWN = "letter_unknown"  # it may have left: nobody sends it again by itself


def with_letter_told(case: Case, fate: LetterFate, now: datetime, **facts: Fact) -> Case:
    """The case with one event more; nothing a decision rests on changes."""
    told = tuple((name, fact) for name, fact in facts.items() if fact != "")
    event = CaseEvent(len(case.events) + 1, fate.value, OFFICE, now, case.state, case.state, told)
    return replace(case, version=case.version + 1, events=(*case.events, event))
