"""Moving: among panes, rows and tabs, and one step back."""

from __future__ import annotations

from dataclasses import replace

from refundtui.tui.screens.many import ManyScreen
from refundtui.tui.screens.open_cases import OpenCasesScreen


class MovingScreen(OpenCasesScreen, ManyScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_pane_next(self) -> None:
        self._turn_pane(1)

    def do_pane_prev(self) -> None:
        self._turn_pane(-1)

    def _turn_pane(self, steps: int) -> None:
        panes = self.panes
        self.go_to(panes[(panes.index(self.current_pane) + steps) % len(panes)])

    def do_pane_1(self) -> None:
        self.go_to(self.queue_pane)

    def do_pane_2(self) -> None:
        self.go_to(self.case_pane)

    def do_pane_3(self) -> None:
        self.go_to(self.calculator)

    def do_pane_4(self) -> None:
        self.go_to(self.letter_pane)

    def do_pane_zoom(self) -> None:
        self.see(replace(self.seen, zoomed=not self.seen.zoomed))

    def do_app_back(self) -> None:
        """One step: out of a text, out of the zoom, to the queue, out of a search."""
        if self.letter_pane.has_class("-editing"):
            self.letter_pane.leave()
            self.letter_pane.lines.focus()
        elif self.calculator.entry.is_open:
            self.calculator.entry.close()
        elif self.seen.zoomed:
            self.see(replace(self.seen, zoomed=False))
        elif self.current_pane is not self.queue_pane:
            self.go_to(self.queue_pane)
        elif self.queue_pane.table.range_start is not None or self.queue_pane.table.marked:
            self.clear_marks()
        elif self.typed:
            self.look_for("")
        elif self.view != "open":
            self.show_view("open")

    def do_nav_down(self) -> None:
        self._move(1)

    def do_nav_up(self) -> None:
        self._move(-1)

    def do_nav_page_down(self) -> None:
        self._move(self._page())

    def do_nav_page_up(self) -> None:
        self._move(-self._page())

    def do_nav_top(self) -> None:
        self.queue_pane.table.go_to(0)

    def do_nav_bottom(self) -> None:
        self.queue_pane.table.go_to(self.queue_pane.table.pages.count - 1)

    def do_nav_start(self) -> None:
        self._move(-1_000_000)

    def do_nav_finish(self) -> None:
        self._move(1_000_000)

    def _move(self, steps: int) -> None:
        pane = self.current_pane
        if pane is self.queue_pane:
            self.queue_pane.table.move(steps)
        elif pane is self.case_pane:
            self.case_pane.lines.move(steps)
        elif pane is self.calculator:
            self.calculator.lines.move(steps)
        elif pane is self.letter_pane:
            self.letter_pane.lines.move(steps)
        else:
            self.team_pane.lines.move(steps)

    def _page(self) -> int:
        return max(1, self.current_pane.home.size.height - 1)

    def do_nav_tab_right(self) -> None:
        self.case_pane.turn(1)

    def do_nav_tab_left(self) -> None:
        self.case_pane.turn(-1)

    def do_case_next(self) -> None:
        self.queue_pane.table.move(1)
