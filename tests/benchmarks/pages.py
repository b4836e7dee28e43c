"""How many pages of a feed the office reads and spells a second, beside the same statements by hand.

The statements are those the office sends for one whole reading of a feed, taken down and sent again through the
same driver, the rows' bodies joined as they are: what is between the two is SQLAlchemy and the page around them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from sqlalchemy import event

from refundtui.office.feeds import FeedCursor, FeedPage
from refundtui.office.store import OfficeStore
from refundtui.server.page_shelf import PageShelf
from refundtui.wire.pages import View
from tests.benchmarks.figures import Figure
from tests.support import postgres
from tests.support.offices import a_case, a_postgres_office, an_office

_PAGE = 1_000
_ROUNDS = 5
_FEED = "b:lindenhof/t:refunds"

_Statements: TypeAlias = list[tuple[str, Any]]
_Taken: TypeAlias = tuple[float, float]


def figures(cases: int = 20_000) -> Iterator[Figure]:
    with TemporaryDirectory(prefix="refundtui-pages-") as folder:
        yield from _measured("SQLite", Path(folder) / "office.db", cases)
    try:
        postgres.server()
    except postgres.NoPostgresError as missing:
        yield Figure(f"PostgreSQL: {missing}", 0.0, "s")
        return
    yield from _measured("PostgreSQL", a_postgres_office(), cases)


def _measured(name: str, place: Path | str, cases: int) -> Iterator[Figure]:
    with an_office(place) as office:
        office.take_in([a_case(f"page-{n}", brand="lindenhof") for n in range(cases)])
        cursors = _cursors(office)
        statements = _taken_down(office, cursors)
        ours: list[_Taken] = []
        plain: list[_Taken] = []
        with office.database.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.rollback()
            for _ in range(_ROUNDS):
                ours.append(_timed(lambda: _read_all(office, cursors)))
                plain.append(_timed(lambda: _by_hand(driver, statements)))
        wall = median(one[0] for one in ours)
        yield Figure(f"{name}: pages of {_PAGE} cases a second", len(cursors) / wall, "/s")
        for at, unit in ((0, ""), (1, ", CPU of this process")):
            ratio = median(mine[at] / theirs[at] for mine, theirs in zip(ours, plain, strict=True))
            yield Figure(f"{name}: a page, against by hand{unit}", ratio, "×")


def _timed(work: Callable[[], None]) -> _Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _cursors(office: OfficeStore) -> list[FeedCursor | None]:
    """Where each page of the feed begins."""
    found: list[FeedCursor | None] = [None]
    while isinstance(page := office.changes(_FEED, found[-1], _PAGE), FeedPage) and page.more:
        found.append(page.cursor)
    return found


def _read_all(office: OfficeStore, cursors: list[FeedCursor | None]) -> None:
    """Every page once, and none of them from the shelf."""
    shelf = PageShelf(office)
    for cursor in cursors:
        shelf.page(_FEED, cursor, _PAGE, View.FULL, packed=False)


def _taken_down(office: OfficeStore, cursors: list[FeedCursor | None]) -> _Statements:
    statements: _Statements = []

    def listen(_c: object, _cursor: object, sql: str, parameters: Any, _x: object, _many: bool) -> None:
        if sql.startswith("SELECT"):
            statements.append((sql, parameters))

    event.listen(office.database.engine, "before_cursor_execute", listen)
    try:
        _read_all(office, cursors)
    finally:
        event.remove(office.database.engine, "before_cursor_execute", listen)
    return statements


def _by_hand(driver: Any, statements: _Statements) -> None:
    cursor = driver.cursor()
    for sql, parameters in statements:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        b",".join(row[-1] for row in rows if isinstance(row[-1], bytes))
    driver.rollback()
