"""Store credit in double entry: nothing appears, nothing vanishes, nothing moves twice, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from refundtui.domain.money import Currency, Money
from refundtui.domain.store_credit import CreditKind, Denied, NoSuchCredit, NotMoved, OtherMovement, Standing
from refundtui.office import credit_accounts
from refundtui.office.credit_ledger import Moved, SqlCreditLedger
from refundtui.office.ports import Giving
from refundtui.office.store import OfficeStore
from tests.office.credit_books import (
    BRAND,
    EUR,
    POINTS,
    PROMOTIONAL,
    REFUNDABLE,
    STARS,
    day,
    number_of_movements,
    unbalanced,
)
from tests.support.making import NOW, eur


@pytest.fixture
def ledger(office: OfficeStore) -> SqlCreditLedger:
    return SqlCreditLedger(office.database, BRAND)


def test_scenario_79_a_leg_that_is_tried_again_is_credited_once(
    office: OfficeStore, ledger: SqlCreditLedger
) -> None:
    giving = Giving("key-1", "leg-1", eur("12.00"), account="anna")
    first = ledger.give(giving, NOW)
    assert [ledger.give(giving, day(number)) for number in range(1, 4)] == [first] * 3
    assert ledger.balance("anna", REFUNDABLE, EUR, day(4)) == eur("12.00")
    assert number_of_movements(office.database) == 1
    assert unbalanced(office.database) == []


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
