"""When something is due, and how long ago: in words short enough for a column."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from refundtui.i18n.words import t
from refundtui.tui.safe_text import Span, Tone

_DAY = timedelta(days=1)


def short(length: timedelta) -> str:
    """A stretch of time in one short word: `40m`, `5h`, `3d`."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return t("{n}m", n=minutes)
    if minutes < 48 * 60:
        return t("{n}h", n=minutes // 60)
    return t("{n}d", n=minutes // (24 * 60))


_MARKS: Final = {"law": "§", "service": "~"}


def due_word(due_at: datetime | None, now: datetime, basis: str = "") -> Span:
    """`§` marks the law's deadlines, `~` how soon we promise an answer, `!` what is late; all read without colour.
    `§…` waits for the goods, as the law lets it.
    """
    if due_at is None:
        return Span("§…" if basis == "waiting" else "–", Tone.MUTED)
    mark = _MARKS.get(basis, "")
    left = due_at - now
    if left < timedelta(0):
        return Span(f"{mark}-{short(-left)}!", Tone.BAD)
    return Span(f"{mark}{short(left)}", Tone.WARN if left < _DAY else Tone.PLAIN)
