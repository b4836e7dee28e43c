"""The timeline tells everything once: what the order did, what people said, what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from refundtui.domain.case import Case, CaseEvent, CaseState, Evidence, Message, Note
from refundtui.domain.commands import SendLetter, SetItems
from refundtui.domain.decision import apply, obstacles
from refundtui.domain.letters_told import LetterFate, with_letter_told
from refundtui.domain.order import EarlierRefund, RefundStatus
from refundtui.domain.timeline import Happened, timeline_of
from refundtui.i18n.happenings import happening_said
from refundtui.i18n.speech import Speech
from tests.support.making import NOW, a_case, a_rulebook, agent, an_order_a, eur

RULES = a_rulebook()


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


def test_what_was_told_of_the_goods_stands_on_the_timeline_with_its_day() -> None:
    case = replace(a_case(), owner="ann")
    command = SetItems(case.request, None, (("goods_back_on", date(2026, 11, 18)), ("opened", False)))
    done = timeline_of(apply(case, command, agent(), RULES, NOW))[-1]
    assert "when the goods came back: 18 Nov 2026 · whether it was opened: no" in happening_said(
        done, Speech()
    )


def test_a_letter_that_was_set_for_later_is_not_told_as_one_that_left() -> None:
    letter = Message(
        NOW, from_customer=False, text="Soon.", subject="Your refund", letter="delay", language="en"
    )
    later = NOW + timedelta(days=3)
    waiting = apply(a_case(), SendLetter(letter, later), agent(), RULES, NOW)
    (said,) = [one for one in timeline_of(waiting) if one.kind is Happened.MESSAGE]
    assert (said.code, said.fact("not_before")) == ("letter_set", later)
    assert "to leave 23 Nov 2026" in happening_said(said, Speech())
    digest = str(dict(waiting.events[-1].facts)["letter_digest"])
    left = with_letter_told(waiting, LetterFate.SENT, later, letter="delay", letter_digest=digest)
    assert [one.code for one in timeline_of(left) if one.kind is Happened.MESSAGE] == [
        "we_wrote",
        "letter_sent",
    ]
    stayed = with_letter_told(waiting, LetterFate.NOT_SENT, later, letter="delay", letter_digest=digest)
    (first, _) = [one for one in timeline_of(stayed) if one.kind is Happened.MESSAGE]
    assert happening_said(first, Speech()) == "we by mail, not sent"
    twin = replace(letter, text="Now.")
    both = apply(waiting, SendLetter(twin), agent(), RULES, NOW)
    assert {one.code for one in timeline_of(both) if one.kind is Happened.MESSAGE} == {
        "letter_set",
        "we_wrote",
    }
    at_once = apply(a_case(), SendLetter(letter), agent(), RULES, NOW)
    assert [one.code for one in timeline_of(at_once) if one.kind is Happened.MESSAGE] == ["we_wrote"]


def test_a_letter_is_set_for_a_moment_that_comes_and_not_for_years() -> None:
    letter = Message(
        NOW, from_customer=False, text="Soon.", subject="Your refund", letter="delay", language="en"
    )
    for ahead, codes in (
        (-1, ["letter.moment_passed"]),
        (0, ["letter.moment_passed"]),
        (90, []),
        (91, ["letter.set_too_late"]),
    ):
        found = obstacles(a_case(), SendLetter(letter, NOW + timedelta(days=ahead)), agent(), RULES, NOW)
        assert [one.code for one in found] == codes
