"""Several processes of one office tell the same time, whatever their machines believe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from refundtui.cli import office_place, office_serving
from refundtui.office.leases import LEASE, HeldByAnother, Lease
from refundtui.office.store import OfficeStore
from refundtui.server.clock import OfficeClock
from tests.support import postgres
from tests.support.offices import NOW, a_case, a_postgres_office

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Machine:
    """A machine whose clocks are moved by hand, and a database whose time is asked for."""

    def __init__(self) -> None:
        self.steady, self.wall, self.database, self.asked = 0.0, NOW - HOUR, NOW, 0
        self.is_away = False
        self.clock = OfficeClock(self.ask, lambda: self.steady, lambda: self.wall)

    def ask(self) -> datetime:
        self.asked += 1
        if self.is_away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.database

    def pass_(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds)
        self.database += timedelta(seconds=seconds)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_the_databases_time_counts_and_is_asked_for_now_and_then(machine: Machine) -> None:
    for _ in range(10):
        assert machine.clock.now() == machine.database
        machine.pass_(10)

    assert machine.asked == 4


def test_a_machine_whose_clock_is_set_in_between_moves_nothing(machine: Machine) -> None:
    machine.clock.now()
    machine.wall += 3 * HOUR

    assert machine.clock.now() == machine.database


def test_a_machine_that_stood_still_asks_again(machine: Machine) -> None:
    """A virtual machine that was paused: its steady clock knows nothing of it."""
    machine.clock.now()
    machine.database += HOUR
    machine.wall += HOUR

    assert machine.clock.now() == machine.database


def test_while_the_database_is_away_time_goes_on(machine: Machine) -> None:
    machine.clock.now()
    machine.is_away = True
    machine.pass_(45)

    assert machine.clock.now() == machine.database


def test_without_a_first_answer_nobody_guesses_the_time(machine: Machine) -> None:
    machine.is_away = True

    with pytest.raises(OperationalError):
        machine.clock.now()


# --- Two hosts, one database ------------------------------------------------------------------------


@pytest.fixture
def store() -> OfficeStore:
    postgres.or_loudly_without()
    return OfficeStore(a_postgres_office())


def served_on_a_machine_that_is_off_by(
    difference: timedelta, store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], datetime]:
    """The clock of an office process as `office serve` puts it together."""
    right = office_place.now
    with monkeypatch.context() as patch:
        patch.setattr(office_serving, "now", lambda: right() + difference)
        app = office_serving._application(office_serving.Serving("", "http://127.0.0.1:1"), store)
    clock: Callable[[], datetime] = app.state.reception.now
    return clock


def test_a_lease_lasts_as_long_on_a_host_whose_clock_is_ahead(
    store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store:
        store.take_in([a_case("case")])
        right = served_on_a_machine_that_is_off_by(timedelta(), store, monkeypatch)
        ahead = served_on_a_machine_that_is_off_by(HOUR, store, monkeypatch)
        behind = served_on_a_machine_that_is_off_by(-HOUR, store, monkeypatch)
        given = store.take("me", "case", right())
        assert isinstance(given, Lease)

        assert isinstance(store.take("lead", "case", ahead()), HeldByAnother)
        assert isinstance(store.take("lead", "case", behind()), HeldByAnother)
        renewed = store.take("me", "case", behind(), epoch=given.epoch)
        assert isinstance(renewed, Lease)
        assert timedelta() <= renewed.until - given.until < LEASE
        assert abs(ahead() - behind()) < 30 * SECOND


def test_an_embedded_file_has_the_clock_of_its_one_machine(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with OfficeStore(tmp_path_factory.mktemp("office") / "office.db") as store:
        assert office_serving._clock_of(store) is office_place.now
