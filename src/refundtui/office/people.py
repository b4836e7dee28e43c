"""Who may act in this office."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from refundtui.domain.actor import Actor, Role
from refundtui.office.database import Database
from refundtui.office.tables import PersonRow


def admit(database: Database, people: Iterable[Actor]) -> None:
    """Enter people, or change what they may."""
    rows = [
        {"id": actor.id, "name": actor.name, "role": actor.role.value, "brands": ",".join(actor.brands)}
        for actor in people
    ]
    with database.writing() as connection:
        connection.execute(delete(PersonRow).where(col(PersonRow.id).in_([row["id"] for row in rows])))
        connection.execute(insert(PersonRow), rows)


def person(connection: Connection, actor_id: str) -> Actor | None:
    row = connection.execute(
        select(col(PersonRow.name), col(PersonRow.role), col(PersonRow.brands)).where(
            col(PersonRow.id) == actor_id
        )
    ).one_or_none()
    if row is None:
        return None
    return Actor(actor_id, row.name, Role(row.role), tuple(filter(None, row.brands.split(","))))


def everybody(database: Database) -> tuple[Actor, ...]:
    with database.reading() as connection:
        ids = connection.execute(select(col(PersonRow.id)).order_by(col(PersonRow.id))).scalars().all()
        return tuple(found for actor_id in ids if (found := person(connection, actor_id)) is not None)
