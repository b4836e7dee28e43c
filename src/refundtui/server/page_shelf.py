"""Pages as they leave: spelled and packed once, handed to everybody who asks the same.

A page depends on feed, cursor, limit and view, so a thousand desks that follow a feed read the same bytes.
Where the feed stands is looked up each time: a page is never older than the question.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec
import zstandard

from refundtui.office.feeds import ERASED, CursorExpired, FeedChange, FeedCursor, FeedPage, NoSuchFeed
from refundtui.office.store import OfficeStore
from refundtui.server.cursors import spell
from refundtui.wire.cases import read_head
from refundtui.wire.pages import ItemBody, PageBody, View, spell_checksum

LEVEL: Final = 3  # a fifth of the size at a seventh of gzip's time
_KEPT: Final = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A page in bytes; `is_empty` when it has nothing to tell beyond the cursor."""

    body: bytes
    through: int
    is_empty: bool


_Key: TypeAlias = tuple[str, FeedCursor | None, int, View, bool, int, int]


class PageShelf:
    """The pages of one process, the least asked for thrown away first."""

    def __init__(self, store: OfficeStore, *, kept: int = _KEPT) -> None:
        self._store = store
        self._room = kept
        self._held: OrderedDict[_Key, Packed] = OrderedDict()
        self._one_at_a_time = threading.Lock()
        self._mine = threading.local()
        self.found = 0
        self.made = 0

    def page(
        self, feed: str, cursor: FeedCursor | None, limit: int, view: View, *, packed: bool
    ) -> Packed | CursorExpired | NoSuchFeed:
        head = self._store.head(feed)
        if head is None:
            return NoSuchFeed(feed)
        key = (feed, cursor, limit, view, packed, head.epoch, head.last_seq)
        with self._one_at_a_time:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
                self.found += 1
                return held
        answer = self._store.changes(feed, cursor, limit)
        if not isinstance(answer, FeedPage):
            return answer
        body = encode_page(answer, view)
        made = Packed(self._packed(body) if packed else body, answer.through, not answer.changes)
        self._keep((*key[:5], answer.epoch, answer.through if not answer.more else head.last_seq), made)
        return made

    def _keep(self, key: _Key, made: Packed) -> None:
        with self._one_at_a_time:
            self.made += 1
            if key in self._held:
                return
            self._held[key] = made
            self._room -= len(made.body)
            while self._room < 0 and self._held:
                _, gone = self._held.popitem(last=False)
                self._room += len(gone.body)

    def _packed(self, body: bytes) -> bytes:
        # One for each thread: they are not made to be shared.
        packer = getattr(self._mine, "packer", None)
        if packer is None:
            packer = self._mine.packer = zstandard.ZstdCompressor(level=LEVEL)
        packed: bytes = packer.compress(body)
        return packed


def encode_page(page: FeedPage, view: View) -> bytes:
    return msgspec.json.encode(
        PageBody(
            feed=page.feed,
            epoch=page.epoch,
            since=page.since,
            through=page.through,
            cursor=spell(page.cursor),
            more=page.more,
            live_count=page.live_count,
            checksum=spell_checksum(page.checksum),
            items=tuple(_item(change, view) for change in page.changes),
            view=view,
        )
    )


def _item(change: FeedChange, view: View) -> ItemBody:
    if change.removed:
        return ItemBody(
            id=change.case_id,
            seq=change.seq,
            version=change.version,
            removed=True,
            reason="erased" if change.reason == ERASED else "moved",
        )
    body = change.body if view is View.FULL else msgspec.json.encode(read_head(change.body))
    return ItemBody(id=change.case_id, seq=change.seq, version=change.version, case=msgspec.Raw(body))
