"""The closed set of variables a letter may use: name, what it holds, an example, what it means.

One table: the help, the check of a template, the import of a macro and the translators' file all read it.
A brand's own templates may use these names and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from refundtui.domain.money import currency
from refundtui.i18n.amounts import read_amount

if TYPE_CHECKING:
    from refundtui.i18n.speech import Speech


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
    example: str
    means: str
    may_be_missing: bool = False
    fields: tuple[Variable, ...] = ()


_T, _C, _F, _M, _D, _L = Holds.TEXT, Holds.CODE, Holds.FLAG, Holds.MONEY, Holds.DAY, Holds.LIST


def _hole(name: str, holds: Holds, example: str, means: str) -> Variable:
    return Variable(name, holds, example, means, may_be_missing=True)


_TRANSFER: Final = (
    Variable("amount", _M, "29,16 €", "how much"),
    Variable("label", _T, "Visa ••4242", "to what, masked; may be empty"),
    Variable("tender", _C, "card", "what kind that is"),
    Variable("state", _C, "paid", "decided, started, paid or failed"),
    Variable("reversal", _F, "false", "the charge disappears and nothing is credited"),
    Variable(
        "trace", _T, "74537604221222510000123", "the number the customer's bank finds it by; may be empty"
    ),
    Variable("days_from", _T, "5", "working days until it is usually seen, at least; 0 where not known"),
    Variable("days_to", _T, "10", "… and at most"),
    Variable("at_once", _F, "false", "it is there as soon as it is paid"),
)

TABLE: Final[tuple[Variable, ...]] = (
    _hole("brand", _T, "Nordfaden", "the brand as customers know it"),
    _hole("signature", _T, "Dein Team von\nNordfaden", "how the brand signs"),
    Variable("formal", _F, "true", "whether the brand addresses customers formally (Sie, vous)"),
    _hole("name", _T, "Karin Brandt", "the customer's full name"),
    _hole("given_name", _T, "Karin", "what an informal greeting calls her; all of it where that would be a guess"),
    Variable("reference", _T, "RF-0481920", "the case"),
    _hole("order", _T, "4711", "the order as the customer knows it"),
    Variable("has_order", _F, "true", "whether it is known which order she means"),
    Variable("ordered_on", _D, "5. November 2026", "the day of the order; may be empty"),
    Variable("received_on", _D, "18. November 2026", "the day her message came in"),
    Variable("reason", _C, "damaged_transit", "why she asked"),
    Variable(
        "items", _L, "", "what it is about",
        fields=(
            Variable("title", _T, "Jacke", "its name"),
            Variable("units", _T, "1", "how many"),
            Variable("kept", _F, "false", "whether she keeps it"),
        ),
    ),
    Variable("keeps", _F, "false", "whether she keeps everything it is about"),
    Variable("everything", _F, "false", "whether all that was paid for the order goes back with this"),
    Variable("as_asked", _F, "true", "whether she gets at least what she asked for"),
    Variable(
        "rows", _L, "", "the figures that make up the amount",
        fields=(
            Variable("code", _C, "price_reduction", "what kind of row"),
            Variable("title", _T, "Jacke", "the thing; may be empty"),
            Variable("units", _T, "1", "how many"),
            Variable("amount", _M, "29,16 €", "how much, without a sign"),
            Variable("deduction", _F, "false", "whether it is taken off"),
            Variable("part", _T, "25 %", "by how much a price was reduced; may be empty"),
            Variable("of", _M, "116,64 €", "what was paid for it; may be empty"),
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
    Variable("deductions", _F, "false", "whether a row takes something off"),
    _hole("amount", _M, "29,16 €", "what goes back in all"),
    Variable("tax", _M, "4,66 €", "the tax in it; empty where there is none"),
    Variable("goodwill", _M, "5,00 €", "what of it is goodwill; empty where nothing is"),
    Variable(
        "ways", _L, "", "where it goes, by the quote",
        fields=(
            Variable("kind", _C, "tender", "tender, credit or offset"),
            Variable("tender", _C, "card", "card, bank …"),
            Variable("label", _T, "Visa ••4242", "masked; may be empty"),
            Variable("amount", _M, "29,16 €", "how much of it"),
        ),
    ),
    Variable("payment", _C, "paid", "how far the money is: decided, started or paid, as the provider says"),
    Variable("transfers", _L, "", "each part of the money as its provider told it", fields=_TRANSFER),
    Variable("reverses", _F, "false", "whether the charge disappears, and nothing is credited"),
    _hole("failed_amount", _M, "29,16 €", "what did not arrive"),
    Variable("came_back", _F, "false", "whether it had been paid, and the money came back"),
    Variable("why_not_paid", _C, "account", "account, card, bank, disputed, too_old, or us: nothing she can do"),
    Variable("needs_another_way", _F, "true", "whether she has to name another account"),
    _hole("said_paid_on", _D, "23. November 2026", "the day it was called paid, before it came back"),
    _hole("by_when", _D, "4. Dezember 2026", "the day by which the money is to be there"),
    Variable("overdue", _F, "false", "whether that day has already passed"),
    Variable("awaits_goods", _F, "false", "whether the law lets the refund wait for the goods or a proof of sending"),
    Variable("by_law", _T, "§ 357 BGB", "the article that day rests on; empty when it is the brand's own promise"),
    _hole("new_day", _D, "11. Dezember 2026", "the day a delayed answer or payment is now due"),
    _hole("offer", _M, "29,16 €", "the amount of an open offer"),
    _hole("offer_until", _D, "27. November 2026", "until when she may accept it"),
    Variable("asked_for", _L, "", "what she was asked for, as codes or words", may_be_missing=True),
    _hole("asked_on", _D, "19. November 2026", "the day she was asked"),
    _hole("reply_by", _D, "3. Dezember 2026", "the day after which the case may be closed for want of a reply"),
    Variable("grounds", _L, "", "why a claim is denied, as codes"),
    Variable("clauses", _L, "", "where that is written"),
    _hole("explanation", _T, "Die Naht ist aufgetrennt.", "the decider's own words; empty when none are needed"),
    Variable("final", _F, "false", "whether this is the answer after a second look"),
    Variable("outside_name", _T, "Universalschlichtungsstelle des Bundes", "the body outside the house; may be empty"),
    Variable("outside_website", _T, "www.universalschlichtungsstelle.de", "where it is found; may be empty"),
    Variable("outside_takes_part", _F, "false", "whether the brand takes part in its procedure"),
    _hole("outside_body", _T, "…", "the same in words of one's own, where the pack names none; empty where none is due"),
    Variable("dispute_amount", _M, "116,64 €", "what is disputed at the customer's bank; empty where it is not known"),
    _hole("dispute_outcome", _C, "won", "won (the payment stands) or lost (the bank gives it back)"),
    Variable("resolution", _C, "paid_partial", "how a case ended"),
)  # fmt: skip

BY_NAME: Final = {variable.name: variable for variable in TABLE}
FIELDS: Final = {variable.name: frozenset(one.name for one in variable.fields) for variable in TABLE}


def example_facts(speech: Speech | None = None) -> dict[str, object]:
    """Every variable with its example, days and amounts as `speech` says them: what a preview without a case is
    filled from.
    """
    return {variable.name: _example(variable, speech) for variable in TABLE}


def _example(variable: Variable, speech: Speech | None) -> object:
    if speech is not None and variable.holds is Holds.DAY:
        day, month, year = variable.example.split()
        return speech.day_in_full(date(int(year), _MONTHS.index(month) + 1, int(day.rstrip("."))))
    if speech is not None and variable.holds is Holds.MONEY:
        return speech.money(read_amount(variable.example, currency("EUR"), "de"))
    if variable.holds is Holds.LIST:
        parts = {one.name: _example(one, speech) for one in variable.fields}
        return [parts] if parts else _LISTED.get(variable.name, [])
    if variable.holds is Holds.FLAG:
        return variable.example == "true"
    return (
        int(variable.example)
        if variable.example.isdecimal() and variable.name in _COUNTS
        else variable.example
    )


_MONTHS: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_COUNTS: Final = frozenset({"units", "days_from", "days_to"})
_LISTED: Final = {"asked_for": ["photos"], "grounds": ["window_passed"], "clauses": ["§ 3"]}
