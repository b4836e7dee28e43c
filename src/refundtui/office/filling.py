"""Filling a new office with cases by the million: the same rows that an intake writes, a tenth of its time.

Only for a file nobody else has open and that may be thrown away: while it is filled nothing protects it
from a power cut. `bootstrap.filled_office` builds it beside its place and moves it there when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.turns import language_of, skills_needed
from refundtui.office import audit, cases, feeds, intake
from refundtui.office.database import Database
from refundtui.office.series import keep_clear_of
from refundtui.office.tables import CaseRow, Feed
from refundtui.office.twins import Mold, Twin
from refundtui.rulebooks.library import Library
from refundtui.wire.checksums import MODULUS, mark

Found: TypeAlias = Case | Twin

_CASE: Final = "INSERT INTO case_({}) VALUES({}, '', 0)".format(
    "id, brand, feed_id, reference, order_key, state, version, decision_version, changed_at, body, "
    "owner, language, needs, risk, due_at, sleeps_until, leased_by, lease_epoch",
    ", ".join("?" * 16),
)
_ENTRY: Final = (
    "INSERT INTO feed_entry(feed_id, case_id, seq, version, removed, reason) VALUES(?, ?, ?, ?, 0, '')"
)
_UNPROTECTED: Final = ("synchronous=OFF", "journal_mode=OFF", "cache_size=-262144")
_PROTECTED: Final = ("cache_size=-16384", "journal_mode=WAL", "synchronous=FULL")


class TakenTwiceError(ValueError):
    """Two cases on one order: they would have to know of each other, and twins do not."""


def fill(
    database: Database,
    found: Iterable[Found],
    library_of: Callable[[Connection], Library],
    *,
    now: datetime,
    batch: int = 1000,
    progress: Callable[[intake.IntakeReport], None] | None = None,
) -> intake.IntakeReport:
    """Take in what this program made up itself; whole cases first, then twins by the million.

    Leaves what `intake.take_in` leaves for the same cases. Raises `TakenTwiceError`.
    """
    report = intake.IntakeReport()
    blocks = _blocks(found, batch)
    block: Sequence[Found] = ()
    for block in blocks:
        if all(isinstance(one, Twin) for one in block):
            break
        report += intake.take_in(database, _cases(block), library_of, batch=batch, now=now, is_ours=True)
        if progress is not None:
            progress(report)
    else:
        return report
    with _unprotected(database) as connection, _without_indexes(connection):
        first_twin = connection.exec_driver_sql("SELECT coalesce(max(rowid), 0) + 1 FROM case_").scalar_one()
        press = _Press(connection, library_of(connection), now)
        while block:
            report += press.take_in(block)
            if progress is not None:
                progress(report)
            block = next(blocks, ())
        press.finish()
    with database.reading() as connection:
        _refuse_shared_orders(connection, first_twin)
    return report


def _blocks(found: Iterable[Found], size: int) -> Iterator[list[Found]]:
    stream = iter(found)
    while block := list(islice(stream, size)):
        yield block


def _cases(block: Sequence[Found]) -> list[Case]:
    return [one.case() if isinstance(one, Twin) else one for one in block]


@dataclass(slots=True)
class _Line:
    """A feed as it grows."""

    head: str
    seq: int
    cases: int = 0
    marks: int = 0
    events: list[audit.Event] = field(default_factory=list)


class _Press:
    """Writes twins through the driver; feeds, audit and series once at the end."""

    def __init__(self, connection: Connection, library: Library, now: datetime) -> None:
        self._connection = connection
        self._library = library
        self._now = now
        self._spelled_now = _as_stored(connection, now)
        self._molds: dict[int, tuple[Mold, tuple[object, ...], Case]] = {}
        self._lines: dict[str, _Line] = {}
        self._driver = _driver_of(connection)

    def take_in(self, block: Sequence[Found]) -> intake.IntakeReport:
        twins = [one for one in block if isinstance(one, Twin)]
        if len(twins) < len(block):
            raise TypeError("Whole cases come before all twins.")
        for brand in dict.fromkeys(twin.brand for twin in twins):
            self._write_block([twin for twin in twins if twin.brand == brand])
        return intake.IntakeReport(cases=len(twins))

    def _write_block(self, twins: list[Twin]) -> None:
        twins.sort(key=lambda twin: twin.id)
        feed = feeds.feed_of(twins[0].of)
        line = self._line(feed, twins[0].brand)
        rows: list[tuple[Any, ...]] = []
        entries: list[tuple[Any, ...]] = []
        seal = 0
        for seq, twin in enumerate(twins, line.seq + 1):
            of = twin.of
            mold, ordered_by = self._mold(twin)
            body = mold.body(twin)
            rows.append(
                (
                    twin.id,
                    of.brand,
                    feed,
                    twin.reference,
                    twin.order_ref.strip(),
                    of.state.value,
                    of.version,
                    of.decision_version,
                    self._spelled_now,
                    body,
                    *ordered_by,
                )
            )
            entries.append((feed, twin.id, seq, of.version))
            line.marks += mark(twin.id, of.version)
            seal += audit.seal_of(twin.id, audit.digest_of(body))
        line.seq += len(twins)
        line.cases += len(twins)
        line.events.append(
            intake.event_of_intake(feed, line.seq, twins[0].brand, len(twins), seal, self._now)
        )
        keep_clear_of(self._connection, [twin.reference for twin in twins])
        self._driver.executemany(_CASE, rows)
        self._driver.executemany(_ENTRY, entries)

    def _line(self, feed: str, brand: str) -> _Line:
        if feed not in self._lines:
            seq, head = feeds.lock(self._connection, [feed], brand)[feed]
            self._lines[feed] = _Line(head, seq)
        return self._lines[feed]

    def _mold(self, twin: Twin) -> tuple[Mold, tuple[object, ...]]:
        """Its mold, and the columns it is ordered by: a twin has the other's deadline and language."""
        known = self._molds.get(id(twin.of))
        if known is None:
            mold = Mold(twin, self._library)
            ordered_by = (
                twin.of.owner,
                language_of(twin.customer.language),
                cases.spell_needs(skills_needed(twin.of)),
                twin.of.risk,
                _as_stored(self._connection, mold.due_at),
                _as_stored(self._connection, twin.of.snooze.until if twin.of.snooze else None),
            )
            # Kept with its case, so that the number stays that case's.
            known = self._molds[id(twin.of)] = (mold, ordered_by, twin.of)
        return known[0], known[1]

    def finish(self) -> None:
        for feed, line in sorted(self._lines.items()):
            self._connection.execute(
                update(Feed)
                .where(col(Feed.id) == feed)
                .values(
                    last_seq=line.seq,
                    live_count=col(Feed.live_count) + line.cases,
                    checksum=(col(Feed.checksum) + line.marks % MODULUS) % MODULUS,
                )
            )
            audit.append(self._connection, {feed: line.head}, line.events)


def _as_stored(connection: Connection, moment: datetime | None) -> object:
    """An instant as this table's column keeps it."""
    kind = CaseRow.__table__.c.changed_at.type.dialect_impl(connection.dialect)  # type: ignore[attr-defined]  # SQLModel adds it
    spelled = kind.bind_processor(connection.dialect)
    return spelled(moment) if spelled else moment


@contextmanager
def _unprotected(database: Database) -> Iterator[Connection]:
    """One transaction without a journal, written whenever the system likes."""
    database.engine.dispose()  # the journal can only go when nobody else is there
    with database.engine.connect() as connection:
        driver = _driver_of(connection)
        for pragma in _UNPROTECTED:
            driver.execute(f"PRAGMA {pragma}").close()
        with connection.execution_options(office_writes=True).begin():
            yield connection
        for pragma in _PROTECTED:
            driver.execute(f"PRAGMA {pragma}").close()
    database.engine.dispose()


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """They are built once, at the end."""
    indexes = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master "
        "WHERE type = 'index' AND tbl_name IN ('case_', 'feed_entry') AND sql IS NOT NULL"
    ).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, made_by in indexes:
        connection.exec_driver_sql(made_by)


def _refuse_shared_orders(connection: Connection, first_twin: int) -> None:
    shared = connection.exec_driver_sql(
        "SELECT order_key FROM case_ GROUP BY brand, order_key "
        "HAVING count(*) > 1 AND max(rowid) >= ? AND order_key <> '' LIMIT 1",
        (first_twin,),
    ).scalar_one_or_none()
    if shared is not None:
        raise TakenTwiceError(shared)


def _driver_of(connection: Connection) -> Any:
    """The driver's own connection: a million rows do not pass through anybody else."""
    return connection.connection.driver_connection
