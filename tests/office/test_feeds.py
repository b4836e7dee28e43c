"""The feeds: each case once at its latest number, and a count and checksum that always agree with the cases."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import AddNote, Tag, Take
from refundtui.office import feeds
from refundtui.office.feeds import CursorExpired, FeedCursor, FeedPage, NoSuchFeed
from refundtui.office.store import OfficeStore
from refundtui.wire.cases import decode_case
from refundtui.wire.checksums import MODULUS, mark
from tests.support.offices import BRAND, NOW, a_case, an_office, said

FEED = f"b:{BRAND}/t:refunds"


class Replica:
    """A desk's cache as a dictionary: what it holds after the pages it was given."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, int]] = {}  # case → feed it was told in, version
        self.cursors: dict[str, FeedCursor] = {}

    def pull(self, office: OfficeStore, feed: str, limit: int) -> FeedPage:
        answer = office.changes(feed, self.cursors.get(feed), limit)
        assert isinstance(answer, FeedPage)
        for change in answer.changes:
            if not change.removed:
                assert decode_case(change.body).version == change.version
                self.held[change.case_id] = (feed, change.version)
            elif self.held.get(change.case_id, ("",))[0] == feed:
                del self.held[change.case_id]
        self.cursors[feed] = answer.cursor
        return answer

    def catch_up(self, office: OfficeStore, limit: int = 3) -> None:
        for feed in office.feeds():
            while self.pull(office, feed, limit).more:
                pass

    def tally(self, feed: str) -> tuple[int, int]:
        mine = [(case_id, version) for case_id, (told_in, version) in self.held.items() if told_in == feed]
        return len(mine), sum(mark(*row) for row in mine) % MODULUS


def counters(office: OfficeStore, feed: str) -> tuple[int, int]:
    page = office.changes(feed, None, 1)
    assert isinstance(page, FeedPage)
    return page.live_count, page.checksum


def test_a_case_changed_often_is_told_once_at_its_latest_number(office: OfficeStore) -> None:
    case, other = a_case(), a_case()
    office.take_in([case, other])
    for number in range(5):
        office.record(said(case, AddNote(f"n{number}", "Rang.")), NOW)

    page = office.changes(FEED, None, 100)

    assert isinstance(page, FeedPage)
    assert [change.case_id for change in page.changes] == [other.id, case.id]
    assert (page.through, page.more, page.live_count) == (7, False, 2)


def test_nothing_new_is_an_empty_page_up_to_the_same_number(office: OfficeStore) -> None:
    office.take_in([a_case()])
    first = office.changes(FEED, None, 10)
    assert isinstance(first, FeedPage)

    again = office.changes(FEED, first.cursor, 10)

    assert isinstance(again, FeedPage)
    assert (again.changes, again.through, again.more) == ((), first.through, False)


def test_what_was_recorded_is_in_the_feed_from_the_promised_number_on(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    outcome = office.record(said(case, Take()), NOW)

    page = office.changes(FEED, None, 10)

    assert isinstance(page, FeedPage)
    assert page.through == getattr(outcome, "seq", None)
    assert page.changes[-1].seq == page.through


def test_an_unknown_feed_is_said_to_be_unknown(office: OfficeStore) -> None:
    assert office.changes("b:nobody/t:refunds", None, 10) == NoSuchFeed("b:nobody/t:refunds")


def test_feeds_are_told_by_brand(office: OfficeStore) -> None:
    office.take_in([a_case(), a_case(brand="northpeak")])

    assert office.feeds() == (FEED, "b:northpeak/t:refunds")
    assert office.feeds(["northpeak"]) == ("b:northpeak/t:refunds",)


def test_an_archived_case_leaves_its_feed_and_arrives_in_the_archive(office: OfficeStore) -> None:
    closed, still_open = a_case(state=CaseState.CLOSED), a_case()
    office.take_in([closed, still_open])
    replica = Replica()
    replica.catch_up(office)

    assert office.archive_closed(NOW + timedelta(days=14), NOW + timedelta(days=14)) == 1
    replica.catch_up(office)

    assert replica.held[closed.id] == (f"b:{BRAND}/archive", 2)
    assert replica.held[still_open.id] == (FEED, 1)
    assert counters(office, FEED) == replica.tally(FEED) == feeds.recount(office.database, FEED)
    assert office.archive_closed(NOW + timedelta(days=14), NOW + timedelta(days=14)) == 0
    assert office.verify_audit() == ()


def test_a_reader_behind_purged_removals_starts_over_and_one_beyond_them_does_not(
    office: OfficeStore,
) -> None:
    office.take_in([a_case(state=CaseState.CLOSED), a_case(), a_case()])
    behind = office.changes(FEED, None, 1)
    assert isinstance(behind, FeedPage)
    office.archive_closed(NOW + timedelta(days=1), NOW + timedelta(days=1))
    ahead = office.changes(FEED, None, 100)
    assert isinstance(ahead, FeedPage)

    assert feeds.purge_removals(office.database, NOW + timedelta(days=60)) == 1

    assert office.changes(FEED, behind.cursor, 10) == CursorExpired(FEED, 1)
    assert isinstance(office.changes(FEED, ahead.cursor, 10), FeedPage)
    assert isinstance(office.changes(FEED, None, 10), FeedPage)


def test_a_long_first_reading_survives_a_purge_of_removals_older_than_its_start(office: OfficeStore) -> None:
    office.take_in([a_case(state=CaseState.CLOSED), a_case(), a_case(), a_case()])
    office.archive_closed(NOW + timedelta(days=1), NOW + timedelta(days=1))
    begun = office.changes(FEED, None, 1)
    assert isinstance(begun, FeedPage)

    feeds.purge_removals(office.database, NOW + timedelta(days=60))

    assert isinstance(office.changes(FEED, begun.cursor, 10), FeedPage)


def test_after_a_restored_backup_every_reader_starts_over(office: OfficeStore) -> None:
    office.take_in([a_case()])
    page = office.changes(FEED, None, 10)
    assert isinstance(page, FeedPage)

    feeds.begin_new_epoch(office.database)

    assert office.changes(FEED, page.cursor, 10) == CursorExpired(FEED, 2)


def test_a_cursor_from_the_future_is_not_believed(office: OfficeStore) -> None:
    office.take_in([a_case()])

    assert office.changes(FEED, FeedCursor(FEED, 1, 999, 999), 10) == CursorExpired(FEED, 1)


acts = st.one_of(
    st.tuples(st.just("arrive"), st.integers(1, 3), st.booleans()),
    st.tuples(st.just("note"), st.integers(0, 30), st.booleans()),
    st.tuples(st.just("take"), st.integers(0, 30), st.booleans()),
    st.tuples(st.just("archive"), st.just(0), st.booleans()),
    st.tuples(st.just("pull"), st.integers(1, 4), st.booleans()),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(acts, max_size=25))
def test_however_it_was_read_a_replica_ends_equal_to_the_office(
    history: list[tuple[str, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = an_office(tmp_path_factory.mktemp("feeds") / "office.db")
    replica = Replica()
    there: list[str] = []
    for step, (act, number, flag) in enumerate(history):
        match act:
            case "arrive":
                state = CaseState.CLOSED if flag else CaseState.INTAKE
                came = [a_case(state=state) for _ in range(number)]
                office.take_in(came, batch=2, now=NOW)
                there += [case.id for case in came]
            case "note" if there:
                case_id = there[number % len(there)]
                office.record(said(_known(office, case_id), AddNote(f"n{step}", "Rang.")), NOW)
            case "take" if there:
                case = _known(office, there[number % len(there)])
                who = "lead" if flag else "me"
                office.record(said(case, Take(), base=case.decision_version, by=who), NOW)
            case "archive":
                office.archive_closed(NOW + timedelta(days=step), NOW + timedelta(days=step))
            case "pull":
                for feed in office.feeds():
                    replica.pull(office, feed, number)
            case _:
                pass
        for feed in office.feeds():
            assert counters(office, feed) == feeds.recount(office.database, feed)

    replica.catch_up(office, limit=2)
    for feed in office.feeds():
        assert replica.tally(feed) == counters(office, feed)
    assert office.verify_audit() == ()
    office.close()


def _known(office: OfficeStore, case_id: str) -> Case:
    case = office.case(case_id)
    assert case is not None
    return case


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(4)), bases=st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_the_order_in_which_notes_and_tags_come_does_not_matter(
    order: list[int], bases: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = an_office(tmp_path_factory.mktemp("notes") / "office.db")
    case = a_case("one")
    office.take_in([case])
    commands = (
        AddNote("a", "One."),
        AddNote("b", "Two."),
        Tag(add=frozenset({"vip"})),
        Tag(add=frozenset({"loud"})),
    )

    for which in order:
        office.record(said(case, commands[which], base=bases[which], by=("me", "lead")[which % 2]), NOW)

    held = _known(office, "one")
    assert {(note.id, note.text) for note in held.notes} == {("a", "One."), ("b", "Two.")}
    assert held.tags == {"vip", "loud"}
    assert held.version == 5
    office.close()


def test_the_file_is_closed_with_the_office(tmp_path: Path) -> None:
    with an_office(tmp_path / "office.db") as office:
        office.take_in([a_case()])

    with an_office(tmp_path / "office.db") as office:
        assert office.count() == 1


def test_a_head_says_where_a_reader_will_have_read_everything(office: OfficeStore) -> None:
    office.take_in([a_case(), a_case()])

    head = next(head for head in office.heads() if head.feed == FEED)

    page = office.changes(FEED, None, 10)
    assert isinstance(page, FeedPage)
    assert (head.brand, head.epoch, head.last_seq, head.live_count) == (BRAND, page.epoch, page.through, 2)


def test_a_case_is_handed_out_as_it_is_kept(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])

    held = office.spelled(case.id)

    page = office.changes(FEED, None, 10)
    assert isinstance(page, FeedPage)
    assert held is not None
    assert (held.brand, held.version, held.body) == (BRAND, 1, page.changes[0].body)
    assert office.spelled("nobody's") is None
