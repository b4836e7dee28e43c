"""The desk as a program: it starts, stops, beats once a second, and sends and reads what is due."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.theme import Theme

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import EntryState
from refundtui.casework.syncing import is_due
from refundtui.domain.findings import Finding
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, use_language
from refundtui.tui import themes
from refundtui.tui.actions import BY_ID
from refundtui.tui.frames import know_practice_frames, use_scrollbars
from refundtui.tui.keeping_up import KeepingUp
from refundtui.tui.keymap import SIGNS, Keys, key_called, keys_of, use_keys
from refundtui.tui.lock import Lock
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.modals.outbox import OutboxDialog
from refundtui.tui.pasting import read_pastes_whole
from refundtui.tui.safe_text import use_plain_signs
from refundtui.tui.session import Session, keep_session, read_session
from refundtui.tui.terse import terse_driver
from refundtui.tui.widgets.bars import Hints

_PULL_SECONDS = 20.0
_GOODBYE = 1.0  # seconds at the end for giving back what was held


class Desk(KeepingUp):
    """Everything the agent sees, on ports somebody else has opened."""

    CSS_PATH: ClassVar = [
        Path(__file__).parent / "styles" / name for name in ("desk.tcss", "dialogs.tcss", "ascii.tcss")
    ]
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "app.act('app.quit')", show=False, priority=True),
        Binding("ctrl+p", "app.act('app.palette')", show=False),
        Binding("ctrl+c", "copied", show=False),
        Binding("f9", "hide_at_once", show=False, priority=True),
    ]
    TITLE = "refundtui"

    def __init__(
        self,
        ports: Ports,
        *,
        language: str = "en",
        zone: str = "UTC",
        theme: str | Theme = themes.DARK.name,
        mono: bool | None = None,
        plain_signs: bool = False,
        reports: Path | None = None,
        found: Sequence[Finding] = (),
        told: Sequence[str] = (),
        keys: Keys | None = None,
        mask_names: bool = False,
        lock_minutes: int = 0,
        pin: Lock | None = None,
        session: Path | None = None,
        dialog_pause: float = 0.25,
        beating: bool = True,
    ) -> None:
        plain = bool(os.environ.get("NO_COLOR")) if mono is None else mono
        know_practice_frames()
        use_language(language)
        use_keys(keys)
        use_plain_signs(plain=plain_signs)
        use_scrollbars(plain=plain_signs)
        super().__init__(
            ports,
            Speech(language, zone, people=dict(ports.names)),
            reports,
            mono=plain,
            mask_names=mask_names,
            lock_minutes=lock_minutes,
            pin=pin,
            dialog_pause=dialog_pause,
        )
        self.mono = plain
        self.animation_level = "none"
        for look in (*themes.THEMES, themes.MONO):
            self.register_theme(look)
        if isinstance(theme, Theme):
            self.register_theme(theme)
            theme = theme.name
        self.theme = themes.MONO.name if plain else theme
        self._plain_signs = plain_signs
        self._found = tuple(found)
        self._told = tuple(told)
        self._session_file = session
        self.session = read_session(session) if session is not None else Session()
        self._beating = beating

    # Start and stop

    def get_driver_class(self) -> type[Driver]:
        driver = super().get_driver_class()
        read_pastes_whole()
        return terse_driver(driver)

    def on_mount(self) -> None:
        self.set_class(self._plain_signs, "-ascii")
        self._hear_signals()
        # Whoever had the terminal meanwhile left nothing of the desk on it.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        if self._pin is not None and self._pin.was_locked:
            self.lock()  # ending a locked desk does not open it
        self.read_outbox()
        for finding in self._found:
            # What opening the books has to tell: said once, and kept in the list.
            self.problems.append(self.speech.finding(finding))
            self.say(self.problems[-1], bad=True)
        for sentence in self._told:
            # What was wrong with a file of choices: the desk opens with what is right of it.
            self.problems.append(sentence)
            self.say(sentence, bad=True)
        if self._beating:
            self.set_interval(1.0, self.beat)
            self.set_timer(0.2, self.sync)
            if self.ports.pokes is not None:
                self.ports.pokes.hear(self._poked, self._people_moved)

    def _hear_signals(self) -> None:
        """A dropped line or a stop from outside ends the desk as `quit` does: the terminal is given back."""
        if os.name != "posix":
            return
        loop = asyncio.get_running_loop()
        for number, code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            try:
                loop.add_signal_handler(number, self._end, code)
            except (ValueError, RuntimeError):
                return  # not the main thread: whoever runs us there hears signals itself

    def exit(self, *args: Any, **kwargs: Any) -> None:
        self._note_session()
        super().exit(*args, **kwargs)

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def leave(self) -> None:
        """Quit; asks when something is still held."""
        held = [entry for entry in self.entries if self._is_held(entry)]
        if not held or isinstance(self.screen, Dialog):
            self.exit(0)
            return
        facts = [(t("Held"), ", ".join(entry.reference for entry in held))]
        facts.append((t("Effect"), t("it stays in the outbox and is sent when the desk is open again")))
        _ = self.push_screen(Confirm(t("Quit with held decisions"), facts, t("quit")), self._left)

    def _left(self, sure: bool | None) -> None:
        if sure:
            self.exit(0)

    # Time

    def beat(self) -> None:
        """Once a second: the clock, the countdown, and what is due."""
        if self.saying is not None and time.monotonic() > self._unsay:
            self.saying = None
        self.lock_when_idle()
        self._keep_session()
        if self.privacy.lapse(time.monotonic()):
            self.room.draw_people()
        due = any(
            entry.state in (EntryState.QUEUED, EntryState.SENDING, EntryState.WITHDRAWING)
            and is_due(entry, self.now())
            for entry in self.entries
        )
        if due or time.monotonic() - self._pulled_at > _PULL_SECONDS:
            self.sync()
        self.room.keep_up()
        self.room.look_for_woken()
        self.room.look_for_due()
        self.redraw()

    def _keep_session(self) -> None:
        """Where the agent is, once a second when it changed: a desk that is killed comes back there too."""
        path, before = self._session_file, self.session
        self._note_session()
        now = self.session
        if path is not None and now != before:
            self.think("session", lambda: keep_session(path, now), lambda _: None)

    def _note_session(self) -> None:
        if self._room is not None and self._room.is_mounted and self._room.queue_pane.table.pages.count:
            self.session = self._room.session_now()

    def on_unmount(self) -> None:
        if self._room is not None and self._room.holding is not None:
            # Said by a thread of its own: a line that hangs keeps nobody from leaving.
            saying = threading.Thread(target=self._room.leave_work, name="leave", daemon=True)
            saying.start()
            saying.join(_GOODBYE)
        if self._session_file is not None:
            _ = keep_session(self._session_file, self.session)

    def redraw(self) -> None:
        if self._room is not None and self._room.is_mounted:
            self._room.draw_header()
            self._room.draw_status()
        if isinstance(self.screen, OutboxDialog):
            self.screen.renew([e for e in self.entries if e.state is not EntryState.ACCEPTED], self.now())

    # Looks

    def next_theme(self) -> None:
        if not self.mono:
            self.theme = themes.after(self.theme)

    # Keys

    async def action_act(self, action_id: str) -> None:
        if isinstance(self.screen, Dialog) and action_id != "app.quit":
            return
        self.room.act(action_id)

    def on_hints_clicked(self, event: Hints.Clicked) -> None:
        key = key_called(event.key)
        self.post_message(events.Key(key, SIGNS.get(key, key) if len(SIGNS.get(key, key)) == 1 else None))

    def action_copied(self) -> None:
        """ctrl+c is nobody's way to quit: it copies what is selected, as everywhere."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy(t("What is selected"), selected)
        else:
            self.say(t("ctrl+q quits."))

    def action_hide_at_once(self) -> None:
        """F9 in a dialog locks: what stands in it may name somebody, and what was typed must stay."""
        if not (isinstance(self.screen, Dialog) and "f9" in keys_of(BY_ID["privacy.mask"])):
            raise SkipAction
        self.lock()


def run_desk(ports: Ports, **how: Any) -> int:
    """Open the desk on these ports until it is left; the code to exit with."""
    desk = Desk(ports, **how)
    return desk.run() or desk.return_code or 0
