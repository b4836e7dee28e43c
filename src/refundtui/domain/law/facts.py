"""The facts that rules of law ask for, each of one kind; a name that is absent is not known.

A day or instant that is known not to have come yet is None: "the goods are not back".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from refundtui.domain.counting import day_of
from refundtui.domain.money import Money


class Kind(StrEnum):
    WHEN = "when"  # a day, or an instant with its zone
    FLAG = "flag"
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"  # an exact part: 0.0127
    WORD = "word"
    WORDS = "words"
    MONIES = "monies"
    DAYS = "days"
    PLACES = "places"  # in a list, from 1
    SECONDS = "seconds"  # since 1970-01-01, UTC


LawFact: TypeAlias = (
    date
    | datetime
    | bool
    | int
    | Fraction
    | Money
    | str
    | tuple[str, ...]
    | tuple[Money, ...]
    | tuple[date, ...]
    | tuple[int, ...]
    | None
)
LawFacts: TypeAlias = Mapping[str, LawFact]

_EVENTS: Final = (
    "contract", "purchase", "sale", "order_received", "paid_on", "processed", "debited", "transaction",
    "goods_received", "delivered", "installed", "copy_received", "unavailable_told",
    "informed", "sent", "notice_given", "cancelled", "terminated", "rejected", "rejection_told", "chosen",
    "requested", "right_vests", "return_accepted", "credit_statement_received", "statement_sent",
    "notice_received", "request_received", "complaint_received", "answered", "info_received_on",
    "evidence_supplied", "goods_back", "agreed", "accepted", "default_day", "breach",
    "repair_requested", "repaired_back", "chargeback_settled", "dispute_opened", "liability_ends",
    "due_day", "paid_day", "voucher", "letter", "books", "record", "financial_year_end", "books_closed",
)  # fmt: skip

FACTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **dict.fromkeys(_EVENTS, Kind.WHEN),
        **dict.fromkeys(
            (
                "collection_offered",
                "info_given",
                "express_request",
                "separately_priced_parts",
                "motor_vehicle",
                "unjustified_delay",
            ),
            Kind.FLAG,
        ),
        **dict.fromkeys(
            (
                "price",
                "total_price",
                "price_year",
                "amount",
                "actual_value",
                "value_conform",
                "loss_of_value",
                "standard_delivery",
                "chosen_delivery",
                "total_paid",
                "price_of_shipped_items_alone",
                "discount",
            ),
            Kind.MONEY,
        ),
        **dict.fromkeys(
            ("days_late", "days_used", "days_total", "months_used", "expected_life_months", "months_defect"),
            Kind.COUNT,
        ),
        **dict.fromkeys(("legal_rate", "base_rate", "actual_value_share"), Kind.RATE),
        **dict.fromkeys(("items", "cash_prices"), Kind.MONIES),
        **dict.fromkeys(("kind_of_delivery", "card_number", "view"), Kind.WORD),
        "deliveries": Kind.DAYS,
        "open_weekdays": Kind.WORDS,  # Mon, Tue …
        "returned": Kind.PLACES,
        "due_by": Kind.SECONDS,
    }
)


def day(facts: LawFacts, name: str, zone: str = "") -> date | None:
    """The day of an event where days are counted; an instant without a zone to count in keeps its own."""
    found = facts.get(name)
    if isinstance(found, datetime):
        return day_of(found, zone) if zone else found.date()
    return found if isinstance(found, date) else None


def instant(facts: LawFacts, name: str) -> datetime | None:
    found = facts.get(name)
    return found if isinstance(found, datetime) else None


def amount(facts: LawFacts, name: str) -> Money | None:
    found = facts.get(name)
    return found if isinstance(found, Money) else None


def count(facts: LawFacts, name: str) -> int | None:
    found = facts.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def rate(facts: LawFacts, name: str) -> Fraction | None:
    found = facts.get(name)
    return found if isinstance(found, Fraction) else None


def flag(facts: LawFacts, name: str) -> bool | None:
    found = facts.get(name)
    return found if isinstance(found, bool) else None
