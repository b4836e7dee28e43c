"""The office's word as it is read: feeds of cases, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from refundtui.casework.submissions import Unreachable

if TYPE_CHECKING:
    from refundtui.domain.case import CaseId


@dataclass(frozen=True, slots=True)
class Change:
    """One case as the feed tells it: its body as bytes, unopened, or removed; `erased` is to be forgotten."""

    case_id: CaseId
    seq: int
    version: int
    removed: bool
    body: bytes
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What follows `since`. `token` is the office's own word for where the next page begins."""

    feed: str
    epoch: int
    changes: tuple[Change, ...]
    through: int  # every change up to this sequence is in
    more: bool
    live_count: int
    checksum: int
    since: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class BeginAnew:
    """The office cannot tell what this reader missed: its history changed, or removals are gone by now."""

    feed: str
    epoch: int


@dataclass(frozen=True, slots=True)
class NotOurs:
    """No such feed for this agent, any more or ever."""

    feed: str


FeedAnswer: TypeAlias = Page | BeginAnew | NotOurs | Unreachable


@dataclass(frozen=True, slots=True)
class FeedHead:
    """A feed this agent may read, and where it stands."""

    feed: str
    epoch: int
    last_seq: int
    live_count: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a feed was read. An empty `token` is its beginning."""

    feed: str
    epoch: int
    seq: int
    token: str = ""
