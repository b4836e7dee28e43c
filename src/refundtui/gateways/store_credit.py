"""Store credit and gift cards of one brand: our own ledger, spoken to like any provider.

It answers at once: what it took has succeeded, and what it refused did not move. A name of a movement is known
for ever, so that a leg sent again, by whomever and however late, is the same credit. Nothing comes back later and
nothing is told by itself.

A leg with a `reference` goes back on a payment made with credit, to the account that paid, or to `account` where
a new one was chosen because that is closed; one with an `account` alone is credit instead of money.

There is nothing to try by hand: the ledger under it is the one in production.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.legs.leg import Destination, Trouble, Way
from refundtui.domain.legs.planning import Capabilities, PaymentThere
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Memory, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency
from refundtui.domain.store_credit import Denied, NoSuchCredit, NotMoved, OtherMovement
from refundtui.office.ports import (
    CreditGiven,
    CreditLedger,
    Giving,
    Heard,
    ListedRefund,
    NotAuthentic,
    PaymentKnown,
    Sending,
)

_REFUSALS: Final = {
    Denied.UNKNOWN: Refusal.NOT_FOUND,
    Denied.SHORT: Refusal.AMOUNT_EXCEEDS,
    Denied.NOTHING_LEFT: Refusal.ALREADY_REFUNDED,
    Denied.LAPSED: Refusal.TOO_LATE,
    Denied.CLOSED: Refusal.ACCOUNT_CLOSED,
    Denied.CURRENCY: Refusal.CURRENCY,
}
_FOR_EVER: Final = timedelta(days=36_500)


class StoreCredit:
    """As safe for threads as its ledger; `clock` tells when a credit is given (UTC)."""

    memory = Memory(key_life=_FOR_EVER, finds=True, settles=timedelta(0))

    def __init__(
        self, ledger: CreditLedger, clock: Callable[[], datetime], *, name: str = "store_credit"
    ) -> None:
        self.name = name
        self._ledger = ledger
        self._clock = clock

    def able(self, to: Destination) -> Capabilities:
        return Capabilities()

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        found = self._ledger.payment(to.reference) if to.reference else None
        if found is None or found.paid.currency.code != of.code:
            return None
        there = PaymentThere(
            found.paid, found.paid, found.given_back, captured_on=found.at.date(), refunds=found.times
        )
        return PaymentKnown(there, found.paid.minor)

    def send(self, sending: Sending) -> Outcome:
        """Under a key that has moved something else the outcome is `KEY_TAKEN`: never a new key."""
        if sending.way is not Way.REFUND:
            return Refused(Refusal.PARTIAL_NOT_ALLOWED)  # what was paid with credit was taken at once
        if sending.amount.minor <= 0:
            return Refused(Refusal.AMOUNT_TOO_SMALL)
        if not (sending.to.reference or sending.to.account):
            return Refused(Refusal.NOT_FOUND)
        try:
            given = self._ledger.give(_giving(sending), self._clock())
        except OtherMovement:
            return Unanswered(Trouble.KEY_TAKEN)
        except NoSuchCredit as trouble:
            return Refused(Refusal.BAD_ACCOUNT, str(trouble))
        if isinstance(given, NotMoved):
            return _refused(_REFUSALS.get(given.why, Refusal.UNKNOWN_REJECTION))
        return Answered(_report(given))

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        return tuple(map(_report, self._ledger.given_for(_giving(sending))))

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        found = self._ledger.given(refund)
        return None if found is None else _report(found)

    def listed(self, since: datetime, until: datetime) -> tuple[ListedRefund, ...]:
        return tuple(
            ListedRefund(
                one.movement, one.payment or one.account, one.cause, _report(one), made_on=one.at.date()
            )
            for one in self._ledger.given_between(since, until)
        )

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        """Raises `NotAuthentic`: nobody delivers anything for our own ledger."""
        raise NotAuthentic("Store credit is our own ledger: it sends nothing.")


def _refused(refusal: Refusal) -> Outcome:
    """The ledger looks for the name before anything else: what it refuses has never moved under it. So nobody has
    to look up whether a refusal for want of money was our own first try.
    """
    if refusal.may_have_been_ours:
        return Answered(Report(LegState.REJECTED, reason=refusal.value))
    return Refused(refusal)


def _giving(sending: Sending) -> Giving:
    to = sending.to
    return Giving(sending.key, sending.reference, sending.amount, to.account, to.reference)


def _report(given: CreditGiven) -> Report:
    return Report(LegState.SUCCEEDED, given.movement, given.amount, given.at)
