"""A command as it is kept once it was answered: what is needed only on its way is not in it any more."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.bank_account import masked_in
from refundtui.domain.commands import Command, SettleAnotherWay


def as_kept(command: Command) -> Command:
    """The same with every account's number masked, in what was agreed too: in full it is the office's alone."""
    if not isinstance(command, SettleAnotherWay):
        return command
    return replace(
        command,
        payee=None if command.payee is None else command.payee.hidden,
        consent=replace(command.consent, note=masked_in(command.consent.note)),
    )
