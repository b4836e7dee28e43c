"""Cursors as text: opaque to whoever keeps them, and worth nothing for another feed."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from refundtui.office.feeds import FeedCursor

_FORM = "v1"
_LARGEST = 2**62


class NoCursorError(ValueError):
    """Text that no office gave out as a cursor of this feed."""


def spell(cursor: FeedCursor) -> str:
    plain = f"{_FORM}|{cursor.epoch}|{cursor.seq}|{cursor.floor}|{cursor.feed}"
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read(text: str, feed: str) -> FeedCursor:
    """Raises `NoCursorError`."""
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        form, epoch, seq, floor, of = plain.split("|", 4)
        cursor = FeedCursor(of, int(epoch), int(seq), int(floor))
    except (Error, UnicodeError, ValueError) as wrong:
        raise NoCursorError(text) from wrong
    if (
        form != _FORM
        or of != feed
        or not all(0 <= n < _LARGEST for n in (cursor.epoch, cursor.seq, cursor.floor))
    ):
        raise NoCursorError(text)
    return cursor
