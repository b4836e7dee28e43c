"""The lead's word on what a colleague asked for."""

from __future__ import annotations

from refundtui.domain.commands import Deny, GrantApproval, ReturnApproval
from refundtui.domain.reviewing import review_of
from refundtui.i18n.reviewing import review_said
from refundtui.i18n.words import t
from refundtui.tui.modals.review import ReviewDialog
from refundtui.tui.screens.answering import AnsweringScreen
from refundtui.tui.screens.clearing import ClearingScreen


class ReviewingScreen(ClearingScreen, AnsweringScreen):
    """Each `do_…` belongs to the action of that name."""

    def do_review_approve(self) -> None:
        """The whole request first; one key more grants, returns or denies it."""
        case = self.weighed.case
        approval = case.approval
        rulebook = self.desk.ports.rulebooks.for_case(case)
        review = review_of(case, rulebook, self.desk.now())
        if approval is None or review is None:
            return
        facts = [
            *review_said(case, review, self.desk.now(), self.speech),
            *self.other_way_facts(case, review.quote),
        ]
        grant = t("approve {amount}", amount=self.speech.money_with_code(approval.amount))
        title = t("Request for approval")
        if self.desk.training:
            title = f"{title} · {t('TRAINING')}"

        def take(answer: str | None) -> None:
            match answer:
                case "grant":
                    self._send_money(GrantApproval(approval.version, approval.fingerprint))
                case "return":
                    self.do_review_return()
                case "deny":
                    self._deny_the_request()
                case _:
                    return

        self.open_dialog(ReviewDialog(title, facts, grant), take)

    def _deny_the_request(self) -> None:
        if self.said_why(Deny.code):
            self.desk.say(self.said_why(Deny.code), bad=True)
        else:
            self._deny()

    def do_review_return(self) -> None:
        self.write(
            t("Return the request"), t("What should be made anew, for the colleague who asked."), t("Return it"), "return",
            ReturnApproval, t("The request is returned."),
        )  # fmt: skip
