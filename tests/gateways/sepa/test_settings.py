"""An account at a bank is written down without a secret, and a slip in it gets one sentence that repeats no number."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from refundtui.cli.office_connected import said
from refundtui.gateways.connecting import Connected, connect
from refundtui.gateways.not_connected import NotConnected
from refundtui.gateways.sepa_file.bank import SepaBank
from refundtui.gateways.sepa_file.bank_file import Debtor
from tests.support.offices import NOW

IBAN = "DE89370400440532013000"
GOOD = f"""
[accounts.bank]
kind = "sepa_file"
debtor = "Lindenhof GmbH"
iban = "{IBAN}"

[routes]
bank = "bank"
bank_transfer = "bank"
"""


def connected(folder: Path, text: str) -> Connected:
    (folder / "gateways.toml").write_text(text)
    return connect(folder / "gateways.toml", {}, {}, lambda: NOW)


def with_line(line: str) -> str:
    return GOOD.replace("debtor =", f"{line}\ndebtor =")


def test_an_account_at_a_bank_takes_legs_and_no_worker_asks_it(tmp_path: Path) -> None:
    there = connected(tmp_path, GOOD)
    assert there.banks == {"bank": SepaBank("bank", Debtor("Lindenhof GmbH", IBAN))}
    assert "bank" not in there.gateways
    assert there.routes.account_of("acme", "", "bank") == "bank"
    assert there.routes.account_of("acme", "", "bank_transfer") == "bank"
    assert there.routes.account_of("acme", "bank", "card") == "bank"


def test_what_a_bank_has_of_its_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "to-bank").mkdir()
    lines = (
        'bic = "COBADEFFXXX"',
        'cutoff = "13:30"',
        'zone = "Europe/Lisbon"',
        "most = 50",
        'calendar = "target"',
        'folder = "to-bank"',
    )
    bank = connected(tmp_path, with_line("\n".join(lines))).banks["bank"]
    debtor = Debtor("Lindenhof GmbH", IBAN, "COBADEFFXXX")
    assert bank == SepaBank("bank", debtor, time(13, 30), "Europe/Lisbon", 50, tmp_path / "to-bank")
    assert connected(tmp_path, with_line("cutoff = 13:30:00")).banks["bank"].closes_at(NOW) is not None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("debtor =", "name ="), "accounts.bank.name is not known; possible: bic, calendar, cutoff"),
        (GOOD.replace('debtor = "Lindenhof GmbH"\n', ""), "accounts.bank.debtor is missing."),
        (GOOD.replace("DE89", "DE88"), "accounts.bank: The merchant's own account: The IBAN's check digits do not fit"),
        (GOOD.replace(IBAN, "BR1500000000000010932840814P2"), "Accounts in BR cannot be paid"),
        (GOOD.replace("Lindenhof GmbH", "L" * 71), "The merchant's name is empty or longer than 70 characters."),
        (GOOD.replace('"Lindenhof GmbH"', "3"), "debtor: this is a text in quotation marks."),
        (with_line('bic = "no"'), "This is not a BIC"),
        (with_line('cutoff = "three"'), "cutoff: the bank's hour, as “15:00”."),
        (with_line('zone = "Europe/Berlln"'), "zone: there is no time zone “Europe/Berlln”"),
        (with_line('zone = "../../etc/passwd"'), "zone: there is no time zone"),
        (with_line("most = true"), "most: the number of payments in one file"),
        (with_line("most = 0"), "A file holds at least one payment and at most 9,999."),
        (with_line('calendar = "lunar"'), "calendar: there is no “lunar”; possible: target."),
        (with_line('folder = "nowhere"'), "folder: there is no folder"),
        (with_line('key = "env:X"'), "accounts.bank.key is not known"),
    ],
)  # fmt: skip
def test_a_slip_gets_one_sentence_and_repeats_no_number(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(NotConnected) as refused:
        connected(tmp_path, text)
    told = said(refused.value)
    assert sentence in told
    assert IBAN[4:] not in told
