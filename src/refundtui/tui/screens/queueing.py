"""What the keys do to the queue: the filter line, the views, the order, marks, and many cases at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

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
from refundtui.casework.filtering import read_filter
from refundtui.casework.ports import Entry, Sort
from refundtui.casework.reading import count, queue
from refundtui.casework.saved_views import View, drop_view, save_view, views
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t, tn
from refundtui.tui.modals.bulk import BulkDialog, ResultsDialog
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.form import DayField, Field, Form, LineField, ProseField, Values
from refundtui.tui.modals.views import ViewsDialog
from refundtui.tui.panes.queue import QueuePane
from refundtui.tui.screens.work import SORTS, WorkScreen
from refundtui.tui.widgets.choices import Option

_NUMBERS = "123456789"
_ASKED_ABOVE = 200  # so many are marked without a question
_AT_ONCE = 20  # so many cases of a trial are worked out before the next are shown


class QueueScreen(WorkScreen):
    """The work screen with what is done to the queue as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._counted: dict[str, tuple[int, datetime]] = {}

    def on_mount(self) -> None:
        ports = self.desk.ports
        self.queue_pane.read_with(lambda: self.around, self.speech)
        self.desk.think("views", lambda: (views(ports), tuple(ports.rulebooks.brands())), self._know)

    def _know(self, known: tuple[tuple[View, ...], tuple[str, ...]]) -> None:
        self.views, self.brands = known

    # The filter line

    def do_queue_filter(self) -> None:
        self.go_to(self.queue_pane)
        self.queue_pane.search(self.typed)

    def on_queue_pane_searched(self, event: QueuePane.Searched) -> None:
        self.look_for(event.text)

    def look_for(self, text: str) -> None:
        """Show what the line asks for; the words in it that cannot be meant ask for nothing."""
        self.typed = text.strip()
        before = self.wanted
        self.aim()
        if self.wanted != before:
            self.read_queue()
        self.draw_queue_title()

    # Views and order

    def do_queue_views(self) -> None:
        dialog = ViewsDialog(self.views, self.view, self._counted, self.desk.now(), self.speech)
        self.open_dialog(dialog, self._deal_with_view)
        self._count_next(dialog, self.views)

    def _count_next(self, dialog: ViewsDialog, left: tuple[View, ...]) -> None:
        """One view after the other, in a thread: opening the list waits for no count."""
        if not left or not dialog.is_attached:
            return
        ports, view, around = self.desk.ports, left[0], self.around

        def take(number: int) -> None:
            self._counted[view.id] = (number, self.desk.now())
            if dialog.is_mounted:
                dialog.count(self._counted, self.desk.now())
                self._count_next(dialog, left[1:])

        self.desk.think("counts", lambda: count(read_filter(view.filter, around).wanted, ports), take)

    def _deal_with_view(self, answer: tuple[str, str] | None) -> None:
        match answer:
            case ("show", chosen):
                self.show_view(chosen)
            case ("save", _):
                self._save_view()
            case ("drop", chosen):
                self._drop_view(chosen)
            case _:
                return

    def show_view(self, view: str) -> None:
        self.view = view
        if "sort:" in self.shown_view.filter:
            self.sort = None
        self.aim()
        self.go_to(self.queue_pane)
        self.read_queue()
        self.draw_queue_title()
        self.draw_header()

    def _save_view(self) -> None:
        line = " ".join(part for part in (self.shown_view.filter, self.typed) if part)
        if self.sort is not None:
            line = f"{line} sort:{self.sort}".strip()
        fields = (LineField("name", t("Name of the view"), t("Type a name.")),)

        def take(values: Values | None) -> None:
            if values is None:
                return
            name, ports = str(values["name"]), self.desk.ports

            def kept(view: View | None) -> None:
                if view is None:
                    self.desk.say(t("This name cannot be taken."), bad=True)
                    return
                self._renew_views(view.id)
                self.desk.say(t("The view is kept: {name}", name=view.name))

            self.desk.think("view", lambda: save_view(name, line, ports), kept)

        facts = ((t("Filter"), line or "–"),)
        self.open_dialog(Form(t("Keep this view"), fields, t("Keep it"), self.speech, facts=facts), take)

    def _drop_view(self, view_id: str) -> None:
        ports = self.desk.ports

        def dropped(is_gone: bool) -> None:
            if not is_gone:
                self.desk.say(t("This view comes with the desk; it stays."), bad=True)
                return
            self._counted.pop(view_id, None)
            self._renew_views("open" if self.view == view_id else self.view)

        self.desk.think("view", lambda: drop_view(view_id, ports), dropped)

    def _renew_views(self, then: str) -> None:
        """The list as it is kept now, then the view that is to be shown; the line is part of it by now."""
        ports = self.desk.ports

        def take(known: tuple[View, ...]) -> None:
            self.views = known
            if then != self.view:
                self.typed, self.sort = "", None
                self.show_view(then)

        self.desk.think("views", lambda: views(ports), take)

    def do_queue_sort(self) -> None:
        now = self.wanted.sort
        options = [
            Option(sort.value, t(name), key=_NUMBERS[at], note="●" if sort is now else "")
            for at, (sort, name) in enumerate(SORTS.items())
        ]
        self.pick(t("Order"), options, self._sort)

    def _sort(self, sort: str) -> None:
        self.sort = Sort(sort)
        self.aim()
        self.read_queue()
        self.draw_queue_title()

    def do_queue_show_new(self) -> None:
        self.aim()
        self.read_queue()
        self.desk.say(t("The queue is read anew."))

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
                tomorrow = self.speech.day_of(self.desk.now()) + timedelta(days=1)
                fields: tuple[Field, ...] = (
                    DayField("until", t("Until"), t("Type a day as 2026-11-20."), tomorrow.isoformat()),
                    LineField("text", t("Why"), t("Say why in a few words.")),
                )
                self._ask_more(Deed.SNOOZE, t("Set aside"), fields)
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
            at = (
                datetime(until.year, until.month, until.day, 7, tzinfo=UTC)
                if isinstance(until, date)
                else None
            )
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
