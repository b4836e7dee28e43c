"""The team in lines: who holds how many, whose are late, the oldest, the next deadline, and who takes cases now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from refundtui.casework.team import whole
from refundtui.casework.views import Load
from refundtui.domain.availability import Availability
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.present.figures import due_word, short
from refundtui.tui.safe_text import Line, Span, Tone, cell, headings, width_of
from refundtui.tui.widgets.lines import Row

_FIGURE = 7


def team_rows(
    loads: Sequence[Load],
    now: datetime,
    speech: Speech,
    width: int,
    statuses: Mapping[str, Availability] | None = None,
) -> list[Row]:
    """A row can be chosen: it shows that colleague's cases. `statuses` are of everybody at work, cases or none;
    None where no office tells.
    """
    idle = _idle(loads, statuses or {})
    if not loads and not idle:
        return [Row((Span(t("Nothing is open."), Tone.MUTED),))]
    heads = (t("Cases"), t("Late"), t("< 1 day"), t("Oldest"), t("Next due"))
    wide = max(_FIGURE, *(width_of(head) for head in heads)) + 1
    told = _Told(statuses, speech)
    room = max(8, width - 2 - wide * len(heads) - told.width)
    figures = (cell(head, wide, right=True) for head in heads)
    rows = [Row(headings(cell(t("Who"), room), *figures, *told.heading))]
    rows.extend(
        Row(
            (
                *_line(speech.called(one.owner) or t("nobody"), one, now, speech, room, wide),
                *told.of(one.owner),
            ),
            f"owner:{one.owner or 'none'}",
        )
        for one in loads
    )
    none_held = cell(speech.number(0), wide, right=True)
    rows.extend(
        Row(
            (
                Span(cell(speech.called(who), room)),
                Span(none_held + " " * wide * 4, Tone.MUTED),
                *told.of(who),
            ),
            f"owner:{who}",
        )
        for who in idle
    )
    together = whole(loads)
    if together is not None:
        rows.append(Row((Span("─" * (width - 2), Tone.MUTED),)))
        rows.append(Row(_line(t("together"), together, now, speech, room, wide)))
    return rows


def _idle(loads: Sequence[Load], statuses: Mapping[str, Availability]) -> list[str]:
    """At work, and holding nothing: whom a lead can give something to."""
    holding = {one.owner for one in loads}
    return sorted(
        who for who, said in statuses.items() if said is not Availability.OFFLINE and who not in holding
    )


class _Told:
    """The last column: whether somebody takes cases, where an office tells."""

    def __init__(self, statuses: Mapping[str, Availability] | None, speech: Speech) -> None:
        self._statuses = statuses
        self._speech = speech
        names = [speech.label(one) for one in Availability]
        self._head = t("Status")
        self.width = 0 if statuses is None else 2 + max(map(width_of, (self._head, *names)))

    @property
    def heading(self) -> tuple[str, ...]:
        return () if self._statuses is None else ("  ", cell(self._head, self.width - 2))

    def of(self, who: str) -> Line:
        if self._statuses is None or not who:
            return ()
        said = self._statuses.get(who, Availability.OFFLINE)
        return (Span("  " + cell(self._speech.label(said), self.width - 2), _TONES.get(said, Tone.WARN)),)


_TONES = {Availability.AVAILABLE: Tone.GOOD, Availability.OFFLINE: Tone.MUTED}


def _line(who: str, one: Load, now: datetime, speech: Speech, room: int, wide: int) -> Line:
    due = due_word(one.next_due, now)
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
