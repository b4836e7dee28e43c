"""Deciding: the menu of what can be decided, each with the reason why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from refundtui.casework import asking
from refundtui.casework.steps import step_of
from refundtui.domain.commands import (
    Approve,
    RequestApproval,
)
from refundtui.domain.findings import finding
from refundtui.domain.guards.other_ways import all_owed_in_money
from refundtui.domain.money import Money
from refundtui.domain.other_way import WayKind
from refundtui.domain.quote import Refused
from refundtui.domain.request import OrderReduction, Settle
from refundtui.i18n.next_steps import next_said
from refundtui.i18n.words import t
from refundtui.tui.modals.confirm import Fact
from refundtui.tui.modals.form import AmountField, Form, Values
from refundtui.tui.modals.menu import Menu
from refundtui.tui.panes.letter import IN_THE_TEXT
from refundtui.tui.present.reason_lines import reasons_said
from refundtui.tui.screens.answering import AnsweringScreen
from refundtui.tui.screens.other_ways import OtherWaysScreen
from refundtui.tui.weighing import Weighed
from refundtui.tui.widgets.choices import Option

_COMMANDS: Final = {
    "approve": "approve",
    "request": "request_approval",
    "offer": "offer",
    "ask": "ask_information",
    "deny": "deny",
    "escalate": "escalate",
}


class DecidingScreen(AnsweringScreen, OtherWaysScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_decide(self) -> None:
        """The menu of decisions: what is not possible stays in it, with its reason."""
        weighed = self.weighed
        quote = weighed.quote
        amount = self.speech.money_with_code(quote.total) if quote is not None else ""
        no_order = "" if weighed.case.order is not None else t("no order is matched")
        any_amount = self.why_no_amount()
        reasons = reasons_said(
            {
                **{name: self.why(code) for name, code in _COMMANDS.items()},
                **dict.fromkeys(("partial", "reduce", "goodwill"), any_amount),
                "credit": self.why(RequestApproval.code)
                or next(all_owed_in_money(self.weighed.determination), None),
            },
            weighed.case.state,
            self.speech,
        )
        options: tuple[Option, ...] = (
            Option("approve", t("Refund {amount}", amount=amount) if amount else t("Refund"), "f"),
            Option("request", t("Request approval of {amount}", amount=amount) if amount else t("Request approval"), "q"),
            Option("partial", t("Another amount…"), "p", note=self._most_said(), why_not=no_order),
            Option("reduce", t("Price reduction…"), "r", note=t("kept for less"), why_not=no_order),
            Option("goodwill", t("Goodwill…"), "g", note=t("beyond what is owed"), why_not=no_order),
            Option("credit", t("As store credit"), "s"),
            Option("offer", t("Offer a compromise…"), "o"),
            Option("ask", t("Ask for information…"), "i"),
            Option("deny", t("Deny with grounds…"), "x"),
            Option("escalate", t("Escalate to another decider…"), "e"),
        )  # fmt: skip
        options = tuple(
            replace(one, why_not=reasons.whole[one.id], brief=reasons.brief.get(one.id, ""))
            if one.id in reasons.whole
            else one
            for one in options
        )
        head = reasons.head
        if self.opened is not None and all(one.why_not for one in options):
            # Where nothing can be decided, what comes first is of more use than why not.
            head = (next_said(step_of(self.opened.file), self.speech),)
        wrong = self._wrong_in_the_letter()
        if wrong:
            head = (*head, t("The letter cannot leave like this: {why}", why=wrong))
        foot = t("Nothing is sent yet. Any other key closes this.")
        title = t("Decide {reference}", reference=weighed.case.reference)
        self.open_dialog(Menu(title, options, foot=foot, head=head), self._decide)

    def _wrong_in_the_letter(self) -> str:
        """What the agent wrote in it and it cannot leave with: better known before the money is on its way."""
        opened = self.opened
        if opened is None or opened.letter is None or opened.letter_draft is None:
            return ""
        found = (one for one in opened.letter.findings if one.code in IN_THE_TEXT)
        return " ".join(self.speech.finding(one) for one in found)

    def _decide(self, choice: str | None) -> None:
        match choice:
            case "approve":
                self._approve(Approve.code)
            case "request":
                self._approve(RequestApproval.code)
            case "credit":
                self._credit()
            case "partial":
                self._another_amount()
            case "reduce":
                self._reduce()
            case "goodwill":
                self.type_goodwill()
            case "offer":
                self._offer()
            case "ask":
                self._ask()
            case "deny":
                self._deny()
            case "escalate":
                self._escalate()
            case _:
                return

    def _credit(self) -> None:
        """Goodwill is given so at once; what is promised in money is agreed on first, and then asked for."""
        weighed, way = self.weighed, self.weighed.case.other_way
        if weighed.quote is not None and weighed.quote.is_goodwill:
            self._in_credit(Approve.code)
        elif way is not None and way.kind is WayKind.CREDIT:
            self._in_credit(RequestApproval.code)
        else:
            self.do_case_another_way()

    def _in_credit(self, code: str) -> None:
        request = replace(self.weighed.request, settle=Settle.CREDIT)
        self.ask_for(request, lambda _: self._approve(code))

    def _another_amount(self) -> None:
        """A sum for the order as a whole; a line's own sum is typed on the calculator."""
        weighed = self.weighed
        fields = (AmountField("amount", t("Amount to refund"), t("Type an amount."), weighed.zero.currency),)

        def take(values: Values | None) -> None:
            if values is None:
                return
            goodwill = asking.goodwill_in(weighed.request)
            items = (OrderReduction(cast("Money", values["amount"])), *((goodwill,) if goodwill else ()))
            self.ask_for(replace(weighed.request, items=items, override=None), self._after_amount)

        most, said = self._most(), self._most_said()

        def trouble(values: Values) -> str:
            typed = cast("Money", values["amount"])
            if most is None or typed <= most:
                return ""
            return self.speech.finding(finding("amount.above_order", max=most, typed=typed))

        facts: tuple[Fact, ...] = ((t("Order"), said),) if said else ()
        form = Form(t("Another amount"), fields, t("Take it"), self.speech, facts=facts, refuse=trouble)
        self.open_dialog(form, take)

    def _after_amount(self, weighed: Weighed) -> None:
        quote = weighed.determination.quote
        if isinstance(quote, Refused):
            self.desk.say(" ".join(self.speech.finding(found) for found in quote.findings), bad=True)
            self.go_to(self.calculator)
        else:
            self._approve(Approve.code)

    def _reduce(self) -> None:
        self.go_to(self.calculator)
        line = self.line_here()
        if line is None and self.weighed.case.order is not None:
            line = next((one for one in self.weighed.case.order.lines if one.kind in asking.COUNTED), None)
            if line is not None:
                self.calculator.lines.put_cursor(f"line:{line.id}")
        if line is not None:
            self.type_reduction(line)
