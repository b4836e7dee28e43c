"""The lead's word on what a colleague asked for."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.domain.commands import (
    GrantApproval,
    ReturnApproval,
)
from refundtui.domain.quote import Quote
from refundtui.i18n.words import t, tn
from refundtui.tui.screens.clearing import ClearingScreen


class ReviewingScreen(ClearingScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_review_approve(self) -> None:
        case = self.weighed.case
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
            *self.other_way_facts(case, version.quote if version else None),
        ]
        self.confirm(t("Approve the request"), facts, t("approve {amount}", amount=amount),
                      GrantApproval(approval.version, approval.fingerprint), None)  # fmt: skip

    def do_review_return(self) -> None:
        self.write(
            t("Return the request"), t("What should be made anew, for the colleague who asked."), t("Return it"), "return",
            ReturnApproval, t("The request is returned."),
        )  # fmt: skip


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
