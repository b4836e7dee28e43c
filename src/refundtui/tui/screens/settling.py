"""Money: confirmed by the brand's thresholds, then held. The key that starts it never ends it."""

from __future__ import annotations

from collections.abc import Sequence

from refundtui.casework.deciding import Confirmation, confirmation
from refundtui.casework.submissions import Entry
from refundtui.domain.case import Case
from refundtui.domain.claims.reductions import most_of_the_order
from refundtui.domain.commands import (
    Approve,
    Command,
    MakeOffer,
    RequestApproval,
)
from refundtui.domain.findings import Finding
from refundtui.domain.money import Money
from refundtui.domain.quote import LegKind, Quote
from refundtui.domain.reservations import order_as_refunded
from refundtui.i18n.other_ways import way_more, way_said
from refundtui.i18n.words import t
from refundtui.tui.keymap import key_for
from refundtui.tui.modals.confirm import Confirm, Fact, TypedConfirm
from refundtui.tui.present.reason_lines import PLACE
from refundtui.tui.present.verdict_lines import verdict_said
from refundtui.tui.screens.calculating import CalculatingScreen
from refundtui.tui.screens.sending import SendingScreen
from refundtui.tui.weighing import Weighed, why_not


class SettlingScreen(CalculatingScreen, SendingScreen):
    """What a decision with an amount goes through."""

    def said_why(self, code: str) -> str:
        found = why_not(self.weighed, code)
        return self.speech.finding(found[0]) if found else ""

    def why(self, code: str) -> Finding | None:
        return next(iter(why_not(self.weighed, code)), None)

    def why_no_amount(self) -> Finding | None:
        """What stands in the way of deciding on any amount at all, by whichever command."""
        found = [self.why(code) for code in (Approve.code, RequestApproval.code, MakeOffer.code)]
        standing = [one for one in found if one is not None and one.code in PLACE]
        return standing[0] if len(standing) == len(found) else None

    def _most(self) -> Money | None:
        """Of a sum typed for the whole order."""
        case, quote = self.weighed.case, self.weighed.quote
        if quote is None or quote.maximum is None or case.order is None:
            return None
        return min(quote.maximum, most_of_the_order(order_as_refunded(case, case.order)))

    def _most_said(self) -> str:
        most = self._most()
        return "" if most is None else t("at most {amount}", amount=self.speech.money_with_code(most))

    def _approve(self, code: str) -> None:
        """Confirm by the brand's thresholds, then hold."""
        weighed = self.weighed
        quote = weighed.quote
        if quote is None:
            self.desk.say(self.said_why(code) or t("No amount is possible."), bad=True)
            return
        standing = why_not(weighed, code)
        if standing:
            self.desk.say(self.speech.finding(standing[0]), bad=True)
            return
        asked = RequestApproval if code == RequestApproval.code else Approve
        command = asked(weighed.request, quote.fingerprint, quote.total)
        tier = confirmation(quote.total, weighed.policy)
        if tier is Confirmation.INSTANT and asked is Approve and not self.desk.by_mouse:
            self._send_money(command)
            return
        amount = self.speech.money_with_code(quote.total)
        if asked is Approve:
            where = ", ".join(self.speech.tender(leg.label, leg.kind) for leg in quote.legs)
            sentence = t("send refund {amount}", amount=amount)
            title = t("Confirm refund")
            pay = (t("Pay"), t("{amount} to {where}", amount=amount, where=where) if where else amount)
        else:
            sentence = t("ask for approval of {amount}", amount=amount)
            title = t("Request approval")
            pay = (t("Ask"), amount)
        facts = self._decision_facts(pay, quote, weighed, long=tier is Confirmation.TYPED)
        self.confirm(title, facts, sentence, command, quote.total if tier is Confirmation.TYPED else None)

    def confirm(
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
                ("", f"{self.speech.tender(leg.label, leg.kind)}  {self.speech.money_with_code(leg.amount)}")
                for leg in quote.legs
            )
        facts.extend(self.other_way_facts(case, quote))
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
                t(
                    "held {seconds} s, {key} takes it back; after that it cannot be recalled",
                    seconds=seconds,
                    key=key_for("case.undo"),
                ),
            )
        )
        return facts

    def other_way_facts(self, case: Case, quote: Quote | None) -> list[Fact]:
        """What was agreed, where some of it goes another way than it came; nothing where all goes as it came."""
        way = case.other_way
        if way is None or quote is None:
            return []
        by_bank = any(leg.payment_id == way.tender for leg in quote.legs) if way.tender else False
        if not by_bank and not (way.payee is None and quote.legs_of(LegKind.CREDIT)):
            return []
        return [
            (t("Goes to"), way_said(way, self.speech)),
            *(("", more) for more in way_more(way, self.speech)),
        ]

    def _send_money(self, command: Command) -> None:
        case_id = self.weighed.case.id

        def done(entry: Entry) -> None:
            self.forget_request(case_id)
            self.held(entry)

        self.send(command, done)
