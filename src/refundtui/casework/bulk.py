"""Many cases at once: a trial that lists every effect, then one word for each case, each with its own result.

Each case is decided by itself, by the same rules as one at a time: what is refused for one leaves the rest right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import uuid4

from refundtui.casework.deciding import Confirmation, confirmation, decide, draft, undo
from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import case_file, queue, seen
from refundtui.casework.submissions import Entry, EntryState, SubmissionId
from refundtui.domain.case import Case, CaseId
from refundtui.domain.commands import AddNote, Approve, Command, GiveBack, PutToSleep, Tag, Take
from refundtui.domain.decision import obstacles
from refundtui.domain.findings import Finding, finding
from refundtui.domain.money import Money
from refundtui.domain.quote import Quote, Refused

MOST: Final = 5_000
"""So many cases at once: more is no longer looked through by anybody."""
_HOLD_SECONDS: Final = 10
_MONEY_HOLD_SECONDS: Final = 60
_LAST: Final = "settings/last-bulk"
_REQUEST: Final = "request"  # under this name a desk keeps what was changed on the calculator


class Deed(StrEnum):
    """What can be done to many cases with one word."""

    TAKE = "take"
    GIVE_BACK = "give_back"
    SNOOZE = "snooze"
    TAG = "tag"
    NOTE = "note"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class Task:
    """A deed with what has to be typed for it."""

    deed: Deed
    text: str = ""
    until: datetime | None = None
    tags: frozenset[str] = frozenset()

    @property
    def moves_money(self) -> bool:
        return self.deed is Deed.APPROVE


@dataclass(frozen=True, slots=True)
class Effect:
    """What would become of one case: the command, or every reason why not."""

    case_id: CaseId
    reference: str
    command: Command | None = None
    amount: Money | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.command is not None and not self.findings


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    effect: Effect
    entry: Entry | None = None
    findings: tuple[Finding, ...] = ()


def chosen(wanted: QueueFilter, ports: Ports) -> list[CaseId]:
    """The cases of a whole filter, in its order."""
    return [row.case_id for row in queue(wanted, ports, limit=MOST)]


def effects(task: Task, cases: Iterable[CaseId], ports: Ports) -> Iterator[Effect]:
    """The trial: nothing is written."""
    return (_effect(task, case_id, ports) for case_id in dict.fromkeys(cases))


def carry_out(planned: Sequence[Effect], task: Task, ports: Ports) -> Iterator[Result]:
    """Write down one decision for each case that is ready; each is judged once more as it is by then.

    All of them are held, so that they can be taken back together.
    """
    hold = _MONEY_HOLD_SECONDS if task.moves_money else _HOLD_SECONDS
    said: list[SubmissionId] = []
    try:
        for effect in planned:
            if effect.command is None or not effect.is_ready:
                continue
            decided = decide(effect.case_id, effect.command, ports, hold_seconds=hold)
            if isinstance(decided, Entry):
                said.append(decided.submission.id)
                yield Result(effect, decided)
            else:
                yield Result(effect, findings=decided)
    finally:
        # Also when it was broken off: what was said until then can be taken back.
        if said:
            ports.outbox.save_draft(_LAST, json.dumps(said))


def last(ports: Ports) -> list[Entry]:
    """What was done at once last and can still be taken back."""
    try:
        said = json.loads(ports.outbox.draft(_LAST) or "[]")
        entries = [ports.outbox.entry(SubmissionId(str(one))) for one in said]
    except (ValueError, TypeError):
        return []
    return [entry for entry in entries if entry is not None and entry.state is EntryState.QUEUED]


def undo_all(entries: Iterable[Entry], ports: Ports) -> list[tuple[Entry, bool]]:
    """Take back, the last first; each tells whether it could be."""
    backwards = sorted(entries, key=lambda entry: entry.position, reverse=True)
    return [(entry, undo(entry.submission.id, ports)) for entry in backwards]


def totals(planned: Iterable[Effect]) -> list[Money]:
    """What leaves, per currency."""
    found: dict[str, Money] = {}
    for effect in planned:
        if effect.is_ready and effect.amount is not None:
            code = effect.amount.currency.code
            found[code] = found[code] + effect.amount if code in found else effect.amount
    return list(found.values())


# ── One case ─────────────────────────────────────────────────────────────────────────────────────


def _effect(task: Task, case_id: CaseId, ports: Ports) -> Effect:
    return _approved(case_id, ports) if task.deed is Deed.APPROVE else _commanded(task, case_id, ports)


def _commanded(task: Task, case_id: CaseId, ports: Ports) -> Effect:
    case = seen(case_id, ports).case
    if case is None:
        return Effect(case_id, "", findings=(finding("case.unknown"),))
    command = _command(task)
    standing = _standing(case, command, ports)
    return Effect(case_id, case.reference, command, findings=standing)


def _standing(case: Case, command: Command, ports: Ports) -> tuple[Finding, ...]:
    if isinstance(command, Take) and case.owner == ports.actor.id:
        return (finding("bulk.mine_already"),)
    if isinstance(command, Tag) and command.add <= case.tags:
        return (finding("bulk.tagged_already"),)
    return obstacles(case, command, ports.actor, ports.rulebooks.for_case(case), ports.clock.now())


def _command(task: Task) -> Command:
    match task.deed:
        case Deed.TAKE:
            return Take()
        case Deed.GIVE_BACK:
            return GiveBack()
        case Deed.SNOOZE:
            if task.until is None:
                raise ValueError(task)
            return PutToSleep(task.until, task.text)
        case Deed.TAG:
            return Tag(add=task.tags)
        case Deed.NOTE:
            return AddNote(str(uuid4()), task.text)
        case _:
            raise ValueError(task)


def _approved(case_id: CaseId, ports: Ports) -> Effect:
    """What policy and law give, and nobody has to look at twice: at most what a single key confirms."""
    file = case_file(case_id, ports)
    if file is None:
        return Effect(case_id, "", findings=(finding("case.unknown"),))
    case, quote = file.case, file.determination.quote
    policy = ports.rulebooks.for_case(case).policy
    if isinstance(quote, Refused):
        return Effect(case_id, case.reference, findings=quote.findings or (finding("amount.nothing"),))
    standing = file.why_not(Approve.code)
    typed = policy.manners.type_above
    if typed is not None and confirmation(quote.total, policy) is Confirmation.TYPED:
        standing = (*standing, finding("bulk.too_large", amount=quote.total, limit=typed))
    if draft(case_id, _REQUEST, ports):
        standing = (*standing, finding("bulk.changed_on_calculator"))
    return Effect(case_id, case.reference, _approval(case, quote), quote.total, standing)


def _approval(case: Case, quote: Quote) -> Approve:
    return Approve(case.request, quote.fingerprint, quote.total)
