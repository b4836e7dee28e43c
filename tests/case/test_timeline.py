"""The timeline tells everything once: what the order did, what people said, what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from refundtui.domain.case import Case, CaseEvent, CaseState, Evidence, Message, Note
from refundtui.domain.order import EarlierRefund, RefundStatus
from refundtui.domain.timeline import Happened, timeline_of
from tests.support.making import NOW, a_case, an_order_a, eur


def told(case: Case) -> list[tuple[str, str]]:
    return [(one.kind.value, one.code) for one in timeline_of(case)]


def test_order_parcel_money_words_and_decisions_stand_in_one_list_by_their_time() -> None:
    order = replace(
        an_order_a(),
        ordered_at=datetime(2026, 11, 5, 12, tzinfo=UTC),
        earlier=(EarlierRefund("R-1", loose=eur("5.00"), on=date(2026, 11, 12), status=RefundStatus.DONE),),
    )
    case = replace(
        a_case(),
        order=order,
        received_at=NOW - timedelta(days=1),
        messages=(Message(NOW - timedelta(hours=20), from_customer=True, text="There is a stain."),),
        evidence=(Evidence("e1", "photo", "the stain", NOW - timedelta(hours=19), "Karin Brandt"),),
        notes=(Note("n1", "ann", NOW - timedelta(hours=2), "called her"),),
        events=(
            CaseEvent(
                1, "approve", "ann", NOW, CaseState.INTAKE, CaseState.APPROVED, (("amount", eur("29.16")),)
            ),
        ),
    )
    assert told(case) == [
        ("order", "ordered"),
        ("money", "paid"),
        ("parcel", "delivered"),
        ("money", "refunded"),
        ("work", "open"),
        ("message", "customer_wrote"),
        ("evidence", "evidence"),
        ("note", "note"),
        ("decision", "approve"),
    ]
    assert timeline_of(case)[-1].amount == eur("29.16")


def test_a_note_is_told_by_the_note_and_not_again_by_its_event() -> None:
    event = CaseEvent(1, "add_note", "ann", NOW, CaseState.INTAKE, CaseState.INTAKE, (("note", "n1"),))
    case = replace(a_case(), order=None, notes=(Note("n1", "ann", NOW, "called her"),), events=(event,))
    assert [one.kind for one in timeline_of(case)].count(Happened.NOTE) == 1
    assert "add_note" not in {one.code for one in timeline_of(case)}


def test_why_somebody_decided_stands_with_the_decision() -> None:
    facts = (("reason", "the photo shows it"), ("rules", ("window",)))
    event = CaseEvent(1, "override", "ann", NOW, CaseState.QUOTE, CaseState.QUOTE, facts)
    (entry,) = [
        one for one in timeline_of(replace(a_case(), events=(event,))) if one.kind is Happened.DECISION
    ]
    assert (entry.by, entry.text) == ("ann", "the photo shows it")


def test_an_earlier_refund_without_a_day_stands_first_and_says_no_time() -> None:
    order = replace(an_order_a(), earlier=(EarlierRefund("R-1", loose=eur("5.00")),), delivered_on=None)
    first = timeline_of(replace(a_case(), order=order))[0]
    assert (first.at, first.on) == (None, None)
