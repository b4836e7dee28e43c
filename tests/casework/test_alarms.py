"""An agent hears once of each of her cases that will be due within the hour, and once when it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from refundtui.casework.alarms import SOON, Alarm, Alarms, due_soon
from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import queue
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from tests.support.making import NOW
from tests.tui.desk_ports import a_desk, the_jacket_case

MINUTE = timedelta(minutes=1)


def alarm(name: str, due_in: float, now: datetime = NOW) -> Alarm:
    due_at = NOW + due_in * MINUTE
    row = QueueRow(CaseId(name), name, "b", "quote", "x", "other", "en", "ann", NOW, 1, due_at=due_at)
    return Alarm(row, due_at, due_at < now)


def names(alarms: tuple[Alarm, ...]) -> list[str]:
    return [one.row.reference for one in alarms]


def test_each_is_told_once_before_and_once_after() -> None:
    alarms = Alarms()
    assert names(alarms.looked([alarm("a", 30)], NOW)) == ["a"]
    assert names(alarms.looked([alarm("a", 30)], NOW + MINUTE)) == []
    late = NOW + 31 * MINUTE
    assert names(alarms.looked([alarm("a", 30, late)], late)) == ["a"]
    assert names(alarms.looked([alarm("a", 30, late)], late + MINUTE)) == []


def test_what_was_late_before_the_desk_opened_is_no_news_whenever_it_arrives() -> None:
    alarms = Alarms()
    assert alarms.looked([], NOW) == ()
    assert alarms.looked([alarm("old", -20)], NOW + MINUTE) == ()


def test_a_deadline_that_moved_is_another_one() -> None:
    alarms = Alarms()
    assert names(alarms.looked([alarm("a", 10)], NOW)) == ["a"]
    assert names(alarms.looked([alarm("a", 50)], NOW + MINUTE)) == ["a"]


def test_only_ones_own_and_only_within_the_hour() -> None:
    case = replace(the_jacket_case(), owner="ann")
    ports, _, _ = a_desk((case, replace(case, id=CaseId("2"), reference="RF-9", owner="bob")))
    (row,) = (one for one in _rows(ports) if one.owner == "ann")
    assert row.due_at is not None
    assert due_soon(ports, row.due_at - SOON - MINUTE) == ()
    (found,) = due_soon(ports, row.due_at - SOON + MINUTE)
    assert (found.row.case_id, found.is_late) == (case.id, False)
    (found,) = due_soon(ports, row.due_at + MINUTE)
    assert found.is_late
    assert due_soon(ports, row.due_at + SOON + MINUTE) == ()


def _rows(ports: Ports) -> list[QueueRow]:
    return list(queue(QueueFilter(), ports, limit=10))
