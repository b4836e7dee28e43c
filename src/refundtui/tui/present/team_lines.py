"""The team in lines: who holds how many, whose are late, the oldest and the next deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from refundtui.casework.team import whole
from refundtui.casework.views import Load
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.present.figures import due_word, short
from refundtui.tui.safe_text import Line, Span, Tone, cell, width_of
from refundtui.tui.widgets.lines import Row

_FIGURE = 7


def team_rows(loads: Sequence[Load], now: datetime, speech: Speech, width: int) -> list[Row]:
    """A row can be chosen: it shows that colleague's cases."""
    if not loads:
        return [Row((Span(t("Nothing is open."), Tone.MUTED),))]
    heads = (t("Open"), t("Late"), t("< 1 day"), t("Oldest"), t("Next"))
    wide = max(_FIGURE, *(width_of(head) for head in heads)) + 1
    room = max(8, width - 2 - wide * len(heads))
    heading = "".join(cell(head, wide, right=True) for head in heads)
    rows = [Row((Span(cell(t("Who"), room) + heading, Tone.MUTED),))]
    rows.extend(
        Row(
            _line(speech.called(one.owner) or t("nobody"), one, now, speech, room, wide),
            f"owner:{one.owner or 'none'}",
        )
        for one in loads
    )
    together = whole(loads)
    if together is not None:
        rows.append(Row((Span("─" * (width - 2), Tone.MUTED),)))
        rows.append(Row(_line(t("together"), together, now, speech, room, wide)))
    return rows


def _line(who: str, one: Load, now: datetime, speech: Speech, room: int, wide: int) -> Line:
    due = due_word(one.next_due, now, legal=False)
    return (
        Span(cell(who, room)),
        Span(cell(speech.number(one.cases), wide, right=True), Tone.STRONG),
        Span(
            cell(speech.number(one.late) + ("!" if one.late else ""), wide, right=True),
            Tone.BAD if one.late else Tone.MUTED,
        ),
        Span(cell(speech.number(one.soon), wide, right=True), Tone.WARN if one.soon else Tone.MUTED),
        Span(cell(short(now - one.oldest), wide, right=True)),
        Span(cell(due.text, wide, right=True), due.tone),
    )
