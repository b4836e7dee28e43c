"""Deciding: the menu, the last question, the hold. The key that starts a decision never ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from refundtui.casework.deciding import Confirmation, confirmation, open_case, save_draft
from refundtui.casework.ports import Entry
from refundtui.domain.case import BrandId, Case, Customer, Ground
from refundtui.domain.commands import (
    Approve,
    AskInformation,
    Command,
    Deny,
    Escalate,
    GrantApproval,
    MakeOffer,
    RequestApproval,
    ReturnApproval,
)
from refundtui.domain.findings import Finding, Outcome
from refundtui.domain.money import Money
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.reasons import Reason
from refundtui.domain.request import OrderReduction, Settle
from refundtui.i18n.words import t, tn
from refundtui.tui import asking
from refundtui.tui.modals.confirm import Confirm, Fact, TypedConfirm
from refundtui.tui.modals.form import AmountField, Field, Form, LineField, PickField, ProseField, Values
from refundtui.tui.modals.menu import Menu
from refundtui.tui.present.calculator_lines import verdict_said
from refundtui.tui.screens.doing import DoingScreen
from refundtui.tui.screens.resuming import ResumingScreen
from refundtui.tui.screens.seeing import SeeingScreen
from refundtui.tui.weighing import REQUEST_DRAFT, Weighed, why_not
from refundtui.tui.widgets.choices import Option


class DeskScreen(ResumingScreen, SeeingScreen, DoingScreen):
    """The work screen with its decisions."""

    def do_case_decide(self) -> None:
        """The menu of decisions: what is not possible stays in it, with its reason."""
        weighed = self._weighed
        quote = weighed.quote
        amount = self.speech.money_with_code(quote.total) if quote is not None else ""
        no_order = "" if weighed.case.order is not None else t("no order is matched")
        options = (
            Option("approve", t("Refund {amount}", amount=amount) if amount else t("Refund"), "f", why_not=self._said_why("approve")),
            Option("request", t("Request approval of {amount}", amount=amount) if amount else t("Request approval"), "q",
                   why_not=self._said_why("request_approval")),
            Option("partial", t("Another amount…"), "p", note=self._most(), why_not=no_order),
            Option("reduce", t("Price reduction…"), "r", note=t("kept for less"), why_not=no_order),
            Option("goodwill", t("Goodwill…"), "g", note=t("beyond what is owed"), why_not=no_order),
            Option("credit", t("As store credit"), "s", why_not=self._said_why("approve")),
            Option("offer", t("Offer a compromise…"), "o", why_not=self._said_why("offer")),
            Option("ask", t("Ask for information…"), "i", why_not=self._said_why("ask_information")),
            Option("deny", t("Deny with grounds…"), "x", why_not=self._said_why("deny")),
            Option("escalate", t("Escalate to another decider…"), "e", why_not=self._said_why("escalate")),
        )  # fmt: skip
        foot = t("Nothing is sent yet. Any other key closes this.")
        title = t("Decide {reference}", reference=weighed.case.reference)
        self.open_dialog(Menu(title, options, foot=foot), self._decide)

    def _said_why(self, code: str) -> str:
        found = why_not(self._weighed, code)
        return self.speech.finding(found[0]) if found else ""

    def _most(self) -> str:
        quote = self._weighed.quote
        if quote is None or quote.maximum is None:
            return ""
        return t("at most {amount}", amount=self.speech.money_with_code(quote.maximum))

    def _decide(self, choice: str | None) -> None:
        match choice:
            case "approve":
                self._approve(Approve.code)
            case "request":
                self._approve(RequestApproval.code)
            case "credit":
                request = replace(self._weighed.request, settle=Settle.CREDIT)
                self.ask_for(request, lambda _: self._approve(Approve.code))
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

    # Money

    def _approve(self, code: str) -> None:
        """Confirm by the brand's thresholds, then hold."""
        weighed = self._weighed
        quote = weighed.quote
        if quote is None:
            self.desk.say(self._said_why(code) or t("No amount is possible."), bad=True)
            return
        standing = why_not(weighed, code)
        if standing:
            self.desk.say(self.speech.finding(standing[0]), bad=True)
            return
        asked = RequestApproval if code == RequestApproval.code else Approve
        command = asked(weighed.request, quote.fingerprint, quote.total)
        tier = confirmation(quote.total, weighed.policy)
        if tier is Confirmation.INSTANT and asked is Approve:
            self._send_money(command)
            return
        amount = self.speech.money_with_code(quote.total)
        if asked is Approve:
            where = ", ".join(leg.label or self.speech.label(leg.kind) for leg in quote.legs)
            sentence = t("send refund {amount}", amount=amount)
            title = t("Confirm refund")
            pay = (t("Pay"), t("{amount} to {where}", amount=amount, where=where) if where else amount)
        else:
            sentence = t("ask for approval of {amount}", amount=amount)
            title = t("Request approval")
            pay = (t("Ask"), amount)
        facts = self._decision_facts(pay, quote, weighed, long=tier is Confirmation.TYPED)
        self._confirm(title, facts, sentence, command, quote.total if tier is Confirmation.TYPED else None)

    def _confirm(
        self, title: str, facts: Sequence[Fact], sentence: str, command: Command, amount: Money | None
    ) -> None:
        if self.desk.training:
            title = f"{title} · {t('TRAINING')}"

        def take(sure: bool | None) -> None:
            if sure:
                self._send_money(command)

        if amount is None:
            self.open_dialog(Confirm(title, facts, sentence), take)
        else:
            label = sentence[:1].upper() + sentence[1:]
            self.open_dialog(TypedConfirm(title, facts, label, amount, self.speech), take)

    def _decision_facts(self, pay: Fact, quote: Quote, weighed: Weighed, *, long: bool) -> list[Fact]:
        case = weighed.case
        manners = weighed.policy.manners
        seconds = manners.long_hold_seconds if long else manners.hold_seconds
        facts = [
            pay,
            (t("Case"), f"{case.reference} · {case.customer.name} · {self.speech.label(case.reason)}"),
        ]
        if len(quote.legs) > 1:
            facts.extend(
                ("", f"{leg.label or self.speech.label(leg.kind)}  {self.speech.money_with_code(leg.amount)}")
                for leg in quote.legs
            )
        if quote.goodwill:
            facts.append(
                (t("Of it"), t("{amount} goodwill", amount=self.speech.money_with_code(quote.goodwill)))
            )
        eligibility = weighed.determination.eligibility
        why = f"{verdict_said(eligibility.verdict)} · {self.speech.name('basis', eligibility.decided_by)}"
        if quote.policy:
            why = f"{why} · {quote.policy}"
        facts.append((t("Why"), why))
        facts.append(
            (
                t("Effect"),
                t("held {seconds} s, u takes it back; after that it cannot be recalled", seconds=seconds),
            )
        )
        return facts

    def _send_money(self, command: Command) -> None:
        case_id, ports = self._weighed.case.id, self.desk.ports

        def done(entry: Entry) -> None:
            self.desk.think("draft", lambda: save_draft(case_id, REQUEST_DRAFT, "", ports), lambda _: None)
            self.held(entry)

        self.send(command, done)

    def _another_amount(self) -> None:
        """A sum for the order as a whole; a line's own sum is typed on the calculator."""
        weighed = self._weighed
        fields = (AmountField("amount", t("Amount to refund"), t("Type an amount."), weighed.zero.currency),)

        def take(values: Values | None) -> None:
            if values is None:
                return
            goodwill = asking.goodwill_in(weighed.request)
            items = (OrderReduction(cast("Money", values["amount"])), *((goodwill,) if goodwill else ()))
            self.ask_for(replace(weighed.request, items=items, override=None), self._after_amount)

        most = self._most()
        facts: tuple[Fact, ...] = ((t("Order"), most),) if most else ()
        self.open_dialog(Form(t("Another amount"), fields, t("Take it"), self.speech, facts=facts), take)

    def _after_amount(self, weighed: Weighed) -> None:
        quote = weighed.determination.quote
        if isinstance(quote, Refused):
            self.desk.say(" ".join(self.speech.finding(found) for found in quote.findings), bad=True)
            self.go_to(self.calculator)
        else:
            self._approve(Approve.code)

    def _reduce(self) -> None:
        self.go_to(self.calculator)
        line = self._line()
        if line is None and self._weighed.case.order is not None:
            line = next((one for one in self._weighed.case.order.lines if one.kind in asking.COUNTED), None)
            if line is not None:
                self.calculator.lines.put_cursor(f"line:{line.id}")
        if line is not None:
            self.type_reduction(line)

    # Without money

    def _offer(self) -> None:
        weighed = self._weighed
        quote = weighed.quote
        if quote is None:
            return
        expires = self.desk.now() + timedelta(days=weighed.policy.manners.offer_days)
        amount = self.speech.money_with_code(quote.total)
        facts = (
            (t("Offer"), amount),
            (t("Case"), f"{weighed.case.reference} · {weighed.case.customer.name}"),
            (t("Until"), self.speech.moment(expires)),
        )
        command = MakeOffer(weighed.request, quote.fingerprint, expires)
        self._confirm(t("Offer a compromise"), facts, t("offer {amount}", amount=amount), command, None)

    def _ask(self) -> None:
        eligibility = self._weighed.determination.eligibility
        wanted = dict.fromkeys(
            (*eligibility.evidence_missing, *eligibility.missing, "photo", "receipt", "report")
        )
        options = tuple(Option(name, self.speech.name("kind", name)) for name in wanted)
        chosen = tuple(dict.fromkeys((*eligibility.evidence_missing, *eligibility.missing)))
        fields: tuple[Field, ...] = (
            PickField("items", t("What is needed (Space marks)"), "", options, many=True, chosen=chosen),
            LineField("other", t("Something else")),
        )

        def nothing(values: Values) -> str:
            return "" if values["items"] or values["other"] else t("Choose or write what is needed.")

        def take(values: Values | None) -> None:
            if values is None:
                return
            other = cast("str", values["other"])
            items = (*cast("tuple[str, ...]", values["items"]), *((other,) if other else ()))
            self.send(AskInformation(items), self.held)

        self.open_dialog(
            Form(t("Ask for information"), fields, t("Ask the customer"), self.speech, refuse=nothing), take
        )

    def _deny(self) -> None:
        weighed = self._weighed
        failing = [f for f in weighed.determination.eligibility.findings if f.outcome is Outcome.FAIL]
        clauses = tuple(dict.fromkeys(f.clause for f in failing if f.clause)) or (weighed.policy.name,)
        options = tuple(Option(ground.value, self.speech.label(ground)) for ground in Ground)
        likely = _ground_of(failing)
        fields: tuple[Field, ...] = (
            PickField("grounds", t("Grounds (Space marks)"), t("Choose at least one ground."), options, many=True,
                      chosen=(likely.value,) if likely else ()),
            LineField("clauses", t("Clauses, separated by ;"), t("Name the clause."), "; ".join(clauses)),
            ProseField("text", t("In your own words, for the letter")),
        )  # fmt: skip
        facts = ((t("Case"), f"{weighed.case.reference} · {weighed.case.customer.name}"),)

        def take(values: Values | None) -> None:
            if values is None:
                return
            grounds = tuple(Ground(one) for one in cast("tuple[str, ...]", values["grounds"]))
            named = tuple(part.strip() for part in cast("str", values["clauses"]).split(";") if part.strip())
            self.send(Deny(grounds, named, cast("str", values["text"])), self.held)

        self.open_dialog(
            Form(t("Deny the claim"), fields, t("Deny the claim"), self.speech, facts=facts), take
        )

    def _escalate(self) -> None:
        self._write(
            t("Escalate"), t("What the next decider should know. Whoever decided first does not decide again."),
            t("Escalate"), "escalate", Escalate, t("Escalated to another decider."),
        )  # fmt: skip

    # Review

    def do_review_approve(self) -> None:
        case = self._weighed.case
        approval = case.approval
        if approval is None:
            return
        amount = self.speech.money_with_code(approval.amount)
        version = next((one for one in case.quotes if one.number == approval.version), None)
        facts = [
            (t("Grant"), amount),
            (t("Case"), f"{case.reference} · {case.customer.name} · {self.speech.label(case.reason)}"),
            (t("Asked by"), f"{approval.requested_by}  {approval.note}".strip()),
            (t("Differs"), _difference_said(version.quote if version else None, case)),
        ]
        self._confirm(t("Approve the request"), facts, t("approve {amount}", amount=amount),
                      GrantApproval(approval.version, approval.fingerprint), None)  # fmt: skip

    def do_review_return(self) -> None:
        self._write(
            t("Return the request"), t("What should be made anew, for the colleague who asked."), t("Return it"), "return",
            ReturnApproval, t("The request is returned."),
        )  # fmt: skip

    # New case

    def do_case_new(self) -> None:
        """A customer is on the phone: the order, the reason, her name."""
        ports = self.desk.ports
        brands = tuple(Option(brand, brand) for brand in ports.rulebooks.brands())
        reasons = tuple(Option(reason.value, self.speech.label(reason)) for reason in Reason)
        here = self.opened.file.case if self.opened is not None else None
        chosen = str(here.brand) if here is not None else (brands[0].id if brands else "")
        fields: tuple[Field, ...] = (
            LineField(
                "order", t("Order number"), t("Type the order number; an unknown one is kept as it is.")
            ),
            LineField("name", t("Customer's name"), t("Type the customer's name.")),
            PickField("brand", t("Brand"), t("Choose a brand."), brands, chosen=(chosen,)),
            PickField(
                "reason", t("Reason"), t("Choose a reason."), reasons, chosen=(Reason.CHANGED_MIND.value,)
            ),
        )
        self.open_dialog(Form(t("New case"), fields, t("Open the case"), self.speech), self._open_new)

    def _open_new(self, values: Values | None) -> None:
        if values is None:
            return
        ports = self.desk.ports
        typed = cast("str", values["order"])
        brand = BrandId(cast("tuple[str, ...]", values["brand"])[0])
        reason = Reason(cast("tuple[str, ...]", values["reason"])[0])
        name = cast("str", values["name"])

        def work() -> Entry | tuple[Finding, ...]:
            known_id = ports.cache.find(typed)
            known = ports.cache.case(known_id) if known_id else None
            if known is not None and known.order is not None:
                customer = replace(known.customer, name=name or known.customer.name)
                return open_case(
                    ports,
                    brand=known.brand,
                    customer=customer,
                    reason=reason,
                    order=known.order,
                    order_ref=typed,
                )
            return open_case(ports, brand=brand, customer=Customer(name), reason=reason, order_ref=typed)

        def take(decided: Entry | tuple[Finding, ...]) -> None:
            if isinstance(decided, tuple):
                self.desk.say(" ".join(self.speech.finding(found) for found in decided), bad=True)
                return
            self.desk.say(t("{reference} is open.", reference=decided.reference))
            self.desk.read_outbox()
            self.read_queue(decided.submission.case_id)

        self.desk.think("new", work, take, alone=False)


def _ground_of(failing: Sequence[Finding]) -> Ground | None:
    """The ground a failing rule suggests; the agent decides."""
    codes = {found.code.partition(".")[0] for found in failing}
    if "window" in codes:
        return Ground.WINDOW_PASSED
    if "exclusion" in codes or "rejected" in codes:
        return Ground.EXCLUDED_GOODS
    return None


def _difference_said(quote: Quote | None, case: Case) -> str:
    """How far the request differs from what policy and law give, in words."""
    if quote is None:
        return t("the quote is not here")
    parts = []
    if quote.goodwill:
        parts.append(t("{amount} goodwill", amount=str(quote.goodwill)))
    if case.overrides:
        parts.append(tn("{n} override", "{n} overrides", len(case.overrides)))
    return ", ".join(parts) or t("nothing: as policy and law give it")
