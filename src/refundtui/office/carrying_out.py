"""What a command does beside changing its case, in the same transaction: legs taken back, an account written down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from refundtui.domain.case import Case
from refundtui.domain.commands import Command, SettleAnotherWay, WithdrawPayment
from refundtui.domain.decision import NotPossible
from refundtui.office import beneficiaries
from refundtui.office.payments.withdrawing import withdrawn


def carried_out(connection: Connection, after: Case, command: Command, actor: str, now: datetime) -> Case:
    """The case as it is once that was done; raises `NotPossible`, and nothing was done."""
    match command:
        case WithdrawPayment():
            return withdrawn(connection, after, command, actor, now)
        case SettleAnotherWay(payee=payee) if payee is not None:
            against = beneficiaries.keep(connection, after, payee, actor, now)
            if against:
                raise NotPossible(against)
    return after
