"""A refund at the practice provider: its name tells when it was made and of how much, the rest is its script.

So a provider that keeps nothing on disk still knows how a refund stands that another process of the practice
made: of what is only in memory (keys, and what was refunded) an ended process knows no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency, Money
from refundtui.gateways.practice.scripts import Script, Step, expires_after

_NAME: Final = re.compile(r"pr_(?P<at>[0-9a-f]{1,8})_(?P<minor>[0-9a-f]{1,15})_(?P<mark>[0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class PracticeRefund:
    """`made_at` is in whole seconds (UTC); `mark` keeps two of the same second apart."""

    made_at: datetime
    amount: Money
    mark: str

    @property
    def name(self) -> str:
        return f"pr_{int(self.made_at.timestamp()):x}_{self.amount.minor:x}_{self.mark}"

    def reports(self, script: Script, now: datetime) -> tuple[Report, ...]:
        """Every state that it has come to by now, in order; always the first."""
        first, *later = script.steps
        reached = [step for step in later if self.made_at + step.after <= now]
        return tuple(self._report(step, script) for step in (first, *reached))

    def _report(self, step: Step, script: Script) -> Report:
        expires = expires_after(step)
        return Report(
            step.state,
            self.name,
            Money(self.amount.minor + script.minor_too_much, self.amount.currency),
            self.made_at + step.after,
            step.sub,
            step.reason.value if step.reason else "",
            f"7{int(self.mark, 16):022d}" if step.traced else "",
            None if expires is None else self.made_at + expires,
        )


def made(key: str, amount: Money, now: datetime, number: int = 0) -> PracticeRefund:
    """The refund that is made now under a key; `number` is not 0 where it is made once more."""
    at = datetime.fromtimestamp(int(now.timestamp()), UTC)
    return PracticeRefund(at, amount, sha256(f"{key}:{number}".encode()).hexdigest()[:8])


def named(name: str, of: Currency) -> PracticeRefund | None:
    """The refund of that name; None where it is none of this provider's."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(found["at"], 16))
    return PracticeRefund(at, Money(int(found["minor"], 16), of), found["mark"])
