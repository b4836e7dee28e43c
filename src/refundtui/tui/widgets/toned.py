"""What every widget that paints its own lines shares: one style per tone, taken from the theme."""

from __future__ import annotations

from typing import ClassVar, cast

from rich.style import Style
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget

from refundtui.tui.safe_text import TONE_CLASSES, Line, Tone, segments

_CURSOR, _RESTING = "toned--cursor", "toned--cursor-resting"


class Palette(App[int]):
    """A program whose style sheet gives every tone its look.

    Once for the program, not once for each widget: with a dozen widgets of a dozen tones,
    half of a start went into giving the same looks again and again.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {*TONE_CLASSES, _CURSOR, _RESTING}
    _looks: dict[str, Style] | None = None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks = None

    def look(self, name: str) -> Style:
        if self._looks is None:
            self._looks = {
                known: self.get_component_styles(known).partial_rich_style for known in self.COMPONENT_CLASSES
            }
        return self._looks[name]


class Toned(Widget):
    """Paints `Line`s with the theme's tones; the cursor's line carries a style of its own."""

    _styles_known: dict[Tone, Style] | None = None
    _cursor_styles: tuple[Style, Style] | None = None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_known = None
        self._cursor_styles = None

    def tone_styles(self) -> dict[Tone, Style]:
        if self._styles_known is None:
            base = self.rich_style
            self._styles_known = {tone: base + self._look(f"tone--{tone}") for tone in Tone}
        return self._styles_known

    def cursor_style(self, *, awake: bool) -> Style:
        if self._cursor_styles is None:
            self._cursor_styles = self._look(_RESTING), self._look(_CURSOR)
        return self._cursor_styles[awake]

    def painted(self, line: Line, width: int, over: Style | None = None) -> Strip:
        return Strip(segments(line, width, self.tone_styles(), over), width)

    def _look(self, name: str) -> Style:
        return cast("Palette", self.app).look(name)
