"""Many move store credit at the same moment: no account and no payment falls below nothing, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from refundtui.domain.store_credit import Denied, NotMoved
from refundtui.office import credit_accounts
from refundtui.office.credit_ledger import Moved, SqlCreditLedger
from refundtui.office.payment_tables import CreditEntryRow
from refundtui.office.ports import CreditGiven, Giving
from refundtui.office.store import OfficeStore
from tests.office.credit_books import (
    BRAND,
    EUR,
    PROMOTIONAL,
    REFUNDABLE,
    day,
    number_of_movements,
    unbalanced,
)
from tests.support.making import NOW, eur

THREADS = 12

Told = TypeVar("Told")


@pytest.fixture
def ledger(office: OfficeStore) -> SqlCreditLedger:
    return SqlCreditLedger(office.database, BRAND)


def at_once(act: Callable[[int], Told], threads: int = THREADS) -> list[Told]:
    """What each thread was told; all begin when the last has come."""
    start = Barrier(threads)

    def one(number: int) -> Told:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def test_scenario_79_a_leg_that_many_try_at_once_is_credited_once(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    giving = Giving("key-1", "leg-1", eur("12.00"), account="anna")
    given = at_once(lambda _: ledger.give(giving, NOW))
    assert len(set(map(repr, given))) == 1
    assert isinstance(given[0], CreditGiven)
    assert number_of_movements(office.database) == 1


def test_scenario_79_of_two_who_spend_the_last_ten_one_wins(ledger: SqlCreditLedger) -> None:
    ledger.issue("sold", "anna", REFUNDABLE, eur("10.00"), "till", NOW)
    told = at_once(
        lambda number: ledger.spend(f"order-{number}", "anna", REFUNDABLE, eur("10.00"), "shop", NOW), 2
    )
    assert sum(isinstance(one, Moved) for one in told) == 1
    assert NotMoved(Denied.NOTHING_LEFT) in told
    assert ledger.balance("anna", REFUNDABLE, EUR, NOW) == eur("0.00")


def test_scenario_79_many_who_spend_at_once_never_spend_more_than_there_is(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    ledger.issue("sold", "anna", REFUNDABLE, eur("10.00"), "till", NOW)
    for turn in range(3):
        told = at_once(
            lambda number, turn=turn: ledger.spend(  # type: ignore[misc]  # bound at once
                f"order-{turn}-{number}", "anna", REFUNDABLE, eur("0.60"), "shop", NOW
            )
        )
        assert len(told) == THREADS
    with office.database.reading() as connection:
        paid = connection.execute(
            select(func.count(col(CreditEntryRow.movement).distinct())).where(
                col(CreditEntryRow.movement).startswith("payment:")
            )
        ).scalar_one()
    assert paid == 16  # 9.60; the next would be the first to go below nothing
    assert ledger.balance("anna", REFUNDABLE, EUR, NOW) == eur("0.40")
    assert unbalanced(office.database) == []


def test_many_refunds_of_one_payment_at_once_stay_within_it_whatever_account_they_go_to(
    ledger: SqlCreditLedger,
) -> None:
    """Each goes to another account: what they meet at is the payment."""
    ledger.issue("sold", "anna", REFUNDABLE, eur("10.00"), "till", NOW)
    ledger.spend("order", "anna", REFUNDABLE, eur("10.00"), "shop", NOW)

    def give(number: int) -> CreditGiven | NotMoved:
        giving = Giving(f"key-{number}", f"leg-{number}", eur("3.00"), f"new-{number}", "order")
        return ledger.give(giving, NOW)

    told = at_once(give)
    assert sum(isinstance(one, CreditGiven) for one in told) == 3
    known = ledger.payment("order")
    assert known is not None
    assert (known.paid, known.given_back, known.times) == (eur("10.00"), eur("9.00"), 3)


def test_an_account_that_many_open_at_once_is_one_and_loses_nothing(ledger: SqlCreditLedger) -> None:
    told = at_once(
        lambda number: ledger.issue(f"sold-{number}", "anna", REFUNDABLE, eur("1.00"), "till", NOW)
    )
    assert all(isinstance(one, Moved) for one in told)
    assert ledger.balance("anna", REFUNDABLE, EUR, NOW) == eur(f"{THREADS}.00")


def test_an_account_is_not_frozen_in_the_middle_of_a_spending(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    """Everything that is spent was spent before the freeze, as the books themselves order it."""
    ledger.issue("sold", "anna", REFUNDABLE, eur("10.00"), "till", NOW)

    def act(number: int) -> object:
        if number == 0:
            return credit_accounts.freeze(office.database, BRAND, "anna", "lead", NOW)
        return ledger.spend(f"order-{number}", "anna", REFUNDABLE, eur("0.10"), "shop", NOW)

    at_once(act)
    after = ledger.spend("late", "anna", REFUNDABLE, eur("0.10"), "shop", NOW)
    assert after == NotMoved(Denied.FROZEN)


def test_lapsed_credit_that_many_take_out_at_once_is_taken_out_once(ledger: SqlCreditLedger) -> None:
    ledger.issue("p", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=day(1))
    told = at_once(lambda number: ledger.expire(day(1) + timedelta(seconds=number)))
    assert [moved.amount for one in told for moved in one] == [eur("5.00")]
