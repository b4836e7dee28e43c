"""The case: who asks what, by when, and everything recorded on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from refundtui.casework.views import CaseFile
from refundtui.domain.timeline import Happened
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t
from refundtui.tui.action import Scope
from refundtui.tui.keymap import bindings
from refundtui.tui.panes.pane import Pane
from refundtui.tui.present.case_lines import tab_rows
from refundtui.tui.present.tab_lines import TABS, Tab, open_cases_line, tab_at, tab_line
from refundtui.tui.safe_text import Span, Tone
from refundtui.tui.widgets.bars import Bar
from refundtui.tui.widgets.lines import Lines, Row


class CasePane(Pane):
    scope = Scope.CASE
    number = 2
    name_of = N_("Case")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.CASE)]

    def __init__(self) -> None:
        super().__init__(id="case", classes="pane")
        self.tab = Tab.DETAILS
        self.only: Happened | None = None
        self._open: tuple[tuple[bool, str, bool], ...] = ()
        self._file: CaseFile | None = None
        self._now: datetime | None = None
        self._speech = Speech()

    def compose(self) -> ComposeResult:
        yield Bar(id="tabs")
        yield Lines(id="case-lines")

    @property
    def lines(self) -> Lines:
        return self.query_one("#case-lines", Lines)

    @property
    def home(self) -> Widget:
        return self.lines

    def show(self, file: CaseFile | None, now: datetime, speech: Speech) -> None:
        """Another case, or the same one as it is now."""
        same = file is not None and self._file is not None and file.case.id == self._file.case.id
        self._file, self._now, self._speech = file, now, speech
        self.title_is(file.case.reference if file else "")
        self._draw(top=not same)

    def turn(self, steps: int) -> None:
        """To the tab beside."""
        self.tab = TABS[(TABS.index(self.tab) + steps) % len(TABS)]
        self._draw(top=True)

    def open_tab(self, tab: Tab) -> None:
        self.tab = tab
        self._draw(top=True)

    def show_open(self, names: Sequence[tuple[bool, str, bool]]) -> None:
        """The open cases in the frame: `<this one>`, `*` where something was changed; those around it first."""
        self._open = tuple(names)
        self._draw_open()

    def _draw_open(self) -> None:
        self.foot_is(open_cases_line(self._open, max(10, self.size.width - 6)))

    def show_only(self, kind: Happened | None) -> None:
        """The timeline with entries of one kind, or with all of them again."""
        self.only = kind
        self.open_tab(Tab.TIMELINE)

    def _draw(self, *, top: bool) -> None:
        file, now, speech = self._file, self._now, self._speech
        self._draw_tabs()
        if file is None or now is None:
            self.lines.show(lambda _: [Row((Span(t("No case is chosen."), Tone.MUTED),))])
            return
        tab, only = self.tab, self.only
        lines = self.lines
        lines.show(lambda width: tab_rows(tab, file, now, speech, width, lines.size.height, only), top=top)

    def _draw_tabs(self) -> None:
        bar = self.query_one("#tabs", Bar)
        bar.show(tab_line(self.tab, self._file.case if self._file else None, max(10, bar.size.width - 3)))

    def on_click(self, event: events.Click) -> None:
        """A click on a tab opens it."""
        bar = self.query_one("#tabs", Bar)
        if event.screen_y == bar.region.y and self._file is not None:
            column = int(event.screen_x) - bar.region.x - 1
            tab = tab_at(column, self.tab, self._file.case, max(10, bar.size.width - 3))
            if tab is not None:
                self.open_tab(tab)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw_tabs)
        self.call_after_refresh(self._draw_open)
