"""The queue's table: a window onto any number of rows, its cursor tied to a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from textual.app import ComposeResult

from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.i18n.speech import Speech
from refundtui.tui.present.figures import due_word
from refundtui.tui.present.queue_lines import columns, heading, row_line
from refundtui.tui.safe_text import Tone, line_width
from refundtui.tui.widgets.case_table import PAGE, CaseTable, Pages
from refundtui.tui.widgets.toned import Palette
from tests.support.making import NOW

MILLION = 1_000_000


def a_row(number: int, **more: Any) -> QueueRow:
    fields: dict[str, Any] = {
        "case_id": CaseId(str(number)),
        "reference": f"RF-{number:07}",
        "brand": "lindenhof",
        "state": "intake",
        "customer": f"Customer {number}",
        "reason": "changed_mind",
        "language": "de",
        "owner": "",
        "received_at": NOW,
        "version": 1,
        "amount_minor": 12_34,
        "currency": "EUR",
        "due_at": NOW + timedelta(hours=5),
    } | more
    return QueueRow(**fields)


class Table(Palette):
    """A table over a million rows that are made when they are asked for."""

    CSS: ClassVar[str] = "CaseTable { height: 1fr; }"

    def __init__(self, count: int) -> None:
        super().__init__(ansi_color=True)
        self.count = count
        self.asked: list[int] = []
        self.moved: list[str] = []

    def compose(self) -> ComposeResult:
        yield CaseTable()

    def on_mount(self) -> None:
        table = self.query_one(CaseTable)
        table.paint_with(lambda row, width: row_line(row, width, NOW, Speech(), "ann", {}))
        pages = Pages(self.count)
        pages.put(0, [a_row(n) for n in range(min(PAGE, self.count))])
        table.show(pages)
        table.focus()

    def on_case_table_page_wanted(self, event: CaseTable.PageWanted) -> None:
        self.asked.append(event.page)
        self.query_one(CaseTable).take_page(event.page, [a_row(event.page * PAGE + n) for n in range(PAGE)])

    def on_case_table_moved(self, event: CaseTable.Moved) -> None:
        self.moved.append(event.row.reference if event.row else "")


@pytest.mark.anyio
async def test_the_last_of_a_million_rows_needs_one_page() -> None:
    app = Table(MILLION)
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(CaseTable)
        table.go_to(MILLION - 1)
        await pilot.pause()
        await pilot.pause()
        assert app.asked == [MILLION // PAGE - 1]
        assert table.current is not None
        assert table.current.reference == "RF-0999999"
        assert app.moved[-1] == "RF-0999999"


@pytest.mark.anyio
async def test_the_cursor_stops_at_both_ends() -> None:
    app = Table(30)
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(CaseTable)
        table.move(-5)
        assert table.cursor == 0
        table.move(500)
        assert table.cursor == 29
        await pilot.pause()


@pytest.mark.anyio
async def test_a_changed_row_keeps_its_place() -> None:
    app = Table(30)
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(CaseTable)
        table.go_to(3)
        table.take_row(a_row(1, state="closed"))
        await pilot.pause()
        assert table.case_id == "3"
        row = table.pages.row(1)
        assert row is not None
        assert row.state == "closed"


@pytest.mark.anyio
async def test_an_empty_queue_is_no_trouble() -> None:
    app = Table(0)
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.query_one(CaseTable)
        table.move(1)
        await pilot.pause()
        assert table.current is None


def test_pages_beyond_the_kept_ones_are_dropped_with_their_places() -> None:
    pages = Pages(MILLION)
    for page in range(100):
        pages.put(page, [a_row(page * PAGE + n) for n in range(PAGE)])
    assert pages.row(0) is None
    assert pages.place(CaseId("0")) is None
    assert pages.place(CaseId(str(99 * PAGE))) == 99 * PAGE


def test_a_row_that_is_not_here_is_not_replaced() -> None:
    assert Pages(10).replace(a_row(4)) is None


@pytest.mark.parametrize("width", [58, 66, 78, 98, 130, 198])
def test_titles_and_rows_have_the_same_width_and_fit(width: int) -> None:
    row = a_row(7, customer="佐藤 花子 " * 9, owner="somebody-with-a-long-name", brand="b" * 40)
    line = row_line(row, width, NOW, Speech(), "ann", {})
    assert line_width(line) == line_width(heading(width)) <= width


def test_a_wider_queue_shows_owner_and_brand() -> None:
    assert columns(78).owner == 0
    assert columns(110).owner > 0
    assert columns(140).brand > 0


@pytest.mark.parametrize(
    ("hours", "basis", "said", "tone"),
    [
        (-1, "", "-1h!", Tone.BAD),
        (-30, "law", "§-30h!", Tone.BAD),
        (5, "", "5h", Tone.WARN),
        (30, "law", "§30h", Tone.PLAIN),
        (24 * 9, "policy", "9d", Tone.PLAIN),
        (3, "service", "~3h", Tone.WARN),
    ],
    ids=["just late", "late by law", "today", "by law", "next week", "an answer is promised"],
)
def test_what_is_due_is_said_in_one_word(hours: int, basis: str, said: str, tone: Tone) -> None:
    word = due_word(NOW + timedelta(hours=hours), NOW, basis)
    assert (word.text, word.tone) == (said, tone)


def test_what_waits_for_the_goods_by_law_is_never_late() -> None:
    word = due_word(None, NOW, "waiting")
    assert (word.text, word.tone) == ("§…", Tone.MUTED)


def test_a_closed_case_is_not_due() -> None:
    line = row_line(a_row(1, state="closed", due_at=NOW - timedelta(days=3)), 78, NOW, Speech(), "ann", {})
    assert "!" not in "".join(part.text for part in line)


def test_our_own_word_on_its_way_shows_in_the_state_column() -> None:
    row = a_row(1)
    letters = [row_line(row, 78, NOW, Speech(), "ann", mine)[1].text for mine in ({}, {"1": "H"}, {"1": "!"})]
    assert letters == ["N", "H", "!"]


def test_a_currency_nobody_pays_in_is_shown_and_breaks_nothing() -> None:
    line = row_line(a_row(1, currency="XAU"), 78, NOW, Speech(), "ann", {})
    assert "?" in "".join(part.text for part in line)
