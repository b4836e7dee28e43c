"""The name of a leg in fifteen characters: an entry has room for no more, and every return carries it back."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import sha256
from typing import Final

LENGTH: Final = 15
_OURS: Final = re.compile(rf"[A-Z2-7]{{{LENGTH}}}")


def individual_id(end_to_end_id: str) -> str:
    """Always the same for one attempt of a leg: the first 75 bits of its end-to-end id's hash, in base 32.

    Two of a thousand million legs share one with a probability of 1 in 75,000 (n²/2⁷⁶); a file with both is refused
    (`objections`), and whoever keeps the files keeps an id to one live leg.
    """
    return b32encode(sha256(end_to_end_id.encode()).digest()).decode()[:LENGTH]


def is_ours(text: str) -> bool:
    """Whether it has that form: other payments leave the account too."""
    return _OURS.fullmatch(text) is not None
