"""Closed cases leave the team's feed after a while: a desk need not carry what nobody works on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.case import CaseState
from refundtui.office import cases
from refundtui.office.database import Database
from refundtui.office.tables import CaseRow
from refundtui.rulebooks.library import Library


def archive_closed(
    database: Database, before: datetime, library: Library, now: datetime, *, batch: int = 500
) -> int:
    """Move what was closed and untouched since an instant to its brand's archive; how many moved."""
    finished = (CaseState.CLOSED.value, CaseState.CANCELLED.value)
    wanted = (
        select(col(CaseRow.id), col(CaseRow.brand))
        .where(
            col(CaseRow.state).in_(finished),
            col(CaseRow.changed_at) < before,
            col(CaseRow.feed_id).not_like("%/archive"),
            col(CaseRow.feed_id).not_like("%/kept"),
        )
        .order_by(col(CaseRow.brand), col(CaseRow.id))
        .limit(batch)
    )
    moved = 0
    while True:
        with database.reading() as connection:
            found = connection.execute(wanted).all()
        if not found:
            return moved
        brand = found[0].brand
        with database.writing() as connection:
            changes = []
            for case_id in sorted(row.id for row in found if row.brand == brand):
                held = cases.load(connection, case_id)
                # Between looking and locking somebody may have opened it again.
                if held is not None and held.case.state.value in finished:
                    after = replace(held.case, version=held.case.version + 1)
                    changes.append(cases.Change(held, after, "archive", "office", archived=True))
            if changes:
                cases.write(connection, changes, library, now)
            moved += len(changes)
