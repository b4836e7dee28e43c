"""The timeline in lines: when, what kind, what it was, and somebody's own words under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.timeline import Happened, Happening, timeline_of
from refundtui.i18n.happenings import happening_said, when_said
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, tn
from refundtui.tui.keymap import key_for
from refundtui.tui.safe_text import Span, Tone, cell, prose, width_of, wrap
from refundtui.tui.widgets.lines import Row

_BESIDE: Final = 70  # so wide, and what it was stands beside the day
_TONES: Final = {
    Happened.MESSAGE: Tone.ACCENT,
    Happened.DECISION: Tone.STRONG,
    Happened.NOTE: Tone.WARN,
}


def timeline_rows(
    case: Case, speech: Speech, width: int, only: Happened | None = None, *, me: str = ""
) -> Iterator[Row]:
    """The newest first; `only` one kind of entry, which is said above; `me` is whoever reads it."""
    happened = timeline_of(case)
    shown = [one for one in happened if only in (None, one.kind)]
    if only is not None:
        left_out = len(happened) - len(shown)
        said = t("only: {kind}", kind=speech.label(only))
        more = tn("{n} more entry", "{n} more entries", left_out)
        yield Row((Span(said, Tone.WARN), Span(f" · {more} ({key_for('case.kinds')})", Tone.MUTED)))
        yield Row(())
    if not shown:
        yield Row((Span(t("Nothing of this kind has happened."), Tone.MUTED),))
    kinds = max(width_of(speech.label(kind)) for kind in Happened)
    days = max((width_of(when_said(one, speech)) for one in shown), default=0)
    for one in reversed(shown):
        yield from _entry(one, speech, width, days, kinds, me)


def _entry(one: Happening, speech: Speech, width: int, days: int, kinds: int, me: str) -> Iterator[Row]:
    tone = _TONES.get(one.kind, Tone.PLAIN)
    head = (
        Span(cell(when_said(one, speech), days), Tone.MUTED),
        Span("  "),
        Span(cell(speech.label(one.kind), kinds), tone),
    )
    said = happening_said(one, speech, me)
    if width >= _BESIDE:
        beside = days + kinds + 4
        for at, line in enumerate(wrap(said, width - beside, tone)):
            yield Row((*head, Span("  "), *line) if at == 0 else (Span(" " * beside), *line))
        under = " " * beside
    else:
        yield Row(head)
        yield from (Row(line) for line in wrap(said, width, tone, indent="  "))
        under = "  "
    # Nobody reads lines of two hundred letters; somebody else's words are set off by a bar.
    own = prose(one.text, min(width, 100) - len(under) - 2)
    yield from (Row((Span(f"{under}| ", Tone.MUTED), *line)) for line in (own if one.text else ()))
    yield Row(())
