"""What was paid, or tried, before anything more of the same case is."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.asking import Asked
from refundtui.domain.findings import Finding, finding
from refundtui.domain.legs.states import HOLDS_MONEY


def nothing_is_out(asked: Asked) -> Iterator[Finding]:
    """What was approved and is on its way, or may be, is not approved once more."""
    out = [payout.amount for payout in asked.case.payouts if payout.state in HOLDS_MONEY]
    if out:
        yield finding("payment.part_is_out", amount=sum(out[1:], out[0]))


def another_person_pays_again(asked: Asked) -> Iterator[Finding]:
    """Money that did not arrive, or came back, goes out again by two people's word, whatever the amount."""
    if asked.case.payouts:
        yield finding("payment.second_person")
