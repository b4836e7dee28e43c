"""Mistakes in a document people wrote, as one sentence each with their place."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Final

from refundtui.domain.hostile_text import mask_cards
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.wire.problems import Problem

_SENTENCES: Final = {
    "json.torn": N_("This is not JSON: it breaks off at line {line}, column {column}."),
    "json.no_text": N_("This is not UTF-8 text."),
    "json.too_deep": N_("This is nested too deeply."),
    "json.no_number": N_("“{value}” is no number."),
    "json.long_number": N_("This has a number of thousands of digits."),
    "json.twice": N_("“{name}” is given twice in one object."),
    "field.missing": N_("This is missing."),
    "field.unknown": N_("There is no “{name}” here."),
    "field.not_text": N_("This must be text in quotation marks; found {value}."),
    "field.not_a_number": N_("This must be a whole number; found {value}."),
    "field.not_yes_or_no": N_("This must be true or false; found {value}."),
    "field.not_a_list": N_("This must be a list in square brackets; found {value}."),
    "field.not_a_fact": N_(
        "A fact is text, a whole number, true or false, or a list of texts; found {value}."
    ),
    "field.not_an_object": N_("This must be an object in braces; found {value}."),
    "field.not_a_date": N_("This must be a day like “2026-11-20”; found {value}."),
    "field.not_a_moment": N_("This must be a moment like “2026-11-20T09:00:00+01:00”; found {value}."),
    "field.moment_without_zone": N_("This moment needs its time zone, like “+01:00”; found {value}."),
    "field.too_small": N_("This must be at least {limit}."),
    "field.too_large": N_("This must be at most {limit}."),
    "field.too_long": N_("This is too long; found {value}."),
    "field.too_many": N_("This must have at most {limit} entries."),
    "field.empty": N_("This must not be empty."),
    "field.not_one_of": N_("“{value}” is not possible here; possible: {allowed}."),
    "field.wrong": N_("This cannot be read: {why}."),
    "fact.not_a_day": N_(
        "This must be a day like “2026-11-20”, or a moment with its zone like “2026-11-20T09:00:00+01:00”; found {value}."
    ),
    "fact.too_early": N_("“{second}” ({other}) cannot lie before “{first}” ({one})."),
    "fact.more_than_whole": N_("“{first}” ({one}) cannot be more than “{second}” ({other})."),
    "country.unreadable": N_('Write a country as its two capital letters, like "DE"; found “{value}”.'),
    "region.unreadable": N_('Write a region as in ISO 3166-2, like "DE-BY"; found “{value}”.'),
    "region.elsewhere": N_("“{value}” is no region of {country}."),
    "timezone.unknown": N_("There is no time zone “{value}”."),
    "amount.not_exact": N_(
        "“{value}” is no exact amount; write it like “29.16”, with at most {places} decimals."
    ),
    "amount.too_large": N_("{value} is more than any amount here can be; the most is {limit}."),
    "number.unreadable": N_("“{value}” is no decimal number; write it like “29.16”."),
    "rate.not_a_fraction": N_("“{value}” is no fraction; write 19 % as “0.19”."),
    "rate.above_the_whole": N_("“{value}” is more than the whole; write 19 % as “0.19”."),
    "currency.unknown": N_("“{value}” is not a currency a refund can be paid in: {why}."),
    "id.twice": N_("“{value}” is used twice."),
    "line.unknown": N_("The order has no line “{value}”; it has: {allowed}."),
    "payment.unknown": N_("The order has no payment “{value}”; it has: {allowed}."),
    "line.without_price": N_("This line has neither “unit_price” nor “line_total” nor “net”."),
    "line.listed_and_paid": N_("A line has list prices or paid figures, not both."),
    "order.listed_and_paid_lines": N_("All lines of an order have list prices, or all have paid figures."),
    "order.discount_on_paid_lines": N_("Paid figures already hold every discount: leave “discounts” out."),
    "order.total_differs": N_("The order says {declared}, its lines come to {lines}."),
    "payments.exceed_order": N_("The payments come to {paid}, the order only to {lines}."),
    "payment.impossible": N_("{value} cannot be, where {captured} was paid."),
    "payment.no_iban": N_("This is no account number (IBAN) that a SEPA transfer reaches."),
    "tax.without_amount": N_("A paid line needs the amount of its tax."),
    "fee.amount_or_percent": N_("A fee has an amount or a percentage, one of the two."),
    "depreciation.rate": N_("Declining depreciation has a yearly rate, straight-line depreciation has none."),
    "brand.missing": N_("No brand is named, here or with --brand."),
    "line.order_or_case": N_("A line holds one order or one case."),
    "line.too_long": N_("This line is longer than {bytes} bytes."),
}


def sentence(problem: Problem) -> str:
    """Where it is and what is wrong, with what was probably meant."""
    facts = {name: mask_cards(fact) for name, fact in problem.facts}
    pattern = _SENTENCES.get(problem.code)
    said = t(pattern, **facts) if pattern else problem.code
    if facts.get("nearest"):
        said += " " + t("Did you mean “{name}”?", name=facts["nearest"])
    return f"{problem.path}: {said}" if problem.path else said


def reason(code: str) -> str:
    """The same kind of mistake, without its facts, for a list of counts."""
    from refundtui.i18n.phrases import SENTENCES

    known = SENTENCES.get(code) or _SENTENCES.get(code)
    if not isinstance(known, str):
        return code
    facts = {name for _, name, _, _ in Formatter().parse(known) if name}
    return t(known, **dict.fromkeys(facts, "…"))
