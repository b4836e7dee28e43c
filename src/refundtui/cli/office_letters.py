"""`refundtui office letters|send-letters`: letters on their way out of the house."""

from __future__ import annotations

import os
import signal
import threading
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.cli.office_place import now, opened
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table, speech
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.gateways.letters_connecting import LettersConnected
    from refundtui.office.letters_out.working import LetterWorker
    from refundtui.office.store import OfficeStore

_TROUBLE: Final = {
    "letters.hours": N_("{at} has to be two hours like “21:00-07:00”."),
    "letters.missing": N_("{at} is missing."),
    "letters.no_secret": N_("There is no secret where {at} says."),
    "letters.no_table": N_("{at} has to be a table."),
    "letters.not_safe": N_("{why}"),
    "letters.secret_in_the_open": N_("{at} may not stand in the file: write env:NAME or file:NAME."),
    "letters.secret_readable": N_("Others may read the file of {at}: take that right from them."),
    "letters.sender": N_("{at} has to be an address like “Lindenhof <service@example.com>”."),
    "letters.tls": N_("{at} has to be one of {known}."),
    "letters.unknown": N_("There is no “{at}”; there are {known}."),
    "letters.unreadable": N_("{file} cannot be read: {why}."),
}


def run_letters(asked: Namespace) -> int:
    """What has not left, what is not known, and what was not sent and why."""
    from refundtui.office.letters_out import queue

    with opened(asked) as store, store.database.reading() as connection:
        rows = queue.standing(connection)
    if asked.json:
        say_json(
            [
                {
                    "id": row.id, "case": row.case_id, "kind": row.kind, "channel": row.channel, "state": row.state,
                    "not_before": row.not_before.isoformat(), "tries": row.tries, "to": queue.masked(row.address),
                    "digest": row.digest, "why": row.why,
                }
                for row in rows
            ]
        )  # fmt: skip
        return Exit.DONE
    if not rows:
        say(t("No letter waits, and none is in doubt."))
        return Exit.DONE
    said = speech()
    say_table(
        (t("Letter"), t("To"), t("State"), t("Not before"), t("Why")),
        (
            (
                row.kind,
                queue.masked(row.address),
                said.name("letter_out", row.state),
                said.moment(row.not_before),
                said.say(row.why) if row.why else "",
            )
            for row in rows
        ),
    )
    return Exit.DONE


def ways_out(settings: Path) -> LettersConnected:
    """Whereby letters leave, as the file says; a mistake in it is one sentence, and then no letter was sent."""
    from refundtui.gateways.letters_connecting import LettersNotConnected, connect_letters

    try:
        return connect_letters(settings, os.environ)
    except LettersNotConnected as trouble:
        said = t(_TROUBLE[trouble.code], **trouble.facts)
    except OSError as trouble:
        said = t("{file} cannot be read: {why}.", file=settings, why=trouble.strerror or str(trouble))
    raise Stopped(Exit.USAGE, said, t("No letter was sent."))


def letter_worker(store: OfficeStore, connected: LettersConnected) -> LetterWorker:
    from refundtui.office.letters_out.working import LetterWorker

    return LetterWorker(store.database, connected.ways, store.library, now, connected.quiet)


def run_send_letters(asked: Namespace) -> int:
    """Send what is due: until Ctrl+C, or with --once until nothing is due."""
    from refundtui.office.letters_out.working import LetterDid

    connected = ways_out(Path(asked.letters))
    with opened(asked) as store:
        worker = letter_worker(store, connected)
        if asked.once:
            done: dict[str, int] = {}
            while (did := worker.step()) is not LetterDid.NOTHING:
                done[did.value] = done.get(did.value, 0) + 1
            if asked.json:
                say_json(done)
            else:
                say(t("Sent: {sent}. In doubt: {unknown}. Not sent: {not_sent}. Later: {later}.",
                      sent=done.get("sent", 0), unknown=done.get("unknown", 0), not_sent=done.get("not_sent", 0),
                      later=done.get("postponed", 0)))  # fmt: skip
            return Exit.DONE
        over = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: over.set())
        say(t("Letters leave by {channels}. Ctrl+C ends it; what is under way is kept.", channels=", ".join(sorted(connected.ways)) or "—"))  # fmt: skip
        worker.until_over(over)
    return Exit.DONE
