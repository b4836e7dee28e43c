"""What the keys do to the letter: its kind, its language, and the agent's own words."""

from __future__ import annotations

from refundtui.casework.corresponding import letter_part
from refundtui.i18n.words import language, t
from refundtui.letters.letter import Kind
from refundtui.tui.screens.opening import OpeningScreen
from refundtui.tui.widgets.choices import Option

_NUMBERS = "123456789"


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
        names = {
            Kind.ACKNOWLEDGEMENT: t("We have your request"),
            Kind.INFORMATION_REQUEST: t("We need something from you"),
            Kind.OFFER: t("We offer"),
            Kind.FULL_GRANT: t("Refund in full"),
            Kind.PARTIAL_GRANT: t("Refund in part"),
            Kind.GOODWILL: t("Goodwill"),
            Kind.DENIAL: t("We cannot refund"),
            Kind.CLOSING: t("The case is closed"),
        }
        options = [
            Option(kind.value, name, key=_NUMBERS[at]) for at, (kind, name) in enumerate(names.items())
        ]
        self.pick(
            t("Which letter"), options, lambda kind: self.write_letter(Kind(kind), self.letter_choice[1])
        )

    def do_letter_restore(self) -> None:
        if self.opened is None or self.opened.letter is None:
            return
        case_id = self.opened.file.case.id
        self.keep_draft(case_id, letter_part(self.opened.letter), "", lambda: self.open_case(case_id))
