"""The desk: queue, case, calculator and letter, and where every action begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, cast
from zoneinfo import ZoneInfo

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.timer import Timer
from textual.widgets import Input, TextArea

from refundtui.casework.deciding import save_draft
from refundtui.casework.filtering import ReadFilter, Surroundings, read_filter
from refundtui.casework.ports import Entry, EntryState, QueueFilter, Sort
from refundtui.casework.reading import count, queue
from refundtui.casework.saved_views import BUILT_IN, View
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId, CaseState
from refundtui.domain.request import RefundRequest
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t, tn
from refundtui.letters.letter import Kind
from refundtui.tui.actions import BY_ID, Action, Scope, hints
from refundtui.tui.drafts import request_text
from refundtui.tui.keymap import bindings, first_key, key_for, rebind
from refundtui.tui.modals.menu import Menu
from refundtui.tui.modals.outbox import entry_said
from refundtui.tui.modals.views import view_said
from refundtui.tui.panes.calculator import CalculatorPane
from refundtui.tui.panes.case import CasePane
from refundtui.tui.panes.letter import LetterPane
from refundtui.tui.panes.pane import Pane
from refundtui.tui.panes.queue import QueuePane
from refundtui.tui.present.calculator_lines import Sheet, verdict_span
from refundtui.tui.present.personal import HIDDEN
from refundtui.tui.present.queue_lines import essentials, row_line
from refundtui.tui.safe_text import Line, Span, Tone
from refundtui.tui.screens.seat import Seat
from refundtui.tui.weighing import (
    REQUEST_DRAFT,
    Opened,
    Weighed,
    letter_part,
    open_case_file,
    weigh,
    why_not,
    with_letter,
)
from refundtui.tui.widgets.bars import Bar, Hints
from refundtui.tui.widgets.case_table import PAGE, CaseTable, Pages
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.entry import Entry as EntryLine
from refundtui.tui.widgets.lines import Lines

_REST = 0.15  # the other panes follow when the cursor rests, not while somebody walks
SORTS = {
    Sort.DUE: N_("by what is due"),
    Sort.RECEIVED: N_("by age"),
    Sort.AMOUNT: N_("by amount"),
    Sort.REFERENCE: N_("by reference"),
}


class WorkScreen(Seat):
    """Exactly one pane has the focus; state flows down to the panes, messages come up."""

    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [
        (0, "-tiny"),
        (60, "-narrow"),
        (100, "-normal"),
        (160, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-flat"),
        (16, "-short"),
        (30, "-tall"),
        (50, "-full"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DESK)]

    def __init__(self) -> None:
        super().__init__()
        self.wanted = QueueFilter()
        self.view = "open"
        self.views: tuple[View, ...] = BUILT_IN
        self.typed = ""  # the filter line, over what the view asks for
        self.sort: Sort | None = None  # chosen over the view's own
        self.brands: tuple[str, ...] = ()
        self.opened: Opened | None = None
        self._kind: Kind | None = None
        self._language: str | None = None
        self._resting: Timer | None = None
        self.is_settled = True  # False while the panes still wait for the cursor to rest
        self._asking: Timer | None = None
        self._last_pane = "queue"
        self._mine: dict[str, str] = {}
        self._changed_behind = 0
        self._new_behind = 0  # so many more than are shown, when the queue was last counted
        self._is_counted = True
        self._counts: dict[QueueFilter, int] = {}  # of the last filter that was counted

    def compose(self) -> ComposeResult:
        yield Bar(id="header")
        with Horizontal(id="work"):
            yield QueuePane()
            with Container(id="side"):
                yield CasePane()
                with Container(id="sums"):
                    yield CalculatorPane()
                    yield LetterPane()
        yield Bar(id="essentials")
        yield Bar(id="status")
        yield Hints(id="hints")
        yield Bar(id="too-small")

    def on_mount(self) -> None:
        rebind(self, Scope.DESK)
        self.set_class(self.desk.training, "-training")
        self.queue_pane.paint_with(self._row_line)
        self._mark_pane(self.queue_pane)
        self.case_pane.show(None, self.desk.now(), self.speech)
        self.calculator.show(None, self.speech)
        self.letter_pane.show(None, to="", draft=None, speech=self.speech)
        self.queue_pane.enter()
        self.read_queue()
        self.draw_header()
        self.draw_status()

    # The parts

    @property
    def queue_pane(self) -> QueuePane:
        return self.query_one(QueuePane)

    @property
    def case_pane(self) -> CasePane:
        return self.query_one(CasePane)

    @property
    def calculator(self) -> CalculatorPane:
        return self.query_one(CalculatorPane)

    @property
    def letter_pane(self) -> LetterPane:
        return self.query_one(LetterPane)

    @property
    def panes(self) -> tuple[Pane, ...]:
        return (self.queue_pane, self.case_pane, self.calculator, self.letter_pane)

    @property
    def current_pane(self) -> Pane:
        for pane in self.panes:
            if pane.has_focus_within:
                return pane
        return next(pane for pane in self.panes if pane.id == self._last_pane)

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Input | TextArea)

    # Reading the queue

    @property
    def shown_view(self) -> View:
        return next((view for view in self.views if view.id == self.view), BUILT_IN[0])

    @property
    def around(self) -> Surroundings:
        """What a filter line is read against; the same all through a minute, so that counts are known."""
        now = self.desk.now().replace(second=0, microsecond=0)
        return Surroundings(now, self.desk.ports.actor.id, self.brands, ZoneInfo(self.speech.zone))

    def aim(self) -> ReadFilter:
        """Work out anew what the view and the line ask for, as of now."""
        base = read_filter(self.shown_view.filter, self.around).wanted
        if self.sort is not None:
            base = replace(base, sort=self.sort)
        read = read_filter(self.typed, self.around, base)
        self.wanted = read.wanted
        return read

    def read_queue(self, keep: CaseId | None = None) -> None:
        """Read the queue anew; the cursor goes where its case stands now."""
        wanted, ports = self.wanted, self.desk.ports
        keep = keep or self.queue_pane.table.case_id

        def read() -> Sequence[QueueRow]:
            return queue(wanted, ports, limit=PAGE)

        self.desk.think("queue", read, partial(self._take_queue, wanted, keep))

    def _take_queue(self, wanted: QueueFilter, keep: CaseId | None, rows: Sequence[QueueRow]) -> None:
        if wanted != self.wanted:
            return
        # A short first page tells the count by itself; else the rows do not wait for it.
        self._is_counted = len(rows) < PAGE
        pages = Pages(max(len(rows), 0 if self._is_counted else self._counts.get(wanted, 0)))
        pages.put(0, rows)
        self._changed_behind = self._new_behind = 0
        self.queue_pane.table.show(pages, pages.place(keep) or 0)
        self.draw_queue_title()
        if not self._is_counted:
            ports = self.desk.ports
            self.desk.think("count", lambda: count(wanted, ports), partial(self._take_count, wanted, pages))

    def _take_count(self, wanted: QueueFilter, pages: Pages, number: int) -> None:
        table = self.queue_pane.table
        if table.pages is not pages:
            return
        self._counts = {wanted: number}
        self._is_counted = True
        table.is_so_long(number)
        self._draw_queue_foot(table)

    def on_case_table_page_wanted(self, event: CaseTable.PageWanted) -> None:
        wanted, ports, page = self.wanted, self.desk.ports, event.page

        def read() -> Sequence[QueueRow]:
            return queue(wanted, ports, limit=PAGE, offset=page * PAGE)

        def take(rows: Sequence[QueueRow]) -> None:
            if wanted == self.wanted:
                self.queue_pane.table.take_page(page, rows)

        self.desk.think(f"page-{page}", read, take)

    def draw_queue_title(self) -> None:
        table = self.queue_pane.table
        parts = [view_said(self.shown_view, self.speech)]
        if self.typed:
            parts.append(f"/{HIDDEN if self.desk.privacy.hidden else self.typed}")
        parts.append(t(SORTS[self.wanted.sort]))
        self.queue_pane.title_is(" · ".join(parts))
        self._draw_queue_foot(table)

    def _draw_queue_foot(self, table: CaseTable) -> None:
        # The position is the scrollbar's: a foot that changed with every step would cost a frame a step.
        number = table.pages.count
        said = self.speech.number(number) + ("" if self._is_counted else "+")
        foot = tn("{number} case", "{number} cases", number, number=said)
        if self._new_behind:
            foot = t("+{n} new, R to show", n=self._new_behind) + f" · {foot}"
        elif self._changed_behind:
            foot = t("{n} changed, R reads anew", n=self._changed_behind) + f" · {foot}"
        if table.marked:
            foot = f"{foot} · " + tn("{n} marked", "{n} marked", len(table.marked))
        self.queue_pane.foot_is(foot)

    def _row_line(self, row: QueueRow, width: int) -> Line:
        row = self.desk.privacy.row(row)
        return row_line(row, width, self.desk.now(), self.speech, self.desk.ports.actor.id, self._mine)

    # The cursor

    def on_case_table_moved(self, event: CaseTable.Moved) -> None:
        if self._resting is not None:
            self._resting.stop()
        self.is_settled = True
        if event.row is None:
            self._nothing_open()
            return
        row = self.desk.privacy.row(event.row)
        self.query_one("#essentials", Bar).show(essentials(row, "", self.desk.now(), self.speech))
        if self.opened is not None and self.opened.file.case.id == event.row.case_id:
            self.open_case(event.row.case_id)
            return
        self.is_settled = False
        self._resting = self.set_timer(_REST, partial(self.open_case, event.row.case_id))

    def on_case_table_opened(self) -> None:
        self.act("queue.open")

    def _nothing_open(self) -> None:
        self.opened = None
        self.query_one("#essentials", Bar).show(())
        self.case_pane.show(None, self.desk.now(), self.speech)
        self.calculator.show(None, self.speech, fresh=True)
        self.letter_pane.show(None, to="", draft=None, speech=self.speech)
        self.draw_hints()

    def open_case(self, case_id: CaseId) -> None:
        """Read a case and everything about it; the panes follow when it is there."""
        self.is_settled = True
        other = self.opened is None or self.opened.file.case.id != case_id
        if other:
            self._kind = self._language = None
        ports, kind, language = self.desk.ports, self._kind, self._language
        self.desk.think("case", lambda: open_case_file(case_id, ports, kind, language), self._take_opened)

    def _take_opened(self, opened: Opened | None) -> None:
        if opened is None or opened.file.case.id != self.queue_pane.table.case_id:
            return
        fresh = self.opened is None or self.opened.file.case.id != opened.file.case.id
        self.opened = opened
        self.case_pane.show(self.desk.privacy.file(opened.file), self.desk.now(), self.speech)
        self._draw_calculator(fresh=fresh)
        self._draw_letter(opened)
        self._draw_essentials()
        self.draw_hints()

    def _draw_calculator(self, *, fresh: bool = False) -> None:
        if self.opened is None:
            return
        weighed = self.opened.weighed
        sheet = Sheet(weighed.case, weighed.request, weighed.determination, weighed.limit)
        self.calculator.show(sheet, self.speech, fresh=fresh)
        self.calculator.title_is(t("changed") if weighed.is_changed else "")

    def _draw_letter(self, opened: Opened) -> None:
        if self.letter_pane.has_class("-editing"):
            return
        customer = opened.file.case.customer
        to = self.desk.privacy.addressee(opened.file.case.id, customer)
        self.letter_pane.veil = self.desk.privacy.veil(opened.file.case.id, customer)
        self.letter_pane.show(opened.letter, to=to, draft=opened.letter_draft, speech=self.speech)

    def _draw_essentials(self) -> None:
        row = self.queue_pane.table.current
        if row is None or self.opened is None:
            return
        weighed = self.opened.weighed
        verdict = verdict_span(weighed.determination.eligibility)
        amount = self.speech.money_with_code(weighed.quote.total) if weighed.quote else t("no amount")
        said = essentials(self.desk.privacy.row(row), "", self.desk.now(), self.speech)
        self.query_one("#essentials", Bar).show((*said, verdict), (Span(amount, Tone.STRONG),))

    # The request on the calculator

    def ask_for(self, request: RefundRequest, then: Callable[[Weighed], None] | None = None) -> None:
        """Work the request out; what is shown and what may be decided follow."""
        if self.opened is None:
            return
        file, ports = self.opened.file, self.desk.ports
        kind, language = self._kind, self._language

        def work() -> Opened:
            return with_letter(file, weigh(file, request, ports), ports, kind, language)

        def take(opened: Opened) -> None:
            if self.opened is None or self.opened.file is not file:
                return
            self.opened = opened
            self._draw_calculator()
            self._draw_letter(opened)
            self._draw_essentials()
            self.draw_hints()
            if then is not None:
                then(opened.weighed)

        # What the next key changes must be this request, also before the sum of this one is there.
        self.opened = replace(self.opened, weighed=replace(self.opened.weighed, request=request))
        self.desk.think("sum", work, take)
        text = "" if request == file.case.request else request_text(request)
        if self._asking is not None:
            self._asking.stop()
        keep = partial(self._keep_request, file.case.id, text)
        self._asking = self.set_timer(0.3, keep)

    def _keep_request(self, case_id: CaseId, text: str) -> None:
        ports = self.desk.ports
        self.desk.think("draft", lambda: save_draft(case_id, REQUEST_DRAFT, text, ports), lambda _: None)

    def on_letter_pane_drafted(self, event: LetterPane.Drafted) -> None:
        if self.opened is None or self.opened.letter is None:
            return
        ports, case_id, part = self.desk.ports, self.opened.file.case.id, letter_part(self.opened.letter)
        self.desk.think("draft", lambda: save_draft(case_id, part, event.text, ports), lambda _: None)

    def write_letter(self, kind: Kind | None, language: str | None) -> None:
        """The letter of another kind or language."""
        self._kind, self._language = kind, language
        if self.opened is not None:
            self.ask_for(self.opened.weighed.request)

    @property
    def letter_choice(self) -> tuple[Kind | None, str | None]:
        return self._kind, self._language

    # Panes

    def go_to(self, pane: Pane) -> None:
        self._mark_pane(pane)
        pane.enter()

    def _mark_pane(self, pane: Pane) -> None:
        self._last_pane = pane.id or "queue"
        for other in self.panes:
            other.set_class(other is pane, "-current")
        aside, summed = pane is not self.queue_pane, pane in (self.calculator, self.letter_pane)
        self.query_one("#side").set_class(aside, "-current")
        self.query_one("#sums").set_class(summed, "-current")
        if pane is not self.queue_pane:
            for other in self.panes:
                other.set_class(other is pane, "-beside")
            self.query_one("#sums").set_class(summed, "-beside")
        elif not any(other.has_class("-beside") for other in self.panes):
            self.case_pane.add_class("-beside")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._mark_pane(self.current_pane)
        self.draw_hints()
        self.draw_status()

    def on_entry_closed(self, event: EntryLine.Closed) -> None:
        self.calculator.lines.focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        if event.control is self.calculator.lines:
            self.calculator.toggle()

    # The lines around

    def draw_header(self) -> None:
        desk = self.desk
        actor = desk.ports.actor
        word = Span(t("TRAINING"), Tone.PRACTICE) if desk.training else Span(t("LIVE"), Tone.BAD)
        left: Line = (word, Span("  refundtui", Tone.TITLE))
        if self.size.width >= 100:
            left = (*left, Span(f"   {view_said(self.shown_view, self.speech)}", Tone.MUTED))
        who = f"{actor.name or actor.id} · {self.speech.label(actor.role)}"
        parts = [Span(who)]
        if self.opened is not None and self.opened.weighed.limit is not None:
            limit = self.speech.money_with_code(self.opened.weighed.limit.amount)
            parts.append(Span(f" · {t('limit {amount}', amount=limit)}", Tone.MUTED))
        clock = self.speech.clock(desk.now())
        day = self.speech.day(self.speech.day_of(desk.now()))
        parts.append(Span(f"   {day} {clock}" if self.size.width >= 100 else f"  {clock}", Tone.STRONG))
        self.query_one("#header", Bar).show(left, tuple(parts))

    def draw_status(self) -> None:
        """Link, age of the last sync, outbox, text focus, and what `u` would take back."""
        desk = self.desk
        now = desk.now()
        left: list[Span] = [desk.link_said()]
        counts = _counts(desk.entries, now, self.speech)
        if counts:
            review = any(entry.state is EntryState.NEEDS_REVIEW for entry in desk.entries)
            left.append(Span(f" · {t('outbox')} {counts}", Tone.BAD if review else Tone.PLAIN))
        if self.is_typing:
            left.append(Span(f" · {t('TEXT')}", Tone.ACCENT))
        if desk.saying is not None:
            left.extend((Span("  "), desk.saying))
        held = desk.newest_held
        right: Line = ()
        if held is not None and held.submission.not_before is not None:
            seconds = max(1, int((held.submission.not_before - now).total_seconds() + 0.999))
            said = entry_said(held, self.speech)
            right = (
                Span(t("take back {what}", what=f"{held.reference} · {said}"), Tone.WARN),
                Span(f"  {seconds} s  ", Tone.STRONG),
                Span(first_key(BY_ID["case.undo"]), Tone.KEY),
            )
        self.query_one("#status", Bar).show(tuple(left), right)

    def draw_hints(self) -> None:
        scope = self.current_pane.scope
        entry_open = self.is_typing
        if entry_open:
            shown: tuple[tuple[str, str, bool], ...] = (("Enter", t("Take"), True), ("Esc", t("Back"), True))
            if isinstance(self.focused, TextArea):
                shown = (("Esc", t("Back; what is written is kept"), True),)
            self.query_one("#hints", Hints).show(shown, (Span("^p", Tone.KEY), Span(f" {t('Palette')}")))
            return
        made: list[tuple[str, str, bool]] = []
        review = self.opened is not None and self.opened.file.case.state is CaseState.APPROVAL
        if review and scope in (Scope.QUEUE, Scope.CASE):
            for name in ("review.approve", "review.return"):
                action = BY_ID[name]
                if scope in action.scopes:
                    made.append((first_key(action), t(action.short), not self.why_not(action)))
        for action in hints(scope):
            made.append((first_key(action), t(action.short or action.title), not self.why_not(action)))
        always = (
            Span("?", Tone.KEY),
            Span(f" {t('Help')}  "),
            Span("^p", Tone.KEY),
            Span(f" {t('Palette')}"),
        )
        self.query_one("#hints", Hints).show(tuple(made), always)
        self.draw_header()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._after_resize)

    def _after_resize(self) -> None:
        if not self.is_mounted:
            return
        small = t(
            "{width}x{height} is too small, 60x16 is needed. Nothing is lost.",
            width=self.size.width,
            height=self.size.height,
        )
        self.query_one("#too-small", Bar).show((Span(small),))
        if self.focused is None and self.size.width >= 60 and self.size.height >= 16:
            # What was hidden lost the focus: the pane that had it gets it back.
            self.current_pane.enter()
        self.draw_header()
        self.draw_hints()

    # Acting

    def why_not(self, action: Action) -> str:
        """Why an action is not possible now, in a sentence; empty when it is."""
        if action.needs_case and self.opened is None:
            return t("No case is chosen.")
        if action.id == "case.undo" and self.desk.newest_held is None:
            return t("Nothing is held: what was sent cannot be taken back.")
        if action.command and self.opened is not None:
            found = why_not(self.opened.weighed, action.command)
            if found:
                return self.speech.finding(found[0])
        return ""

    def act(self, action_id: str) -> None:
        """Do it, or say why not."""
        action = BY_ID[action_id]
        reason = self.why_not(action)
        if reason:
            self.desk.say(reason, bad=True)
            return
        getattr(self, "do_" + action_id.replace(".", "_"))()

    # What arrives

    def entries_changed(self, entries: Sequence[Entry]) -> None:
        """The outbox is another: the queue's letters and the status follow."""
        now = self.desk.now()
        mine = {entry.submission.case_id: _letter_of(entry, now) for entry in entries}
        changed = {
            case for case in {*mine, *self._mine} if mine.get(cast("CaseId", case)) != self._mine.get(case)
        }
        self._mine = {str(case): letter for case, letter in mine.items()}
        if changed:
            self.queue_pane.table.refresh()
        self.draw_status()

    def cases_changed(self, changed: Sequence[CaseId]) -> None:
        """The office told us of changes: lines are painted anew where they stand, nothing moves."""
        table = self.queue_pane.table
        if changed and not table.pages.count:
            # Nothing to keep in its place: the first cases simply appear.
            self.read_queue()
            return
        known = [case_id for case_id in changed if table.pages.place(case_id) is not None]
        if len(known) < len(changed):
            self._changed_behind += len(changed) - len(known)
            self._count_new()
        self._draw_queue_foot(table)
        if known:
            ports = self.desk.ports

            def read() -> list[QueueRow]:
                rows = (ports.cache.row(case_id) for case_id in known[:PAGE])
                return [row for row in rows if row is not None]

            def take(rows: list[QueueRow]) -> None:
                for row in rows:
                    table.take_row(row)

            self.desk.think("rows", read, take)
        if self.opened is not None and self.opened.file.case.id in changed:
            self.open_case(self.opened.file.case.id)

    def _count_new(self) -> None:
        """How many more there are by now: told, never let in under the cursor."""
        wanted, ports, table = self.wanted, self.desk.ports, self.queue_pane.table
        shown = table.pages

        def take(number: int) -> None:
            if table.pages is shown and self._is_counted:
                self._new_behind = max(0, number - shown.count)
                self._draw_queue_foot(table)

        self.desk.think("new", lambda: count(wanted, ports), take)

    def after_decision(self) -> None:
        """Back to the queue, on the next case."""
        self.queue_pane.table.move(1)
        self.go_to(self.queue_pane)

    @property
    def speech(self) -> Speech:
        return self.desk.speech

    def pick(
        self, title: str, options: Sequence[Option], then: Callable[[str], None], *, foot: str = ""
    ) -> None:
        """A menu; nothing happens when it is left."""

        def take(chosen: str | None) -> None:
            if chosen is not None:
                then(chosen)

        self.open_dialog(Menu(title, options, foot=foot), take)


def _letter_of(entry: Entry, now: object) -> str:
    match entry.state:
        case EntryState.NEEDS_REVIEW:
            return "!"
        case EntryState.SENDING | EntryState.ACCEPTED:
            return "S"
        case _:
            return "H"


def _counts(entries: Sequence[Entry], now: object, speech: Speech) -> str:
    held = sum(entry.state is EntryState.QUEUED for entry in entries)
    sending = sum(entry.state is EntryState.SENDING for entry in entries)
    review = sum(entry.state is EntryState.NEEDS_REVIEW for entry in entries)
    parts = []
    if held:
        parts.append(tn("{n} not sent", "{n} not sent", held))
    if sending:
        parts.append(tn("{n} being sent", "{n} being sent", sending))
    if review:
        key = key_for("outbox.open")
        parts.append(tn("{n} needs a look ({key})", "{n} need a look ({key})", review, key=key))
    return ", ".join(parts)
