"""Adyen lists its refunds in a report: what is in it is held against our books, and no line of it is trusted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.gateways.adyen.settlement_report import NotAReport, read_report, refunds_in
from refundtui.office.ports import ListedRefund
from tests.gateways.adyen.talking import PAYMENT, REFERENCE, REFUND, at_adyen

HEAD = (
    "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,"
    "Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,"
    "Net Debit (NC),Net Credit (NC),Commission (NC),Modification Merchant Reference,Batch Number"
)


def a_row(
    kind: str = "Refunded",
    *,
    refund: str = REFUND,
    of: str = "EUR",
    gone: str = "25.00",
    came: str = "",
    account: str = "LindenhofCOM",
    ours: str = REFERENCE,
    order: str = "A-1",
) -> str:
    return (
        f"Lindenhof,{account},{PAYMENT},{order},visa,2026-11-26 13:00:00,CET,{kind},{refund},{of},{gone},{came},1,EUR,"
        f"25.00,,0.10,{ours},214"
    )


def a_report(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def read(*rows: str) -> tuple[ListedRefund, ...]:
    return tuple(refunds_in(a_report(*rows), "LindenhofCOM"))


def test_a_refund_that_was_booked_is_read_with_our_reference() -> None:
    (one,) = read(a_row())
    assert (one.refund, one.payment, one.reference) == (REFUND, PAYMENT, REFERENCE)
    assert (one.report.state, one.report.amount) == (LegState.SUCCEEDED, money("25.00", "EUR"))


def test_a_refund_that_came_back_stands_in_the_other_column() -> None:
    (one,) = read(a_row("RefundedReversed", gone="", came="25.00"))
    assert (one.report.state, one.report.amount) == (LegState.RETURNED, money("25.00", "EUR"))


@pytest.mark.parametrize("kind", ["Settled", "Chargeback", "Fee", "MerchantPayout", "InvoiceDeduction", ""])
def test_what_is_no_refund_is_left_out(kind: str) -> None:
    assert read(a_row(kind, refund="", gone="")) == ()


def test_another_merchant_account_is_none_of_ours() -> None:
    assert read(a_row(account="SomebodyElse")) == ()


@pytest.mark.parametrize(
    ("of", "written", "minor"),
    [
        ("ISK", "40", 40),
        ("ISK", "40.00", 40),
        ("JPY", "200", 200),
        ("KWD", "1.234", 1234),
        ("CLP", "1000", 1000),
    ],
)
def test_amounts_are_whole_units_whatever_adyens_own_numbers_are(of: str, written: str, minor: int) -> None:
    (one,) = read(a_row(of=of, gone=written))
    assert one.report.amount is not None
    assert one.report.amount.minor == minor


@pytest.mark.parametrize(
    "row",
    [
        a_row(refund="\x1b[2J"),
        a_row(refund=""),
        a_row(refund="88/../x"),
        a_row(gone="-25.00"),
        a_row(gone="25,00"),
        a_row(gone="1e9"),
        a_row(gone="0.00"),
        a_row(gone="9" * 40),
        a_row(of="JPY", gone="200.50"),
        a_row(of="XXX"),
        a_row() + ",one too many",
        "Refunded",
        '"' + a_row(),
    ],
)
def test_a_row_that_cannot_be_read_makes_the_report_none(row: str) -> None:
    with pytest.raises(NotAReport):
        read(a_row(), row)


def test_words_of_others_in_columns_that_are_not_read_do_no_harm() -> None:
    (one,) = read(a_row(order='"=HYPERLINK(""http://evil.example"")\n\x1b]0;pwn\x07"'))
    assert one.refund == REFUND


def test_a_reference_that_is_none_of_ours_is_none() -> None:
    assert read(a_row(ours="the shop's own words"))[0].reference == ""


def test_a_report_without_the_columns_that_matter_names_them() -> None:
    head = HEAD.replace("Modification Reference", "Something")
    with pytest.raises(NotAReport) as trouble:
        tuple(refunds_in(a_report(a_row(), head=head), "LindenhofCOM"))
    assert trouble.value.facts == {"missing": "modification reference"}


def test_a_file_is_read_with_its_mark_of_unicode_and_refused_where_it_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_bytes(b"\xef\xbb\xbf" + a_report(a_row()).replace("\n", "\r\n").encode())
    with at_adyen() as (adyen, _):
        assert [one.refund for one in adyen.reported(file)] == [REFUND]
    file.write_bytes(b"\xff\xfe" + HEAD.encode("utf-16-le"))
    with pytest.raises(NotAReport):
        read_report(file, "LindenhofCOM")
    with pytest.raises(NotAReport):
        read_report(tmp_path / "nothing.csv", "LindenhofCOM")


@given(st.text(max_size=400))
def test_whatever_stands_in_a_file_it_is_read_or_refused(text: str) -> None:
    for whole in (text, f"{HEAD}\n{text}"):
        with suppress(NotAReport):
            tuple(refunds_in(whole, "LindenhofCOM"))
