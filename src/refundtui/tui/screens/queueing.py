"""What the keys do to the queue: the filter line, the views and the order."""

from __future__ import annotations

from datetime import datetime

from refundtui.casework.filtering import read_filter
from refundtui.casework.queue_filter import Sort
from refundtui.casework.reading import count
from refundtui.casework.saved_views import View, drop_view, save_view, views
from refundtui.i18n.words import t
from refundtui.tui.modals.form import Form, LineField, Values
from refundtui.tui.modals.views import ViewsDialog
from refundtui.tui.panes.queue import QueuePane
from refundtui.tui.screens.arriving import ArrivingScreen
from refundtui.tui.screens.reading import SORTS
from refundtui.tui.widgets.choices import Option

_NUMBERS = "123456789"


class QueueScreen(ArrivingScreen):
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
        self.pick(t("Order of the queue"), options, self._sort)

    def _sort(self, sort: str) -> None:
        self.sort = Sort(sort)
        self.aim()
        self.read_queue()
        self.draw_queue_title()

    def do_queue_show_new(self) -> None:
        self.aim()
        self.read_queue()
        self.desk.say(t("The queue is read anew."))
