"""What is done once a night, by whichever process comes first; what one slept over is done when it wakes.

A job is claimed in the database, for one subject (an account, a brand) and one night. Who is killed at it leaves it
to the next once the claim's time is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlmodel import col

from refundtui.office.running_tables import NightRow

HELD_FOR: Final = timedelta(minutes=30)
"""Longer than any job of a night takes."""

AGAIN_AFTER: Final = timedelta(minutes=15)
"""After this a job that was broken off is tried again, the same night."""


@dataclass(frozen=True, slots=True)
class NightHour:
    """When a night's work begins, by the clocks of that place."""

    at: time
    zone: ZoneInfo

    def night(self, now: datetime) -> str:
        """The last night whose hour has come, as its day (2026-11-27)."""
        here = now.astimezone(self.zone)
        has_begun = here.time() >= self.at
        return (here.date() if has_begun else here.date() - timedelta(days=1)).isoformat()


@dataclass(frozen=True, slots=True)
class Night:
    """A job of one night that is this process's. `seen_until` is how far the last one looked (UTC); None: never."""

    job: str
    subject: str
    night: str
    held_until: datetime
    seen_until: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """How a job stands: when it was done last, and what broke off the last try, if anything did."""

    job: str
    subject: str
    night: str
    done_at: datetime | None
    trouble: str


def claim(connection: Connection, job: str, subject: str, night: str, now: datetime) -> Night | None:
    """The job of that night, for half an hour; None where it is done, or another process is at it."""
    row = connection.execute(
        select(col(NightRow.night), col(NightRow.held_until), col(NightRow.seen_until))
        .where(*_which(job, subject))
        .with_for_update()
    ).one_or_none()
    until = now + HELD_FOR
    if row is None:
        new = {"job": job, "subject": subject, "night": "", "held_until": until, "trouble": ""}
        connection.execute(insert(NightRow), [new])
        return Night(job, subject, night, until, None)
    if row.night >= night or (row.held_until is not None and now < row.held_until):
        return None
    connection.execute(update(NightRow).where(*_which(job, subject)).values(held_until=until))
    return Night(job, subject, night, until, row.seen_until)


def done(connection: Connection, night: Night, now: datetime, *, trouble: str = "") -> None:
    """Over for this night. `trouble` says what it could not do, and will not be able to the same night."""
    values = {
        "night": night.night, "held_until": None, "done_at": now, "seen_until": now, "trouble": trouble,
    }  # fmt: skip
    connection.execute(update(NightRow).where(*_mine(night)).values(values))


def broken_off(connection: Connection, night: Night, trouble: str, now: datetime) -> None:
    """Tried again in a quarter of an hour."""
    values = {"held_until": now + AGAIN_AFTER, "trouble": trouble}
    connection.execute(update(NightRow).where(*_mine(night)).values(values))


def all_done(connection: Connection) -> tuple[Done, ...]:
    rows = connection.execute(
        select(
            col(NightRow.job),
            col(NightRow.subject),
            col(NightRow.night),
            col(NightRow.done_at),
            col(NightRow.trouble),
        ).order_by(col(NightRow.job), col(NightRow.subject))
    )
    return tuple(Done(*row) for row in rows)


def _which(job: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return col(NightRow.job) == job, col(NightRow.subject) == subject


def _mine(night: Night) -> tuple[ColumnElement[bool], ...]:
    """The job while nobody else has taken it over."""
    return *_which(night.job, night.subject), col(NightRow.held_until) == night.held_until
