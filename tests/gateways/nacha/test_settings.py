"""A bank in the United States is written down without a secret, keeps the Reserve Banks' days, and slips get a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from refundtui.cli.office_connected import said
from refundtui.gateways.connecting import Connected, connect
from refundtui.gateways.nacha_file.bank import NachaBank
from refundtui.gateways.nacha_file.nacha_file import Originator
from refundtui.gateways.nacha_file.us_banking_days import closed_in
from refundtui.gateways.not_connected import NotConnected
from tests.support.offices import NOW

GOOD = """
[accounts.chase]
kind = "nacha_file"
originator = "Northpeak Inc"
company = "1234567890"
routing = "021000021"
account = "000123456789"

[routes]
bank = "chase"
bank_transfer = "chase"
"""
BANK = NachaBank("chase", Originator("Northpeak Inc", "1234567890", "021000021"), "000123456789")


def connected(folder: Path, text: str) -> Connected:
    (folder / "gateways.toml").write_text(text)
    return connect(folder / "gateways.toml", {}, {}, lambda: NOW)


def test_an_account_at_a_us_bank_takes_legs_and_no_worker_asks_it(tmp_path: Path) -> None:
    there = connected(tmp_path, GOOD)
    assert there.banks == {"chase": BANK}
    assert "chase" not in there.gateways
    assert there.routes.account_of("acme", "", "bank_transfer") == "chase"


def test_what_a_bank_has_of_its_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "to-bank").mkdir()
    lines = 'bank = "Chase"\ncutoff = "20:30"\nzone = "America/Chicago"\nmost = 50\nfolder = "to-bank"\n'
    bank = connected(tmp_path, GOOD.replace("originator", lines + "originator")).banks["chase"]
    originator = Originator("Northpeak Inc", "1234567890", "021000021", "Chase")
    assert bank == NachaBank(
        "chase", originator, "000123456789", time(20, 30), "America/Chicago", 50, tmp_path / "to-bank"
    )


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ('"1234567890"', '"12-3456789"', "ten capital letters and digits"),
        ('"021000021"', '"021000022"', "does not check"),
        ('"021000021"', "21000021", "text in quotation marks"),
        ('"000123456789"', '"-"', "as the bank's statements name it"),
        ('"Northpeak Inc"', '"Northpeak Incorporated Ltd"', "longer than 16"),
        ('account = "000123456789"', "", "accounts.chase.account"),
        ("account =", "iban =", "iban is not known"),
    ],
)
def test_a_slip_gets_one_sentence_without_the_number(
    tmp_path: Path, was: str, becomes: str, sentence: str
) -> None:
    with pytest.raises(NotConnected) as refused:
        connected(tmp_path, GOOD.replace(was, becomes))
    assert sentence in said(refused.value)
    assert "000123456789" not in said(refused.value)


def test_nothing_is_settled_while_the_reserve_banks_are_closed() -> None:
    # 4 July 2027 is a Sunday, kept on Monday; 19 June a Saturday, and the Friday before it is a day like others.
    assert {date(2027, 7, 5), date(2027, 1, 18), date(2027, 11, 25)} <= closed_in(2027)
    assert date(2027, 6, 18) not in closed_in(2027)
    assert len(closed_in(2027)) == 11


@pytest.mark.parametrize(
    ("handed_in", "settles_on"),
    [
        (datetime(2026, 11, 25, 19, 59, tzinfo=UTC), date(2026, 11, 25)),  # 14:59 in New York
        (datetime(2026, 11, 25, 20, 0, tzinfo=UTC), date(2026, 11, 27)),  # the 26th is Thanksgiving
        (datetime(2026, 12, 31, 21, 0, tzinfo=UTC), date(2027, 1, 4)),
    ],
)
def test_the_day_is_counted_by_the_banks_hours_and_holidays(handed_in: datetime, settles_on: date) -> None:
    assert BANK.settlement_day(handed_in) == settles_on
    assert BANK.silent_after(handed_in) > datetime(
        settles_on.year, settles_on.month, settles_on.day, tzinfo=UTC
    )


def test_a_closed_bank_has_no_hour_of_closing() -> None:
    assert BANK.closes_at(datetime(2026, 11, 26, 15, tzinfo=UTC)) is None
    assert BANK.closes_at(datetime(2026, 11, 25, 15, tzinfo=UTC)) == datetime(2026, 11, 25, 20, tzinfo=UTC)
