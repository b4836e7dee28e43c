"""Store credit of one brand, kept in double entry: a balance is a sum, and the same cause moves nothing twice.

Every movement goes from one account to another: of a customer, of the house (where credit comes from and where
lapsed credit goes), or of a payment that was made with credit. So a payment's account holds what of it can still
go back, in the kind it was paid with and with the day on which it lapses, and neither a customer nor a payment
falls below nothing.

What is decided here, where the field has no rule:

* A closed account takes nothing: the credit is refused, and a new account is another tender, chosen with the
  customer's consent and a second person. Only an empty account is closed. A frozen one takes credit, for it is
  the customer's, and pays nothing until it is thawed.
* Promotional credit goes back with the day it had; where that has passed, it does not go back.
* An account is opened by the first credit it is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection
from sqlmodel import col

from refundtui.domain.money import Currency, Money
from refundtui.domain.store_credit import (
    CreditKind,
    Denied,
    NoSuchCredit,
    NotMoved,
    OtherMovement,
    Part,
    alive,
    check,
    given_back_first,
    spent_first,
)
from refundtui.office import credit_accounts as accounts, credit_entries as entries
from refundtui.office.credit_entries import HOUSE, PAYMENT, Movement
from refundtui.office.database import Database
from refundtui.office.payment_tables import CreditEntryRow
from refundtui.office.ports import CreditGiven, CreditPayment, Giving

ISSUED: Final = f"{HOUSE}issued"
"""Where credit comes from that was bought or given as a present."""

OWED: Final = f"{HOUSE}owed"
"""Where credit comes from that is given instead of money."""

EXPIRED: Final = f"{HOUSE}expired"
"""Where lapsed credit goes."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Credit that moved, now or when it was first asked under this name."""

    movement: str
    amount: Money
    at: datetime


class SqlCreditLedger:
    """One brand's books; safe for threads and processes. Times are instants, amounts whole units."""

    def __init__(self, database: Database, brand: str) -> None:
        self._database = database
        self._brand = brand

    # --- What moves -------------------------------------------------------------------------------

    def issue(
        self,
        name: str,
        account: str,
        kind: CreditKind,
        amount: Money,
        by: str,
        now: datetime,
        *,
        expires_at: datetime | None = None,
    ) -> Moved | NotMoved:
        """Credit that was bought or is a present, under a name of its own; raises `NoSuchCredit`."""
        check(kind, amount, expires_at)
        _must_be_customers(account)
        wanted = Movement(
            f"issue:{self._brand}:{name}", ISSUED, account, kind, (Part(amount, expires_at),), by, now
        )
        return self._database.write(lambda connection: self._issued(connection, wanted))

    def spend(
        self, payment: str, account: str, kind: CreditKind, amount: Money, by: str, now: datetime
    ) -> Moved | NotMoved:
        """Pay with credit: all of it or nothing. `payment` names what was paid, and is refunded by that name."""
        check(kind, amount)
        _must_be_customers(account)
        parts, to = (Part(amount),), PAYMENT + payment
        wanted = Movement(self._paid_as(payment), account, to, kind, parts, by, now)
        return self._database.write(lambda connection: self._spent(connection, wanted))

    def give(self, giving: Giving, now: datetime) -> CreditGiven | NotMoved:
        """As the port says; a repeated one is answered with what it moved, whatever became of the account."""
        if giving.amount.minor <= 0:
            raise NoSuchCredit("A movement of credit moves something.")
        return self._database.write(lambda connection: self._gave(connection, giving, now))

    def expire(self, now: datetime) -> tuple[Moved, ...]:
        """Take what has lapsed out of every account, frozen ones too; what lapsed was not to be spent before."""
        with self._database.reading() as connection:
            holders = entries.accounts_with_lapsed(connection, self._brand, now)
        return tuple(
            moved
            for account in holders
            for moved in self._database.write(partial(self._expired, account=account, now=now))
        )

    # --- What stands in the books -----------------------------------------------------------------

    def balance(self, account: str, kind: CreditKind, of: Currency, now: datetime) -> Money:
        """What of this kind can be spent now; of a frozen account, what could be."""
        with self._database.reading() as connection:
            return alive(entries.parts(connection, self._brand, account, kind, of.code), of, now)

    def payment(self, payment: str) -> CreditPayment | None:
        with self._database.reading() as connection:
            paid = entries.movement(connection, self._brand, self._paid_as(payment))
            if paid is None:
                return None
            names = entries.names_of(
                connection,
                self._brand,
                col(CreditEntryRow.account) == PAYMENT + payment,
                col(CreditEntryRow.minor) < 0,
            )
            back = entries.movements(connection, self._brand, names)
        given_back = sum(one.amount.minor for one in back)
        of = paid.amount.currency
        return CreditPayment(paid.source, paid.kind, paid.amount, Money(given_back, of), len(back), paid.at)

    def given(self, movement: str) -> CreditGiven | None:
        with self._database.reading() as connection:
            found = entries.movement(connection, self._brand, movement)
        return None if found is None else _given(found)

    def given_for(self, giving: Giving) -> tuple[CreditGiven, ...]:
        account = PAYMENT + giving.payment if giving.payment else giving.account
        with self._database.reading() as connection:
            names = entries.names_of(
                connection,
                self._brand,
                col(CreditEntryRow.account) == account,
                col(CreditEntryRow.by) == giving.cause,
            )
            return _all_given(entries.movements(connection, self._brand, names))

    def given_between(self, since: datetime, until: datetime) -> tuple[CreditGiven, ...]:
        with self._database.reading() as connection:
            names = entries.names_of(
                connection,
                self._brand,
                col(CreditEntryRow.at) >= since,
                col(CreditEntryRow.at) < until,
                col(CreditEntryRow.minor) < 0,
                (col(CreditEntryRow.account) == OWED) | col(CreditEntryRow.account).startswith(PAYMENT),
            )
            return _all_given(entries.movements(connection, self._brand, names))

    # --- How --------------------------------------------------------------------------------------

    def _issued(self, connection: Connection, wanted: Movement) -> Moved | NotMoved:
        before = self._before(connection, wanted)
        if before is not None:
            if before.parts != wanted.parts:
                raise OtherMovement(f"{wanted.name} was issued with another day to lapse on.")
            return _moved(before)
        if not accounts.takes_credit(connection, self._brand, wanted.target, wanted.by, wanted.at):
            return NotMoved(Denied.CLOSED)
        return self._write(connection, wanted)

    def _spent(self, connection: Connection, wanted: Movement) -> Moved | NotMoved:
        before = self._before(connection, wanted)
        if before is not None:
            return _moved(before)
        denied = accounts.why_not_open(accounts.lock_account(connection, self._brand, wanted.source))
        if denied is not None:
            return NotMoved(denied)
        amount = wanted.amount
        held = entries.parts(connection, self._brand, wanted.source, wanted.kind, amount.currency.code)
        parts = spent_first(held, amount, wanted.at)
        return parts if isinstance(parts, NotMoved) else self._write(connection, replace(wanted, parts=parts))

    def _gave(self, connection: Connection, giving: Giving, now: datetime) -> CreditGiven | NotMoved:
        paid = None
        if giving.payment:
            paid = entries.movement(connection, self._brand, self._paid_as(giving.payment))
            if paid is None:
                return NotMoved(Denied.UNKNOWN)
        source = PAYMENT + giving.payment if giving.payment else OWED
        target = giving.account or (paid.source if paid else "")
        kind = paid.kind if paid else CreditKind.REFUNDABLE
        _must_be_customers(target)
        wanted = Movement(giving.movement, source, target, kind, (Part(giving.amount),), giving.cause, now)
        before = self._before(connection, wanted)
        if before is not None:
            return _given(before)
        parts = self._to_give(connection, wanted, paid)
        if isinstance(parts, NotMoved):
            return parts
        if not accounts.takes_credit(connection, self._brand, target, giving.cause, now):
            return NotMoved(Denied.CLOSED)
        self._write(connection, replace(wanted, parts=parts))
        return _given(wanted)

    def _to_give(
        self, connection: Connection, wanted: Movement, paid: Movement | None
    ) -> tuple[Part, ...] | NotMoved:
        amount = wanted.amount
        if paid is None:
            check(wanted.kind, amount)
            return wanted.parts
        if amount.currency != paid.amount.currency:
            return NotMoved(Denied.CURRENCY)
        # The payment before the account, always: two who lock both meet in the same order.
        entries.lock(connection, paid.name)
        left = entries.parts(connection, self._brand, wanted.source, wanted.kind, amount.currency.code)
        return given_back_first(left, amount, wanted.at)

    def _expired(self, connection: Connection, account: str, now: datetime) -> list[Moved]:
        accounts.lock_account(connection, self._brand, account)
        moved = []
        for kind, code in entries.holdings(connection, self._brand, account):
            lapsed = tuple(
                part
                for part in entries.parts(connection, self._brand, account, kind, code)
                if part.is_lapsed(now)
            )
            if lapsed:
                name = f"expire:{self._brand}:{account}:{kind.value}:{code}:{now.isoformat()}"
                wanted = Movement(name, account, EXPIRED, kind, lapsed, "house", now)
                moved.append(self._write(connection, wanted))
        return moved

    def _before(self, connection: Connection, wanted: Movement) -> Movement | None:
        """What moved under this name already; raises `OtherMovement` where it was something else."""
        before = entries.movement(connection, self._brand, wanted.name)
        if before is not None and not before.is_same_as(wanted):
            raise OtherMovement(f"{wanted.name} has moved {before.amount} to {before.target} before.")
        return before

    def _write(self, connection: Connection, wanted: Movement) -> Moved:
        entries.write(connection, self._brand, wanted)
        return _moved(wanted)

    def _paid_as(self, payment: str) -> str:
        return f"{PAYMENT}{self._brand}:{payment}"


def _must_be_customers(account: str) -> None:
    if entries.is_ours(account):
        raise NoSuchCredit(f"{account!r} is no account of a customer's.")


def _moved(movement: Movement) -> Moved:
    return Moved(movement.name, movement.amount, movement.at)


def _given(movement: Movement) -> CreditGiven:
    payment = movement.source.removeprefix(PAYMENT) if movement.source.startswith(PAYMENT) else ""
    return CreditGiven(
        movement.name, movement.by, movement.amount, movement.kind, movement.target, payment, movement.at
    )


def _all_given(movements: tuple[Movement, ...]) -> tuple[CreditGiven, ...]:
    return tuple(map(_given, movements))
