"""`refundtui sync`: what is due leaves, what changed comes in, and with --follow it goes on so."""

from __future__ import annotations

import threading
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from refundtui.casework.syncing import PullReport, PushReport, is_due, pull, push
from refundtui.cli.opening import working_desk
from refundtui.cli.outbox import entry_line
from refundtui.cli.telling import Exit, complain, say, say_json, say_json_line, say_unreachable, speech
from refundtui.i18n.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from refundtui.casework.ports import Ports

_EVERY: Final = 20.0  # seconds, where the office says nothing of its own accord


def run_sync(asked: Namespace) -> int:
    """Once, or until somebody interrupts."""
    with working_desk(asked, without_cases=True) as desk:
        ports = desk.ports
        if asked.follow:
            return _follow(ports, asked)
        sent, came = _once(ports, asked)
        if sent.unreachable or came.unreachable or sent.sign_in is not None:
            return Exit.RETRY
        return Exit.REFUSED if sent.review else Exit.DONE


def _follow(ports: Ports, asked: Namespace) -> int:
    poked = threading.Event()
    if ports.pokes is not None:
        ports.pokes.hear(poked.set)
    while True:
        _once(ports, asked)
        poked.wait(_EVERY)
        poked.clear()


def _once(ports: Ports, asked: Namespace) -> tuple[PushReport, PullReport]:
    sent = push(ports, ports.clock.now())
    came = pull(ports, progress=_progress(ports, asked))
    if asked.json:
        told = {
            "accepted": list(sent.accepted),
            "review": list(sent.review),
            "waiting": list(sent.waiting),
            "changed": len(came.changed),
            "pages": came.pages,
            "read_anew": list(came.drift),
            "sign_in_within": sent.sign_in,
            "unreachable": sent.unreachable or came.unreachable,
        }
        (say_json_line if asked.follow else say_json)(told)
    elif not asked.follow or _is_news(sent, came):
        _say_synced(sent, came, ports)
    return sent, came


def _is_news(sent: PushReport, came: PullReport) -> bool:
    return bool(sent.accepted or sent.review or sent.sign_in is not None or came.changed or came.drift)


def _progress(ports: Ports, asked: Namespace) -> Callable[[int], None] | None:
    """A bar where a first sync takes its time and somebody watches."""
    from refundtui.casework.queue_filter import QueueFilter
    from refundtui.casework.submissions import Unreachable
    from refundtui.cli.office import progress_bar

    if asked.json or asked.follow or ports.cache.count(QueueFilter(open_only=False)):
        return None
    heads = ports.office.feeds()
    coming = 0 if isinstance(heads, Unreachable) else sum(head.live_count for head in heads)
    if not coming:
        return None
    bar = progress_bar(t("Taking the cases to this desk"))
    return lambda taken: bar(taken / coming)


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
    if sent.sign_in is not None:
        complain(speech().say("office.sign_in_again"))
    for feed in came.drift:
        complain(t("The copy of {feed} differs from the office's; it is read anew.", feed=feed))
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
