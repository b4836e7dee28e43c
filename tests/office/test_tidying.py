"""Once an hour, whoever comes first: the closed go to the archive, and what has served is forgotten."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from refundtui.domain.case import CaseState
from refundtui.office import sign_in
from refundtui.office.feeds import CursorExpired, FeedCursor, FeedPage
from refundtui.office.store import OfficeStore
from refundtui.office.tidying import ARCHIVED_AFTER, REMOVALS_KEPT, Tidied
from tests.support.offices import BRAND, NOW, a_case

TEAM, ARCHIVE = f"b:{BRAND}/t:refunds", f"b:{BRAND}/archive"
HOUR = timedelta(hours=1)


def live(office: OfficeStore, feed: str) -> set[str]:
    page = office.changes(feed, None, 100)
    return {one.case_id for one in page.changes if not one.removed} if isinstance(page, FeedPage) else set()


def test_what_was_closed_for_two_weeks_goes_to_the_archive_and_what_is_open_stays(
    office: OfficeStore,
) -> None:
    office.take_in([a_case("closed", state=CaseState.CLOSED), a_case("open")], now=NOW)

    assert office.tidy(NOW + ARCHIVED_AFTER) == Tidied()
    assert office.tidy(NOW + ARCHIVED_AFTER + HOUR) == Tidied(archived=1)

    assert (live(office, TEAM), live(office, ARCHIVE)) == ({"open"}, {"closed"})
    assert office.verify_audit() == ()


def test_a_removal_is_told_for_sixty_days_and_who_was_away_longer_begins_anew(office: OfficeStore) -> None:
    office.take_in([a_case("a"), a_case("b")], now=NOW)
    before = office.changes(TEAM, None, 100)
    assert isinstance(before, FeedPage)
    office.erase("a", by="lead", now=NOW)
    away = FeedCursor(TEAM, 1, before.through, before.through)

    office.tidy(NOW + REMOVALS_KEPT)
    assert isinstance(office.changes(TEAM, away, 100), FeedPage)
    assert office.tidy(NOW + REMOVALS_KEPT + HOUR) == Tidied(removals=1)
    assert isinstance(office.changes(TEAM, away, 100), CursorExpired)


def test_sign_ins_that_ran_out_are_forgotten(office: OfficeStore) -> None:
    sign_in.begin_device(office.database, "d", "WDJB", NOW)
    assert office.tidy(NOW + timedelta(days=2)) == Tidied(sign_ins=1)


def test_of_many_processes_one_does_it_and_once_an_hour(office: OfficeStore) -> None:
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: office.tidy(NOW), range(6)))
    assert sum(one is not None for one in done) == 1
    assert office.tidy(NOW) is None
    assert office.tidy(NOW + HOUR) is not None


def test_a_served_office_tidies_by_itself_and_a_trouble_does_not_end_that() -> None:
    from refundtui.server.app import keep_tidy

    async def for_a_moment() -> int:
        enough, loop, times = asyncio.Event(), asyncio.get_running_loop(), 0

        def tidy() -> None:
            nonlocal times
            times += 1
            if times == 1:
                raise OSError("away")
            loop.call_soon_threadsafe(enough.set)

        task = asyncio.create_task(keep_tidy(tidy, every=0.01))
        await enough.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return times

    assert asyncio.run(asyncio.wait_for(for_a_moment(), 20)) >= 2
