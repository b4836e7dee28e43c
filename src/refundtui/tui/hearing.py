"""Keys before they are commands: other alphabets, bursts of pasted text, and a locked desk that hears nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import events
from textual.dom import DOMNode
from textual.message import Message
from textual.widgets import Input, TextArea

from refundtui.casework.ports import Ports
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.covering import Covering
from refundtui.tui.keymap import steady_keys, step_keys
from refundtui.tui.layouts import latin_of
from refundtui.tui.lock import Lock
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.screens.curtain import Curtain

_BURST = 4
_BURST_SECONDS = 0.06


@dataclass(frozen=True, slots=True)
class Typed:
    """A key or a paste, when it was pressed, and as which of a burst.

    The time is the terminal's: keys that waited for a busy desk were not pressed together.
    """

    event: events.Key | events.Paste
    at: float
    in_a_row: int


def _in_a_burst(keys: Sequence[events.Key]) -> int:
    """One key over and over is a held key, which a slow line brings in bursts; text has several letters."""
    return len(keys) if len({key.key for key in keys}) > 1 else 1


class Hearing(Covering):
    """Sees every key first."""

    def __init__(
        self,
        ports: Ports,
        speech: Speech,
        reports: Path | None,
        *,
        mono: bool,
        mask_names: bool,
        lock_minutes: int,
        pin: Lock | None,
        dialog_pause: float,
    ) -> None:
        super().__init__(
            ports, speech, reports, mono=mono, mask_names=mask_names, lock_minutes=lock_minutes, pin=pin
        )
        self.dialog_pause = dialog_pause
        self._recent: list[events.Key] = []
        self._typed: deque[Typed] = deque()
        self._is_digesting = False
        self.by_mouse = False  # what is being done was begun with the mouse, which sends no money

    async def on_event(self, event: events.Event) -> None:
        if isinstance(
            event,
            events.Key | events.MouseDown | events.Paste | events.MouseScrollDown | events.MouseScrollUp,
        ):
            self._touched = time.monotonic()
            self.by_mouse = isinstance(event, events.MouseDown)
            screen = self.screen
            if isinstance(screen, Curtain):
                event.stop()
                if not event.is_forwarded:
                    screen.hear(event)
                return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Key):
                self._recent = [one for one in self._recent if event.time - one.time < _BURST_SECONDS] + [
                    event
                ]
            self._typed.append(Typed(event, event.time, _in_a_burst(self._recent)))
            if not self._is_digesting:
                await self._hear_next()
            return
        await super().on_event(event)

    # One key after the other

    async def _hear_next(self) -> None:
        """A key is heard when the one before it has done everything it does: opened a field, moved the focus.

        Whoever types `/lang:hi` faster than a field opens means the field, not five commands.
        """
        self._is_digesting = False
        while self._typed and not self._is_digesting:
            typed = self._typed.popleft()
            event = typed.event
            if isinstance(self.screen, Curtain):
                self.screen.hear(event)
                continue
            if isinstance(event, events.Paste):
                if not isinstance(self.focused, Input | TextArea):
                    self.say(t("Paste ignored: no text field has the focus."), bad=True)
                    continue
            else:
                event = self._as_latin(event)
                if self._is_unwanted(event, typed):
                    continue
            if self._moves_no_focus(event):
                await super().on_event(event)
                continue
            self._is_digesting = True
            way = deque((self.focused or self.screen).ancestors_with_self)
            await super().on_event(event)
            self._follow(way)

    def _moves_no_focus(self, event: events.Key | events.Paste) -> bool:
        """A letter in a field, a step over rows: what comes next need not wait until they are painted."""
        if not isinstance(event, events.Key):
            return False
        if isinstance(self.focused, Input | TextArea):
            return event.is_printable
        return event.key in step_keys() and not isinstance(self.screen, Dialog)

    def _follow(self, way: deque[DOMNode]) -> None:
        """Behind the key from widget to widget, up to the desk itself: each has then heard all of it."""
        while way:
            node = way.popleft()
            if node.is_running and node.call_later(self._follow, way):
                return
        if not self.call_later(self._hear_next):
            self._is_digesting = False

    def _as_latin(self, key: events.Key) -> events.Key:
        """A letter of another script is text in a field, and elsewhere the command on the same key."""
        latin = latin_of(key.character or "")
        if not latin or isinstance(self.focused, Input | TextArea):
            return key
        if any(own.key_to_bindings.get(key.key) for _, own in self.screen._modal_binding_chain):  # noqa: SLF001 - the letter itself was given a command
            return key
        return events.Key(latin, latin)

    def push_screen(self, screen: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(screen, Dialog):
            screen.opened_at = Message().time
        return super().push_screen(screen, *args, **kwargs)

    def _is_unwanted(self, key: events.Key, typed: Typed) -> bool:
        """Keys pressed before a dialog could be read, and letters of a pasted text that would act."""
        screen = self.screen
        if isinstance(screen, Dialog) and typed.at - screen.opened_at < self.dialog_pause:
            return True
        if typed.in_a_row < _BURST or isinstance(self.focused, Input | TextArea):
            return False
        scope = self.room.current_pane.scope if screen is self._room else None
        if key.key not in steady_keys(scope):
            self.say(t("Paste ignored: no text field has the focus."), bad=True)
            return True
        return False
