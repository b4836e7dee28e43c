"""The practice provider as a test has it: a shop whose every payment was 100.00, and a clock moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from refundtui.domain.legs.leg import Destination, LegId, key_of
from refundtui.domain.legs.sending import Answered, Outcome
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Told, told_of
from refundtui.domain.money import Currency, Money
from refundtui.gateways.practice.gateway import Practice
from refundtui.office.ports import Sending
from tests.support.making import NOW, eur

EUR = eur("0").currency


@dataclass
class Practising:
    """The provider with a clock that is moved by hand, and every wait that it asked for."""

    at: datetime = NOW
    waited: list[float] = field(default_factory=list)
    seed: int = 7

    def __post_init__(self) -> None:
        self.gateway = self.opened()

    def opened(self) -> Practice:
        return Practice(lambda: self.at, captured, seed=self.seed, wait=self.waited.append)

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)

    def told(self, sending: Sending) -> Told:
        """Everything that was delivered or can be found by now."""
        reports = list(self.gateway.look_up(sending))
        for delivery in self.gateway.deliveries():
            for heard in self.gateway.heard(delivery.headers, delivery.body, self.at):
                assert heard.report is not None
                reports.append(heard.report)
        return told_of(reports)


def captured(to: Destination, of: Currency) -> Money | None:
    """Every payment of this shop was 100.00, and its name ends in a number that is not 0."""
    return None if to.reference.endswith("0") else eur("100.00")


def a_sending(word: str, *, attempt: int = 1, amount: str = "30.00", payment: str = "A-1") -> Sending:
    one = LegId("00000000-0000-0000-0000-000000000001")
    to = Destination("practice", "card", reference=f"practice:{word}:{payment}", method="card")
    return Sending(key_of(one, attempt), one, to, eur(amount))


def answer_of_any(outcome: Outcome) -> LegState:
    assert isinstance(outcome, Answered), outcome
    return outcome.report.state
