"""A right the law gives at least, with its citation: the floor no policy goes below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from refundtui.domain.policy import Matcher


class Right(StrEnum):
    """What kind of right a rule states; the calculator and the clocks read these."""

    WITHDRAWAL = "withdrawal"  # a window to change one's mind
    WITHDRAWAL_REFUND = "withdrawal_refund"  # what must be paid back, by when
    EXCEPTION = "exception"  # goods for which there is no withdrawal
    WITHHOLDING = "withholding"  # what the refund may wait for
    DELIVERY = "delivery"  # how much of the outbound delivery goes back
    DEDUCTION_LIMIT = "deduction_limit"  # which deductions are forbidden or allowed
    CONFORMITY = "conformity"  # liability for lack of conformity, burden of proof
    FORMULA = "formula"  # how a price reduction is worked out
    REMEDY = "remedy"  # repair, replacement, price reduction, termination


@dataclass(frozen=True, slots=True)
class Statute:
    """One rule of one jurisdiction.

    `days`/`months` measure from `counted_from`; `forbids` names deduction codes; `verified` rules
    decide money, the others only warn.
    """

    id: str  # "EU-CRD-9-GOODS"
    jurisdiction: str  # "EU", "DE"
    right: Right
    clause: str
    title: str
    source: str
    verified: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    countries: tuple[str, ...] = ()
    when: tuple[Matcher, ...] = ()
    days: int | None = None
    months: int | None = None
    counted_from: str = ""
    rollover: str = ""  # next_business_day where a period's last day moves
    forbids: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    burden_months: int | None = None  # the defect counts as there from the start within these
    remedies: tuple[str, ...] = ()  # in the law's order
