"""Which characters a SEPA file may carry, and how everything else is spelled with them.

Sources: EPC SEPA credit transfer customer-to-bank implementation guidelines, 1.4 (the character set; identifiers
neither begin nor end with a slash nor hold two); EPC217-08, best practices for characters outside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from text_unidecode import unidecode

from refundtui.domain.hostile_text import clean_line

_ALLOWED: Final = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
_NOT_ALLOWED: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SPELLED: Final = str.maketrans(
    {"&": "+", "_": "-", "[": "(", "{": "(", "]": ")", "}": ")", "\\": "/", ";": ",", "`": "'"}
)
_IDENTIFIER_LENGTH: Final = 35
_OURS: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Written:
    """A text as the file carries it, beside the one it was made of; `is_shortened` where the end is missing."""

    text: str
    original: str
    is_shortened: bool = False


def written(original: str, most: int) -> Written:
    """The text in the file's characters, cut at `most` of them; whoever calls tells people about a cut.

    Accents go (`Łódź` is `Lodz`), other scripts are spelled by sound; what has no spelling is a point.
    """
    spelled = unidecode(clean_line(original)).translate(_SPELLED)
    text = " ".join(_NOT_ALLOWED.sub(".", spelled).split())
    return Written(text[:most].rstrip(), original, len(text) > most)


def is_plain(text: str) -> bool:
    """Whether the file can carry it as it is."""
    return _ALLOWED.fullmatch(text) is not None


def is_identifier(text: str, most: int = _IDENTIFIER_LENGTH) -> bool:
    """Whether it can name a message or a payment: 1 to 35 characters, and slashes only inside and apart."""
    if not 1 <= len(text) <= most or not is_plain(text) or text != text.strip():
        return False
    return not (text.startswith("/") or text.endswith("/") or "//" in text)


def is_ours(end_to_end_id: str) -> bool:
    """Whether it has the form that `domain.legs.leg.end_to_end_id` gives: others are paid from the account too."""
    return _OURS.fullmatch(end_to_end_id) is not None
