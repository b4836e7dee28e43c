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
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import split_graphemes

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
# Columns, and what the desk itself puts between two pieces of a line.
_BETWEEN: Final = re.compile(r"( *(?<![^ ])[·│|→←›>](?![^ ]) *| {2,}|^ +| +$)")
_FROM_THE_RIGHT: Final = re.compile(_LETTER)
_ANY_LETTER: Final = re.compile(r"[^\W\d_]")
# Inside a text that reads from the left: from the first such letter to the last, with no other letter between.
_STRETCH: Final = re.compile(rf"({_LETTER}(?:(?:[^\w]|\d|_|[{_SCRIPTS}])*[{_SCRIPTS}])?)([)\]}}>»›⟧]*)")
_MIRRORED: Final = dict(zip("()[]{}<>«»‹›≤≥⟦⟧", ")(][}{><»«›‹≥≤⟧⟦", strict=True))
_SIDES: Final = frozenset({"L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "B", "S", "WS", "ON"})

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


def reads_from_the_right(text: str) -> bool:
    """Whether at least half of the letters of a text are written from the right."""
    if _left_to_the_terminal or text.isascii():
        return False
    found = len(_FROM_THE_RIGHT.findall(text))
    return found > 0 and 2 * found >= len(_ANY_LETTER.findall(text))


class Reading(NamedTuple):
    """A line in the order of the eye: `signs[n]` stands n-th from the left and was spelled as sign `places[n]`."""

    signs: str
    places: tuple[int, ...]


def reading(text: str, *, from_the_right: bool) -> Reading:
    """One line of what somebody is writing: all of it one piece, whose side is that of the paragraph it is in."""
    if _left_to_the_terminal or not (from_the_right or _RIGHT_TO_LEFT.search(text)):
        return Reading(text, tuple(range(len(text))))
    return _reading(text, from_the_right)


@lru_cache(maxsize=1024)
def _reading(text: str, from_the_right: bool) -> Reading:
    return _turned(text) if from_the_right else _turned_in_stretches(text)


@lru_cache(maxsize=4096)
def _ordered(text: str) -> str:
    return "".join(_piece(piece) for piece in _BETWEEN.split(text))


def _piece(text: str) -> str:
    if not _FROM_THE_RIGHT.search(text):
        return text
    return (_turned(text) if reads_from_the_right(text) else _turned_in_stretches(text)).signs


def _turned_in_stretches(text: str) -> Reading:
    signs: list[str] = []
    places: list[int] = []
    done = 0
    for found in _STRETCH.finditer(text):
        inside, closing = found[1], found[2]
        opened = sum(map(inside.count, "([{<«‹⟦")) - sum(map(inside.count, ")]}>»›⟧"))
        # A bracket that was opened before it belongs to the text around it.
        start, end = found.start(), found.end(1) + min(max(0, opened), len(closing))
        turned = _turned(text[start:end])
        signs += (text[done:start], turned.signs)
        places += (*range(done, start), *(start + place for place in turned.places))
        done = end
    return Reading("".join((*signs, text[done:])), (*places, *range(done, len(text))))


def _turned(text: str) -> Reading:
    joined = _joining().reshape(text)
    spelled = (
        joined if len(joined) == len(text) else text
    )  # a joiner nobody sees is left out of what is joined
    levels = _levels(text)
    places = _turned_by_level(text, levels)
    return Reading(
        "".join(_MIRRORED.get(spelled[at], spelled[at]) if levels[at] % 2 else spelled[at] for at in places),
        tuple(places),
    )


def _levels(text: str) -> list[int]:
    """How deep each sign lies, odd = read from the right: UAX #9, rules W1 to I2 in a paragraph from the right."""
    from bidi import algorithm

    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = 1, "R"
    algorithm.get_embedding_levels(text, storage)
    signs = list(storage["chars"])
    for at, sign in enumerate(signs):
        if sign["type"] not in _SIDES:  # a sign nobody has named yet, or one that only gives orders
            sign["type"] = "NSM" if at else "ON"
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return [sign["level"] for sign in signs]


def _turned_by_level(text: str, levels: list[int]) -> list[int]:
    """Rule L2: from the deepest level up, whatever lies at least as deep is turned as one, a letter with its marks."""
    letters = [list(range(start, end)) for start, end, _ in split_graphemes(text)[0]]
    for level in range(max(levels, default=0), 0, -1):
        turned: list[list[int]] = []
        depths = [levels[letter[0]] >= level for letter in letters]
        for deep, run in groupby(zip(depths, letters, strict=True), itemgetter(0)):
            one = [letter for _, letter in run]
            turned += reversed(one) if deep else one
        letters = turned
    return [at for letter in letters for at in letter]


@lru_cache(maxsize=1)
def _joining() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    # Two letters in one sign would take a cell away, and with it the column behind.
    return ArabicReshaper({"delete_harakat": False, "delete_tatweel": False, "support_ligatures": False})
