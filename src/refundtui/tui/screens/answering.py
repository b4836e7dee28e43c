"""Decisions without money: an offer, a question, a denial, another decider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from refundtui.domain.case import Ground
from refundtui.domain.commands import (
    AskInformation,
    Deny,
    Escalate,
    MakeOffer,
)
from refundtui.domain.findings import Finding, Outcome
from refundtui.domain.matching import FACTS
from refundtui.i18n.words import t
from refundtui.tui.modals.form import Field, Form, LineField, PickField, ProseField, Values
from refundtui.tui.screens.settling import SettlingScreen
from refundtui.tui.widgets.choices import Option


class AnsweringScreen(SettlingScreen):
    """Each is one form, and nothing is sent before it is filled in."""

    def _offer(self) -> None:
        weighed = self.weighed
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
        self.confirm(t("Offer a compromise"), facts, t("offer {amount}", amount=amount), command, None)

    def _ask(self) -> None:
        eligibility = self.weighed.determination.eligibility
        wanted = dict.fromkeys(
            (*eligibility.evidence_missing, *eligibility.missing, "photo", "receipt", "report")
        )
        options = tuple(
            Option(name, self.speech.name("fact" if name in FACTS else "kind", name)) for name in wanted
        )
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
        weighed = self.weighed
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
        self.write(
            t("Escalate"), t("What the next decider should know. Whoever decided first does not decide again."),
            t("Escalate"), "escalate", Escalate, t("Escalated to another decider."),
        )  # fmt: skip


def _ground_of(failing: Sequence[Finding]) -> Ground | None:
    """The ground a failing rule suggests; the agent decides."""
    codes = {found.code.partition(".")[0] for found in failing}
    if "window" in codes:
        return Ground.WINDOW_PASSED
    if "exclusion" in codes or "rejected" in codes:
        return Ground.EXCLUDED_GOODS
    return None
