"""What is seen of the customer: masked, hidden, revealed for a moment; copied, and kept as a picture."""

from __future__ import annotations

from functools import partial

from refundtui.i18n.words import t
from refundtui.tui.action import Action
from refundtui.tui.keymap import key_for
from refundtui.tui.present.personal import REVEALED_SECONDS, Personal, values_of
from refundtui.tui.screens.reading import ReadingScreen
from refundtui.tui.widgets.choices import Option


class SeeingScreen(ReadingScreen):
    """Each `do_…` belongs to the action of that name."""

    def why_not(self, action: Action) -> str:
        if action.id == "letter.edit" and self.desk.privacy.hidden:
            return t("Personal data is hidden; {key} shows it again.", key=key_for("privacy.mask"))
        return super().why_not(action)

    def do_privacy_mask(self) -> None:
        """Hide at once everything that says who somebody is; again shows it."""
        privacy = self.desk.privacy
        self._put_the_pen_down()
        privacy.hidden = not privacy.hidden
        privacy.cover()
        self.draw_people()
        self.desk.say(t("Personal data is hidden.") if privacy.hidden else t("Personal data is shown again."))

    def _put_the_pen_down(self) -> None:
        if self.letter_pane.has_class("-editing"):
            self.letter_pane.leave()
            self.letter_pane.lines.focus()

    def draw_people(self) -> None:
        """Paint anew whatever names somebody."""
        self.queue_pane.table.refresh()
        self.draw_queue_title()
        if self.opened is not None:
            privacy, file = self.desk.privacy, self.opened.file
            self.case_pane.show(privacy.file(file), self.desk.now(), self.speech)
            id_, customer = file.case.id, file.case.customer
            self.letter_pane.seen_as(privacy.addressee(id_, customer), privacy.veil(id_, customer))
            self._draw_essentials()

    def do_privacy_reveal(self) -> None:
        """One thing about the customer, for a moment; that it was looked at is written down."""
        if self.opened is None:
            return
        file = self.opened.file
        there = [
            what
            for what in values_of(file.case.customer)
            if what is not Personal.NAME or self.desk.privacy.hidden  # the open case tells the name anyway
        ]
        options = [Option(what.name, t(what.value), key=str(at)) for at, what in enumerate(there, 1)]
        if self.desk.privacy.hidden:
            options.append(Option(Personal.WORDS.name, t(Personal.WORDS.value), key=str(len(options) + 1)))
        foot = t("Shown for {n} s and written down.", n=int(REVEALED_SECONDS))
        self.pick(t("Show of this customer"), options, self._reveal, foot=foot)

    def _reveal(self, name: str) -> None:
        if self.opened is not None:
            self.desk.reveal(self.opened.file.case.id, Personal[name])

    def do_privacy_lock(self) -> None:
        self.desk.lock()

    def do_view_screenshot(self) -> None:
        self._put_the_pen_down()
        self.desk.take_picture()

    def do_case_copy(self) -> None:
        """A menu of what may be copied; whole card and account numbers never leave."""
        if self.opened is None:
            return
        case, quote = self.opened.file.case, self.opened.weighed.quote
        texts = {t("The reference"): case.reference}
        if case.order_ref:
            texts[t("The order's number")] = case.order_ref
        if quote is not None:
            texts[t("The amount")] = self.speech.money_with_code(quote.total)
        if self.opened.letter is not None and not self.desk.privacy.hidden:
            texts[t("The letter")] = f"{self.opened.letter.subject}\n\n{self.letter_pane.text}"
        options = [Option(what, what, key=str(at + 1)) for at, what in enumerate(texts)]
        self.pick(t("Copy"), options, partial(self._copy, texts))

    def _copy(self, texts: dict[str, str], what: str) -> None:
        self.desk.copy(what, texts[what])
