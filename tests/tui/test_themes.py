"""Our looks can be read: every tone against every ground it stands on, and no tone without a mark of its own."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from refundtui.tui import themes
from refundtui.tui.frames import FOCUSED, RESTING, know_practice_frames

_TONES = ("foreground", "accent", "success", "warning", "error", "secondary")


def contrast(one: str, other: str) -> float:
    def light(of: str) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (value / 255 for value in Color.parse(of).rgb)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_every_tone_is_readable_on_every_ground(theme: Theme) -> None:
    least = 7.0 if theme is themes.CONTRAST else 4.5
    grounds = [
        theme.background,
        theme.surface,
        theme.variables["cursor"],
        theme.variables["cursor-rest"],
        theme.variables["bar"],
    ]
    tones = [getattr(theme, name) for name in _TONES] + [theme.variables["quiet"]]
    for ground in grounds:
        for tone in tones:
            assert tone is not None
            assert ground is not None
            assert contrast(tone, ground) >= (
                least if ground != theme.variables["cursor"] else min(least, 4.5)
            ), (tone, ground)


def test_the_focused_frame_stands_out_from_the_others() -> None:
    for theme in themes.THEMES:
        assert contrast(theme.variables["frame-focus"], str(theme.background)) >= 3


def test_every_theme_knows_the_same_names() -> None:
    names = {theme.name: set(theme.variables) for theme in (themes.DARK, themes.LIGHT)}
    assert names["desk-dark"] == names["desk-light"]
    needed = {"quiet", "frame", "frame-focus", "cursor", "cursor-rest", "bar", "field"}
    for theme in (*themes.THEMES, themes.MONO):
        assert needed <= set(theme.variables)


def test_the_looks_come_in_turn() -> None:
    assert [themes.after(name) for name in ("desk-dark", "desk-light", "desk-contrast", "?")] == [
        "desk-light",
        "desk-contrast",
        "desk-dark",
        "desk-dark",
    ]


def test_textual_still_keeps_frames_where_we_put_ours() -> None:
    from textual import _border
    from textual.css.constants import VALID_BORDER

    know_practice_frames()
    for name in (RESTING, FOCUSED):
        assert name in VALID_BORDER
        assert _border.BORDER_CHARS[name][0][1] == "~"  # type: ignore[index]  # not one of Textual's own
