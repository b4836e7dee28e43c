"""Payments nobody is sure of: looked at, and what one person found out about one said to the office."""

from __future__ import annotations

from typing import cast

from refundtui.casework.submissions import NotAllowed, Unreachable
from refundtui.casework.unclear import UnclearPayment, UnclearPayments, WordCounts, WordKept
from refundtui.domain.case import CaseId
from refundtui.i18n.unclear import unclear_said
from refundtui.i18n.words import t
from refundtui.tui.modals.form import Form, LineField, PickField, Values
from refundtui.tui.modals.unclear import UnclearDialog
from refundtui.tui.screens.settling import SettlingScreen
from refundtui.tui.widgets.choices import Option


class ClearingScreen(SettlingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_review_unclear(self) -> None:
        port = self.desk.ports.unclear
        if port is None:
            self.desk.say(t("No office is known here."), bad=True)
            return
        self.desk.think("unclear", port.unclear, self._show_unclear)

    def _show_unclear(self, told: UnclearPayments | NotAllowed | Unreachable) -> None:
        if not isinstance(told, UnclearPayments):
            self._say_why(told)
            return
        by_id = {one.id: one for one in told.payments}

        def take(answer: tuple[str, str] | None) -> None:
            if answer is None:
                return
            what, chosen = answer
            one = by_id[chosen]
            if what == "open" and one.case_id:
                self.open_case(CaseId(one.case_id))
            elif what == "found" and one.is_findable:
                self._ask_what_was_found(one, told.findable)
            elif what == "found":
                self.desk.say(t("Nothing can be found out about this by hand yet."), bad=True)

        self.open_dialog(UnclearDialog(told.payments, self.desk.now(), self.speech), take)

    def _ask_what_was_found(self, one: UnclearPayment, findable: tuple[str, ...]) -> None:
        options = tuple(Option(state, self.speech.name("payout", state)) for state in findable)
        fields = (
            PickField("state", t("What became of it"), t("Choose what you found."), options),
            LineField("evidence", t("By what you found it"), t("Say what it was found by: a statement's page, a number of the provider's.")),
        )  # fmt: skip
        facts = ((t("Payment"), unclear_said(one, self.speech)),)

        def take(values: Values | None) -> None:
            if values is not None:
                picked = cast("tuple[str, ...]", values["state"])
                self._say_what_was_found(one.id, picked[0], str(values["evidence"]))

        form = Form(t("What became of it?"), fields, t("Say it"), self.speech, facts=facts)
        self.open_dialog(form, take)

    def _say_what_was_found(self, payment_id: str, state: str, evidence: str) -> None:
        port = self.desk.ports.unclear
        if port is None:
            return

        def heard(answer: WordKept | WordCounts | NotAllowed | Unreachable) -> None:
            match answer:
                case WordCounts(state=found):
                    self.desk.say(t("Two people say so: {state}.", state=self.speech.name("payout", found)))
                    self.desk.sync()
                case WordKept(differs=True):
                    self.desk.say(t("Written down. Another person had found otherwise: that counts no more."))
                case WordKept():
                    self.desk.say(t("Written down. It counts when a second person says the same."))
                case _:
                    self._say_why(answer)

        self.desk.think("unclear", lambda: port.found(payment_id, state, evidence), heard)

    def _say_why(self, answer: NotAllowed | Unreachable) -> None:
        if isinstance(answer, NotAllowed):
            self.desk.say(self.speech.finding(answer.findings[0]), bad=True)
        else:
            self.desk.say(t("The office cannot be reached now; nothing was said."), bad=True)
