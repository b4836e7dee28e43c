"""What a letter may speak of: the closed set of variables, each from a figure or a record, none typed.

A brand's own templates may use these names and no others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from refundtui.domain.case import Case, CaseState, Ground, Resolution
from refundtui.domain.deadlines import Deadline
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import ground_of
from refundtui.domain.findings import Basis, Finding
from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.domain.matching import FACTS
from refundtui.domain.money import Money
from refundtui.domain.order import Order, TenderKind
from refundtui.domain.quote import Leg, LegKind, Quote, QuoteRow, RowCode
from refundtui.domain.request import PriceReduction
from refundtui.domain.rulebook import Rulebook
from refundtui.i18n.speech import Speech

Part: TypeAlias = str | bool | int | None
Said: TypeAlias = str | bool | int | list[dict[str, Part]] | list[str] | None


class Payment(StrEnum):
    """How far the money is: the tense of every sentence about it."""

    DECIDED = "decided"  # "we are going to refund"
    STARTED = "started"  # "we have started the refund"
    PAID = "paid"  # "has been refunded": only when the provider said so


_PAID_OUT: Final = (Resolution.PAID_FULL, Resolution.PAID_PARTIAL, Resolution.PAID_GOODWILL)
_GIVEN_NAME_LAST: Final = frozenset(("hu", "ja", "ko", "vi", "zh"))
_TITLES: Final = frozenset(
    ("dr.", "dr", "prof.", "prof", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "herr", "frau")
)
# Directive 2013/11/EU Art. 13(3): the final rejection names the body and says whether the trader takes part.
_NAME_THE_OUTSIDE_BODY: Final = (
    "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)


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
    """Everything a template can say. `None` is a hole: a letter that needs it cannot be sent.

    An empty text or list means that there is nothing to say, which is known.
    """

    brand: str | None
    """The brand as customers know it."""
    signature: str | None
    """How the brand signs."""
    formal: bool
    """Whether the brand addresses customers formally (Sie, vous)."""
    name: str | None
    """The customer's full name."""
    given_name: str | None
    """What an informal greeting calls her; her full name where no given name is certain."""
    reference: str
    """The case: RF-…"""
    order: str | None
    """The order as the customer knows it."""
    has_order: bool
    """Whether it is known which order she means."""
    ordered_on: str
    """The day of the order, in full; empty where unknown."""
    received_on: str
    """The day her message came in."""
    reason: str
    """Why she asked, as a code (`damaged_transit`): templates have the sentence."""
    items: list[dict[str, Part]]
    """What it is about: `title`, `units`, `kept` (she keeps it)."""
    keeps: bool
    """Whether she keeps everything it is about."""
    everything: bool
    """Whether all that was paid for the order goes back with this."""
    as_asked: bool
    """Whether she gets at least what she asked for."""
    rows: list[dict[str, Part]]
    """The figures that make up the amount: `code`, `title`, `units`, `amount`, `deduction`, `part` (25 %), `of` (what was paid for
    it), `clause`."""
    kept_out: list[dict[str, Part]]
    """What brand or law keeps out of the refund: `title`, `ground` (a code; empty where none has words), `clause`."""
    deductions: bool
    """Whether a row takes something off."""
    amount: str | None
    """What goes back in all."""
    tax: str
    """The tax in it; empty where there is none."""
    goodwill: str
    """What of it is goodwill; empty where nothing is."""
    ways: list[dict[str, Part]]
    """Where it goes: `kind` (tender, credit, offset), `tender` (card, bank …), `label`, `amount`."""
    payment: str
    """How far the money is: `decided`, `started` or `paid`."""
    by_when: str | None
    """The day by which the money is to be there."""
    overdue: bool
    """Whether that day has already passed: then it is paid at once, unless it may wait for the goods."""
    awaits_goods: bool
    """Whether the law lets the refund wait for the goods, or a proof that they were sent."""
    by_law: str
    """The article that day rests on; empty when it is the brand's own promise."""
    offer: str | None
    """The amount of an open offer."""
    offer_until: str | None
    """Until when she may accept it."""
    asked_for: list[str] | None
    """What she was asked for, as codes or words; a hole where only the house can know it."""
    grounds: list[str]
    """Why a claim is denied, as codes."""
    clauses: list[str]
    """Where that is written."""
    explanation: str | None
    """The decider's own words on a denial; empty when none are needed."""
    final: bool
    """Whether this is the answer after a second look."""
    outside_body: str | None
    """Who decides outside the house, where the law wants it named; empty where it does not apply."""
    resolution: str
    """How a case ended, as a code."""

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
    manners = rulebook.policy.manners
    quote = quote_of(case, determination)
    order = case.order
    denial = case.denial
    name = clean_line(case.customer.name)
    final = denial is not None and denial.after_second_look
    facts = LetterFacts(
        brand=_brand(rulebook, manners.signature),
        signature=clean_text(manners.signature) or None,
        formal=manners.formal,
        name=name or None,
        given_name=given_name(name, case.customer.language) or None,
        reference=case.reference,
        order=clean_line(order.id if order else case.order_ref) or None,
        has_order=order is not None or bool(case.order_ref),
        ordered_on=speech.day_in_full(speech.day_of(order.ordered_at)) if order and order.ordered_at else "",
        received_on=speech.day_in_full(speech.day_of(case.received_at)),
        reason=case.reason.value,
        items=_items(case, order),
        keeps=_keeps_everything(case),
        everything=quote is not None and order is not None and quote.total == order.total,
        as_asked=quote is not None and case.claimed is not None and quote.total >= case.claimed,
        rows=[_row(row, order, speech) for row in quote.applied if row.amount] if quote else [],
        kept_out=list(_kept_out(quote, order, determination)) if quote else [],
        deductions=any(row.amount.minor < 0 for row in quote.applied) if quote else False,
        amount=speech.money(quote.total) if quote else None,
        tax=speech.money(quote.tax) if quote and quote.tax else "",
        goodwill=speech.money(quote.goodwill) if quote and quote.goodwill else "",
        ways=[_way(leg, order, speech) for leg in quote.legs if leg.amount] if quote else [],
        payment=payment_of(case).value,
        by_when=None,
        overdue=False,
        awaits_goods=False,
        by_law="",
        offer=speech.money(case.offer.amount)
        if case.offer
        else (speech.money(quote.total) if quote else None),
        offer_until=speech.day_in_full(speech.day_of(case.offer.expires_at)) if case.offer else None,
        asked_for=_asked_for(case),
        grounds=[ground.value for ground in denial.grounds] if denial else [],
        clauses=[clean_line(clause) for clause in denial.clauses] if denial else [],
        explanation=_explanation(case),
        final=final,
        outside_body=None if final and _wants_the_outside_body(_country(case)) else "",
        resolution=case.resolution.value if case.resolution else "",
    )
    today = speech.day_of(now)
    promised = today + timedelta(days=manners.refund_days)
    return _with_typed(_with_due_day(facts, deadlines, promised, today, speech), typed or {})


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


def payment_of(case: Case) -> Payment:
    """How far the money is, as the provider says: nothing is paid before that."""
    if case.state in (CaseState.PAY_SUBMITTED, CaseState.PAY_UNKNOWN):
        return Payment.STARTED
    if case.state is CaseState.PAID or (case.state is CaseState.NOTIFY and case.denial is None):
        return Payment.PAID
    if case.state is CaseState.CLOSED and case.resolution in _PAID_OUT:
        return Payment.PAID
    return Payment.DECIDED


def given_name(name: str, language: str) -> str:
    """What to call somebody informally: the first of two names, or all of it where that would be a guess."""
    words = name.split()
    if len(words) < 2 or language.partition("-")[0] in _GIVEN_NAME_LAST or words[0].casefold() in _TITLES:
        return name
    latin_like = all(not letter.isalpha() or unicodedata.east_asian_width(letter) != "W" for letter in name)
    return words[0].rstrip(",") if latin_like and not words[0].endswith((",", ".")) else name


def _brand(rulebook: Rulebook, signature: str) -> str | None:
    """The last line of the signature is the brand's name; the pack's own name is for us."""
    lines = [line.strip() for line in clean_text(signature).splitlines() if line.strip()]
    return (lines[-1] if lines else clean_line(rulebook.policy.brand)) or None


def _items(case: Case, order: Order | None) -> list[dict[str, Part]]:
    kept = {item.line_id for item in case.request.items if isinstance(item, PriceReduction)}
    found: list[dict[str, Part]] = []
    for item in case.request.items:
        line = order.line(getattr(item, "line_id", None) or "") if order else None
        if line is not None:
            title = clean_line(line.title) or line.id
            found.append({"title": title, "units": getattr(item, "units", 0), "kept": line.id in kept})
    return found


def _asked_for(case: Case) -> list[str] | None:
    """A fact has a code, and codes are not sent: those that customers can tell have words in the templates."""
    untold = [item for item in case.asked_for if item in FACTS and item not in CUSTOMERS_KNOW]
    return None if untold else [clean_line(item) for item in case.asked_for]


def _keeps_everything(case: Case) -> bool:
    items = case.request.items
    return bool(items) and all(isinstance(item, PriceReduction) for item in items)


def _row(row: QuoteRow, order: Order | None, speech: Speech) -> dict[str, Part]:
    line = order.line(row.line_id) if order and row.line_id else None
    return {
        "code": row.code.value,
        "title": (clean_line(line.title) or line.id) if line else "",
        "units": row.units,
        "amount": speech.money(abs(row.amount)),
        "deduction": row.amount.minor < 0,
        "part": _reduced_by(row, speech),
        "of": speech.money(paid) if isinstance(paid := dict(row.inputs).get("paid"), Money) else "",
        "clause": clean_line(row.source.clause),
    }


def _kept_out(
    quote: Quote, order: Order | None, determination: Determination | None
) -> Iterator[dict[str, Part]]:
    """Each line that gives nothing because a rule says so, once, with what that rule found."""
    told: set[str] = set()
    for row in quote.applied:
        line = order.line(row.line_id) if order and row.line_id else None
        if row.formula != "kept_out" or line is None or line.id in told:
            continue
        told.add(line.id)
        found = determination.eligibility.findings if determination is not None else ()
        grounds = [ground_of(one) for one in found if one.rule == row.source.rule and _is_about(one, line.id)]
        ground = next((one for one in grounds if one not in (None, Ground.OTHER)), None)
        yield {
            "title": clean_line(line.title) or line.id,
            "ground": ground.value if ground else "",
            "clause": clean_line(row.source.clause),
        }


def _is_about(found: Finding, line_id: str) -> bool:
    return found.fact("line_id") in {None, line_id}


def _reduced_by(row: QuoteRow, speech: Speech) -> str:
    """By how much the price of a kept thing was reduced, in per cent: `25 %`; empty for other rows."""
    if row.code is not RowCode.PRICE_REDUCTION:
        return ""
    values = dict(row.inputs)
    actual, conforming = values.get("actual_value"), values.get("conforming_value")
    if not (isinstance(actual, Money) and isinstance(conforming, Money) and conforming):
        return ""
    return speech.percent(1 - Fraction(actual.minor, conforming.minor))


def _way(leg: Leg, order: Order | None, speech: Speech) -> dict[str, Part]:
    payment = next((paid for paid in order.payments if paid.id == leg.payment_id), None) if order else None
    kind = payment.kind if payment else TenderKind.OTHER
    label = clean_line(leg.label or (payment.label if payment else ""))
    return {
        "kind": leg.kind.value,
        "tender": kind.value if leg.kind is LegKind.TENDER else "",
        "label": speech.tender(label, kind) if label and label != leg.payment_id else "",
        "amount": speech.money(leg.amount),
    }


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


def _with_typed(facts: LetterFacts, typed: Mapping[str, str]) -> LetterFacts:
    """Inputs somebody was asked for fill holes; they never change what is already known."""
    known = {name: getattr(facts, name) for name in VARIABLES}
    holes = {name: clean_text(typed[name]).strip() or None for name in typed if known.get(name, "") is None}
    return LetterFacts(**{**known, **holes})


def _explanation(case: Case) -> str | None:
    """A ground without a name needs its own words."""
    if case.denial is None:
        return ""
    text = clean_text(case.denial.text).strip()
    return text or (None if Ground.OTHER in case.denial.grounds else "")


def _wants_the_outside_body(country: str) -> bool:
    return country in _NAME_THE_OUTSIDE_BODY.split()


def _country(case: Case) -> str:
    return case.customer.country or (case.order.country if case.order else "")
