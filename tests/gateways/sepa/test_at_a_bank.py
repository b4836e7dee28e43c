"""Scenarios 49 to 57 and 62 with a bank that we did not write: what it answers is what our legs hear."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.gateways.sepa_file.answers import read_answer
from refundtui.gateways.sepa_file.bank_file import BankFile
from refundtui.gateways.sepa_file.banking_days import answer_due, settlement_day
from refundtui.gateways.sepa_file.drawing_up import draw_up
from refundtui.gateways.sepa_file.objections import Part, objections
from refundtui.gateways.sepa_file.reconciling import Expected, reconciled
from refundtui.gateways.sepa_file.returns import read_returns
from refundtui.gateways.sepa_file.statements import read_statements
from refundtui.office.ports import Heard
from tests.gateways.sepa.making import a_file, a_payment, name_of, reasons, stands
from tests.support.bank import CLOSED, ELSEWHERE, GLOBEX, NO_SUCH_BANK, Bank, a_bank

BERLIN = "DE89370400440532013000"
NO_ACCOUNT = "DE88370400440532013000"  # its check digits do not fit


def handed_in(bank: Bank, file: BankFile) -> int:
    return bank.handed_in(draw_up(file).body)


def heard_of(bank: Bank) -> list[Heard]:
    """Everything our legs hear from all the bank sent, in the order it was sent."""
    return [
        *(heard for body in bank.messages("pain.002") for heard in read_answer(body).heard),
        *(heard for body in bank.messages("camt.05") for heard in read_statements(body).heard),
        *(heard for body in bank.messages("pacs.004") for heard in read_returns(body).heard),
    ]


def test_a_file_of_ours_passes_everything_the_bank_checks(bank: Bank) -> None:
    body = draw_up(a_file(a_payment(1), a_payment(2, "999.99", BERLIN))).body

    assert bank.findings(body).strip().endswith("1 batch, 2 payments, 0 findings")


def test_scenario_49_every_payment_of_a_file_is_answered_for_itself(bank: Bank) -> None:
    file = a_file(
        a_payment(1), a_payment(2, iban=CLOSED), a_payment(3, iban=NO_SUCH_BANK), a_payment(4, iban=BERLIN)
    )
    # Our own look would have stopped the fourth, so it is put in afterwards.
    body = draw_up(file).body.replace(BERLIN.encode(), NO_ACCOUNT.encode())
    assert [found.part for found in objections(a_file(a_payment(4, iban=NO_ACCOUNT)))] == [Part.IBAN]

    assert bank.handed_in(body) == 202
    heard = heard_of(bank)

    assert [stands(heard, place) for place in (1, 2, 3, 4)] == [
        LegState.SUCCEEDED,
        LegState.REJECTED,
        LegState.REJECTED,
        LegState.REJECTED,
    ]
    refused = {one.reference: one.report.reason for one in heard if one.report and one.report.reason}
    assert refused == {
        name_of(2): Refusal.ACCOUNT_CLOSED,
        name_of(3): Refusal.BAD_ACCOUNT,
        name_of(4): Refusal.BAD_ACCOUNT,
    }


def test_scenario_50_the_same_bytes_again_are_refused_and_change_no_leg(bank: Bank) -> None:
    body = draw_up(a_file(a_payment(1))).body
    bank.handed_in(body)
    before = heard_of(bank)

    assert bank.handed_in(body) == 422

    first, second = (read_answer(one) for one in bank.messages("pain.002"))
    assert (first.is_duplicate, second.is_duplicate) == (False, True)
    assert (second.file, second.heard, second.whole_file) == ("RFB-20261123-001", (), None)
    assert heard_of(bank) == before
    assert stands(before, 1) is LegState.SUCCEEDED


def test_scenario_51_a_file_drawn_up_again_is_the_same_bytes_and_so_the_bank_refuses_it(bank: Bank) -> None:
    first, again = draw_up(a_file(a_payment(1))), draw_up(a_file(a_payment(1)))

    assert (first.body, first.sha256) == (again.body, again.sha256)
    assert (bank.handed_in(first.body), bank.handed_in(again.body)) == (202, 422)


def test_scenario_53_money_that_comes_back_after_three_days_is_a_return(bank: Bank) -> None:
    bank.behaves("ACME", "return-later", days=3, reason="AC04", end_to_end_id=name_of(1))
    handed_in(bank, a_file(a_payment(1, "42.00"), a_payment(2)))
    assert stands(heard_of(bank), 1) is LegState.SUCCEEDED

    bank.days_pass(4)

    heard = heard_of(bank)
    assert stands(heard, 1) is LegState.RETURNED
    assert stands(heard, 2) is LegState.SUCCEEDED
    back = [one for one in heard if one.report and one.report.state is LegState.RETURNED]
    # The return itself, the notice of the credit, the statement: three voices of one thing.
    assert [one.event.split(":")[0] for one in back] == ["camt.054", "camt.053", "pacs.004"]
    for one in back:
        assert one.report is not None
        assert (one.reference, one.report.reason) == (name_of(1), Refusal.ACCOUNT_CLOSED)
        assert one.report.amount == money("42.00", "EUR")
        assert one.at == datetime(2026, 11, 26, tzinfo=UTC)


def test_scenario_54_where_the_bank_is_silent_its_booking_alone_says_paid(bank: Bank) -> None:
    bank.behaves("ACME", "silent")
    handed_in(bank, a_file(a_payment(1), on=date(2026, 11, 24)))

    assert heard_of(bank) == []
    assert answer_due(datetime(2026, 11, 23, 9, tzinfo=UTC)) == date(2026, 11, 24)

    bank.days_pass(1)
    assert bank.messages("pain.002") == []
    assert stands(heard_of(bank), 1) is LegState.SUCCEEDED


def test_scenario_55_what_a_statement_leaves_out_is_named_with_its_amount(bank: Bank) -> None:
    bank.behaves("ACME", "statement-gap")
    file = a_file(a_payment(1, "10.00"), a_payment(2, "20.00"), a_payment(3, "30.55"))
    handed_in(bank, file)
    bank.days_pass(1)

    parts = [part for body in bank.messages("camt.053") for part in read_statements(body).statements]
    expected = [Expected(payment.end_to_end_id, payment.amount) for payment in file.payments]
    joined = reconciled(expected, [booking for part in parts for booking in part.bookings])

    assert joined.missing == (Expected(name_of(3), money("30.55", "EUR")),)
    assert joined.agreed == (name_of(1), name_of(2))
    assert (joined.unexpected, joined.differing, joined.doubled) == ((), (), ())
    assert [part.unexplained for part in parts if part.bookings] == [money("-30.55", "EUR")]


def test_scenario_56_an_empty_account_of_the_merchant_is_not_the_customer_s_trouble(bank: Bank) -> None:
    handed_in(bank, a_file(a_payment(1, "50.00"), debtor=GLOBEX))

    (answer,) = map(read_answer, bank.messages("pain.002"))
    assert reasons(answer.heard) == {name_of(1): Refusal.MERCHANT_FUNDS}
    assert answer.puzzles == ()


@pytest.mark.parametrize(
    ("clock", "on"),
    [
        pytest.param("2026-11-23T14:59", date(2026, 11, 23), id="a minute before the hour"),
        pytest.param("2026-11-23T15:00", date(2026, 11, 24), id="at the hour"),
        pytest.param("2026-11-27T16:00", date(2026, 11, 30), id="Friday evening"),
        pytest.param("2026-11-28T10:00", date(2026, 11, 30), id="Saturday"),
    ],
)
def test_scenario_57_we_say_the_day_that_the_bank_keeps(clock: str, on: date) -> None:
    handed_in_at = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    with a_bank(clock) as bank:
        handed_in(bank, a_file(a_payment(1)))
        settles = bank.settles_on(name_of(1))

    assert settlement_day(handed_in_at, zone_name="UTC") == on
    assert settles == on.isoformat()


def test_scenario_62_all_transactions_of_a_block_are_read(bank: Bank) -> None:
    file = a_file(*(a_payment(place, iban=CLOSED if place % 2 else ELSEWHERE) for place in range(1, 8)))
    handed_in(bank, file)

    (answer,) = map(read_answer, bank.messages("pain.002"))
    assert [one.reference for one in answer.heard] == [payment.end_to_end_id for payment in file.payments]


def test_the_same_end_to_end_id_in_another_file_is_paid_again_so_it_is_ours_to_prevent(bank: Bank) -> None:
    """What the bank does not check: the reason why the office keeps the id unique over all its files."""
    handed_in(bank, a_file(a_payment(1)))
    handed_in(bank, a_file(a_payment(1), number=2))
    bank.days_pass(1)

    booked = [
        booking
        for body in bank.messages("camt.053")
        for part in read_statements(body).statements
        for booking in part.bookings
    ]
    assert len(reconciled([Expected(name_of(1), money("10.00", "EUR"))], booked).doubled) == 1
    assert stands(heard_of(bank), 1) is LegState.MANUAL
