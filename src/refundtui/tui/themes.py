"""Our own looks: dark, light and one of high contrast. Meaning never rests on colour alone."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="desk-dark",
    dark=True,
    primary="#6cb2c4",
    secondary="#8fa6b8",
    accent="#7cc4d4",
    foreground="#d6dde3",
    background="#12171c",
    surface="#171d23",
    panel="#1e262e",
    success="#86c08a",
    warning="#e0b35c",
    error="#ee8079",
    variables={
        "quiet": "#8b99a6",
        "frame": "#34414d",
        "frame-focus": "#6cb2c4",
        "cursor": "#24424d",
        "cursor-rest": "#1f282f",
        "cursor-text": "#f2f6f8",
        "bar": "#1a2128",
        "field": "#0d1115",
        "footer-key-foreground": "#7cc4d4",
        "scrollbar": "#2b3640",
        "scrollbar-hover": "#3b4a57",
        "scrollbar-active": "#6cb2c4",
        "scrollbar-background": "#12171c",
        "scrollbar-background-hover": "#12171c",
        "scrollbar-background-active": "#12171c",
        "scrollbar-corner-color": "#12171c",
        "input-cursor-background": "#d6dde3",
        "input-cursor-foreground": "#12171c",
        "input-selection-background": "#2f5563",
        "border": "#6cb2c4",
        "border-blurred": "#34414d",
    },
)
LIGHT: Final = Theme(
    name="desk-light",
    dark=False,
    primary="#0b6378",
    secondary="#475a68",
    accent="#0b6378",
    foreground="#1d262c",
    background="#f7f8f6",
    surface="#ffffff",
    panel="#eceeea",
    success="#23692e",
    warning="#855400",
    error="#b0271f",
    variables={
        "quiet": "#5a6771",
        "frame": "#c3cac9",
        "frame-focus": "#0b6378",
        "cursor": "#cfe6ea",
        "cursor-rest": "#e7ecea",
        "cursor-text": "#0c1418",
        "bar": "#e9ecea",
        "field": "#ffffff",
        "footer-key-foreground": "#0b6378",
        "scrollbar": "#c9d0cf",
        "scrollbar-hover": "#aeb9b8",
        "scrollbar-active": "#0b6378",
        "scrollbar-background": "#f7f8f6",
        "scrollbar-background-hover": "#f7f8f6",
        "scrollbar-background-active": "#f7f8f6",
        "scrollbar-corner-color": "#f7f8f6",
        "input-cursor-background": "#1d262c",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#b9dbe2",
        "border": "#0b6378",
        "border-blurred": "#c3cac9",
    },
)
CONTRAST: Final = Theme(
    name="desk-contrast",
    dark=True,
    primary="#8fe3ff",
    secondary="#ffffff",
    accent="#8fe3ff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#101010",
    success="#8df59a",
    warning="#ffd75e",
    error="#ffa49e",
    variables={
        "quiet": "#cfcfcf",
        "frame": "#9a9a9a",
        "frame-focus": "#8fe3ff",
        "cursor": "#ffffff",
        "cursor-rest": "#303030",
        "cursor-text": "#000000",
        "bar": "#101010",
        "field": "#000000",
        "footer-key-foreground": "#8fe3ff",
        "scrollbar": "#9a9a9a",
        "scrollbar-background": "#000000",
        "border": "#8fe3ff",
        "border-blurred": "#9a9a9a",
    },
)
THEMES: Final = (DARK, LIGHT, CONTRAST)


def after(name: str) -> str:
    """The next look, in turn."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
