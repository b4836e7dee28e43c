"""Our own looks: dark and light, of high contrast, and without red beside green.

Meaning never rests on colour alone: every state has a letter, a word or a sign as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual.color import Color
from textual.theme import Theme


def _variables(
    *, ink: str, ground: str, quiet: str, veil: str, frame: str, focus: str, cursor: str, resting: str, bar: str,
    field: str, selection: str, scrollbar: str, scrollbar_hover: str,
) -> dict[str, str]:  # fmt: skip
    """What our style sheets ask of a look beside Textual's own ten colours, every one of them."""
    return {
        "quiet": quiet,
        "veil": veil,  # over the desk while a dialog asks
        "frame": frame,
        "frame-focus": focus,
        "cursor": cursor,
        "cursor-rest": resting,
        "bar": bar,
        "field": field,
        "footer-key-foreground": focus,
        "scrollbar": scrollbar,
        "scrollbar-hover": scrollbar_hover,
        "scrollbar-active": focus,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "input-cursor-background": ink,
        "input-cursor-foreground": ground,
        "input-selection-background": selection,
        "border": focus,
        "border-blurred": frame,
    }


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
    variables=_variables(
        ink="#d6dde3", ground="#12171c", quiet="#93a1ae", veil="#12171c 55%", frame="#34414d", focus="#6cb2c4",
        cursor="#1c3640", resting="#1f282f", bar="#1a2128", field="#0d1115", selection="#2f5563",
        scrollbar="#2b3640", scrollbar_hover="#3b4a57",
    ),
)  # fmt: skip
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
    variables=_variables(
        ink="#1d262c", ground="#f7f8f6", quiet="#525f69", veil="#f7f8f6 55%", frame="#c3cac9", focus="#0b6378",
        cursor="#cfe6ea", resting="#e7ecea", bar="#e9ecea", field="#ffffff", selection="#b9dbe2",
        scrollbar="#c9d0cf", scrollbar_hover="#aeb9b8",
    ),
)  # fmt: skip
# No veil: who needs contrast needs it behind a dialog too.
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
    variables=_variables(
        ink="#ffffff", ground="#000000", quiet="#cfcfcf", veil="transparent", frame="#9a9a9a", focus="#8fe3ff",
        cursor="#0b2a36", resting="#262626", bar="#101010", field="#000000", selection="#1a4a5e",
        scrollbar="#9a9a9a", scrollbar_hover="#cfcfcf",
    ),
)  # fmt: skip
CONTRAST_LIGHT: Final = Theme(
    name="desk-contrast-light",
    dark=False,
    primary="#003f5c",
    secondary="#000000",
    accent="#003f5c",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#f2f2f2",
    success="#004d12",
    warning="#5a3600",
    error="#7d0000",
    variables=_variables(
        ink="#000000", ground="#ffffff", quiet="#333333", veil="transparent", frame="#555555", focus="#003f5c",
        cursor="#d2ecf7", resting="#e8e8e8", bar="#efefef", field="#ffffff", selection="#a9dcf0",
        scrollbar="#555555", scrollbar_hover="#333333",
    ),
)  # fmt: skip
# Blue is good, orange is bad: told apart by nearly everybody who cannot tell red from green.
CVD: Final = replace(
    DARK,
    name="desk-cvd",
    success="#7db8ff",
    warning="#f2e07a",
    error="#ffa04d",
    accent="#9fd0ff",
    primary="#9fd0ff",
)
CVD_LIGHT: Final = replace(
    LIGHT,
    name="desk-cvd-light",
    success="#0050a8",
    warning="#6b5500",
    error="#994400",
    accent="#0b5c8a",
    primary="#0b5c8a",
)
# The terminal's own two colours and nothing else: what differs is bold, dim, underlined or reversed.
_ANSI: Final = "ansi_default"
MONO: Final = Theme(
    name="desk-mono",
    ansi=True,
    dark=True,
    primary=_ANSI,
    secondary=_ANSI,
    warning=_ANSI,
    error=_ANSI,
    success=_ANSI,
    accent=_ANSI,
    foreground=_ANSI,
    background=_ANSI,
    surface=_ANSI,
    panel=_ANSI,
    boost=_ANSI,
    variables=dict.fromkeys(
        (
            *DARK.variables,
            "ansi-background",
            "ansi-foreground",
            "input-selection-foreground",
            "block-cursor-foreground",
            "block-cursor-background",
        ),
        _ANSI,
    )
    | {"veil": "transparent", "input-cursor-text-style": "reverse"},
)
THEMES: Final = (DARK, LIGHT, CONTRAST, CONTRAST_LIGHT, CVD, CVD_LIGHT)
NAMES: Final = tuple(theme.name.removeprefix("desk-") for theme in THEMES)


def after(name: str) -> str:
    """The next look, in turn."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def contrast(one: str, other: str) -> float:
    """How well one colour is read on the other: 1 for not at all, 21 for black on white (WCAG 2)."""

    def light(of: str) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (value / 255 for value in Color.parse(of).rgb)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
