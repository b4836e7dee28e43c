"""How a case stops: closed on a letter, cancelled for a reason, merged, opened again in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.asking import Asked
from refundtui.domain.case import Case, CaseState, Resolution
from refundtui.domain.commands import AskInformation, Cancel, Close, Merge
from refundtui.domain.findings import Finding, finding
from refundtui.domain.letters_set import said


def letter_is_sent(asked: Asked) -> Iterator[Finding]:
    """No case is closed on a letter that was only drafted."""
    command, case = asked.command, asked.case
    if not isinstance(command, Close):
        return
    letter = command.letter
    if letter is not None and (letter.from_customer or not letter.text.strip()):
        letter = None
    if letter is None and not _letter_since_decision(case):
        yield finding("letter.unsent")
    denials = {one for one in Resolution if one.value.startswith("denied_")}
    if case.denial is not None and command.resolution not in denials:
        yield finding("resolution.mismatch", resolution=command.resolution.value)


_STOPPED: Final = frozenset(
    {
        Resolution.WITHDRAWN,
        Resolution.DUPLICATE,
        Resolution.REPLACED,
        Resolution.REPAIRED,
        Resolution.NO_REPLY,
        Resolution.OUT_OF_SCOPE,
    }
)


def stops_for_a_reason(asked: Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, Cancel):
        return
    no_reply = command.resolution is Resolution.NO_REPLY
    waited = asked.case.state is CaseState.INFO_WAIT
    if command.resolution not in _STOPPED or (no_reply and not waited):
        yield finding("resolution.mismatch", resolution=command.resolution.value)


def reply_is_overdue(asked: Asked) -> Iterator[Finding]:
    """Silence ends a case only after the brand's days and reminders: the customer may be away."""
    case, command, manners = asked.case, asked.command, asked.rulebook.policy.manners
    if not isinstance(command, Cancel) or command.resolution is not Resolution.NO_REPLY:
        return
    asked_at = max((one.at for one in case.events if one.kind == AskInformation.code), default=None)
    if asked_at is None:
        return
    until = asked_at + timedelta(days=manners.reply_days)
    if asked.now < until:
        yield finding("reply.awaited", until=until)
    sent = sum(one.at > asked_at for one in said(case))
    if sent < manners.reminders:
        yield finding("reminders.missing", sent=sent, reminders=manners.reminders)


def merge_has_direction(asked: Asked) -> Iterator[Finding]:
    command, case = asked.command, asked.case
    if isinstance(command, Merge):
        if command.into == case.id:
            yield finding("merge.self")
        if command.into in case.linked:
            yield finding("merge.loop", into=str(command.into))


def reopens_in_time(asked: Asked) -> Iterator[Finding]:
    days = asked.rulebook.policy.manners.reopen_days
    closed_at = max((one.at for one in asked.case.events if one.kind == Close.code), default=None)
    late = closed_at is not None and asked.now > closed_at + timedelta(days=days)
    if late and asked.actor.role is not Role.LEAD:
        yield finding("reopen.too_late", days=days)


def _letter_since_decision(case: Case) -> bool:
    decided_at = max(
        (one.at for one in case.events if one.after is CaseState.DENIED),
        default=case.denial.at if case.denial else case.received_at,
    )
    return any(message.at >= decided_at for message in said(case))
