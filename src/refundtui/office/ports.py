"""What the office asks of a provider that moves money: one protocol, one file each in `gateways/`.

A gateway tells what it heard and decides nothing. Whether, when and under which key something is sent is
`domain.legs.sending`'s; so a call here is one request, never two, and retries nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.legs.planning import Capabilities, PaymentThere
from refundtui.domain.legs.sending import Memory, Outcome
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency, Money
from refundtui.domain.store_credit import CreditKind, NotMoved


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of the order as a provider of deferred payment wants it told: what is given back of it, with tax."""

    name: str
    quantity: int
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Whose account a bank transfer goes to, as the payment itself recorded it or as two people approved it."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything a provider is told of one attempt of a leg.

    `key` makes every retry the same refund; `reference` is ours and finds it again (the leg's id). `captured`
    is the payment's amount with the provider's own number for it: a spelling is never used unheld against it.
    `note` may be shown to the customer by the provider; it is plain text of one line.
    """

    key: str
    reference: str
    to: Destination
    amount: Money
    way: Way = Way.REFUND
    captured: tuple[Money, int] | None = None
    note: str = ""
    case_reference: str = ""
    lines: tuple[SoldLine, ...] = ()
    beneficiary: Beneficiary | None = None


@dataclass(frozen=True, slots=True)
class PaymentKnown:
    """A payment as its provider tells it: in our money, and what was captured in its own number.

    `otherwise` are the other ways to read its numbers, of a currency whose decimals the provider's own pages
    tell differently.
    """

    there: PaymentThere
    captured_as: int
    otherwise: tuple[PaymentThere, ...] = ()

    def as_ordered(self, captured: Money) -> PaymentThere:
        """The reading that the order agrees with; where none does, the first: held against the order it is refused."""
        readings = (self.there, *self.otherwise)
        return next((one for one in readings if captured in {one.captured, one.authorised}), self.there)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a provider said by itself: `event` names it, so that hearing it twice is hearing it once.

    It belongs to the leg whose `reference` is ours, or whose refund there is `refund`. `report` is None where
    the event is only a hint, and the provider is to be asked what is true.
    """

    event: str
    reference: str = ""
    refund: str = ""
    payment: str = ""
    report: Report | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedRefund:
    """A refund in a provider's own list, for joining both books.

    `payment` is what it calls what was paid, and `capture` the part of it that was taken, where it says both;
    `made_on` is the day (UTC) on which it was made there, None where that is not told.
    """

    refund: str
    payment: str
    reference: str
    report: Report
    capture: str = ""
    made_on: date | None = None


class GatewayAway(Exception):  # noqa: N818 - says what is the case
    """No answer to a question that changes nothing: asking again later is harmless.

    `rest`: so long it wants to be left alone, by all of us.
    """

    def __init__(self, words: str = "", *, rest: timedelta | None = None) -> None:
        super().__init__(words)
        self.rest = rest


class CannotTell(GatewayAway):
    """Nor will asking later bring one: this provider has no such question."""


class NotAuthentic(Exception):  # noqa: N818 - says what is the case
    """A delivery that the provider did not sign, not now, or not for us: nothing of it is believed."""


class NotReadable(Exception):  # noqa: N818 - says what is the case
    """A delivery that is authentic and cannot be understood: kept, shown to an operator, never guessed at."""


class RefundGateway(Protocol):
    """A provider's account.

    `name` is what destinations call it. No method logs or raises with a secret in its words.
    """

    name: str
    memory: Memory

    def able(self, to: Destination) -> Capabilities:
        """What can be done with a payment of that method; asks nobody."""

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        """The payment as it stands there now, None where it is not known; raises `GatewayAway`."""

    def send(self, sending: Sending) -> Outcome:
        """One request that moves money, under its key; never raises for anything the provider does."""

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        """Every refund that carries our reference; raises `GatewayAway`."""

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        """How a refund that it knows stands now; raises `GatewayAway`."""

    def listed(self, since: datetime, until: datetime) -> Iterable[ListedRefund]:
        """Every refund of the account made in that time (UTC, from included); raises `GatewayAway`."""

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        """What a delivery says; raises `NotAuthentic` and `NotReadable`. Header names are in small letters."""


@dataclass(frozen=True, slots=True)
class Giving:
    """Credit to be given under a name that moves once: back on a payment, or for what was paid otherwise.

    `cause` is our reference (the leg's id). Of a `payment` it goes back to the account that paid, in the kind
    that it paid with, unless `account` names a new one; without a payment it is refundable credit of `account`.
    """

    movement: str
    cause: str
    amount: Money
    account: str = ""
    payment: str = ""


@dataclass(frozen=True, slots=True)
class CreditGiven:
    """Credit that was given, as it stands in the books; `at` is in UTC."""

    movement: str
    cause: str
    amount: Money
    kind: CreditKind
    account: str
    payment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CreditPayment:
    """What was paid with store credit in one movement, and what of it went back since, in how many."""

    account: str
    kind: CreditKind
    paid: Money
    given_back: Money
    times: int
    at: datetime


class CreditLedger(Protocol):
    """The store credit of one brand, as its gateway sees it."""

    def give(self, giving: Giving, now: datetime) -> CreditGiven | NotMoved:
        """Once under this name, whenever and by whomever it is asked again; raises `OtherMovement`."""

    def payment(self, payment: str) -> CreditPayment | None:
        """A payment made of credit; None where none is known by this name."""

    def given(self, movement: str) -> CreditGiven | None:
        """What was given under this name."""

    def given_for(self, giving: Giving) -> tuple[CreditGiven, ...]:
        """Everything of the same cause, on the same payment or to the same account."""

    def given_between(self, since: datetime, until: datetime) -> tuple[CreditGiven, ...]:
        """Everything that was given in that time (UTC, from included), in its order."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Which account a payment goes back through where the order does not say: by brand and kind of tender.

    `accounts` are the ones this office is connected to.
    """

    accounts: frozenset[str]
    by_kind: Mapping[tuple[str, str], str]

    def account_of(self, brand: str, provider: str, kind: str) -> str | None:
        named = provider or self.by_kind.get((brand, kind), "") or self.by_kind.get(("", kind), "")
        return named if named in self.accounts else None
