"""`refundtui undo`: what is held is taken back."""

from __future__ import annotations

from argparse import Namespace

from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, complain, say, speech
from refundtui.i18n.words import t


def run_undo(asked: Namespace) -> int:
    """Take back the newest decision that is still held."""
    from refundtui.casework.deciding import newest_held, undo

    with desk_ports(asked, without_cases=True) as ports:
        entry = newest_held(ports)
        if entry is None:
            complain(t("Nothing is held any more: what was said has left, or is on its way."))
            return Exit.REFUSED
        if not undo(entry.submission.id, ports):
            complain(t("It may already be on its way, so it stays."))
            return Exit.REFUSED
        what = speech().name("command", entry.submission.command.code)
        say(t("{reference}: {what} is taken back; nothing has left.", reference=entry.reference, what=what))
    return Exit.DONE
