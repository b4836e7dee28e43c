"""What can be wrong with a book on this machine, as a code with facts; nobody's work is deleted for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from refundtui.domain.findings import Fact, Finding


class BookError(Exception):
    """A book cannot be used as asked. `finding` is what a sentence for people is made of."""

    code = "book.unusable"

    def __init__(self, why: str = "", **facts: Fact) -> None:
        super().__init__(f"{self.code}: {why}" if why else self.code)
        self.why = why
        self.facts = facts

    @property
    def finding(self) -> Finding:
        return Finding(self.code, facts=tuple(self.facts.items()))


class Foreign(BookError):
    """The file is something else: a plain database, a text, an empty page."""

    code = "book.foreign"


class WrongKey(BookError):
    """The key does not open it. A first page that was overwritten looks the same."""

    code = "book.wrong_key"


class LostKey(BookError):
    """There is a book, but its key is gone."""

    code = "book.lost_key"


class Corrupt(BookError):
    """The key opens it, but what is inside is torn."""

    code = "book.corrupt"


class Newer(BookError):
    """A newer version of this program wrote it; this one leaves it alone."""

    code = "book.newer"


class NotWritten(BookError):
    """The disk did not take it: full, gone or read-only. Nothing counts as stored."""

    code = "book.not_written"


class ReadOnly(BookError):
    """Another process owns the outbox; here it can only be looked at."""

    code = "book.read_only"


class NoCipher(BookError):
    """This Python has no SQLCipher; books are only ever kept encrypted, but for a demo that asks for plain ones."""

    code = "book.no_cipher"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A book that could not be used, moved out of the way as it was."""

    book: str  # cache or outbox
    why: BookError
    kept_as: Path

    @property
    def finding(self) -> Finding:
        facts: dict[str, Fact] = {**self.why.facts, "book": self.book, "kept_as": str(self.kept_as)}
        return Finding(self.why.code, facts=tuple(facts.items()))


_COMPANIONS: Final = ("-wal", "-shm", "-journal")


def set_aside(path: Path, why: BookError) -> SetAside:
    """Move a book and what belongs to it out of the way, named by the moment it was last written."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    for number in range(1, 1000):
        suffix = f".aside-{written:%Y%m%dT%H%M%SZ}" + ("" if number == 1 else f"-{number}")
        kept_as = path.with_name(path.name + suffix)
        if not kept_as.exists():
            break
    else:
        raise NotWritten(f"there are too many books beside {path.name}", book=path.stem)
    for companion in _COMPANIONS:
        beside = path.with_name(path.name + companion)
        if beside.exists():
            beside.rename(kept_as.with_name(kept_as.name + companion))
    path.rename(kept_as)
    return SetAside(path.stem, why, kept_as)


def remove_book(path: Path) -> None:
    """Only ever for the cache: what it holds can be had again."""
    for name in (path.name, *(path.name + companion for companion in _COMPANIONS)):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def told_as_trouble(book: str) -> Iterator[None]:
    """Turn what the database raises into what a person can be told."""
    try:
        yield
    except BookError:
        raise
    except Exception as trouble:
        known = _known(trouble, book)
        if known is None:
            raise
        raise known from trouble


def _known(trouble: Exception, book: str) -> BookError | None:
    # By the driver's own error name, so that this file needs no driver: both drivers spell it alike.
    name = getattr(trouble, "sqlite_errorname", "") or ""
    text = str(trouble)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")) or any(
        sign in text for sign in ("disk is full", "disk I/O error", "readonly database", "unable to open")
    ):
        return NotWritten(text, book=book)
    if name.startswith("SQLITE_NOTADB") or "not a database" in text:
        return WrongKey(text, book=book)
    if name.startswith("SQLITE_CORRUPT") or "malformed" in text:
        return Corrupt(text, book=book)
    return None
