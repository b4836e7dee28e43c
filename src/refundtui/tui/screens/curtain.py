"""What is seen when nobody is at the desk: that it is locked, and nothing else. Enter or the own PIN goes on."""

from __future__ import annotations

import time
from enum import Enum, auto
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Middle

from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.words import t
from refundtui.tui.lock import MOST, Lock, why_no_pin
from refundtui.tui.safe_text import paragraphs
from refundtui.tui.screens.seat import Seat
from refundtui.tui.widgets.said import Said

_DOT: Final = "•"


class _Asks(Enum):
    """What the curtain waits for."""

    ENTER = auto()
    LOOKING = auto()  # whether there is a PIN is read from a file
    PIN = auto()
    CHOICE = auto()
    AGAIN = auto()


class Curtain(Seat):
    """Stands before everything. The desk hands it every key and paste; what opens it does nothing else.

    A practice desk has no `lock`: Enter goes on. Elsewhere the first lock asks to choose a PIN.
    """

    AUTO_FOCUS: ClassVar[str | None] = None

    def __init__(self, lock: Lock | None = None) -> None:
        super().__init__()
        self._lock = lock
        self._asks = _Asks.ENTER if lock is None else _Asks.LOOKING
        self._typed = self._chosen = self._told = ""
        self._waits_until = 0.0

    def compose(self) -> ComposeResult:
        with Middle(id="curtain"):
            yield Said(id="curtain-says")

    def on_mount(self) -> None:
        self._draw()
        lock = self._lock
        if lock is not None:
            self.desk.think("lock", lambda: (lock.is_set, lock.wait), self._know)

    def _know(self, kept: tuple[bool, int]) -> None:
        is_set, wait = kept
        self._asks = _Asks.PIN if is_set else _Asks.CHOICE
        self._wait(wait)
        self._draw()

    def _wait(self, seconds: int) -> None:
        self._waits_until = time.monotonic() + seconds
        if seconds:
            self._told = t("Wrong too often: wait {n} s.", n=seconds)

    def _draw(self) -> None:
        asks = {
            _Asks.ENTER: t("Enter goes on."),
            _Asks.LOOKING: "",
            _Asks.PIN: t("Your PIN, then Enter:"),
            _Asks.CHOICE: t("Choose a PIN that opens this desk from now on, then Enter:"),
            _Asks.AGAIN: t("The same once more, then Enter:"),
        }[self._asks]
        said = t("The desk is locked. Everything is kept, what you were writing too.")
        parts = ["refundtui", said, asks]
        if self._asks is not _Asks.ENTER:
            parts += [f"[ {_DOT * len(self._typed)} ]", self._told]
        self.query_one("#curtain-says", Said).update(paragraphs("\n\n".join(parts)))

    # Keys

    def hear(self, event: events.Event) -> None:
        """A key or a paste, before anything else of the desk could have it."""
        match event:
            case events.Key(key="enter"):
                self._take()
            case events.Key(key="ctrl+q"):
                self.app.exit(0)
            case events.Key(key="backspace"):
                self._type(self._typed[:-1])
            case events.Key(key="escape" | "ctrl+u"):
                self._type("")
            case events.Key() if event.is_printable and event.character:
                self._type(self._typed + event.character)
            case events.Paste():
                self._type(self._typed + clean_line(event.text.partition("\n")[0]))
            case _:
                return

    def _type(self, text: str) -> None:
        if self._asks is not _Asks.ENTER:
            self._typed, self._told = text[:MOST], ""
            self._draw()

    def _take(self) -> None:
        typed, self._typed = self._typed, ""
        match self._asks:
            case _Asks.ENTER:
                self.desk.unlock()
            case _Asks.PIN:
                self._try(typed)
            case _Asks.CHOICE:
                self._told = why_no_pin(typed)
                if not self._told:
                    self._chosen, self._asks = typed, _Asks.AGAIN
            case _Asks.AGAIN:
                self._choose(typed)
            case _Asks.LOOKING:
                self._typed = typed
        if self.is_attached:
            self._draw()

    def _try(self, pin: str) -> None:
        left = int(self._waits_until - time.monotonic() + 0.999)
        if left > 0:
            self._told = t("Wrong too often: wait {n} s.", n=left)
            return
        lock = self._lock
        if lock is None or not pin:
            return

        def tried(opened: tuple[bool, int]) -> None:
            right, wait = opened
            if right:
                self.desk.unlock()
                return
            self._asks, self._told = _Asks.PIN, t("That is not the PIN.")
            self._wait(wait)
            self._draw()

        self._asks = _Asks.LOOKING  # one try at a time
        self.desk.think("lock", lambda: (lock.opens(pin), lock.wait), tried)

    def _choose(self, pin: str) -> None:
        lock = self._lock
        if pin != self._chosen or lock is None:
            self._asks, self._chosen = _Asks.CHOICE, ""
            self._told = t("Those were two; choose once more.")
            return

        def keep() -> bool:
            try:
                lock.choose(pin)
            except OSError:
                return False
            return True

        def kept(done: bool) -> None:
            self._chosen = ""
            self.desk.unlock()
            if not done:
                self.desk.say(t("The PIN could not be kept: the disk refused it."), bad=True)

        self._asks = _Asks.LOOKING
        self.desk.think("lock", keep, kept)
