"""A leg as office and desk tell each other of it."""

from __future__ import annotations

from datetime import date

from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.wire.bodies import Body, Instant, MoneyBody, body_of, value_of


class PayoutBody(Body):
    id: str
    amount: MoneyBody
    gateway: str
    label: str
    state: LegState
    since: Instant
    sub: str = ""
    reason: str = ""
    trace: str = ""
    tries: int = 0
    expires_at: Instant | None = None
    replaced: bool = False
    expected_on: date | None = None

    @classmethod
    def of(cls, payout: Payout) -> PayoutBody:
        return body_of(cls, payout, amount=MoneyBody.of(payout.amount))

    def payout(self) -> Payout:
        return value_of(Payout, self, id=LegId(self.id), amount=self.amount.money())
