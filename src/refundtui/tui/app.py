"""The desk as a program: it starts, stops, thinks in threads, beats once a second, and crashes with decency."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import Input, TextArea
from textual.worker import Worker, WorkerState, get_current_worker

from refundtui.casework.ports import Entry, EntryState, Ports
from refundtui.casework.syncing import PullReport, PushReport, is_due, pull, push
from refundtui.domain.case import CaseId
from refundtui.domain.findings import Finding
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, use_language
from refundtui.tui import themes
from refundtui.tui.actions import BY_ID
from refundtui.tui.clipboard import MOST_BYTES, for_tmux, in_tmux, safe_to_copy, said_of_copying
from refundtui.tui.crash import write_report
from refundtui.tui.diary import keep_picture, note_reveal
from refundtui.tui.frames import know_practice_frames, use_scrollbars
from refundtui.tui.keymap import Keys, key_for, keys_of, steady_keys, use_keys
from refundtui.tui.layouts import latin_of
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.modals.outbox import OutboxDialog
from refundtui.tui.present.personal import Personal, Privacy
from refundtui.tui.safe_text import Span, Tone, paragraphs, use_plain_signs
from refundtui.tui.screens.curtain import Curtain
from refundtui.tui.screens.desk import DeskScreen
from refundtui.tui.session import Session, keep_session, read_session

Result = TypeVar("Result")
_BURST = 4
_BURST_SECONDS = 0.06
_SAID_SECONDS = 6.0
_PULL_SECONDS = 20.0


class Thought(Message):
    """A thread's result on its way to the screen."""

    def __init__(self, then: Callable[[Any], None], result: Any) -> None:
        super().__init__()
        self.then = then
        self.result = result


class Desk(App[int]):
    """Everything the agent sees, on ports somebody else has opened."""

    CSS_PATH: ClassVar = [
        Path(__file__).parent / "styles" / name
        for name in ("desk.tcss", "below.tcss", "dialogs.tcss", "ascii.tcss")
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
        session: Path | None = None,
        dialog_pause: float = 0.25,
        beating: bool = True,
    ) -> None:
        # Without colour the filter must be known from the start: a theme set later is too late for it.
        plain = bool(os.environ.get("NO_COLOR")) if mono is None else mono
        know_practice_frames()
        use_language(language)
        use_keys(keys)
        use_plain_signs(plain=plain_signs)
        use_scrollbars(plain=plain_signs)
        super().__init__(ansi_color=True if plain else None)
        self.mono = plain
        self.animation_level = "none"
        for look in (*themes.THEMES, themes.MONO):
            self.register_theme(look)
        if isinstance(theme, Theme):
            self.register_theme(theme)
            theme = theme.name
        self.theme = themes.MONO.name if plain else theme
        self._plain_signs = plain_signs
        self.ports = ports
        self.training = ports.training
        self.speech = Speech(language, zone)
        self.saying: Span | None = None
        self.entries: Sequence[Entry] = ()
        self.problems: list[str] = []
        self.dialog_pause = dialog_pause
        self._found = tuple(found)
        self._told = tuple(told)
        self.privacy = Privacy(lists_masked=mask_names)
        self._session_file = session
        self.session = read_session(session) if session is not None else Session()
        self._lock_after = lock_minutes * 60.0
        self._touched = time.monotonic()
        self._reports = reports or Path(tempfile.gettempdir())
        self._beating = beating
        self._recent: list[float] = []
        self._unsay: float = 0.0
        self._link = ""
        self._synced_at: datetime | None = None
        self._pulled_at = 0.0
        self._syncing = False
        self._room: DeskScreen | None = None

    # Start and stop

    def get_default_screen(self) -> Screen[None]:
        self._room = DeskScreen()
        return self._room

    @property
    def room(self) -> DeskScreen:
        if self._room is None:
            raise RuntimeError("The desk has not been set up yet.")
        return self._room

    def on_mount(self) -> None:
        self.set_class(self._plain_signs, "-ascii")
        self._hear_signals()
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

    # Thinking: work in threads, results in one place

    def think(
        self, group: str, work: Callable[[], Result], then: Callable[[Result], None], *, alone: bool = True
    ) -> None:
        """Run `work` in a thread and hand its result to `then` on the screen's side.

        `alone` drops what the group was thinking before: only the newest answer counts.
        """

        def run() -> None:
            worker = get_current_worker()
            result = work()
            if not worker.is_cancelled:
                self.post_message(Thought(then, result))

        self.run_worker(
            run, group=group, exclusive=alone, thread=True, exit_on_error=False, description=group
        )

    def on_thought(self, event: Thought) -> None:
        event.then(event.result)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._syncing = False if event.worker.group == "sync" else self._syncing
            self.trouble(event.worker.error)

    def trouble(self, error: BaseException) -> None:
        """Something failed that should not: the desk stays, the agent is told, the report is kept."""
        known = getattr(error, "finding", None)
        if isinstance(known, Finding):
            # A full disk or another window's lock is no fault of the program, and not everything is kept then.
            self.problems.append(self.speech.finding(known))
            self.say(self.problems[-1], bad=True)
            return
        path = write_report(error, self._reports, self.now())
        where = str(path) if path else t("no report could be written")
        sentence = t("Something went wrong; nothing is lost. Report: {path}", path=where)
        self.problems.append(sentence)
        self.say(sentence, bad=True)

    # Time

    def now(self) -> datetime:
        return self.ports.clock.now()

    def beat(self) -> None:
        """Once a second: the clock, the countdown, and what is due."""
        if self.saying is not None and time.monotonic() > self._unsay:
            self.saying = None
        if self._lock_after and time.monotonic() - self._touched > self._lock_after:
            self.lock()
        self._keep_session()
        if self.privacy.lapse(time.monotonic()):
            self.room.draw_people()
        due = any(
            entry.state in (EntryState.QUEUED, EntryState.SENDING) and is_due(entry, self.now())
            for entry in self.entries
        )
        if due or time.monotonic() - self._pulled_at > _PULL_SECONDS:
            self.sync()
        self._draw()

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
        if self._session_file is not None:
            _ = keep_session(self._session_file, self.session)

    def _draw(self) -> None:
        if self._room is not None and self._room.is_mounted:
            self._room.draw_header()
            self._room.draw_status()
        if isinstance(self.screen, OutboxDialog):
            self.screen.renew([e for e in self.entries if e.state is not EntryState.ACCEPTED], self.now())

    # Outbox and sync

    def read_outbox(self) -> None:
        self.think("outbox", self.ports.outbox.entries, self._take_entries)

    def _take_entries(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        if self._room is not None and self._room.is_mounted:
            self._room.entries_changed(self.entries)
        self._draw()

    def _is_held(self, entry: Entry) -> bool:
        until = entry.submission.not_before
        mine = entry.submission.actor == self.ports.actor.id
        return mine and entry.state is EntryState.QUEUED and until is not None and until > self.now()

    @property
    def newest_held(self) -> Entry | None:
        held = [entry for entry in self.entries if self._is_held(entry)]
        return max(held, key=lambda entry: entry.position, default=None)

    def sync(self) -> None:
        """Send what is due, read what changed; one at a time, and never on the screen's time."""
        if self._syncing:
            return
        self._syncing = True
        self._pulled_at = time.monotonic()
        ports = self.ports

        def work() -> tuple[PushReport, PullReport]:
            sent = push(ports, ports.clock.now())
            return sent, pull(ports)

        self.think("sync", work, self._synced, alone=False)

    def _synced(self, reports: tuple[PushReport, PullReport]) -> None:
        sent, got = reports
        self._syncing = False
        before, self._link = self._link, sent.unreachable or got.unreachable
        if self._link.startswith("office.file") and self._link != before:
            # No waiting helps against a damaged file: somebody has to be told.
            self.problems.append(self.speech.say(self._link))
            self.say(self.problems[-1], bad=True)
        if not self._link:
            self._synced_at = self.now()
        for drifted in got.drift:
            self.problems.append(
                t("The copy of {feed} differs from the office's; it is read anew.", feed=drifted)
            )
        if sent.review:
            key = key_for("outbox.open")
            self.say(t("A decision needs another look: {key} shows why.", key=key), bad=True)
        elif sent.accepted:
            self.say(t("The office has accepted it."))
        self.read_outbox()
        if self._room is not None and got.changed:
            self._room.cases_changed(got.changed)
        self._draw()

    def link_said(self) -> Span:
        """`[on]`, with the age of what is shown once it has one; `[off]` and since when."""
        age = ""
        if self._synced_at is not None:
            age = _age(self.now() - self._synced_at)
        if self._link:
            return Span(
                t("[off] last synced {age}", age=age) if age else t("[off] not synced yet"), Tone.WARN
            )
        return Span(t("[on] synced {age}", age=age) if age else t("[on]"), Tone.MUTED)

    # Saying

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """One sentence in the status line, for some seconds. What went wrong is kept in the list too."""
        self.saying = Span(sentence, Tone.BAD if bad else Tone.GOOD)
        self._unsay = time.monotonic() + (_SAID_SECONDS * 2 if bad else _SAID_SECONDS)
        self._draw()

    def next_theme(self) -> None:
        if not self.mono:
            self.theme = themes.after(self.theme)

    # Keys

    async def action_act(self, action_id: str) -> None:
        if isinstance(self.screen, Dialog) and action_id != "app.quit":
            return
        self.room.act(action_id)

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

    # Personal data

    def lock(self) -> None:
        """Nothing is seen until a key is pressed. Everything stands behind it as it was left."""
        if not isinstance(self.screen, Curtain):
            self.privacy.cover()
            self.room.draw_people()
            _ = self.push_screen(Curtain())

    def reveal(self, case_id: CaseId, what: Personal) -> None:
        """Show one detail for a moment; it is written down before it is seen."""
        folder, now = self._reports, self.now()

        def seen(written: bool) -> None:
            if not written:
                self.say(
                    t("It cannot be written down that this was looked at, so it stays masked."), bad=True
                )
                return
            self.privacy.reveal(case_id, what, time.monotonic())
            self.room.draw_people()

        self.think("reveal", lambda: note_reveal(folder, now, case_id, what), seen, alone=False)

    def copy(self, what: str, text: str) -> None:
        text = safe_to_copy(text)
        if len(text.encode()) > MOST_BYTES:
            self.say(t("Too long for a terminal's clipboard; nothing was copied."), bad=True)
            return
        self.copy_to_clipboard(text)
        self.say(said_of_copying(what))

    def copy_to_clipboard(self, text: str) -> None:
        """Also for what fields copy by themselves: nothing leaves with a whole card number in it."""
        text = safe_to_copy(text)
        super().copy_to_clipboard(text)
        if in_tmux() and self._driver is not None:
            self._driver.write(for_tmux(text))

    def take_picture(self) -> None:
        """An SVG of the screen as it is with everything personal hidden."""
        before, self.privacy.hidden = self.privacy.hidden, True
        self.room.draw_people()

        def keep() -> None:
            picture = self.export_screenshot(title="refundtui")
            self.privacy.hidden = before
            self.room.draw_people()
            folder, now = self._reports, self.now()
            self.think("picture", lambda: keep_picture(folder, now, picture), told, alone=False)

        def told(path: Path | None) -> None:
            if path is None:
                self.say(t("The picture could not be written."), bad=True)
            else:
                self.say(t("Kept without personal data: {path}", path=str(path)))

        self.call_after_refresh(keep)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(
            event,
            events.Key | events.MouseDown | events.Paste | events.MouseScrollDown | events.MouseScrollUp,
        ):
            self._touched = time.monotonic()
            if isinstance(self.screen, Curtain):
                # The key that takes the curtain away does nothing else.
                event.stop()
                if isinstance(event, events.Key) and not event.is_forwarded:
                    _ = self.pop_screen()
                return
        if isinstance(event, events.Key) and not event.is_forwarded:
            event = self._as_latin(event)
            if self._is_unwanted(event):
                event.stop()
                return
        await super().on_event(event)

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
            screen.opened_at = time.monotonic()
        return super().push_screen(screen, *args, **kwargs)

    def _is_unwanted(self, key: events.Key) -> bool:
        """Keys pressed before a dialog could be read, and letters of a pasted text that would act."""
        now = time.monotonic()
        self._recent = [at for at in self._recent if now - at < _BURST_SECONDS] + [now]
        screen = self.screen
        if isinstance(screen, Dialog) and now - screen.opened_at < self.dialog_pause:
            return True
        if len(self._recent) < _BURST or isinstance(self.focused, Input | TextArea):
            return False
        scope = self.room.current_pane.scope if screen is self._room else None
        if key.key not in steady_keys(scope):
            self.say(t("Paste ignored: no text field has the focus."), bad=True)
            return True
        return False

    # Crash

    def _handle_exception(self, error: Exception) -> None:
        """Textual's own screen would print every local variable: somebody's account number among them."""
        self._return_code = 70
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        path = write_report(error, self._reports, self.now())
        told = t("refundtui had to stop. What you decided and wrote is kept.")
        where = (
            t("Report without personal data: {path}", path=str(path))
            if path
            else t("No report could be written.")
        )
        self.panic(paragraphs(f"{told}\n{where}"))


def _age(length: timedelta) -> str:
    """In minutes: a line that counts seconds would repaint an idle screen for ever."""
    minutes = int(length.total_seconds()) // 60
    return t("{n} min ago", n=minutes) if minutes else ""


def run_desk(ports: Ports, **how: Any) -> int:
    """Open the desk on these ports until it is left; the code to exit with."""
    desk = Desk(ports, **how)
    return desk.run() or desk.return_code or 0
