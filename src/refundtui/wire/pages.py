"""The office's word in pages: which feeds there are, what changed in one, and which packs are in force.

A page depends on feed, cursor, limit and view alone: bootstrap and catching up are the same question.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from refundtui.wire.bodies import Body
from refundtui.wire.checksums import MODULUS


class Tier(StrEnum):
    """How soon a desk wants to hear of a feed: on every poke, each quarter of a minute, each minute."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class View(StrEnum):
    """How much of a case a page tells."""

    FULL = "full"
    LIST = "list"
    """What a queue shows, filters and sorts by (`CaseHead`); the rest is asked for when the case is opened."""


class FeedBody(Body):
    """A feed this person may read. `live_count` says how much a first reading will bring."""

    id: str
    epoch: int
    last_seq: int
    live_count: int
    tier: Tier = Tier.HOT


class FeedsBody(Body):
    """All of them: rows of a feed that is no longer named are not this desk's any more."""

    feeds: tuple[FeedBody, ...]


class ItemBody(Body):
    """One case at its latest number. `case` is its body, unopened; a removed one tells only its id."""

    id: str
    seq: int
    version: int
    removed: bool = False
    reason: Literal["", "moved", "erased"] = ""
    """Of a removal: told in another feed from now on, or to be forgotten entirely."""
    case: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class PageBody(Body):
    """One page. It may be absorbed only where the replica stands at `epoch` and `since`.

    `cursor` is opaque and belongs on the disk in the same transaction as the items. `live_count` and
    `checksum` are the whole feed's, to be compared once `more` is false.
    """

    feed: str
    epoch: int
    since: int
    through: int
    cursor: str
    more: bool
    live_count: int
    checksum: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{1,16}\Z")]
    """62 bits in hexadecimal: a JSON number of that size is not safe everywhere."""
    items: tuple[ItemBody, ...] = ()
    view: View = View.FULL

    def tally(self) -> tuple[int, int]:
        """What the replica must count to."""
        return self.live_count, int(self.checksum, 16)


class PokeBody(Body):
    """That something is new, never what: losing, doubling or reordering one does no harm."""

    feeds: dict[str, int] = {}  # noqa: RUF012 (msgspec gives every body its own)
    """The last number of each feed that moved; `ref` is the packs'."""
    presence: int = 0
    """Grows with everything that `GET /v1/presence` would tell anew."""


class DocumentBody(Body):
    """A pack in force, its very text: its digest is what a decision cites."""

    name: str
    version: int
    digest: str
    text: str


class DocumentsBody(Body):
    """Every pack this person's brands stand on, and the laws."""

    seq: int
    documents: tuple[DocumentBody, ...]


def spell_checksum(checksum: int) -> str:
    return f"{checksum % MODULUS:x}"
