"""How an office stands: is there somebody who may set it up, a brand to work for, anything to do?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from refundtui.domain.actor import Act
from refundtui.office.database import Database
from refundtui.office.tables import AccountRow, CaseRow, DocumentRow, Feed, GrantRow, PersonRow


@dataclass(frozen=True, slots=True)
class Standing:
    """What whoever starts an office is told to do next."""

    has_administrator: bool
    people: int
    accounts: int
    packs: int
    cases: int
    by_state: tuple[tuple[str, str, int], ...]  # brand, state, how many

    @property
    def is_new(self) -> bool:
        return not self.people and not self.packs and not self.cases


def standing(database: Database, *, with_states: bool = False) -> Standing:
    """`with_states` counts every case by brand and state, which takes a second in a million."""
    with database.reading() as connection:
        administrators = connection.execute(
            select(func.count())
            .select_from(GrantRow)
            .join(PersonRow, col(PersonRow.id) == col(GrantRow.person))
            .where(col(GrantRow.act) == Act.ADMINISTER.value, col(PersonRow.disabled_at).is_(None))
        ).scalar_one()
        working = col(PersonRow.disabled_at).is_(None)
        return Standing(
            has_administrator=bool(administrators),
            people=connection.execute(
                select(func.count()).select_from(PersonRow).where(working)
            ).scalar_one(),
            accounts=connection.execute(select(func.count()).select_from(AccountRow)).scalar_one(),
            packs=connection.execute(
                select(func.count()).select_from(DocumentRow).where(col(DocumentRow.current).is_(True))
            ).scalar_one(),
            cases=connection.execute(select(func.coalesce(func.sum(col(Feed.live_count)), 0))).scalar_one(),
            by_state=tuple(
                (row.brand, row.state, row.number)
                for row in connection.execute(
                    select(col(CaseRow.brand), col(CaseRow.state), func.count().label("number"))
                    .group_by(col(CaseRow.brand), col(CaseRow.state))
                    .order_by(col(CaseRow.brand), col(CaseRow.state))
                )
            )
            if with_states
            else (),
        )
