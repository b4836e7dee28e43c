"""What is pasted arrives as one text, whatever stands in it: never as a key, a click or a command.

Textual's own reader makes keys of an escape inside a paste (`ESC d` becomes `^` and `d`, and they come before
the text), ends the paste where the pasted text itself says so, and falls at a byte that is not UTF-8. So the
paste is taken out before it reads: from the mark that begins it to the mark that ends it, and then whatever
comes on without a pause. A hand needs a moment after a paste; a text that brings its own end mark does not.
"""

from __future__ import annotations

import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from refundtui.tui.bursts import Together

_BEGIN: Final = "\x1b[200~"
_END: Final = "\x1b[201~"
_FOCUS: Final = ("\x1b[I", "\x1b[O")
PAUSE: Final = 0.15
"""Seconds without a byte after which keys are somebody's again."""


class PasteReader(XTermParser):
    """Textual's reader of a terminal, which is not shown what was pasted."""

    def __init__(self, debug: bool = False, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._tail = ""  # the last characters, where a mark may have begun
        self._pasted: str | None = None  # what came since the mark, until its end comes
        self._pasted_at = float("-inf")
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        if not data:
            return super().feed(data)
        return self._read(data)

    def _read(self, data: str) -> Iterator[Message]:
        at = self._now()
        if self._pasted is None and at - self._pasted_at < PAUSE:
            yield from self._belonging(data, at)
            return
        while data and self._pasted is None:
            upto = (self._tail + data).find(_BEGIN)
            if upto < 0:
                self._tail = (self._tail + data)[1 - len(_BEGIN) :]
                yield from _together(super().feed(data))
                return
            typed = upto + len(_BEGIN) - len(self._tail)
            # Shown both marks, with nothing between them, it waits for neither.
            yield from _together(self._without_pastes(data[:typed] + _END))
            data, self._tail, self._pasted = data[typed:], "", ""
        self._pasted = f"{self._pasted}{data}"
        if _END not in self._pasted:
            return
        text, self._pasted = self._pasted, None
        yield from self._belonging(text, at)

    def _belonging(self, text: str, at: float) -> Iterator[Message]:
        """A whole paste, or what came right behind one: text, but for the window's own word about its focus."""
        self._pasted_at = at
        for sign in _FOCUS:
            if sign in text:
                text = text.replace(sign, "")
                yield from super().feed(sign)
        text = text.replace(_BEGIN, "").replace(_END, "").replace("\x00", "")
        if text:
            yield events.Paste(text)

    def _without_pastes(self, data: str) -> Iterator[Message]:
        return (one for one in super().feed(data) if not isinstance(one, events.Paste))


def _together(read: Iterable[Message]) -> Iterator[Message]:
    """What was read at once, and before it that it was: a hand presses one key after the other."""
    messages = list(read)
    keys = [one.key for one in messages if isinstance(one, events.Key)]
    if len(keys) > 1:
        yield Together(keys)
    yield from messages


def _forgiving(encoding: str) -> Callable[..., Any]:
    return partial(getincrementaldecoder(encoding), errors="replace")


def read_pastes_whole() -> None:
    """Let every driver that is loaded read so. They take their reader from their module, by its name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("textual.drivers.") and getattr(module, "XTermParser", None) is XTermParser:
            module.XTermParser = PasteReader  # type: ignore[attr-defined] # the only door a driver leaves
            if hasattr(module, "getincrementaldecoder"):
                module.getincrementaldecoder = _forgiving  # type: ignore[attr-defined] # ditto
