"""`refundtui case next`: the case the office gives; without a line, or at practice, the first of this machine's."""

from __future__ import annotations

from argparse import Namespace

from refundtui.casework.company import Lease, NothingWaits
from refundtui.casework.holding import Holding
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import NotAllowed, Unreachable
from refundtui.casework.syncing import pull
from refundtui.cli import cases
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, complain, say, say_refused
from refundtui.i18n.words import t


def run_next(asked: Namespace) -> int:
    with desk_ports(asked) as ports:
        given = _given(ports)
    if isinstance(given, int):
        return given
    if given is None:
        return cases.run_next(asked)
    asked.reference = given
    return cases.run_show(asked)


def _given(ports: Ports) -> str | int | None:
    """The reference of what the office gave; a code to end with; None where nobody gives."""
    if ports.colleagues is None:
        return None
    match Holding(ports.colleagues, ports.actor.id).next_case(ports.clock.now()):
        case Lease(case_id=case_id):
            if ports.cache.row(case_id) is None:
                pull(ports)
            row = ports.cache.row(case_id)
            return None if row is None else row.reference
        case NothingWaits():
            say(t("No case waits for you now."))
            return Exit.DONE
        case NotAllowed(findings=found):
            return say_refused(found)
        case Unreachable():
            complain(t("The office does not answer: this is the next by this machine's order."))
            return None
