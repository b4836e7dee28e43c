"""The one door through which text reaches the screen.

Textual passes escape sequences on to the terminal and reads square brackets in plain strings as
markup. So nothing is shown that has not become a `Line` here, or a `Content` made by `content`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.tui.right_to_left import as_read, reading, reads_from_the_right
from refundtui.tui.widths import DISPUTED, cut_to, widest

if TYPE_CHECKING:
    # The first rows are written before Textual is loaded: see `first_light`.
    from rich.segment import Segment
    from rich.style import Style
    from textual.content import Content

ELLIPSIS: Final = "…"
# Terminals disagree about the width of joined emoji, flags and keycaps; one plain sign has one width.
_JOINED: Final = re.compile(
    "[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)+"
)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\u20e3\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]"
)
_STACKED: Final = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_FLAG_A: Final = 0x1F1E6
_FLAGS: Final = {_FLAG_A + n: chr(ord("A") + n) for n in range(26)}
_LONGEST: Final = 4_000  # no line on any screen is longer; ten thousand characters cost nothing then


# Signs of ours that have a plain twin. Letters stay as they are: a name is spelled as it is spelled.
_PLAIN: Final = {
    "…": "...", "·": "-", "•": "*", "–": "-", "—": "-", "−": "-", "─": "-", "→": "->", "←": "<-", "↑": "Up", "↓": "Down",
    "×": "x", "›": ">", "‹": "<", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "«": '"', "»": '"', "「": '"', "」": '"', "≥": ">=", "≤": "<=", "□": "#",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR", "₪": "ILS", "₫": "VND", "₱": "PHP", "฿": "THB", "§": "#",
    "°": "o", "═": "=", "●": "*", "±": "+-", "÷": "/", "⟦": "[[", "⟧": "]]", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip
_NO_LETTER: Final = re.compile(r"[^\x00-\x7f\w]")
_plain_signs = False


def use_plain_signs(*, plain: bool) -> None:
    """ASCII alone, for terminals and fonts that have no more; letters of names and letters stay."""
    global _plain_signs  # noqa: PLW0603 - like the language: one desk, one way of writing
    if plain != _plain_signs:
        _plain_signs = plain
        shown.cache_clear()


def _plain_sign(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _PLAIN:
        return _PLAIN[sign]
    if unicodedata.category(sign)[0] == "M":
        return sign  # a mark on a letter belongs to it
    near = unicodedata.normalize("NFKD", sign)
    return near if near.isascii() else "?"


class Tone(StrEnum):
    """What a piece of text means; the theme says how it looks."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    HEADING = "heading"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    STRUCK = "struck"
    TITLE = "title"
    KEY = "key"
    PRACTICE = "practice"


TONES: Final = frozenset(f"tone--{tone}" for tone in Tone)
TONE_CLASSES: Final = set(TONES)


class Span(NamedTuple):
    """A piece of a line and what it means. The text is cleaned when it is painted, whatever it is."""

    text: str
    tone: Tone = Tone.PLAIN
    from_the_right: bool = False  # as a whole, whatever letters this line of the paragraph has


Line: TypeAlias = tuple[Span, ...]


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """One line of data as it may be shown: cleaned, every sign of a width terminals agree on."""
    # `clean_line` would take the blanks at both ends too, and columns are made of blanks.
    line = clean_text(text[:_LONGEST]).replace("\n", " ")
    if line.isascii():
        return line
    line = _JOINED.sub("□", line)
    line = _INVISIBLE.sub("", line).translate(_FLAGS)
    line = _STACKED.sub(r"\1", line)
    return _NO_LETTER.sub(_plain_sign, line) if _plain_signs else line


def width_of(text: str) -> int:
    """Cells a text takes on screen, as the screen is divided; `widths` knows what a terminal may make of it."""
    return cell_len(shown(text))


def fit(text: str, width: int) -> str:
    """At most `width` cells, cut with an ellipsis."""
    line = shown(text)
    if width <= 0:
        return ""
    if widest(line) <= width:
        return line
    mark = _PLAIN[ELLIPSIS] if _plain_signs else ELLIPSIS
    if width <= len(mark):
        return mark[:width]
    kept = cut_to(line, width - len(mark))[0].rstrip()
    return (kept if widest(kept) <= width - len(mark) else "") + mark


def cell(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells."""
    line = fit(text, width)
    return " " * (width - cell_len(line)) + line if right else set_cell_size(line, width)


def span(text: str, tone: Tone = Tone.PLAIN) -> Span:
    return Span(text, tone)


def headings(*cells: str) -> Line:
    """Column titles. Each is a piece of its own: two words of Arabic in one would change places."""
    return tuple(Span(one, Tone.MUTED) for one in cells)


def line(*parts: Span | str) -> Line:
    """A line of spans; a plain string is a span of the plain tone."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def line_width(spans: Line) -> int:
    return sum(width_of(part.text) for part in spans)


def spread(left: Line, right: Line, width: int) -> Line:
    """`left` at the left edge and `right` at the right one; `left` gives way."""
    room = width - line_width(right)
    kept = clip(left, max(0, room - 1))
    return (*kept, Span(" " * max(0, room - line_width(kept))), *right)


def clip(spans: Line, width: int) -> Line:
    """The line in at most `width` cells, cut with an ellipsis."""
    if line_width(spans) <= width:
        return spans
    kept: list[Span] = []
    room = width
    for part in spans:
        wide = width_of(part.text)
        if wide < room:
            kept.append(part)
            room -= wide
            continue
        kept.append(Span(fit(f"{part.text}  ", room), part.tone))
        break
    return tuple(kept)


def wrap(
    text: str, width: int, tone: Tone = Tone.PLAIN, *, indent: str = "", first: str | None = None
) -> list[Line]:
    """A paragraph broken at spaces into lines of at most `width` cells; long words are cut by cells."""
    opening = indent if first is None else first
    room = max(1, width - cell_len(indent))
    lines: list[str] = []
    for paragraph in clean_text(text[: _LONGEST * 10]).split("\n"):
        current = ""
        for word in shown_long(paragraph).split(" "):
            candidate = f"{current} {word}" if current else word
            if widest(candidate) <= room:
                current = candidate
                continue
            if current:
                lines.append(current)
            *full, current = cut_to(word, room)
            lines.extend(full)
        lines.append(current)
    return [
        (Span((opening if at == 0 else indent) + body, tone),) if body or at else (Span(opening, tone),)
        for at, body in enumerate(lines)
    ]


def prose(text: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    """What somebody wrote, broken into lines; a paragraph that reads from the right stands at the right side."""
    lines: list[Line] = []
    for paragraph in clean_text(text[: _LONGEST * 10]).split("\n"):
        broken = wrap(paragraph, width, tone)
        if reads_from_the_right(paragraph):
            broken = [
                (Span(" " * (width - line_width(part))), *(one._replace(from_the_right=True) for one in part))
                for part in broken
            ]
        lines.extend(broken)
    return lines


def shown_long(text: str) -> str:
    """Like `shown`, for paragraphs of any length."""
    return "".join(shown(text[at : at + _LONGEST]) for at in range(0, len(text), _LONGEST))


def segments(
    spans: Line, width: int, styles: Mapping[Tone, Style], over: Style | None = None
) -> list[Segment]:
    """The line as painted: exactly `width` cells, every span cleaned here once more."""
    from rich.segment import Segment

    painted: list[Segment] = []
    room = width
    for part in spans:
        if room <= 0:
            break
        text = fit(part.text, room)
        text = reading(text, from_the_right=True).signs if part.from_the_right else as_read(text)
        if not text:
            continue
        room -= cell_len(text)
        style = styles[part.tone]
        painted.append(Segment(text, style + over if over else style))
    if room > 0 and painted and not painted[-1].text.isascii() and DISPUTED.search(painted[-1].text):
        # What a terminal draws wider than we count needs the blanks behind it to be its own.
        last = painted.pop()
        painted.append(Segment(last.text + " " * room, last.style))
    elif room > 0:
        plain = styles[Tone.PLAIN]
        painted.append(Segment(" " * room, plain + over if over else plain))
    return painted


def content(text: str) -> Content:
    """One line of text as Textual's content: never markup."""
    from textual.content import Content

    return Content(shown_long(clean_line(text)))


def in_a_frame(text: str) -> Content:
    """What stands in a frame: one line that is never broken."""
    from textual.content import Content

    return Content(as_read(shown_long(clean_line(text))))


def paragraphs(text: str) -> Content:
    """Several lines of text as Textual's content: never markup."""
    from textual.content import Content

    return Content("\n".join(shown_long(part) for part in clean_text(text).split("\n")))


def stacked(lines: Sequence[Line] | Iterable[Line]) -> Content:
    """Lines one below the other, for labels that need no cursor; tones become theme variables."""
    from textual.content import Content

    looks = {
        Tone.MUTED: "$quiet",
        Tone.STRONG: "bold",
        Tone.HEADING: "bold $secondary",
        Tone.ACCENT: "$accent",
        Tone.GOOD: "$success",
        Tone.WARN: "$warning",
        Tone.BAD: "$error",
        Tone.STRUCK: "strike",
        Tone.TITLE: "bold",
        Tone.KEY: "bold $accent",
        Tone.PRACTICE: "bold $warning",
    }
    built: list[Content] = []
    for spans in lines:
        built.append(Content.assemble(*((shown_long(part.text), looks.get(part.tone, "")) for part in spans)))
    return Content("\n").join(built)
