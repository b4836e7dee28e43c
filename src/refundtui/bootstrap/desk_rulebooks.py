"""The packs a desk works by: what the office published, as far as it was read."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refundtui.books.cache import Cache
    from refundtui.domain.case import Case
    from refundtui.domain.rulebook import Rulebook
    from refundtui.rulebooks.library import Library


class RulebooksOfTheDesk:
    """The packs as the cache holds them, read when first asked for and again when the office published.

    The brands' letter templates come with them, and are laid out in a folder (`letters`).
    """

    def __init__(self, cache: Cache, letters: Path | None = None) -> None:
        self._cache = cache
        self._letters = letters
        self._expected: Mapping[str, str] = {}
        self._met = True
        self._library: Library | None = None
        self._one_at_a_time = threading.Lock()

    def expect(self, digests: Mapping[str, str]) -> None:
        """The office told these: what is at hand is old until the cache has them."""
        with self._one_at_a_time:
            self._expected, self._met = digests, False

    def for_case(self, case: Case) -> Rulebook:
        return self._at_hand().for_case(case)

    def brands(self) -> Sequence[str]:
        return self._at_hand().brands()

    def _at_hand(self) -> Library:
        with self._one_at_a_time:
            if self._library is None or not self._met:
                from refundtui.rulebooks.library import Library

                documents = self._cache.documents()
                present = Library(documents)
                digests = present.digests()
                if self._library is None or digests != self._library.digests():
                    self._lay_out_letters(documents)
                    self._library = present
                self._met = dict(self._expected) == dict(digests)
            return self._library

    def _lay_out_letters(self, documents: Mapping[str, bytes]) -> None:
        there = self._letters is not None and self._letters.is_dir()
        if self._letters is not None and (there or any(name.startswith("letters/") for name in documents)):
            from refundtui.letters.published import lay_out

            # A full or read-only disk keeps no case from being decided, and what the law wants a letter to say is
            # locked whatever template it is written with.
            with suppress(OSError):
                lay_out(documents, self._letters)
