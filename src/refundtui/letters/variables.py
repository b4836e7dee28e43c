"""The closed set of variables a letter may use: name, what it holds, an example, what it means.

One table: the help, the check of a template, the import of a macro and the translators' file all read it.
A brand's own templates may use these names and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final, TypeAlias

from refundtui.domain.money import Money, currency
from refundtui.i18n.speech import Speech

Example: TypeAlias = str | int | Money | date | tuple[str, ...]
"""A value as the facts of a case would hold it; a flag is True or False."""


class Holds(StrEnum):
    """What kind of value stands behind a name."""

    TEXT = "text"
    CODE = "code"  # one of a few words: templates have the sentence
    FLAG = "flag"  # true or false, for {% if %}
    MONEY = "money"  # written as the customer's place writes money
    DAY = "day"  # written in full as the customer's place writes days
    LIST = "list"  # for {% for %}; `fields` are the names in each


@dataclass(frozen=True, slots=True)
class Variable:
    """One name. A `may_be_missing` one without a value stops the letter that needs it; of the others an
    empty text means that there is nothing to say.
    """

    name: str
    holds: Holds
    value: Example
    means: str
    may_be_missing: bool = False
    fields: tuple[Variable, ...] = ()

    @property
    def example(self) -> str:
        """Its value as a German letter would say it."""
        return _said(self.value, _german())


@cache
def _german() -> Speech:
    return Speech("de")


def _euros(cents: int) -> Money:
    return Money(cents, currency("EUR"))


_T, _C, _F, _M, _D, _L = Holds.TEXT, Holds.CODE, Holds.FLAG, Holds.MONEY, Holds.DAY, Holds.LIST


def _hole(name: str, holds: Holds, value: Example, means: str) -> Variable:
    return Variable(name, holds, value, means, may_be_missing=True)


_TRANSFER: Final = (
    Variable("amount", _M, _euros(2916), "how much"),
    Variable("label", _T, "Visa ••4242", "to what, masked; may be empty"),
    Variable("tender", _C, "card", "what kind that is"),
    Variable("state", _C, "paid", "decided, started, paid or failed"),
    Variable("reversal", _F, False, "the charge disappears and nothing is credited"),
    Variable(
        "trace", _T, "74537604221222510000123", "the number the customer's bank finds it by; may be empty"
    ),
    Variable("days_from", _T, 5, "working days until it is usually seen, at least; 0 where not known"),
    Variable("days_to", _T, 10, "… and at most"),
    Variable("at_once", _F, False, "it is there as soon as it is paid"),
)

TABLE: Final[tuple[Variable, ...]] = (
    _hole("brand", _T, "Nordfaden", "the brand as customers know it"),
    _hole("signature", _T, "Dein Team von\nNordfaden", "how the brand signs"),
    Variable("formal", _F, True, "whether the brand addresses customers formally (Sie, vous)"),
    _hole("name", _T, "Karin Brandt", "the customer's full name"),
    _hole("given_name", _T, "Karin", "what an informal greeting calls her; all of it where that would be a guess"),
    Variable("reference", _T, "RF-0481920", "the case"),
    _hole("order", _T, "4711", "the order as the customer knows it"),
    Variable("has_order", _F, True, "whether it is known which order she means"),
    Variable("ordered_on", _D, date(2026, 11, 5), "the day of the order; may be empty"),
    Variable("received_on", _D, date(2026, 11, 18), "the day her message came in"),
    Variable("reason", _C, "damaged_transit", "why she asked"),
    Variable(
        "items", _L, "", "what it is about",
        fields=(
            Variable("title", _T, "Jacke", "its name"),
            Variable("units", _T, 1, "how many"),
            Variable("kept", _F, False, "whether she keeps it"),
        ),
    ),
    Variable("keeps", _F, False, "whether she keeps everything it is about"),
    Variable("everything", _F, False, "whether all that was paid for the order goes back with this"),
    Variable("as_asked", _F, True, "whether she gets at least what she asked for"),
    Variable(
        "rows", _L, "", "the figures that make up the amount",
        fields=(
            Variable("code", _C, "price_reduction", "what kind of row"),
            Variable("title", _T, "Jacke", "the thing; may be empty"),
            Variable("units", _T, 1, "how many"),
            Variable("amount", _M, _euros(2916), "how much, without a sign"),
            Variable("deduction", _F, False, "whether it is taken off"),
            Variable("part", _T, "25 %", "by how much a price was reduced; may be empty"),
            Variable("of", _M, _euros(11664), "what was paid for it; may be empty"),
            Variable("clause", _T, "§ 6", "where it is written; may be empty"),
        ),
    ),
    Variable(
        "kept_out", _L, "", "what brand or law keeps out of the refund",
        fields=(
            Variable("title", _T, "Jacke", "the thing"),
            Variable("ground", _C, "excluded_goods", "why; empty where none has words"),
            Variable("clause", _T, "§ 4", "where it is written; may be empty"),
        ),
    ),
    Variable("deductions", _F, False, "whether a row takes something off"),
    _hole("amount", _M, _euros(2916), "what goes back in all"),
    Variable("tax", _M, _euros(466), "the tax in it; empty where there is none"),
    Variable("goodwill", _M, _euros(500), "what of it is goodwill; empty where nothing is"),
    Variable(
        "ways", _L, "", "where it goes, by the quote",
        fields=(
            Variable("kind", _C, "tender", "tender, credit or offset"),
            Variable("tender", _C, "card", "card, bank …"),
            Variable("label", _T, "Visa ••4242", "masked; may be empty"),
            Variable("amount", _M, _euros(2916), "how much of it"),
        ),
    ),
    Variable("payment", _C, "paid", "how far the money is: decided, started or paid, as the provider says"),
    Variable("transfers", _L, "", "each part of the money as its provider told it", fields=_TRANSFER),
    Variable("reverses", _F, False, "whether the charge disappears, and nothing is credited"),
    _hole("failed_amount", _M, _euros(2916), "what did not arrive"),
    Variable("came_back", _F, False, "whether it had been paid, and the money came back"),
    Variable("why_not_paid", _C, "account", "account, card, bank, disputed, too_old, or us: nothing she can do"),
    Variable("needs_another_way", _F, True, "whether she has to name another account"),
    _hole("said_paid_on", _D, date(2026, 11, 23), "the day it was called paid, before it came back"),
    _hole("by_when", _D, date(2026, 12, 4), "the day by which the money is to be there"),
    Variable("overdue", _F, False, "whether that day has already passed"),
    Variable("awaits_goods", _F, False, "whether the law lets the refund wait for the goods or a proof of sending"),
    Variable("by_law", _T, "§ 357 BGB", "the article that day rests on; empty when it is the brand's own promise"),
    _hole("new_day", _D, date(2026, 12, 11), "the day a delayed answer or payment is now due"),
    _hole("offer", _M, _euros(2916), "the amount of an open offer"),
    _hole("offer_until", _D, date(2026, 11, 27), "until when she may accept it"),
    Variable("asked_for", _L, ("photos",), "what she was asked for, as codes or words", may_be_missing=True),
    _hole("asked_on", _D, date(2026, 11, 19), "the day she was asked"),
    _hole("reply_by", _D, date(2026, 12, 3), "the day after which the case may be closed for want of a reply"),
    Variable("grounds", _L, ("window_passed",), "why a claim is denied, as codes"),
    Variable("clauses", _L, ("§ 3",), "where that is written"),
    _hole("explanation", _T, "Die Naht ist aufgetrennt.", "the decider's own words; empty when none are needed"),
    Variable("final", _F, False, "whether this is the answer after a second look"),
    Variable("outside_name", _T, "Universalschlichtungsstelle des Bundes", "the body outside the house; may be empty"),
    Variable("outside_website", _T, "www.universalschlichtungsstelle.de", "where it is found; may be empty"),
    Variable("outside_takes_part", _F, False, "whether the brand takes part in its procedure"),
    _hole("outside_body", _T, "…", "the same in words of one's own, where the pack names none; empty where none is due"),
    Variable("dispute_amount", _M, _euros(11664), "what is disputed at the customer's bank; empty where it is not known"),
    _hole("dispute_outcome", _C, "won", "won (the payment stands) or lost (the bank gives it back)"),
    Variable("resolution", _C, "paid_partial", "how a case ended"),
)  # fmt: skip

BY_NAME: Final = {variable.name: variable for variable in TABLE}
FIELDS: Final = {variable.name: frozenset(one.name for one in variable.fields) for variable in TABLE}


def example_facts(speech: Speech | None = None) -> dict[str, object]:
    """Every variable with its example, days and amounts as `speech` says them, in German where nobody is named: what
    a preview without a case is filled from.
    """
    said = speech or _german()
    return {variable.name: _filled_in(variable, said) for variable in TABLE}


def _filled_in(variable: Variable, speech: Speech) -> object:
    value = variable.value
    if variable.fields:
        return [{one.name: _filled_in(one, speech) for one in variable.fields}]
    if isinstance(value, tuple):
        return list(value)
    return _said(value, speech) if isinstance(value, Money | date) else value


def _said(value: Example, speech: Speech) -> str:
    match value:
        case Money():
            return speech.money(value)
        case date():
            return speech.day_in_full(value)
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
