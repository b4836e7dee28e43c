"""What the practice provider does with a payment: a script, named in the payment's reference.

`practice:fails:A-1017` plays `fails`; what follows the second colon only keeps references apart. Some words take
a time: `pending-3-days`, `returned-12-days`. Any other reference is refunded after a moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.planning import DisputeStage
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState

_A_MOMENT: Final = timedelta(seconds=3)
_A_MINUTE: Final = timedelta(minutes=1)
_A_DAY: Final = timedelta(days=1)
_TO_ACT: Final = timedelta(days=14)
"""How long a customer has to do something at the provider's."""


class Mishap(StrEnum):
    """What becomes of one try of sending."""

    NOT_SENT = "not_sent"
    ASKED_TO_WAIT = "asked_to_wait"
    BUSY = "busy"
    BROKEN = "broken"  # before anything was done
    LOST_BEFORE = "lost_before"  # it never arrived, and nobody can know
    LOST_AFTER = "lost_after"  # it was done, and the answer was lost
    KEY_TAKEN = "key_taken"


@dataclass(frozen=True, slots=True)
class Step:
    """A state that a refund comes to so long after it was made."""

    after: timedelta
    state: LegState
    sub: str = ""
    reason: Refusal | None = None
    traced: bool = False  # it comes with the number a bank finds it by
    expires: bool = False  # the customer has to act in time


@dataclass(frozen=True, slots=True)
class Script:
    """`mishaps` befall the first tries, one each, the last of them for ever where `always`. `seconds` is how
    long an answer takes, at least and at most; no question is answered for `away` after a refund was made.
    """

    steps: tuple[Step, ...] = ()
    mishaps: tuple[Mishap, ...] = ()
    always: bool = False
    refusal: Refusal | None = None
    seconds: tuple[float, float] = (0.2, 0.8)
    away: timedelta = timedelta(0)
    doubled: bool = False  # it makes two refunds of one
    minor_too_much: int = 0
    taken: bool = True  # False: the payment is only authorised
    dispute: DisputeStage = DisputeStage.NONE

    def mishap(self, tries: int) -> Mishap | None:
        """What befalls the try that comes after so many."""
        if tries < len(self.mishaps):
            return self.mishaps[tries]
        return self.mishaps[-1] if self.always else None


_PENDING: Final = Step(timedelta(0), LegState.PENDING)
_SUCCEEDED: Final = Step(_A_MOMENT, LegState.SUCCEEDED, traced=True)
_DONE: Final = (_PENDING, _SUCCEEDED)
_ASKED: Final = Step(timedelta(0), LegState.ACTION_REQUIRED, sub="customer", expires=True)


def _failing(reason: Refusal) -> Script:
    return Script((_PENDING, Step(_A_MINUTE, LegState.FAILED, reason=reason)))


def _mishap(*mishaps: Mishap, always: bool = False) -> Script:
    return Script(_DONE, mishaps, always=always)


USUAL: Final = Script(_DONE)

WORDS: Final[Mapping[str, Script]] = MappingProxyType(
    {
        "succeeds": USUAL,
        "at-once": Script((Step(timedelta(0), LegState.SUCCEEDED, traced=True),)),
        "fails": _failing(Refusal.DECLINED),
        "account-closed": _failing(Refusal.ACCOUNT_CLOSED),
        "card-lost": _failing(Refusal.CARD_LOST),
        "canceled": Script((_PENDING, Step(_A_MINUTE, LegState.CANCELED))),
        "waits-for-merchant": Script(
            (
                Step(timedelta(0), LegState.PENDING, sub="merchant_funds", reason=Refusal.MERCHANT_FUNDS),
                Step(_A_DAY, LegState.SUCCEEDED, traced=True),
            )
        ),
        "action-required": Script((_ASKED, Step(2 * _A_DAY, LegState.SUCCEEDED, traced=True))),
        "action-expires": Script((_ASKED, Step(_TO_ACT, LegState.CANCELED))),
        "unknown-then-found": _mishap(Mishap.LOST_AFTER),
        "unknown-never-made": _mishap(Mishap.LOST_BEFORE),
        "never-answers": _mishap(Mishap.LOST_BEFORE, always=True),
        "no-line": _mishap(Mishap.NOT_SENT, Mishap.NOT_SENT, Mishap.NOT_SENT),
        "asks-to-wait": _mishap(Mishap.ASKED_TO_WAIT, Mishap.ASKED_TO_WAIT),
        "busy": _mishap(Mishap.LOST_AFTER, Mishap.BUSY),
        "breaks": _mishap(Mishap.BROKEN),
        "key-taken": _mishap(Mishap.KEY_TAKEN, always=True),
        "doubled": Script(_DONE, doubled=True),
        "other-amount": Script(_DONE, minor_too_much=1),
        "contradicts": Script(
            (
                _PENDING,
                Step(_A_MINUTE, LegState.FAILED, reason=Refusal.DECLINED),
                Step(2 * _A_MINUTE, LegState.SUCCEEDED),
            )
        ),
        "disputed": Script(refusal=Refusal.DISPUTED, dispute=DisputeStage.OPEN),
        "authorised": Script((Step(timedelta(0), LegState.VOIDED),), taken=False),
        **{f"refused-{refusal.value.replace('_', '-')}": Script(refusal=refusal) for refusal in Refusal},
    }
)
"""Every script without a time in its name."""

TIMED: Final[Mapping[str, Callable[[timedelta], Script]]] = MappingProxyType(
    {
        "pending": lambda span: Script((_PENDING, Step(span, LegState.SUCCEEDED, traced=True))),
        "fails": lambda span: Script((_PENDING, Step(span, LegState.FAILED, reason=Refusal.DECLINED))),
        "returned": lambda span: Script(
            (*_DONE, Step(span, LegState.RETURNED, reason=Refusal.ACCOUNT_CLOSED))
        ),
        "slow": lambda span: Script(_DONE, seconds=(span.total_seconds(), span.total_seconds())),
        "away": lambda span: Script(_DONE, (Mishap.LOST_AFTER,), away=span),
    }
)
"""Every script with one: `away-10-minutes` answers no question for so long, `slow-20-seconds` takes its time."""

PLAYED: Final = "practice:"
"""How a reference begins that names a script."""

_REFERENCE: Final = re.compile(
    r"practice:(?P<word>[a-z-]+?)(?:-(?P<number>[0-9]{1,3})-(?P<unit>second|minute|hour|day)s?)?(?::.*)?",
    re.DOTALL,
)


def script_of(reference: str) -> Script:
    """The script that a payment's reference names; the usual one where it names none that there is."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return USUAL
    if found["number"] is None:
        return WORDS.get(found["word"], USUAL)
    timed = TIMED.get(found["word"])
    return USUAL if timed is None else timed(timedelta(**{f"{found['unit']}s": int(found["number"])}))


def expires_after(step: Step) -> timedelta | None:
    """How long after a refund was made the customer can still act."""
    return _TO_ACT if step.expires else None
