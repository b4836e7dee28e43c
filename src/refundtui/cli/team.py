"""`refundtui team`: who holds how many cases, and whose are late."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from refundtui.casework.ports import Ports
from refundtui.casework.team import may_see_team, team, whole
from refundtui.casework.views import Load
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table, speech
from refundtui.i18n.words import t


def run_team(asked: Namespace) -> int:
    """From the cache alone: also with the plug out, and as old as the last sync."""
    with desk_ports(asked) as ports:
        if not may_see_team(ports.actor):
            raise Stopped(
                Exit.NEEDS_LEAD,
                t("The team is a lead's to see."),
                t("“--as lead” asks as the practice lead."),
            )
        loads = team(ports)
        if asked.json:
            say_json([_load_json(one) for one in loads])
            return Exit.DONE
        if not loads:
            say(t("Nothing is open."))
            return Exit.DONE
        together = whole(loads)
        rows = [_row(speech().called(one.owner) or t("nobody"), one, ports) for one in loads]
        if together is not None:
            rows.append(_row(t("together"), together, ports))
        headings = (t("Who"), t("Open"), t("Late"), t("Within a day"), t("Oldest"), t("Next due"))
        say_table(headings, rows)
    return Exit.DONE


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


def _load_json(one: Load) -> dict[str, Any]:
    return {
        "owner": one.owner,
        "open": one.cases,
        "late": one.late,
        "within_a_day": one.soon,
        "oldest": one.oldest.isoformat(),
        "next_due": one.next_due.isoformat() if one.next_due is not None else None,
    }
