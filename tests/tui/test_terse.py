"""Fewer bytes, the same picture: every letter in the same place with the same look."""

from __future__ import annotations

import re

from hypothesis import given, strategies as st
from rich.color import Color, ColorSystem
from rich.style import Style

from refundtui.tui.terse import terse

ATTRIBUTES = ("bold", "dim", "italic", "underline", "blink", "reverse", "conceal", "strike", "overline")
COLOURS = st.sampled_from(["red", "bright_blue", "color(123)", "#a01f33", "#1a2128", "default", None])
LOOKS = st.builds(
    lambda ink, paper, on: Style.parse(" ".join([*sorted(on), ink or "", f"on {paper}" if paper else ""])),
    COLOURS,
    COLOURS,
    st.sets(st.sampled_from(ATTRIBUTES), max_size=3),
)
PLACES = st.builds(
    lambda new, line, column: f"{new}\x1b[{line};{column}H",
    st.sampled_from(["", "\n"]),
    st.integers(1, 40),
    st.integers(1, 120),
)
PIECES = st.one_of(
    st.builds(
        lambda look, text: look.render(text, color_system=ColorSystem.TRUECOLOR),
        LOOKS,
        st.text("abc żü王 [;m", max_size=6),
    ),
    PLACES,
    st.sampled_from(["\x1b[?2026h", "\x1b[2J", "plain", "\x1b]8;;x\x1b\\"]),
)


def picture(written: str) -> list[tuple[str, tuple[str, str, frozenset[str]]]]:
    """Every letter, and every other order to the terminal, with the look in force when it comes."""
    shown: list[tuple[str, tuple[str, str, frozenset[str]]]] = []
    ink, paper, on = "", "", frozenset[str]()
    off = {"22": {"1", "2"}, "23": {"3"}, "24": {"4", "21"}, "25": {"5", "6"}, "27": {"7"}, "28": {"8"}}
    off |= {"29": {"9"}, "55": {"53"}}
    written = re.sub(r"\n(?=\x1b\[[0-9;]*H)", "", written)
    for numbers, other in re.findall(r"\x1b\[([0-9;]*)m|(\x1b\[[0-9;?]*[A-Za-ln-z]|[^\x1b]|\x1b)", written):
        if other:
            # Where the next letter goes is the same whatever looks are in force.
            if other.endswith("H"):
                shown.append((other, ("", "", frozenset())))
            elif other != " " or on & {"4", "7", "9", "21", "53"}:
                shown.append((other, (ink, paper, on)))
            else:
                shown.append((other, ("", paper, frozenset())))  # a blank has no ink
            continue
        left = (numbers or "0").split(";")
        while left:
            number = left.pop(0)
            if number in {"38", "48"}:
                taken, left = left[: 4 if left[0] == "2" else 2], left[4 if left[0] == "2" else 2 :]
                colour = ";".join(taken)
                ink, paper = (colour, paper) if number == "38" else (ink, colour)
            elif number == "0":
                ink, paper, on = "", "", frozenset()
            elif number in off:
                on -= off[number]
            elif int(number) in {39, *range(30, 38), *range(90, 98)}:
                ink = "" if number == "39" else number
            elif int(number) in {49, *range(40, 48), *range(100, 108)}:
                paper = "" if number == "49" else number
            else:
                on |= {number}
    return [*shown, ("end", (ink, paper, on))]


@given(st.lists(PIECES, max_size=12))
def test_every_letter_keeps_its_place_and_its_look(pieces: list[str]) -> None:
    written = "".join(pieces)
    assert picture(terse(written)) == picture(written)


def test_neighbours_of_one_look_are_told_once() -> None:
    look = Style(color=Color.parse("#a01f33"), bgcolor=Color.parse("#1a2128"))
    one, two = (look.render(text, color_system=ColorSystem.TRUECOLOR) for text in ("one", "two"))
    assert terse(one + two) == one.replace("one", "onetwo")


def test_a_change_of_ink_says_the_ink_alone() -> None:
    paper = Color.parse("#1a2128")
    looks = [Style(color=Color.parse(ink), bgcolor=paper) for ink in ("#a01f33", "#00ff00")]
    written = "".join(look.render("x", color_system=ColorSystem.TRUECOLOR) for look in looks)
    assert terse(written).endswith("x\x1b[38;2;0;255;0mx\x1b[0m")
