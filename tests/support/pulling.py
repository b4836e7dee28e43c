"""Pages taken in their turn, as a pull takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refundtui.casework.feeds import Cursor, Page
from refundtui.casework.ports import Cache
from refundtui.domain.case import CaseId


def take(cache: Cache, page: Page) -> Sequence[CaseId]:
    """The page that follows what is held, whatever its own `since` says; a new feed or epoch is begun."""
    held = cache.cursor(page.feed)
    if held is None or held.epoch != page.epoch:
        cache.begin_anew(page.feed, page.epoch)
        held = Cursor(page.feed, page.epoch, 0)
    return cache.absorb(replace(page, since=held.seq))
