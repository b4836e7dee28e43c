"""Evidence in lines: what is missing first, then what came in, when and from whom."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.casework.views import CaseFile
from refundtui.domain.case import Evidence
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.keymap import key_for
from refundtui.tui.safe_text import Span, Tone, cell, spread, width_of, wrap
from refundtui.tui.widgets.lines import Row


def evidence_rows(file: CaseFile, speech: Speech, width: int) -> Iterator[Row]:
    case, missing = file.case, file.determination.eligibility.evidence_missing
    names = [speech.name("kind", kind) for kind in (*missing, *(one.kind for one in case.evidence))]
    wide = min(20, max((width_of(name) for name in names), default=0))
    for kind in missing:
        asked = kind in case.asked_for
        left = (Span("? ", Tone.WARN), Span(cell(speech.name("kind", kind), wide), Tone.WARN))
        said = t("missing, asked for") if asked else t("missing")
        yield Row(spread(left, (Span(said, Tone.WARN),), width))
    for name in case.asked_for:
        if name not in missing:
            named = speech.name("fact", name)
            left = (Span("? ", Tone.MUTED), Span(named if named != name else speech.name("kind", name)))
            yield Row(spread(left, (Span(t("asked for"), Tone.MUTED),), width))
    for found in case.evidence:
        yield from _received(found, speech, width, wide, file.me)
    if not case.evidence:
        none = t("No evidence yet. {key} adds some.", key=key_for("case.evidence"))
        yield from (Row(line) for line in wrap(none, width, Tone.MUTED))


def _received(found: Evidence, speech: Speech, width: int, wide: int, me: str) -> Iterator[Row]:
    when = f"{speech.day(speech.day_of(found.at))} {speech.clock(found.at)}"
    left = (Span("+ ", Tone.GOOD), Span(cell(speech.name("kind", found.kind), wide), Tone.ACCENT))
    yield Row(spread(left, (Span(t("received {when}", when=when), Tone.MUTED),), width))
    yield from (Row(line) for line in wrap(found.title, width, indent="    "))
    parts = [_from(found.by, me, speech)] if found.by else []
    if found.media_type:
        parts.append(found.media_type)
    if found.size:
        parts.append(t("{n} bytes", n=speech.number(found.size)))
    if found.digest:
        parts.append(f"sha256 {found.digest[:12]}")
    yield from (Row(line) for line in wrap(" · ".join(parts), width, Tone.MUTED, indent="    "))


def _from(by: str, me: str, speech: Speech) -> str:
    if by == me:
        return t("from you")
    return t("from the customer") if by == "customer" else t("from {who}", who=speech.called(by))
