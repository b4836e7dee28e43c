"""What was paid, or tried, before anything more of the same case is."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.asking import Asked
from refundtui.domain.case import Case
from refundtui.domain.commands import WithdrawPayment
from refundtui.domain.findings import Finding, finding
from refundtui.domain.legs.states import HOLDS_MONEY, LegState
from refundtui.domain.money import Money


def nothing_is_out(asked: Asked) -> Iterator[Finding]:
    """What was approved and is on its way, or may be, is not approved once more."""
    out = [payout.amount for payout in asked.case.payouts if payout.state in HOLDS_MONEY]
    if out:
        yield finding("payment.part_is_out", amount=sum(out[1:], out[0]))


def another_person_pays_again(asked: Asked) -> Iterator[Finding]:
    """Money that did not arrive, or came back, goes out again by two people's word, whatever the amount."""
    if any(payout.state is not LegState.WITHDRAWN for payout in asked.case.payouts):
        yield finding("payment.second_person")


def out_of_the_house(case: Case) -> Money | None:
    """What somebody has begun to send, or what may have been sent; None where all of it is still here."""
    gone = [
        one.amount for one in case.payouts if one.state in HOLDS_MONEY and one.state is not LegState.QUEUED
    ]
    return sum(gone[1:], gone[0]) if gone else None


def nothing_has_left(asked: Asked) -> Iterator[Finding]:
    """Taken back is what is still here, all of it, and what was meant: another approval's payment stays."""
    command, case = asked.command, asked.case
    if not isinstance(command, WithdrawPayment):
        return
    left = out_of_the_house(case)
    if left is not None:
        yield finding("payment.has_left", amount=left)
        return
    here = {payout.id for payout in case.payouts if payout.state is LegState.QUEUED}
    if here and here != set(command.payouts):
        yield finding("payment.another")
