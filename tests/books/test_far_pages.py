"""Pages far down, of the queue and of a search: what was remembered on the way changes nothing that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from refundtui.books import queue_reading
from refundtui.books.cache import Cache
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.domain.case import CaseState
from tests.books.test_cache_file import due_page
from tests.ports.test_cache_port import KEY, NOON, a_case
from tests.support.pulling import take

MANY = 130


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    monkeypatch.setattr(queue_reading, "_STRIDE", 20)
    monkeypatch.setattr(queue_reading, "SORTED_HITS", 10)
    monkeypatch.setattr(queue_reading, "_FEW", 5)
    states = (CaseState.INTAKE, CaseState.QUOTE, CaseState.CLOSED)
    cases = [
        (a_case(n, state=states[n % 3]), None if n % 7 == 0 else NOON + timedelta(hours=n * 37 % 50))
        for n in range(1, MANY + 1)
    ]
    with Cache(tmp_path / "cache.db", KEY) as made:
        take(made, due_page(*cases))
        yield made


@pytest.mark.parametrize(
    "wanted",
    [
        QueueFilter(),
        QueueFilter(sort=Sort.REFERENCE),
        QueueFilter(sort=Sort.RECEIVED, states=("intake",)),
        QueueFilter(open_only=False),
        QueueFilter(text="a", open_only=False),
        QueueFilter(text="a", states=("intake", "quote")),
    ],
)
def test_every_page_is_a_part_of_the_whole(cache: Cache, wanted: QueueFilter) -> None:
    whole = cache.rows(wanted, limit=MANY)
    number = cache.count(wanted)
    assert len(whole) == number
    assert number > 40
    for offset in (0, 35, 20, 100, 19, 21, 60, number - 3, number):
        assert cache.rows(wanted, limit=7, offset=offset) == whole[offset : offset + 7], offset
        assert cache.count(wanted) == number


def test_a_count_that_was_walked_is_the_number_of_rows(cache: Cache) -> None:
    assert cache.count(QueueFilter()) == len(cache.rows(QueueFilter(), limit=MANY)) == 87
