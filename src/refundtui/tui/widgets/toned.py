"""What every widget that paints its own lines shares: one style per tone, taken from the theme."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from refundtui.tui.safe_text import TONE_CLASSES, Line, Tone, segments

COMPONENTS = {*TONE_CLASSES, "toned--cursor", "toned--cursor-resting"}


class Toned(Widget):
    """Paints `Line`s with the theme's tones; the cursor's line carries a style of its own."""

    COMPONENT_CLASSES = COMPONENTS
    _styles_known: dict[Tone, Style] | None = None
    _cursor_styles: tuple[Style, Style] | None = None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_known = None
        self._cursor_styles = None

    def tone_styles(self) -> dict[Tone, Style]:
        if self._styles_known is None:
            base = self.rich_style
            self._styles_known = {
                tone: base + self.get_component_rich_style(f"tone--{tone}", partial=True) for tone in Tone
            }
        return self._styles_known

    def cursor_style(self, *, awake: bool) -> Style:
        if self._cursor_styles is None:
            self._cursor_styles = (
                self.get_component_rich_style("toned--cursor-resting", partial=True),
                self.get_component_rich_style("toned--cursor", partial=True),
            )
        return self._cursor_styles[awake]

    def painted(self, line: Line, width: int, over: Style | None = None) -> Strip:
        return Strip(segments(line, width, self.tone_styles(), over), width)
