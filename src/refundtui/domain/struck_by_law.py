"""Which deductions the law does not let be taken: they are shown, struck, with the clause that strikes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from refundtui.domain.formulas import UseMade
from refundtui.domain.law.last_day import Here
from refundtui.domain.matching import Facts
from refundtui.domain.order import OrderLine
from refundtui.domain.reasons import Family, Fault, Grade
from refundtui.domain.request import RefundRequest, Units
from refundtui.domain.right_claims import window_closes
from refundtui.domain.rights import USE, Rights
from refundtui.domain.statute import Right, Statute
from refundtui.domain.terms import Fee, GradeDeduction, Source, Struck

MOTOR_VEHICLE: Final = "motor_vehicle"
"""The tag of a line for which use may be deducted from the first day on: Consumer Rights Act 2015 s. 24(10)."""
SELLERS_FAULT: Final = Source("house.sellers_fault")

# Rules of these kinds bite when the customer withdraws, those of the others when the goods are not in conformity.
_OF_WITHDRAWAL: Final = (
    Right.WITHDRAWAL,
    Right.WITHDRAWAL_REFUND,
    Right.DELIVERY,
    Right.DEDUCTION_LIMIT,
)
_OF_CONFORMITY: Final = (Right.CONFORMITY, Right.REMEDY, Right.FORMULA)
_FEES: Final = ("restocking", "return_shipping", "handling")
_NOT_THEIR_FAULT: Final = (Fault.SELLER, Fault.CARRIER)


def codes_taken(
    fees: Iterable[Fee], grades: Iterable[tuple[Grade, GradeDeduction]], request: RefundRequest
) -> tuple[str, ...]:
    """Every kind of deduction that would be taken, were it not for the law or the seller's own fault."""
    codes = [fee.code for fee in fees]
    graded = {item.grade for item in request.items if isinstance(item, Units)}
    if any(grade in graded and deduction.percent for grade, deduction in grades):
        codes.append("condition")
    codes += [deduction.code for deduction in request.deductions]
    return tuple(dict.fromkeys(codes))


def struck_by_law(
    codes: Iterable[str], lines: Sequence[OrderLine], facts: Facts, rights: Rights, here: Here
) -> Iterator[Struck]:
    """Those of them that may not be taken, each with the rule that says so."""
    price = rights.withdrawal.by if gives_the_price(rights) else None
    for code in codes:
        if price is not None and withdraws(facts, rights) and code in _FEES and code not in price.allows:
            yield Struck(code, cited(price))
            continue
        by = next((s for s in rights.in_force if _strikes(s, code, lines, facts, rights, here)), None)
        if by is not None:
            yield Struck(code, cited(by))
        elif is_at_fault(facts) and not (code == USE and use_made(rights)):
            yield Struck(code, SELLERS_FAULT)


def use_made(rights: Rights) -> Statute | None:
    """The rule that lets use be deducted, where one is in force."""
    return next((one for one in rights.in_force if isinstance(one.formula, UseMade)), None)


def withdraws(facts: Facts, rights: Rights) -> bool:
    return facts.get("family") == Family.REMORSE and rights.withdrawal.stands


def gives_the_price(rights: Rights) -> bool:
    """Where no terms were shown the price goes back without a fee, and nothing is said of delivery: Cal. Civ. Code 1723.
    What the thing has lost in her hands is no fee.
    """
    return rights.withdrawal.by is not None and rights.withdrawal.by.right is Right.UNPOSTED_TERMS


def is_at_fault(facts: Facts) -> bool:
    return facts.get("fault") in _NOT_THEIR_FAULT


def cited(statute: Statute) -> Source:
    return Source(statute.id, statute.clause)


def _strikes(
    statute: Statute, code: str, lines: Sequence[OrderLine], facts: Facts, rights: Rights, here: Here
) -> bool:
    if isinstance(statute.formula, UseMade):
        # Within its months use is free; a vehicle has none. After them a reasonable value may be taken.
        no_vehicle = not any(MOTOR_VEHICLE in line.tags for line in lines)
        return code == USE and rights.conformity.stands and no_vehicle and _is_open(statute, facts, here)
    if not _bites(statute, facts, rights, here):
        return False
    # Directive 2011/83/EU Art. 14(2), last sentence: no liability for those who were not told of their right.
    untold = code in statute.allows and facts.get("withdrawal_info_given") is False
    return code in statute.forbids or untold


def _bites(statute: Statute, facts: Facts, rights: Rights, here: Here) -> bool:
    if statute.right in _OF_WITHDRAWAL:
        return withdraws(facts, rights)
    if statute.right is Right.REJECTION:
        return rights.conformity.stands and _is_open(statute, facts, here)
    return statute.right in _OF_CONFORMITY and rights.conformity.stands


def _is_open(statute: Statute, facts: Facts, here: Here) -> bool:
    last, asked = window_closes(statute, facts, here), facts.get("asked_on")
    return last is not None and isinstance(asked, date) and asked <= last
