"""Secrets, codes and tokens: made here, and kept by the office only as what cannot be turned back."""

from __future__ import annotations

import secrets
import threading
from hashlib import blake2b
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST: Final = 12
"""Letters of a secret: length is what counts (NIST SP 800-63B), so nothing else is asked for."""

LONGEST: Final = 200

_HASHER: Final = PasswordHasher()
# Each hash takes 64 MiB for a moment: a crowd of guesses must not take the machine's memory.
_AT_ONCE: Final = threading.BoundedSemaphore(2)

# RFC 8628 §6.1: consonants only, so that no code is a word, and none is mistaken for a digit.
_USER_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def hashed(secret: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(secret)


def is_right(secret: str, kept: str) -> bool:
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept, secret)
        except (Argon2Error, InvalidHashError):
            return False


_NOBODYS: Final = hashed(secrets.token_urlsafe())


def take_as_long(secret: str) -> None:
    """For a stranger's name: who guesses names learns nothing from the time an answer takes."""
    is_right(secret, _NOBODYS)


def digest_of(token: str) -> str:
    """Of something with enough chance in it that no table can be made of all of them."""
    return blake2b(token.encode(), digest_size=32).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_user_code() -> str:
    """What a person types from one screen into another: `WDJB-MJHT`."""
    letters = "".join(secrets.choice(_USER_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def read_user_code(typed: str) -> str:
    """As it was shown, however it was typed."""
    letters = "".join(letter for letter in typed.upper()[:40] if letter in _USER_LETTERS)
    return f"{letters[:4]}-{letters[4:8]}" if len(letters) == 8 else ""


def new_setup_code() -> str:
    """A hundred bits in groups of four, for whoever signs in the first time."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(20))
    return "-".join(letters[start : start + 4] for start in range(0, 20, 4))


def read_setup_code(typed: str) -> str:
    letters = "".join(letter for letter in typed.upper()[:80] if letter in _CODE_LETTERS)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
