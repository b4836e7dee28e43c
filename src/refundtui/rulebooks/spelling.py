"""How a pack is spelled in TOML: one model for each kind of row, nothing beside what is named here."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, field

from refundtui.domain.actor import Role
from refundtui.domain.case import CaseState, IdentityLevel
from refundtui.domain.order import LineKind, TenderKind
from refundtui.domain.policy import ActionKind
from refundtui.domain.reasons import Family, Grade, Reason
from refundtui.domain.request import Settle
from refundtui.domain.terms import FeeBase, Method
from refundtui.rulebooks.spelled import (
    Amount,
    AtLeastOne,
    Day,
    Days,
    Flag,
    Name,
    Percent,
    Spelled,
    Table,
    Text,
    Whole,
    Words,
)
from refundtui.rulebooks.spelling_law import LawPack


class LimitRow(Spelled, frozen=True):
    role: Role
    amount: Amount
    goodwill: Amount = "0"
    per_day: Amount | None = None
    goodwill_per_day: Amount | None = None
    reasons: Words = []
    methods: list[TenderKind] = []


class OutsideBodyRow(Spelled, frozen=True, kw_only=True):
    country: Name
    name: Name
    website: Text = ""
    takes_part: Flag


class MannersTable(Spelled, frozen=True):
    limits: list[LimitRow] = []
    identity_needed: dict[str, IdentityLevel] = {}
    identity_steps: Flag = False
    override_roles: list[Role] = field(default_factory=lambda: [Role.SENIOR, Role.LEAD])
    confirm_above: Amount | None = None
    type_above: Amount | None = None
    hold_seconds: Whole = 10
    long_hold_seconds: Whole = 30
    reask_minutes: Whole = 30
    offer_days: Days = 7
    reopen_days: Days = 30
    refund_days: Days = 14
    refund_clause: Text = ""
    approval_days: AtLeastOne = 7
    sign_in_again_above: Amount | None = None
    sign_in_minutes: AtLeastOne = 15
    reply_days: AtLeastOne = 14
    reminders: Whole = 0
    review_at_risk: Whole = 70
    formal: Flag = True
    fallback_languages: Words = field(default_factory=lambda: ["en"])
    signature: Text = ""
    outside_bodies: list[OutsideBodyRow] = []
    never_say: Words = []


class OpeningRow(Spelled, frozen=True):
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    opens: Name  # "09:00"
    closes: Name  # "18:00", "24:00"


class ServiceTable(Spelled, frozen=True):
    first_reply_minutes: AtLeastOne | None = None
    next_reply_minutes: AtLeastOne | None = None
    resolution_minutes: AtLeastOne | None = None
    open: list[OpeningRow] = []
    closed_on_holidays: Flag = True
    paused_in: list[CaseState] = field(default_factory=lambda: [CaseState.INFO_WAIT, CaseState.OFFER])


class WindowRow(Spelled, frozen=True):
    id: Name
    clause: Name
    days: Days
    counted_from: Literal["delivered_on", "ordered_on", "ends_on"] = "delivered_on"
    business_days: Flag = False
    families: list[Family] = []
    when: Table = {}
    priority: int = 0


class ActionTable(Spelled, frozen=True):
    do: ActionKind
    name: Text = ""
    days: Days | None = None
    percent: Percent | None = None
    amount: Amount | None = None
    count: Whole | None = None


class RuleRow(Spelled, frozen=True):
    id: Name
    clause: Name
    action: ActionKind | ActionTable
    title: Text = ""
    when: Table = {}
    priority: int = 0


class FeeRow(Spelled, frozen=True):
    id: Name
    clause: Name
    code: Literal["restocking", "return_shipping", "handling"]
    amount: Amount | None = None
    percent: Percent | None = None
    base: FeeBase = FeeBase.ORDER
    when: Table = {}


class GradeRow(Spelled, frozen=True):
    id: Name
    clause: Name
    grade: Grade
    percent: Percent
    evidence: Words = []
    when: Table = {}


class DepreciationRow(Spelled, frozen=True):
    id: Name
    clause: Name
    method: Method
    months: Annotated[int, Meta(gt=0)]
    floor: Percent = "0%"
    rate: Percent | None = None
    grace_months: Whole = 0
    when: Table = {}


# --- examples: orders and golden cases -----------------------------------------------------------------


class LineRow(Spelled, frozen=True, kw_only=True):
    id: Name
    title: Text = ""
    kind: LineKind = LineKind.GOODS
    units: Whole = 1
    gross: Amount
    tax: Amount | None = None
    rate: Percent | None = None
    listed: Amount | None = None
    discount: Amount | None = None
    surcharge: Amount | None = None
    sku: Text = ""
    category: Text = ""
    tags: Words = []
    starts_on: Day | None = None
    ends_on: Day | None = None


class PaymentRow(Spelled, frozen=True, kw_only=True):
    id: Name
    kind: TenderKind = TenderKind.CARD
    captured: Amount
    disputed: Amount | None = None


class EarlierRow(Spelled, frozen=True):
    line: Name
    gross: Amount
    tax: Amount | None = None
    units: Whole = 0


class OrderRow(Spelled, frozen=True):
    id: Name
    like: Text = ""  # everything that is not named here is as in that order
    country: Text | None = None
    region: Text | None = None
    status: Text | None = None
    channel: Text | None = None
    tags: Words | None = None
    ordered_on: Day | None = None
    delivered_on: Day | None = None
    prices_include_tax: Flag | None = None
    payments: list[PaymentRow] | None = None
    lines: list[LineRow] | None = None
    earlier: list[EarlierRow] | None = None


class TakeUnits(Spelled, frozen=True, tag_field="take", tag="units"):
    line: Name
    units: Whole
    grade: Grade | None = None


class TakeAmount(Spelled, frozen=True, tag_field="take", tag="line_amount"):
    line: Name
    amount: Amount


class TakeRest(Spelled, frozen=True, tag_field="take", tag="rest_of_line"):
    line: Name


class TakeEverything(Spelled, frozen=True, tag_field="take", tag="everything"):
    pass


class TakeUnusedTime(Spelled, frozen=True, tag_field="take", tag="unused_time"):
    line: Name
    ended_on: Day


class TakeUnusedUnits(Spelled, frozen=True, tag_field="take", tag="unused_units"):
    line: Name
    used: Whole


class TakeReduction(Spelled, frozen=True, tag_field="take", tag="price_reduction"):
    line: Name
    actual: Amount
    conforming: Amount
    units: Whole = 1


class TakeGoodwill(Spelled, frozen=True, tag_field="take", tag="goodwill"):
    amount: Amount


class TakeDepreciated(Spelled, frozen=True, tag_field="take", tag="depreciated_value"):
    line: Name
    months: Whole
    units: Whole = 1


Take: TypeAlias = (
    TakeUnits
    | TakeAmount
    | TakeRest
    | TakeEverything
    | TakeUnusedTime
    | TakeUnusedUnits
    | TakeReduction
    | TakeGoodwill
    | TakeDepreciated
)

VerdictName: TypeAlias = Literal["eligible", "partly", "ineligible", "information_missing"]


class ExpectTable(Spelled, frozen=True):
    """What is not named is not asked."""

    verdict: VerdictName | None = None
    policy: VerdictName | None = None
    law: VerdictName | None = None
    decided_by: Literal["policy", "law", "house"] | None = None
    missing: Words | None = None
    evidence_missing: Words | None = None
    remedies: Words | None = None
    total: Amount | None = None
    tax: Amount | None = None
    goodwill: Amount | None = None
    maximum: Amount | None = None
    refused: Flag | None = None
    struck: Words | None = None
    legs: dict[str, Amount] | None = None
    switches: dict[str, dict[str, Amount]] | None = None
    due: Day | None = None


class GoldenRow(Spelled, frozen=True, kw_only=True):
    name: Name
    order: Name
    reason: Reason
    asked_on: Day
    country: Text = ""
    facts: Table = {}
    refund_to: Text = ""
    settle: Settle = Settle.REFUND
    request: list[Take] = []
    expect: ExpectTable


class PolicyPack(Spelled, frozen=True):
    """One version of one brand's promise."""

    kind: Literal["policy"]
    id: Name
    version: Name
    brand: Name
    title: Name
    currency: Name
    valid_from: Day
    valid_until: Day | None = None
    countries: Words = []
    trader_country: Text = ""
    trader_region: Text = ""
    timezone: Name = "UTC"
    refund_to: list[Literal["original", "held_gift_card", "any"]] = field(
        default_factory=lambda: ["original"]
    )
    unverified_law: Flag = False
    tender_limits: Words = []
    facts: Table = {}
    switches: Table = {}
    manners: MannersTable = MannersTable()
    service: ServiceTable | None = None
    windows: list[WindowRow] = []
    rules: list[RuleRow] = []
    fees: list[FeeRow] = []
    grades: list[GradeRow] = []
    depreciation: list[DepreciationRow] = []
    orders: list[OrderRow] = []
    golden: list[GoldenRow] = []


class CalendarPack(Spelled, frozen=True):
    """Public holidays by place and year, frozen when the pack was published."""

    kind: Literal["calendar"]
    id: Name
    version: Name
    title: Name
    places: dict[str, dict[str, Text]]


KINDS: dict[str, type[PolicyPack | LawPack | CalendarPack]] = {
    "policy": PolicyPack,
    "law": LawPack,
    "calendar": CalendarPack,
}
