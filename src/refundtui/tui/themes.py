"""Our own looks: dark and light, of high contrast, and without red beside green; and themes of one's own.

Meaning never rests on colour alone: every state has a letter, a word or a sign as well.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from textual.color import Color
from textual.theme import Theme

from refundtui.i18n.words import t

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
        "quiet": "#93a1ae",
        "frame": "#34414d",
        "frame-focus": "#6cb2c4",
        "cursor": "#1c3640",
        "cursor-rest": "#1f282f",
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
        "quiet": "#525f69",
        "frame": "#c3cac9",
        "frame-focus": "#0b6378",
        "cursor": "#cfe6ea",
        "cursor-rest": "#e7ecea",
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
        "cursor": "#0b2a36",
        "cursor-rest": "#262626",
        "bar": "#101010",
        "field": "#000000",
        "footer-key-foreground": "#8fe3ff",
        "scrollbar": "#9a9a9a",
        "scrollbar-background": "#000000",
        "border": "#8fe3ff",
        "border-blurred": "#9a9a9a",
    },
)
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
    variables=CONTRAST.variables
    | {
        "quiet": "#333333",
        "frame": "#5f5f5f",
        "frame-focus": "#003f5c",
        "cursor": "#d2ecf7",
        "cursor-rest": "#e8e8e8",
        "bar": "#efefef",
        "field": "#ffffff",
        "footer-key-foreground": "#003f5c",
        "scrollbar": "#5f5f5f",
        "scrollbar-background": "#ffffff",
        "border": "#003f5c",
        "border-blurred": "#5f5f5f",
    },
)
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
MONO: Final = Theme(
    name="desk-mono",
    ansi=True,
    dark=True,
    primary="ansi_default",
    secondary="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=dict.fromkeys(
        (
            "quiet",
            "frame",
            "frame-focus",
            "cursor",
            "cursor-rest",
            "bar",
            "field",
            "border",
            "border-blurred",
            "ansi-background",
            "ansi-foreground",
            "footer-key-foreground",
            "scrollbar",
            "scrollbar-hover",
            "scrollbar-active",
            "scrollbar-background",
            "scrollbar-background-hover",
            "scrollbar-background-active",
            "scrollbar-corner-color",
            "input-selection-background",
            "input-selection-foreground",
            "block-cursor-foreground",
            "block-cursor-background",
        ),
        "ansi_default",
    )
    | {
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
    },
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


def chosen(name: str, folder: Path) -> tuple[Theme, list[str]]:
    """The look of this name, ours or a file `NAME.toml` in the folder, and what was wrong with it.

    A file that cannot be followed never keeps the desk from opening: what is right of it holds.
    """
    name = name or NAMES[0]
    if name in NAMES:
        return THEMES[NAMES.index(name)], []
    path = folder / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        own = sorted(file.stem for file in folder.glob("*.toml")) if folder.is_dir() else []
        return DARK, [t("There is no look “{name}”.", name=name) + _nearest(name, [*NAMES, *own])]
    except (OSError, UnicodeDecodeError):
        return DARK, [f"{path}: {t('This file cannot be read.')}"]
    return read_theme(name, text, str(path))


_FIELDS: Final = (
    "primary", "secondary", "accent", "foreground", "background", "surface", "panel", "success", "warning", "error",
)  # fmt: skip
_READ_ON: Final = ("foreground", "accent", "success", "warning", "error", "secondary")


def read_theme(name: str, text: str, file: str) -> tuple[Theme, list[str]]:
    """`like = "dark"` and a table of colours; each line that cannot be is named and left out."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"line (\d+)", str(wrong))
        line = int(found[1]) if found else max(1, text.count("\n"))
        return DARK, [f"{file}:{line}: " + t("This is no TOML: {why}.", why=str(wrong).partition(" (at")[0])]
    wrong_lines: list[str] = []
    like = told.get("like", NAMES[0])
    if like not in NAMES:
        wrong_lines.append(
            _at(
                file,
                text,
                "like",
                t("There is no look “{name}”.", name=str(like)) + _nearest(str(like), NAMES),
            )
        )
        like = NAMES[0]
    base = THEMES[NAMES.index(str(like))]
    colours = told.get("colours", {})
    for other in told:
        if other not in ("like", "colours"):
            wrong_lines.append(
                _at(
                    file,
                    text,
                    other,
                    t("“{name}” is not known here.", name=other) + _nearest(other, ("like", "colours")),
                )
            )
    if not isinstance(colours, dict):
        wrong_lines.append(_at(file, text, "colours", t("“{name}” must be a table.", name="colours")))
        colours = {}
    known = (*_FIELDS, *DARK.variables)
    taken: dict[str, str] = {}
    for key, value in colours.items():
        if key not in known:
            wrong_lines.append(
                _at(file, text, key, t("There is no colour “{name}”.", name=key) + _nearest(key, known))
            )
        elif not (isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value)):
            wrong_lines.append(
                _at(
                    file, text, key, t("“{value}” is no colour; one is written as #1d262c.", value=str(value))
                )
            )
        else:
            taken[key] = value
    made = _made(f"desk-own-{name}", base, taken)
    for tone in _READ_ON:
        ratio = contrast(str(getattr(made, tone)), str(made.background))
        if ratio < 3:
            wrong_lines.append(
                _at(
                    file,
                    text,
                    tone,
                    t(
                        "“{name}” can hardly be read on its ground ({ratio}:1, 4.5 are good).",
                        name=tone,
                        ratio=f"{ratio:.1f}",
                    ),
                )
            )
    return made, wrong_lines


def _made(name: str, base: Theme, taken: Mapping[str, str]) -> Theme:
    fields = {key: value for key, value in taken.items() if key in _FIELDS}
    variables = {key: value for key, value in taken.items() if key not in _FIELDS}
    return Theme(
        name=name, dark=base.dark,
        **({key: str(getattr(base, key)) for key in _FIELDS} | fields),  # type: ignore[arg-type]  # colours, all of them
        variables=base.variables | variables,
    )  # fmt: skip


def _at(file: str, text: str, name: str, why: str) -> str:
    pattern = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[=\]]""")
    lines = (number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line))
    return f"{file}:{next(lines, 1)}: {why}"


def _nearest(name: str, names: tuple[str, ...] | list[str]) -> str:
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return " " + t("Did you mean “{name}”?", name=close[0]) if close else ""
