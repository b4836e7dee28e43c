"""The door for everything a bank sends: XML that is believed to be hostile until it is read.

No document type, no entity, nothing fetched, no more than so many bytes, only encodings whose bytes can be looked
through; comments and instructions are gone before a value is taken, and every text is cleaned for screens. Messages
are told by their name, not by their version: what is read here has stood unchanged through all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from refundtui.domain.hostile_text import clean_line
from refundtui.domain.money import Money, NotAnAmountError, UnknownCurrencyError, money
from refundtui.office.ports import NotReadable

MOST_BYTES: Final = 32_000_000
"""A day's statement of a hundred thousand entries is about this size; what is larger is asked for in parts."""

_LONGEST: Final = 1000  # what is read here has at most 140 characters, and room for the spaces of a printer

_ENCODINGS: Final = frozenset({"utf-8", "utf8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")
_NAMESPACE: Final = re.compile(r"\{[^}]*?((?:pain|camt|pacs)\.\d{3})\.(\d{3}\.\d{2})[^}]*\}Document")


@lru_cache(maxsize=256)
def _anywhere(path: str) -> str:
    """A path whose names are of any namespace."""
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


@dataclass(frozen=True, slots=True)
class Node:
    """One element, by names without their namespaces; every text out of it is one clean line."""

    _element: Any

    def all(self, path: str) -> Iterator[Node]:
        """Every element at the end of a path `A/B/C`, in the file's order."""
        return (Node(element) for element in self._element.iterfind(_anywhere(path)))

    def one(self, path: str) -> Node | None:
        """The first of them."""
        return next(self.all(path), None)

    def text(self, *paths: str) -> str:
        """The first text that is not empty at any of the paths, tried in turn; without paths its own."""
        if not paths:
            return _line(self._element.text)
        for path in paths:
            for element in self._element.iterfind(_anywhere(path)):
                if text := _line(element.text):
                    return text
        return ""

    def attribute(self, name: str) -> str:
        return _line(self._element.get(name))


def _line(text: str | None) -> str:
    if text and len(text) > _LONGEST:
        raise NotReadable(
            "A field of the file is longer than any of the standard's: nothing of it was taken in."
        )
    return clean_line(text or "")


@dataclass(frozen=True, slots=True)
class Message:
    """A message by its name (`pain.002`) and version (`001.10`), and the element that all of it stands in."""

    name: str
    version: str
    root: Node


def read_message(body: bytes, *names: str, most: int = MOST_BYTES) -> Message:
    """The message, which has to be one of those named; raises `NotReadable` with one sentence for anything else."""
    document = _document(body, most)
    found = _NAMESPACE.fullmatch(document.tag)
    root = next(iter(document), None)
    if found is None or root is None:
        raise NotReadable("This is XML, but no message of a bank: nothing of it was taken in.")
    if found[1] not in names:
        raise NotReadable(
            f"This is a {found[1]}, and {' or '.join(names)} is read here: nothing of it was taken in."
        )
    return Message(found[1], found[2], Node(root))


def name_of(body: bytes, *names: str) -> str:
    """Which of these messages it is; raises `NotReadable` for anything else."""
    return read_message(body, *names).name


def _document(body: bytes, most: int) -> Any:
    if len(body) > most:
        raise NotReadable(
            f"The file has more than {most:,} bytes: nothing of it was read; ask the bank for parts."
        )
    _looked_through(body)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        document = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as why:
        line = getattr(why, "lineno", None)
        where = f" (from line {line} on)" if line else ""
        raise NotReadable(
            f"The file is broken or cut off{where}: nothing of it was taken in; fetch it from the bank again."
        ) from None
    if document.getroottree().docinfo.internalDTD is not None:
        raise NotReadable(_WITH_A_TYPE)
    return document


_WITH_A_TYPE: Final = (
    "The file brings a document type of its own, as no bank's does: nothing of it was taken in."
)


def _looked_through(body: bytes) -> None:
    """What the bytes show before a parser sees them: in these encodings a `<!` is a `<!`."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<") or b"\0" in body:
        raise NotReadable(
            "This is no XML file in UTF-8: nothing of it was taken in; fetch it from the bank again."
        )
    declared = _DECLARED.match(start)
    if declared and declared[1].decode("ascii").lower() not in _ENCODINGS:
        raise NotReadable("The file is in an encoding that no bank uses: nothing of it was taken in.")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NotReadable(_WITH_A_TYPE)


def amount_of(node: Node | None) -> Money | None:
    """An amount with its currency, None where there is none; raises `NotReadable` for one that cannot be."""
    if node is None:
        return None
    text, code = node.text(), node.attribute("Ccy")
    try:
        amount = money(text, code)  # five places, where the last are zeros, are an amount too
    except (NotAnAmountError, UnknownCurrencyError):
        amount = None
    if amount is None or amount.minor < 0:  # which way it moves is said beside it
        raise NotReadable("An amount in the file is none: nothing of it was taken in.")
    return amount


def instant_of(text: str) -> datetime | None:
    """A time as the bank wrote it, in UTC; where it names no zone it is taken as UTC, for only the order counts."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def day_of(text: str) -> date | None:
    """A date, or the date of a time; zones that follow a date are left away."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def start_of(day: date | None) -> datetime | None:
    """The instant by which days are put in order."""
    return None if day is None else datetime.combine(day, time.min, UTC)
