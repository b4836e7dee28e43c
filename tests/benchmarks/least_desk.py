"""The least Textual program that shows the rows of a desk's cache: what the desk is measured against.

`python -m tests.benchmarks.least_desk CACHE KEY`, the key in hexadecimal.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

import sqlcipher3
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Footer

_PAGE = 200
_PLAIN, _CHOSEN = Style(), Style(reverse=True)


class Rows(ScrollView, can_focus=True):
    """One line for each case, in the order they came; a page is read when it is met."""

    BINDINGS: ClassVar[list[BindingType]] = [("j,down", "step(1)", "down"), ("k,up", "step(-1)", "up")]

    def __init__(self, db: Any) -> None:
        super().__init__()
        self.at = 0
        self._db = db
        self._pages: dict[int, list[Any]] = {}
        self._number = db.execute("SELECT max(n) FROM case_").fetchone()[0]

    def on_mount(self) -> None:
        self.virtual_size = Size(100, self._number)

    def render_line(self, y: int) -> Strip:
        line, width = y + self.scroll_offset.y, self.size.width
        page, place = divmod(line, _PAGE)
        if page not in self._pages:
            self._pages[page] = self._db.execute(
                "SELECT reference, customer, reason, amount_minor, due_at FROM case_ WHERE n > ? ORDER BY n LIMIT ?",
                (page * _PAGE, _PAGE),
            ).fetchall()
        if place >= len(self._pages[page]):
            return Strip.blank(width)
        reference, customer, reason, amount, due = self._pages[page][place]
        text = f"{reference:<14}{customer:<22}{reason:<20}{(amount or 0) / 100:>10.2f} {due}"
        return Strip([Segment(text.ljust(width)[:width], _CHOSEN if line == self.at else _PLAIN)], width)

    def action_step(self, by: int) -> None:
        before, self.at = self.at, max(0, min(self._number - 1, self.at + by))
        for line in (before, self.at):
            self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 1))
        self.scroll_to_region(Region(0, self.at, 1, 1), animate=False)


class LeastDesk(App[None]):
    def __init__(self, db: Any) -> None:
        super().__init__()
        self._db = db

    def compose(self) -> ComposeResult:
        yield Rows(self._db)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Rows).focus()


def main() -> None:
    file, key = sys.argv[1:]
    db = sqlcipher3.connect(file, isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{key}'\"")
    LeastDesk(db).run()


if __name__ == "__main__":
    main()
