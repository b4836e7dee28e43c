"""Four eyes: the second person is another one and looks at the same version."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.approving import makers
from refundtui.domain.asking import Asked
from refundtui.domain.commands import GrantApproval
from refundtui.domain.findings import Finding, finding
from refundtui.domain.lapsing import approval_ends, has_lapsed


def checker_is_another(asked: Asked) -> Iterator[Finding]:
    """Maker and checker are two people: nobody who made any part of it checks it."""
    approval = asked.case.approval
    if approval is None or approval.status != "requested":
        yield finding("approval.none")
        return
    if asked.actor.id in makers(asked.case, approval):
        yield finding("self.approval", maker=asked.actor.id)


def approval_stands(asked: Asked) -> Iterator[Finding]:
    """What was asked for long ago is quoted and asked for anew."""
    ends = approval_ends(asked.case, asked.rulebook.policy)
    if ends is not None and asked.now >= ends:
        yield finding("approval.lapsed", at=ends)
    elif ends is not None and has_lapsed(asked.case, asked.rulebook.policy, asked.now):
        yield finding("approval.of_another")


def same_version(asked: Asked) -> Iterator[Finding]:
    approval, command = asked.case.approval, asked.command
    if approval is None or not isinstance(command, GrantApproval):
        return
    if (command.version, command.fingerprint) != (approval.version, approval.fingerprint):
        yield finding("quote.changed", version=command.version, current=approval.version)
