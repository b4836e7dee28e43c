"""What a bank sends back: each reason in our words, corrections that move nothing, and files that are no files."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.gateways.nacha_file.drawing_up import draw_up
from refundtui.gateways.nacha_file.reading import MOST_BYTES, read_file
from refundtui.gateways.nacha_file.returns import REASONS, Returns, read_returns
from refundtui.office.ports import NotReadable
from tests.gateways.nacha.making import a_file, an_entry, came_back, id_of, reason

ENTRY = draw_up(a_file(an_entry(1, "26.00"))).body.decode().splitlines()[2][:78] + "1999999990000001"


def returned(*codes: str, booked: bool = True) -> Returns:
    return read_returns(came_back("A", "261126", ENTRY, *map(reason, codes)), lambda _: booked)


def test_what_was_booked_came_back_and_what_was_not_was_refused() -> None:
    for booked, state in ((True, LegState.RETURNED), (False, LegState.REJECTED)):
        (heard,) = returned("R02", booked=booked).heard
        assert heard.report is not None
        assert (heard.reference, heard.report.state, heard.report.reason) == (
            id_of(1),
            state,
            Refusal.ACCOUNT_CLOSED,
        )
        assert heard.report.amount is not None
        assert heard.report.amount.decimal_text() == "26.00"


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_of_a_credit_has_a_word_of_ours_and_a_next_step(code: str) -> None:
    (heard,) = returned(code).heard
    assert heard.report is not None
    assert Refusal(heard.report.reason).next_step
    assert not returned(code).puzzles


def test_a_reason_that_no_table_knows_brings_the_money_back_and_is_shown_to_somebody() -> None:
    found = returned("R61")
    assert [one.report.reason for one in found.heard if one.report] == [Refusal.UNKNOWN_REJECTION]
    assert [(one.about, one.word) for one in found.puzzles] == [(id_of(1), "R61")]


def test_a_correction_of_an_account_moves_nothing_and_is_shown_to_somebody() -> None:
    found = returned("C02")
    assert found.heard == ()
    assert [one.word for one in found.puzzles] == ["C02"]


def test_an_entry_that_comes_back_without_a_reason_moves_nothing() -> None:
    found = returned()
    assert (found.heard, len(found.puzzles)) == ((), 1)


def test_reading_a_file_twice_is_hearing_it_once() -> None:
    assert {one.event for one in returned("R03").heard} == {one.event for one in returned("R03").heard}
    other = read_returns(came_back("B", "261126", ENTRY, reason("R03")), lambda _: True)
    assert {one.event for one in other.heard} != {one.event for one in returned("R03").heard}


def test_other_payments_of_the_account_are_none_of_our_business() -> None:
    entry = ENTRY.replace(id_of(1), "PAYROLL-11-2026")
    found = read_returns(came_back("A", "261126", entry, reason("R02")), lambda _: True)
    assert (found.heard, found.puzzles) == ((), ())


_WHOLE = came_back("A", "261126", ENTRY, reason("R02"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<?xml version='1.0'?><Document/>",
        b"\x1b[2J" + _WHOLE,
        _WHOLE.replace(b"MARA LIND", b"MARA L\xc3ND"),
        _WHOLE[:-96] + b"9" * 93 + b"\n",
        b"\n".join(_WHOLE.splitlines()[:4]),  # its end is missing
        b"\n".join(_WHOLE.splitlines()[2:]),  # its beginning is
        _WHOLE.replace(b"0000002600", b"00000026A0"),
        _WHOLE.replace(ENTRY.encode(), ENTRY.replace("0000002600", "0000009900").encode()),  # sums disagree
        _WHOLE.replace(b"   1999999990000001", b"   1999999990000001", 1).replace(b"261126", b"261399"),
        b"1" * (MOST_BYTES + 1),
    ],
    ids=[
        "empty",
        "a word",
        "xml",
        "an escape sequence",
        "a letter beyond ascii",
        "a short line",
        "no end",
        "no beginning",
        "a letter in an amount",
        "another sum",
        "a day that is none",
        "too large",
    ],
)
def test_what_is_no_file_is_refused_in_one_sentence_and_moves_nothing(body: bytes) -> None:
    with pytest.raises(NotReadable) as why:
        read_returns(body, lambda _: True)
    assert str(why.value).count(".") == 1


@given(st.binary(max_size=400) | st.text("1567890 RC\n", max_size=400).map(str.encode))
def test_whatever_bytes_come_they_are_read_or_refused(body: bytes) -> None:
    with suppress(NotReadable):
        read_file(body)
