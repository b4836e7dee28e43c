"""The cache as a file: what it does with torn, foreign and older ones, beside a writer, and what it loads."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from refundtui.books import cache_tables
from refundtui.books.cache import Cache
from refundtui.books.cache_tables import SCHEMA_HASH
from refundtui.books.case_columns import id_mark
from refundtui.books.cipher import connect
from refundtui.books.packing import packer, unpacked
from refundtui.books.queue_reading import SORTED_HITS
from refundtui.books.trouble import Corrupt, Foreign, NotWritten, WrongKey
from refundtui.casework.feeds import Change, Cursor, Page
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.domain.case import Case, CaseId, CaseState, Customer
from refundtui.domain.money import Money, currency
from refundtui.wire.cases import Due, decode_case, encode_case
from refundtui.wire.checksums import mark
from tests.ports.test_cache_port import KEY, NOON, a_case, a_page
from tests.support.pulling import take


def due_page(*cases: tuple[Case, datetime | None]) -> Page:
    changes = [
        Change(
            case.id,
            1,
            case.version,
            removed=False,
            body=encode_case(case, None if at is None else Due(at=at)),
        )
        for case, at in cases
    ]
    return Page("acme", 1, tuple(changes), 1, more=False, live_count=0, checksum=0)


def test_what_waits_for_its_goods_stands_behind_all_that_runs_and_is_never_late(tmp_path: Path) -> None:
    """Among themselves those that wait stand by the earliest day their refund can fall due."""
    waits = [
        Change(case.id, 1, 1, removed=False, body=encode_case(case, Due(at=at, is_legal=True, waits=True)))
        for case, at in ((a_case(2), NOON - timedelta(days=9)), (a_case(3), NOON - timedelta(days=10)))
    ]
    runs = due_page((a_case(1), NOON + timedelta(days=99)), (a_case(4), None)).changes
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, Page("acme", 1, (*waits, *runs), 1, more=False, live_count=0, checksum=0))
        rows = cache.rows(QueueFilter(), limit=9)
        assert [row.case_id for row in rows] == ["c1", "c3", "c2", "c4"]
        assert [(row.due_at is None, row.due_basis) for row in rows[1:3]] == [(True, "waiting")] * 2
        (load,) = cache.loads(NOON, NOON + timedelta(days=1))
        assert (load.late, load.soon, load.next_due) == (0, 0, NOON + timedelta(days=99))
        before, after = NOON + timedelta(days=999), NOON - timedelta(days=99)
        for bounded in (QueueFilter(due_before=before), QueueFilter(due_from=after)):
            assert [row.case_id for row in cache.rows(bounded, limit=9)] == ["c1"]


def test_nothing_of_a_case_can_be_read_from_the_file_without_the_key(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1, customer=Customer("Wilhelmina", "w@example.com")), through=1))
        raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Wilhelmina" not in raw
    assert b"wilhelmina" not in raw
    assert b"SQLite format 3" not in raw


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    with Cache(tmp_path / "home" / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=1))
        assert {oct(file.stat().st_mode & 0o777) for file in (tmp_path / "home").iterdir()} == {"0o600"}
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_it_is_there_again_after_reopening(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=5))
    with Cache(tmp_path / "cache.db", KEY) as cache:
        assert cache.case(CaseId("c1")) == a_case(1)
        assert cache.was_set_aside is None
        assert cache.feeds() == ["acme"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"this is a letter, not a database", Foreign),
        (b"SQLite format 3\x00" + bytes(8000), Foreign),
        (os.urandom(20_000), WrongKey),
        (bytes(4096), WrongKey),
    ],
    ids=["text", "plain database", "noise", "zeros"],
)
def test_a_file_that_is_no_cache_is_set_aside_as_it_was(
    tmp_path: Path, content: bytes, why: type[Exception]
) -> None:
    (tmp_path / "cache.db").write_bytes(content)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        moved = cache.was_set_aside
        assert moved is not None
        assert isinstance(moved.why, why)
        assert moved.kept_as.read_bytes() == content
        assert moved.finding.fact("book") == "cache"
        take(cache, a_page(a_case(1), through=1))
        assert cache.count(QueueFilter()) == 1


def test_an_empty_file_is_simply_a_new_cache(tmp_path: Path) -> None:
    (tmp_path / "cache.db").touch()
    with Cache(tmp_path / "cache.db", KEY) as cache:
        assert cache.was_set_aside is None
        assert cache.count(QueueFilter()) == 0


def test_another_key_sets_the_file_aside_and_the_right_key_still_opens_it(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=1))
    with Cache(tmp_path / "cache.db", bytes(32)) as cache:
        assert cache.was_set_aside is not None
        assert isinstance(cache.was_set_aside.why, WrongKey)
        kept_as = cache.was_set_aside.kept_as
    with Cache(kept_as, KEY) as cache:
        assert cache.case(CaseId("c1")) == a_case(1)


def test_two_files_set_aside_at_one_moment_keep_two_names(tmp_path: Path) -> None:
    names = set()
    for _ in range(3):
        (tmp_path / "cache.db").write_bytes(b"no book")
        os.utime(tmp_path / "cache.db", (1, 1))
        with Cache(tmp_path / "cache.db", KEY) as cache:
            assert cache.was_set_aside is not None
            names.add(cache.was_set_aside.kept_as)
    assert len(names) == 3


def test_a_torn_cache_says_so_and_is_set_aside_at_the_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with Cache(path, KEY) as cache:
        take(cache, a_page(*(a_case(number) for number in range(1, 400)), through=1))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])  # the disk lost the rest
    with Cache(path, KEY) as cache:
        assert cache.was_set_aside is not None
        assert isinstance(cache.was_set_aside.why, Corrupt | WrongKey)
        assert cache.was_set_aside.kept_as.stat().st_size == len(whole) // 2
        assert cache.count(QueueFilter()) == 0


def test_a_page_that_rotted_inside_is_noticed_when_it_is_read_and_set_aside_then(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with Cache(path, KEY) as cache:
        take(cache, a_page(*(a_case(number) for number in range(1, 400)), through=1))
    rotten = bytearray(path.read_bytes())
    for page in range(3, len(rotten) // 4096 - 8):
        rotten[page * 4096 + 100] ^= 0xFF
    path.write_bytes(rotten)
    noticed = False
    for _ in range(2):
        try:
            with Cache(path, KEY) as cache:
                noticed = noticed or cache.was_set_aside is not None
                for number in range(1, 400):
                    cache.case(CaseId(f"c{number}"))
        except (Corrupt, WrongKey, NotWritten):
            noticed = True
    assert noticed
    with Cache(path, KEY) as cache:
        assert cache.count(QueueFilter()) == 0
    assert list(tmp_path.glob("cache.db.aside-*"))


def test_a_cache_of_another_shape_is_built_anew_and_pulled_again(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with Cache(path, KEY) as cache:
        take(cache, a_page(a_case(1), through=1))
    db = connect(path, KEY)
    db.execute(f"PRAGMA user_version = {SCHEMA_HASH - 1}")
    db.close()
    with Cache(path, KEY) as cache:
        assert cache.was_set_aside is None
        assert cache.cursor("acme") is None
        assert cache.count(QueueFilter()) == 0
        take(cache, a_page(a_case(1), through=1))
    assert not list(tmp_path.glob("*.new*"))


def test_a_plain_cache_is_only_made_when_asked_for_and_never_opened_as_an_encrypted_one(
    tmp_path: Path,
) -> None:
    with Cache(tmp_path / "cache.db", None) as cache:
        take(cache, a_page(a_case(1), through=1))
        assert [row.reference for row in cache.rows(QueueFilter(text="person1"), limit=5)] == ["RF-0000001"]
    with Cache(tmp_path / "cache.db", KEY) as cache:
        assert cache.was_set_aside is not None
        assert isinstance(cache.was_set_aside.why, Foreign)


def test_a_failed_page_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = Change(CaseId("c2"), 2, 1, removed=False, body=b"{")
    good = Change(CaseId("c1"), 1, 1, removed=False, body=encode_case(a_case(1)))
    with Cache(tmp_path / "cache.db", KEY) as cache:
        with pytest.raises(ValueError, match="truncated"):
            take(cache, Page("acme", 1, (good, broken), 2, more=False, live_count=2, checksum=0))
        assert cache.cursor("acme") == Cursor("acme", 1, 0)
        assert cache.count(QueueFilter()) == 0
        take(cache, Page("acme", 1, (good,), 2, more=False, live_count=1, checksum=0))
        assert cache.count(QueueFilter()) == 1


def test_a_late_page_of_an_older_cursor_or_epoch_changes_nothing(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=9, epoch=2))
        late = replace(a_page(a_case(2), through=8, epoch=2), since=3)
        assert cache.absorb(late) == ()
        assert cache.absorb(a_page(a_case(3), through=99, epoch=1)) == ()
        assert cache.absorb(a_page(a_case(3), through=99, feed="nobody began this one")) == ()
        assert cache.count(QueueFilter()) == 1


def test_a_feed_one_may_no_longer_see_leaves_the_machine(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=1, feed="blue"))
        take(cache, a_page(a_case(2), through=1, feed="red"))
        assert cache.forget_feed("blue") == ("c1",)
        assert [row.case_id for row in cache.rows(QueueFilter(), limit=9)] == ["c2"]
        assert cache.rows(QueueFilter(text="person1"), limit=9) == []
        assert cache.cursor("blue") is None


@pytest.mark.parametrize("how", ["feed lost", "case erased"])
def test_no_byte_of_what_was_lost_stays_in_the_files(tmp_path: Path, how: str) -> None:
    """Read without a cipher, so that every byte can be looked at; the index only marks what is deleted."""
    path = tmp_path / "cache.db"
    secret = a_case(1, customer=Customer("Wilhelmina", "wilhelmina@example.com", "+49 170 9988776"))
    with Cache(path, None) as cache:
        take(cache, a_page(*(a_case(number) for number in range(2, 200)), through=200, feed="blue"))
        take(cache, a_page(secret, through=1))
        assert b"wilhelmina" in _every_byte(path).lower()
        body = packer()(encode_case(secret, None))
        assert body in _every_byte(path)
        if how == "feed lost":
            cache.forget_feed("acme")
        else:
            gone = Change(secret.id, 2, 1, removed=True, body=b"", erased=True)
            take(cache, Page("acme", 1, (gone,), 2, more=False, live_count=0, checksum=0))
        for word in (b"wilhelm", b"9988776", b"rf-0000001"):
            assert word not in _every_byte(path).lower()
        assert body[16:] not in _every_byte(path)
        assert len(cache.rows(QueueFilter(text="person"), limit=300)) == 198


def test_a_body_is_kept_as_it_came_and_in_fewer_bytes_of_which_none_is_another_case_s(tmp_path: Path) -> None:
    bodies = {case.id: encode_case(case, None) for case in (a_case(number) for number in range(1, 9))}
    with Cache(tmp_path / "cache.db", KEY) as cache:
        changes = tuple(Change(case_id, 1, 1, removed=False, body=body) for case_id, body in bodies.items())
        take(cache, Page("acme", 1, changes, 1, more=False, live_count=0, checksum=0))
        assert [cache.case(case_id) for case_id in bodies] == [decode_case(body) for body in bodies.values()]
    for body in bodies.values():
        assert unpacked(packer()(body)) == body
        assert len(packer()(body)) < len(body) * 0.6
        assert packer()(body) == packer()(body)  # whatever was packed before it


@pytest.mark.parametrize("torn", [b"", b"{}", packer()(b"{}")[:-1]])
def test_a_torn_body_is_no_body(torn: bytes) -> None:
    with pytest.raises(Corrupt):
        unpacked(torn)


def _every_byte(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


def test_the_queue_sorts_by_deadline_and_those_without_one_come_last(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(
            cache,
            due_page(
                (a_case(1), None),
                (a_case(2), NOON + timedelta(days=3)),
                (a_case(3), NOON + timedelta(days=1)),
                (a_case(4), NOON + timedelta(days=2)),
            ),
        )
        rows = cache.rows(QueueFilter(sort=Sort.DUE), limit=9)
        assert [row.case_id for row in rows] == ["c3", "c4", "c2", "c1"]
        assert [row.due_at for row in rows][2:] == [NOON + timedelta(days=3), None]


@pytest.mark.parametrize("is_counted", [False, True])
@pytest.mark.parametrize("open_only", [False, True])
def test_any_page_is_the_same_wherever_one_comes_from(
    tmp_path: Path, is_counted: bool, open_only: bool
) -> None:
    chance = random.Random(7)
    deadlines = [None, *(NOON + timedelta(days=days) for days in range(4))]
    states = [CaseState.INTAKE, CaseState.QUOTE, CaseState.CLOSED]
    cases = [
        (a_case(number, state=chance.choice(states)), chance.choice(deadlines)) for number in range(1, 121)
    ]
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, due_page(*cases))
        wanted = QueueFilter(open_only=open_only)
        whole = list(cache.rows(wanted, limit=500))
        assert len(whole) == len({row.case_id for row in whole})
        take(cache, Page("acme", 1, (), 2, more=False, live_count=0, checksum=0))  # forget where pages ended
        if is_counted:
            assert cache.count(wanted) == len(whole)
        for _ in range(80):
            offset, limit = chance.randrange(len(whole) + 10), chance.randrange(1, 30)
            assert list(cache.rows(wanted, limit=limit, offset=offset)) == whole[offset : offset + limit]


def test_amounts_of_different_currencies_stand_on_one_scale(tmp_path: Path) -> None:
    amounts = {1: ("JPY", 900), 2: ("EUR", 85_000), 3: ("TND", 950_000)}  # 900, 850.00 and 950.000
    cases = [
        a_case(number, claimed=Money(minor, currency(code))) for number, (code, minor) in amounts.items()
    ]
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(*cases, a_case(4, claimed=None), through=1))
        rows = cache.rows(QueueFilter(sort=Sort.AMOUNT), limit=9)
        assert [row.case_id for row in rows] == ["c3", "c1", "c2", "c4"]


NAMES = {
    1: Customer("Łukasz Wróbel", "lukasz@example.pl", "+48 600 700 800"),
    2: Customer("Søren Ødegård", "soren@example.dk", "0045 12 34 56 78"),
    3: Customer("Jürgen Groß", "j.gross@example.de", "0176-1234567"),
    4: Customer("田中太郎", "tanaka@example.jp", ""),
    5: Customer("Ægir Þórsson", "aegir@example.is", ""),
    6: Customer("김민수", "kim@example.kr", ""),
    7: Customer("Иван Ёлкин", "ivan@example.ru", ""),
    8: Customer("Ιωάννης Παπαδόπουλος", "yannis@example.gr", ""),
    9: Customer("محمّد أحمد", "m@example.com", ""),
    10: Customer("สมชาย ใจดี", "somchai@example.th", ""),
    11: Customer("İbrahim Yıldız", "ibrahim@example.tr", ""),
    12: Customer("Sean O'Neill", "sean@example.ie", ""),
    13: Customer("ＴＡＲＯ山田", "yamada@example.jp", ""),
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lukasz wrobel", [1]),
        ("ŁUKASZ", [1]),
        ("wró", [1]),
        ("soren odegard", [2]),
        ("oedegaard", [2]),
        ("gross", [3]),
        ("groß", [3]),
        ("jurgen", [3]),
        ("juergen", [3]),
        ("中太", [4]),
        ("太郎", [4]),
        ("郎", [4]),
        ("田 郎", [4]),
        ("太田", []),
        ("aegir thorsson", [5]),
        ("민수", [6]),
        ("김", [6]),
        ("елкин", [7]),
        ("ιωαννησ", [8]),
        ("محمد", [9]),
        ("ชาย", [10]),
        ("yildiz", [11]),
        ("ibrahim", [11]),
        ("oneill", [12]),
        ("o’neill", [12]),
        ("taro", [13]),
        ("山田", [13]),
        ("+48 600700800", [1]),
        ("600 700", [1]),
        ("0600700800", [1]),
        ("12345678", [2]),
        ("+45 1234 5678", [2]),
        ("01761234567", [3]),
        ("+49 176 123 4567", [3]),
        ("(0176) 12-34", [3]),
        ("j.gross@example.de", [3]),
        ("tanaka@", [4]),
        ("A-1007", [7]),
        ("a1007", [7]),
        ("1007", [7]),
        ("RF-0000012", [12]),
        ("rf0000012", [12]),
        ("0000012", [12]),
        ('" OR words MATCH "', []),
        ("*", []),
        ("NEAR(a b)", []),
        ("\x00", []),
    ],
)
def test_people_are_found_however_their_names_and_numbers_are_typed(
    everybody: Cache, typed: str, found: list[int]
) -> None:
    rows = everybody.rows(QueueFilter(text=typed), limit=20)
    assert [row.case_id for row in rows] == [f"c{number}" for number in found]
    assert everybody.count(QueueFilter(text=typed)) == len(found)


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    cache = Cache(tmp_path_factory.mktemp("everybody") / "cache.db", KEY)
    take(cache, a_page(*(a_case(number, customer=customer) for number, customer in NAMES.items()), through=1))
    return cache


def a_large_feed(count: int, page: int) -> list[Page]:
    pages = []
    for start in range(0, count, page):
        numbers = range(start + 1, min(count, start + page) + 1)
        changes = tuple(
            Change(
                CaseId(f"c{number}"),
                number,
                1,
                removed=False,
                body=encode_case(a_case(number), Due(at=NOON - timedelta(minutes=number))),
            )
            for number in numbers
        )
        pages.append(Page("acme", 1, changes, numbers[-1], numbers[-1] < count, count, 0))
    return pages


def test_a_first_load_shows_rows_at_once_and_ends_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "_BULK", 100)
    pages = a_large_feed(300, 100)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, pages[0])
        assert cache.count(QueueFilter()) == 100
        assert len(cache.rows(QueueFilter(), limit=50)) == 50
        assert [row.case_id for row in cache.rows(QueueFilter(text="person42"), limit=9)] == ["c42"]
        assert cache.find("RF-0000042") == "c42"
    with Cache(tmp_path / "cache.db", KEY) as cache:  # the machine went down in the middle
        take(cache, pages[1])
        take(cache, pages[2])
        rows = cache.rows(QueueFilter(), limit=300)
        assert [row.case_id for row in rows] == [f"c{number}" for number in range(300, 0, -1)]
        assert cache.tally("acme")[0] == 300
        assert cache.rows(QueueFilter(), limit=10, offset=290) == rows[290:]


def of_another_feed(pages: list[Page]) -> list[Page]:
    return [
        replace(
            page,
            feed="other",
            changes=tuple(
                replace(change, case_id=CaseId(f"{change.case_id}-too")) for change in page.changes
            ),
        )
        for page in pages
    ]


def test_feeds_that_come_in_together_are_put_in_order_once_at_the_end_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "_BULK", 100)
    pages = a_large_feed(200, 100)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        cache.begin_anew("acme", 1)
        cache.begin_anew("other", 1)
        for page in pages:
            take(cache, page)
        assert cache_tables.is_loading(cache._writer)
        for page in of_another_feed(pages):
            take(cache, page)
        assert not cache_tables.is_loading(cache._writer)
        due = [row.due_at for row in cache.rows(QueueFilter(), limit=400)]
        assert len(due) == 400
        assert due == sorted(at for at in due if at)


def test_many_small_feeds_that_come_in_together_are_a_first_load_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "_BULK", 100)
    pages = [
        replace(page, feed=str(number), more=False, live_count=40)
        for number, page in enumerate(a_large_feed(120, 40))
    ]
    with Cache(tmp_path / "cache.db", KEY) as cache:
        for page in pages:
            cache.begin_anew(page.feed, 1, 40)
        for page in pages[:-1]:
            cache.absorb(replace(page, since=0))
            assert cache_tables.is_loading(cache._writer)
        cache.absorb(replace(pages[-1], since=0))
        assert not cache_tables.is_loading(cache._writer)
        assert [row.case_id for row in cache.rows(QueueFilter(), limit=300)] == [
            f"c{number}" for number in range(120, 0, -1)
        ]


@pytest.mark.parametrize("said", [0, 39])
def test_a_few_small_feeds_are_in_order_from_the_first_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int
) -> None:
    monkeypatch.setattr(cache_tables, "_BULK", 100)
    page, *_ = a_large_feed(120, 40)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        cache.begin_anew("acme", 1, 40)
        cache.begin_anew("other", 1, said)
        cache.absorb(replace(page, live_count=40))
        assert not cache_tables.is_loading(cache._writer)


def test_two_ids_of_one_mark_are_two_cases(tmp_path: Path) -> None:
    one, two = (a_case(number, id=CaseId(name)) for number, name in enumerate(("plumless", "buckeroo"), 1))
    assert id_mark(one.id) == id_mark(two.id)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(one, through=1))
        take(cache, a_page(two, through=2))
        assert (cache.case(one.id), cache.case(two.id)) == (one, two)
        older, newer = replace(one, version=0), replace(two, version=2, owner="kim")
        assert take(cache, a_page(older, newer, through=3)) == (two.id,)
        assert [row.owner for row in map(cache.row, (one.id, two.id)) if row] == ["", "kim"]
        take(cache, a_page(through=4, gone=(one.id,)))
        assert (cache.case(one.id), cache.case(two.id)) == (None, newer)
        assert cache.tally("acme") == (1, mark(two.id, 2))


def test_a_feed_that_cannot_be_read_keeps_no_other_out_of_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "_BULK", 100)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        cache.begin_anew("torn", 1)
        for page in a_large_feed(200, 100):
            take(cache, page)
        cache.settle()
        rows = cache.rows(QueueFilter(), limit=300)
        assert [row.case_id for row in rows] == [f"c{number}" for number in range(200, 0, -1)]


def test_few_hits_come_in_the_queues_order_and_many_as_they_are_stored(tmp_path: Path) -> None:
    many = SORTED_HITS + 100
    with Cache(tmp_path / "cache.db", KEY) as cache:
        for page in a_large_feed(many, 1000):
            take(cache, page)
        few = cache.rows(QueueFilter(text="person20"), limit=200)
        assert [row.due_at for row in few] == sorted(row.due_at or NOON for row in few)
        assert len(few) > 100
        first = cache.rows(QueueFilter(text="person"), limit=3)
        assert [row.case_id for row in first] == ["c1", "c2", "c3"]
        assert cache.count(QueueFilter(text="person")) == many


def test_readers_see_whole_pages_while_a_writer_writes(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        seen: list[int] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                cache.rows(QueueFilter(text="person"), limit=20)
                seen.append(len(cache.rows(QueueFilter(open_only=False), limit=5000)))

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for page in a_large_feed(1000, 50):
            take(cache, page)
        stop.set()
        for reader in readers:
            reader.join()
        assert seen
        assert all(count % 50 == 0 for count in seen)


def test_the_first_rows_are_read_without_what_a_queue_does_not_need(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=1))
    program = f"""
import sys
from pathlib import Path
from refundtui.books.cache import Cache
from refundtui.casework.queue_filter import QueueFilter
cache = Cache(Path({str(tmp_path / "cache.db")!r}), bytes(range(32)))
assert cache.rows(QueueFilter(), limit=5)[0].reference == "RF-0000001"
assert cache.rows(QueueFilter(text="person1"), limit=5)
heavy = ("sqlmodel", "sqlalchemy", "alembic", "pydantic", "keyring", "babel", "textual", "msgspec", "httpx")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_wrong_key_writes_nothing_onto_the_screen(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, a_page(a_case(1), through=1))
    program = f"""
from pathlib import Path
from refundtui.books.cache import Cache
print(Cache(Path({str(tmp_path / "cache.db")!r}), bytes(32)).was_set_aside.why.code)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("book.wrong_key", "")


def test_documents_are_listed_for_the_rulebooks(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db", KEY) as cache:
        cache.keep_documents([("acme.toml", "d1", b"one"), ("law.toml", "d2", b"two")])
        assert cache.documents() == {"acme.toml": b"one", "law.toml": b"two"}


def test_a_first_load_that_was_broken_off_goes_on_as_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "_BULK", 100)
    held = "PRAGMA cache_size"
    pages = a_large_feed(200, 100)
    with Cache(tmp_path / "cache.db", KEY) as cache:
        take(cache, pages[0])
        at_first = cache._writer.execute(held).fetchone()
    with Cache(tmp_path / "cache.db", KEY) as cache:
        assert cache._writer.execute(held).fetchone() == at_first
        take(cache, pages[1])
        assert cache._writer.execute(held).fetchone() != at_first
