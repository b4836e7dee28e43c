"""The desk as a tester sees it: panes and dialogs with what they show and what one does with them."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.pilot import Pilot

from refundtui.casework.submissions import Entry
from refundtui.domain.case import Case
from refundtui.domain.quote import Quote
from refundtui.tui.app import Desk
from refundtui.tui.bursts import SECONDS
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.widgets.bars import Bar
from refundtui.tui.widgets.lines import Lines
from tests.support.screen import at_rest, screen_text


async def pause_of_a_hand() -> None:
    """What comes next is pressed by itself: a key nearer than this to the one before came together with it."""
    await asyncio.sleep(SECONDS)


class DeskPage:
    """A running desk."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        desk = pilot.app
        assert isinstance(desk, Desk)
        self.desk = desk
        self.weather: Any = None  # of the practice office behind it, where there is one

    async def rest(self) -> None:
        await at_rest(self.pilot)

    async def press(self, *keys: str) -> None:
        """Keys one after the other, each with its consequences."""
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    async def type(self, text: str) -> None:
        """Text into the field that has the focus."""
        names = {
            " ": "space",
            ".": "full_stop",
            ",": "comma",
            "-": "minus",
            "$": "dollar_sign",
            "%": "percent_sign",
        }
        for sign in text:
            await self.pilot.press(names.get(sign, sign))
        await self.rest()
        await pause_of_a_hand()

    @property
    def text(self) -> str:
        return screen_text(self.desk)

    @property
    def standing(self) -> list[int]:
        """The numbers of the panes that are seen."""
        return [pane.number for pane in self.desk.room.panes if pane.region.area and pane.is_on_screen]

    # Queue

    @property
    def reference(self) -> str:
        """The case under the cursor."""
        row = self.desk.room.queue_pane.table.current
        return row.reference if row else ""

    async def go_to(self, reference: str) -> None:
        """Move the cursor to a case by keys."""
        await self.press("1")
        for _ in range(200):
            if self.reference == reference:
                return
            await self.pilot.press("j")
        raise AssertionError(f"{reference} is not in the queue.")

    async def open(self, reference: str) -> None:
        await self.go_to(reference)
        await self.rest()
        await self.press("enter")

    # Case and calculator

    @property
    def case(self) -> Case:
        opened = self.desk.room.opened
        assert opened is not None
        return opened.file.case

    @property
    def quote(self) -> Quote:
        opened = self.desk.room.opened
        assert opened is not None
        quote = opened.weighed.determination.quote
        assert isinstance(quote, Quote), quote
        return quote

    @property
    def total(self) -> str:
        return str(self.quote.total)

    @property
    def calculator(self) -> str:
        """What the calculator says, line by line."""
        return pane_text(self.desk.room.calculator.lines)

    @property
    def letter(self) -> str:
        return self.desk.room.letter_pane.text

    async def cursor_on(self, key: str) -> None:
        """Move the calculator's cursor to a row by keys."""
        await self.press("3", "home")
        for _ in range(40):
            if self.desk.room.calculator.row == key:
                return
            await self.press("j")
        raise AssertionError(f"{key} is no row of the calculator.")

    # Bars and outbox

    @property
    def status(self) -> str:
        return self.desk.room.query_one("#status", Bar).text

    @property
    def header(self) -> str:
        return self.desk.room.query_one("#header", Bar).text

    @property
    def entries(self) -> list[Entry]:
        return list(self.desk.entries)

    @property
    def dialog(self) -> Dialog[Any] | None:
        screen = self.desk.screen
        return screen if isinstance(screen, Dialog) else None

    @property
    def in_dialog(self) -> bool:
        return self.dialog is not None

    async def sync(self) -> None:
        self.desk.sync()
        await self.rest()


def pane_text(lines: Lines) -> str:
    return "\n".join("".join(part.text for part in row.line).rstrip() for row in lines.rows)
