"""A provider with every fault, workers that die at every moment, and a clock: small enough to run thousands of.

`Workers` are the product's own rules; a planted mistake is a subclass that breaks one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from refundtui.domain.legs.leg import RefundLeg, Trouble, key_of
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import (
    Act,
    Answered,
    Memory,
    Outcome,
    Refused,
    Unanswered,
    after_lookup,
    after_sending,
    handed_over,
    may_still_send,
    next_act,
    taken,
)
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from tests.legs.small_legs import NOON, leg

LEASE = timedelta(seconds=60)
TIMEOUT = timedelta(seconds=20)
IN_FLIGHT = timedelta(minutes=5)
"""The longest a provider takes over something whose caller has given up."""


class Died(Exception):  # noqa: N818 - kill -9, not an error
    """The worker is no more; what it had not written down is gone."""


@dataclass
class Provider:
    """Keys, refunds by reference, and what it applies later; `cap` is what the payment still has."""

    memory: Memory
    chance: Random
    faults: float
    cap: int = 4990
    keys: dict[str, tuple[datetime, Outcome]] = field(default_factory=dict)
    refunds: list[tuple[datetime, str]] = field(default_factory=list)  # when, under whose reference
    later: list[tuple[datetime, str, str]] = field(default_factory=list)

    def post(self, key: str, reference: str, now: datetime) -> Outcome:
        self.catch_up(now)
        known = self.keys.get(key)
        if known is not None and now - known[0] < self.memory.key_life:
            return known[1]
        fault = self.chance.random() < self.faults
        match self.chance.randrange(8) if fault else -1:
            case 0:
                return Unanswered(Trouble.NOT_SENT)
            case 1:
                return Unanswered(Trouble.ASKED_TO_WAIT)
            case 2:
                return Unanswered(Trouble.LOST)
            case 3:
                self.apply(key, reference, now)
                return Unanswered(Trouble.LOST)
            case 4:
                if self.memory.keeps_failures:
                    self.keys[key] = (now, Unanswered(Trouble.BROKEN))
                return Unanswered(Trouble.BROKEN)
            case 5:
                self.apply(key, reference, now)
                if self.memory.keeps_failures:
                    self.keys[key] = (now, Unanswered(Trouble.BROKEN))
                return Unanswered(Trouble.BROKEN)
            case 6:
                self.later.append((now + IN_FLIGHT * self.chance.random(), key, reference))
                return Unanswered(Trouble.LOST)
            case _:
                return self.apply(key, reference, now)

    def apply(self, key: str, reference: str, now: datetime) -> Outcome:
        known = self.keys.get(key)
        if known is not None and now - known[0] < self.memory.key_life:
            return known[1]
        if self.cap < 4990:
            return Refused(Refusal.ALREADY_REFUNDED)
        self.refunds.append((now, reference))
        answer = Answered(Report(LegState.SUCCEEDED, f"re_{len(self.refunds)}"))
        if self.memory.key_life:
            self.keys[key] = (now, answer)
        return answer

    def find(self, reference: str, now: datetime) -> tuple[Report, ...]:
        self.catch_up(now)
        return tuple(
            Report(LegState.SUCCEEDED, f"re_{n}")
            for n, (at, name) in enumerate(self.refunds, 1)
            if name == reference and at <= now
        )

    def catch_up(self, now: datetime) -> None:
        due = [one for one in self.later if one[0] <= now]
        self.later = [one for one in self.later if one[0] > now]
        for at, key, reference in due:
            self.apply(key, reference, at)


class Workers:
    """The rules as they are."""

    def act(self, of: RefundLeg, memory: Memory, now: datetime) -> Act:
        return next_act(of, memory, now)

    def key(self, of: RefundLeg) -> str:
        return of.key

    def settled(self, of: RefundLeg, outcome: Outcome, *, first: bool) -> RefundLeg:
        return after_sending(of, outcome, first=first)

    def still(self, of: RefundLeg, memory: Memory, until: datetime, now: datetime) -> bool:
        return may_still_send(of, memory, until, now)


class KeyOfTheTry(Workers):
    """Planted: a new key for every try."""

    def key(self, of: RefundLeg) -> str:
        return key_of(of.id, of.posting.tries)


class BlindRetry(Workers):
    """Planted: the right key, sent for ever."""

    def act(self, of: RefundLeg, memory: Memory, now: datetime) -> Act:
        waits = of.stage in {LegState.QUEUED, LegState.SENDING, LegState.UNKNOWN} and not of.told
        return Act.SEND if waits else Act.NOTHING

    def still(self, of: RefundLeg, memory: Memory, until: datetime, now: datetime) -> bool:
        return True


class LostIsFailed(Workers):
    """Planted: no answer is taken for a failure, and a new attempt is made."""

    def settled(self, of: RefundLeg, outcome: Outcome, *, first: bool) -> RefundLeg:
        if isinstance(outcome, Unanswered):
            return replace(
                of, attempt=of.attempt + 1, stage=LegState.QUEUED, posting=replace(of.posting, out_since=None)
            )
        return after_sending(of, outcome, first=first)


@dataclass
class World:
    """One leg, one provider, and workers that may die."""

    memory: Memory
    chance: Random
    rules: Workers = field(default_factory=Workers)
    faults: float = 0.4
    deaths: float = 0.2
    written: RefundLeg = field(default_factory=leg)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.provider = Provider(self.memory, self.chance, self.faults)

    def run(self, steps: int = 400) -> RefundLeg:
        """Work until nothing is left to do; the written leg at the end."""
        for _ in range(steps):
            try:
                if not self._work():
                    break
            except Died:
                self.now += LEASE
            self.now += self._pause()
        self.provider.catch_up(self.now + timedelta(days=400))
        return self.written

    def _pause(self) -> timedelta:
        longest = max(self.memory.key_life, timedelta(hours=1))
        return self.chance.choice([timedelta(seconds=1), timedelta(minutes=2), longest / 10, longest / 2])

    def _work(self) -> bool:
        match self.rules.act(self.written, self.memory, self.now):
            case Act.SEND:
                self._send()
            case Act.LOOK_UP:
                found = self.provider.find(self.written.id, self.now)
                self._may_die()
                self.written = after_lookup(self.written, found, self.memory, self.now)
            case Act.HAND_OVER:
                self.written = handed_over(self.written)
            case Act.NOTHING:
                return False
        return True

    def _send(self) -> None:
        first = self.written.posting.out_since is None
        self.written = taken(self.written, self.now)
        until = self.now + LEASE
        self._may_die()
        if self.chance.random() < 0.1:
            self.now += self._pause()  # the machine slept
        if not self.rules.still(self.written, self.memory, until, self.now):
            raise Died
        outcome = self.provider.post(self.rules.key(self.written), self.written.id, self.now)
        self.now += TIMEOUT / 2
        self._may_die()
        self.written = self.rules.settled(self.written, outcome, first=first)

    def _may_die(self) -> None:
        if self.chance.random() < self.deaths:
            raise Died
