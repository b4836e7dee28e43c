"""What each person granted on each day: written down with the decision, and read under a lock of the person's.

Two decisions at once of one person stand in line here, so that the second one knows of the first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.given import Given, granted_now, taken_back
from refundtui.domain.money import Money, currency
from refundtui.domain.reasons import Reason
from refundtui.office.prepared import Prepared
from refundtui.office.tables import GivenRow, PersonRow, table_of


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day at one brand."""

    person: str
    brand: str
    on: date


def given_so_far(connection: Connection, day: Day) -> tuple[Given, ...]:
    """What counts against this day, all of it committed; until the transaction ends nobody adds to it."""
    _IN_LINE.one_or_none(connection, {"wanted": day.person})
    asked = {"person": day.person, "brand": day.brand, "day": day.on.isoformat()}
    return tuple(_given(*row) for row in _COUNTED.rows(connection, asked))


def write_down(
    connection: Connection, before: Case | None, after: Case, decision_id: str, day: Day, now: datetime
) -> None:
    """What a decision granted, and that a grant it ended before money moved counts no more."""
    take_back(connection, before, after, now)
    new = granted_now(before, after)
    if new is None or after.approval is None:
        return
    _NEW.run(
        connection,
        {
            "decision_id": decision_id,
            "person": day.person,
            "brand": day.brand,
            "day": day.on.isoformat(),
            "case_id": after.id,
            "quote_version": after.approval.version,
            "currency": new.amount.currency.code,
            "minor": new.amount.minor,
            "goodwill": new.goodwill.minor,
            "reason": new.reason.value,
            "ways": json.dumps([[way, amount.minor] for way, amount in new.ways]),
            "taken_back_at": None,
        },
    )


def take_back(connection: Connection, before: Case | None, after: Case, now: datetime) -> None:
    ended = taken_back(before, after)
    if ended is not None:
        _TAKEN_BACK.run(connection, {"of": after.id, "which": ended, "now": now})


def _given(code: str, minor: int, goodwill: int, reason: str, ways: str) -> Given:
    of = currency(code)
    amounts = tuple((way, Money(amount, of)) for way, amount in json.loads(ways))
    return Given(Money(minor, of), Money(goodwill, of), Reason(reason), amounts)


_GIVEN: Final = table_of(GivenRow)
_IN_LINE: Final = Prepared(
    select(col(PersonRow.id)).where(col(PersonRow.id) == bindparam("wanted")).with_for_update()
)
_COUNTED: Final = Prepared(
    select(
        col(GivenRow.currency),
        col(GivenRow.minor),
        col(GivenRow.goodwill),
        col(GivenRow.reason),
        col(GivenRow.ways),
    ).where(
        col(GivenRow.person) == bindparam("person"),
        col(GivenRow.brand) == bindparam("brand"),
        col(GivenRow.day) == bindparam("day"),
        col(GivenRow.taken_back_at).is_(None),
    )
)
_NEW: Final = Prepared(insert(_GIVEN))
_TAKEN_BACK: Final = Prepared(
    update(_GIVEN)
    .where(
        _GIVEN.c.case_id == bindparam("of"),
        _GIVEN.c.quote_version == bindparam("which"),
        _GIVEN.c.taken_back_at.is_(None),
    )
    .values(taken_back_at=bindparam("now"))
)
