"""Our own ledger keeps what every provider promises, and answers for certain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.legs.leg import Destination, LegId, Trouble, Way, key_of
from refundtui.domain.legs.refusals import NextStep, Refusal
from refundtui.domain.legs.sending import Answered, Refused, Unanswered, after_sending, taken
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Currency
from refundtui.domain.store_credit import CreditKind
from refundtui.gateways.store_credit import StoreCredit
from refundtui.office import credit_accounts
from refundtui.office.credit_ledger import SqlCreditLedger
from refundtui.office.ports import Sending
from refundtui.office.store import OfficeStore
from tests.gateways.contract import LAWS, Ground, refusal
from tests.legs.small_legs import leg
from tests.support.making import NOW, eur

EUR = eur("0").currency
CARD = "gift-7245904"


@pytest.fixture
def ledger(office: OfficeStore) -> SqlCreditLedger:
    """A gift card of 100.00 with which an order of 60.00 was paid."""
    ledger = SqlCreditLedger(office.database, "lindenhof")
    ledger.issue("sold-1", CARD, CreditKind.REFUNDABLE, eur("100.00"), "till", NOW)
    ledger.spend("order-1", CARD, CreditKind.REFUNDABLE, eur("60.00"), "shop", NOW)
    return ledger


@pytest.fixture
def gateway(ledger: SqlCreditLedger) -> StoreCredit:
    return StoreCredit(ledger, lambda: NOW)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_store_credit_keeps_the_contract(law: Callable[[Ground], None], gateway: StoreCredit) -> None:
    law(Ground(gateway, Destination("store_credit", reference="order-1"), eur("60.00"), lambda: NOW))


def a_sending(amount: str, number: int = 1, *, account: str = "", reference: str = "") -> Sending:
    one = LegId(f"00000000-0000-0000-0000-{number:012}")
    return Sending(key_of(one, 1), one, Destination("store_credit", "", account, reference), eur(amount))


def test_scenario_10_a_part_paid_by_gift_card_goes_back_to_that_card(
    gateway: StoreCredit, ledger: SqlCreditLedger
) -> None:
    outcome = gateway.send(a_sending("20.00", reference="order-1"))
    assert isinstance(outcome, Answered)
    assert outcome.report.state is LegState.SUCCEEDED
    assert ledger.balance(CARD, CreditKind.REFUNDABLE, EUR, NOW) == eur("60.00")


def test_scenario_11_three_equal_gift_cards_get_back_all_of_a_hundred_and_not_a_cent_more(
    gateway: StoreCredit, ledger: SqlCreditLedger
) -> None:
    for card in ("a", "b", "c"):
        ledger.issue(card, card, CreditKind.REFUNDABLE, eur("33.34"), "till", NOW)
        ledger.spend(f"o-{card}", card, CreditKind.REFUNDABLE, eur("33.34"), "shop", NOW)
    for number, (card, part) in enumerate((("a", "33.34"), ("b", "33.33"), ("c", "33.33"))):
        assert isinstance(gateway.send(a_sending(part, number, reference=f"o-{card}")), Answered)
    held = [ledger.balance(card, CreditKind.REFUNDABLE, EUR, NOW).minor for card in ("a", "b", "c")]
    assert (held, sum(held)) == ([3334, 3333, 3333], 100_00)


def test_credit_instead_of_money_opens_the_customers_account(
    gateway: StoreCredit, ledger: SqlCreditLedger
) -> None:
    outcome = gateway.send(a_sending("12.50", account="customer-9"))
    assert isinstance(outcome, Answered)
    assert outcome.report.amount == eur("12.50")
    assert ledger.balance("customer-9", CreditKind.REFUNDABLE, EUR, NOW) == eur("12.50")
    assert gateway.look_up(a_sending("12.50", account="customer-9")) == (outcome.report,)


def test_a_closed_card_is_refused_and_a_new_one_takes_it(
    office: OfficeStore, gateway: StoreCredit, ledger: SqlCreditLedger
) -> None:
    ledger.spend("order-2", CARD, CreditKind.REFUNDABLE, eur("40.00"), "shop", NOW)
    credit_accounts.close(office.database, "lindenhof", CARD, "lead", NOW)
    outcome = gateway.send(a_sending("20.00", reference="order-1"))
    assert outcome == Refused(Refusal.ACCOUNT_CLOSED)
    assert Refusal.ACCOUNT_CLOSED.next_step is NextStep.ANOTHER_TENDER
    outcome = gateway.send(a_sending("20.00", 2, reference="order-1", account="gift-new"))
    assert isinstance(outcome, Answered)
    assert ledger.balance("gift-new", CreditKind.REFUNDABLE, EUR, NOW) == eur("20.00")
    assert refusal(gateway.send(a_sending("40.01", 3, reference="order-1", account="gift-new"))) is (
        Refusal.AMOUNT_EXCEEDS
    )


def test_promotional_credit_that_has_lapsed_does_not_come_back(ledger: SqlCreditLedger) -> None:
    tomorrow = NOW + timedelta(days=1)
    ledger.issue("p", "customer-9", CreditKind.PROMOTIONAL, eur("5.00"), "shop", NOW, expires_at=tomorrow)
    ledger.spend("order-3", "customer-9", CreditKind.PROMOTIONAL, eur("5.00"), "shop", NOW)
    early = StoreCredit(ledger, lambda: tomorrow - timedelta(seconds=1))
    assert isinstance(early.send(a_sending("2.00", reference="order-3")), Answered)
    late = StoreCredit(ledger, lambda: tomorrow)
    assert late.send(a_sending("2.00", 2, reference="order-3")) == Refused(Refusal.TOO_LATE)


def test_years_later_the_same_key_is_still_the_same_credit(
    gateway: StoreCredit, ledger: SqlCreditLedger
) -> None:
    sending = a_sending("20.00", reference="order-1")
    first = gateway.send(sending)
    assert StoreCredit(ledger, lambda: NOW + timedelta(days=3650)).send(sending) == first


def test_under_the_key_of_another_legs_credit_nothing_moves(gateway: StoreCredit) -> None:
    sending = a_sending("20.00", reference="order-1")
    gateway.send(sending)
    assert gateway.send(replace(sending, reference="another leg")) == Unanswered(Trouble.KEY_TAKEN)


def test_a_refusal_after_a_worker_died_is_the_end_of_it_and_no_search(gateway: StoreCredit) -> None:
    """A key lives for ever here: a leg that was looked up because of it would be sent again for ever."""
    gateway.send(a_sending("60.00", reference="order-1"))
    second = taken(taken(leg(), NOW), NOW)
    outcome = gateway.send(a_sending("1.00", 2, reference="order-1"))
    assert after_sending(second, outcome, first=False).state is LegState.REJECTED


@pytest.mark.parametrize("account", ["house:issued", "payment:order-1"])
def test_no_leg_pays_into_an_account_of_the_house(gateway: StoreCredit, account: str) -> None:
    outcome = gateway.send(a_sending("1.00", account=account))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.BAD_ACCOUNT


def test_what_was_paid_with_credit_is_never_released(gateway: StoreCredit) -> None:
    for way in (Way.VOID, Way.CAPTURE_LESS):
        sending = replace(a_sending("1.00", reference="order-1"), way=way)
        assert isinstance(gateway.send(sending), Refused)


def test_a_leg_without_a_destination_is_not_paid(gateway: StoreCredit) -> None:
    assert gateway.send(a_sending("1.00")) == Refused(Refusal.NOT_FOUND)


def test_a_payment_in_yen_is_none_in_euros(gateway: StoreCredit) -> None:
    to = Destination("store_credit", reference="order-1")
    assert gateway.payment(to, Currency("JPY", 0)) is None
    assert gateway.ask("nobody", to, EUR) is None
