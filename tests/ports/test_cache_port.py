"""What every cache promises, the one in memory and the real one alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from refundtui.books.cache import Cache
from refundtui.casework import ports
from refundtui.casework.feeds import Change, Cursor, Page
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer, Snooze
from refundtui.domain.money import Money, currency
from refundtui.domain.reasons import Reason
from refundtui.wire.cases import Due, encode_case
from refundtui.wire.checksums import MODULUS, mark
from tests.support.ports_in_memory import MemoryCache
from tests.support.pulling import take

KEY = bytes(range(32))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EUR = currency("EUR")


@pytest.fixture(params=["memory", "sqlcipher"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ports.Cache]:
    if request.param == "memory":
        yield MemoryCache()
        return
    with Cache(tmp_path / "cache.db", KEY) as real:
        yield real


def a_case(number: int, **changes: Any) -> Case:
    known: dict[str, Any] = {
        "id": CaseId(f"c{number}"),
        "reference": f"RF-{number:07d}",
        "brand": BrandId("acme"),
        "state": CaseState.INTAKE,
        "customer": Customer(
            f"Person{number}", f"p{number}@example.com", "+49 170 5550" + f"{number:03d}", "de", "DE"
        ),
        "reason": Reason.LATE,
        "received_at": NOON + timedelta(minutes=number),
        "order_ref": f"A-{1000 + number}",
        "claimed": Money(100 * number, EUR),
    }
    return Case(**{**known, **changes})


def a_page(
    *cases: Case, through: int, feed: str = "acme", epoch: int = 1, gone: tuple[str, ...] = ()
) -> Page:
    live = [Change(case.id, through, case.version, removed=False, body=encode_case(case)) for case in cases]
    removed = [Change(CaseId(case_id), through, 0, removed=True, body=b"") for case_id in gone]
    return Page(feed, epoch, (*live, *removed), through, more=False, live_count=0, checksum=0)


def references(cache: ports.Cache, **wanted: Any) -> list[str]:
    return [row.reference for row in cache.rows(QueueFilter(**wanted), limit=100)]


def test_what_a_page_brings_is_there_with_its_cursor_and_tally(cache: ports.Cache) -> None:
    one, two = a_case(1), a_case(2, version=7)
    assert take(cache, a_page(one, two, through=12)) == ("c1", "c2")
    assert cache.case(CaseId("c2")) == two
    assert cache.cursor("acme") == Cursor("acme", 1, 12)
    assert cache.tally("acme") == (2, (mark("c1", 1) + mark("c2", 7)) % MODULUS)
    assert cache.case(CaseId("c3")) is None
    assert cache.row(CaseId("c3")) is None
    assert cache.cursor("other") is None
    assert cache.tally("other") == (0, 0)


def test_a_row_says_what_the_case_says(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1, owner="kim", risk=40), through=1))
    row = cache.row(CaseId("c1"))
    assert row is not None
    assert (row.case_id, row.reference, row.brand, row.state) == ("c1", "RF-0000001", "acme", "intake")
    assert (row.customer, row.reason, row.language, row.country) == ("Person1", "late", "de", "DE")
    assert (row.owner, row.risk, row.version, row.order_ref) == ("kim", 40, 1, "A-1001")
    assert (row.amount_minor, row.currency, row.received_at) == (100, "EUR", NOON + timedelta(minutes=1))
    assert (row.due_at, row.snoozed_until) == (None, None)
    assert list(cache.rows(QueueFilter(), limit=9)) == [row]


def test_an_older_version_changes_nothing_and_the_same_page_twice_is_once(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1, version=3, owner="kim"), through=5))
    assert take(cache, a_page(a_case(1, version=2, owner="old"), through=6)) == ()
    assert take(cache, a_page(a_case(1, version=3, owner="same"), through=6)) == ()
    held = cache.case(CaseId("c1"))
    assert held is not None
    assert held.owner == "kim"
    assert cache.tally("acme") == (1, mark("c1", 3))


def test_a_case_that_moved_to_another_feed_is_removed_by_neither_order(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1, version=1), through=1, feed="blue"))
    take(cache, a_page(a_case(1, version=2), through=1, feed="red"))
    assert take(cache, a_page(through=2, feed="blue", gone=("c1",))) == ()
    assert cache.case(CaseId("c1")) is not None
    assert cache.tally("blue") == (0, 0)
    assert cache.tally("red") == (1, mark("c1", 2))
    assert take(cache, a_page(through=2, feed="red", gone=("c1",))) == ("c1",)
    assert cache.case(CaseId("c1")) is None
    assert references(cache) == []
    assert cache.tally("red") == (0, 0)


def test_a_new_epoch_begins_the_feed_anew(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1, version=9), a_case(2), through=50))
    take(cache, a_page(a_case(3), through=10, feed="other"))
    cache.begin_anew("acme", 2)
    assert cache.cursor("acme") == Cursor("acme", 2, 0)
    assert len(references(cache)) == 3  # readable until the end is reached
    take(cache, a_page(a_case(1, version=4), through=3, epoch=2))
    assert references(cache, sort=Sort.REFERENCE) == ["RF-0000001", "RF-0000003"]
    assert cache.cursor("acme") == Cursor("acme", 2, 3)
    assert cache.tally("acme") == (1, mark("c1", 4))


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.RECEIVED, [1, 2, 3, 4, 5]),
        (Sort.REFERENCE, [5, 4, 3, 2, 1]),
        (Sort.AMOUNT, [3, 5, 1, 4, 2]),
    ],
)
def test_rows_come_in_the_order_asked_for_in_pages_that_join(
    cache: ports.Cache, sort: Sort, order: list[int]
) -> None:
    amounts = {1: 300, 2: 100, 3: 500, 4: 200, 5: 400}
    cases = [
        a_case(number, reference=f"RF-{9 - number}", claimed=Money(amounts[number], EUR))
        for number in amounts
    ]
    take(cache, a_page(*cases, through=5))
    wanted = QueueFilter(sort=sort)
    ids = [row.case_id for row in cache.rows(wanted, limit=10)]
    assert ids == [f"c{number}" for number in order]
    pages = [row.case_id for start in (0, 2, 4) for row in cache.rows(wanted, limit=2, offset=start)]
    assert pages == ids
    assert [row.case_id for row in cache.rows(wanted, limit=2, offset=3)] == ids[3:5]
    assert list(cache.rows(wanted, limit=2, offset=5)) == []
    assert list(cache.rows(wanted, limit=0)) == []


def test_filters_are_joined_and_counted(cache: ports.Cache) -> None:
    take(
        cache,
        a_page(
            a_case(1, owner="kim"),
            a_case(2, owner="kim", brand=BrandId("blue")),
            a_case(3, state=CaseState.QUOTE),
            a_case(4, state=CaseState.CLOSED, owner="kim"),
            a_case(5, customer=Customer("Ola", language="pl")),
            through=5,
        ),
    )
    for wanted, expected in (
        ({"owner": "kim"}, [1, 2]),
        ({"owner": "kim", "brand": "acme"}, [1]),
        ({"owner": "kim", "open_only": False}, [1, 2, 4]),
        ({"states": ("quote", "closed")}, [3]),
        ({"states": ("quote", "closed"), "open_only": False}, [3, 4]),
        ({"language": "pl"}, [5]),
        ({"brand": "nobody"}, []),
        ({"open_only": False}, [1, 2, 3, 4, 5]),
    ):
        assert references(cache, sort=Sort.RECEIVED, **wanted) == [f"RF-{number:07d}" for number in expected]
        assert cache.count(QueueFilter(**wanted)) == len(expected)


def test_bounds_lists_and_what_is_missing_are_judged_alike(cache: ports.Cache) -> None:
    """Ten thousand yen are more than ninety euros by their figures; what has no amount is within no bound."""
    cases = (
        (a_case(1, claimed=Money(9000, EUR), reason=Reason.WRONG_ITEM), Due(NOON, is_legal=True)),
        (a_case(2, claimed=Money(10_000, currency("JPY")), owner="kim"), Due(NOON + timedelta(hours=5))),
        (
            a_case(3, claimed=None, snooze=Snooze(NOON, "away", "kim")),
            Due(NOON - timedelta(days=9), is_legal=True, waits=True),  # for the goods: no day runs
        ),
    )
    live = tuple(
        Change(case.id, 1, case.version, removed=False, body=encode_case(case, due)) for case, due in cases
    )
    take(cache, Page("acme", 1, live, 1, more=False, live_count=0, checksum=0))
    wanted: dict[str, Any]
    for wanted, expected in (
        ({"amount_from": 900_000}, [1, 2]),
        ({"amount_from": 900_001}, [2]),
        ({"amount_to": 900_000}, [1]),
        ({"amount_from": 1, "amount_to": 10**9}, [1, 2]),
        ({"due_before": NOON}, []),
        ({"due_before": NOON + timedelta(hours=1)}, [1]),
        ({"due_from": NOON}, [1, 2]),
        ({"due_from": NOON + timedelta(minutes=1), "due_before": NOON + timedelta(hours=6)}, [2]),
        ({"legal_only": True}, [1]),
        ({"reasons": ("wrong_item", "damaged_transit")}, [1]),
        ({"unowned": True}, [1, 3]),
        ({"not_owner": "kim"}, [1, 3]),
        ({"not_owner": "kim", "text": "person"}, [1, 3]),
        ({"not_owner": "ann"}, [1, 2, 3]),
        ({"snoozed": True}, [3]),
        ({"snoozed": False, "text": "person"}, [1, 2]),
        ({"snoozed": True, "asleep_at": NOON - timedelta(minutes=1)}, [3]),
        ({"snoozed": False, "asleep_at": NOON - timedelta(minutes=1)}, [1, 2]),
        ({"snoozed": True, "asleep_at": NOON}, []),
        ({"snoozed": False, "asleep_at": NOON}, [1, 2, 3]),
        ({"text": "person", "legal_only": True}, [1]),
    ):
        for sort in Sort:
            asked = QueueFilter(**wanted, sort=sort)
            found = sorted(row.reference for row in cache.rows(asked, limit=9))
            assert found == [f"RF-{number:07d}" for number in expected]
            assert cache.count(asked) == len(expected)


def test_a_case_is_found_by_name_mail_order_and_reference(cache: ports.Cache) -> None:
    take(cache, a_page(*(a_case(number) for number in range(1, 20)), through=19))
    for text in ("person7", "PERSON7", "p7@example.com", "a-1007", "rf-0000007"):
        assert references(cache, text=text) == ["RF-0000007"]
        assert cache.count(QueueFilter(text=text)) == 1
    assert references(cache, text="nobody") == []
    assert references(cache, text="person7 person8") == []
    assert cache.find("rf-0000007") == "c7"
    assert cache.find("A-1007") == "c7"
    assert cache.find("A-9999") is None


def test_a_search_follows_what_changed(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1), through=1))
    take(cache, a_page(a_case(1, version=2, customer=Customer("Zoe")), through=2))
    assert references(cache, text="person1") == []
    assert references(cache, text="zoe") == ["RF-0000001"]
    take(cache, a_page(through=3, gone=("c1",)))
    assert references(cache, text="zoe") == []


def test_a_search_looks_where_the_filters_look(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1, owner="kim"), a_case(2, brand=BrandId("blue")), a_case(3), through=1))
    assert references(cache, text="person", owner="kim") == ["RF-0000001"]
    assert references(cache, text="person", brand="blue") == ["RF-0000002"]
    assert cache.count(QueueFilter(text="person", brand="acme")) == 2
    take(cache, a_page(a_case(3, version=2, state=CaseState.CLOSED), through=2))
    assert references(cache, text="person", sort=Sort.REFERENCE) == ["RF-0000001", "RF-0000002"]
    assert cache.count(QueueFilter(text="person")) == 2
    assert references(cache, text="person3", open_only=False) == ["RF-0000003"]
    assert cache.count(QueueFilter(text="person", open_only=False)) == 3
    take(cache, a_page(a_case(3, version=3, state=CaseState.QUOTE), through=3))
    assert references(cache, text="person3") == ["RF-0000003"]
    assert references(cache, text="person3", states=("quote",)) == ["RF-0000003"]


def test_what_a_second_reading_does_not_tell_goes_at_its_end_and_not_before(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1, version=5), a_case(2), a_case(3), through=3))
    cache.begin_anew("acme", 1)
    assert take(cache, replace(a_page(a_case(1, version=5), through=2), more=True)) == ("c1",)
    assert len(references(cache)) == 3
    assert take(cache, a_page(a_case(3, version=2), through=4)) == ("c3", "c2")
    assert references(cache, sort=Sort.REFERENCE) == ["RF-0000001", "RF-0000003"]
    assert cache.tally("acme") == (2, (mark("c1", 5) + mark("c3", 2)) % MODULUS)
    assert references(cache, text="person2") == []


def test_a_second_reading_that_is_broken_off_begins_again_and_still_lets_go(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1), a_case(2), a_case(3), through=3))
    cache.begin_anew("acme", 1)
    take(cache, replace(a_page(a_case(1), a_case(2), through=2), more=True))
    cache.begin_anew("acme", 1)
    take(cache, replace(a_page(a_case(1), through=4), more=True))
    take(cache, a_page(a_case(3), through=5))
    assert references(cache, sort=Sort.REFERENCE) == ["RF-0000001", "RF-0000003"]


def test_a_backup_that_was_brought_back_tells_the_older_version_and_it_is_the_true_one(
    cache: ports.Cache,
) -> None:
    take(cache, a_page(a_case(1, version=9, owner="kim"), through=9))
    take(cache, a_page(a_case(2, version=7), through=9, feed="blue"))
    for feed in ("acme", "blue"):
        cache.begin_anew(feed, 2)
    before_it_moved = a_page(a_case(2, version=3), through=4, epoch=2)
    take(cache, replace(before_it_moved, more=True))
    take(cache, a_page(a_case(1, version=4), through=5, epoch=2))
    take(cache, a_page(through=2, feed="blue", epoch=2))
    held = cache.case(CaseId("c1"))
    assert held is not None
    assert (held.version, held.owner) == (4, "")
    assert cache.tally("acme") == (2, (mark("c1", 4) + mark("c2", 3)) % MODULUS)
    assert cache.tally("blue") == (0, 0)


def test_only_the_page_that_follows_is_taken(cache: ports.Cache) -> None:
    cache.begin_anew("acme", 1)
    first = replace(a_page(a_case(1), through=3), token="t3", more=True)
    second = replace(a_page(a_case(2), through=5), since=3, token="t5")
    assert cache.absorb(second) == ()
    assert cache.absorb(first) == ("c1",)
    assert cache.cursor("acme") == Cursor("acme", 1, 3, "t3")
    assert cache.absorb(first) == ()
    assert cache.absorb(second) == ("c2",)
    assert cache.absorb(second) == ()
    assert cache.absorb(replace(second, feed="another")) == ()
    assert cache.cursor("acme") == Cursor("acme", 1, 5, "t5")


def test_a_feed_that_was_lost_takes_its_cases_along(cache: ports.Cache) -> None:
    take(cache, a_page(a_case(1), through=1))
    take(cache, a_page(a_case(2), through=1, feed="blue"))
    assert list(cache.feeds()) == ["acme", "blue"]
    assert cache.forget_feed("acme") == ("c1",)
    assert list(cache.feeds()) == ["blue"]
    assert references(cache, text="person1") == []
    assert cache.absorb(a_page(a_case(1), through=1)) == ()


def test_documents_are_kept_by_name(cache: ports.Cache) -> None:
    assert cache.document("acme.toml") is None
    cache.keep_documents([("acme.toml", "d1", b"one"), ("blue.toml", "d1", b"uno")])
    cache.keep_documents([("acme.toml", "d2", b"two")])
    assert cache.document("acme.toml") == b"two"
    assert cache.document("blue.toml") is None  # of a brand that is not ours any more


steps = st.lists(
    st.tuples(
        st.sampled_from(("blue", "red")),
        st.integers(1, 6),  # which case
        st.integers(0, 5),  # its version; 0 = removed
        st.sampled_from(("ann", "kim", "")),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_any_history_of_pages_leaves_both_caches_equal(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, int, int, str]]
) -> None:
    memory: ports.Cache = MemoryCache()
    with Cache(tmp_path_factory.mktemp("cache") / "cache.db", KEY) as real:
        for seq, (feed, number, version, owner) in enumerate(history, 1):
            gone = () if version else (f"c{number}",)
            live = (a_case(number, version=version, owner=owner),) if version else ()
            page = a_page(*live, through=seq, feed=feed, gone=gone)
            assert take(real, page) == take(memory, page)
        for wanted in (
            QueueFilter(sort=Sort.RECEIVED),
            QueueFilter(owner="kim", sort=Sort.RECEIVED),
            QueueFilter(text="person1"),
        ):
            assert list(real.rows(wanted, limit=50)) == list(memory.rows(wanted, limit=50))
            assert real.count(wanted) == memory.count(wanted)
        for feed in ("blue", "red"):
            assert real.tally(feed) == memory.tally(feed)
            assert real.cursor(feed) == memory.cursor(feed)


def test_who_holds_how_many_open_cases_is_counted_with_the_oldest_and_the_nearest_deadline(
    cache: ports.Cache,
) -> None:
    held = (
        (a_case(1, owner="ann"), Due(NOON - timedelta(hours=1))),
        (a_case(2, owner="ann"), Due(NOON + timedelta(hours=5))),
        (a_case(3, owner="ann"), None),
        (a_case(4), Due(NOON + timedelta(hours=30))),
        (a_case(5, owner="ann", state=CaseState.CLOSED), Due(NOON + timedelta(hours=1))),
    )
    changes = tuple(
        Change(case.id, 1, case.version, removed=False, body=encode_case(case, due)) for case, due in held
    )
    take(cache, Page("acme", 1, changes, 1, more=False, live_count=0, checksum=0))
    found = {one.owner: one for one in cache.loads(NOON, NOON + timedelta(days=1))}
    assert set(found) == {"ann", ""}
    ann = found["ann"]
    assert (ann.cases, ann.late, ann.soon) == (3, 1, 1)
    assert (ann.oldest, ann.next_due) == (NOON + timedelta(minutes=1), NOON - timedelta(hours=1))
    assert (found[""].cases, found[""].late, found[""].soon) == (1, 0, 0)
