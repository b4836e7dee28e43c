"""Scenario 64 with a bank that we did not write: what it takes, books and sends back is what our legs hear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import told_of
from refundtui.domain.money import money
from refundtui.gateways.nacha_file.drawing_up import draw_up
from refundtui.gateways.nacha_file.individual_id import is_ours
from refundtui.gateways.nacha_file.nacha_file import NachaFile
from refundtui.gateways.nacha_file.returns import read_returns
from refundtui.gateways.sepa_file.statements import read_statements
from refundtui.office.ports import Heard
from tests.gateways.nacha.making import CLOSED, MOCK_BANK, a_file, an_entry, id_of
from tests.support.bank import Bank, a_bank


@pytest.fixture
def bank() -> Iterator[Bank]:
    """A bank in the United States on Monday, 23 November 2026, nine in the morning."""
    with a_bank() as bank:
        told = {"format": "nacha", "currency": "USD"}
        bank.http.patch("/_mock/accounts/ACME", json=told).raise_for_status()
        yield bank


def handed_in(bank: Bank, file: NachaFile) -> int:
    return bank.handed_in(draw_up(file).body)


def heard_of(bank: Bank) -> list[Heard]:
    """Everything our legs hear, bookings first: they say which of what came back had been paid."""
    booked = [
        heard for body in bank.messages("camt.054") for heard in read_statements(body, is_ours=is_ours).heard
    ]
    out = {one.reference for one in booked if one.report and one.report.state is LegState.SUCCEEDED}
    back = [
        heard
        for body in bank.messages("nacha.return")
        for heard in read_returns(body, out.__contains__).heard
    ]
    return [*booked, *back]


def stands(heard: list[Heard], place: int) -> LegState | None:
    return told_of(one.report for one in heard if one.reference == id_of(place) and one.report).state


def test_a_file_of_ours_passes_everything_the_bank_checks(bank: Bank) -> None:
    body = draw_up(a_file(an_entry(1), an_entry(2, "999.99", is_savings=True), an_entry(3, "0.01"))).body

    assert bank.findings(body).strip().endswith("1 batch, 3 payments, 0 findings")


def test_64_what_is_refused_at_once_and_what_comes_back_later_are_told_apart_by_what_was_booked(
    bank: Bank,
) -> None:
    bank.behaves("ACME", "return-later", days=2, reason="R03", end_to_end_id=id_of(3))
    file = a_file(
        an_entry(1, routing=MOCK_BANK, number=CLOSED), an_entry(2, "42.00"), an_entry(3, "26.00"), an_entry(4)
    )
    assert handed_in(bank, file) == 202
    assert heard_of(bank) == []

    bank.days_pass(1)
    heard = heard_of(bank)
    assert [stands(heard, place) for place in (1, 2, 3, 4)] == [
        LegState.REJECTED,
        LegState.SUCCEEDED,
        LegState.SUCCEEDED,
        LegState.SUCCEEDED,
    ]

    bank.days_pass(3)
    heard = heard_of(bank)
    assert [stands(heard, place) for place in (1, 2, 3, 4)] == [
        LegState.REJECTED,
        LegState.SUCCEEDED,
        LegState.RETURNED,
        LegState.SUCCEEDED,
    ]
    told = {one.event.split(":")[2]: one for one in heard if one.event.startswith("nacha:")}
    assert {code: (one.reference, one.report.reason, one.report.amount) for code, one in told.items() if one.report} == {
        "R02": (id_of(1), Refusal.ACCOUNT_CLOSED, money("10.00", "USD")),
        "R03": (id_of(3), Refusal.BAD_ACCOUNT, money("26.00", "USD")),
    }  # fmt: skip


def test_64_every_answer_carries_our_fifteen_characters(bank: Bank) -> None:
    bank.behaves("ACME", "return-later", days=1, reason="R02", end_to_end_id=id_of(1))
    handed_in(bank, a_file(an_entry(1), an_entry(2)))
    bank.days_pass(3)

    assert {one.reference for one in heard_of(bank)} == {id_of(1), id_of(2)}
    assert all(len(one.reference) == 15 for one in heard_of(bank))


def test_the_same_bytes_again_are_refused_and_move_nothing(bank: Bank) -> None:
    file = a_file(an_entry(1))
    handed_in(bank, file)
    bank.days_pass(1)
    before = heard_of(bank)

    assert handed_in(bank, file) == 422
    bank.days_pass(3)
    assert heard_of(bank) == before
    assert stands(before, 1) is LegState.SUCCEEDED
