"""Which rows does a filter leave, in which order, and how are they found at once among a million?"""

from __future__ import annotations

from typing import Any, Final

from refundtui.books.cache_tables import is_loading
from refundtui.books.case_columns import SHOWN, queue_row
from refundtui.books.cipher import Connection
from refundtui.books.filter_conditions import ORDERED_BY, among, filters, match
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.views import QueueRow

SORTED_HITS: Final = 2_000
"""Up to so many search hits are put in the queue's order; more come as they are stored, at once."""
_FEW: Final = 4_000  # a filter that leaves fewer rows is followed by its own index, then sorted
_REMEMBERED: Final = 64  # filters whose counts and page ends are known
_STRIDE: Final = 2_000  # rows between the places that a count remembers: a page anywhere is at most so far


class QueueReader:
    """Rows and counts of filters, and what was learned about the contents on the way: all is forgotten
    when they change.
    """

    def __init__(self) -> None:
        self._generation = 0  # of the contents: what was learned about an older one is forgotten
        self._anchors: dict[QueueFilter, dict[int, tuple[Any, int]]] = {}
        self._counts: dict[QueueFilter, tuple[int, int]] = {}

    def contents_changed(self) -> None:
        self._generation += 1
        self._anchors.clear()
        self._counts.clear()

    def rows(self, db: Connection, wanted: QueueFilter, limit: int, offset: int) -> list[QueueRow]:
        if wanted.text.strip():
            return self._found_rows(db, wanted, limit, offset)
        return self._queue_rows(db, wanted, limit, offset)

    def known_count(self, wanted: QueueFilter) -> int | None:
        """What was counted since the contents last changed."""
        counted_at, counted = self._counts.get(wanted, (-1, 0))
        return counted if counted_at == self._generation else None

    def count(self, db: Connection, wanted: QueueFilter) -> int:
        generation = self._generation
        counted = self._counted(db, wanted)
        if len(self._counts) >= _REMEMBERED:
            self._counts.clear()
        self._counts[wanted] = (generation, counted)
        return counted

    def _queue_rows(self, db: Connection, wanted: QueueFilter, limit: int, offset: int) -> list[QueueRow]:
        column, index = ORDERED_BY[wanted.sort]
        where, values = filters(wanted)
        if is_loading(db):
            # The first of a million cases are shown as they came, not after the last one has.
            found = db.execute(
                f"SELECT {SHOWN} FROM case_ WHERE {where} LIMIT ? OFFSET ?",  # noqa: S608 (our own names)
                (*values, limit, offset),
            )
            return [queue_row(row) for row in found]
        narrow = _narrowest(db, wanted)
        if narrow is not None:
            found = db.execute(
                f"SELECT {SHOWN} FROM case_ INDEXED BY {narrow} WHERE {where} "  # noqa: S608 (our own names)
                f"ORDER BY {column}, n LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            return [queue_row(row) for row in found]
        return self._page(db, wanted, limit, offset, (column, index, where, values))

    def _page(
        self,
        db: Connection,
        wanted: QueueFilter,
        limit: int,
        offset: int,
        by: tuple[str, str, str, list[Any]],
    ) -> list[QueueRow]:
        """One page along an index. Where pages ended is remembered: the next one starts there, at no cost.

        Beyond the middle it is walked from the end, where the count is known.
        """
        column, index, where, values = by
        generation = self._generation
        if len(self._anchors) >= _REMEMBERED:
            self._anchors.clear()
        anchors = self._anchors.setdefault(wanted, {})
        # Copied first: another reader may be adding to it.
        start = max((at for at in list(anchors) if at <= offset), default=0)
        counted_at, total = self._counts.get(wanted, (-1, 0))
        skip, asked, way, place = offset - start, limit, "", None
        if counted_at == generation and total - offset < skip:
            asked = max(0, min(limit, total - offset))
            skip, way = total - offset - asked, "DESC"
        elif start:
            place = anchors[start]
        opened = (1,) if wanted.open_only else (0, 1)
        # Open and closed ones lie apart in the index: walk the open ones, or merge both.
        parts = [(side, *part) for side in opened for part in _onward(column, place)]
        per_part = [
            f"SELECT * FROM (SELECT {column} AS by_, n AS n_ FROM case_ INDEXED BY {index} "  # noqa: S608 (our own names)
            f"WHERE is_open = {side} AND {where}{after} ORDER BY {column} {way}, n {way} LIMIT {asked + skip})"
            for side, after, _ in parts
        ]
        picked = " UNION ALL ".join(per_part) + f" ORDER BY by_ {way}, n_ {way}" * (len(parts) > 1)
        found = db.execute(
            f"SELECT {SHOWN}, by_, n_ FROM ({picked} LIMIT ? OFFSET ?) "  # noqa: S608 (our own names)
            "CROSS JOIN case_ ON n = n_ ORDER BY by_, n_",
            (*(value for _, _, at in parts for value in (*values, *at)), asked, skip),
        ).fetchall()
        if found and len(found) == limit and generation == self._generation:
            anchors[offset + limit] = (found[-1][-2], found[-1][-1])
        return [queue_row(row[:-2]) for row in found]

    def _found_rows(self, db: Connection, wanted: QueueFilter, limit: int, offset: int) -> list[QueueRow]:
        asked = match(wanted)
        if not asked:
            return []
        where, values = filters(wanted, also_open=False)
        narrow = _narrowest(db, wanted)
        if narrow is None:
            hits = db.execute(
                "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (asked, SORTED_HITS + 1)
            ).fetchall()
        else:
            # The plus keeps SQLite from asking the search index anew for each of the few.
            hits = db.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND +rowid IN "  # noqa: S608 (our own names)
                f"(SELECT n FROM case_ INDEXED BY {narrow} WHERE {where})",
                (asked, *values),
            ).fetchall()
        if narrow is not None or len(hits) <= SORTED_HITS:
            column, _ = ORDERED_BY[wanted.sort]
            numbers = ",".join(str(n) for (n,) in hits)
            found = db.execute(
                f"SELECT {SHOWN} FROM case_ NOT INDEXED WHERE n IN ({numbers}) AND {where} "  # noqa: S608 (numbers)
                f"ORDER BY {column}, n LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            return [queue_row(row) for row in found]
        return self._found_page(db, wanted, limit, offset, (asked, where, values))

    def _found_page(
        self, db: Connection, wanted: QueueFilter, limit: int, offset: int, by: tuple[str, str, list[Any]]
    ) -> list[QueueRow]:
        """One page of many hits, as they are stored; the next one starts where it ended."""
        asked, where, values = by
        generation = self._generation
        if len(self._anchors) >= _REMEMBERED:
            self._anchors.clear()
        anchors = self._anchors.setdefault(wanted, {})
        start = max((at for at in list(anchors) if at <= offset), default=0)
        after = anchors[start][1] if start else 0
        if values or where != "1":
            picked = (
                "SELECT words.rowid AS hit FROM words CROSS JOIN case_ ON n = words.rowid "  # noqa: S608 (our own names)
                f"WHERE words MATCH ? AND words.rowid > ? AND {where} LIMIT ? OFFSET ?"
            )
        else:
            picked = "SELECT rowid AS hit FROM words WHERE words MATCH ? AND rowid > ? LIMIT ? OFFSET ?"
        found = db.execute(
            f"SELECT {SHOWN}, n FROM ({picked}) CROSS JOIN case_ ON n = hit",  # noqa: S608 (our own names)
            (asked, after, *values, limit, offset - start),
        ).fetchall()
        if found and len(found) == limit and generation == self._generation:
            anchors[offset + limit] = (None, found[-1][-1])
        return [queue_row(row[:-1]) for row in found]

    def _counted(self, db: Connection, wanted: QueueFilter) -> int:
        if not wanted.text.strip():
            where, values = filters(wanted)
            narrow = _narrowest(db, wanted)
            if narrow is None and wanted.open_only and not is_loading(db):
                return self._paced(db, wanted, where, values)
            by = "" if is_loading(db) else f"INDEXED BY {narrow or 'case_by_due'}"
            sql = f"SELECT count(*) FROM case_ {by} WHERE {where}"  # noqa: S608 (our own names)
            return int(db.execute(sql, values).fetchone()[0])
        asked = match(wanted)
        if not asked:
            return 0
        where, values = filters(wanted, also_open=False)
        sql = "SELECT count(*) FROM words WHERE words MATCH ?"
        if values:
            narrow = _narrowest(db, wanted)
            by = f"INDEXED BY {narrow}" if narrow else ""
            sql += f" AND +rowid IN (SELECT n FROM case_ {by} WHERE {where})"  # noqa: S608 (our own names)
        return int(db.execute(sql, (asked, *values)).fetchone()[0])

    def _paced(self, db: Connection, wanted: QueueFilter, where: str, values: list[Any]) -> int:
        """Count along the queue's own order, and remember every so often where one was."""
        column, index = ORDERED_BY[wanted.sort]
        generation, anchors = self._generation, dict[int, tuple[Any, int]]()
        place, number = None, 0
        while True:
            parts = _onward(column, place)
            walked = f"FROM case_ INDEXED BY {index} WHERE {where}"
            given = [value for _, at in parts for value in (*values, *at)]
            onward = " UNION ALL ".join(
                f"SELECT {column} AS by_, n AS n_ {walked}{after}" for after, _ in parts
            )
            next_place = db.execute(
                f"{onward} ORDER BY by_, n_ LIMIT 1 OFFSET {_STRIDE - 1}",
                given,
            ).fetchone()
            if next_place is None:
                break
            place, number = next_place, number + _STRIDE
            anchors[number] = (place[0], place[1])
        rest = sum(
            db.execute(f"SELECT count(*) {walked}{after}", (*values, *at)).fetchone()[0]
            for after, at in parts
        )
        if generation == self._generation:
            self._anchors.setdefault(wanted, {}).update(anchors)
        return number + int(rest)


def _onward(column: str, place: tuple[Any, int] | None) -> list[tuple[str, list[Any]]]:
    """What comes after a place in an index, as conditions with their values; everything when there is no place.

    In two parts: SQLite seeks `(column, n) > (?, ?)` by the column alone and walks all that are equal to it,
    and all cases without a deadline are.
    """
    if place is None:
        return [("", [])]
    by, n = place
    return [(f" AND {column} = ? AND n > ?", [by, n]), (f" AND {column} > ?", [by])]


def _narrowest(db: Connection, wanted: QueueFilter) -> str | None:
    """The index of a filter that leaves few rows; without one the queue's own order is walked."""
    ways: list[tuple[str, str, list[Any]]] = []
    if is_loading(db):
        return None
    if wanted.owner:
        ways.append(("case_by_owner", "owner = ? AND owner <> ''", [wanted.owner]))
    if wanted.states:
        ways.append(("case_by_state", among("state", wanted.states), list(wanted.states)))
    if wanted.brand:
        ways.append(("case_by_brand", "brand = ?", [wanted.brand]))
    for index, condition, values in ways:
        few = db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM case_ INDEXED BY {index} "  # noqa: S608 (our own names)
            f"WHERE {condition} LIMIT {_FEW})",
            values,
        ).fetchone()[0]
        if few < _FEW:
            return index
    return None
