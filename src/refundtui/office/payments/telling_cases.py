"""Open cases are told what an account gave back of their payments behind our back: so much less can be given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.order import name_there
from refundtui.domain.transitions import FINISHED
from refundtui.office import cases, refunds_elsewhere
from refundtui.office.database import Database
from refundtui.office.orders import UNDECIDED
from refundtui.office.tables import CaseRow
from refundtui.rulebooks.library import Library

FOUND_ELSEWHERE: Final = "elsewhere"
_OFFICE: Final = "office"


class _Payment(msgspec.Struct):
    id: str
    reference: str = ""
    capture: str = ""


class _Order(msgspec.Struct):
    id: str
    payments: tuple[_Payment, ...] = ()


class _Told(msgspec.Struct):
    gateway: str


class _Body(msgspec.Struct):
    order: _Order | None = None
    elsewhere: tuple[_Told, ...] = ()


_READER: Final = msgspec.json.Decoder(_Body)
"""A tenth of the time that a whole case takes to read: every open one is looked at, once a night."""


def tell_cases(database: Database, gateway: str, library: Library, now: datetime) -> int:
    """How many open cases learned something. Each is told in a transaction of its own, so that nobody who works
    waits for all of them; twice is once, and what was broken off is told the next time.
    """
    with database.reading() as connection:
        known = refunds_elsewhere.payments_known(connection, gateway)
        concerned = list(_concerned(connection, gateway, known))
    return sum(database.write(partial(_tell, case_id=one, library=library, now=now)) for one in concerned)


def _concerned(connection: Connection, gateway: str, known: frozenset[str]) -> Iterator[str]:
    open_ones = connection.execution_options(yield_per=1000).execute(
        select(col(CaseRow.id), col(CaseRow.body))
        .where(col(CaseRow.state).not_in([state.value for state in FINISHED]))
        .order_by(col(CaseRow.id))
    )
    for row in open_ones:
        body = _READER.decode(row.body)
        order = body.order
        if order is None:
            continue
        was_told = any(one.gateway == gateway for one in body.elsewhere)
        names = {
            name
            for one in order.payments
            for name in (name_there(order.id, one.id, one.reference), one.capture)
        }
        if was_told or not known.isdisjoint(names):
            yield row.id


def _tell(connection: Connection, *, case_id: str, library: Library, now: datetime) -> bool:
    held = cases.load(connection, case_id)
    if held is None or held.case.state in FINISHED:
        return False
    (after,) = refunds_elsewhere.with_refunds_known(connection, [held.case])
    if after is held.case:
        return False
    # What is not decided yet rests on it; what was granted stays as it was granted.
    rests = 1 if after.state in UNDECIDED else 0
    after = replace(after, version=after.version + 1, decision_version=after.decision_version + rests)
    change = cases.Change(held, after, FOUND_ELSEWHERE, _OFFICE)
    cases.write(connection, cases.with_relations(connection, change), library, now)
    return True
