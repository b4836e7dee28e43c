"""No letter leaves the office that is not true on the office's own copy, whatever a desk saw or somebody typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from refundtui.domain.case import Case, CaseState, Message, QuoteVersion
from refundtui.domain.commands import Command, SendLetter
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.determination import determine
from refundtui.letters.letter import Kind
from refundtui.letters.writing import write
from refundtui.office.leases import Lease
from refundtui.office.outcomes import NotRecorded, Outcome, Recorded
from refundtui.office.store import OfficeStore
from tests.support.offices import NOW, a_case, a_shirt_order, approval_of, said


def approved(office: OfficeStore) -> Case:
    """A case as it stands once its refund was approved and nothing is paid."""
    case = a_case()
    office.take_in([case])
    assert isinstance(office.record(said(case, approval_of(office, case)), NOW), Recorded)
    found = office.case(case.id)
    assert found is not None
    return found


def letter_of(office: OfficeStore, case: Case, kind: Kind, language: str = "de") -> Message:
    """As a desk writes it that sees this case."""
    rulebook = office.library().for_case(case)
    found = determine(case, case.request, rulebook, rulebook.day_of(NOW))
    letter = write(kind, case, found, rulebook, deadlines_for(case, rulebook), language, NOW)
    return Message(
        NOW,
        from_customer=False,
        text=letter.body,
        subject=letter.subject,
        letter=kind.value,
        language=language,
    )


def sent(office: OfficeStore, case: Case, letter: Message, *, by: str = "me") -> Outcome:
    command: Command = SendLetter(letter)
    return office.record(said(case, command, base=case.decision_version, by=by), NOW)


def codes(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, NotRecorded), outcome
    return [found.code for found in outcome.findings]


def test_a_true_letter_is_recorded_as_it_was_shown_and_the_case_goes_on(office: OfficeStore) -> None:
    case = approved(office)
    letter = letter_of(office, case, Kind.FULL_GRANT if _whole(case) else Kind.PARTIAL_GRANT)
    assert isinstance(sent(office, case, letter), Recorded)
    after = office.case(case.id)
    assert after is not None
    assert after.messages[-1] == letter
    assert (after.state, after.decision_version) == (case.state, case.decision_version)
    facts = dict(after.events[-1].facts)
    assert (facts["letter"], facts["letter_channel"]) == (letter.letter, "mail")
    assert len(str(facts["letter_digest"])) == 64


def test_the_same_letter_twice_is_one(office: OfficeStore) -> None:
    case = approved(office)
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    assert isinstance(sent(office, case, letter), Recorded)
    assert codes(sent(office, case, letter, by="me")) == ["letter.sent_already"]


def test_a_letter_that_says_paid_waits_for_the_providers_word(office: OfficeStore) -> None:
    case = approved(office)
    lying = letter_of(office, replace(case, state=CaseState.PAID), Kind.PAID)
    assert "erstattet" in lying.subject
    assert "letter.not_paid" in codes(sent(office, case, lying))
    dressed = replace(lying, letter=Kind.PARTIAL_GRANT.value)
    assert "letter.block_missing" in codes(sent(office, case, dressed))
    after = office.case(case.id)
    assert after is not None
    assert after.messages == case.messages


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("€", "€, und 500,00 € obendrauf", "letter.amount_differs"),
        ("antworte", "schweig bitte und antworte", "letter.block_missing"),
        ("Viele Grüße", "Wie bei Bestellung A-9999.\n\nViele Grüße", "letter.somebody_elses"),
        ("Viele Grüße", "Siehe ec.europa.eu/consumers/odr\n\nViele Grüße", "letter.closed_platform"),
    ],
)
def test_what_a_desk_did_not_stop_the_office_does(
    office: OfficeStore, before: str, after: str, code: str
) -> None:
    office.take_in([a_case(order=a_shirt_order("A-9999"))])
    case = approved(office)
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    assert before in letter.text
    edited = replace(letter, text=letter.text.replace(before, after, 1))
    assert code in codes(sent(office, case, edited))
    assert isinstance(sent(office, case, letter), Recorded)


def with_a_name(letter: Message, name: str) -> Message:
    return replace(letter, text=letter.text.replace("Viele Grüße", f"Wie bei {name}.\n\nViele Grüße", 1))


def in_hand(
    office: OfficeStore, name: str, *, since: datetime, by: str = "me", until: datetime | None = None
) -> None:
    """A case of somebody of that name, which they took then, and gave back where that is said."""
    case = a_case()
    office.take_in([replace(case, customer=replace(case.customer, name=name))])
    lease = office.take(by, case.id, since)
    assert isinstance(lease, Lease)
    if until is not None:
        assert office.give_back(by, case.id, lease.epoch, until)


@pytest.mark.parametrize(("hours_ago", "stays"), [(1, True), (11, True), (13, False), (48, False)], ids=str)
def test_a_case_that_was_given_back_is_forgotten_by_the_next_day(
    office: OfficeStore, hours_ago: int, *, stays: bool
) -> None:
    case = approved(office)
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    given_back = NOW - timedelta(hours=hours_ago)
    in_hand(office, "Anna Petrowa", since=given_back - timedelta(minutes=5), until=given_back)
    outcome = sent(office, case, with_a_name(letter, "Anna Petrowa"))
    assert isinstance(outcome, NotRecorded) is stays


@pytest.mark.parametrize("name", ["Anna Petrowa", "Anna Maria van der Berg", "赵静怡"])
def test_a_name_from_another_case_that_the_writer_had_in_hand_stays_here(
    office: OfficeStore, name: str
) -> None:
    case = approved(office)
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    in_hand(office, name, since=NOW - timedelta(hours=1))
    spaced = name.upper().replace(" ", "\n")
    for written in (name, spaced):
        outcome = sent(office, case, with_a_name(letter, written))
        assert codes(outcome) == ["letter.somebody_elses"]
    assert isinstance(sent(office, case, letter), Recorded)


@pytest.mark.parametrize(
    ("name", "by", "ago"),
    [
        ("Anna Petrowa", "lead", timedelta(hours=1)),  # somebody else had it
        ("Anna Petrowa", "me", timedelta(days=2)),  # and gave it back long ago
        ("Li", "me", timedelta(hours=1)),  # a word in many letters
        ("Łucja Müller", "me", timedelta(hours=1)),  # her own name too
    ],
)
def test_a_name_that_may_be_meant_otherwise_stops_no_letter(
    office: OfficeStore, name: str, by: str, ago: timedelta
) -> None:
    case = approved(office)
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    in_hand(office, name, since=NOW - ago, by=by)
    assert isinstance(sent(office, case, with_a_name(letter, name)), Recorded)


def test_what_she_wrote_herself_may_be_said_back_to_her(office: OfficeStore) -> None:
    case = a_case()
    wrote = Message(NOW, from_customer=True, text="My neighbour Anna Petrowa took the parcel in.")
    office.take_in([replace(case, messages=(wrote,))])
    stored = office.case(case.id)
    assert stored is not None
    assert isinstance(office.record(said(case, approval_of(office, stored)), NOW), Recorded)
    case = office.case(case.id) or stored
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    in_hand(office, "Anna Petrowa", since=NOW - timedelta(hours=1))
    assert isinstance(sent(office, case, with_a_name(letter, "Anna Petrowa")), Recorded)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"letter": "love_letter"}, "letter.kind_unknown"), ({"language": "tlh"}, "letter.language_unknown")],
)
def test_a_letter_the_office_cannot_write_itself_stays(
    office: OfficeStore, change: dict[str, str], code: str
) -> None:
    case = approved(office)
    letter = replace(letter_of(office, case, Kind.PARTIAL_GRANT), **change)  # type: ignore[arg-type]  # its own fields
    assert codes(sent(office, case, letter)) == [code]


def _whole(case: Case) -> bool:
    version = case.current_quote
    assert isinstance(version, QuoteVersion)
    return case.order is not None and version.quote.total == case.order.total
