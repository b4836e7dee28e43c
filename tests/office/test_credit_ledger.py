"""Store credit in double entry: nothing appears, nothing vanishes, nothing moves twice, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from refundtui.domain.money import Currency, Money
from refundtui.domain.store_credit import (
    CreditKind,
    Denied,
    NoSuchCredit,
    NotMoved,
    OtherMovement,
    Standing,
)
from refundtui.office import credit_accounts
from refundtui.office.credit_ledger import Moved, SqlCreditLedger
from refundtui.office.database import Database
from refundtui.office.payment_tables import CreditEntryRow
from refundtui.office.ports import CreditGiven, Giving
from refundtui.office.store import OfficeStore
from tests.support.making import NOW, eur

REFUNDABLE, PROMOTIONAL, POINTS = CreditKind.REFUNDABLE, CreditKind.PROMOTIONAL, CreditKind.POINTS
EUR = eur("0").currency
STARS = Currency("STARS", 0)
BRAND = "lindenhof"
THREADS = 12

Told = TypeVar("Told")


@pytest.fixture
def ledger(office: OfficeStore) -> SqlCreditLedger:
    return SqlCreditLedger(office.database, BRAND)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def at_once(act: Callable[[int], Told], threads: int = THREADS) -> list[Told]:
    """What each thread was told; all begin when the last has come."""
    start = Barrier(threads)

    def one(number: int) -> Told:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def unbalanced(database: Database, brand: str = BRAND) -> list[str]:
    """Movements whose sides do not add up to nothing, in each unit."""
    with database.reading() as connection:
        asked = (
            select(col(CreditEntryRow.movement))
            .where(col(CreditEntryRow.brand) == brand)
            .group_by(col(CreditEntryRow.movement), col(CreditEntryRow.kind), col(CreditEntryRow.currency))
            .having(func.sum(col(CreditEntryRow.minor)) != 0)
        )
        return list(connection.execute(asked).scalars())


def number_of_movements(database: Database) -> int:
    with database.reading() as connection:
        asked = select(func.count(col(CreditEntryRow.movement).distinct())).where(
            col(CreditEntryRow.minor) != 0
        )
        return connection.execute(asked).scalar_one()


def test_scenario_79_a_leg_that_is_tried_again_is_credited_once(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    giving = Giving("key-1", "leg-1", eur("12.00"), account="anna")
    first = ledger.give(giving, NOW)
    assert [ledger.give(giving, day(number)) for number in range(1, 4)] == [first] * 3
    assert ledger.balance("anna", REFUNDABLE, EUR, day(4)) == eur("12.00")
    assert number_of_movements(office.database) == 1
    assert unbalanced(office.database) == []


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
            lambda number, turn=turn: ledger.spend(  # type: ignore[misc]
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


@pytest.mark.parametrize(
    "other",
    [
        Giving("key-1", "leg-1", eur("12.01"), account="anna"),
        Giving("key-1", "leg-2", eur("12.00"), account="anna"),
        Giving("key-1", "leg-1", eur("12.00"), account="otto"),
    ],
    ids=["another amount", "another leg", "another account"],
)
def test_a_name_that_has_moved_something_moves_nothing_else(ledger: SqlCreditLedger, other: Giving) -> None:
    ledger.give(Giving("key-1", "leg-1", eur("12.00"), account="anna"), NOW)
    with pytest.raises(OtherMovement):
        ledger.give(other, NOW)
    assert ledger.balance("anna", REFUNDABLE, EUR, NOW) == eur("12.00")
    assert not ledger.balance("otto", REFUNDABLE, EUR, NOW)


def test_what_was_issued_is_not_issued_again_with_another_day_to_lapse_on(ledger: SqlCreditLedger) -> None:
    def issue(number: int) -> object:
        amount = eur("5.00")
        return ledger.issue("p", "anna", PROMOTIONAL, amount, "shop", NOW, expires_at=day(number))

    assert issue(3) == issue(3)
    with pytest.raises(OtherMovement):
        issue(4)
    assert not ledger.balance("anna", PROMOTIONAL, EUR, day(3))


def test_the_kinds_never_pay_for_each_other(ledger: SqlCreditLedger) -> None:
    ledger.issue("a", "anna", REFUNDABLE, eur("5.00"), "till", NOW)
    ledger.issue("b", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW)
    ledger.issue("c", "anna", POINTS, Money(500, STARS), "shop", NOW)
    for kind in (REFUNDABLE, PROMOTIONAL):
        told = ledger.spend(f"{kind}", "anna", kind, eur("5.01"), "shop", NOW)
        assert told == NotMoved(Denied.SHORT)
    assert ledger.balance("anna", POINTS, STARS, NOW) == Money(500, STARS)
    assert ledger.balance("anna", PROMOTIONAL, EUR, NOW) == eur("5.00")


def test_points_go_back_as_points_and_promotional_credit_as_promotional(ledger: SqlCreditLedger) -> None:
    ledger.issue("b", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=day(9))
    ledger.issue("c", "anna", POINTS, Money(500, STARS), "shop", NOW)
    ledger.spend("by-gift", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW)
    ledger.spend("by-points", "anna", POINTS, Money(500, STARS), "shop", NOW)
    ledger.give(Giving("k1", "l1", eur("2.00"), payment="by-gift"), NOW)
    ledger.give(Giving("k2", "l2", Money(200, STARS), payment="by-points"), NOW)
    assert not ledger.balance("anna", REFUNDABLE, EUR, NOW)
    assert ledger.balance("anna", PROMOTIONAL, EUR, NOW) == eur("2.00")
    assert ledger.balance("anna", POINTS, STARS, NOW) == Money(200, STARS)
    assert not ledger.balance("anna", PROMOTIONAL, EUR, day(9)), "it has the day that it had"


def test_points_are_never_given_back_as_money(ledger: SqlCreditLedger) -> None:
    ledger.issue("c", "anna", POINTS, Money(500, STARS), "shop", NOW)
    ledger.spend("by-points", "anna", POINTS, Money(500, STARS), "shop", NOW)
    told = ledger.give(Giving("k", "l", eur("5.00"), payment="by-points"), NOW)
    assert told == NotMoved(Denied.CURRENCY)


def test_what_lapses_next_is_spent_first_and_what_lasts_longest_comes_back_first(
    ledger: SqlCreditLedger,
) -> None:
    ledger.issue("late", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=day(20))
    ledger.issue("soon", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=day(10))
    ledger.spend("order", "anna", PROMOTIONAL, eur("7.00"), "shop", NOW)
    assert not ledger.balance("anna", PROMOTIONAL, EUR, day(20))
    assert ledger.balance("anna", PROMOTIONAL, EUR, day(10)) == eur("3.00")
    ledger.give(Giving("k", "l", eur("3.00"), payment="order"), NOW)
    assert ledger.balance("anna", PROMOTIONAL, EUR, NOW) == eur("6.00")
    assert ledger.balance("anna", PROMOTIONAL, EUR, day(10)) == eur("5.00")


def test_lapsed_credit_cannot_be_spent_before_it_is_taken_out_nor_after(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    ledger.issue("p", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=day(1))
    assert ledger.expire(day(1) - timedelta(seconds=1)) == ()
    assert ledger.spend("o", "anna", PROMOTIONAL, eur("1.00"), "shop", day(1)) == NotMoved(Denied.LAPSED)
    assert [moved.amount for moved in ledger.expire(day(1))] == [eur("5.00")]
    assert ledger.expire(day(2)) == ()
    assert ledger.spend("o", "anna", PROMOTIONAL, eur("1.00"), "shop", day(2)) == NotMoved(
        Denied.NOTHING_LEFT
    )
    assert unbalanced(office.database) == []


def test_lapsed_credit_that_many_take_out_at_once_is_taken_out_once(ledger: SqlCreditLedger) -> None:
    ledger.issue("p", "anna", PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=day(1))
    told = at_once(lambda number: ledger.expire(day(1) + timedelta(seconds=number)))
    assert [moved.amount for one in told for moved in one] == [eur("5.00")]


def test_a_frozen_account_takes_credit_and_pays_nothing_until_it_is_thawed(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    ledger.issue("sold", "anna", REFUNDABLE, eur("10.00"), "till", NOW)
    assert credit_accounts.freeze(office.database, BRAND, "anna", "lead", NOW) is Standing.FROZEN
    ledger.give(Giving("k", "l", eur("2.00"), account="anna"), NOW)
    assert ledger.spend("o", "anna", REFUNDABLE, eur("1.00"), "shop", NOW) == NotMoved(Denied.FROZEN)
    assert credit_accounts.thaw(office.database, BRAND, "anna", "lead", NOW) is Standing.OPEN
    assert isinstance(ledger.spend("o", "anna", REFUNDABLE, eur("12.00"), "shop", NOW), Moved)


def test_only_an_empty_account_is_closed_and_then_takes_nothing_for_ever(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    ledger.issue("sold", "anna", REFUNDABLE, eur("10.00"), "till", NOW)
    close = credit_accounts.close
    assert close(office.database, BRAND, "anna", "lead", NOW) == NotMoved(Denied.NOT_EMPTY)
    ledger.spend("o", "anna", REFUNDABLE, eur("10.00"), "shop", NOW)
    assert close(office.database, BRAND, "anna", "lead", NOW) is Standing.CLOSED
    assert ledger.give(Giving("k", "l", eur("1.00"), payment="o"), NOW) == NotMoved(Denied.CLOSED)
    assert credit_accounts.thaw(office.database, BRAND, "anna", "lead", NOW) == NotMoved(Denied.CLOSED)


def test_what_was_credited_before_the_account_closed_is_answered_as_it_was(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    giving = Giving("k", "l", eur("1.00"), account="anna")
    first = ledger.give(giving, NOW)
    ledger.spend("o", "anna", REFUNDABLE, eur("1.00"), "shop", NOW)
    credit_accounts.close(office.database, BRAND, "anna", "lead", NOW)
    assert ledger.give(giving, day(1)) == first


def test_another_brands_account_of_the_same_name_is_another(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    other = SqlCreditLedger(office.database, "tidewater")
    for books, amount in ((ledger, "1.00"), (other, "2.00")):
        books.issue("sold", "anna", REFUNDABLE, eur(amount), "till", NOW)
        books.spend("order", "anna", REFUNDABLE, eur(amount), "shop", NOW)
    known = other.payment("order")
    assert known is not None
    assert known.paid == eur("2.00")
    assert not ledger.given_between(day(-1), day(1))


@pytest.mark.parametrize(
    ("kind", "amount", "expires_at"),
    [
        (REFUNDABLE, eur("1.00"), day(1)),
        (REFUNDABLE, Money(1, STARS), None),
        (PROMOTIONAL, Money(100, Currency("EUR", 0)), None),
        (POINTS, eur("1.00"), None),
        (POINTS, Money(1, Currency("STARS", 2)), None),
        (REFUNDABLE, eur("0.00"), None),
        (REFUNDABLE, eur("-1.00"), None),
    ],
    ids=[
        "paid-for credit that lapses",
        "money in points",
        "euros without cents",
        "points in money",
        "half a point",
        "nothing",
        "less than nothing",
    ],
)
def test_credit_that_cannot_be_is_not_issued(
    office: OfficeStore,
    ledger: SqlCreditLedger,
    kind: CreditKind,
    amount: Money,
    expires_at: datetime | None,
) -> None:
    with pytest.raises(NoSuchCredit):
        ledger.issue("x", "anna", kind, amount, "till", NOW, expires_at=expires_at)
    assert number_of_movements(office.database) == 0


def test_nobody_is_paid_out_of_an_account_of_the_house(ledger: SqlCreditLedger) -> None:
    for account in ("", "house:issued", "payment:order"):
        with pytest.raises(NoSuchCredit):
            ledger.spend("x", account, REFUNDABLE, eur("1.00"), "shop", NOW)
