"""How long a provider wants to be left alone: its `Retry-After`, read as text from outside (RFC 9110, 10.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = timedelta(hours=1)
"""Nobody is obeyed for longer: it is asked again then, and may say the same."""

UNSAID: Final = timedelta(seconds=5)
"""After “too many requests” without a word for how long."""

_SHORTEST: Final = timedelta(seconds=1)
_TOO_MANY: Final = 429
_NOT_NOW: Final = 503
_MOST_DIGITS: Final = 9  # thirty years in seconds; more is no time


def rest_wanted(status: int, headers: Mapping[str, str]) -> timedelta | None:
    """For how long the whole account is left alone after this answer, between a second and an hour; None where
    the answer asks for no rest. Header names are in small letters.

    A day and hour is counted from the answer's own `Date`: then no clock of ours can be wrong about it.
    """
    if status not in {_TOO_MANY, _NOT_NOW}:
        return None
    said = _said(headers.get("retry-after", "").strip(), headers.get("date", ""))
    if said is None:
        return UNSAID if status == _TOO_MANY else None
    return min(max(said, _SHORTEST), LONGEST)


def _said(text: str, date: str) -> timedelta | None:
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text)) if len(text) <= _MOST_DIGITS else LONGEST
    until, now = _moment(text), _moment(date)
    return None if until is None or now is None else until - now


def _moment(text: str) -> datetime | None:
    if len(text) > 40:
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
