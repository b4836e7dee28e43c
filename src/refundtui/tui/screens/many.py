"""Many cases: marks, ranges, and one word for all of them, tried first and undone as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from refundtui.casework.bulk import (
    MOST,
    Deed,
    Effect,
    Result,
    Task,
    carry_out,
    chosen,
    effects,
    last,
    undo_all,
)
from refundtui.casework.reading import queue
from refundtui.casework.submissions import Entry
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t, tn
from refundtui.tui.modals.bulk import BulkDialog, ResultsDialog
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.form import Field, Form, LineField, ProseField, Values, until_field
from refundtui.tui.screens.queueing import QueueScreen
from refundtui.tui.widgets.choices import Option

_ASKED_ABOVE = 200  # so many are marked without a question
_AT_ONCE = 20  # so many cases of a trial are worked out before the next are shown


class ManyScreen(QueueScreen):
    """Each `do_…` belongs to the action of that name."""

    # Marks

    def do_queue_mark(self) -> None:
        table = self.queue_pane.table
        if table.range_start is not None:
            self._end_range()
        elif table.current is not None:
            case_id = table.current.case_id
            table.mark((case_id,), on=case_id not in table.marked)
            table.move(1)
            self.draw_queue_title()

    def do_queue_range(self) -> None:
        table = self.queue_pane.table
        if table.range_start is not None:
            self._end_range()
        elif table.current is not None:
            table.begin_range()
            self.desk.say(t("A range begins here: move, then V or Space ends it."))

    def _end_range(self, then: Callable[[], None] | None = None) -> None:
        """Mark what lies between; what is not on this machine's pages is read first."""
        table = self.queue_pane.table
        places = table.end_range()
        rows = [table.pages.row(at) for at in places]
        if all(row is not None for row in rows):
            self._mark_all([row.case_id for row in rows if row is not None], then)
            return
        wanted, ports = self.wanted, self.desk.ports

        def read() -> list[CaseId]:
            limit = min(len(places), MOST)
            return [row.case_id for row in queue(wanted, ports, limit=limit, offset=places.start)]

        self.desk.think("marks", read, lambda ids: self._mark_all(ids, then))

    def _mark_all(self, cases: Sequence[CaseId], then: Callable[[], None] | None = None) -> None:
        self.queue_pane.table.mark(cases)
        self.draw_queue_title()
        if then is not None:
            then()

    def clear_marks(self) -> None:
        table = self.queue_pane.table
        if table.range_start is not None:
            table.end_range()
        else:
            table.mark(list(table.marked), on=False)
        self.draw_queue_title()

    def do_queue_mark_all(self) -> None:
        """All of the filter; asks above some hundreds, and again takes the marks away."""
        table = self.queue_pane.table
        if table.marked:
            self.clear_marks()
            return
        number = table.pages.count
        if number > MOST:
            self.desk.say(
                t("{n} are too many to mark: at most {most}.", n=self.speech.number(number), most=self.speech.number(MOST)),
                bad=True,
            )  # fmt: skip
            return

        def read(sure: bool | None = True) -> None:
            if sure:
                wanted, ports = self.wanted, self.desk.ports
                self.desk.think("marks", lambda: chosen(wanted, ports), self._mark_all)

        if number > _ASKED_ABOVE:
            said = self.speech.number(number)
            facts = ((t("Mark"), tn("{number} case", "{number} cases", number, number=said)),)
            self.open_dialog(Confirm(t("Mark all"), facts, t("mark them")), read)
        else:
            read()

    # Many cases at once

    def do_queue_bulk(self) -> None:
        """One word for the marked cases, or for the whole filter where none is marked."""
        table = self.queue_pane.table
        if table.range_start is not None:
            self._end_range(self.do_queue_bulk)
            return
        number = len(table.marked) or table.pages.count
        if not number:
            self.desk.say(t("No case is chosen."), bad=True)
            return
        here = self.speech
        options = (
            Option(Deed.TAKE, here.name("command", "take"), "t"),
            Option(Deed.GIVE_BACK, t("Give back to everybody"), "g"),
            Option(Deed.SNOOZE, t("Set aside…"), "L"),
            Option(Deed.TAG, t("Tag…"), "k"),
            Option(Deed.NOTE, t("Note…"), "n"),
            Option(
                Deed.APPROVE, t("Refund each as it stands"), "f", note=t("where one key would confirm it")
            ),
            Option("undo", t("Take back what was done at once last"), "u"),
        )
        said = here.number(number)
        title = (
            tn("{number} marked case", "{number} marked cases", number, number=said)
            if table.marked
            else t("All {number} cases of this filter", number=said)
        )
        self.pick(title, options, self._choose_deed, foot=t("Nothing is done yet: a trial comes first."))

    def _choose_deed(self, deed: str) -> None:
        match deed:
            case "undo":
                self._undo_last()
            case Deed.SNOOZE:
                fields: tuple[Field, ...] = (
                    until_field(self.desk.now(), self.speech),
                    LineField("text", t("Why"), t("Say why in a few words.")),
                )
                self._ask_more(Deed.SNOOZE, t("Set it aside"), fields)
            case Deed.TAG:
                self._ask_more(Deed.TAG, t("Tag"), (LineField("text", t("Tag"), t("Type a tag.")),))
            case Deed.NOTE:
                fields = (
                    ProseField("text", t("Internal: customers never see it."), t("Write something first.")),
                )
                self._ask_more(Deed.NOTE, t("Note"), fields)
            case _:
                self._try(Task(Deed(deed)))

    def _ask_more(self, deed: Deed, title: str, fields: tuple[Field, ...]) -> None:
        def take(values: Values | None) -> None:
            if values is None:
                return
            text, until = str(values["text"]), values.get("until")
            at = until if isinstance(until, datetime) else None
            tags = frozenset(text.split(",")) if deed is Deed.TAG else frozenset[str]()
            self._try(Task(deed, text, at, frozenset(filter(None, (tag.strip() for tag in tags)))))

        self.open_dialog(Form(title, fields, t("Try it"), self.speech), take)

    def _try(self, task: Task) -> None:
        """The trial, some cases at a time: what is there is shown, and leaving it stops it."""
        table, ports, wanted = self.queue_pane.table, self.desk.ports, self.wanted
        marked = list(table.marked)

        def begin(cases: list[CaseId]) -> None:
            if not cases:
                return
            dialog = BulkDialog(self.speech.name("command", task.deed), task, len(cases), self.speech)

            def go_on(sure: bool | None) -> None:
                if sure:
                    self._carry_out(dialog.effects, task)

            self.open_dialog(dialog, go_on)
            self._try_some(dialog, task, cases)

        if marked:
            begin(marked)
        else:
            self.desk.think("marks", lambda: chosen(wanted, ports), begin)

    def _try_some(self, dialog: BulkDialog, task: Task, left: list[CaseId]) -> None:
        ports, now, later = self.desk.ports, left[:_AT_ONCE], left[_AT_ONCE:]

        def take(found: list[Effect]) -> None:
            if not dialog.is_attached:
                return
            dialog.add(found)
            if later:
                self._try_some(dialog, task, later)

        self.desk.think("trial", lambda: list(effects(task, now, ports)), take)

    def _carry_out(self, planned: list[Effect], task: Task) -> None:
        ports = self.desk.ports

        def take(results: list[Result]) -> None:
            self.desk.read_outbox()
            self.clear_marks()
            self.read_queue()
            title = self.speech.name("command", task.deed)
            self.open_dialog(
                ResultsDialog(title, results, self.speech), lambda back: self._undo_last() if back else None
            )

        self.desk.say(t("Writing it down."))
        self.desk.think("bulk", lambda: list(carry_out(planned, task, ports)), take, alone=False)

    def _undo_last(self) -> None:
        ports = self.desk.ports

        def take(back: list[tuple[Entry, bool]]) -> None:
            done = sum(is_back for _, is_back in back)
            if not done:
                self.desk.say(t("Nothing is held: what was sent cannot be taken back."), bad=True)
            elif done < len(back):
                self.desk.say(
                    t("{n} taken back; {late} may be on their way.", n=done, late=len(back) - done), bad=True
                )
            else:
                self.desk.say(tn("{n} decision is taken back.", "{n} decisions are taken back.", done))
            self.desk.read_outbox()
            self.read_queue()

        self.desk.think("undo", lambda: undo_all(last(ports), ports), take, alone=False)
