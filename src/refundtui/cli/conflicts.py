"""`refundtui outbox compare`: what I saw, what it is now, what I chose, in plain lines; and the answer to it."""

from __future__ import annotations

from argparse import Namespace

from refundtui.casework.conflicts import Compared, compare
from refundtui.casework.deciding import decide_again, set_aside
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.cli.cases import case_named
from refundtui.cli.opening import desk_ports
from refundtui.cli.outbox import entry_line
from refundtui.cli.telling import Exit, Stopped, say, say_indented, say_json, say_refused, say_table, speech
from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.words import t


def run_compare(asked: Namespace) -> int:
    with desk_ports(asked, without_cases=True) as ports:
        entry = _entry(asked, ports)
        if asked.theirs:
            set_aside(entry.submission.id, ports)
            say(t("{reference}: left as it is now.", reference=entry.reference))
            return Exit.DONE
        if asked.mine:
            decided = decide_again(entry.submission.id, ports)
            if not isinstance(decided, Entry):
                return say_refused(decided)
            say(entry_line(decided, ports))
            return Exit.DONE
        compared = compare(entry, ports)
    if asked.json:
        say_json({
            "id": entry.submission.id, "reference": entry.reference, "command": entry.submission.command.code,
            "rows": [{"field": row.field, "saw": row.saw, "now": row.now, "mine": row.mine, "changed": row.is_changed}
                     for row in compared.rows],
        })  # fmt: skip
        return Exit.DONE
    say(entry_line(entry, ports))
    for found in entry.findings:
        say_indented(speech().finding(found))
    heads = ("", t("What I saw"), t("What it is now"), t("What I chose"))
    say_table(heads, (_row(row) for row in compared.rows))
    say(t("--theirs leaves it as it is now, --mine decides the same again under a new id."))
    return Exit.DONE


def _row(row: Compared) -> tuple[str, ...]:
    label = ("! " if row.is_changed else "  ") + speech().name("changed", row.field)
    return (label, *(_said(row, value) for value in (row.saw, row.now, row.mine)))


def _said(row: Compared, value: str | None) -> str:
    if not value:
        return "–" if value is None else t("nothing")
    return speech().name(row.field, value) if row.field in {"state", "reason"} else value


def _entry(asked: Namespace, ports: Ports) -> Entry:
    """The newest that needs another look, of one case or of all."""
    waiting = [entry for entry in ports.outbox.entries() if entry.state is EntryState.NEEDS_REVIEW]
    if asked.reference:
        case_id = case_named(clean_line(asked.reference), ports)
        waiting = [entry for entry in waiting if entry.submission.case_id == case_id]
    if not waiting:
        raise Stopped(Exit.USAGE, t("Nothing needs another look."), t("Nothing was changed."))
    return max(waiting, key=lambda entry: entry.position)
