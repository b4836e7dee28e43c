"""Money that is not gone yet is taken back; what cannot go the way it came is agreed to go another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast
from uuid import uuid4

from refundtui.casework.other_ways import Possible, other_ways, taking_back
from refundtui.domain.case import Case
from refundtui.domain.commands import SettleAnotherWay
from refundtui.domain.iban import compact
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    NameCheck,
    Payee,
    WayKind,
)
from refundtui.domain.request import Settle
from refundtui.i18n.payouts import payout_said
from refundtui.i18n.words import t
from refundtui.tui.modals.confirm import Fact
from refundtui.tui.modals.form import DayField, Field, Form, LineField, PickField, ProseField, Values
from refundtui.tui.modals.menu import Menu
from refundtui.tui.screens.settling import SettlingScreen
from refundtui.tui.widgets.choices import Option

_KEYS = {WayKind.BANK: "b", WayKind.CREDIT: "s"}


class OtherWaysScreen(SettlingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_case_withdraw_payment(self) -> None:
        case = self.weighed.case
        self.write(
            t("Take the payment back"),
            t("Why. What nobody has begun to send is not sent; the approval is void with it."),
            t("Take it back"),
            "withdrawal",
            lambda text: taking_back(case, text),
            t("The office is asked to take the payment back."),
        )

    def do_case_another_way(self) -> None:
        """The way it came first, with what became of it; then each other way, and why not."""
        case, ports = self.weighed.case, self.desk.ports

        def show(ways: Sequence[Possible]) -> None:
            options = tuple(
                Option(
                    way.kind.value,
                    t("To a bank account…") if way.kind is WayKind.BANK else t("As store credit…"),
                    _KEYS[way.kind],
                    note=t("consent, reason, account, a second person")
                    if way.kind is WayKind.BANK
                    else t("consent, reason, a second person"),
                    why_not=" ".join(self.speech.finding(found) for found in way.why_not),
                )
                for way in ways
            )
            by_kind = {way.kind.value: way for way in ways}
            if case.other_way is not None:
                options = (Option("came", t("The way it came, after all"), "o"), *options)
            title = t("Another way than it came")
            foot = t("Nothing is sent yet. Any other key closes this.")
            self.open_dialog(
                Menu(title, options, foot=foot, head=self._as_it_came(case)),
                lambda choice: self._take_way(choice, by_kind),
            )

        self.desk.think("ways", lambda: other_ways(case, ports), show)

    def _take_way(self, choice: str | None, ways: Mapping[str, Possible]) -> None:
        if choice is None:
            return
        if choice == "came":
            self.ask_for(replace(self.weighed.request, settle=Settle.REFUND, settle_split=(), to_tender=""))
        elif choice in ways:
            self._agree(ways[choice])

    def _as_it_came(self, case: Case) -> tuple[str, ...]:
        tried = [payout_said(payout, self.speech) for payout in case.payouts if not payout.replaced]
        if tried:
            return tuple(tried)
        payments = case.order.payments if case.order else ()
        return tuple(
            t("paid by {how}", how=self.speech.tender(payment.label, payment.kind)) for payment in payments
        )

    def _agree(self, way: Possible) -> None:
        fields: list[Field] = [
            PickField(
                "reason",
                t("Why not the way it came"),
                t("Choose a reason."),
                tuple(Option(one.value, self.speech.label(one)) for one in way.reasons),
                chosen=(way.reasons[0].value,) if way.reasons else (),
            ),
            PickField(
                "by",
                t("How the customer agreed"),
                t("Choose how."),
                tuple(Option(one.value, self.speech.label(one)) for one in ConsentBy),
                chosen=(ConsentBy.PHONE.value,),
            ),
            ProseField("note", t("In the customer's words"), t("Write down what the customer agreed to.")),
        ]
        if way.kind is WayKind.BANK:
            fields += self._account_fields()
        facts: list[Fact] = [(t("Then"), t("somebody else has to approve it, whatever the amount"))]
        form = Form(
            t("Another way than it came"),
            fields,
            t("Write it down"),
            self.speech,
            facts=facts,
            refuse=lambda values: self.against(self._agreed(way.kind, values)),
        )

        def take(values: Values | None) -> None:
            if values is not None:
                self.send(
                    self._agreed(way.kind, values),
                    lambda _: self.desk.say(t("Written down. Request the approval next.")),
                )

        self.open_dialog(form, take)

    def _account_fields(self) -> list[Field]:
        return [
            LineField("name", t("Name of the account's holder"), t("Type the name of the account's holder.")),
            LineField("iban", self._account_asked(), t("Type the IBAN.")),
            PickField(
                "source",
                t("Where the number is from"),
                t("Choose where it is from."),
                tuple(Option(one.value, self.speech.label(one)) for one in AccountFrom),
                chosen=(AccountFrom.MESSAGE.value,),
            ),
            PickField(
                "check",
                t("What a bank said of the name"),
                t("Choose what it said."),
                tuple(Option(one.value, self.speech.label(one)) for one in NameCheck),
                chosen=(NameCheck.NOT_ASKED.value,),
            ),
            DayField("checked_on", t("Asked on, as 2026-11-20")),
            LineField("checked_by", t("Who answered")),
        ]

    def _account_asked(self) -> str:
        order = self.weighed.case.order
        if order is not None and order.currency.code == "USD":
            return t("US account, as 021000021/123456789: typed once, shown masked afterwards")
        return t("IBAN: typed once, shown masked afterwards")

    def _agreed(self, kind: WayKind, values: Values) -> SettleAnotherWay:
        consent = Consent(self.desk.now(), ConsentBy(_chosen(values, "by")), cast("str", values["note"]))
        reason = AlternativeReason(_chosen(values, "reason"))
        if kind is WayKind.CREDIT:
            return SettleAnotherWay(kind, reason, consent)
        on = values["checked_on"]
        payee = Payee(
            str(uuid4()),
            cast("str", values["name"]),
            compact(cast("str", values["iban"])),
            AccountFrom(_chosen(values, "source")),
            NameCheck(_chosen(values, "check")),
            on if isinstance(on, date) else None,
            cast("str", values["checked_by"]),
        )
        return SettleAnotherWay(kind, reason, consent, payee)


def _chosen(values: Values, name: str) -> str:
    return cast("tuple[str, ...]", values[name])[0]
