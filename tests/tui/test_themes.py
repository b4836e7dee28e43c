"""Our looks can be read: every tone against every ground it stands on, and no tone without a mark of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from refundtui.tui import themes
from refundtui.tui.frames import FOCUSED, RESTING, know_practice_frames
from refundtui.tui.themes import contrast
from refundtui.tui.themes_file import chosen, read_theme

_TONES = ("foreground", "accent", "success", "warning", "error", "secondary")


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_every_tone_is_readable_on_every_ground(theme: Theme) -> None:
    least = 7.0 if "contrast" in theme.name else 4.5
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
            assert contrast(tone, ground) >= least, (tone, ground)


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
    name = "?"
    seen = [name := themes.after(name) for _ in range(len(themes.THEMES) + 1)]
    assert seen == [*(theme.name for theme in themes.THEMES), themes.THEMES[0].name]


@pytest.mark.parametrize("theme", [themes.CVD, themes.CVD_LIGHT], ids=lambda theme: theme.name)
def test_good_and_bad_are_blue_and_orange_for_eyes_that_mix_red_and_green(theme: Theme) -> None:
    good, bad = Color.parse(str(theme.success)), Color.parse(str(theme.error))
    assert good.b > good.r
    assert bad.r > bad.b
    # What such eyes still see is the blue part; it has to differ clearly.
    assert abs(good.b - bad.b) > 90


# Themes of one's own


def test_a_file_of_ones_own_starts_from_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'like = "light"\n[colours]\nbackground = "#fffdf5"\nquiet = "#444444"\n'
    )
    theme, wrong = chosen("mine", tmp_path)
    assert wrong == []
    assert (theme.background, theme.variables["quiet"], theme.error) == (
        "#fffdf5",
        "#444444",
        themes.LIGHT.error,
    )
    assert theme.dark is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('like = "lihgt"', ":1: There is no look “lihgt”. Did you mean “light”?"),
        (
            '[colours]\nbakground = "#000000"',
            ":2: There is no colour “bakground”. Did you mean “background”?",
        ),
        ('[colours]\nerror = "red"', ":2: “red” is no colour; one is written as #1d262c."),
        (
            '[colours]\nforeground = "#202020"',
            ":2: “foreground” can hardly be read on its ground (1.1:1, 4.5 are good).",
        ),
        ('[colors]\nerror = "#ff0000"', ":1: “colors” is not known here. Did you mean “colours”?"),
        ("[colours", ":1: This is no TOML"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_a_look_is_there_all_the_same(text: str, said: str) -> None:
    theme, wrong = read_theme("mine", text, "mine.toml")
    assert [line.startswith(f"mine.toml{said}") for line in wrong] == [True], wrong
    assert theme.background == themes.DARK.background


def test_a_look_nobody_knows_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "sepia.toml").write_text("")
    assert chosen("sepai", tmp_path) == (themes.DARK, ["There is no look “sepai”. Did you mean “sepia”?"])
    assert chosen("", tmp_path) == (themes.DARK, [])


def test_textual_still_keeps_frames_where_we_put_ours() -> None:
    from textual import _border
    from textual.css.constants import VALID_BORDER

    know_practice_frames()
    for name in (RESTING, FOCUSED):
        assert name in VALID_BORDER
        assert _border.BORDER_CHARS[name][0][1] == "~"  # type: ignore[index]  # not one of Textual's own
