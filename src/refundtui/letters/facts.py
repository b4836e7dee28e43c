"""What a letter may speak of: the closed set of variables, each from a figure or a record, none typed.

A brand's own templates may use these names and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from refundtui.domain.case import Case, CaseState, Ground
from refundtui.domain.commands import AskInformation
from refundtui.domain.deadlines import Deadline
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Basis
from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.domain.matching import FACTS
from refundtui.domain.money import total
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook
from refundtui.i18n.speech import Speech
from refundtui.letters import outside, transfers
from refundtui.letters.breakdown import items_of, keeps_everything, kept_out, row_of, way_of
from refundtui.letters.naming import brand_of, given_name
from refundtui.letters.transfers import Part
from refundtui.letters.variables import BY_NAME, Holds

Said: TypeAlias = str | bool | int | list[dict[str, Part]] | list[str] | None


CUSTOMERS_KNOW: Final = frozenset(
    [
        "consumer",
        "defect_at_delivery",
        "defect_by_customer",
        "defect_noticed_on",
        "defect_serious",
        "delivered_on",
        "goods_back",
        "grade",
        "line.grade",
        "not_supplied",
        "opened",
        "order.ordered_on",
        "personalised",
        "photos",
        "receipts",
        "repair_failed",
        "reports",
        "return.location",
        "return.method",
        "seal_broken",
        "sent_back",
        "sent_proof_on",
    ]
)
"""Facts a customer can be asked for; every `_asked_for` template has words for each of them."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything a template can say; what each means stands in `variables.TABLE`.

    `None` is a hole: a letter that needs it cannot be sent. An empty text or list means that there is nothing
    to say, which is known.
    """

    brand: str | None
    signature: str | None
    formal: bool
    name: str | None
    given_name: str | None
    reference: str
    order: str | None
    has_order: bool
    ordered_on: str
    received_on: str
    reason: str
    items: list[dict[str, Part]]
    keeps: bool
    everything: bool
    as_asked: bool
    rows: list[dict[str, Part]]
    kept_out: list[dict[str, Part]]
    deductions: bool
    amount: str | None
    tax: str
    goodwill: str
    ways: list[dict[str, Part]]
    payment: str
    transfers: list[dict[str, Part]]
    reverses: bool
    failed_amount: str | None
    came_back: bool
    why_not_paid: str
    needs_another_way: bool
    said_paid_on: str | None
    by_when: str | None
    overdue: bool
    awaits_goods: bool
    by_law: str
    new_day: str | None
    offer: str | None
    offer_until: str | None
    asked_for: list[str] | None
    asked_on: str | None
    reply_by: str | None
    grounds: list[str]
    clauses: list[str]
    explanation: str | None
    final: bool
    outside_name: str
    outside_website: str
    outside_takes_part: bool
    outside_body: str | None
    dispute_amount: str
    dispute_outcome: str | None
    resolution: str

    def variables(self) -> dict[str, Said]:
        """By name; holes are left out, so that a template that needs one is found out."""
        every = {name: getattr(self, name) for name in VARIABLES}
        return {name: value for name, value in every.items() if value is not None}


VARIABLES: Final = tuple(spec.name for spec in fields(LetterFacts))


def gather(
    case: Case,
    determination: Determination | None,
    rulebook: Rulebook,
    deadlines: tuple[Deadline, ...],
    speech: Speech,
    now: datetime,
    *,
    typed: Mapping[str, str] | None = None,
) -> LetterFacts:
    """The facts of one case in the customer's own way of reading."""
    policy = rulebook.policy
    quote = quote_of(case, determination)
    order, denial, offer = case.order, case.denial, case.offer
    name = clean_line(case.customer.name)
    failed = transfers.not_paid(case)
    moved = transfers.transfers_of(case, quote, speech)
    body = outside.body_for(case, policy) if outside.is_due(case, policy) else None

    def day(at: datetime | None) -> str | None:
        return speech.day_in_full(speech.day_of(at)) if at else None

    asked_at = max((one.at for one in case.events if one.kind == AskInformation.code), default=None)
    facts = LetterFacts(
        brand=brand_of(rulebook, policy.manners.signature),
        signature=clean_text(policy.manners.signature) or None,
        formal=policy.manners.formal,
        name=name or None,
        given_name=given_name(name, case.customer.language) or None,
        reference=case.reference,
        order=clean_line(order.id if order else case.order_ref) or None,
        has_order=order is not None or bool(case.order_ref),
        ordered_on=(day(order.ordered_at) if order else None) or "",
        received_on=speech.day_in_full(speech.day_of(case.received_at)),
        reason=case.reason.value,
        items=items_of(case, order),
        keeps=keeps_everything(case),
        everything=quote is not None and order is not None and quote.total == order.total,
        as_asked=quote is not None and case.claimed is not None and quote.total >= case.claimed,
        rows=[row_of(row, order, speech) for row in quote.applied if row.amount] if quote else [],
        kept_out=list(kept_out(quote, order, determination)) if quote else [],
        deductions=any(row.amount.minor < 0 for row in quote.applied) if quote else False,
        amount=speech.money(quote.total) if quote else None,
        tax=speech.money(quote.tax) if quote and quote.tax else "",
        goodwill=speech.money(quote.goodwill) if quote and quote.goodwill else "",
        ways=[way_of(leg, order, speech) for leg in quote.legs if leg.amount] if quote else [],
        payment=transfers.payment_of(case).value,
        transfers=moved,
        reverses=bool(moved) and all(one["reversal"] is True for one in moved),
        failed_amount=speech.money(gone) if (gone := transfers.amount_of(failed)) else None,
        came_back=transfers.came_back(case),
        why_not_paid=transfers.why_not_paid(case),
        needs_another_way=transfers.needs_another_way(case),
        said_paid_on=day(max((one.at for one in case.events if one.after is CaseState.PAID), default=None)),
        by_when=None,
        overdue=False,
        awaits_goods=False,
        by_law="",
        new_day=None,
        offer=speech.money(offer.amount) if offer else (speech.money(quote.total) if quote else None),
        offer_until=day(offer.expires_at if offer else None),
        asked_for=_asked_for(case),
        asked_on=day(asked_at),
        reply_by=day(asked_at and asked_at + timedelta(days=policy.manners.reply_days)),
        grounds=[ground.value for ground in denial.grounds] if denial else [],
        clauses=[clean_line(clause) for clause in denial.clauses] if denial else [],
        explanation=_explanation(case),
        final=denial is not None and denial.after_second_look,
        outside_name=clean_line(body.name) if body else "",
        outside_website=clean_line(body.website) if body else "",
        outside_takes_part=body.takes_part if body else False,
        outside_body=None if outside.is_due(case, policy) and body is None else "",
        dispute_amount=_disputed(case, speech),
        dispute_outcome=_outcome(case),
        resolution=case.resolution.value if case.resolution else "",
    )
    today = speech.day_of(now)
    promised = today + timedelta(days=policy.manners.refund_days)
    return _with_typed(_with_due_day(facts, deadlines, promised, today, speech), typed or {}, speech)


def quote_of(case: Case, determination: Determination | None) -> Quote | None:
    """The figures a letter speaks of: the version decided or, before, offered; else what is on the table."""
    decided = case.approval.version if case.approval and case.approval.status == "granted" else None
    offered = case.offer.version if case.offer and not case.offer.closed else None
    for version in case.quotes:
        if version.number == (offered if decided is None else decided):
            return version.quote
    if determination is not None and isinstance(determination.quote, Quote):
        return determination.quote
    return case.current_quote.quote if case.current_quote else None


def _asked_for(case: Case) -> list[str] | None:
    """A fact has a code, and codes are not sent: those that customers can tell have words in the templates."""
    untold = [item for item in case.asked_for if item in FACTS and item not in CUSTOMERS_KNOW]
    return None if untold else [clean_line(item) for item in case.asked_for]


def _with_due_day(
    facts: LetterFacts, deadlines: tuple[Deadline, ...], promised: date, today: date, speech: Speech
) -> LetterFacts:
    """The earliest safe day by which the money must be there and the article it rests on.

    Where no deadline runs, the brand's own promise counts from the day the letter is written.
    """
    due = min(
        (one for one in deadlines if one.kind == "refund_due"), key=lambda one: one.safe_on, default=None
    )
    if due is None:
        return replace(facts, by_when=speech.day_in_full(promised))
    article = clean_line(due.clause) if due.basis is Basis.LAW else ""
    return replace(
        facts,
        by_when=speech.day_in_full(due.safe_on),
        by_law=article,
        overdue=due.safe_on < today,
        awaits_goods=not due.is_running,
    )


def _with_typed(facts: LetterFacts, typed: Mapping[str, str], speech: Speech) -> LetterFacts:
    """Inputs somebody was asked for fill holes; they never change what is already known."""
    known = {name: getattr(facts, name) for name in VARIABLES}
    holes = {name: _said(name, typed[name], speech) for name in typed if known.get(name, "") is None}
    return LetterFacts(**{**known, **holes})


def _said(name: str, text: str, speech: Speech) -> str | list[str] | None:
    """What was typed, as its kind is written; a figure is never typed, and no day is what is none."""
    text = clean_text(text).strip()
    match BY_NAME[name].holds:
        case Holds.MONEY | Holds.CODE:
            return None
        case Holds.DAY:
            try:
                return speech.day_in_full(date.fromisoformat(text))
            except ValueError:
                return None
        case Holds.LIST:
            return [line.strip() for line in text.splitlines() if line.strip()] or None
        case _:
            return text or None


def _disputed(case: Case, speech: Speech) -> str:
    held = [one.disputed for one in case.order.payments if one.disputed] if case.order else []
    return speech.money(total(held, held[0].currency)) if held else ""


def _outcome(case: Case) -> str | None:
    """How a bank dispute ended: one that is closed on was lost or accepted, after any other end the payment stands."""
    left = [one for one in case.events if one.before is CaseState.CHARGEBACK and one.after is not one.before]
    if not left or case.state is CaseState.CHARGEBACK:
        return None
    return "lost" if left[-1].after is CaseState.CLOSED else "won"


def _explanation(case: Case) -> str | None:
    """A ground without a name needs its own words."""
    if case.denial is None:
        return ""
    text = clean_text(case.denial.text).strip()
    return text or (None if Ground.OTHER in case.denial.grounds else "")
