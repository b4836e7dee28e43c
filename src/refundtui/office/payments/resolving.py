"""What nobody can ask a provider any more: two people look, each says what they found and by what.

The first one's word moves nothing. When another person says the same, the leg is what they say; when they differ,
the newer word waits for somebody who agrees with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from refundtui.domain.actor import Act, Actor
from refundtui.domain.findings import Finding, finding
from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.legs.leg import RefundLeg, Resolution
from refundtui.domain.legs.states import LEG_EDGES, LegState, Walker
from refundtui.domain.permissions import not_granted
from refundtui.office import people
from refundtui.office.payment_tables import FindingRow
from refundtui.office.payments import claiming, rows
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.rulebooks.library import Library

FINDABLE: Final = frozenset(
    state for edge in LEG_EDGES if edge.who is Walker.TWO_PEOPLE for state in edge.after
)
"""What a leg can be found to be by hand."""

_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Waits:
    """Written down; a second person has to say the same. `instead` is whose other word it took the place of."""

    instead: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Two people say the same: that is what the leg is now."""

    leg: RefundLeg


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Refused, with every reason."""

    findings: tuple[Finding, ...]


Answer: TypeAlias = Waits | Resolved | NotTaken


def found(
    connection: Connection,
    leg_id: str,
    person_id: str,
    state: LegState,
    evidence: str,
    library: Library,
    now: datetime,
) -> Answer:
    """One person's word on a leg that contradicts itself: `evidence` is what it was found by (a statement's page,
    a number of the provider's), without any card's.
    """
    evidence = mask_cards(clean_line(evidence)).strip()[:_LONGEST]
    kept = rows.one(connection, leg_id)
    person = people.person(connection, person_id)
    against = tuple(_against(kept, person_id, person, state, evidence))
    if against or kept is None:
        return NotTaken(against)
    before = connection.execute(
        select(col(FindingRow.state), col(FindingRow.evidence), col(FindingRow.by)).where(
            col(FindingRow.leg_id) == leg_id
        )
    ).one_or_none()
    if before is None or before.by == person_id or before.state != state.value:
        _keep(connection, leg_id, state, evidence, person_id, now)
        return Waits("" if before is None or before.by == person_id else before.by)
    return _resolved(
        connection, leg_id, state, (before.by, before.evidence), (person_id, evidence), library, now
    )


def _against(
    kept: KeptLeg | None, person_id: str, person: Actor | None, state: LegState, evidence: str
) -> list[Finding]:
    if person is None:
        return [finding("actor.unknown", actor=person_id)]
    if kept is None:
        return [finding("leg.unknown")]
    against = list(not_granted(person, Act.CHECK, kept.leg.brand))
    if kept.leg.state is not LegState.MANUAL:
        against.append(finding("leg.not_in_doubt", state=kept.leg.state.value))
    if state not in FINDABLE:
        against.append(finding("leg.no_such_finding", state=state.value))
    if not evidence:
        against.append(finding("leg.no_evidence"))
    return against


def _keep(
    connection: Connection, leg_id: str, state: LegState, evidence: str, by: str, now: datetime
) -> None:
    connection.execute(delete(FindingRow).where(col(FindingRow.leg_id) == leg_id))
    row = {"leg_id": leg_id, "state": state.value, "evidence": evidence, "by": by, "at": now}
    connection.execute(insert(FindingRow), [row])


def _resolved(
    connection: Connection,
    leg_id: str,
    state: LegState,
    first: tuple[str, str],
    second: tuple[str, str],
    library: Library,
    now: datetime,
) -> Answer:
    evidence = " · ".join(dict.fromkeys((first[1], second[1])))

    def step(kept: KeptLeg) -> claiming.Stepped | None:
        if kept.leg.state is not LegState.MANUAL:
            return None  # the provider said something meanwhile
        resolution = Resolution(state, first[0], second[0], evidence, now, kept.leg.told)
        told = {"state": state.value, "by": first[0], "confirmed_by": second[0], "evidence": evidence}
        return kept.leg.resolved(resolution), None, LegEvent("resolved", second[0], told)

    leg = claiming.change(connection, leg_id, step, library, now)
    connection.execute(delete(FindingRow).where(col(FindingRow.leg_id) == leg_id))
    if leg is None:
        return NotTaken((finding("leg.not_in_doubt", state=""),))
    return Resolved(leg)
