"""How wide a text is, where terminals do not agree, and how columns stand all the same.

A vowel sign beside its letter (Devanagari, Bengali, Tamil, Khmer …) takes no cell of its own for Unicode's
clusters, and one for most terminals' tables; a new emoji takes one or two. Nobody can ask the terminal for every
name. So a cell has room for the widest reading, is emptied first, and what comes after it is put in its place.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rich.cells import cell_len

DISPUTED: Final = re.compile(
    "[\u0900-\u0dff\u0f00-\u109f\u1100-\u11ff\u1700-\u17ff\u1900-\u1cff\u302e\u302f\ua800-\ua8ff\ua926-\uabff"
    "\U00011000-\U00011fff\U0001e000-\U0001efff\U0001f000-\U0001faff]"
)
_MARKS: Final = 6  # no letter has more of them; what is piled higher is meant to tear a column
_GAP: Final = re.compile("(  +)")
_ORDER: Final = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def widest(text: str) -> int:
    """The most cells any terminal gives a text."""
    wide = cell_len(text)
    if text.isascii() or not DISPUTED.search(text):
        return wide
    return wide + sum(map(_stands_beside, text))


def _stands_beside(sign: str) -> bool:
    """A mark beside its letter, or the part of a Korean syllable that was not composed."""
    return unicodedata.category(sign) == "Mc" or "\u1160" <= sign <= "\u11ff"


def cut_to(text: str, width: int) -> list[str]:
    """The text in pieces of at most `width` cells, whichever way they are counted."""
    if widest(text) <= width:
        return [text]
    pieces, begun, room = [], "", width
    for sign in _with_marks(text):
        wide = widest(sign)
        if wide > room and begun:
            pieces.append(begun)
            begun, room = "", width
        begun += sign
        room -= wide
    return [*pieces, begun]


def _with_marks(text: str) -> list[str]:
    """Letters with what stands on or beside them: never parted."""
    signs: list[str] = []
    for sign in text:
        if signs and len(signs[-1]) < _MARKS and (not cell_len(sign) or _stands_beside(sign)):
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs


def in_place(text: str, column: int) -> str:
    """What is written from this column on, so that what follows a gap stands where it should in any terminal."""
    if not DISPUTED.search(text) or _ORDER.search(text):
        return text
    said: list[str] = []
    parts = _GAP.split(text)
    for at in range(0, len(parts), 2):
        part, gap = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        wide = cell_len(part) + len(gap)
        if DISPUTED.search(part):
            said.append(f"{' ' * wide}\x1b[{column}G{part}\x1b[{column + wide}G")
        else:
            said.append(part + gap)
        column += wide
    return "".join(said)
