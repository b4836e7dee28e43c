"""`refundtui outbox`: what was decided here and not answered yet."""

from __future__ import annotations

import math
from argparse import Namespace
from datetime import timedelta
from typing import Any, Final

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, findings_json, say, say_indented, say_json, speech
from refundtui.i18n.words import t


def run_outbox(asked: Namespace) -> int:
    with desk_ports(asked, without_cases=True) as ports:
        entries = ports.outbox.entries(open_only=not asked.all)
        if asked.json:
            say_json([_entry_json(entry) for entry in entries])
            return Exit.DONE
        if not entries:
            say(t("The outbox is empty: everything was said and answered."))
        for entry in entries:
            say(entry_line(entry, ports))
            for found in entry.findings:
                say_indented(speech().finding(found))
    return Exit.DONE


_NONE: Final = timedelta(0)


def entry_line(entry: Entry, ports: Ports) -> str:
    here, submission = speech(), entry.submission
    until = submission.not_before
    state = here.name("entry", entry.state.value)
    if entry.state is EntryState.QUEUED and until is not None and (left := until - ports.clock.now()) > _NONE:
        # Seconds, not the time of day: a hold is shorter than a minute of any clock.
        state = t("held {seconds} s", seconds=math.ceil(left.total_seconds()))
    what = here.name("command", submission.command.code)
    return t("{reference}: {what} · {state}", reference=entry.reference, what=what, state=state)


def _entry_json(entry: Entry) -> dict[str, Any]:
    submission = entry.submission
    return {
        "id": submission.id,
        "reference": entry.reference,
        "command": submission.command.code,
        "state": entry.state.value,
        "decided_at": submission.decided_at.isoformat(),
        "held_until": submission.not_before.isoformat() if submission.not_before else None,
        "after": submission.after,
        "findings": findings_json(entry.findings),
    }
