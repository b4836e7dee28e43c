"""Keys that came together: a hand that types ahead, a slow line that delivers in lumps, or a pasted text.

A terminal that brackets its pastes says what is one (`pasting`). One that does not sends keys, and timing alone
cannot tell them from a quick hand. So what counts is what the keys would do: whoever types ahead repeats a few
keys, mostly to move; a text has many letters, and soon one that no command has or that would change something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.message import Message

SECONDS: Final = 0.06
"""Keys nearer to each other than this came together."""
_MANY: Final = 4
"""So many keys together are a burst, and so many different letters in one may be a text."""


class Together(Message):
    """What comes now was read from the terminal at once: these keys, in this order."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__()
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class Company:
    """The keys one key came with, itself among them; `burst` numbers what came without a pause."""

    keys: tuple[events.Key | str, ...] = ()
    read: tuple[str, ...] = ()
    burst: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(key if isinstance(key, str) else key.key for key in self.keys)

    @property
    def is_burst(self) -> bool:
        """One key over and over is a held key, which a slow line brings in lumps."""
        return len(self.keys) >= _MANY and len(set(self.names)) > 1

    @property
    def may_be_text(self) -> bool:
        return self.is_burst and len({name for name in self.names if is_letter(name)}) >= _MANY

    @property
    def is_alone(self) -> bool:
        """Nobody presses two keys in one moment: what may decide something comes by itself."""
        return not self.is_burst and len(set(self.read)) < 2


def is_letter(key: str) -> bool:
    """Whether a text has it: not an arrow, not Esc. Lines end and columns stand in both, so they say nothing."""
    return len(key) == 1 or key in _SIGNS or ("_" in key and "+" not in key)


_SIGNS: Final = frozenset({"space", "asterisk", "plus", "comma", "minus", "slash", "colon", "semicolon", "at",
                           "backslash", "underscore", "tilde"})  # fmt: skip


class Arrivals:
    """Keys in the order they come, each with the company it is in."""

    def __init__(self) -> None:
        self._recent: list[events.Key] = []
        self._read: tuple[str, ...] = ()
        self._behind: tuple[str, ...] = ()
        self._at = float("-inf")
        self._burst = 0

    def announced(self, keys: tuple[str, ...]) -> None:
        """The terminal gave these at once, and they come now."""
        self._read = self._behind = keys

    def came(self, key: events.Key) -> Company:
        if self._behind[:1] == (key.key,):
            self._behind = self._behind[1:]
        else:
            self._read = self._behind = ()
        if key.time - self._at >= SECONDS:
            self._burst += 1
        self._at = key.time
        self._recent = [one for one in self._recent if key.time - one.time < SECONDS] + [key]
        return Company((*self._recent, *self._behind), self._read, self._burst)
