"""Whose account a transfer goes to, whatever its country writes: an IBAN, or a routing number and an account's own."""

from __future__ import annotations

from refundtui.domain import iban, us_account
from refundtui.domain.iban import IbanFault


def fault_of(compact: str) -> IbanFault | None:
    """What is wrong with it (in its compact form); None where nothing is."""
    return us_account.fault_of(compact) if us_account.is_meant(compact) else iban.fault_of(compact)


def masked(number: str) -> str:
    """For screens, logs and files; what is masked stays as it is."""
    compact = iban.compact(number)
    if iban.fault_of(compact) is IbanFault.HIDDEN:
        return number
    return us_account.masked(compact) if us_account.is_meant(compact) else iban.masked(number)


def masked_in(text: str) -> str:
    """A text with every account number in it masked."""
    return us_account.masked_in(iban.masked_in(text))


def named(number: str) -> str:
    """Masked, for people: `IBAN DE•• •••• 3000`, `US •••• 6789`."""
    hidden = masked(number)
    return hidden if hidden.startswith("US ") else f"IBAN {hidden}"
