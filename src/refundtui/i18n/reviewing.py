"""A request for approval in words: labels with what belongs to each, the same at the desk and in plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, TypeAlias

from refundtui.domain.case import Case
from refundtui.domain.eligibility import Verdict
from refundtui.domain.findings import finding
from refundtui.domain.reservations import order_as_refunded
from refundtui.domain.reviewing import Review
from refundtui.domain.timeline import Happened, timeline_of
from refundtui.i18n.happenings import happening_said, when_said
from refundtui.i18n.phrases import SENTENCES
from refundtui.i18n.speech import Speech

Said: TypeAlias = tuple[str, str]

_PAST: Final = 4
_OF_NOTE: Final = frozenset({Happened.DECISION, Happened.MONEY, Happened.MESSAGE, Happened.NOTE})


def review_said(case: Case, review: Review, now: datetime, speech: Speech) -> Iterator[Said]:
    """Each label once; what follows under the same one has none."""
    t, approval = speech.words.t, review.approval
    yield t("Grant"), speech.money_with_code(approval.amount)
    yield t("Case"), f"{case.reference} · {case.customer.name} · {speech.label(case.reason)}"
    asked = t("{who} ({role}), {at}", who=speech.called(approval.requested_by), role=speech.label(review.role), at=speech.moment(approval.requested_at))  # fmt: skip
    yield t("Asked by"), f"{asked}: {approval.note}" if approval.note else asked
    yield from _under(t("Why here"), [_why(code, case, review, speech) for code in review.why] or [t("it was asked for")])  # fmt: skip
    yield from _under(t("Differs"), [*_differences(review, speech)] or [t("nothing: as policy and law give it")])  # fmt: skip
    yield from _under(t("Switches"), [*_switches(review, speech)])
    yield t("Risk"), str(case.risk)
    evidence = [f"{speech.name('kind', one.kind)}: {one.title}" for one in case.evidence]
    missing = [t("missing: {kind}", kind=speech.name("kind", kind)) for kind in review.determination.eligibility.evidence_missing]  # fmt: skip
    yield from _under(t("Evidence"), [*missing, *evidence] or [t("none")])
    yield from _under(t("Before"), [*_past(case, speech)])


def _under(label: str, lines: list[str]) -> Iterator[Said]:
    for at, line in enumerate(lines):
        yield label if at == 0 else "", line


def _why(code: str, case: Case, review: Review, speech: Speech) -> str:
    t, limit = speech.words.t, review.limit
    match code:
        case "limit.exceeded" if limit is not None:
            return t("above the asker's own limit of {limit}", limit=speech.money_with_code(limit.amount))
        case "goodwill.limit_exceeded" if limit is not None:
            return t("goodwill above the asker's own limit of {limit}", limit=speech.money_with_code(limit.goodwill))  # fmt: skip
        case "limit.exceeded" | "goodwill.limit_exceeded" | "limit.none":
            return t("above what the asker decides alone")
        case "limit.day_exceeded" | "goodwill.day_exceeded":
            return t("above what one person grants in a day")
        case "risk.high":
            return t("the risk is {risk}", risk=case.risk)
        case "review.needed":
            return t("the policy wants a second person")
        case "order.payments_disagree":
            return t("what was paid does not fit what was bought")
        case _:
            return speech.finding(finding(code)) if code in SENTENCES else code


def _differences(review: Review, speech: Speech) -> Iterator[str]:
    t, quote = speech.words.t, review.quote
    if quote.goodwill:
        yield t("{amount} goodwill, beyond what is owed", amount=f"+{speech.money_with_code(quote.goodwill)}")
    if review.typed:
        yield t("an amount was typed over what was worked out")
    if review.computed is not None:
        yield t("today the same request comes to {amount}", amount=speech.money_with_code(review.computed))
    verdict = review.determination.eligibility.verdict
    if verdict not in {Verdict.ELIGIBLE, Verdict.PARTLY} and not quote.is_goodwill:
        yield t("the verdict is: {verdict}", verdict=speech.label(verdict))
    for one in review.overrides:
        yield t("{who} went on against {rules}: {reason}", who=speech.called(one.by), rules=", ".join(one.rules), reason=one.reason)  # fmt: skip


def _switches(review: Review, speech: Speech) -> Iterator[str]:
    """What the brand's own switches made of it: no difference to the policy, and good to know."""
    t, quote = speech.words.t, review.quote
    for switch in review.switches:
        for other, total in switch.what_if:
            if total != quote.total:
                amount = speech.money_with_code(total)
                chosen, instead = speech.switch(switch.name, switch.value), speech.switch(switch.name, other)
                yield t("{switch} ({amount}, if “{other}”)", switch=chosen, amount=amount, other=instead)


def _past(case: Case, speech: Speech) -> Iterator[str]:
    """What was refunded on the order, other claims on it, and what happened last."""
    t = speech.words.t
    order = case.order
    for past in order_as_refunded(case, order).earlier if order is not None else ():
        amount = speech.money_with_code(past.amount(order.currency)) if order is not None else ""
        yield t("earlier refund of {amount}", amount=amount)
    for claim in case.related:
        yield t("{reference} on the same order: {state}", reference=claim.reference, state=speech.label(claim.state))  # fmt: skip
    happened = [one for one in timeline_of(case) if one.kind in _OF_NOTE][-_PAST:]
    for one in reversed(happened):
        yield f"{when_said(one, speech)}  {happening_said(one, speech)}"
