"""What is booked is paid, what came back came back; and a statement is held against what was handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, currency, money
from refundtui.gateways.sepa_file.reconciling import Expected, Reconciled, reconciled
from refundtui.gateways.sepa_file.returns import read_returns
from refundtui.gateways.sepa_file.statements import BookedAsOne, itemised, read_statements
from refundtui.office.ports import NotReadable
from tests.gateways.sepa.making import detail, entry, name_of, reasons, returned, stands, statement

TEN = money("10.00", "EUR")


def expected(*places: int) -> list[Expected]:
    return [Expected(name_of(place), TEN) for place in places]


def joined(asked: list[Expected], *bodies: bytes) -> Reconciled:
    parts = [part for body in bodies for part in read_statements(body).statements]
    return reconciled(asked, [booking for part in parts for booking in part.bookings])


def test_a_booked_debit_with_our_name_is_paid_on_its_day() -> None:
    (heard,) = read_statements(statement(entry("10.00", detail(1)))).heard

    assert heard.event == f"camt.053:DBIT:BANK-S1:{name_of(1)}"
    assert heard.report
    assert (heard.report.state, heard.report.amount, heard.report.trace) == (LegState.SUCCEEDED, TEN, "REF-1")
    assert heard.at == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("version", ["053.001.02", "053.001.08", "053.001.13", "054.001.02", "054.001.08"])
@pytest.mark.parametrize("status", ["BOOK", "<Cd>BOOK</Cd>"])
def test_every_version_of_statement_and_notice_is_read(version: str, status: str) -> None:
    body = statement(entry("10.00", detail(1), status=status), version=version)

    assert stands(read_statements(body).heard, 1) is LegState.SUCCEEDED


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_only_announced_moves_nothing(status: str) -> None:
    said = read_statements(statement(entry("10.00", detail(1), status=f"<Cd>{status}</Cd>")))

    assert (said.heard, said.puzzles) == ((), ())


def test_a_status_nobody_knows_moves_nothing_and_somebody_is_told() -> None:
    said = read_statements(statement(entry("10.00", detail(1), status="<Cd>ABCD</Cd>")))

    assert (said.heard, [one.word for one in said.puzzles]) == ((), ["ABCD"])


def test_other_payments_of_the_account_are_none_of_our_business() -> None:
    salary = "<TxDtls><Refs><EndToEndId>SALARY-11</EndToEndId></Refs></TxDtls>"
    said = read_statements(statement(entry("500.00", salary), entry("10.00", detail(1)), closing="490.00"))

    assert [one.reference for one in said.heard] == [name_of(1)]
    assert said.statements[0].unexplained == money("0.00", "EUR")


def test_a_batch_that_is_itemised_is_one_booking_each() -> None:
    said = read_statements(statement(entry("30.00", detail(1, "10.00"), detail(2, "20.00"))))

    (part,) = said.statements
    assert [str(one.amount) for one in part.bookings] == ["10.00 EUR", "20.00 EUR"]
    assert len({one.reference for one in part.bookings}) == 2


def test_a_batch_that_is_not_itemised_is_named_and_pays_no_leg() -> None:
    batch = "<Btch><PmtInfId>RFB-20261123-001-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
    said = read_statements(statement(entry("30.00", batch)))

    assert said.heard == ()
    assert said.statements[0].as_one == (
        BookedAsOne("RFB-20261123-001", money("30.00", "EUR"), date(2026, 11, 23)),
    )


@pytest.mark.parametrize(
    ("cents", "paid"), [((1000, 2000), True), ((1000, 2001), False), ((1000,), False), ((), False)]
)
def test_a_sum_pays_the_legs_it_is_the_sum_of_to_the_cent(cents: tuple[int, ...], paid: bool) -> None:
    sum_of = BookedAsOne("RFB-20261123-001", money("30.00", "EUR"), date(2026, 11, 23))
    taken = {name_of(place): Money(cent, currency("EUR")) for place, cent in enumerate(cents)}

    heard = itemised(sum_of, taken, "BANK-S1")

    assert [one.reference for one in heard] == (list(taken) if paid else [])
    assert all(stands(heard, place) is LegState.SUCCEEDED for place, _ in enumerate(heard))


def test_a_sum_in_another_currency_is_nobody_s() -> None:
    sum_of = BookedAsOne("RFB-20261123-001", money("10.00", "USD"), date(2026, 11, 23))

    assert itemised(sum_of, {name_of(1): TEN}, "BANK-S1") == ()


def test_two_debits_for_one_leg_send_it_to_two_people() -> None:
    said = read_statements(statement(entry("10.00", detail(1)), entry("10.00", detail(1))))

    assert len({one.event for one in said.heard}) == 2
    assert stands(said.heard, 1) is LegState.MANUAL


def test_a_credit_with_a_reason_for_its_return_is_money_that_came_back() -> None:
    said = read_statements(statement(entry("10.00", detail(1, back="AC04"), way="CRDT")))

    assert stands(said.heard, 1) is LegState.RETURNED
    assert reasons(said.heard) == {name_of(1): Refusal.ACCOUNT_CLOSED}


def test_a_return_for_a_reason_nobody_knows_is_a_return_and_a_puzzle() -> None:
    for said in (
        read_statements(statement(entry("10.00", detail(1, back="ZZ99"), way="CRDT"))),
        read_returns(returned(1, "10.00", "ZZ99")),
    ):
        assert stands(said.heard, 1) is LegState.RETURNED
        assert reasons(said.heard) == {name_of(1): Refusal.UNKNOWN_REJECTION}
        assert [one.word for one in said.puzzles] == ["ZZ99"]


def test_a_payment_sent_back_as_a_double_is_called_that_beside_any_other_reason() -> None:
    assert reasons(read_returns(returned(1, code="AM05")).heard) == {name_of(1): Refusal.ALREADY_REFUNDED}
    both = returned(1).replace(b"<RtrRsnInf>", b"<RtrRsnInf><Rsn><Cd>MS03</Cd></Rsn></RtrRsnInf><RtrRsnInf>")
    assert reasons(read_returns(both.replace(b"AC04", b"AM05")).heard) == {
        name_of(1): Refusal.ALREADY_REFUNDED
    }


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param(entry("10.00", detail(1), way="CRDT"), id="a credit without a reason"),
        pytest.param(entry("10.00", detail(1, back="AC04")), id="a debit that is a return"),
        pytest.param(entry("10.00", detail(1), more="<RvslInd>true</RvslInd>"), id="an entry taken back"),
    ],
)
def test_what_was_booked_the_wrong_way_round_moves_no_leg(strange: str) -> None:
    said = read_statements(statement(strange))

    assert said.heard == ()
    assert [one.about for one in said.puzzles] == [name_of(1)]


def test_scenario_53_a_return_moves_back_exactly_what_moved_out() -> None:
    out = read_statements(statement(entry("42.00", detail(1)), closing="958.00")).statements[0]
    back = read_statements(statement(entry("42.00", detail(1, back="AC04"), way="CRDT"))).statements[0]
    (heard,) = read_returns(returned(1)).heard

    assert out.moved
    assert back.moved
    assert out.moved + back.moved == money("0.00", "EUR")
    assert heard.report
    assert (heard.report.state, heard.report.amount) == (LegState.RETURNED, money("42.00", "EUR"))
    assert heard.at == heard.report.at == datetime(2026, 11, 26, tzinfo=UTC)


def test_a_return_that_is_not_ours_is_left_alone() -> None:
    body = returned(1).replace(name_of(1).encode(), b"SALARY-11")

    assert (read_returns(body).heard, read_returns(body).puzzles) == ((), ())


def test_scenario_55_a_gap_is_reported_exactly() -> None:
    body = statement(entry("10.00", detail(1)), closing="980.00")

    found = joined(expected(1, 2), body)

    assert found.missing == (Expected(name_of(2), TEN),)
    assert found.agreed == (name_of(1),)
    assert read_statements(body).statements[0].unexplained == money("-10.00", "EUR")
    assert not found.is_clean


def test_another_amount_a_payment_nobody_asked_for_and_a_double_are_each_reported() -> None:
    found = joined(
        expected(1, 2),
        statement(
            entry("10.01", detail(1)),
            entry("10.00", detail(2)),
            entry("10.00", detail(2)),
            entry("10.00", detail(3)),
        ),
    )

    assert [(one.end_to_end_id, str(booking.amount)) for one, booking in found.differing] == [
        (name_of(1), "10.01 EUR")
    ]
    assert [booking.end_to_end_id for booking in found.unexpected] == [name_of(3)]
    assert [len(those) for those in found.doubled] == [2]
    assert (found.agreed, found.missing) == ((), ())


def test_money_that_came_back_is_still_money_that_went_out() -> None:
    found = joined(
        expected(1),
        statement(entry("10.00", detail(1)), entry("10.00", detail(1, back="AC04"), way="CRDT")),
    )

    assert found.is_clean


@pytest.mark.parametrize(
    "broken",
    [
        entry("10.00", detail(1), way="SIDEWAYS"),
        entry("ten", detail(1)),
        entry("10.00", detail(1)).replace("<Amt Ccy='EUR'>10.00</Amt>", ""),
        entry("10.00", detail(1)) + entry("10.00", detail(2)).replace("'EUR'", "'USD'"),
    ],
)
def test_a_statement_with_an_entry_that_cannot_be_is_not_taken_in_by_half(broken: str) -> None:
    with pytest.raises(NotReadable, match="nothing of"):
        read_statements(statement(entry("10.00", detail(3)), broken))


@pytest.mark.parametrize("code", ["OPBD", "CLBD"])
def test_a_balance_in_another_currency_is_not_taken_in(code: str) -> None:
    body = statement(entry("10.00", detail(1)), closing="990.00").decode()
    before, after = body.split(f"<Cd>{code}</Cd>")

    with pytest.raises(NotReadable, match="several currencies"):
        read_statements(f"{before}<Cd>{code}</Cd>{after.replace('EUR', 'USD', 1)}".encode())


@given(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=8), st.data())
def test_whatever_is_left_out_of_a_statement_is_what_is_missing(
    cents: list[int], data: st.DataObject
) -> None:
    left_out = data.draw(st.sets(st.integers(0, len(cents) - 1)))
    asked = [Expected(name_of(place), Money(cent, currency("EUR"))) for place, cent in enumerate(cents)]
    body = statement(
        *(
            entry(one.amount.decimal_text(), detail(place))
            for place, one in enumerate(asked)
            if place not in left_out
        ),
        closing="0.00",
    )

    found = joined(asked, body)

    assert found.missing == tuple(asked[place] for place in sorted(left_out))
    assert set(found.agreed) == {one.end_to_end_id for one in asked} - {
        one.end_to_end_id for one in found.missing
    }
    unexplained = read_statements(body).statements[0].unexplained
    booked = sum(cent for place, cent in enumerate(cents) if place not in left_out)
    assert unexplained == Money(booked - 100_000, currency("EUR"))
