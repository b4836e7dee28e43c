"""What the case says of itself: which facts can be said at all, and where that differs from the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from refundtui.domain.case import Case, CaseEvent
from refundtui.domain.counting import day_of
from refundtui.domain.findings import Fact, Finding, Outcome
from refundtui.domain.matching import Facts

WORKED_OUT_FROM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "days_since_delivery": "delivered_on",
        "months_since_delivery": "delivered_on",
        "days_since_order": "order.ordered_on",
        "days_since_window": "delivered_on",
    }
)
"""Counted, never said: while the day is missing, the day is what to ask for."""

_ON_RECORD: Final = frozenset(
    {
        "reason",
        "family",
        "fault",
        "customer.identity",
        "order.currency",
        "order.value",
        "order.discount",
        "order.discounted",
        "order.returns",
        "order.tenders",
        "order.disputed",
        "return.act",
        "return.count",
        "return.value",
        "return.full",
        "return.outcome",
        "return.channel",
        "return.risk",
    }
)
"""Case, order or request always tell these, and money, deductions or a second look hang on them."""


def can_be_said(name: str) -> bool:
    """Whether a fact may come beside case and order; of a line only the order tells."""
    return name not in WORKED_OUT_FROM and name not in _ON_RECORD and not name.startswith("line.")


def to_ask_for(name: str) -> str:
    """What somebody would have to tell, so that this fact becomes known."""
    return WORKED_OUT_FROM.get(name, name)


def told_apart(case: Case, recorded: Facts) -> Iterator[Finding]:
    """Every said fact that is not used, or that stands instead of what case and order have on record."""
    for name, said in case.facts:
        if not can_be_said(name):
            yield Finding("fact.not_used", Outcome.NOTE, (("said", said),), decided_by=name)
        elif name in recorded and name not in _COUNTED and recorded[name] != said:
            yield Finding(
                "fact.said_otherwise",
                Outcome.NOTE,
                (("by", _by(case, name)), ("said", said), ("recorded", recorded[name])),
                decided_by=name,
            )


_COUNTED: Final = frozenset({"photos", "receipts", "reports", "evidence"})
"""Evidence may be held elsewhere: to say so contradicts nobody."""


TOLD: Final = "fact."
"""Before the name of each fact an event tells."""

SAID_ALONE: Final[Mapping[str, str]] = MappingProxyType(
    {"goods_back_on": "goods_back", "sent_proof_on": "sent_back"}
)
"""The fact that says of each of these days only that it has come."""


def told(
    case: Case, facts: Iterable[tuple[str, Fact]], today: date, zone: str
) -> tuple[tuple[str, Fact], ...]:
    """The facts of a case with these. What is only said to have come, came no later than when that was first said:
    where no day is known that one is written down, so that saying it again moves nothing; said not to have come, it
    has no day.
    """
    before, new = dict(case.facts), dict(facts)
    on_record = {"goods_back_on": case.goods_back_on}
    after = before | new
    for day, alone in SAID_ALONE.items():
        if day in new or alone not in new:
            continue
        if new[alone] is False:
            after.pop(day, None)
        elif not isinstance(before.get(day), date) and on_record.get(day) is None:
            after[day] = day_first_said(case, day, zone) or today
    return tuple(after.items())


def day_first_said(case: Case, day: str, zone: str) -> date | None:
    """When it was first said that it had come; that of the case itself where it came with it, None where nobody said so."""
    alone = SAID_ALONE[day]
    if dict(case.facts).get(alone) is not True:
        return None
    said_at = next((event.at for event in case.events if _tells(event, alone)), case.received_at)
    return day_of(said_at, zone)


_OF_THE_ORDER: Final = frozenset(
    {
        "consumer",
        "delivered_on",
        "service.ends_on",
        "personalised",
        "perishable",
        "express_request",
        "withdrawal_info_given",
        "terms_posted",
    }
)


def facts_of_the_order(case: Case) -> tuple[tuple[str, Fact], ...]:
    """What is true of its order whatever is claimed: nothing of a thing's state, its way back or its evidence."""
    return tuple(
        (name, fact)
        for name, fact in case.facts
        if name in _OF_THE_ORDER or name.startswith(("order.", "customer."))
    )


def _by(case: Case, name: str) -> str:
    """Who set it last; the case itself where it came with it."""
    return next((event.by for event in reversed(case.events) if _tells(event, name)), case.reference)


def _tells(event: CaseEvent, name: str) -> bool:
    named = dict(event.facts).get("facts", ())
    return isinstance(named, tuple) and name in named
