"""The agent's own PIN before a locked desk: kept as a digest nobody can turn back, wrong tries made slow.

It guards a screen somebody walked away from. Whoever has the agent's own account of this machine can read the
books without it: that is what the machine's own lock is for.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from refundtui.i18n.words import t

FILE_NAME: Final = "lock.json"
LEAST: Final = 4
MOST: Final = 200
# RFC 7914's advice for people who wait: 32 MiB and about a tenth of a second a try.
_COST: Final = 2**15
_BLOCK: Final = 8
_MEMORY: Final = 64 * 1024 * 1024
# Seconds nobody may try again after so many wrong tries; later ones cost what the last does.
WAITS: Final = (0, 0, 2, 5, 15, 60, 300)


@dataclass(frozen=True, slots=True)
class _Kept:
    salt: str
    digest: str
    wrong: int = 0  # tries in a row; kept, so that starting anew does not forget them
    locked: bool = False  # a desk that is ended while it is locked opens locked


class Lock:
    """The PIN of one profile. Every method reads or writes a file: call them from a thread.

    Raises OSError from `choose` alone: a PIN that could not be kept is not chosen.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_set(self) -> bool:
        return self._kept() is not None

    @property
    def was_locked(self) -> bool:
        kept = self._kept()
        return kept is not None and kept.locked

    @property
    def wait(self) -> int:
        """Seconds to wait before the next try counts."""
        kept = self._kept()
        return _wait_after(kept.wrong) if kept is not None else 0

    def choose(self, pin: str) -> None:
        salt = secrets.token_bytes(16)
        self._keep(_Kept(salt.hex(), _digest(pin, salt)))

    def opens(self, pin: str) -> bool:
        """Whether it is the PIN. A wrong one is counted before anybody is told."""
        kept = self._kept()
        if kept is None:
            return False
        right = hmac.compare_digest(_digest(pin, bytes.fromhex(kept.salt)), kept.digest)
        self._try_to_keep(
            replace(kept, wrong=0, locked=False) if right else replace(kept, wrong=kept.wrong + 1)
        )
        return right

    def locks(self) -> None:
        kept = self._kept()
        if kept is not None and not kept.locked:
            self._try_to_keep(replace(kept, locked=True))

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)

    def _kept(self) -> _Kept | None:
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            kept = _Kept(told["salt"], told["digest"], int(told["wrong"]), told["locked"] is True)
            bytes.fromhex(kept.salt)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            # A torn file opens to no PIN, and never to nobody: `refundtui lock --forgotten` starts anew.
            return _Kept("00", "", locked=True)
        return kept

    def _keep(self, kept: _Kept) -> None:
        """Whole or not at all, readable by this user alone."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(
            os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(json.dumps(asdict(kept)))
        half.replace(self.path)

    def _try_to_keep(self, kept: _Kept) -> None:
        try:
            self._keep(kept)
        except OSError:
            return  # a full disk must not keep an agent out of her desk


def why_no_pin(pin: str) -> str:
    """Why this cannot be a PIN, in a sentence; empty when it can."""
    signs = _spelled(pin)
    if len(signs) < LEAST:
        return t("A PIN has at least {n} signs; longer is better.", n=LEAST)
    if len(set(signs)) < 2 or signs in "01234567890" or signs in "09876543210":
        return t("That one is tried first by everybody; choose another.")
    return ""


def _wait_after(wrong: int) -> int:
    return WAITS[min(wrong, len(WAITS) - 1)]


def _spelled(pin: str) -> str:
    """The same signs, however a keyboard composes them."""
    return unicodedata.normalize("NFC", pin)[:MOST]


def _digest(pin: str, salt: bytes) -> str:
    signs = _spelled(pin).encode()
    return hashlib.scrypt(signs, salt=salt, n=_COST, r=_BLOCK, p=1, maxmem=_MEMORY, dklen=32).hex()
