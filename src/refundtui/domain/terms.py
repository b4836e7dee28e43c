"""The terms one quote is worked out under: the brand's promises and the law's limits, already resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from refundtui.domain.money import Money
from refundtui.domain.reasons import Grade
from refundtui.domain.switches import Switches


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure is written: the pack's rule and its clause (or an article)."""

    rule: str = ""
    clause: str = ""


class FeeBase(StrEnum):
    ORDER = "order"  # once
    LINE = "line"  # once for every line that comes back
    UNIT = "unit"  # for every unit that comes back


@dataclass(frozen=True, slots=True)
class Fee:
    """A deduction the policy allows: a fixed amount or a part of the price of what comes back."""

    code: str  # restocking, return_shipping, handling
    source: Source
    amount: Money | None = None
    percent: Fraction | None = None
    base: FeeBase = FeeBase.ORDER
    line_ids: tuple[str, ...] | None = None  # None = every goods line
    grades: tuple[Grade, ...] | None = None  # None = whatever the grade


@dataclass(frozen=True, slots=True)
class GradeDeduction:
    """What a condition grade takes off the paid value, as a part of it."""

    percent: Fraction
    source: Source
    evidence_needed: tuple[str, ...] = ()


class Method(StrEnum):
    STRAIGHT_LINE = "straight_line"
    DECLINING = "declining"  # `rate` of what is left every twelve months, straight within a year


@dataclass(frozen=True, slots=True)
class Depreciation:
    """How a used thing loses value. `months` is its useful life, `floor` the part kept at the end."""

    method: Method
    months: int
    source: Source
    floor: Fraction = Fraction(0)
    rate: Fraction | None = None  # yearly, for `DECLINING`
    grace_months: int = 0


@dataclass(frozen=True, slots=True)
class Struck:
    """A deduction the law forbids here: named, not applied."""

    code: str  # fee code, or `condition`
    source: Source


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything beside order and request that a quote rests on."""

    switches: Switches = field(default_factory=Switches)
    fees: tuple[Fee, ...] = ()
    grades: tuple[tuple[Grade, GradeDeduction], ...] = ()
    depreciation: Depreciation | None = None
    struck: tuple[Struck, ...] = ()
    kept_out: tuple[tuple[str, Source], ...] = ()  # lines the rules do not let through, and which says so
    deliver_back: bool = False  # outbound delivery follows the goods (withdrawal, seller's fault)
    delivery_source: Source = field(default_factory=Source)
    delivery_in_full: bool = False  # seller's fault: full outbound delivery, whatever the switches say
    minimum: Money | None = None  # the least the law gives; a lower result is raised to it
    minimum_source: Source = field(default_factory=Source)
    non_refundable_tenders: tuple[str, ...] = ()  # payment ids or kinds that cannot take money back
    other_tenders: tuple[str, ...] = ()  # tenders that did not pay but may take the money, by id
    sources: tuple[tuple[str, Source], ...] = ()  # row code → where the policy or law says so
    policy: str = ""  # "id@version" of the pack, for the record

    def source(self, code: str) -> Source:
        return dict(self.sources).get(code, Source())

    def struck_by(self, code: str) -> Struck | None:
        return next((struck for struck in self.struck if struck.code == code), None)

    def grade(self, grade: Grade | None) -> GradeDeduction | None:
        return dict(self.grades).get(grade) if grade is not None else None
