"""`refundtui undo` and `refundtui sync`: what is held is taken back, what is due leaves."""

from __future__ import annotations

from argparse import Namespace

from refundtui.casework.ports import Ports
from refundtui.casework.syncing import PullReport, PushReport, is_due, pull, push
from refundtui.cli.cases import entry_line
from refundtui.cli.opening import practice_desk
from refundtui.cli.telling import Exit, complain, say, say_json, say_unreachable, speech
from refundtui.i18n.words import t


def run_undo(asked: Namespace) -> int:
    """Take back the newest decision that is still held."""
    from refundtui.casework.deciding import newest_held, undo

    with practice_desk(asked, without_cases=True) as ports:
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


def run_sync(asked: Namespace) -> int:
    """Send what is due, take in what changed."""
    with practice_desk(asked, without_cases=True) as ports:
        sent = push(ports, ports.clock.now())
        came = pull(ports)
        if asked.json:
            say_json(
                {
                    "accepted": list(sent.accepted),
                    "review": list(sent.review),
                    "waiting": list(sent.waiting),
                    "changed": len(came.changed),
                    "unreachable": sent.unreachable or came.unreachable,
                }
            )
        else:
            _say_synced(sent, came, ports)
        if sent.unreachable or came.unreachable:
            return Exit.RETRY
        return Exit.REFUSED if sent.review else Exit.DONE


def _say_synced(sent: PushReport, came: PullReport, ports: Ports) -> None:
    for submission_id in sent.waiting:
        entry = ports.outbox.entry(submission_id)
        if entry is not None and not is_due(entry, ports.clock.now()):
            say(entry_line(entry, ports))
    for submission_id in sent.review:
        entry = ports.outbox.entry(submission_id)
        if entry is not None:
            complain(entry_line(entry, ports))
            for found in entry.findings:
                complain("  " + speech().finding(found))
    say(
        t(
            "{sent} sent, {waiting} waiting, {review} to be looked at again, {changed} cases changed.",
            sent=len(sent.accepted),
            waiting=len(sent.waiting),
            review=len(sent.review),
            changed=len(came.changed),
        )
    )
    if sent.unreachable or came.unreachable:
        say_unreachable(sent.unreachable or came.unreachable)
