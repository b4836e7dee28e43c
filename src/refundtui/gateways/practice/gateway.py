"""The practice provider: keys, ceilings, answers, questions and deliveries as a real one has them, and no money.

Everything follows from the clock it is given, a seed, and the script that a payment's reference names: the same
practice shows the same. It lives in memory; what an ended process had promised is told by a refund's own name.

There is nothing to try by hand before production, for it has no place there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from refundtui.domain.legs.leg import Destination, Trouble, Way
from refundtui.domain.legs.planning import Capabilities, PaymentThere
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Memory, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import MOVED_NOTHING, LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency, Money
from refundtui.gateways.practice import deliveries
from refundtui.gateways.practice.deliveries import Delivery
from refundtui.gateways.practice.refund import PracticeRefund, made, named
from refundtui.gateways.practice.scripts import Mishap, Script, script_of
from refundtui.office.ports import GatewayAway, Heard, ListedRefund, PaymentKnown, Sending

_KEY_LIFE: Final = timedelta(hours=24)
_TROUBLE: Final = {
    Mishap.NOT_SENT: Trouble.NOT_SENT,
    Mishap.ASKED_TO_WAIT: Trouble.ASKED_TO_WAIT,
    Mishap.BUSY: Trouble.BUSY,
    Mishap.BROKEN: Trouble.BROKEN,
    Mishap.LOST_BEFORE: Trouble.LOST,
    Mishap.LOST_AFTER: Trouble.LOST,
    Mishap.KEY_TAKEN: Trouble.KEY_TAKEN,
}
_GIVES_BACK: Final = MOVED_NOTHING | {LegState.FAILED, LegState.RETURNED}


def _at_once(_: float) -> None:
    """Nobody waits."""


@dataclass
class _Kept:
    """What is remembered of a key: what was asked under it, how often, and what came of it."""

    asked: tuple[object, ...]
    since: datetime
    tries: int = 0
    refunds: list[PracticeRefund] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Made:
    refund: PracticeRefund
    sending: Sending
    script: Script


class Practice:
    """Safe for threads. `clock` tells the practice's time (UTC); `wait` takes seconds, and lets an answer take them.

    `captured` tells what was captured by a payment; None for one that there is not.
    """

    memory = Memory(key_life=_KEY_LIFE, finds=True, settles=timedelta(minutes=15))

    def __init__(
        self,
        clock: Callable[[], datetime],
        captured: Callable[[Destination, Currency], Money | None],
        *,
        name: str = "practice",
        seed: int = 0,
        wait: Callable[[float], None] = _at_once,
    ) -> None:
        self.name = name
        self._clock = clock
        self._captured = captured
        self._seed = seed
        self._wait = wait
        self._secret = Random(f"{seed}:secret").randbytes(32)  # noqa: S311 - it guards practice only
        self._one_at_a_time = threading.Lock()
        self._keys: dict[str, _Kept] = {}
        self._made: list[_Made] = []
        self._delivered: set[str] = set()

    def able(self, to: Destination) -> Capabilities:
        return Capabilities()

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        captured, script = self._captured(to, of), script_of(to.reference)
        if captured is None or captured.currency != of:
            return None
        with self._one_at_a_time:
            gone = self._gone(to, of)
            times = sum(self._holds(one) for one in self._on(to))
        taken = captured if script.taken else captured.zero()
        there = PaymentThere(captured, taken, gone, dispute=script.dispute, refunds=times)
        return PaymentKnown(there, taken.minor)

    # --- Money ------------------------------------------------------------------------------------

    def send(self, sending: Sending) -> Outcome:
        """As the script has it; by its key a refund is known for a day."""
        script = script_of(sending.to.reference)
        self._wait(self._chance(sending.key).uniform(*script.seconds))
        with self._one_at_a_time:
            kept = self._kept(sending)
            kept.tries += 1
            mishap = script.mishap(kept.tries - 1)
            if mishap is Mishap.LOST_AFTER:
                self._answer(kept, sending, script)
            if mishap is not None:
                return Unanswered(_TROUBLE[mishap])
            return self._answer(kept, sending, script)

    def _kept(self, sending: Sending) -> _Kept:
        now = self._clock()
        kept = self._keys.get(sending.key)
        if kept is None or now - kept.since >= _KEY_LIFE:
            kept = self._keys[sending.key] = _Kept(_asked(sending), now)
        return kept

    def _answer(self, kept: _Kept, sending: Sending, script: Script) -> Outcome:
        if kept.asked != _asked(sending):
            return Unanswered(Trouble.KEY_TAKEN)
        if not kept.refunds:
            refusal = self._against(sending, script)
            if refusal is not None:
                return Refused(refusal, "Practice.")
            for number in range(2 if script.doubled else 1):
                refund = made(sending.key, sending.amount, self._clock(), number)
                kept.refunds.append(refund)
                self._made.append(_Made(refund, sending, script))
        return Answered(kept.refunds[0].reports(script, self._clock())[-1])

    def _against(self, sending: Sending, script: Script) -> Refusal | None:
        if script.refusal is not None:
            return script.refusal
        amount = sending.amount
        if amount.minor <= 0:
            return Refusal.AMOUNT_TOO_SMALL
        captured = self._captured(sending.to, amount.currency)
        if captured is None:
            return Refusal.NOT_FOUND
        if captured.currency != amount.currency:
            return Refusal.CURRENCY
        if (sending.way is Way.REFUND) is not script.taken:
            return Refusal.NOT_SETTLED if sending.way is Way.REFUND else Refusal.PARTIAL_NOT_ALLOWED
        left = captured - self._gone(sending.to, amount.currency)
        if not left:
            return Refusal.ALREADY_REFUNDED
        return Refusal.AMOUNT_EXCEEDS if amount > left else None

    def _gone(self, to: Destination, of: Currency) -> Money:
        return Money(sum(one.sending.amount.minor for one in self._on(to) if self._holds(one)), of)

    def _on(self, to: Destination) -> tuple[_Made, ...]:
        here = _payment(to)
        return tuple(one for one in self._made if _payment(one.sending.to) == here)

    def _holds(self, one: _Made) -> bool:
        return self._reports(one)[-1].state not in _GIVES_BACK

    # --- Questions --------------------------------------------------------------------------------

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        with self._one_at_a_time:
            found = [one for one in self._on(sending.to) if one.sending.reference == sending.reference]
            for one in found:
                self._is_there(one.refund, one.script)
            return tuple(self._reports(one)[-1] for one in found)

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        found = named(refund, of)
        if found is None:
            return None
        script = script_of(to.reference)
        self._is_there(found, script)
        return found.reports(script, self._clock())[-1]

    def listed(self, since: datetime, until: datetime) -> tuple[ListedRefund, ...]:
        with self._one_at_a_time:
            return tuple(
                ListedRefund(
                    one.refund.name,
                    _payment(one.sending.to),
                    one.sending.reference,
                    self._reports(one)[-1],
                    made_on=one.refund.made_at.date(),
                )
                for one in self._made
                if since <= one.refund.made_at < until
            )

    def _reports(self, one: _Made) -> tuple[Report, ...]:
        return one.refund.reports(one.script, self._clock())

    def _is_there(self, refund: PracticeRefund, script: Script) -> None:
        if self._clock() < refund.made_at + script.away:
            raise GatewayAway("The practice provider does not answer, as its script has it.")

    # --- What it says by itself -------------------------------------------------------------------

    def deliveries(self) -> tuple[Delivery, ...]:
        """What is to be brought to `heard` now: each state that was reached, once and sometimes twice, in no order."""
        with self._one_at_a_time:
            now, due = self._clock(), []
            for one in self._made:
                for report in self._reports(one):
                    event = f"{one.refund.name}:{report.state.value}"
                    if event not in self._delivered:
                        self._delivered.add(event)
                        told = deliveries.signed(event, one.sending, report, self._secret, now)
                        due += [told] * self._chance(event).choice((1, 1, 1, 2))
            self._chance(str(len(self._delivered))).shuffle(due)
            return tuple(due)

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        return deliveries.read(headers, body, self._secret, now)

    def _chance(self, of: str) -> Random:
        """By what it is for and not by when: threads meet the same chances in any order."""
        return Random(f"{self._seed}:{of}")  # noqa: S311 - practice is to be the same again


def _asked(sending: Sending) -> tuple[object, ...]:
    return _payment(sending.to), sending.reference, sending.amount, sending.way


def _payment(to: Destination) -> str:
    return to.capture or to.reference or to.account
