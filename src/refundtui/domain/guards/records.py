"""What has to be written down, and is not there already; and how long a case may sleep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.asking import Asked
from refundtui.domain.case import Case, Message
from refundtui.domain.commands import (
    AddEvidence,
    AddNote,
    AskInformation,
    Escalate,
    HoldForFraud,
    Override,
    PutToSleep,
    ReleaseFromFraud,
    Reopen,
    ReturnApproval,
    SendLetter,
    SetItems,
    SetLanguage,
    WithdrawPayment,
)
from refundtui.domain.deadlines import deadlines_for, refund_by_law
from refundtui.domain.findings import Basis, Fact, Finding, Outcome, finding
from refundtui.domain.known_facts import facts_of
from refundtui.domain.legal_clocks import SAID_ALONE, came
from refundtui.domain.order import Order
from refundtui.domain.rulebook import Rulebook

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of BCP 47, RFC 5646 §2.1


def says_why(asked: Asked) -> Iterator[Finding]:
    match asked.command:
        case Escalate(note=text) | HoldForFraud(note=text) | ReleaseFromFraud(note=text):
            field = "note"
        case ReturnApproval(note=text):
            field = "note"
        case (
            Override(reason=text)
            | Reopen(reason=text)
            | PutToSleep(reason=text)
            | WithdrawPayment(reason=text)
        ):
            field = "reason"
        case AddNote(text=text):
            field = "text"
        case _:
            return
    if not text.strip():
        yield finding("reason.missing", field=field)


def asks_for_something(asked: Asked) -> Iterator[Finding]:
    if isinstance(asked.command, AskInformation) and not any(one.strip() for one in asked.command.items):
        yield finding("items.missing")


def language_is_one(asked: Asked) -> Iterator[Finding]:
    command = asked.command
    if isinstance(command, SetLanguage) and not _LANGUAGE.fullmatch(command.language):
        yield finding("language.no_tag", language=command.language)


_HAS_HAPPENED: Final = ("asked_on", "delivered_on", "defect_noticed_on", "sent_proof_on", "goods_back_on")
_AFTER_THE_ORDER: Final = frozenset(_HAS_HAPPENED) - {"asked_on"}


def days_can_be(asked: Asked) -> Iterator[Finding]:
    """A day somebody tells moves the law's clocks: none is still to come, and none before there was an order."""
    if isinstance(asked.command, SetItems):
        yield from told_days(asked.command.facts, asked.case.order, asked.rulebook, asked.now)


def told_days(
    facts: Iterable[tuple[str, Fact]], order: Order | None, rulebook: Rulebook, now: datetime
) -> Iterator[Finding]:
    """Those among them that cannot be, in the brand's own calendar."""
    today = rulebook.day_of(now)
    ordered = None if order is None or order.ordered_at is None else rulebook.day_of(order.ordered_at)
    for name, day in facts:
        if name not in _HAS_HAPPENED or not isinstance(day, date):
            continue
        if day > today:
            yield Finding("fact.in_the_future", Outcome.FAIL, (("said", day),), decided_by=name)
        elif ordered is not None and day < ordered and name in _AFTER_THE_ORDER:
            yield Finding(
                "fact.before_the_order", Outcome.FAIL, (("said", day), ("ordered", ordered)), decided_by=name
            )


def clocks_run_on(asked: Asked) -> Iterator[Finding]:
    """What set the law's clock running is not told away, nor as later than it was: by a team lead alone."""
    command = asked.command
    if not isinstance(command, SetItems) or not command.facts or asked.actor.role is Role.LEAD:
        return
    policy, told = asked.rulebook.policy, dict(command.facts)
    known = facts_of(asked.case, asked.case.request, asked.rulebook.day_of(asked.now), policy)
    for name, alone in SAID_ALONE.items():
        day = came(asked.case, known, name, policy.timezone)
        if day is None:
            continue
        new = told.get(name, known.get(name))
        is_later = isinstance(new, date) and new > day
        if is_later or told.get(alone) is False or (alone in told and name not in known):
            yield Finding("fact.clock_runs", Outcome.FAIL, (("said", day),), decided_by=name)


def is_new(asked: Asked) -> Iterator[Finding]:
    match asked.command:
        case AddNote(note_id=note_id) if any(note.id == note_id for note in asked.case.notes):
            yield finding("note.already_there")
        case AddEvidence(evidence=evidence) if any(one.id == evidence.id for one in asked.case.evidence):
            yield finding("evidence.already_there")
        case SendLetter(letter=letter):
            yield from _letter_is_new(letter, asked.case)
        case _:
            return


def _letter_is_new(letter: Message, case: Case) -> Iterator[Finding]:
    """Two desks that send the same letter send it once."""
    if letter.from_customer or not letter.text.strip():
        yield finding("letter.empty")
    same = (one for one in case.messages if not one.from_customer and one.subject == letter.subject)
    if any(one.text == letter.text for one in same):
        yield finding("letter.sent_already")


def sleeps_within_the_law(asked: Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, PutToSleep):
        return
    if command.until <= asked.now:
        yield finding("snooze.in_the_past", until=command.until)
    if asked.actor.role is Role.LEAD:
        return
    own = refund_by_law(
        asked.case, asked.rulebook
    )  # where the brand promised a sooner day that alone is listed
    listed = [one for one in deadlines_for(asked.case, asked.rulebook) if one.basis is Basis.LAW]
    for deadline in dict.fromkeys([*listed, *([own] if own is not None else [])]):
        # Until its earliest day the goods may still come in time; after it, nothing is due before they are here.
        may_fall_due = deadline.is_running or deadline.due_at > asked.now
        if may_fall_due and command.until > deadline.due_at:
            yield finding(
                "snooze.past_deadline", until=command.until, due=deadline.due_at, rule=deadline.rule
            )
