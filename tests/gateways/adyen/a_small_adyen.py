"""An Adyen with a state, ours and small: one captured payment, its refunds, keys that are remembered.

It says `received` to everything that is formed well and tells by a signed delivery what became of it, as the real one
does. Whether the real one decides so it cannot tell.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from refundtui.domain.legs.sending import Answered, Outcome
from refundtui.domain.money import Money, currency
from refundtui.gateways.adyen.gateway import Adyen
from tests.gateways.adyen.talking import PAYMENT, a_delivery, an_item, received, signed
from tests.support.making import NOW
from tests.support.peer import Asked, http

CAPTURED: Final = 10_000  # cents
_UNKNOWN: Final = http(422, b'{"status":422,"errorCode":"167","message":"Original pspReference required"}')


@dataclass
class SmallAdyen:
    """Answers as a script of `at_adyen`."""

    moved: int = 0
    answered: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)  # the item of each refund, by its name
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, asked: Asked) -> bytes:
        if f"/payments/{PAYMENT}/refunds" not in asked.path:
            return _UNKNOWN
        key = asked.headers["idempotency-key"]
        with self._one_at_a_time:
            if key not in self.answered:
                name = f"88{len(self.answered):014d}"
                self.told[name] = self._done(json.loads(asked.body), name)
                self.answered[key] = received(asked, pspReference=name)
            return self.answered[key]

    def _done(self, body: dict[str, Any], name: str) -> dict[str, Any]:
        amount, why = body["amount"], ""
        if amount["currency"] != "EUR":
            why = "Modification in different currency than authorisation"
        elif amount["value"] > CAPTURED - self.moved:
            why = "Insufficient balance on payment"
        else:
            self.moved += amount["value"]
        success = "false" if why else "true"
        item = an_item("REFUND", success, pspReference=name, reason=why)
        return signed({**item, "amount": amount, "merchantReference": body["reference"]})

    def refunded(self) -> Money:
        return Money(self.moved, currency("EUR"))

    def became(self, adyen: Adyen, outcome: Outcome) -> Outcome:
        """What it tells by itself of what it received."""
        if not isinstance(outcome, Answered):
            return outcome
        (heard,) = adyen.heard({}, a_delivery(self.told[outcome.report.reference]), NOW)
        assert heard.report is not None
        return Answered(heard.report)
