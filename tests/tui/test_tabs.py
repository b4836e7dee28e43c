"""Six tabs, all of them named where there is room for four, and opened by a click."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundtui.i18n.words import use_language
from refundtui.tui.app import Desk
from refundtui.tui.present.tab_lines import TABS, Tab, tab_at, tab_line
from refundtui.tui.safe_text import line_width
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, a_long_story
from tests.tui.test_mouse import click_text

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [47, 75])
def test_all_six_tabs_can_be_read(width: int, language: str) -> None:
    use_language(language)
    for chosen in TABS:
        line = tab_line(chosen, a_long_story(), width)
        assert len(line) == len(TABS)
        assert line_width(line) <= width
        for span in line:
            assert len(span.text.strip("<> .0123456789")) >= 3, span.text


def test_a_column_belongs_to_the_tab_that_stands_there() -> None:
    line = tab_line(Tab.ORDER, a_long_story(), 76)
    at = line_width(line[:3])
    assert tab_at(at, Tab.ORDER, a_long_story(), 76) is Tab.VERSIONS
    assert tab_at(76, Tab.ORDER, a_long_story(), 76) is None


async def test_a_click_opens_a_tab(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((a_long_story(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await click_text(page, " Vers")
        assert desk.room.case_pane.tab is Tab.VERSIONS
