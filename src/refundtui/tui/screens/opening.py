"""The case under the cursor: read, worked out, and shown in its three panes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.timer import Timer
from textual.widgets import Input, TextArea

from refundtui.casework.corresponding import letter_part
from refundtui.casework.deciding import save_draft
from refundtui.domain.case import CaseId
from refundtui.domain.request import RefundRequest
from refundtui.i18n.words import t
from refundtui.letters.letter import Kind
from refundtui.letters.writing import GRANTS
from refundtui.tui.actions import BY_ID
from refundtui.tui.drafts import request_text
from refundtui.tui.panes.letter import LetterPane
from refundtui.tui.present.calculator_lines import Sheet, amount_said
from refundtui.tui.present.queue_lines import essentials
from refundtui.tui.present.verdict_lines import verdict_span
from refundtui.tui.safe_text import Line, Span, Tone
from refundtui.tui.screens.keeping import KeepingScreen
from refundtui.tui.weighing import (
    REQUEST_DRAFT,
    Opened,
    Weighed,
    open_case_file,
    weigh,
    with_letter,
)
from refundtui.tui.widgets.bars import Bar


class OpeningScreen(KeepingScreen):
    """What is opened stays as it is until its case is told anew or another one is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._kind: Kind | None = None
        self._language: str | None = None
        self._asking: Timer | None = None
        self._unsaved: tuple[CaseId, RefundRequest, str] | None = None  # asked for, and not written down yet
        self._asked: tuple[CaseId, RefundRequest] | None = None  # the last request, written down or not
        self._askings = 0
        self._meant: list[tuple[CaseId, str]] = []  # actions on a case that is still being read
        self._waiting: Callable[[], None] | None = None  # who goes on when the case under the cursor is shown
        self._not_shown: CaseId | None = None  # asked for, and there was nothing to show
        self.is_settled = True  # False while the panes still wait for the cursor to rest

    def act(self, action_id: str) -> None:
        """What is meant for the case under the cursor waits for it: keys are faster than reading, and the case
        that is still shown is another one.
        """
        under = self.queue_pane.table.case_id
        shown = self.opened.file.case.id if self.opened is not None else None
        if under is None or under == shown or not BY_ID[action_id].needs_case:
            super().act(action_id)
            return
        self._meant.append((under, action_id))
        self.open_case(under)

    def waits_for_case(self, then: Callable[[], None]) -> bool:
        """Whether the next key is for a case that is still being read; `then` is called when it is there."""
        under = self.queue_pane.table.case_id
        shown = self.opened.file.case.id if self.opened is not None else None
        if under is None or under in {shown, self._not_shown}:
            return False
        if self.current_pane in {self.case_pane, self.calculator, self.letter_pane}:
            self.open_case(under)
        elif not self._meant:
            return False
        self._waiting = then
        return True

    def goes_on(self) -> None:
        """The case is there, or will not be: whoever waited for it waits no more."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            under = self.queue_pane.table.case_id
            is_shown = self.opened is not None and self.opened.file.case.id == under
            self._not_shown = None if is_shown else under
            waiting()

    def _do_what_was_meant(self, case_id: CaseId) -> None:
        """Once; not when the agent has gone on meanwhile, to another case, a dialog or a field."""
        meant, self._meant = self._meant, []
        for meant_for, action_id in meant:
            writing = isinstance(self.focused, Input | TextArea)
            if meant_for == case_id and self.app.screen is self and not writing:
                super().act(action_id)

    def _nothing_open(self) -> None:
        self.opened = None
        self.query_one("#essentials", Bar).show(())
        self.case_pane.show(None, self.desk.now(), self.speech)
        self.calculator.show(None, self.speech, fresh=True)
        self.letter_pane.show(None, of=None, to="", draft=None, speech=self.speech)
        self.draw_hints()

    def open_case(self, case_id: CaseId) -> None:
        """Read a case and everything about it; the panes follow when it is there."""
        self.is_settled = True
        self._not_shown = None if case_id != self._not_shown else case_id
        other = self.opened is None or self.opened.file.case.id != case_id
        if other:
            self._kind = self._language = None
        ports, kind, language = self.desk.ports, self._kind, self._language
        # A reading can be overtaken by a key and by the writing down of it: what it does not know yet is counted.
        known = self._askings - (self._unsaved is not None)
        self.desk.think(
            "case",
            lambda: open_case_file(case_id, ports, kind, language),
            lambda opened: self._take_opened(opened, known),
        )

    def _take_opened(self, opened: Opened | None, known: int) -> None:
        under = self.queue_pane.table.case_id
        if opened is not None and opened.file.case.id != under:
            self._overtaken(under)
            return
        if opened is None:
            self._meant = []
            self.goes_on()
            return
        fresh = self.opened is None or self.opened.file.case.id != opened.file.case.id
        self.opened = opened
        self.draw_opened(fresh=fresh)
        self.draw_hints()
        if self._askings > known and self._asked is not None and self._asked[0] == opened.file.case.id:
            # Read before the last keys were written down: they are the newest word on it.
            _, request = self._asked
            if request != opened.weighed.request:
                self.ask_for(request)
        self._do_what_was_meant(opened.file.case.id)
        self.goes_on()

    def _overtaken(self, under: CaseId | None) -> None:
        """The cursor is elsewhere by now: what is meant for the case there, or waits for it, waits on."""
        self._meant = [one for one in self._meant if one[0] == under]
        if under is not None and (self._meant or self._waiting is not None):
            self.open_case(under)
        else:
            self.goes_on()

    def draw_opened(self, *, fresh: bool = False) -> None:
        """The open case in its panes; that none is, where that is so."""
        if self.opened is None:
            self._nothing_open()
            return
        self.case_pane.show(self.desk.privacy.file(self.opened.file), self.desk.now(), self.speech)
        self._draw_calculator(fresh=fresh)
        self._draw_letter(self.opened)
        self._draw_essentials()

    def _draw_calculator(self, *, fresh: bool = False) -> None:
        if self.opened is None:
            return
        weighed = self.opened.weighed
        sheet = Sheet(
            weighed.case,
            weighed.request,
            weighed.determination,
            weighed.limit,
            if_granted=weighed.is_only_if_granted,
        )
        self.calculator.show(sheet, self.speech, fresh=fresh)
        self.calculator.title_is(t("changed") if weighed.is_changed else "")

    def _draw_letter(self, opened: Opened) -> None:
        if self.letter_pane.has_class("-editing"):
            return
        customer = opened.file.case.customer
        to = self.desk.privacy.addressee(opened.file.case.id, customer)
        self.letter_pane.veil = self.desk.privacy.veil(opened.file.case.id, customer)
        against = (
            opened.weighed.is_only_if_granted and opened.letter is not None and opened.letter.kind in GRANTS
        )
        self.letter_pane.show(
            opened.letter,
            of=opened.file.case.id,
            to=to,
            draft=opened.letter_draft,
            speech=self.speech,
            if_granted=against,
        )

    def _draw_essentials(self) -> None:
        row = self.queue_pane.table.current
        if row is None or self.opened is None:
            return
        weighed = self.opened.weighed
        verdict = verdict_span(weighed.determination.eligibility)
        amount = amount_said(weighed.quote, self.speech, if_granted=weighed.is_only_if_granted)
        said = essentials(self.desk.privacy.row(row), "", self.desk.now(), self.speech)
        right: Line = (Span(amount, Tone.STRONG),)
        if weighed.is_only_if_granted:
            # What stands against the sum gives way to nothing, the reason does: until when stays to be seen.
            reference, name, _, due, _ = said
            said, right = (reference, name, due), (verdict, Span("  "), *right)
        else:
            said = (*said, verdict)
        self.query_one("#essentials", Bar).show(said, right)

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
        if self._unsaved is not None and self._unsaved[0] != file.case.id:
            self._keep_request()
        text = "" if request == file.case.request else request_text(request)
        self._unsaved = (file.case.id, request, text)
        self._asked = (file.case.id, request)
        self._askings += 1
        if self._asking is not None:
            self._asking.stop()
        self._asking = self.set_timer(0.3, self._keep_request)

    def _keep_request(self) -> None:
        """Written down; until that is done the screen's request is the newest there is."""
        if self._unsaved is None:
            return
        case_id, _, text = unsaved = self._unsaved

        def kept() -> None:
            if self._unsaved is unsaved:
                self._unsaved = None

        self.keep_draft(case_id, REQUEST_DRAFT, text, kept)

    def forget_request(self, case_id: CaseId) -> None:
        """It was decided on: what stood on the calculator is the case's own by now."""
        if self._unsaved is not None and self._unsaved[0] == case_id:
            self._unsaved = None
        self.keep_draft(case_id, REQUEST_DRAFT, "")

    def on_letter_pane_drafted(self, event: LetterPane.Drafted) -> None:
        """Kept under the letter it was typed in, whatever is open by now; and then what it has wrong is read."""
        self.keep_draft(event.case_id, letter_part(event.letter), event.text, self._read_words)

    def _read_words(self) -> None:
        opened = self.opened
        if opened is None or opened.letter is None:
            return
        letter, ports = opened.letter, self.desk.ports

        def take(read: Opened) -> None:
            if self.opened is not opened:
                self._read_words()  # another case or sum came between: its own letter is the one to read
                return
            self.opened = read
            self._draw_letter(read)

        self.desk.think(
            "words",
            lambda: with_letter(opened.file, opened.weighed, ports, letter.kind, letter.language),
            take,
        )

    def on_letter_pane_written(self) -> None:
        """While somebody wrote, another letter may have become the one to show."""
        opened = self.opened
        if opened is not None and not self.letter_pane.shows(opened.letter, opened.file.case.id):
            self._draw_letter(opened)

    def on_unmount(self) -> None:
        """The desk is left: what nobody has written down yet is, before anything closes."""
        if self._unsaved is not None:
            case_id, _, text = self._unsaved
            save_draft(case_id, REQUEST_DRAFT, text, self.desk.ports)

    def write_letter(self, kind: Kind | None, language: str | None) -> None:
        """The letter of another kind or language."""
        self._kind, self._language = kind, language
        if self.opened is not None:
            self.ask_for(self.opened.weighed.request)

    @property
    def letter_choice(self) -> tuple[Kind | None, str | None]:
        return self._kind, self._language
