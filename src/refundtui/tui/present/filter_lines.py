"""What is said under the filter line while one types: a mistake, or what the word could become."""

from __future__ import annotations

from refundtui.casework.completing import Completion
from refundtui.casework.filtering import Mistake, ReadFilter
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.safe_text import Line, Span, Tone


def filter_told(read: ReadFilter, offered: Completion, at: int, speech: Speech) -> Line:
    """A word that is still being typed is no mistake yet, as long as it can become something."""
    finished = [mistake for mistake in read.mistakes if not mistake.start < at <= mistake.end]
    if finished:
        return mistake_told(finished[0], speech)
    if read.mistakes and not offered.words:
        return mistake_told(read.mistakes[0], speech)
    if not offered.words:
        return ()
    return (Span("Tab ", Tone.KEY), Span("  ".join(offered.words), Tone.MUTED))


def mistake_told(mistake: Mistake, speech: Speech) -> Line:
    """The nearest word first: the sentence may not fit."""
    nearest = (Span(t("{word}?", word=mistake.nearest) + "  ", Tone.STRONG),) if mistake.nearest else ()
    return (*nearest, Span(speech.finding(mistake.why), Tone.BAD))
