"""Letters of keyboards that write no Latin: the command on the same key is the one that is meant.

On a Russian layout `j` sends `о`; without this, letter commands would be dead until the layout is changed.
"""

from __future__ import annotations

from typing import Final

_KEYBOARDS: Final = (
    # Russian; Ukrainian and Belarusian differ in the letters below
    ("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить"),
    ("so", "іў"),
    ("wertyuiopasdfghjklzxcvbnm", "ςερτυθιοπασδφγηξκλζχψωβνμ"),  # Greek
    ("ertyuiopasdfghjklzxcvbnm", "קראטוןםפשדגכעיחלךזסבהנמצ"),  # Hebrew
    ("qwertyuiopasdfghjklzxcvnm", "ضصثقفغعهخحشسيبلاتنمئءؤرىة"),  # Arabic
)
_LATIN: Final = {
    written: latin for keys, letters in _KEYBOARDS for latin, written in zip(keys, letters, strict=True)
} | {
    written.upper(): latin.upper()
    for keys, letters in _KEYBOARDS
    for latin, written in zip(keys, letters, strict=True)
    if written.upper() != written and len(written.upper()) == 1 and written != "ς"
}


def latin_of(letter: str) -> str:
    """The Latin letter on the same key; empty where there is none, or it is one already."""
    return _LATIN.get(letter, "")
