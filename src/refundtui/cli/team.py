"""`refundtui team`: who holds how many cases, and whose are late."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Unreachable
from refundtui.casework.team import may_see_team, team, whole
from refundtui.casework.views import Load
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, Stopped, know_people, say, say_json, say_table, speech
from refundtui.domain.availability import Availability
from refundtui.i18n.words import t


def run_team(asked: Namespace) -> int:
    """From the cache: also with the plug out, and as old as the last sync. Who is there, the office alone knows."""
    with desk_ports(asked) as ports:
        if not may_see_team(ports.actor):
            raise Stopped(
                Exit.NEEDS_LEAD,
                t("The team is a lead's to see."),
                t("“--as lead” asks as the practice lead."),
            )
        loads, statuses = team(ports), _statuses(ports)
        if asked.json:
            say_json([_load_json(one, statuses) for one in loads])
            return Exit.DONE
        if not loads:
            say(t("Nothing is open."))
            return Exit.DONE
        together = whole(loads)
        rows = [
            (*_row(speech().called(one.owner) or t("nobody"), one, ports), _status(one, statuses))
            for one in loads
        ]
        if together is not None:
            rows.append((*_row(t("together"), together, ports), ""))
        headings = (
            t("Who"),
            t("Cases"),
            t("Late"),
            t("Within a day"),
            t("Oldest"),
            t("Next due"),
            t("Status"),
        )
        told = 7 if statuses is not None else 6
        say_table(headings[:told], [row[:told] for row in rows])
    return Exit.DONE


def _statuses(ports: Ports) -> dict[str, Availability] | None:
    """None where no office tells."""
    there = None if ports.colleagues is None else ports.colleagues.around()
    if there is None or isinstance(there, Unreachable):
        return None
    know_people({**ports.names, **{one.person: one.name for one in there.people if one.name}})
    return {one.person: one.availability for one in there.people}


def _status(one: Load, statuses: dict[str, Availability] | None) -> str:
    if statuses is None or not one.owner:
        return ""
    return speech().label(statuses.get(one.owner, Availability.OFFLINE))


def _row(who: str, one: Load, ports: Ports) -> tuple[str, ...]:
    here = speech()
    due = here.until(one.next_due, ports.clock.now()) if one.next_due is not None else ""
    return (
        who,
        here.number(one.cases),
        here.number(one.late),
        here.number(one.soon),
        here.day(here.day_of(one.oldest)),
        due,
    )


def _load_json(one: Load, statuses: dict[str, Availability] | None) -> dict[str, Any]:
    """`status` is null where no office tells, and for what nobody holds."""
    known = statuses is not None and one.owner
    return {
        "owner": one.owner,
        "status": (statuses or {}).get(one.owner, Availability.OFFLINE).value if known else None,
        "open": one.cases,
        "late": one.late,
        "within_a_day": one.soon,
        "oldest": one.oldest.isoformat(),
        "next_due": one.next_due.isoformat() if one.next_due is not None else None,
    }
