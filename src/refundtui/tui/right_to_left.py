"""Arabic and Hebrew in the order in which the eye meets them.

A terminal writes every line from left to right, and one that does reorder does so across a whole line of the
screen: there a name in Arabic draws the amount of the next column to its other side. So the desk orders each
piece of text by itself (Unicode's bidirectional algorithm, UAX #9, with the pieces as its isolates), joins the
letters of Arabic, and asks the terminal to leave the order as it is. Terminals that reorder and cannot be asked
are left to it by `bidi_terminal = true`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

AS_IT_STANDS: Final = "\x1b[8l"
"""BDSM reset (ECMA-48 7.2.1): the terminal shows what comes in the order in which it comes."""
AS_THE_TERMINAL_LIKES: Final = "\x1b[8h"

_SCRIPTS: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT: Final = re.compile(f"[{_SCRIPTS}]")
_MARKS: Final = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    "\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff"
)
_LETTER: Final = f"(?![{_MARKS}\u0600-\u0605\u0660-\u0669\u06dd\u06f0-\u06f9])[{_SCRIPTS}]"
_MARKS_BEFORE: Final = re.compile(f"([{_MARKS}]+)([^{_MARKS}])")
# Columns, and what the desk itself puts between two pieces of a line.
_BETWEEN: Final = re.compile(r"( *(?<![^ ])[·│|→←›>](?![^ ]) *| {2,}|^ +| +$)")
_FROM_THE_RIGHT: Final = re.compile(_LETTER)
_ANY_LETTER: Final = re.compile(r"[^\W\d_]")
# Inside a text that reads from the left: from the first such letter to the last, with no other letter between.
_STRETCH: Final = re.compile(rf"({_LETTER}(?:(?:[^\w]|\d|_|[{_SCRIPTS}])*[{_SCRIPTS}])?)([)\]}}>»›⟧]*)")
_MIRRORED: Final = dict(zip("()[]{}<>«»‹›≤≥⟦⟧", ")(][}{><»«›‹≥≤⟧⟦", strict=True))
_SIDE: Final = "\u20e3"  # a mark takes the side of the bracket before it; `shown` lets none of these through
_BRACKET: Final = re.compile("([" + re.escape("".join(_MIRRORED)) + "])")
_LEFT_ALONE: Final = re.compile(f"([{re.escape(''.join(_MIRRORED))}]){_SIDE}")
_TURNED: Final = re.compile(f"{_SIDE}([{re.escape(''.join(_MIRRORED))}])")

_left_to_the_terminal = False


def leave_to_the_terminal(*, leave: bool) -> None:
    """Show everything in the order in which it is spelled; the terminal orders it."""
    global _left_to_the_terminal  # noqa: PLW0603 - like the language: one desk, one way of writing
    _left_to_the_terminal = leave


def is_left_to_the_terminal() -> bool:
    return _left_to_the_terminal


def as_read(text: str) -> str:
    """A line that is ready to be shown, every piece of it in the order of the eye, in as many cells as before.

    A piece is ordered from the right as a whole when at least half of its letters are written so. (By its first
    letter, as UAX #9 has it, an English sentence that begins with an Arabic name would be.) Elsewhere only the
    stretch in such letters is turned, and a figure behind it stays where it stands.
    """
    if _left_to_the_terminal or text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return text
    return _ordered(text)


@lru_cache(maxsize=4096)
def _ordered(text: str) -> str:
    return "".join(_piece(piece) for piece in _BETWEEN.split(text))


def _piece(text: str) -> str:
    if not _FROM_THE_RIGHT.search(text):
        return text
    if 2 * len(_FROM_THE_RIGHT.findall(text)) >= len(_ANY_LETTER.findall(text)):
        return _turned(text)
    return _STRETCH.sub(_stretch_turned, text)


def _stretch_turned(found: re.Match[str]) -> str:
    inside, closing = found[1], found[2]
    opened = sum(map(inside.count, "([{<«‹⟦")) - sum(map(inside.count, ")]}>»›⟧"))
    own = closing[: max(0, opened)]  # a bracket that was opened before it belongs to the text around it
    return _turned(inside + own) + closing[len(own) :]


def _turned(text: str) -> str:
    from bidi import get_display

    marked = _BRACKET.sub(rf"\1{_SIDE}", _joining().reshape(text))
    display = get_display(marked, base_dir="R")
    display = _TURNED.sub(lambda found: _MIRRORED[found[1]], _LEFT_ALONE.sub(r"\1", display))
    # Turned by code points, a mark comes before its letter and would sit on the neighbour's.
    return _MARKS_BEFORE.sub(lambda found: found[2] + found[1][::-1], display)


@lru_cache(maxsize=1)
def _joining() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    # Two letters in one sign would take a cell away, and with it the column behind.
    return ArabicReshaper({"delete_harakat": False, "delete_tatweel": False, "support_ligatures": False})
