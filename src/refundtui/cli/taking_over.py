"""`refundtui case take-over`: a lead ends a colleague's hold on a case."""

from __future__ import annotations

from argparse import Namespace

from refundtui.casework.company import HeldElsewhere
from refundtui.casework.holding import Holding
from refundtui.casework.submissions import NotAllowed, Unreachable
from refundtui.cli.asking import confirmed
from refundtui.cli.cases import file_named
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, Stopped, complain, say, say_refused, say_unreachable
from refundtui.domain.permissions import may_take_over
from refundtui.i18n.words import t


def run_take_over(asked: Namespace) -> int:
    """It is held for some minutes then; a desk of the same person goes on with it."""
    with desk_ports(asked) as ports:
        case = file_named(asked.reference, ports).case
        if ports.colleagues is None:
            raise Stopped(Exit.USAGE, t("At practice nobody else is at a case."), t("Nothing was changed."))
        if not may_take_over(ports.actor, case.brand):
            complain(t("To take over from a colleague is a lead's right."))
            return Exit.NEEDS_LEAD
        now = ports.clock.now()
        holding = Holding(ports.colleagues, ports.actor.id)
        holding.look_around(now)
        company = holding.company(now).get(case.id)
        if company is not None and company.working:
            say(t("{name} is on it", name=company.name))
        question = t("Take {reference} over", reference=case.reference)
        if not (asked.yes or confirmed(f"{question}?")):
            say(t("Nothing was changed."))
            return Exit.DONE
        match holding.take_over(case.id, now):
            case None:
                say(t("You hold {reference} now.", reference=case.reference))
                return Exit.DONE
            case Unreachable(why=why):
                say_unreachable(why)
                return Exit.RETRY
            case NotAllowed(findings=found):
                return say_refused(found)
            case HeldElsewhere(holder_name=name):
                complain(t("{name} still holds {reference}.", name=name, reference=case.reference))
                return Exit.REFUSED
