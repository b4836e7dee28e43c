"""Looks of one's own: `themes/NAME.toml`, checked line by line. What is right of a file holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from textual.theme import Theme

from refundtui.i18n.words import t
from refundtui.tui.themes import DARK, NAMES, THEMES, contrast


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
    known = (*_FIELDS, *(name for name in DARK.variables if name != "veil"))
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
