"""Handing a word to the outbox: what stands in its way is said, what is written is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from refundtui.casework.deciding import decide, draft
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import queue
from refundtui.casework.submissions import Entry
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.domain.commands import (
    Command,
)
from refundtui.domain.decision import obstacles
from refundtui.domain.findings import Finding
from refundtui.i18n.words import t
from refundtui.tui.modals.form import (
    Form,
    ProseField,
    Values,
)
from refundtui.tui.screens.open_cases import OpenCasesScreen


class SendingScreen(OpenCasesScreen):
    """Every command of the desk goes through `send`."""

    def send(
        self,
        command: Command,
        done: Callable[[Entry], None] | None = None,
        *,
        hold_seconds: int | None = None,
    ) -> None:
        """Hand a command to the outbox; what stands in its way is said in words."""
        if self.opened is None:
            return
        case_id, ports = self.opened.file.case.id, self.desk.ports
        lease = self.lease_of(case_id)

        def take(decided: Entry | tuple[Finding, ...]) -> None:
            if isinstance(decided, tuple):
                self.desk.say(" ".join(self.speech.finding(found) for found in decided), bad=True)
                return
            self.desk.read_outbox()
            if done is not None:
                done(decided)
            self.open_case(case_id)
            self.renew_row(case_id)

        self.desk.think(
            "decide",
            lambda: decide(case_id, command, ports, hold_seconds=hold_seconds, lease=lease),
            take,
            alone=False,
        )

    def against(self, command: Command) -> str:
        """What stands in its way, while it can still be mended in the form."""
        case, ports = self.weighed.case, self.desk.ports
        rulebook = ports.rulebooks.for_case(case)
        found = obstacles(case, command, ports.actor, rulebook, self.desk.now())
        return " ".join(self.speech.finding(one) for one in found)

    def renew_row(self, case_id: CaseId) -> None:
        """The line of a case as it is with our word laid over it."""
        table, ports, wanted = self.queue_pane.table, self.desk.ports, self.wanted
        at = table.pages.place(case_id)
        if at is None:
            return
        reference = next((row.reference for n in (at,) if (row := table.pages.row(n)) is not None), "")
        look = QueueFilter(text=reference, open_only=False, sort=wanted.sort)

        def take(rows: Sequence[QueueRow]) -> None:
            for row in rows:
                if row.case_id == case_id:
                    table.take_row(row)

        self.desk.think(f"row-{case_id}", lambda: queue(look, ports, limit=20), take)

    def write(
        self, title: str, label: str, do: str, part: str, command: Callable[[str], Command], said: str
    ) -> None:
        """A form of one text, kept at every pause."""
        if self.opened is None:
            return
        case_id, ports = self.opened.file.case.id, self.desk.ports

        def keep(text: str) -> None:
            self.keep_draft(case_id, part, text)

        def done(_: Entry) -> None:
            keep("")
            self.desk.say(said)

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(command(cast("str", values["text"])), done)

        def ask(kept: str) -> None:
            fields = (ProseField("text", label, t("Write something first."), kept),)
            self.open_dialog(Form(title, fields, do, self.speech, keep=keep), take)

        self.desk.think("kept", lambda: draft(case_id, part, ports), ask)

    def held(self, entry: Entry) -> None:
        """Go on; while it is held the status line counts down and tells how to take it back."""
        if entry.submission.not_before is None:
            self.desk.say(t("{reference} is on its way.", reference=entry.reference))
        self.put_away(entry.submission.case_id)
        self.after_decision()

    def after_decision(self) -> None:
        """Back to the queue, on the next case."""
        self.queue_pane.table.move(1)
        self.go_to(self.queue_pane)
