"""An account in the United States is taken as it is written there, checked as far as it can be, and shown masked."""

from __future__ import annotations

import achkit
import pytest
from hypothesis import given, strategies as st

from refundtui.domain import bank_account
from refundtui.domain.iban import IbanFault
from refundtui.domain.us_account import UsNumbers, fault_of, numbers_of

IBAN = "DE89370400440532013000"


def test_its_parts_are_routing_number_and_kind() -> None:
    assert numbers_of("021000021/123456789") == UsNumbers("021000021", "123456789")
    assert numbers_of("021000021/00-1234/SAVINGS") == UsNumbers("021000021", "00-1234", is_savings=True)
    assert "123456789" not in repr(numbers_of("021000021/123456789"))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("021000021/123456789", None),
        ("021000022/123456789", IbanFault.CHECK),
        ("000000000/123456789", IbanFault.CHECK),
        ("021000021/123", IbanFault.LENGTH),
        ("021000021/123456789012345678", IbanFault.LENGTH),
        ("021000021/-1234", IbanFault.LENGTH),
        ("21000021/123456789", IbanFault.US_FORM),
        ("021000021/12345A", IbanFault.US_FORM),
        ("021000021/12345/CHECKING", IbanFault.US_FORM),
        ("٠٢١٠٠٠٠٢١/123456789", IbanFault.US_FORM),
        ("021000021/12345\n", IbanFault.US_FORM),
        (IBAN, None),
        ("DE88370400440532013000", IbanFault.CHECK),
        ("US •••• 6789", IbanFault.HIDDEN),
    ],
)
def test_a_slip_is_named(typed: str, fault: IbanFault | None) -> None:
    assert bank_account.fault_of(typed) is fault
    if "/" in typed and fault is not None:
        assert numbers_of(typed) is None


def test_it_is_shown_by_its_last_four_and_what_is_masked_stays() -> None:
    assert bank_account.named("021000021/123456789/SAVINGS") == "US •••• 6789"
    assert bank_account.masked("021000021/1234") == "US ••••"  # four would be all of it
    assert bank_account.named(IBAN) == "IBAN DE•• •••• 3000"
    for number in (IBAN, "021000021/123456789"):
        assert bank_account.masked(bank_account.masked(number)) == bank_account.masked(number)


def test_a_note_keeps_no_account_and_every_other_number() -> None:
    said = f"to 021000021/123456789, not {IBAN}; order 021000021/2026 of 12/11/2026"
    assert bank_account.masked_in(said) == (
        "to US •••• 6789, not DE•• •••• 3000; order 021000021/2026 of 12/11/2026"
    )


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_a_routing_number_checks_as_a_library_of_others_checks_it(routing: str) -> None:
    is_real = achkit.is_valid_routing(routing) and routing != "0" * 9
    assert (fault_of(f"{routing}/12345") is None) == is_real
