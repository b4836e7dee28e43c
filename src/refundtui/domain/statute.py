"""A right the law gives at least, with its citation: the floor no policy goes below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from refundtui.domain.clock import Clock
from refundtui.domain.formulas import Formula
from refundtui.domain.policy import Matcher


class Right(StrEnum):
    """What kind of right a rule states; the calculator and the clocks read these."""

    WITHDRAWAL = "withdrawal"  # a window to change one's mind
    PROLONGATION = "prolongation"  # a longer one, where she was not told of it
    WITHDRAWAL_REFUND = "withdrawal_refund"  # what must be paid back, by when
    EXCEPTION = "exception"  # goods for which there is no withdrawal
    WITHHOLDING = "withholding"  # what the refund may wait for
    DELIVERY = "delivery"  # how much of the outbound delivery goes back
    DEDUCTION_LIMIT = "deduction_limit"  # which deductions are forbidden or allowed
    CONFORMITY = "conformity"  # liability for lack of conformity, burden of proof
    FORMULA = "formula"  # how a price reduction is worked out
    REMEDY = "remedy"  # repair, replacement, price reduction, termination
    REJECTION = "rejection"  # goods that are not in conformity may be handed back at once
    REFUND_DUE = "refund_due"  # what must be paid back for another reason, by when
    UNPOSTED_TERMS = "unposted_terms"  # what may be brought back where no terms were shown
    ANSWER_DUE = "answer_due"  # a complaint or request to be answered, by when
    CHARGEBACK = "chargeback"  # what the bank or card gives beside the law of sale
    LATE = "late"  # what a delay adds: interest, a surcharge
    RECORDS = "records"  # how long they are kept
    DUTY = "duty"  # to tell, to document, to leave out
    COUNTING = "counting"  # how periods are counted


class Subject(StrEnum):
    """What a rule is about; ANY is everything."""

    ANY = "any"
    GOODS = "goods"
    SERVICES = "services"
    DIGITAL = "digital"
    AIR = "air"


class Channel(StrEnum):
    """How the contract was made."""

    ONLINE = "online"
    PHONE = "phone"
    MAIL = "mail"
    STORE = "store"
    DOORSTEP = "doorstep"  # away from business premises, unsolicited


class Cause(StrEnum):
    """Why the money goes back: each has clocks and sanctions of its own."""

    WITHDRAWAL = "withdrawal"
    DEFECT = "defect"
    NON_DELIVERY = "non_delivery"


@dataclass(frozen=True, slots=True)
class Statute:
    """One rule of one jurisdiction.

    `clock` measures by when, `formula` how much; `forbids` names deduction codes. `verified`: its wording,
    or an authority's page, was read; such rules decide money, the others only warn. `says`, `late` and
    `note` are the rule in words: what it gives, what a delay brings, what is not settled.
    """

    id: str  # "EU-CRD-9-GOODS"
    jurisdiction: str  # "EU", "DE", "US-CA"
    right: Right
    clause: str
    title: str
    source: str
    verified: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    countries: tuple[str, ...] = ()
    when: tuple[Matcher, ...] = ()
    clock: Clock | None = None
    formula: Formula | None = None
    forbids: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    burden_months: int | None = None  # the defect counts as there from the start within these
    remedies: tuple[str, ...] = ()  # in the law's order
    money_only: bool = False  # store credit cannot stand in its place
    subjects: tuple[Subject, ...] = (Subject.ANY,)
    channels: tuple[Channel, ...] = ()  # empty: however it was sold
    cause: Cause | None = None  # None: whatever the reason
    currency: str = ""  # of its own thresholds
    read_at: str = ""  # where its text was read, where that was not at its source
    evidence: str = ""  # what was read: statute_text, official_page …, or recalled
    counted_from: str = ""  # the start of its clock, in words
    says: str = ""
    late: str = ""
    note: str = ""

    @property
    def region(self) -> str:
        """The part of the country where it holds, ISO 3166-2; empty for the whole of it."""
        return self.jurisdiction if "-" in self.jurisdiction else ""
