"""An operator sees how the money stands that is to leave, and keeps accounts of store credit, by plain commands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from refundtui.domain.legs.leg import Destination
from refundtui.domain.money import Money, money
from refundtui.domain.store_credit import CreditKind
from refundtui.office.credit_ledger import Moved, SqlCreditLedger
from refundtui.office.payments import pacing
from refundtui.office.payments.reconciling import held_against
from refundtui.office.ports import Sending
from refundtui.office.store import OfficeStore
from tests.cli.conftest import Program
from tests.gateways.adyen.test_adyens_reports import a_report, a_row
from tests.office.payments.providers import Provider
from tests.support.offices import EUR, an_office

NOW = datetime.now(UTC)  # noqa: TID251 - commands run by the machine's own clock
ACCOUNT = ("C-1", "--brand", "lindenhof")


@pytest.fixture
def office(empty_home: Path) -> Iterator[OfficeStore]:
    """The office of real work, with its packs in force."""
    (empty_home / "live").mkdir(parents=True)
    with an_office(empty_home / "live" / "office.db") as store:
        yield store


def credited(office: OfficeStore) -> None:
    ledger = SqlCreditLedger(office.database, "lindenhof")
    lapsed = NOW - timedelta(days=1)
    for name, kind, amount, until in (
        ("a", CreditKind.REFUNDABLE, "20.00", None),
        ("b", CreditKind.PROMOTIONAL, "5.00", lapsed),
    ):
        given = ledger.issue(name, "C-1", kind, money(amount, "EUR"), "mara", NOW, expires_at=until)
        assert isinstance(given, Moved)


def test_an_account_shows_what_it_holds_and_everything_that_moved(
    office: OfficeStore, program: Program
) -> None:
    credited(office)
    said = program("office", "credit", "show", *ACCOUNT)
    assert "C-1 is open." in said.out
    assert "20.00 EUR  refundable, never lapses" in said.out
    assert "5.00 EUR  promotional, lapsed" in said.out
    told = program("office", "credit", "show", *ACCOUNT, "--json").json
    assert [(one["minor"], one["kind"], one["lapsed"]) for one in told["held"]] == [
        (500, "promotional", True),
        (2000, "refundable", False),
    ]
    assert {(one["minor"], one["other"]) for one in told["entries"]} == {
        (2000, "house:issued"),
        (500, "house:issued"),
    }


def test_an_account_is_frozen_thawed_and_closed_only_when_it_is_empty(
    office: OfficeStore, program: Program
) -> None:
    credited(office)
    assert program("office", "credit", "freeze", *ACCOUNT, "--json").json["standing"] == "frozen"
    assert "is open" in program("office", "credit", "thaw", *ACCOUNT).out
    refused = program("office", "credit", "close", *ACCOUNT)
    assert (refused.code, "holds something" in refused.err) == (1, True)
    ledger = SqlCreditLedger(office.database, "lindenhof")
    ledger.expire(NOW)
    ledger.spend("o-1", "C-1", CreditKind.REFUNDABLE, money("20.00", "EUR"), "shop", NOW)
    assert "closed for ever" in program("office", "credit", "close", *ACCOUNT).out
    again = program("office", "credit", "freeze", *ACCOUNT)
    assert (again.code, "closed for ever" in again.err) == (1, True)


def test_what_has_lapsed_is_taken_out_when_it_is_asked_for(office: OfficeStore, program: Program) -> None:
    credited(office)
    assert "lindenhof: 5.00 EUR lapsed" in program("office", "credit", "expire").out
    assert program("office", "credit", "expire", "--brand", "lindenhof", "--json").json == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "C-9", "--brand", "lindenhof"), "lindenhof has no account “C-9”."),
        (("show", "C-1", "--brand", "nobodys"), "There is no brand “nobodys” here."),
        (("expire", "--brand", "nobodys"), "There is no brand “nobodys” here."),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(
    office: OfficeStore, program: Program, words: tuple[str, ...], sentence: str
) -> None:
    said = program("office", "credit", *words)
    assert said.code in {1, 2}
    assert said.err.startswith(sentence)


def test_what_was_found_by_night_is_shown_with_its_age_and_accepted_once_somebody_knows(
    office: OfficeStore, program: Program
) -> None:
    provider = Provider(Money(7980, EUR))
    provider.send(Sending("own", "dashboard", Destination("cards"), Money(4000, EUR)))
    found_at = NOW - timedelta(days=3)
    held_against(office.database, "cards", list(provider.listed(NOW, NOW)), office.library(), found_at)
    office.database.write(lambda c: pacing.rest(c, "cards", NOW + timedelta(hours=1), NOW))
    said = program("office", "payments").out
    assert "(3 d): cards: re_1: a refund of 40.00 EUR that nobody here made" in said
    assert "as it asked: cards" in said
    told = program("office", "payments", "--json").json
    assert told["differences"][0]["found_at"] == found_at.isoformat()
    assert told["resting"][0]["account"] == "cards"
    assert program("office", "accept", "cards", "re_1", "--why", "the shop's own").code == 0
    assert program("office", "payments", "--json").json["differences"] == []
    assert program("office", "accept", "cards", "re_1", "--why", "again").code == 1


def test_work_once_does_the_night_s_work_that_is_due_and_says_when(
    office: OfficeStore, program: Program
) -> None:
    assert program("office", "work", "--once").code == 0
    told = program("office", "payments", "--json").json["nights"]
    assert {one["job"] for one in told} == {"expire", "reconcile"}
    assert all(one["done_at"] and not one["trouble"] for one in told)
    lines = program("office", "payments").out.splitlines()
    assert [line.partition(": ")[2].partition(",")[0] for line in lines if " ago: " in line] == [
        "lapsed credit of lindenhof",
        "books held against store_credit.lindenhof",
    ], "one line for all that was done alike"


def test_a_report_of_adyen_s_is_held_against_our_books(
    office: OfficeStore, empty_home: Path, program: Program
) -> None:
    settings = empty_home / "live" / "gateways.toml"
    settings.write_text(
        '[accounts.cards]\nkind = "adyen"\nmerchant_account = "LindenhofCOM"\napi_key = "file:key"\n'
        'hmac_keys = ["file:hmac"]\n'
    )
    for name, secret in (("key", "a-made-up-key"), ("hmac", "AB" * 32)):
        (settings.parent / name).write_text(secret)
        (settings.parent / name).chmod(0o600)
    report = empty_home / "report.csv"
    report.write_text(a_report(a_row()))
    said = program("office", "read-report", "cards", str(report))
    assert (said.code, "25.00 EUR that nobody here made" in said.out) == (1, True)
    assert "Refunds of cards in it: 1" in said.out
    report.write_text(a_report(a_row(gone="many")))
    wrong = program("office", "read-report", "cards", str(report))
    assert (wrong.code, wrong.err.splitlines()) == (
        2,
        ["Row 2 of the report cannot be read.", "Nothing was changed."],
    )
    mute = program("office", "reconcile", "cards")
    assert "“refundtui office read-report cards FILE” reads its report." in mute.out
