"""What the case says of itself: which facts can be said at all, and where that differs from the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from refundtui.domain.case import Case, CaseEvent
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


_OF_ITS_WAY_BACK: Final = frozenset(
    {"goods_back", "goods_back_on", "sent_back", "sent_proof_on", "collection_offered", "asked_on"}
)


def facts_of_the_order(case: Case) -> tuple[tuple[str, Fact], ...]:
    """What came with a case and is true of its order for another claim too: nothing anybody told of this one, and
    nothing of what came back with it.
    """
    return tuple(
        (name, fact)
        for name, fact in case.facts
        if name not in _OF_ITS_WAY_BACK and said_last(case, name) is None
    )


def _by(case: Case, name: str) -> str:
    """Who set it last; the case itself where it came with it."""
    event = said_last(case, name)
    return case.reference if event is None else event.by


def said_last(case: Case, name: str) -> CaseEvent | None:
    """What set it last; nothing where it came with the case."""
    for event in reversed(case.events):
        named = dict(event.facts).get("facts", ())
        if isinstance(named, tuple) and name in named:
            return event
    return None
