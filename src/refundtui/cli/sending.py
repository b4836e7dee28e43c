"""`refundtui undo`: what is held is taken back."""

from __future__ import annotations

from argparse import Namespace

from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, complain, say, speech
from refundtui.i18n.words import t


def run_undo(asked: Namespace) -> int:
    """Take back the newest decision that is still held, else the newest the office has not answered yet."""
    from refundtui.casework.deciding import newest_held
    from refundtui.casework.submissions import Unreachable
    from refundtui.casework.taking_back import TakenBack, hear_back, newest_to_take_back, take_back

    with desk_ports(asked, without_cases=True) as ports:
        entry = newest_held(ports) or newest_to_take_back(ports.outbox.entries(), ports.actor.id)
        if entry is None:
            complain(t("Nothing is held any more: what was said has left, or is on its way."))
            return Exit.REFUSED
        what = speech().name("command", entry.submission.command.code)
        how: TakenBack | Unreachable = take_back(entry.submission.id, ports)
        if how is TakenBack.ASKED:
            how = hear_back(entry.submission.id, ports)
        match how:
            case TakenBack.BACK:
                say(
                    t(
                        "{reference}: {what} is taken back; nothing has left.",
                        reference=entry.reference,
                        what=what,
                    )
                )
                return Exit.DONE
            case TakenBack.CONFIRMED:
                say(
                    t(
                        "{reference}: {what} is taken back; the office confirms it.",
                        reference=entry.reference,
                        what=what,
                    )
                )
                return Exit.DONE
            case Unreachable():
                complain(
                    t(
                        "It may have left: it is taken back only when the office says so, and asked again until then."
                    )
                )
                return Exit.RETRY
            case _:
                complain(t("Too late: the office has accepted {reference}.", reference=entry.reference))
                return Exit.REFUSED
