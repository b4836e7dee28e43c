"""`refundtui case review`: a colleague's request as a second person reads it."""

from __future__ import annotations

from argparse import Namespace

from refundtui.cli.opening import desk_ports
from refundtui.cli.submitting import file_asked
from refundtui.cli.telling import Exit, Stopped, findings_json, say, say_json, speech
from refundtui.domain.commands import GrantApproval
from refundtui.domain.reviewing import review_of
from refundtui.i18n.reviewing import review_said
from refundtui.i18n.words import t


def run_review(asked: Namespace) -> int:
    """Nothing is decided by looking: “case grant”, “case return” and “case deny” do."""
    with desk_ports(asked) as ports:
        file = file_asked(asked, ports)
        now = ports.clock.now()
        review = review_of(file.case, ports.rulebooks.for_case(file.case), now)
        if review is None:
            raise Stopped(
                Exit.REFUSED, t("Nobody asked for an approval of this case."), t("Nothing was changed.")
            )
        said = list(review_said(file.case, review, now, speech()))
        against = dict(file.obstacles).get(GrantApproval.code, ())
        if asked.json:
            say_json(
                {
                    "reference": file.case.reference,
                    "version": review.approval.version,
                    "amount": {
                        "minor": review.approval.amount.minor,
                        "currency": review.approval.amount.currency.code,
                    },
                    "asked_by": review.approval.requested_by,
                    "why": list(review.why),
                    "said": [{"label": label, "text": text} for label, text in said],
                    "why_not": findings_json(against),
                }
            )
            return Exit.DONE
        wide = max(len(label) for label, _ in said) + 2
        for label, text in said:
            say(f"{label:{wide}}{text}")
        for found in against:
            say(f"{t('Not yours to grant'):{wide}}{speech().finding(found)}")
    return Exit.DONE
