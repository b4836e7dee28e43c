"""What has to be written down, and is not there already; and how long a case may sleep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from difflib import get_close_matches
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
from refundtui.domain.legal_clocks import came
from refundtui.domain.letters_set import LONGEST_WAIT
from refundtui.domain.matching import FACTS, fits
from refundtui.domain.order import Order
from refundtui.domain.other_claims import DUPLICATE_CHECKED
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.said_facts import SAID_ALONE

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


_HAS_HAPPENED: Final = (
    "asked_on", "delivered_on", "defect_noticed_on", "sent_proof_on", "goods_back_on", "order.ordered_on",
)  # fmt: skip
_AFTER_THE_ORDER: Final = frozenset(_HAS_HAPPENED) - {"asked_on", "order.ordered_on"}


def facts_can_be(asked: Asked) -> Iterator[Finding]:
    """What somebody tells is an answer to something that is asked, and can be."""
    if isinstance(asked.command, SetItems):
        known = {DUPLICATE_CHECKED, *FACTS, *(name for name, _ in asked.case.facts)}
        for name, _ in asked.command.facts:
            if name not in known:
                meant = [("nearest", near) for near in get_close_matches(name, FACTS, n=1)]
                yield Finding("fact.not_asked", Outcome.FAIL, (("name", name), *meant))
        yield from impossible_facts(
            asked.command.facts, asked.case.order, asked.rulebook, asked.now, before=asked.case.facts
        )


def impossible_facts(
    facts: Iterable[tuple[str, Fact]],
    order: Order | None,
    rulebook: Rulebook,
    now: datetime,
    *,
    before: Iterable[tuple[str, Fact]] = (),
) -> Iterator[Finding]:
    """Those among them that cannot be: no answer to what is asked, or a day that is still to come, before there was
    an order, or of a way back before anything had reached her, in the brand's own calendar. They move the law's clocks.
    """
    facts, today = tuple(facts), rulebook.day_of(now)
    reached = _first_delivery(order, dict((*before, *facts)).get("delivered_on"))
    ordered = None if order is None or order.ordered_at is None else rulebook.day_of(order.ordered_at)
    for name, said in facts:
        if not fits(name, said):
            yield Finding("fact.no_answer", Outcome.FAIL, (("said", said),), decided_by=name)
        elif name not in _HAS_HAPPENED or not isinstance(said, date):
            continue
        elif said > today:
            yield Finding("fact.in_the_future", Outcome.FAIL, (("said", said),), decided_by=name)
        elif ordered is not None and said < ordered and name in _AFTER_THE_ORDER:
            yield Finding(
                "fact.before_the_order", Outcome.FAIL, (("said", said), ("ordered", ordered)), decided_by=name
            )
        elif reached is not None and said < reached and name in SAID_ALONE:
            yield Finding(
                "fact.before_delivery",
                Outcome.FAIL,
                (("said", said), ("delivered", reached)),
                decided_by=name,
            )


def _first_delivery(order: Order | None, told: Fact | None) -> date | None:
    """The first day on which something of the order reached her, as far as anybody says: of that it may be that comes
    back.
    """
    days = [line.delivered_on for line in order.lines] if order is not None else []
    known = (told, order.delivered_on if order is not None else None, *days)
    return min((day for day in known if isinstance(day, date)), default=None)


_COUNTED_FROM: Final = (*SAID_ALONE, "asked_on", "order.ordered_on")


def recorded_days_stand(asked: Asked) -> Iterator[Finding]:
    """A day the law counts from, once it is known, is told away or made later by a team lead alone.

    Asked whether or not a clock runs now: else it could be stopped, its day moved, and set going again.
    """
    command, case = asked.command, asked.case
    if not isinstance(command, SetItems) or asked.actor.role is Role.LEAD:
        return
    policy, new = asked.rulebook.policy, dict(command.facts)
    known = facts_of(case, case.request, asked.rulebook.day_of(asked.now), policy)
    for name in _COUNTED_FROM:
        day = came(case, known, name, policy.timezone) if name in SAID_ALONE else known.get(name)
        if not isinstance(day, date):
            continue
        said, alone = new.get(name, day), SAID_ALONE.get(name, "")
        if (isinstance(said, date) and said > day) or new.get(alone) is False:
            yield Finding("fact.on_record", Outcome.FAIL, (("said", day),), decided_by=name)
    if known.get("collection_offered") is True and new.get("collection_offered") is False:
        yield Finding("fact.on_record", Outcome.FAIL, (("said", True),), decided_by="collection_offered")


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


def leaves_soon(asked: Asked) -> Iterator[Finding]:
    """A letter is set for a moment that can come, and that is not so far that nobody knows what is true then."""
    command = asked.command
    moment = command.not_before if isinstance(command, SendLetter) else None
    if moment is None:
        return
    if moment <= asked.now:
        yield finding("letter.moment_passed", until=moment)
    elif moment > asked.now + LONGEST_WAIT:
        yield finding("letter.set_too_late", until=moment, days=LONGEST_WAIT.days)


_LONGEST_SLEEP: Final = timedelta(days=366)


def sleeps_within_the_law(asked: Asked) -> Iterator[Finding]:
    command = asked.command
    if not isinstance(command, PutToSleep):
        return
    if command.until <= asked.now:
        yield finding("snooze.in_the_past", until=command.until)
    elif command.until > asked.now + _LONGEST_SLEEP:
        yield finding("snooze.too_far", until=command.until)
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
