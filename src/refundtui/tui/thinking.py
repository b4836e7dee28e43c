"""The desk as a program that works in threads, brings every result to one place, and crashes with decency."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState, get_current_worker

from refundtui.casework.ports import Ports
from refundtui.domain.findings import Finding
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.crash import write_report
from refundtui.tui.safe_text import Span, Tone, paragraphs
from refundtui.tui.screens.desk import DeskScreen
from refundtui.tui.widgets.toned import Palette

Result = TypeVar("Result")
_SAID_SECONDS = 6.0


class Thought(Message):
    """A thread's result on its way to the screen."""

    def __init__(self, then: Callable[[Any], None], result: Any) -> None:
        super().__init__()
        self.then = then
        self.result = result


class Thinking(Palette):
    """What every part of the desk may count on: its ports, its room, threads to work in, a line to say something."""

    def __init__(self, ports: Ports, speech: Speech, reports: Path | None, *, mono: bool) -> None:
        # Without colour the filter must be known from the start: a theme set later is too late for it.
        super().__init__(ansi_color=True if mono else None)
        self.ports = ports
        self.training = ports.training
        self.speech = speech
        self.saying: Span | None = None
        self.problems: list[str] = []
        self._reports = reports or Path(tempfile.gettempdir())
        self._unsay = 0.0
        self._room: DeskScreen | None = None

    def get_default_screen(self) -> Screen[None]:
        self._room = DeskScreen()
        return self._room

    @property
    def room(self) -> DeskScreen:
        if self._room is None:
            raise RuntimeError("The desk has not been set up yet.")
        return self._room

    def now(self) -> datetime:
        return self.ports.clock.now()

    # Work in threads, results in one place

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
            self.has_failed(event.worker.group)
            self.trouble(event.worker.error)

    def has_failed(self, group: str) -> None:
        """Nothing will come of what this group was thinking."""

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

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """One sentence in the status line, for some seconds. What went wrong is kept in the list too."""
        self.saying = Span(sentence, Tone.BAD if bad else Tone.GOOD)
        self._unsay = time.monotonic() + (_SAID_SECONDS * 2 if bad else _SAID_SECONDS)
        self.redraw()

    def redraw(self) -> None:
        """The lines around the panes, as things stand now."""
        raise NotImplementedError

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
