"""The terminal's clipboard (OSC 52): what may go there, how tmux and screen want it, and no promise that it arrived."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from refundtui.domain.hostile_text import clean_text, mask_cards
from refundtui.i18n.words import t

MOST_BYTES: Final = 74_000  # more is dropped by terminals without a word
_SCREENS_LONGEST: Final = 700
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]){11,30}\b", re.IGNORECASE)


def safe_to_copy(text: str) -> str:
    """The text without what a terminal would obey, and without whole card and account numbers."""
    return _IBAN.sub(_account, mask_cards(clean_text(text)))


def _account(found: re.Match[str]) -> str:
    """Its country and last four signs, if it is one: the check digits tell."""
    text = found[0]
    # A word after it may have been read along: the longest part that is an account number counts.
    for end in range(len(text), 14, -1):
        number = re.sub(r"\s", "", text[:end]).upper()
        if 15 <= len(number) <= 34 and _checks(number) and not text[:end].endswith((" ", "\u00a0")):
            return f"{number[:2]}•• •••• {number[-4:]}{text[end:]}"
    return text


def _checks(number: str) -> bool:
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


class Between(Enum):
    """What stands between this program and the terminal, and has its own way of handing a request on."""

    NOTHING = auto()
    TMUX = auto()
    SCREEN = auto()
    EITHER = auto()  # on the far side of ssh only TERM tells, and both call themselves screen


def between(environment: Mapping[str, str] | None = None) -> Between:
    here = os.environ if environment is None else environment
    if here.get("TMUX"):
        return Between.TMUX
    if here.get("STY"):
        return Between.SCREEN
    kind = here.get("TERM", "")
    if kind.startswith("tmux"):
        return Between.TMUX
    return Between.EITHER if kind.startswith("screen") else Between.NOTHING


def handed_on(text: str, through: Between) -> str:
    """The request beside the plain one, wrapped so that what stands between passes it to the terminal outside.

    tmux wants every escape inside doubled; screen takes strings of 768 bytes at most, so it gets several.
    """
    body = base64.b64encode(text.encode()).decode()
    tmux = f"\x1bPtmux;\x1b\x1b]52;c;{body}\a\x1b\\"
    parts = (body[at : at + _SCREENS_LONGEST] for at in range(0, len(body), _SCREENS_LONGEST))
    screen = "".join(f"\x1bP{part}\x1b\\" for part in ("\x1b]52;c;", *parts, "\a"))
    match through:
        case Between.NOTHING:
            return ""
        case Between.TMUX:
            return tmux
        case Between.SCREEN:
            return screen
        case Between.EITHER:
            return tmux + screen


def said_of_copying(what: str, through: Between) -> str:
    """Nobody answers a terminal's clipboard request: only pasting shows whether it was heard."""
    # It fits beside the line's state in a window of 80 columns.
    if through is Between.TMUX:
        return t("{what}: to the clipboard, if tmux has “set-clipboard on”.", what=what)
    return t("{what}: to the clipboard; pasting shows whether it arrived.", what=what)
