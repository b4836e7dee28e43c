"""What the office makes of its database: accepted submissions a second, beside the same statements by hand.

The statements are those the office really sends, taken down while it records one submission, and sent again
through the same driver with ids of their own: what is between the two is judging, spelling and SQLAlchemy.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from sqlalchemy import event

from refundtui.domain.case import Case
from refundtui.domain.commands import AddNote, Command, Take
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from tests.benchmarks.figures import Figure
from tests.support import postgres
from tests.support.offices import NOW, a_case, a_postgres_office, an_office, said

_NUMBER = 400
_TURN = 20  # so many of ours, then so many by hand: what a busy neighbour takes, it takes from both
_ABOVE = count(10_000_000, 1_000_000)
_BUDGETS = {"PostgreSQL": 2.0}
"""Times the driver's time: half its throughput. The design sets none for the embedded file, where a statement
costs a tenth of a millisecond and what is ours is nearly all there is."""


_Play: TypeAlias = list[tuple[str, Any, bool]]
"""Statements with their values; whether these are of many rows."""
_Taken: TypeAlias = tuple[float, float]


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        yield from _measured("SQLite", Path(folder) / "office.db")
    try:
        postgres.server()
    except postgres.NoPostgresError as missing:
        yield Figure(f"PostgreSQL: {missing}", 0.0, "s")
        return
    yield from _measured("PostgreSQL", a_postgres_office())


def _measured(name: str, place: Path | str) -> Iterator[Figure]:
    with an_office(place) as office:
        for what, command in (("a note", _note), ("taking a case", _take)):
            cases = [a_case() for _ in range(_NUMBER + 1)]
            office.take_in(cases)
            script = _taken_down(office, said(cases[-1], command(_NUMBER)), cases[-1])
            recorded, by_hand = _in_turns(office, cases, command, script)
            for at, unit in ((0, ""), (1, ", CPU of this process")):
                ours, plain = (median(one[at] for one in taken) for taken in (recorded, by_hand))
                yield Figure(f"{name}: {what}, recorded{unit}", ours * 1000, "ms")
                yield Figure(f"{name}: {what}, by hand{unit}", plain * 1000, "ms")
                yield Figure(
                    f"{name}: {what}, against by hand{unit}",
                    ours / plain,
                    "×",
                    None if unit else _BUDGETS.get(name),
                )


def _note(number: int) -> Command:
    return AddNote(f"n{number}", "Rang.")


def _take(_: int) -> Command:
    return Take()


@dataclass
class _Script:
    """Statements as the driver got them, in order."""

    lines: _Play = field(default_factory=list)
    case_id: str = ""
    order_ref: str = ""
    decision_id: str = ""


def _taken_down(office: OfficeStore, submission: Any, case: Case) -> _Script:
    script = _Script(case_id=case.id, order_ref=case.order_ref, decision_id=submission.id)

    def listen(_c: object, _cursor: object, sql: str, parameters: Any, _x: object, many: bool) -> None:
        script.lines.append((sql, parameters, many))

    event.listen(office.database.engine, "before_cursor_execute", listen)
    try:
        assert isinstance(office.record(submission, NOW), Recorded)
    finally:
        event.remove(office.database.engine, "before_cursor_execute", listen)
    return script


def _in_turns(
    office: OfficeStore, cases: list[Case], command: Any, script: _Script
) -> tuple[list[_Taken], list[_Taken]]:
    """Every case once by the office and once by hand, on a driver's connection of its own and with the ids of
    another decision; seconds, and seconds of CPU, of each.
    """
    recorded: list[_Taken] = []
    by_hand: list[_Taken] = []
    submissions = [said(case, command(number)) for number, case in enumerate(cases[:-1])]
    plays = _plays(cases, script)
    with office.database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.commit()
        for start in range(0, _NUMBER, _TURN):
            for submission in submissions[start : start + _TURN]:
                recorded.append(_timed(partial(_record, office, submission)))
            for play in plays[start : start + _TURN]:
                by_hand.append(_timed(partial(_play, driver, play)))
    return recorded[_TURN:], by_hand[_TURN:]  # the first turn fills what is filled once


def _timed(work: Callable[[], None]) -> _Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _record(office: OfficeStore, submission: Any) -> None:
    assert isinstance(office.record(submission, NOW), Recorded)


def _play(driver: Any, play: _Play) -> None:
    cursor = driver.cursor()
    for sql, parameters, many in play:
        if many:
            cursor.executemany(sql, parameters)
        else:
            cursor.execute(sql, parameters)
            if _answers(sql):
                cursor.fetchall()
            elif not sql.startswith("BEGIN"):
                assert cursor.rowcount == 1, f"by hand this touches nothing: {sql}"
    driver.commit()


def _answers(sql: str) -> bool:
    """By hand one knows which statement answers with rows."""
    return sql.startswith("SELECT") or " RETURNING " in sql


def _plays(cases: list[Case], script: _Script) -> list[_Play]:
    seq = next(_ABOVE)
    plays = []
    for number, case in enumerate(cases[:-1]):
        ids = {
            script.case_id: case.id,
            script.order_ref: case.order_ref,
            script.decision_id: f"by hand {case.id} {number}",
        }
        plays.append([(sql, _other(sql, told, ids, seq + number), many) for sql, told, many in script.lines])
    return plays


def _other(sql: str, parameters: Any, ids: dict[str, str], seq: int) -> Any:
    """The same values under other ids; the numbers of the feed are taken far above its own."""
    if isinstance(parameters, list):
        return [_other(sql, one, ids, seq) for one in parameters]
    own: dict[str, object] = {"seq": seq, "reference": f"RF-{seq}"}
    if isinstance(parameters, dict):
        return {name: own.get(name, _exchanged(value, ids)) for name, value in parameters.items()}
    names = _columns(sql)
    names += [""] * (len(parameters) - len(names))
    return tuple(own.get(name, _exchanged(value, ids)) for name, value in zip(names, parameters, strict=True))


def _columns(sql: str) -> list[str]:
    """Which columns a statement writes, in the order of its parameters."""
    if sql.startswith("INSERT"):
        return [name.strip(' "') for name in sql[sql.index("(") + 1 : sql.index(")")].split(",")]
    return re.findall(r"(\w+)=\?", sql) if sql.startswith(("UPDATE case_", "UPDATE feed_entry")) else []


def _exchanged(value: Any, ids: dict[str, str]) -> Any:
    return ids.get(value, value) if isinstance(value, str) else value
