"""Letters leave exactly as they are shown: while the case goes on, or closing it with the one its state wants."""

from __future__ import annotations

from typing import cast

from refundtui.casework.corresponding import letter_as_it_stands, sent_as
from refundtui.casework.submissions import Entry
from refundtui.domain.case import Resolution
from refundtui.domain.commands import Close, SendLetter
from refundtui.i18n.words import t
from refundtui.letters.letter import Letter
from refundtui.tui.keymap import key_for
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.form import Form, PickField, Values
from refundtui.tui.modals.telling import TellingDialog
from refundtui.tui.safe_text import wrap
from refundtui.tui.screens.sending import SendingScreen
from refundtui.tui.weighing import letter_shown
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.lines import Row


class ClosingScreen(SendingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_close(self) -> None:
        """The letter as it stands now, with what the agent wrote in it."""
        if self.opened is None:
            return
        file, ports = self.opened.file, self.desk.ports

        def read() -> Letter:
            return letter_as_it_stands(file, ports)

        def ask(letter: Letter) -> None:
            if not letter.can_be_sent:
                self._say_why_it_stays(letter)
                return
            self._ask_how_it_ends(letter)

        self.desk.think("letter", read, ask)

    def _ask_how_it_ends(self, letter: Letter) -> None:
        case = self.weighed.case
        likely = Resolution.DENIED_POLICY if case.denial else Resolution.PAID_PARTIAL
        options = tuple(Option(one.value, self.speech.label(one)) for one in Resolution)
        fields = (
            PickField(
                "resolution", t("How it ends"), t("Choose how it ends."), options, chosen=(likely.value,)
            ),
        )
        to = self.desk.privacy.addressee(case.id, case.customer)
        facts = ((t("Letter"), letter.subject), (t("To"), to))

        def take(values: Values | None) -> None:
            if values is None:
                return
            resolution = Resolution(cast("tuple[str, ...]", values["resolution"])[0])
            self.send(Close(resolution, sent_as(letter, self.desk.ports)), self.held)

        self.open_dialog(
            Form(t("Close the case"), fields, t("Send the letter and close"), self.speech, facts=facts), take
        )

    def do_letter_send(self) -> None:
        """The letter as it is shown, and no other; the case goes on."""
        opened = self.opened
        if opened is None or opened.letter is None:
            return
        file, shown, ports = opened.file, opened.letter, self.desk.ports

        def ask(letter: Letter) -> None:
            if not letter.can_be_sent:
                self._say_why_it_stays(letter)
                return
            to = self.desk.privacy.addressee(file.case.id, file.case.customer)
            facts = ((t("Letter"), letter.subject), (t("To"), to), (t("Language"), _spoken(letter)))

            def take(yes: bool | None) -> None:
                if yes:
                    self.send(SendLetter(sent_as(letter, ports)), self._letter_left)

            self.open_dialog(Confirm(t("Send the letter"), facts, t("Send it as it is shown")), take)

        self.desk.think("letter", lambda: letter_shown(opened, shown, ports), ask)

    def _say_why_it_stays(self, letter: Letter) -> None:
        """Each reason whole: they are what has to be mended."""

        def rows(width: int) -> list[Row]:
            said = [self.speech.finding(one) for one in letter.findings]
            said.append(t("{key} shows other letters.", key=key_for("letter.kind")))
            return [Row(line) for one in said for line in wrap(one, width)]

        self.open_dialog(TellingDialog(t("The letter cannot leave like this"), rows))

    def _letter_left(self, entry: Entry) -> None:
        self.desk.say(t("{reference}: the letter is on its way.", reference=entry.reference))
        self.open_case(entry.submission.case_id)


def _spoken(letter: Letter) -> str:
    return t("{language}, draft", language=letter.language) if letter.draft else letter.language
