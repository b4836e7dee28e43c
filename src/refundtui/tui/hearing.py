"""Keys before they are commands: other alphabets, bursts of pasted text, and a locked desk that hears nothing."""

from __future__ import annotations

import time
from collections import deque
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
from refundtui.tui.bursts import Arrivals, Company, Together, is_letter
from refundtui.tui.covering import Covering
from refundtui.tui.keymap import changing_keys, every_key, keys_in, step_keys
from refundtui.tui.layouts import latin_of
from refundtui.tui.lock import Lock
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.screens.curtain import Curtain


@dataclass(frozen=True, slots=True)
class Typed:
    """A key or a paste, when it was pressed, and which keys came with it.

    The time is the terminal's: keys that waited for a busy desk were not pressed together.
    """

    event: events.Key | events.Paste
    at: float
    company: Company


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
        self._arrivals = Arrivals()
        self._text_burst = 0  # the burst that was found to be a text; nothing more of it is a command
        self._odd_burst = 0  # the one a letter came in that is no command
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
            company = self._arrivals.came(event) if isinstance(event, events.Key) else Company()
            self._typed.append(Typed(event, event.time, company))
            if not self._is_digesting:
                await self._hear_next()
            return
        await super().on_event(event)

    def on_together(self, event: Together) -> None:
        self._arrivals.announced(event.keys)

    # One key after the other

    async def _hear_next(self) -> None:
        """A key is heard when the one before it has done everything it does: opened a field, moved the focus.

        Whoever types `/lang:hi` faster than a field opens means the field, not five commands.
        """
        self._is_digesting = False
        while self._typed and not self._is_digesting:
            if self.screen is self._room and self.room.waits_for_case(self._go_on):
                self._is_digesting = True
                return
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

    def _go_on(self) -> None:
        if not self.call_later(self._hear_next):
            self._is_digesting = False

    def has_failed(self, group: str) -> None:
        super().has_failed(group)
        if group == "case":
            self.room.goes_on()

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
        self._go_on()

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

    # What is not heard

    def _is_unwanted(self, key: events.Key, typed: Typed) -> bool:
        """Keys pressed before a dialog could be read, and letters of a pasted text that would act."""
        screen = self.screen
        if isinstance(screen, Dialog):
            return self._is_unwanted_there(screen, key, typed)
        if isinstance(self.focused, Input | TextArea):
            return False
        if self._text_burst != typed.company.burst and self._is_text(key, typed.company):
            self._text_burst = typed.company.burst
            self.say(t("Paste ignored: no text field has the focus."), bad=True)
        return self._text_burst == typed.company.burst

    def _is_text(self, key: events.Key, company: Company) -> bool:
        """Two of three: many letters came, one came that is no command, this one would change something."""
        scope = self.room.current_pane.scope
        known = keys_in(scope) if key.key == "space" else every_key()
        if is_letter(key.key) and key.key not in known:
            self._odd_burst = company.burst
        signs = (company.may_be_text, self._odd_burst == company.burst, key.key in changing_keys(scope))
        return company.is_burst and sum(signs) > 1

    def _is_unwanted_there(self, dialog: Dialog[Any], key: events.Key, typed: Typed) -> bool:
        """Where something may be decided a key counts that comes alone, when the dialog could be read."""
        in_field = isinstance(self.focused, Input | TextArea)
        if dialog.decides and typed.at - dialog.opened_at < self.dialog_pause:
            return not (dialog.takes_typing and in_field and key.is_printable)
        if in_field and (key.is_printable or dialog.takes_typing):
            return False
        together = not typed.company.is_alone if dialog.decides else typed.company.may_be_text
        if not together or not (is_letter(key.key) or key.key == "enter"):
            return False
        self.say(t("Keys that came all at once decide nothing here: press the one you mean."), bad=True)
        return True
