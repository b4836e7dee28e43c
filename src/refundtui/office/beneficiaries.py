"""Whose account money goes to another way than it came: numbers in full are here, and nowhere else.

A case tells of them masked. What a transfer needs is read by the leg that pays it, and goes with the case when
its customer is forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from refundtui.domain import bank_account, us_account
from refundtui.domain.case import Case
from refundtui.domain.findings import Finding, finding
from refundtui.domain.iban import IbanFault, compact
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.other_way import Payee
from refundtui.office.payment_tables import BeneficiaryRow
from refundtui.office.ports import Beneficiary

BANK_TRANSFER: Final = "bank_transfer"
"""The method of a leg that goes to an account which did not pay."""


def beneficiary_of(connection: Connection, leg: RefundLeg) -> Beneficiary | None:
    """Whose account this leg goes to; None for every other way, and where the number was erased."""
    if leg.to.method != BANK_TRANSFER or not leg.to.account:
        return None
    row = connection.execute(
        select(col(BeneficiaryRow.name), col(BeneficiaryRow.iban), col(BeneficiaryRow.bic)).where(
            col(BeneficiaryRow.id) == leg.to.account, col(BeneficiaryRow.case_id) == leg.case_id
        )
    ).one_or_none()
    return None if row is None else Beneficiary(row.name, row.iban, row.bic)


def keep(connection: Connection, case: Case, payee: Payee, by: str, now: datetime) -> tuple[Finding, ...]:
    """Write a number down, once; or what stands against it. Domain rules were asked before."""
    iban = compact(payee.iban)
    bic, fault = _known_to_banks(iban)
    if fault is not None:
        return (finding("iban.not_valid", fault=fault.value),)
    taken = select(col(BeneficiaryRow.id)).where(col(BeneficiaryRow.id) == payee.id)
    if connection.execute(taken).first() is not None:
        return (finding("payee.id_reused"),)
    row = {
        "id": payee.id,
        "brand": case.brand,
        "case_id": case.id,
        "name": payee.name,
        "iban": iban,
        "bic": bic,
        "by": by,
        "at": now,
    }
    connection.execute(insert(BeneficiaryRow), [row])
    return ()


def forget(connection: Connection, case_id: str) -> None:
    """Nothing of a case's accounts stays (GDPR Art. 17)."""
    connection.execute(delete(BeneficiaryRow).where(col(BeneficiaryRow.case_id) == case_id))


def _known_to_banks(iban: str) -> tuple[str, IbanFault | None]:
    """The bank's own code where the register knows it; a fault where letters stand for digits there."""
    if us_account.is_meant(iban):
        return "", bank_account.fault_of(iban)
    from schwifty import IBAN  # noqa: PLC0415 - its register of banks is read when somebody's account comes
    from schwifty.exceptions import InvalidChecksumDigits, SchwiftyException  # noqa: PLC0415 - as above

    try:
        known = IBAN(iban)
    except InvalidChecksumDigits:
        return "", IbanFault.CHECK
    except SchwiftyException:
        return "", IbanFault.FORM
    return str(known.bic or ""), None
