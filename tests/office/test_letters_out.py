"""Letters leave the office once, true when they leave, in their hours, and their case tells what became of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Connection, select, update

from refundtui.domain.case import Case, CaseEvent, Message
from refundtui.domain.commands import AskInformation, ReceiveAnswer, SendLetter
from refundtui.domain.timeline import Happened, timeline_of
from refundtui.i18n.happenings import happening_said
from refundtui.i18n.speech import Speech
from refundtui.letters.letter import Kind
from refundtui.office.erasing import erase
from refundtui.office.letter_tables import LetterOutRow
from refundtui.office.letters_out import queue
from refundtui.office.letters_out.quiet import QuietHours
from refundtui.office.letters_out.ways_out import Fate, NotTaken, Outgoing, Taken, Unclear
from refundtui.office.letters_out.working import LetterDid, LetterWorker
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from tests.office.test_letters_leaving import approved, letter_of
from tests.support.offices import NOW, a_case, said


@dataclass
class Way:
    """A way out that answers as a test says, the last answer again and again."""

    answers: list[Fate] = field(default_factory=lambda: [Taken("250 ok")])
    took: list[Outgoing] = field(default_factory=list)
    takes_a_key_once: bool = False

    def send(self, letter: Outgoing) -> Fate:
        self.took.append(letter)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


def worker(
    office: OfficeStore, way: Way | None, clock: Callable[[], datetime], **more: object
) -> LetterWorker:
    ways = {} if way is None else {"mail": way}
    return LetterWorker(office.database, ways, office.library, clock, **more)  # type: ignore[arg-type]  # its own fields


def sent_in(office: OfficeStore, *, not_before: datetime | None = None) -> tuple[Case, Message]:
    case = approved(office)
    letter = letter_of(office, case, Kind.PARTIAL_GRANT)
    told = office.record(said(case, SendLetter(letter, not_before), base=case.decision_version), NOW)
    assert isinstance(told, Recorded)
    return case, letter


def rows(office: OfficeStore) -> list[LetterOutRow]:
    with office.database.reading() as connection:
        return list(queue.standing(connection))


def last(office: OfficeStore, case: Case) -> CaseEvent:
    found = office.case(case.id)
    assert found is not None
    return found.events[-1]


def test_a_letter_leaves_once_as_it_was_shown_and_its_case_proves_it(office: OfficeStore) -> None:
    case, letter = sent_in(office)
    way, clock = Way(), Clock()
    office_worker = worker(office, way, clock)
    assert [office_worker.step() for _ in range(3)] == [LetterDid.SENT, LetterDid.NOTHING, LetterDid.NOTHING]
    (took,) = way.took
    assert (took.subject, took.body, took.address) == (letter.subject, letter.text, "lucja@example.com")
    event = last(office, case)
    facts = dict(event.facts)
    assert event.kind == "letter_sent"
    assert facts["to"] == "l••••a@example.com"
    assert facts["letter_digest"] == took.digest
    assert facts["proof"] == "250 ok"
    assert rows(office) == []
    after = office.case(case.id)
    assert after is not None
    shown = [one for one in timeline_of(after) if one.code == "letter_sent"]
    assert [one.kind for one in shown] == [Happened.MESSAGE]
    assert "letter sent by office · l••••a@example.com" in happening_said(shown[0], Speech("en"))
    assert (after.state, after.decision_version) == (case.state, case.decision_version)


def test_a_server_that_is_away_is_tried_again_with_the_same_key_and_not_for_ever(office: OfficeStore) -> None:
    case, _ = sent_in(office)
    way, clock = Way([NotTaken("letter.server_away", again=True)]), Clock()
    at_work = worker(office, way, clock)
    did = []
    for _ in range(12):
        did.append(at_work.step())
        clock.at += timedelta(hours=6)
    assert did[:6] == [LetterDid.POSTPONED] * 5 + [LetterDid.NOT_SENT]
    assert set(did[6:]) == {LetterDid.NOTHING}
    assert len(way.took) == 6
    assert {one.key for one in way.took} == {way.took[0].key}
    assert dict(last(office, case).facts)["why"] == "letter.server_away"


def test_it_waits_before_the_next_try(office: OfficeStore) -> None:
    sent_in(office)
    clock = Clock()
    at_work = worker(office, Way([NotTaken("letter.put_off", again=True)]), clock)
    assert at_work.step() is LetterDid.POSTPONED
    clock.at += timedelta(seconds=59)
    assert at_work.step() is LetterDid.NOTHING
    clock.at += timedelta(seconds=2)
    assert at_work.step() is LetterDid.POSTPONED


def test_what_may_have_left_is_said_and_never_sent_again(office: OfficeStore) -> None:
    case, _ = sent_in(office)
    way, clock = Way([Unclear("letter.no_answer"), Taken()]), Clock()
    at_work = worker(office, way, clock)
    assert at_work.step() is LetterDid.UNKNOWN
    clock.at += timedelta(hours=12)
    assert at_work.step() is LetterDid.NOTHING
    assert len(way.took) == 1
    assert last(office, case).kind == "letter_unknown"
    assert [row.state for row in rows(office)] == ["unknown"]


def test_a_way_out_that_takes_a_key_once_is_asked_again(office: OfficeStore) -> None:
    sent_in(office)
    way, clock = Way([Unclear("letter.no_answer", same_key=True), Taken()], takes_a_key_once=True), Clock()
    at_work = worker(office, way, clock)
    assert at_work.step() is LetterDid.POSTPONED
    clock.at += timedelta(minutes=2)
    assert at_work.step() is LetterDid.SENT
    assert way.took[0].key == way.took[1].key


@pytest.mark.parametrize(("by_key", "did"), [(False, LetterDid.UNKNOWN), (True, LetterDid.SENT)])
def test_a_worker_that_died_while_sending_leaves_a_letter_in_doubt(
    office: OfficeStore, by_key: bool, did: LetterDid
) -> None:
    sent_in(office)

    class Killed(BaseException):
        pass

    class Deadly(Way):
        def send(self, letter: Outgoing) -> Fate:
            raise Killed

    clock = Clock()
    with pytest.raises(Killed):
        worker(office, Deadly(), clock).step()
    way = Way(takes_a_key_once=by_key)
    assert worker(office, way, clock).step() is LetterDid.NOTHING, "its claim still stands"
    clock.at += queue.HELD_FOR + timedelta(seconds=1)
    assert worker(office, way, clock).step() is did
    assert len(way.took) == int(by_key)


def test_a_letter_that_is_no_longer_true_when_it_would_leave_stays(office: OfficeStore) -> None:
    case, letter = sent_in(office, not_before=NOW + timedelta(hours=3))
    clock, way = Clock(), Way()
    at_work = worker(office, way, clock)
    assert at_work.step() is LetterDid.NOTHING
    # What it says was edited into the queue by somebody with a key to the database.
    with office.database.writing() as connection:
        connection.execute(update(LetterOutRow).values(body=letter.text.replace("erstatten", "schenken")))
    clock.at += timedelta(hours=4)
    assert at_work.step() is LetterDid.NOT_SENT
    assert way.took == []
    assert dict(last(office, case).facts)["why"] == "letter.block_missing"


def test_it_waits_for_the_morning_where_she_lives(office: OfficeStore) -> None:
    sent_in(office)
    clock, way = Clock(datetime(2026, 11, 20, 22, 30, tzinfo=UTC)), Way()
    quiet = {"mail": QuietHours(time(21), time(7))}
    at_work = worker(office, way, clock, quiet=quiet)
    assert at_work.step() is LetterDid.POSTPONED
    (row,) = rows(office)
    assert row.not_before == datetime(2026, 11, 21, 6, tzinfo=UTC)
    clock.at = row.not_before
    assert at_work.step() is LetterDid.SENT


def test_without_a_way_out_it_waits_and_old_news_is_not_sent(office: OfficeStore) -> None:
    case, _ = sent_in(office)
    clock = Clock()
    for _ in range(4):
        assert worker(office, None, clock).step() is LetterDid.POSTPONED
        clock.at += timedelta(hours=13)
    way = Way()
    assert worker(office, way, clock).step() is LetterDid.NOT_SENT
    assert way.took == []
    assert dict(last(office, case).facts)["why"] == "letter.too_old"


def reminded(office: OfficeStore, *, not_before: datetime | None = None) -> Case:
    """A case whose reminder is in line to leave."""
    case = a_case()
    office.take_in([case])
    assert isinstance(office.record(said(case, AskInformation(("photos",))), NOW), Recorded)
    asked = office.case(case.id)
    assert asked is not None
    letter = letter_of(office, asked, Kind.REMINDER)
    told = office.record(said(case, SendLetter(letter, not_before), base=asked.decision_version), NOW)
    assert isinstance(told, Recorded), told
    return asked


def answered(office: OfficeStore, case: Case) -> None:
    answer = ReceiveAnswer(Message(NOW, from_customer=True, text="Here they are."))
    assert isinstance(office.record(said(case, answer, base=case.decision_version), NOW), Recorded)


def test_an_answer_takes_back_a_reminder_that_has_not_left(office: OfficeStore) -> None:
    later = NOW + timedelta(days=1)
    answered(office, reminded(office, not_before=later))
    clock, way = Clock(later + timedelta(hours=1)), Way()
    assert worker(office, way, clock).step() is LetterDid.NOTHING
    assert way.took == []


class Meanwhile(dict[str, Way]):
    """The ways out of a worker to whom something happens between its claim and its look at the letter."""

    def __init__(self, way: Way, happens: Callable[[], object]) -> None:
        super().__init__(mail=way)
        self.happens = happens

    def get(self, key: str, default: object = None) -> Any:
        self.happens()
        return super().get(key, default)


def stood_still(office: OfficeStore, way: Way, clock: Clock, meanwhile: Callable[[], object]) -> LetterDid:
    return LetterWorker(office.database, Meanwhile(way, meanwhile), office.library, clock).step()


def test_a_worker_that_stood_still_longer_than_its_claim_sends_nothing_that_another_sent(
    office: OfficeStore,
) -> None:
    sent_in(office)
    way, clock = Way(), Clock()

    def another() -> None:
        clock.at += queue.HELD_FOR + timedelta(seconds=1)
        assert worker(office, way, clock).step() is LetterDid.SENT

    assert stood_still(office, way, clock, another) is LetterDid.NOTHING
    assert len(way.took) == 1


def test_a_letter_forgotten_between_two_looks_of_a_worker_does_not_leave(office: OfficeStore) -> None:
    case, _ = sent_in(office)
    way = Way()

    def forgotten() -> None:
        office.database.write(lambda connection: queue.forget(connection, case.id))

    assert stood_still(office, way, Clock(), forgotten) is LetterDid.NOTHING
    assert way.took == []


@pytest.mark.parametrize(
    ("heard", "told"),
    [
        (Taken("250 ok"), "letter_sent"),
        (
            NotTaken("letter.server_away", again=True),
            "letter_not_sent",
        ),  # and it is never sent without its text
    ],
)
def test_what_a_worker_hears_after_another_gave_it_up_is_told_all_the_same(
    office: OfficeStore, heard: Fate, told: str
) -> None:
    case, _ = sent_in(office)
    clock = Clock()

    class Slow(Way):
        def send(self, letter: Outgoing) -> Fate:
            clock.at += queue.HELD_FOR + timedelta(seconds=1)
            assert worker(office, Way(), clock).step() is LetterDid.UNKNOWN
            return super().send(letter)

    slow = Slow([heard])
    worker(office, slow, clock).step()
    assert last(office, case).kind == told
    clock.at += timedelta(days=1)
    assert worker(office, slow, clock).step() is LetterDid.NOTHING
    assert len(slow.took) == 1


@pytest.mark.parametrize("became", ["claimed", "sending", "sent", "forgotten"])
def test_a_worker_that_lost_its_claim_changes_nothing(office: OfficeStore, became: str) -> None:
    """Not the next one's claim, nor what it sends, nor what it proved; otherwise a third would send it again."""
    sent_in(office)
    library, late = office.library(), NOW + queue.HELD_FOR + timedelta(seconds=1)

    def now_row() -> object:
        with office.database.reading() as connection:
            return [tuple(row) for row in connection.execute(select(LetterOutRow))]

    lost = office.database.write(lambda connection: queue.claim(connection, NOW))
    ours = office.database.write(lambda connection: queue.claim(connection, late))
    assert lost is not None
    assert ours is not None
    claimed = ours
    if became in {"sending", "sent"}:
        begun = office.database.write(lambda connection: queue.begin(connection, claimed))
        assert begun is not None
        if became == "sent":
            office.database.write(
                lambda connection: queue.settle(
                    connection, begun, queue.OutState.SENT, library, late, proof="250 ok"
                )
            )
    if became == "forgotten":
        office.database.write(lambda connection: queue.forget(connection, lost.case_id))
    before = now_row()
    acts: dict[str, Callable[[Connection], object]] = {
        "postpone": lambda connection: queue.postpone(connection, lost, late, "letter.quiet_hours"),
        "rest": lambda connection: queue.rest(connection, lost, late, "letter.no_way_out"),
        "begin": lambda connection: queue.begin(connection, lost),
    }
    for end in (queue.OutState.FAILED, queue.OutState.STOPPED, queue.OutState.UNKNOWN):
        acts[end] = partial(
            queue.settle, row=lost, state=end, library=library, now=late, why="letter.refused"
        )
    for name, act in acts.items():
        office.database.write(act)
        assert now_row() == before, name


def test_a_try_nobody_heard_the_end_of_is_never_called_unsent(office: OfficeStore) -> None:
    """The first try may have brought it out, whatever the later ones say."""
    case, _ = sent_in(office)
    answers: list[Fate] = [
        Unclear("letter.no_answer", same_key=True),
        NotTaken("letter.server_away", again=True),
    ]
    way, clock = Way(answers, takes_a_key_once=True), Clock()
    at_work = worker(office, way, clock)
    while at_work.step() is not LetterDid.UNKNOWN:
        clock.at += timedelta(hours=6)
    assert last(office, case).kind == "letter_unknown"
    assert len(way.took) == 6


def test_an_answer_does_not_make_a_reminder_unsent_that_may_have_left(office: OfficeStore) -> None:
    case = reminded(office)
    way = Way([Unclear("letter.no_answer", same_key=True)], takes_a_key_once=True)
    clock = Clock()
    at_work = worker(office, way, clock)
    assert at_work.step() is LetterDid.POSTPONED
    answered(office, case)
    clock.at += timedelta(hours=1)
    assert at_work.step() is LetterDid.UNKNOWN
    assert last(office, case).kind == "letter_unknown"
    assert len(way.took) == 1


def test_found_again_days_later_what_was_leaving_may_have_left(office: OfficeStore) -> None:
    case, _ = sent_in(office)
    clock = Clock()
    row = office.database.write(lambda connection: queue.claim(connection, clock.at))
    assert row is not None
    office.database.write(lambda connection: queue.begin(connection, row))  # and then its worker was killed
    clock.at += queue.TOO_OLD + timedelta(hours=1)
    way = Way(takes_a_key_once=True)
    assert worker(office, way, clock).step() is LetterDid.UNKNOWN
    assert (last(office, case).kind, way.took) == ("letter_unknown", [])


def test_of_a_letter_forgotten_while_it_was_sent_nothing_is_told(office: OfficeStore) -> None:
    case, _ = sent_in(office)

    class Late(Way):
        def send(self, letter: Outgoing) -> Fate:
            office.database.write(lambda connection: queue.forget(connection, case.id))
            return super().send(letter)

    before = last(office, case)
    worker(office, Late(), Clock()).step()
    assert last(office, case) == before


def test_several_workers_side_by_side_send_each_letter_once(office: OfficeStore) -> None:
    """SQLite lets one write at a time, PostgreSQL all of them: on either each letter has one worker."""
    sent = [sent_in(office)[0].id for _ in range(12)]
    ways = [Way() for _ in range(4)]

    def until_nothing_is_left(way: Way) -> None:
        at_work = worker(office, way, Clock())
        while at_work.step() is not LetterDid.NOTHING:
            pass

    with ThreadPoolExecutor(len(ways)) as side_by_side:
        list(side_by_side.map(until_nothing_is_left, ways))
    assert len([letter for way in ways for letter in way.took]) == len(sent)
    for case_id in sent:
        found = office.case(case_id)
        assert found is not None
        assert [event.kind for event in found.events].count("letter_sent") == 1


def test_of_a_forgotten_case_no_letter_waits(office: OfficeStore) -> None:
    case, _ = sent_in(office)
    assert erase(office.database, case.id, lambda _: office.library(), by="admin", now=NOW)
    assert rows(office) == []
    assert worker(office, Way(), Clock()).step() is LetterDid.NOTHING


@given(
    at=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    country=st.sampled_from(["DE", "JP", "US", "", "IN"]),
    hours=st.sampled_from([(21, 7), (0, 6), (12, 13), (23, 0)]),
)
def test_quiet_hours_end_later_and_then_it_is_not_quiet(
    at: datetime, country: str, hours: tuple[int, int]
) -> None:
    quiet = QuietHours(time(hours[0]), time(hours[1]))
    until = quiet.end_after(at, country, "Europe/Berlin")
    if until is not None:
        assert at < until <= at + timedelta(hours=25)
        assert quiet.end_after(until, country, "Europe/Berlin") is None


def test_the_same_hour_twice_is_never_quiet() -> None:
    assert QuietHours(time(8), time(8)).end_after(NOW, "DE", "UTC") is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("lucja@example.com", "l••••a@example.com"),
        ("ab@x.org", "a••••@x.org"),
        ("", ""),
        ("+4915112345", "••••45"),
    ],
)
def test_an_address_is_masked(address: str, shown: str) -> None:
    assert queue.masked(address) == shown
