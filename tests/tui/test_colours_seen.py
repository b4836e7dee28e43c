"""Whatever pair of colours really reaches the screen can be read in every look, on every pane and dialog.

One way through the desk in a look whose colours are all different tells which colour is painted on which; each
look is then asked for those pairs.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from textual.color import Color
from textual.theme import Theme

from refundtui.tui import themes
from refundtui.tui.app import Desk
from refundtui.tui.themes import contrast
from refundtui.tui.themes_file import _made
from tests.support.pages import DeskPage
from tests.support.screen import inks
from tests.tui.desk_ports import a_desk

MakeDesk = Callable[..., Desk]
_FIELDS = (
    "primary", "secondary", "accent", "foreground", "background", "surface", "panel", "success", "warning", "error",
)  # fmt: skip
# Frames and scrollbars: no letters. In the looks of high contrast they count as well.
_LINES = re.compile(r"[\u2500-\u259f~+|=#\s-]+")
_WAYS = (
    (), ("enter",), ("l",), ("l",), ("l",), ("l",), ("3", "enter"), ("a", "x"), ("escape", "4"), ("enter",), ("escape", "1", "slash"),
    ("b", "x", "colon"), ("escape", "escape", "space", "V", "down"), ("escape", "escape", "d"), ("x",), ("escape", "escape", "p"),
    ("escape", "ctrl+p"), ("d", "e"), ("escape", "f1"), ("escape", "n"), ("tab", "tab", "enter"), ("escape", "i"), ("escape", "o"),
    ("escape", "v"), ("escape", "s"), ("escape", "B"), ("escape", "c"), ("escape", "f9"), ("f9", "d", "f"), ("escape", "o"),
)  # fmt: skip


def _every_colour_its_own() -> tuple[Theme, dict[str, str]]:
    names = [*_FIELDS, *(name for name in themes.DARK.variables if name != "veil")]
    colours = {
        name: f"#{n * 53 % 200 + 40:02x}{n * 97 % 210 + 30:02x}{n * 151 % 190 + 50:02x}"
        for n, name in enumerate(names)
    }
    made = _made("desk-probe", themes.DARK, colours | {"veil": "transparent"})
    return made, colours


def _named(colour: str, colours: dict[str, str]) -> str:
    """Which of ours it is; blending rounds, so the nearest within two steps."""
    one = Color.parse(colour)

    def off(name: str) -> int:
        other = Color.parse(colours[name])
        return max(abs(one.r - other.r), abs(one.g - other.g), abs(one.b - other.b))

    near = min(colours, key=off)
    return near if off(near) <= 2 else f"{colour} of no look of ours"


async def _pairs_seen(desk_on: MakeDesk) -> dict[tuple[str, str], str]:
    probe, colours = _every_colour_its_own()
    ports, _, _ = a_desk()
    desk = desk_on(ports, mono=False, theme=probe)
    seen: dict[tuple[str, str], str] = {}
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for keys in _WAYS:
            await page.press(*keys)
            for ink in inks(desk):
                seen.setdefault((_named(ink.letters, colours), _named(ink.ground, colours)), ink.text)
    return seen


def _value(look: Theme, name: str) -> str:
    return str(getattr(look, name)) if name in _FIELDS else look.variables[name]


@pytest.mark.anyio
@pytest.mark.proof
async def test_every_pair_of_colours_that_is_seen_can_be_read_in_every_look(desk_on: MakeDesk) -> None:
    seen = await _pairs_seen(desk_on)
    assert len(seen) > 25, "the way through the desk went nowhere"
    assert [pair for pair in seen if "of no look" in "".join(pair)] == []
    weak = {}
    for look in themes.THEMES:
        strong = "contrast" in look.name
        for (letters, ground), text in seen.items():
            if not strong and _LINES.fullmatch(text):
                continue
            ratio = contrast(_value(look, letters), _value(look, ground))
            if ratio < (7.0 if strong else 4.5):
                weak[look.name, letters, ground, text] = round(ratio, 1)
    assert weak == {}
