"""Above a brand's amount a person who approves has signed in of late: a desk left open approves nothing large."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from refundtui.domain.case import Case
from refundtui.domain.commands import Approve, Command, GrantApproval
from refundtui.domain.money import Money
from refundtui.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Session:
    """How whoever decides came in. `signed_in_at` is when that person last proved who they are (`auth_time` of
    OpenID Connect Core); None where nobody vouches for a moment, and then it was never.
    """

    signed_in_at: datetime | None


def sign_in_again(
    case: Case, command: Command, policy: Policy, session: Session, now: datetime
) -> timedelta | None:
    """How old a sign-in may be that this takes, where the one there is is older; None where it will do."""
    most, amount = policy.manners.sign_in_again_above, _approved_by(case, command)
    if most is None or amount is None or amount.currency != most.currency or amount <= most:
        return None
    oldest = timedelta(minutes=policy.manners.sign_in_minutes)
    at = session.signed_in_at
    return None if at is not None and now - at <= oldest else oldest


def _approved_by(case: Case, command: Command) -> Money | None:
    match command:
        case Approve(total=total):
            return total
        case GrantApproval() if case.approval is not None:
            return case.approval.amount
        case _:
            return None
