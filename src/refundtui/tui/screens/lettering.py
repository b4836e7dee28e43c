"""What the keys do to the letter: its kind, its language, and what agents write into it."""

from __future__ import annotations

from typing import Final

from refundtui.casework.corresponding import fill_in, inputs_of, letter_part
from refundtui.i18n.words import N_, language, t
from refundtui.letters.letter import Kind
from refundtui.tui.modals.form import Field, Form, LineField, ProseField, Values
from refundtui.tui.screens.opening import OpeningScreen
from refundtui.tui.widgets.choices import Option

_KEYS: Final = "123456789abcdefghi"
_NAMES: Final = {
    Kind.ACKNOWLEDGEMENT: N_("We have your request"),
    Kind.INFORMATION_REQUEST: N_("We need something from you"),
    Kind.OFFER: N_("We offer"),
    Kind.FULL_GRANT: N_("Refund in full"),
    Kind.PARTIAL_GRANT: N_("Refund in part"),
    Kind.GOODWILL: N_("Goodwill"),
    Kind.DENIAL: N_("We cannot refund"),
    Kind.CLOSING: N_("The case is closed"),
    Kind.REMINDER: N_("We still need something from you"),
    Kind.PAYMENT_STARTED: N_("The refund is on its way"),
    Kind.PAID: N_("The refund is paid"),
    Kind.PAYMENT_FAILED: N_("The refund did not go through"),
    Kind.CORRECTION: N_("Correction: the money came back"),
    Kind.DELAY: N_("We need more time"),
    Kind.DISPUTE_RECEIVED: N_("Dispute: we have heard of it"),
    Kind.DISPUTE_ANSWERED: N_("Dispute: we have answered"),
    Kind.DISPUTE_SETTLED: N_("Dispute: it has ended"),
}
_SEVERAL_LINES: Final = frozenset({"explanation", "outside_body", "asked_for", "signature"})


class LetteringScreen(OpeningScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_message(self) -> None:
        self.go_to(self.letter_pane)

    def do_letter_edit(self) -> None:
        if self.opened is not None and self.opened.letter is not None:
            self.letter_pane.edit()

    def do_letter_language(self) -> None:
        self._turn_language(1)

    def do_letter_language_back(self) -> None:
        self._turn_language(-1)

    def _turn_language(self, steps: int) -> None:
        if self.opened is None or self.opened.letter is None:
            return
        customer = self.opened.file.case.customer.language
        manners = self.opened.weighed.policy.manners
        offered = list(dict.fromkeys((customer, language(), *manners.fallback_languages, "en", "de")))
        now = self.letter_choice[1] or customer
        at = offered.index(now) if now in offered else 0
        self.write_letter(self.letter_choice[0], offered[(at + steps) % len(offered)])

    def do_letter_kind(self) -> None:
        options = [
            Option(kind.value, t(name), key=_KEYS[at]) for at, (kind, name) in enumerate(_NAMES.items())
        ]
        self.pick(
            t("Which letter"), options, lambda kind: self.write_letter(Kind(kind), self.letter_choice[1])
        )

    def do_letter_restore(self) -> None:
        if self.opened is None or self.opened.letter is None:
            return
        case_id = self.opened.file.case.id
        self.keep_draft(case_id, letter_part(self.opened.letter), "", lambda: self.open_case(case_id))

    def do_letter_fill(self) -> None:
        """Ask for what no record holds; figures are never asked for."""
        if self.opened is None or self.opened.letter is None:
            return
        letter, case_id, ports = self.opened.letter, self.opened.file.case.id, self.desk.ports
        if not letter.missing:
            self.desk.say(t("Nothing is missing in this letter."))
            return
        known = inputs_of(case_id, ports)
        fields: list[Field] = []
        for name in letter.missing:
            kind = ProseField if name in _SEVERAL_LINES else LineField
            fields.append(kind(name, self.speech.name("variable", name), value=known.get(name, "")))

        def take(values: Values | None) -> None:
            if values is None:
                return
            given = {name: str(value) for name, value in values.items()}
            self.desk.think(
                "letter", lambda: fill_in(case_id, given, ports), lambda _: self.open_case(case_id)
            )

        self.open_dialog(Form(t("What is missing in the letter"), fields, t("Fill it in"), self.speech), take)
