"""The desk as somebody without colours sees it, at three sizes: recorded, and compared line by line.

`REFUNDTUI_RECORD=1 pytest tests/tui/test_desk_screens.py` records anew; the difference is reviewed like code.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from refundtui.domain.case import Case
from refundtui.tui.app import Desk
from tests.support.pages import DeskPage
from tests.support.screen import screen_text
from tests.tui.desk_ports import a_desk, a_long_story, laptop_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]
SIZES = ((80, 24), (120, 40), (200, 60))
SCENES: dict[str, tuple[str, ...]] = {
    "queue": (),
    "case": ("enter",),
    "order": ("enter", "l"),
    "timeline": ("enter", "l", "l"),
    "timeline_one_kind": ("enter", "s", "8"),
    "versions": ("enter", "l", "l", "l"),
    "evidence": ("enter", "h", "h"),
    "notes": ("enter", "h"),
    "calculator_why": ("3", "j", "enter"),
    "goodwill_apart": ("3", "end", "k", "k", "K"),
    "what_if": ("3", "s", "1"),
    "letter": ("4",),
    "decide": ("d",),
    "held": ("d", "f"),
    "confirm": ("j", "j", "j", "j", "j", "j", "j", "d", "f"),
    "palette": ("ctrl+p",),
    "help": ("question_mark",),
    "new_case": ("i",),
}
# Scenes with one case of their own; the others have the whole queue.
CASES: dict[str, Callable[[], Case]] = {
    "timeline": a_long_story,
    "timeline_one_kind": a_long_story,
    "versions": a_long_story,
    "evidence": a_long_story,
    "notes": a_long_story,
    "what_if": laptop_case,
}
_GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    "size",
    # Larger windows show what the snapshots show as well, and room: they wait for the proofs.
    [
        pytest.param(size, marks=[pytest.mark.proof] * (size != SIZES[0]), id=f"{size[0]}x{size[1]}")
        for size in SIZES
    ],
)
@pytest.mark.parametrize("scene", SCENES)
async def test_the_screen_is_as_recorded(scene: str, size: tuple[int, int], desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((CASES[scene](),) if scene in CASES else None)
    desk = desk_on(ports)
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press(*SCENES[scene])
        shown = screen_text(desk)
    assert len(shown.splitlines()) == size[1]
    assert all(cell_len(line) <= size[0] for line in shown.splitlines())
    file = _GOLDEN / f"{scene}_{size[0]}x{size[1]}.txt"
    if os.environ.get("REFUNDTUI_RECORD"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("size", "panes"),
    [((80, 24), 1), ((120, 24), 2), ((120, 40), 4), ((200, 30), 4), ((200, 60), 4)],
    ids=str,
)
async def test_so_many_panes_stand_at_this_size(size: tuple[int, int], panes: int, desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        standing = [pane for pane in desk.room.panes if pane.region.area and pane.is_on_screen]
        assert len(standing) == panes
        await page.press("3")
        assert "[3] Calculator" in page.text
        await page.press("z")
        assert [pane.number for pane in desk.room.panes if pane.is_on_screen] == [3]
        await page.press("z", "1")
        assert "[1] Queue" in page.text


@pytest.mark.parametrize("size", [(58, 14), (59, 40), (80, 15)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_window_too_small_says_so_in_one_line_and_nothing_is_lost(
    size: tuple[int, int], desk_on: MakeDesk
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        said = [line for line in page.text.splitlines() if line.strip()]
        assert len(said) == 1
        assert "60x16" in said[0]
        await pilot.resize_terminal(80, 24)
        await page.rest()
        assert "[1] Queue" in page.text
        assert page.reference == "RF-0481001"
        assert desk.room.queue_pane.table.has_focus


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_focused_pane_is_framed_twice_and_the_others_once(language: str, desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, language=language)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert page.text.count("╔") == 1
        assert page.text.count("╭") == 3
        assert "TRAINING" in page.header


async def test_a_live_desk_says_live_and_has_plain_frames(desk_on: MakeDesk) -> None:
    from dataclasses import replace

    ports, _, _ = a_desk()
    desk = desk_on(replace(ports, training=False))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "LIVE" in page.header
        assert "╔═" in page.text
        assert "~~" not in page.text
