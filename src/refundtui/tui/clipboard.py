"""The terminal's clipboard (OSC 52): what may go there, how tmux wants it, and no promise that it arrived."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from typing import Final

from refundtui.domain.hostile_text import clean_text, mask_cards
from refundtui.i18n.words import t

MOST_BYTES: Final = 74_000  # more is dropped by terminals without a word
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


def in_tmux(environment: Mapping[str, str] | None = None) -> bool:
    return bool((os.environ if environment is None else environment).get("TMUX"))


def for_tmux(text: str) -> str:
    """The same request wrapped so that tmux hands it on to the terminal outside."""
    body = base64.b64encode(text.encode()).decode()
    return f"\x1bPtmux;\x1b\x1b]52;c;{body}\a\x1b\\"


def said_of_copying(what: str) -> str:
    """Nobody answers a terminal's clipboard request: only pasting shows whether it was heard."""
    if in_tmux():
        return t(
            "{what} was sent to the clipboard through tmux; if pasting brings nothing, “set-clipboard on” is missing there.",
            what=what,
        )
    return t("{what} was sent to the terminal's clipboard; only pasting shows whether it took it.", what=what)
