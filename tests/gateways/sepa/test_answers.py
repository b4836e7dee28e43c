"""What a bank's answer means for each leg, and for a file as a whole; what it does not mean is left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.gateways.sepa_file.answers import read_answer, told_to
from refundtui.gateways.sepa_file.codes import DUPLICATES, REASONS
from refundtui.office.ports import NotReadable
from tests.gateways.sepa.making import answer, because, block, name_of, reasons, stands, transaction

REFUSED = "<GrpSts>RJCT</GrpSts>"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "sub"),
    [
        ("ACCP", "bank_accepted"),
        ("ACSP", "bank_accepted"),
        ("ACTC", "bank_accepted"),
        ("ACWC", "bank_accepted"),
        ("ACSC", "bank_settled"),
        ("PDNG", "processing"),
        ("RCVD", "received"),
    ],
)
def test_what_the_bank_took_is_pending_and_never_paid(status: str, sub: str) -> None:
    said = read_answer(answer(block(transaction(1, status))))

    assert stands(said.heard, 1) is LegState.PENDING
    assert said.heard[0].report == Report(LegState.PENDING, at=AT, sub=sub)
    assert said.puzzles == ()


@pytest.mark.parametrize(("code", "refusal"), sorted(REASONS.items()))
def test_every_reason_of_the_table_is_our_code_for_it(code: str, refusal: Refusal) -> None:
    said = read_answer(answer(block(transaction(1, "RJCT", code))))

    assert reasons(said.heard) == {name_of(1): refusal}
    assert stands(said.heard, 1) is LegState.REJECTED
    assert said.puzzles == ()


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("AM04", Refusal.MERCHANT_FUNDS),
        ("AC04", Refusal.ACCOUNT_CLOSED),
        ("AC06", Refusal.ACCOUNT_CLOSED),
        ("AC01", Refusal.BAD_ACCOUNT),
        ("RC01", Refusal.BAD_ACCOUNT),
        ("BE01", Refusal.BAD_ACCOUNT),
        ("AG01", Refusal.MERCHANT_BLOCKED),
        ("MD07", Refusal.DECEASED),
        ("RR04", Refusal.REGULATORY),
        ("AM03", Refusal.CURRENCY),
        ("AM01", Refusal.AMOUNT_TOO_SMALL),
        ("AM12", Refusal.AMOUNT_TOO_SMALL),
    ],
)
def test_the_table_says_what_the_code_sets_say(code: str, refusal: Refusal) -> None:
    assert REASONS[code] is refusal


@pytest.mark.parametrize("code", ["ZZ99", "", "a word of the bank"])
def test_a_reason_nobody_knows_is_a_refusal_and_somebody_is_told(code: str) -> None:
    said = read_answer(answer(block(transaction(1, "RJCT", code))))

    assert reasons(said.heard) == {name_of(1): Refusal.UNKNOWN_REJECTION}
    (puzzle,) = said.puzzles
    assert (puzzle.about, puzzle.word) == (name_of(1), code or "RJCT")


def test_the_known_one_of_several_reasons_counts() -> None:
    said = read_answer(answer(block(transaction(1, "RJCT", "ZZ99", "AC04"))))

    assert reasons(said.heard) == {name_of(1): Refusal.ACCOUNT_CLOSED}


@pytest.mark.parametrize("status", ["ABCD", "CANC", "ACCC", "accp", "PART"])
def test_a_status_nobody_knows_moves_no_leg_and_somebody_is_told(status: str) -> None:
    said = read_answer(answer(block(transaction(1, status))))

    assert [(one.reference, one.report) for one in said.heard] == [(name_of(1), None)]
    assert [one.word for one in said.puzzles] == [status]


@pytest.mark.parametrize("code", sorted(DUPLICATES))
def test_scenario_50_a_file_refused_as_a_duplicate_changes_no_leg(code: str) -> None:
    """Not even those it names: the first file of that name stands."""
    body = answer(block(transaction(1, "RJCT", "AC04")), group=REFUSED + because(code))

    said = read_answer(body)

    assert said.is_duplicate
    assert (said.file, said.heard, said.whole_file) == ("RFB-20261123-001", (), None)


def test_a_block_refused_as_a_duplicate_is_the_file_refused_as_one() -> None:
    refused = block(because("DU02"), status="RJCT")

    assert read_answer(answer(refused, group="")).is_duplicate
    assert read_answer(answer(refused, group=REFUSED)).is_duplicate


@pytest.mark.parametrize("code", sorted(DUPLICATES))
def test_a_payment_refused_as_a_duplicate_is_looked_for_and_not_given_up(code: str) -> None:
    said = read_answer(answer(block(transaction(1, "RJCT", "AC04", code), transaction(2, "ACCP"))))

    assert stands(said.heard, 1) is None
    assert stands(said.heard, 2) is LegState.PENDING
    assert [one.about for one in said.puzzles] == [name_of(1)]


def test_a_file_refused_for_anything_else_refuses_every_leg_of_it() -> None:
    said = read_answer(answer(group=REFUSED + because("FF01")))

    assert said.whole_file == Report(LegState.REJECTED, at=AT, reason=Refusal.NOT_SET_UP)
    assert (said.file, said.heard, said.is_duplicate) == ("RFB-20261123-001", (), False)


def test_a_file_refused_without_a_reason_is_a_puzzle_too() -> None:
    said = read_answer(answer(group=REFUSED))

    assert said.whole_file == Report(LegState.REJECTED, at=AT, reason=Refusal.UNKNOWN_REJECTION)
    assert [one.about for one in said.puzzles] == ["RFB-20261123-001"]


def test_where_the_file_is_refused_because_every_payment_was_the_payments_say_why() -> None:
    said = read_answer(answer(block(transaction(1, "RJCT", "AM04"), status="RJCT"), group=REFUSED))

    assert reasons(said.heard) == {name_of(1): Refusal.MERCHANT_FUNDS}
    assert said.puzzles == ()


def test_a_block_s_status_is_the_file_s_where_the_file_says_none() -> None:
    assert read_answer(answer(block(status="ACTC"), group="")).whole_file == Report(
        LegState.PENDING, at=AT, sub="bank_accepted"
    )
    refused = read_answer(answer(block(because("AG01"), status="RJCT")))
    assert refused.whole_file == Report(LegState.REJECTED, at=AT, reason=Refusal.MERCHANT_BLOCKED)


def test_a_payment_without_a_status_has_its_block_s() -> None:
    named = f"<TxInfAndSts><OrgnlEndToEndId>{name_of(1)}</OrgnlEndToEndId></TxInfAndSts>"

    said = read_answer(answer(block(named, because("AC04"), status="RJCT"), group=""))

    assert [one.event for one in said.heard] == [f"pain.002:RJCT:BANK-1:{name_of(1)}"]
    assert reasons(said.heard) == {name_of(1): Refusal.ACCOUNT_CLOSED}
    assert said.puzzles == ()


def test_nothing_is_concluded_of_the_others_where_one_is_a_puzzle() -> None:
    said = read_answer(answer(block(transaction(1, "RJCT", "AM05")), group=REFUSED))

    assert said.whole_file is None


def test_a_file_in_part_says_nothing_of_the_legs_it_does_not_name() -> None:
    assert read_answer(answer(block(transaction(1, "RJCT", "AC04")))).whole_file is None


def test_a_payment_without_its_name_is_shown_and_taken_for_none() -> None:
    said = read_answer(answer(block("<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>")))

    assert said.heard == ()
    assert len(said.puzzles) == 1


def test_scenario_62_every_transaction_of_every_block_is_read() -> None:
    body = answer(
        block(*(transaction(place, "ACCP") for place in (1, 2, 3))),
        block(transaction(4, "RJCT", "AC01"), transaction(5, "ACSP")),
    )

    assert [one.reference for one in read_answer(body).heard] == [name_of(place) for place in range(1, 6)]


@pytest.mark.parametrize("version", ["001.03", "001.09", "001.10", "001.12", "001.14"])
def test_every_version_of_the_message_is_read(version: str) -> None:
    said = read_answer(answer(block(transaction(1, "ACCP")), version=version))

    assert stands(said.heard, 1) is LegState.PENDING


def test_the_same_answer_twice_is_the_same_events() -> None:
    body = answer(block(transaction(1, "ACCP"), transaction(2, "RJCT", "AC04")))

    events = [one.event for one in read_answer(body).heard]
    assert events == [one.event for one in read_answer(body).heard]
    assert len(set(events)) == 2


def test_an_amount_the_bank_names_is_kept_so_that_another_one_is_seen() -> None:
    named = (
        f"<TxInfAndSts><OrgnlEndToEndId>{name_of(1)}</OrgnlEndToEndId><TxSts>ACCP</TxSts><OrgnlTxRef><Amt>"
        "<InstdAmt Ccy='EUR'>10.00000</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
    )
    (heard,) = read_answer(answer(block(named))).heard

    assert heard.report
    assert str(heard.report.amount) == "10.00 EUR"


@pytest.mark.parametrize("amount", ["ten", "-1.00", "10.005", "1e3", "", "१०"])
def test_an_amount_that_is_none_is_not_guessed_at(amount: str) -> None:
    named = (
        f"<TxInfAndSts><OrgnlEndToEndId>{name_of(1)}</OrgnlEndToEndId><TxSts>ACCP</TxSts><OrgnlTxRef><Amt>"
        f"<InstdAmt Ccy='EUR'>{amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
    )
    with pytest.raises(NotReadable, match="amount"):
        read_answer(answer(block(named)))


def test_a_refused_file_is_told_to_each_of_its_legs() -> None:
    said = told_to(read_answer(answer(group=REFUSED + because("FF01"))), [name_of(1), name_of(2)])

    assert reasons(said.heard) == dict.fromkeys((name_of(1), name_of(2)), Refusal.NOT_SET_UP)
    assert said.whole_file is None
    assert len({one.event for one in said.heard}) == 2


def test_what_is_said_of_one_leg_goes_before_what_is_said_of_its_file() -> None:
    body = answer(block(transaction(1, "RJCT", "AC04")), group="<GrpSts>ACTC</GrpSts>")

    said = told_to(read_answer(body), [name_of(1), name_of(2)])

    assert [one.reference for one in said.heard] == [name_of(1), name_of(2)]
    assert [stands(said.heard, place) for place in (1, 2)] == [LegState.REJECTED, LegState.PENDING]


def test_a_file_refused_as_a_duplicate_tells_its_legs_nothing() -> None:
    said = told_to(read_answer(answer(group=REFUSED + because("DUPL"))), [name_of(1)])

    assert (said.heard, said.is_duplicate) == ((), True)


def test_a_payment_of_another_file_is_a_puzzle_and_hears_nothing() -> None:
    said = told_to(
        read_answer(answer(block(transaction(1, "ACCP"), transaction(2, "RJCT", "AC04")))), [name_of(1)]
    )

    assert [one.reference for one in said.heard] == [name_of(1)]
    assert [one.about for one in said.puzzles] == [name_of(2)]
