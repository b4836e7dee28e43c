"""A first reading that is broken off at every page, again and again, ends, and no page comes more than twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.remote.bugs import every_start_reads_from_the_beginning
from tests.remote.world import World
from tests.support.offices import BRAND, NOW, a_case

FEED = f"b:{BRAND}/t:refunds"
PAGES, ON_A_PAGE = 6, 4


class Counting(httpx.BaseTransport):
    """Which pages went over the line, by the place they were asked from."""

    def __init__(self, line: httpx.BaseTransport) -> None:
        self._line = line
        self.pages: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._line.handle_request(request)
        if FEED in request.url.path:
            self.pages[request.url.params.get("cursor", "")] += 1
        return answer


def broken_off_at_every_page(folder: Path, how: str) -> Counter[str]:
    world = World(folder)
    try:
        world.store.take_in([a_case(f"c{n}") for n in range(PAGES * ON_A_PAGE)], now=NOW)
        counting = Counting(world.line._good)
        world.line._good = counting
        for _ in range(40):
            # Feeds, documents, then pages: the page after the first one of this attempt does not arrive whole.
            if how == "killed while it is written":
                world.pull(ON_A_PAGE, dies=True)
            else:
                world.pull(ON_A_PAGE, ["ok", "ok", "ok", how])
            world.kill_desk()
        world.pull(ON_A_PAGE)
        world.settle()
        assert len(world.held()) == PAGES * ON_A_PAGE
        return counting.pages
    finally:
        world.end()


@pytest.mark.parametrize(
    "how",
    [
        "lose_answer",
        "killed",
        *(
            pytest.param(how, marks=pytest.mark.proof)
            for how in ("lose_request", "torn", "killed_after", "portal")
        ),
    ],
)
def test_each_page_comes_at_most_twice(tmp_path: Path, how: str) -> None:
    pages = broken_off_at_every_page(tmp_path, how)
    assert len(pages) >= PAGES
    assert max(pages.values()) <= 2


def test_what_dies_while_it_is_written_comes_once_more(tmp_path: Path) -> None:
    """Forty deaths in the same transaction are forty deliveries of one page, and of no page before it."""
    world = World(tmp_path)
    try:
        world.store.take_in([a_case(f"c{n}") for n in range(PAGES * ON_A_PAGE)], now=NOW)
        counting = Counting(world.line._good)
        world.line._good = counting
        world.pull(ON_A_PAGE, ["ok", "ok", "ok", "ok", "killed"])  # two pages are in
        for _ in range(3):
            world.pull(ON_A_PAGE, dies=True)
        world.pull(ON_A_PAGE)
        world.settle()
        times = sorted(counting.pages.values(), reverse=True)
        assert times[0] == 4
        assert set(times[1:]) == {1}
    finally:
        world.end()


def test_a_start_from_the_beginning_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every_start_reads_from_the_beginning(monkeypatch)
    with pytest.raises(AssertionError):
        assert max(broken_off_at_every_page(tmp_path, "killed").values()) <= 2
