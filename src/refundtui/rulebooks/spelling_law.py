"""How a law pack is spelled: one row for each rule, its clock and its formula in a few typed words."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, field

from refundtui.domain.clock import EventDay, Which
from refundtui.domain.statute import Cause, Channel, Right, Subject
from refundtui.rulebooks.spelled import (
    Amount,
    Day,
    Days,
    Deduction,
    Flag,
    Name,
    Percent,
    Remedy,
    Spelled,
    Table,
    Text,
    Whole,
    Words,
)

Weekday: TypeAlias = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
Evidence: TypeAlias = Literal[
    "statute_text", "transposition_text", "official_page", "auth_secondary", "weak_secondary", "recalled"
]
"""What was read: the article, a national act that copies it, an authority's page, a legal publisher,
a blog or the press, nothing (the wording is recalled)."""


class PeriodTable(Spelled, frozen=True):
    """So many of one unit; `counted_from` where it has an event of its own."""

    days: Days | None = None
    business_days: Days | None = None
    months: Whole | None = None
    hours: Whole | None = None
    counted_from: Text = ""


class RatioTable(Spelled, frozen=True, tag_field="name", tag="price_ratio"):
    pass


class StandardDeliveryTable(Spelled, frozen=True, tag_field="name", tag="standard_delivery"):
    pass


class LossOfValueTable(Spelled, frozen=True, tag_field="name", tag="loss_of_value"):
    pass


class ProRataTable(Spelled, frozen=True, tag_field="name", tag="pro_rata"):
    pass


class SetRateRow(Spelled, frozen=True):
    """A rate the state sets, in force on both days and between them."""

    since: Day
    until: Day
    percent: Percent


class BracketTable(Spelled, frozen=True):
    """`until` so many days late; without a percentage it is the legal interest of the time."""

    until: Days | None = None
    percent: Percent | None = None


class SurchargeTable(Spelled, frozen=True, tag_field="name", tag="surcharge"):
    brackets: Annotated[list[BracketTable], Meta(min_length=1)]
    shared_edges: Flag = False
    further: Percent | None = None
    after: Text = ""
    set_rates: list[SetRateRow] = []


class InterestTable(Spelled, frozen=True, tag_field="name", tag="interest"):
    rate: Percent | None = None
    above_base: Percent | None = None
    set_rates: list[SetRateRow] = []


class DoublingTable(Spelled, frozen=True, tag_field="name", tag="doubling"):
    disputed: Flag = False


class BonusTable(Spelled, frozen=True, tag_field="name", tag="bonus"):
    percent: Percent


class UseTable(Spelled, frozen=True, tag_field="name", tag="use_made"):
    pass


class PriceRangeTable(Spelled, frozen=True, tag_field="name", tag="price_range"):
    above: Amount
    at_most: Amount


class PartShippedTable(Spelled, frozen=True, tag_field="name", tag="part_shipped"):
    pass


class AllPaymentsTable(Spelled, frozen=True, tag_field="name", tag="all_payments"):
    pass


class MaskTable(Spelled, frozen=True, tag_field="name", tag="masked_number"):
    first: Whole
    last: Whole
    most_first: Whole


class ToldTable(Spelled, frozen=True, tag_field="name", tag="told_by_provider"):
    pass


FormulaTable: TypeAlias = (
    RatioTable
    | StandardDeliveryTable
    | LossOfValueTable
    | ProRataTable
    | SurchargeTable
    | InterestTable
    | DoublingTable
    | BonusTable
    | UseTable
    | PriceRangeTable
    | PartShippedTable
    | AllPaymentsTable
    | MaskTable
    | ToldTable
)


class StatuteRow(Spelled, frozen=True, kw_only=True):
    """One rule. At most one of the periods; without any the law has no number, and none is invented."""

    id: Name
    right: Right
    title: Name
    clause: Name
    source: Name  # the official address
    read_at: Text = ""  # where its text was read, where that was elsewhere
    evidence: Evidence | None = None
    verified: Flag
    valid_from: Day | None = None
    valid_until: Day | None = None
    subjects: list[Subject] = field(default_factory=lambda: [Subject.ANY])
    channels: list[Channel] = []
    cause: Cause | None = None
    countries: Words = []  # fewer than its pack's, where a directive leaves the choice to its states
    days: Days | None = None
    business_days: Days | None = None
    working_days: Days | None = None
    months: Whole | None = None
    billing_cycles: Whole | None = None
    periods: dict[str, PeriodTable] = {}
    counted_from: Words | Text = []
    which: Which = Which.EITHER
    counted_from_words: Text = ""
    event_day: EventDay | None = None
    rollover: Literal["", "next_working_day", "unspecified", "none"] = ""
    extends_if_open: Flag = True
    calendar: Text = ""
    weekend: list[Weekday] = []
    safe_weekend: list[Weekday] = []
    safe_counts_holidays: Flag = False
    at_most_days: Days | None = None
    from_year_end: Flag = False
    at_once: Flag = False
    starts_after: Words = []
    not_before: Text = ""
    if_collected: Text = ""
    late_information_days: Days | None = None
    least_after_repair_days: Days | None = None
    silence_accepts: Flag = False
    formula: FormulaTable | None = None
    forbids: list[Deduction] = []
    allows: list[Deduction] = []
    burden_months: Whole | None = None
    remedies: list[Remedy] = []
    money_only: Flag = False
    says: Text = ""
    late: Text = ""
    note: Text = ""
    when: Table = {}


class LawPack(Spelled, frozen=True):
    """Rights of one jurisdiction."""

    kind: Literal["law"]
    id: Name
    version: Name
    title: Name
    jurisdiction: Name
    countries: Words = []
    currency: Text = ""
    statutes: list[StatuteRow] = []
