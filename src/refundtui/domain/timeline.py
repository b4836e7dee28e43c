"""Everything that happened to a case, in one list: the order, the parcel, money, messages, decisions, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final

from refundtui.domain.case import Case, CaseEvent, CaseState
from refundtui.domain.findings import Fact
from refundtui.domain.letters_set import still_to_leave, stopped
from refundtui.domain.letters_told import LetterFate
from refundtui.domain.money import Money
from refundtui.domain.order import Order
from refundtui.domain.reservations import order_as_refunded
from refundtui.domain.said_facts import TOLD


class Happened(StrEnum):
    """What kind of thing it was: the list is read by it."""

    ORDER = "order"
    PARCEL = "parcel"  # scans: delivered, back again
    MONEY = "money"
    MESSAGE = "message"
    DECISION = "decision"
    WORK = "work"  # taken, handed over, set aside, items set
    EVIDENCE = "evidence"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry. `at` is None where only the day is known, `on` too where nobody wrote down when.

    `code` says what: `ordered`, `paid`, `delivered`, `notice`, `goods_back`, `refunded`, `customer_wrote`,
    `we_wrote`, `evidence`, `note`, or the code of the command whose event it is. `text` is somebody's own words.
    """

    kind: Happened
    code: str
    at: datetime | None = None
    on: date | None = None
    by: str = ""
    text: str = ""
    amount: Money | None = None
    facts: tuple[tuple[str, Fact], ...] = ()

    def fact(self, name: str) -> Fact | None:
        return dict(self.facts).get(name)

    @property
    def when(self) -> datetime:
        """Where it stands in the list; what has no time stands before what has one."""
        if self.at is not None:
            return self.at
        return datetime.combine(self.on or date.min, time.min, UTC)


WORDS: Final = ("note", "reason", "text", "acceptance")
"""Facts of an event that are somebody's own words."""

_DECISIONS: Final = frozenset(
    {
        "quote", "offer", "accept_offer", "counter_offer", "expire_offer", "approve", "request_approval",
        "grant_approval", "return_approval", "void_approval", "override", "escalate", "hold_for_fraud", "release_from_fraud",
        "deny", "ask_information", "close", "cancel", "reopen", "merge", "absorb",
    }
)  # fmt: skip
_MONEY_MOVES: Final = frozenset(
    {
        CaseState.PAY_QUEUED, CaseState.PAY_SUBMITTED, CaseState.PAY_UNKNOWN, CaseState.PAY_FAILED, CaseState.PAID,
        CaseState.CHARGEBACK,
    }
)  # fmt: skip
_SHOWN: Final = ("quote_version", "refusal", "trace", "to", "why", "letter_digest")
_LETTERS: Final = frozenset(fate.value for fate in LetterFate)
_TOLD_BY_ITS_RECORD: Final = frozenset({"add_note", "add_evidence", "send_letter"})


def timeline_of(case: Case) -> tuple[Happening, ...]:
    """Oldest first; what happened at the same moment in the order it is listed here."""
    found = [
        *_of_order(case),
        *_of_people(case),
        *(_of_event(event) for event in case.events if event.kind not in _TOLD_BY_ITS_RECORD),
    ]
    return tuple(sorted(found, key=lambda happening: happening.when))


def _of_order(case: Case) -> Iterator[Happening]:
    order = case.order
    if order is not None:
        if order.ordered_at is not None:
            yield Happening(Happened.ORDER, "ordered", order.ordered_at, amount=order.total)
        for payment in order.payments:
            facts = (("label", payment.label), ("tender", payment.kind.value))
            yield Happening(Happened.MONEY, "paid", order.ordered_at, amount=payment.captured, facts=facts)
        yield from _deliveries(order)
        for past in order_as_refunded(case, order).earlier:
            facts = (("refund", past.kind), ("status", past.status.value))
            yield Happening(
                Happened.MONEY, "refunded", on=past.on, amount=past.amount(order.currency), facts=facts
            )
    if case.notice_on is not None:
        yield Happening(Happened.MESSAGE, "notice", on=case.notice_on)
    if case.goods_back_on is not None:
        yield Happening(Happened.PARCEL, "goods_back", on=case.goods_back_on)


def _deliveries(order: Order) -> Iterator[Happening]:
    """One scan for each day on which something arrived."""
    days: dict[date, list[str]] = {}
    for line in order.lines:
        on = line.delivered_on or (order.delivered_on if line.units else None)
        if on is not None:
            days.setdefault(on, []).append(line.title or line.id)
    if order.delivered_on is not None:
        days.setdefault(order.delivered_on, [])
    for on, titles in days.items():
        yield Happening(Happened.PARCEL, "delivered", on=on, text=", ".join(titles))


def _of_people(case: Case) -> Iterator[Happening]:
    if not any(event.kind == "open" for event in case.events):
        yield Happening(Happened.WORK, "open", case.received_at, facts=(("channel", case.channel),))
    later, stayed = still_to_leave(case), stopped(case)
    for message in case.messages:
        code = "customer_wrote" if message.from_customer else "we_wrote"
        by = case.customer.name if message.from_customer else ""
        text = f"{message.subject}\n{message.text}" if message.subject else message.text
        facts: tuple[tuple[str, Fact], ...] = (("channel", message.channel),)
        if message in later:
            code, facts = "letter_set", (*facts, ("not_before", later[message]))
        elif message in stayed:
            code = "letter_stayed"
        yield Happening(Happened.MESSAGE, code, message.at, by=by, text=text, facts=facts)
    for evidence in case.evidence:
        yield Happening(
            Happened.EVIDENCE, "evidence", evidence.at, by=evidence.by, text=evidence.title,
            facts=(("evidence", evidence.kind),),
        )  # fmt: skip
    for note in case.notes:
        yield Happening(Happened.NOTE, "note", note.at, by=note.by, text=note.text)


def _of_event(event: CaseEvent) -> Happening:
    facts = dict(event.facts)
    amount = facts.get("amount")
    words = [said for name in WORDS if isinstance(said := facts.get(name), str) and said]
    return Happening(
        _kind_of(event),
        event.kind,
        event.at,
        by=event.by,
        text="\n".join(words),
        amount=amount if isinstance(amount, Money) else None,
        facts=(("after", event.after.value), *((name, facts[name]) for name in facts if name in _SHOWN or name.startswith(TOLD))),
    )  # fmt: skip


def _kind_of(event: CaseEvent) -> Happened:
    if event.kind in _LETTERS:
        return Happened.MESSAGE
    if event.kind in _DECISIONS:
        return Happened.DECISION
    return (
        Happened.MONEY if event.after in _MONEY_MOVES and event.before is not event.after else Happened.WORK
    )
