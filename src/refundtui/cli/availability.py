"""`refundtui availability`: say whether one takes cases, and what one said last."""

from __future__ import annotations

from argparse import Namespace

from refundtui.casework.holding import Holding
from refundtui.casework.submissions import Unreachable
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_unreachable, speech
from refundtui.domain.availability import Availability
from refundtui.i18n.words import t


def run_availability(asked: Namespace) -> int:
    """What is said stands for this person's desks too, until another is said or a desk is closed."""
    with desk_ports(asked, without_cases=True) as ports:
        if ports.colleagues is None:
            raise Stopped(
                Exit.USAGE, t("At practice nobody is waiting to hear it."), t("Nothing was changed.")
            )
        holding, now = Holding(ports.colleagues, ports.actor.id), ports.clock.now()
        if asked.status is None:
            there = ports.colleagues.around()
            unheard = there if isinstance(there, Unreachable) else None
            if not isinstance(there, Unreachable):
                holding.presence = there
        else:
            unheard = holding.say_availability(Availability(asked.status), now)
        if unheard is not None:
            say_unreachable(unheard.why)
            return Exit.RETRY
        _tell(holding.availability, as_json=asked.json)
    return Exit.DONE


def _tell(availability: Availability, *, as_json: bool) -> None:
    if as_json:
        say_json({"availability": availability.value})
    elif availability is Availability.AVAILABLE:
        say(t("You are available: the office gives you the next case."))
    else:
        said = speech().label(availability)
        say(t("You are {availability}: no next case is given to you until you are available.", availability=said))  # fmt: skip
