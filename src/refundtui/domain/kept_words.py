"""A command as it is kept once it was answered: what is needed only on its way is not in it any more."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.commands import Command, SettleAnotherWay


def as_kept(command: Command) -> Command:
    """The same with an account's number masked: in full it is the office's alone."""
    if not isinstance(command, SettleAnotherWay) or command.payee is None:
        return command
    return replace(command, payee=command.payee.hidden)
