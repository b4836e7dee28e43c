"""A brand's promise, as data: typed tables with clauses, matchers without code, validity dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from refundtui.domain.actor import Limit, Role
from refundtui.domain.case import CaseState, IdentityLevel
from refundtui.domain.money import Money
from refundtui.domain.opening_hours import Opening
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.switches import Switches
from refundtui.domain.terms import Depreciation, FeeBase, GradeDeduction

Value: TypeAlias = str | int | bool | date | Money | tuple[str, ...]


class Test(StrEnum):
    """How a matcher compares a fact with its value."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    BELOW = "below"
    ABOVE = "above"
    HAS = "has"  # a set of tags holds this one
    LACKS = "lacks"


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition: pass, fail, or unknown while the fact is missing."""

    fact: str
    test: Test
    value: Value


class ActionKind(StrEnum):
    """What a rule does when its matchers pass."""

    REJECT = "reject"
    NEEDS_REVIEW = "needs_review"
    ALLOW = "allow"
    SET_WINDOW = "set_window"
    BYPASS_FINAL_SALE = "bypass_final_sale"
    KEEP_ITEM = "keep_item"
    DONATE = "donate"
    EXCLUDE_OUTCOME = "exclude_outcome"
    REQUIRE_OUTCOME = "require_outcome"
    REQUIRE_SHIPMENT = "require_shipment"
    REQUIRE_EVIDENCE = "require_evidence"
    FEE = "fee"
    WAIVE_FEE = "waive_fee"
    INCENTIVE = "incentive"
    REFUND_OUTBOUND_SHIPPING = "refund_outbound_shipping"
    PARTIAL_CREDIT = "partial_credit"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Action:
    kind: ActionKind
    name: str = ""  # fee code, outcome, evidence kind, question
    days: int | None = None
    percent: Fraction | None = None
    amount: Money | None = None
    count: int | None = None  # how many of the named evidence


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a pack. Higher `priority` wins when two rules collide on one subject."""

    id: str
    clause: str
    action: Action
    when: tuple[Matcher, ...] = ()
    priority: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Days in which a family of reasons is accepted, from delivery (or order) on."""

    id: str
    clause: str
    days: int
    counted_from: str = "delivered_on"  # delivered_on, ordered_on, ends_on
    business_days: bool = False
    families: tuple[str, ...] = ()  # empty = every family
    when: tuple[Matcher, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class FeeRule:
    id: str
    clause: str
    code: str
    amount: Money | None = None
    percent: Fraction | None = None
    base: FeeBase = FeeBase.ORDER
    when: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeRule:
    id: str
    clause: str
    grade: Grade
    deduction: GradeDeduction
    when: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class DepreciationRule:
    id: str
    clause: str
    schedule: Depreciation
    when: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideBody:
    """Who decides a dispute with a consumer of this country out of court (Directive 2013/11/EU Art. 13)."""

    country: str  # ISO 3166-1
    name: str  # with its address, as a letter names it
    website: str = ""
    takes_part: bool = False  # whether the brand takes part in its procedure


@dataclass(frozen=True, slots=True)
class Manners:
    """How the brand treats people and time; thresholds are the brand's, per role."""

    limits: tuple[Limit, ...] = ()
    identity_needed: tuple[tuple[str, IdentityLevel], ...] = ()  # command code → least level
    identity_steps: bool = False  # whoever raises or lowers a level names what was checked
    override_roles: tuple[Role, ...] = (Role.SENIOR, Role.LEAD)
    confirm_above: Money | None = None  # at or below: held at once, no dialog
    type_above: Money | None = None  # above: the maker types the amount
    hold_seconds: int = 10
    long_hold_seconds: int = 30  # above `type_above`
    reask_minutes: int = 30  # an offline decision older than this asks again
    offer_days: int = 7
    reopen_days: int = 30
    refund_days: int = 14  # the brand's own promise where the law has no number
    refund_clause: str = ""  # where it promises that
    approval_days: int = 7  # an approval, or a request for one, is void after these
    sign_in_again_above: Money | None = None  # who approves more than this has signed in of late
    sign_in_minutes: int = 15  # … within these
    reply_days: int = 14  # nobody's case is closed for want of a reply before these have passed
    reminders: int = 0  # … and before so many letters have reminded the customer
    review_at_risk: int = 70
    formal: bool = True
    fallback_languages: tuple[str, ...] = ("en",)
    signature: str = ""
    outside_bodies: tuple[OutsideBody, ...] = ()
    never_say: tuple[str, ...] = ()  # words that no letter of the brand's may hold


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """How soon the brand promises a word and an end, in minutes of its opening hours; None where it does not.

    The end waits while the case stands in a state of `paused_in`; a word is owed in every state.
    """

    first_reply: int | None = None
    next_reply: int | None = None
    resolution: int | None = None
    openings: tuple[Opening, ...] = ()  # none: always open
    closed_on_holidays: bool = True
    paused_in: frozenset[CaseState] = frozenset({CaseState.INFO_WAIT, CaseState.OFFER})


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one brand's pack. The version in force at purchase applies."""

    id: str  # "acme-fashion"
    version: str
    brand: str
    title: str
    currency: str
    valid_from: date
    valid_until: date | None = None  # last day
    countries: tuple[str, ...] = ()  # where it sells; empty = anywhere
    trader_country: str = ""
    switches: Switches = field(default_factory=Switches)
    windows: tuple[Window, ...] = ()
    rules: tuple[Rule, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    grades: tuple[GradeRule, ...] = ()
    depreciation: tuple[DepreciationRule, ...] = ()
    tender_limits: tuple[str, ...] = ()  # tenders that cannot take money back
    unverified_law: bool = False  # let `known` (unverified) law rules floor the quote too
    timezone: str = "UTC"  # where the brand counts its days (IANA name)
    trader_region: str = ""  # "DE-BE": regional holidays move legal deadlines
    facts: tuple[tuple[str, Value], ...] = ()  # what the brand vouches for unless the case says otherwise
    refund_to: tuple[str, ...] = ("original",)  # where money may go: original, held_gift_card, any
    manners: Manners = field(default_factory=Manners)
    service: ServiceLevel | None = None
    digest: str = ""  # of the pack's bytes

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"

    def limits_of(self, role: Role) -> tuple[Limit, ...]:
        return tuple(limit for limit in self.manners.limits if limit.role is role)

    def limit_for(self, role: Role, reason: Reason | None = None, method: str = "") -> Limit | None:
        """The row that fits most closely: by method before reason, by the reason's code before its family."""
        reasons = () if reason is None else (reason.value, reason.family.value)
        for way in (method, "") if method else ("",):
            for why in (*reasons, ""):
                for limit in self.limits_of(role):
                    if _names(limit.methods, way) and _names(limit.reasons, why):
                        return limit
        return None


def _names(named: tuple[str, ...], one: str) -> bool:
    """Whether a row is for this one by name; empty: whether it is for whatever comes."""
    return one in named if one else not named
