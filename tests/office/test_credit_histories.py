"""Whatever is done with store credit in whatever order, the books say what a drawer full of coins would.

Each unit is a coin with the day on which it turns to nothing. The books keep sums; the drawer keeps coins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.store_credit import CreditKind, Denied, NotMoved, Standing
from refundtui.office import credit_accounts
from refundtui.office.credit_ledger import SqlCreditLedger
from refundtui.office.database import Database
from refundtui.office.ports import Giving
from refundtui.office.store import OfficeStore
from tests.office.credit_books import unbalanced
from tests.support.making import NOW

ACCOUNTS = ("anna", "otto")
UNITS = {
    CreditKind.REFUNDABLE: currency("EUR"),
    CreditKind.PROMOTIONAL: currency("EUR"),
    CreditKind.POINTS: Currency("STARS", 0),
}
_EVERY = [(account, kind) for account in ACCOUNTS for kind in CreditKind]
NEVER = 10_000
_brands = count(1)

# Mostly one, so that a history gets somewhere.
accounts = st.sampled_from(("anna", "anna", "anna", "otto"))
kinds = st.sampled_from(tuple(CreditKind))
amounts = st.integers(1, 9)
picks = st.integers(0, 9)


class Histories(RuleBasedStateMachine):
    """One brand of its own in a history, so that one office is enough for all of them."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.brand = f"brand-{next(_brands)}"
        self.ledger = SqlCreditLedger(database, self.brand)
        self.today = 0
        self.drawers: dict[tuple[str, CreditKind], list[int]] = {}
        self.stands: dict[str, Standing] = {}
        self.payments: dict[str, tuple[str, CreditKind, list[int]]] = {}
        self.done: list[tuple[Callable[[], object], object]] = []
        self.names = count(1)
        self.turns = count()

    @property
    def now(self) -> datetime:
        return NOW + timedelta(days=self.today)

    @initialize(soon=st.integers(1, 3), late=st.integers(4, 6))
    def there_is_something_of_each_kind(self, soon: int, late: int) -> None:
        for kind in CreditKind:
            for days in (soon, late):
                self.credit_is_issued("anna", kind, 9, days)

    @rule(account=accounts, kind=kinds, amount=amounts, days=st.sampled_from((None, 1, 2, 4)))
    def credit_is_issued(self, account: str, kind: CreditKind, amount: int, days: int | None) -> None:
        lapses = NEVER if days is None or kind is CreditKind.REFUNDABLE else self.today + days
        name, now = f"i{next(self.names)}", self.now
        expires_at = None if lapses == NEVER else NOW + timedelta(days=lapses)
        money = Money(amount, UNITS[kind])
        told = self.again_and_again(
            lambda: self.ledger.issue(name, account, kind, money, "till", now, expires_at=expires_at)
        )
        if self.stands.get(account) is Standing.CLOSED:
            assert told == NotMoved(Denied.CLOSED)
            return
        self.stands.setdefault(account, Standing.OPEN)
        self.drawer(account, kind).extend([lapses] * amount)

    @rule(account=accounts, kind=kinds, amount=amounts)
    def something_is_paid(self, account: str, kind: CreditKind, amount: int) -> None:
        payment, now, money = f"p{next(self.names)}", self.now, Money(amount, UNITS[kind])
        told = self.again_and_again(lambda: self.ledger.spend(payment, account, kind, money, "shop", now))
        drawer = self.drawer(account, kind)
        good = sorted(coin for coin in drawer if coin > self.today)
        if self.stands.get(account) is not Standing.OPEN or len(good) < amount:
            assert isinstance(told, NotMoved), told
            return
        assert not isinstance(told, NotMoved), told
        for coin in good[:amount]:
            drawer.remove(coin)
        self.payments[payment] = (account, kind, good[:amount])

    @rule(pick=picks, amount=amounts, to=st.sampled_from(("", *ACCOUNTS)))
    def a_payment_is_refunded(self, pick: int, amount: int, to: str) -> None:
        if not self.payments:
            return
        payment = sorted(self.payments)[pick % len(self.payments)]
        payer, kind, coins = self.payments[payment]
        account, key, now = to or payer, f"k{next(self.names)}", self.now
        giving = Giving(f"{self.brand}-{key}", f"leg-{key}", Money(amount, UNITS[kind]), to, payment)
        told = self.again_and_again(lambda: self.ledger.give(giving, now))
        good = sorted((coin for coin in coins if coin > self.today), reverse=True)
        if self.stands.get(account) is Standing.CLOSED or len(good) < amount:
            assert isinstance(told, NotMoved), told
            return
        assert not isinstance(told, NotMoved), told
        self.stands.setdefault(account, Standing.OPEN)
        for coin in good[:amount]:
            coins.remove(coin)
            self.drawer(account, kind).append(coin)

    @rule(pick=picks)
    def something_is_said_again(self, pick: int) -> None:
        """Nothing changes, and the answer is the one from then."""
        if self.done:
            act, told = self.done[pick % len(self.done)]
            if not isinstance(told, NotMoved):
                assert act() == told

    @rule()
    def what_lapsed_is_taken_out(self) -> None:
        moved = Counter[str]()
        for one in self.ledger.expire(self.now):
            moved[one.amount.currency.code] += one.amount.minor
        lapsed = Counter[str]()
        for (_, kind), drawer in self.drawers.items():
            lapsed[UNITS[kind].code] += sum(coin <= self.today for coin in drawer)
            drawer[:] = [coin for coin in drawer if coin > self.today]
        assert +moved == +lapsed

    @rule(days=st.integers(1, 2))
    def time_passes(self, days: int) -> None:
        self.today += days

    @rule(account=accounts)
    def an_account_is_frozen_or_thawed(self, account: str) -> None:
        stands = self.stands.get(account)
        act = credit_accounts.thaw if stands is Standing.FROZEN else credit_accounts.freeze
        told = act(self.database, self.brand, account, "lead", self.now)
        if stands is None or stands is Standing.CLOSED:
            assert isinstance(told, NotMoved)
            return
        self.stands[account] = Standing.OPEN if stands is Standing.FROZEN else Standing.FROZEN
        assert told is self.stands[account]

    @rule(account=accounts)
    def an_account_is_closed(self, account: str) -> None:
        stands, holds = self.stands.get(account), any(self.drawer(account, kind) for kind in CreditKind)
        told = credit_accounts.close(self.database, self.brand, account, "lead", self.now)
        if stands is None or (holds and stands is not Standing.CLOSED):
            assert isinstance(told, NotMoved), told
            return
        assert told is Standing.CLOSED
        self.stands[account] = Standing.CLOSED

    @invariant()
    def the_books_say_what_the_drawers_hold(self) -> None:
        """Of one account and kind in turn, for the books are asked over a line; of all of them at the end."""
        self.hold(*_EVERY[next(self.turns) % len(_EVERY)])

    def teardown(self) -> None:
        for account, kind in _EVERY:
            self.hold(account, kind)
        assert unbalanced(self.database, self.brand) == []

    def hold(self, account: str, kind: CreditKind) -> None:
        good = sum(coin > self.today for coin in self.drawer(account, kind))
        assert self.ledger.balance(account, kind, UNITS[kind], self.now).minor == good

    def drawer(self, account: str, kind: CreditKind) -> list[int]:
        return self.drawers.setdefault((account, kind), [])

    def again_and_again(self, act: Callable[[], object]) -> object:
        """Done now, and kept to be said once more at any later time."""
        told = act()
        self.done.append((act, told))
        return told


def test_scenario_79_in_any_order_the_books_say_what_a_drawer_of_coins_would(office: OfficeStore) -> None:
    run_state_machine_as_test(
        lambda: Histories(office.database),  # type: ignore[arg-type] # a maker of one will do
        settings=settings(stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
