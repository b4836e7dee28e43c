"""Once a night both books are held against each other, by one process of all; what one slept over is caught up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest

from refundtui.domain.case import CaseState
from refundtui.domain.legs.leg import Destination
from refundtui.domain.money import Money
from refundtui.domain.store_credit import CreditKind
from refundtui.office import nights
from refundtui.office.credit_ledger import Moved, SqlCreditLedger
from refundtui.office.nights import NightHour
from refundtui.office.payments import differences, pacing
from refundtui.office.payments.differences import Apart
from refundtui.office.payments.nightly import NightWork
from refundtui.office.payments.running import Work, until_over
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import CannotTell, GatewayAway, ListedRefund, Sending
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import EUR, NOW

BERLIN = ZoneInfo("Europe/Berlin")
TWO = NightHour(time(2), BERLIN)
DAY = timedelta(days=1)


@dataclass
class Listing(Provider):
    """It remembers for which time it was asked, and answers nobody while `trouble` stands."""

    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    trouble: Exception | None = None

    def listed(self, since: datetime, until: datetime) -> Iterable[ListedRefund]:
        self.asked.append((since, until))
        if self.trouble is not None:
            raise self.trouble
        return super().listed(since, until)


@pytest.fixture
def provider() -> Listing:
    return Listing(Money(7980, EUR))


def a_night(
    office: OfficeStore, provider: Provider, hands: Hands, ledgers: dict[str, SqlCreditLedger] | None = None
) -> NightWork:
    return NightWork(
        office.database, {provider.name: provider}, ledgers or {}, office.library, hands.now, TWO
    )


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2026, 11, 27, 0, 59, tzinfo=UTC), "2026-11-26"),
        (datetime(2026, 11, 27, 1, 0, tzinfo=UTC), "2026-11-27"),
        (datetime(2026, 11, 27, 23, 59, tzinfo=UTC), "2026-11-27"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-28"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29"),  # two o'clock is three o'clock there
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), "2026-10-25"),  # two o'clock comes twice
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "2026-10-25"),
    ],
)
def test_a_night_begins_at_its_hour_by_the_clocks_of_the_place(now: datetime, night: str) -> None:
    assert TWO.night(now) == night


def test_it_is_done_once_a_night_and_again_the_next(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    night = a_night(office, provider, hands)
    assert [night.do_due(), night.do_due()] == [1, 0]
    hands.at = datetime(2026, 11, 21, 0, 59, tzinfo=UTC)
    assert night.do_due() == 0
    hands.later(minutes=1)
    assert [night.do_due(), night.do_due()] == [1, 0]
    assert len(provider.asked) == 2


def test_of_several_processes_one_does_it(
    office: OfficeStore, place: Path | str, provider: Listing, hands: Hands
) -> None:
    with OfficeStore(place) as another_process:
        works = [a_night(store, provider, hands) for store in (office, another_process)]
        together, done = Barrier(2), []

        def work(night: NightWork) -> None:
            together.wait()
            done.append(night.do_due())

        threads = [Thread(target=work, args=(night,)) for night in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(done) == [0, 1]
    assert len(provider.asked) == 1


def test_what_was_slept_over_is_looked_at_when_it_wakes(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    night = a_night(office, provider, hands)
    night.do_due()
    hands.later(days=9)
    assert night.do_due() == 1
    assert provider.asked == [(NOW - 2 * DAY, NOW), (NOW - DAY, NOW + 9 * DAY)]


def test_who_is_killed_at_it_leaves_it_to_the_next(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    night = a_night(office, provider, hands)
    claimed = office.database.write(
        lambda connection: nights.claim(connection, "reconcile", "cards", TWO.night(NOW), NOW)
    )
    assert claimed is not None
    assert night.do_due() == 0
    hands.later(minutes=31)
    assert night.do_due() == 1


def test_a_list_that_cannot_be_got_is_asked_for_again_the_same_night_and_the_account_is_left_alone(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    provider.trouble = GatewayAway("busy", rest=timedelta(minutes=3))
    night = a_night(office, provider, hands)
    assert [night.do_due(), night.do_due()] == [0, 0]
    with office.database.reading() as connection:
        assert set(pacing.resting(connection, NOW)) == {"cards"}
        assert [one.trouble for one in nights.all_done(connection)] == ["away"]
    provider.trouble = None
    hands.later(minutes=16)
    assert night.do_due() == 1
    with office.database.reading() as connection:
        assert [one.trouble for one in nights.all_done(connection)] == [""]


def test_an_account_that_lists_nothing_by_itself_is_asked_once_a_night_and_says_so(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    provider.trouble = CannotTell("reports alone")
    night = a_night(office, provider, hands)
    assert [night.do_due(), night.do_due()] == [1, 0]
    with office.database.reading() as connection:
        assert [one.trouble for one in nights.all_done(connection)] == ["cannot_tell"]


def test_a_fault_in_one_account_keeps_no_other_from_its_night(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    provider.trouble = RuntimeError("sk_live_secret")
    other = Listing(Money(7980, EUR), name="others")
    night = NightWork(
        office.database, {"cards": provider, "others": other}, {}, office.library, hands.now, TWO
    )
    assert night.do_due() == 1
    assert len(other.asked) == 1


def test_scenario_5_what_somebody_gave_back_behind_our_back_is_shown_with_its_age_until_it_is_accepted(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    provider.send(Sending("own", "dashboard", Destination(provider.name), Money(4000, EUR)))
    night = a_night(office, provider, hands)
    night.do_due()
    hands.later(days=1)
    night.do_due()
    with office.database.reading() as connection:
        (kept,) = differences.kept(connection)
    assert (kept.difference.apart, kept.difference.amount) == (Apart.NOT_OURS, Money(4000, EUR))
    assert (kept.found_at, kept.seen_at) == (NOW, NOW + DAY)
    assert office.database.write(lambda c: differences.accept(c, "cards", "re_1", "otto", "asked the shop"))
    hands.later(days=1)
    night.do_due()
    with office.database.reading() as connection:
        assert differences.kept(connection) == ()


def test_what_agrees_again_is_shown_no_more(
    office: OfficeStore, worker: Worker, provider: Listing, hands: Hands
) -> None:
    approved(office)
    worked(worker, hands)
    hands.later(hours=2)
    lost = dict(provider.refunds)
    provider.refunds.clear()
    night = a_night(office, provider, hands)
    night.do_due()
    with office.database.reading() as connection:
        assert [one.difference.apart for one in differences.kept(connection)] == [Apart.NOT_THERE]
    provider.refunds.update(lost)
    hands.later(days=1)
    night.do_due()
    with office.database.reading() as connection:
        assert differences.kept(connection) == ()


def test_what_a_provider_never_told_is_learned_by_night(
    office: OfficeStore, worker: Worker, provider: Listing, hands: Hands
) -> None:
    provider.plays = ["lost"]
    case = approved(office)
    worked(worker, hands)
    a_night(office, provider, hands).do_due()
    assert told(office, case).state is CaseState.NOTIFY


def test_lapsed_credit_of_every_brand_is_taken_out_once_a_night(
    office: OfficeStore, provider: Listing, hands: Hands
) -> None:
    ledger = SqlCreditLedger(office.database, "lindenhof")
    promotional = CreditKind.PROMOTIONAL
    given = ledger.issue(
        "spring", "C-1", promotional, Money(500, EUR), "mara", NOW, expires_at=NOW + timedelta(hours=12)
    )
    assert isinstance(given, Moved)
    night = a_night(office, provider, hands, {"lindenhof": ledger})
    night.do_due()
    assert ledger.balance("C-1", promotional, EUR, NOW) == Money(500, EUR)
    hands.later(days=1)
    night.do_due()
    assert ledger.expire(hands.now()) == (), "it was taken out already"


def test_workers_that_always_have_something_to_do_have_nights_all_the_same(
    office: OfficeStore, worker: Worker, provider: Listing, hands: Hands
) -> None:
    work = Work()

    class Ends(NightWork):
        def do_due(self) -> int:
            work.over.set()
            return super().do_due()

    night = Ends(office.database, {"cards": provider}, {}, office.library, hands.now, TWO)
    until_over([worker], work, night)
    assert len(provider.asked) == 1
