"""The change feeds: each case once per feed, at its latest number, with a count and a checksum to compare.

A page depends only on feed, cursor and limit. Bootstrap and catching up are the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, delete, func, insert, select, update
from sqlmodel import col

from refundtui.domain.case import Case, CaseId, CaseState
from refundtui.office.database import Database
from refundtui.office.prepared import Prepared
from refundtui.office.tables import OFFICE_FEED, REF_FEED, CaseRow, Feed, FeedEntry, table_of
from refundtui.wire.checksums import MODULUS, mark


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """How far a replica has read. `floor` is the feed's head when its bootstrap began: purged removals
    older than that cannot concern it.
    """

    feed: str
    epoch: int
    seq: int
    floor: int = 0


@dataclass(frozen=True, slots=True)
class FeedChange:
    case_id: CaseId
    seq: int
    version: int
    removed: bool
    body: bytes  # the wire's, unopened; empty when removed
    reason: str = ""  # of a removal: moved, or erased


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`live_count` and `checksum` are the whole feed's: comparable once `more` is false."""

    feed: str
    epoch: int
    since: int
    changes: tuple[FeedChange, ...]
    through: int
    more: bool
    live_count: int
    checksum: int
    cursor: FeedCursor


@dataclass(frozen=True, slots=True)
class CursorExpired:
    """Start over: history changed, or removals the reader has not seen are gone."""

    feed: str
    epoch: int


@dataclass(frozen=True, slots=True)
class NoSuchFeed:
    feed: str


FeedAnswer: TypeAlias = FeedPage | CursorExpired | NoSuchFeed


def feed_of(case: Case, present: str | None = None) -> str:
    """Whose line a case stands in: its brand's team; a closed case that was archived stays there."""
    if present in _resting_places(case.brand) and case.state in {CaseState.CLOSED, CaseState.CANCELLED}:
        return present
    return f"b:{case.brand}/t:refunds"


def archive_of(brand: str) -> str:
    return f"b:{brand}/archive"


def kept_of(brand: str) -> str:
    """Where what law wants kept of a forgotten customer's cases stands."""
    return f"b:{brand}/kept"


def _resting_places(brand: str) -> tuple[str, str]:
    return archive_of(brand), kept_of(brand)


def feeds(database: Database, brands: Sequence[str] = ()) -> tuple[str, ...]:
    """The feeds of these brands (none named: of all), the packs' own feed left out."""
    asked = select(col(Feed.id)).where(col(Feed.id).not_in((REF_FEED, OFFICE_FEED))).order_by(col(Feed.id))
    if brands:
        asked = asked.where(col(Feed.brand).in_(brands))
    with database.reading() as connection:
        return tuple(connection.execute(asked).scalars())


@dataclass(frozen=True, slots=True)
class FeedHead:
    """Where a feed stands: a reader at this number of this epoch has read everything."""

    feed: str
    brand: str
    epoch: int
    last_seq: int
    live_count: int


def heads(database: Database) -> tuple[FeedHead, ...]:
    """Every feed, the packs' own too: a few hundred rows, cheap enough to be asked four times a second."""
    with database.reading() as connection:
        return tuple(FeedHead(*row) for row in connection.execute(_ALL_HEADS))


def head(database: Database, feed: str) -> FeedHead | None:
    with database.reading() as connection:
        row = connection.execute(_ONE_HEAD, {"asked": feed}).one_or_none()
    return None if row is None else FeedHead(*row)


_HEADS: Final = select(
    col(Feed.id), col(Feed.brand), col(Feed.epoch), col(Feed.last_seq), col(Feed.live_count)
).where(col(Feed.id) != OFFICE_FEED)
_ALL_HEADS: Final = _HEADS.order_by(col(Feed.id))
_ONE_HEAD: Final = _HEADS.where(col(Feed.id) == bindparam("asked"))


def changes(database: Database, feed: str, cursor: FeedCursor | None, limit: int) -> FeedAnswer:
    """The next page after a cursor; none is the beginning."""
    with database.reading() as connection:  # head and rows of one moment
        head = connection.execute(
            select(
                col(Feed.epoch),
                col(Feed.last_seq),
                col(Feed.horizon),
                col(Feed.live_count),
                col(Feed.checksum),
            ).where(col(Feed.id) == feed, col(Feed.id) != OFFICE_FEED)
        ).one_or_none()
        if head is None:
            return NoSuchFeed(feed)
        if cursor is None:
            cursor = FeedCursor(feed, head.epoch, 0, floor=head.last_seq)
        if (
            cursor.epoch != head.epoch
            or cursor.seq > head.last_seq
            or max(cursor.seq, cursor.floor) < head.horizon
        ):
            return CursorExpired(feed, head.epoch)
        rows = connection.execute(
            select(
                col(FeedEntry.case_id),
                col(FeedEntry.seq),
                col(FeedEntry.version),
                col(FeedEntry.removed),
                col(FeedEntry.reason),
                col(CaseRow.body),
            )
            .outerjoin(CaseRow, col(CaseRow.id) == col(FeedEntry.case_id))
            .where(col(FeedEntry.feed_id) == feed, col(FeedEntry.seq) > cursor.seq)
            .order_by(col(FeedEntry.seq))
            .limit(max(limit, 1) + 1)
        ).all()
    more = len(rows) > max(limit, 1)
    told = tuple(
        FeedChange(
            CaseId(row.case_id),
            row.seq,
            row.version,
            row.removed,
            b"" if row.removed else row.body,
            row.reason,
        )
        for row in rows[: max(limit, 1)]
    )
    through = told[-1].seq if more else head.last_seq
    return FeedPage(
        feed,
        head.epoch,
        cursor.seq,
        told,
        through,
        more,
        head.live_count,
        head.checksum,
        FeedCursor(feed, head.epoch, through, cursor.floor),
    )


MOVED: Final = "moved"
ERASED: Final = "erased"


@dataclass(frozen=True, slots=True)
class Told:
    """One case as a feed is to tell it from now on; `version` None takes it out of the feed."""

    case_id: str
    version: int | None
    was: int | None  # the version the feed told last; None: it told none, or had removed it
    reason: str = MOVED  # of taking it out


def tell(
    connection: Connection,
    by_feed: Mapping[str, Sequence[Told]],
    now: datetime,
    *,
    audit_ends: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, tuple[int, ...]]:
    """Write to the feeds, as the last thing in a transaction; the number each telling got.

    The feed's row is taken in sorted order and last of all, so that two writers cannot wait for each
    other, and what has a lower number is committed first. `audit_ends` says where a feed's audit ends
    from now on, where that is known: what is one row is written once.
    """
    return {
        feed: _tell_one(connection, feed, by_feed[feed], now, audit_ends.get(feed))
        for feed in sorted(by_feed)
    }


def numbers_after(last_seq: int, tellings: Sequence[Told]) -> tuple[int, ...]:
    """The numbers these will get; the feed is locked, and stood there."""
    return tuple(range(last_seq + 1, last_seq + 1 + len(tellings)))


def lock(connection: Connection, feeds_touched: Iterable[str], brand: str) -> dict[str, tuple[int, str]]:
    """Take the feeds' rows (made when missing): last number and end of the audit chain of each."""
    heads = {}
    for feed in sorted(feeds_touched):
        head = _LOCKED.one_or_none(connection, {"wanted": feed})
        if head is None:
            connection.execute(
                insert(Feed).values(
                    id=feed,
                    brand=brand,
                    epoch=1,
                    last_seq=0,
                    horizon=0,
                    live_count=0,
                    checksum=0,
                    audit_head="",
                )
            )
            heads[feed] = (0, "")
        else:
            last_seq, audit_head = head
            heads[feed] = (last_seq, audit_head)
    return heads


def _tell_one(
    connection: Connection, feed: str, tellings: Sequence[Told], now: datetime, audit_end: str | None
) -> tuple[int, ...]:
    count, checksum = 0, 0
    for told in tellings:
        if told.was is not None:
            count -= 1
            checksum -= mark(told.case_id, told.was)
        if told.version is not None:
            count += 1
            checksum += mark(told.case_id, told.version)
    told_now = {"wanted": feed, "told": len(tellings), "more": count, "marks": checksum % MODULUS}
    if audit_end is None:
        ((last,),) = _ADVANCED.rows(connection, told_now)
    else:
        ((last,),) = _ADVANCED_AND_ENDED.rows(connection, {**told_now, "audit_head": audit_end})
    numbers = numbers_after(last - len(tellings), tellings)
    _write_entries(connection, feed, tellings, numbers, now)
    return numbers


def _write_entries(
    connection: Connection, feed: str, tellings: Sequence[Told], numbers: Sequence[int], now: datetime
) -> None:
    rows = [
        {
            "feed_id": feed,
            "case_id": told.case_id,
            "seq": number,
            "version": told.version if told.version is not None else told.was or 0,
            "removed": told.version is None,
            "removed_at": now if told.version is None else None,
            "reason": told.reason if told.version is None else "",
        }
        for told, number in zip(tellings, numbers, strict=True)
    ]
    first = [row for row, told in zip(rows, tellings, strict=True) if told.was is None]
    again = [row for row, told in zip(rows, tellings, strict=True) if told.was is not None]
    if first:
        # A removed entry of the same case may still stand: only the table knows, so replace either way.
        _FORGET.run_each(connection, [{"wanted": feed, "case_told": row["case_id"]} for row in first])
        _TELL.run_each(connection, first)
    for row in again:  # one row almost always, and each must be there: a change untold is a change lost
        place = {"wanted": feed, "case_told": row["case_id"]}
        told = {name: row[name] for name in ("seq", "version", "removed", "removed_at", "reason")}
        if _TELL_AGAIN.run(connection, {**told, **place}) != 1:
            raise LookupError(f"{feed} does not tell {row['case_id']}")


# Made once: building a statement costs more than most of them take to run.
_FEED: Final = table_of(Feed)
_ENTRY: Final = table_of(FeedEntry)
_LOCKED: Final = Prepared(
    select(_FEED.c.last_seq, _FEED.c.audit_head).where(_FEED.c.id == bindparam("wanted")).with_for_update()
)
_ADVANCE: Final = (
    update(_FEED)
    .where(_FEED.c.id == bindparam("wanted"))
    .values(
        last_seq=_FEED.c.last_seq + bindparam("told", type_=BigInteger),
        live_count=_FEED.c.live_count + bindparam("more", type_=BigInteger),
        checksum=(_FEED.c.checksum + bindparam("marks", type_=BigInteger)) % MODULUS,
    )
    .returning(_FEED.c.last_seq)
)
_ADVANCED: Final = Prepared(_ADVANCE)
_ADVANCED_AND_ENDED: Final = Prepared(_ADVANCE.values(audit_head=bindparam("audit_head")))
_FORGET: Final = Prepared(
    delete(_ENTRY).where(_ENTRY.c.feed_id == bindparam("wanted"), _ENTRY.c.case_id == bindparam("case_told"))
)
_TELL: Final = Prepared(insert(_ENTRY))
_TELL_AGAIN: Final = Prepared(
    update(_ENTRY).where(_ENTRY.c.feed_id == bindparam("wanted"), _ENTRY.c.case_id == bindparam("case_told"))
)


def purge_removals(database: Database, before: datetime) -> int:
    """Forget removals told before an instant; readers further behind must start over. How many went."""
    with database.reading() as connection:
        concerned = connection.execute(select(col(FeedEntry.feed_id)).where(*_told_before(before)).distinct())
        names = sorted(concerned.scalars())
    return sum(database.write(partial(_purge_one, feed=feed, before=before)) for feed in names)


def _purge_one(connection: Connection, *, feed: str, before: datetime) -> int:
    """The feed's row first: whoever writes to it now is waited for, and never waits for us."""
    lock(connection, [feed], "")
    old = (col(FeedEntry.feed_id) == feed, *_told_before(before))
    newest, number = connection.execute(select(func.max(col(FeedEntry.seq)), func.count()).where(*old)).one()
    if number:
        connection.execute(delete(FeedEntry).where(*old))
        connection.execute(
            update(Feed).where(col(Feed.id) == feed, col(Feed.horizon) < newest).values(horizon=newest)
        )
    return int(number)


def _told_before(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(FeedEntry.removed).is_(True), col(FeedEntry.removed_at) < before


def begin_new_epoch(database: Database, now: datetime | None = None) -> None:
    """After a backup was restored: every reader starts over, and nobody's outbox is touched.

    With `now` the epoch is that of the moment: the same backup restored twice begins two epochs, and nobody
    takes the second history for the first.
    """
    moment = 0 if now is None else int(now.timestamp())
    with database.writing() as connection:
        for feed, epoch in connection.execute(
            select(col(Feed.id), col(Feed.epoch)).order_by(col(Feed.id))
        ).all():
            connection.execute(update(Feed).where(col(Feed.id) == feed).values(epoch=max(epoch + 1, moment)))


def recount(database: Database, feed: str) -> tuple[int, int]:
    """Live count and checksum worked out from the cases themselves: what the counters must say."""
    with database.reading() as connection:
        rows = connection.execute(
            select(col(CaseRow.id), col(CaseRow.version)).where(col(CaseRow.feed_id) == feed)
        ).all()
    return len(rows), sum(mark(row.id, row.version) for row in rows) % MODULUS


def count(database: Database) -> int:
    """How many cases there are, by the feeds' own counters."""
    with database.reading() as connection:
        return connection.execute(select(func.coalesce(func.sum(col(Feed.live_count)), 0))).scalar_one()
