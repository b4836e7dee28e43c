"""`refundtui office resolve`: what became of a payment, found out by hand, said by two people."""

from __future__ import annotations

from argparse import Namespace

from refundtui.cli.office_place import now, opened
from refundtui.cli.telling import Exit, Stopped, say, speech
from refundtui.domain.legs.states import LegState
from refundtui.i18n.words import t


def run(asked: Namespace) -> int:
    """Write down one person's word; with a second person's it counts."""
    from refundtui.office.payments.resolving import NotTaken, Waits, found

    with opened(asked) as store:
        library, moment = store.library(), now()
        answer = store.database.write(
            lambda connection: found(
                connection, asked.leg, asked.person, LegState(asked.state), asked.evidence, library, moment
            )
        )
    if isinstance(answer, NotTaken):
        raise Stopped(
            Exit.REFUSED, *(speech().finding(one) for one in answer.findings), t("Nothing was changed.")
        )
    if isinstance(answer, Waits):
        if answer.instead:
            say(t("{person} had found otherwise: that counts no more.", person=answer.instead))
        say(t("Written down. It counts when a second person says the same."))
        return Exit.DONE
    say(t("Two people say so: {state}.", state=speech().label(answer.leg.state)))
    return Exit.DONE
