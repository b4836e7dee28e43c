"""What is done to a case on its way: tried, written down, sent, and told where it is."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.syncing import PushReport, pull, push
from refundtui.casework.views import CaseFile
from refundtui.cli.asking import told
from refundtui.cli.cases import file_named
from refundtui.cli.opening import desk_ports
from refundtui.cli.outbox import entry_line
from refundtui.cli.telling import (
    Exit,
    complain,
    findings_json,
    say,
    say_json,
    say_refused,
    say_unreachable,
    speech,
)
from refundtui.domain.commands import Command
from refundtui.domain.decision import obstacles
from refundtui.domain.findings import Finding
from refundtui.i18n.words import t

Act = Callable[[CaseFile, Ports, Namespace], Command]


def submit(file: CaseFile, command: Command, ports: Ports, asked: Namespace) -> int:
    """Write it down, or with --dry-run only say whether it would be possible; then send what is due."""
    if asked.dry_run:
        rulebook = ports.rulebooks.for_case(file.case)
        standing = obstacles(file.case, command, ports.actor, rulebook, ports.clock.now())
        if standing:
            return say_refused(standing, kept=t("Nothing was changed; this was only a trial."))
        say(t("Possible. Nothing was changed; this was only a trial."))
        return Exit.DONE
    hold = 0 if asked.no_hold else None
    return say_what_became_of_it(decide(file.case.id, command, ports, hold_seconds=hold), ports, asked)


def say_what_became_of_it(decided: Entry | tuple[Finding, ...], ports: Ports, asked: Namespace) -> int:
    if not isinstance(decided, Entry):
        if asked.json:
            say_json({"done": False, "refused": findings_json(decided)})
        return say_refused(decided)
    sent = push(ports, ports.clock.now())
    entry = ports.outbox.entry(decided.submission.id) or decided
    pull(ports)
    if asked.json:
        say_json(
            {
                "done": True,
                "id": entry.submission.id,
                "reference": entry.reference,
                "state": entry.state.value,
            }
        )
    else:
        say(entry_line(entry, ports))
        _say_where_it_is(entry, sent, ports)
    if entry.state is EntryState.NEEDS_REVIEW:
        return say_refused(entry.findings, kept=t("The office did not take it; it waits in the outbox."))
    return Exit.DONE


def _say_where_it_is(entry: Entry, sent: PushReport, ports: Ports) -> None:
    until = entry.submission.not_before
    if until is not None and until > ports.clock.now():
        say(t("“refundtui undo” takes it back until then; “refundtui sync” sends it after."))
    elif sent.sign_in is not None:
        complain(speech().say("office.sign_in_again"))
        complain(t("It waits in the outbox and leaves as it is afterwards."))
    elif sent.unreachable:
        say_unreachable(sent.unreachable)


def file_asked(asked: Namespace, ports: Ports) -> CaseFile:
    return file_named(asked.reference, ports)


def doing(make: Act) -> Callable[[Namespace], int]:
    def run(asked: Namespace) -> int:
        with desk_ports(asked) as ports:
            file = file_asked(asked, ports)
            return submit(file, make(file, ports, asked), ports, asked)

    return run


def words_of(asked: Namespace, question: str) -> str:
    words = getattr(asked, "text", None)
    typed = " ".join(words) if isinstance(words, list) else words or getattr(asked, "note", None)
    return typed or told(question, option="TEXT", example="…")
