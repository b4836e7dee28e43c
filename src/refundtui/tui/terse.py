"""Says to the terminal only what changes in the look from one piece of text to the next.

Rich writes every piece with its whole look before it and a reset behind it: forty bytes of colours around
ten letters. Over a poor line those are what an agent waits for.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich.cells import cell_len

from refundtui.tui.cut_line import LineThatMayBeCut
from refundtui.tui.right_to_left import AS_IT_STANDS, AS_THE_TERMINAL_LIKES, is_left_to_the_terminal
from refundtui.tui.widths import DISPUTED, in_place

if TYPE_CHECKING:
    from textual.driver import Driver

# A new line before a place that is named is no use; to make one, the look would have to be taken back first.
_ORDER: Final = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
_LOOK_OR_PLACE: Final = re.compile(r"\x1b\[([0-9;]*)(m)|\n?\x1b\[([0-9;]*)(H)")
_OFF: Final = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "53": "55",
}
"""What takes an attribute away again (ECMA-48 8.3.117); 22 takes bold and dim."""


class Look(NamedTuple):
    """How text looks: colours as the terminal is told of them, and attributes by their numbers."""

    ink: str = ""
    paper: str = ""
    attributes: frozenset[str] = frozenset()


_PLAIN: Final = Look()
_SEEN_ON_BLANKS: Final = frozenset({"4", "7", "9", "21", "53"})  # lines, and ink for paper


def terse(written: str) -> str:
    """The same picture in fewer bytes. Ends with the look that the original ended with."""
    pieces = _LOOK_OR_PLACE.split(written)
    said = [pieces[0]]
    now = wanted = _PLAIN
    is_disputed = DISPUTED.search(written) is not None
    column = 0  # where the next letter goes; 0 while nobody has said
    for look, _, place, at, text in zip(*(pieces[n::5] for n in range(1, 6)), strict=True):
        if at is None:
            wanted = _told(wanted, look)
        else:
            said.append(f"\x1b[{place}H")  # where the next letter goes is no matter of looks
            column = int(place.partition(";")[2] or 1)
        if text:
            if text.strip(" ") or not _same_on_blanks(now, wanted):
                said.append(_change(now, wanted))
                now = wanted
            said.append(in_place(text, column) if is_disputed and column else text)
            if is_disputed and column:
                column += cell_len(_ORDER.sub("", text))
    said.append(_change(now, wanted))
    return "".join(said)


def terse_driver(driver: type[Driver]) -> type[Driver]:
    """A driver of this kind that writes so."""

    class TerseDriver(driver):  # type: ignore[misc, valid-type]  # the kind is known when it runs
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            terminal = getattr(self, "_file", None)  # in a browser there is none
            if (
                terminal is not None and os.name == "posix"
            ):  # Windows writes to its console in a way of its own
                self._file = LineThatMayBeCut(terminal)

        def write(self, data: str) -> None:
            super().write(terse(data))

        def start_application_mode(self) -> None:
            super().start_application_mode()
            if not is_left_to_the_terminal():
                super().write(AS_IT_STANDS)

        def stop_application_mode(self) -> None:
            super().write(AS_THE_TERMINAL_LIKES)
            super().stop_application_mode()

    return TerseDriver


def _same_on_blanks(now: Look, wanted: Look) -> bool:
    return now.paper == wanted.paper and _SEEN_ON_BLANKS.isdisjoint(now.attributes | wanted.attributes)


@lru_cache(4096)
def _told(before: Look, numbers: str) -> Look:
    ink, paper, attributes = before.ink, before.paper, set(before.attributes)
    left = iter((numbers or "0").split(";"))
    for number in left:
        if number in {"38", "48"}:
            kind = next(left, "")
            values = [next(left, "") for _ in range(3 if kind == "2" else 1)]
            colour = ";".join((number, kind, *values))
            ink, paper = (colour, paper) if number == "38" else (ink, colour)
        elif number in {"", "0"}:
            ink, paper = "", ""
            attributes.clear()
        elif number == "39" or (len(number) > 1 and number[0] in "39" and number != "38"):
            ink = "" if number == "39" else number
        elif number == "49" or (len(number) > 1 and number[0] == "4") or number.startswith("10"):
            paper = "" if number == "49" else number
        elif number in _OFF.values():
            attributes = {one for one in attributes if _OFF.get(one) != number}
        else:
            attributes.add(number)
    return Look(ink, paper, frozenset(attributes))


@lru_cache(4096)
def _change(now: Look, wanted: Look) -> str:
    """The shortest way from one look to the other: what differs, or a reset and the whole of it."""
    if now == wanted:
        return ""
    if wanted == _PLAIN:
        return "\x1b[0m"
    anew = ";".join(("0", *_said(wanted, frozenset())))
    gone = now.attributes - wanted.attributes
    off = sorted({_OFF.get(one, "0") for one in gone})
    kept = frozenset(one for one in now.attributes & wanted.attributes if _OFF.get(one) not in off)
    steps = [*off, *_said(wanted, kept, ink=now.ink, paper=now.paper)]
    if not wanted.ink and now.ink:
        steps.append("39")
    if not wanted.paper and now.paper:
        steps.append("49")
    by_steps = ";".join(steps)
    return f"\x1b[{anew if '0' in off or len(anew) < len(by_steps) else by_steps}m"


def _said(look: Look, known: frozenset[str], *, ink: str = "", paper: str = "") -> list[str]:
    said = sorted(look.attributes - known)
    said += [look.ink] * (look.ink not in {"", ink})
    said += [look.paper] * (look.paper not in {"", paper})
    return said
