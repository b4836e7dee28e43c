"""The practice clock starts on a Friday morning in Berlin and never goes back."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from refundtui.training.clock import BEGINNING, PracticeClock


class Stopwatch:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def world(self) -> datetime:
        return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)


def test_practice_begins_at_nine_in_berlin_on_the_twentieth_of_november(tmp_path: Path) -> None:
    clock = PracticeClock(tmp_path / "clock.json", elapsed=Stopwatch())

    assert clock.now().astimezone(ZoneInfo("Europe/Berlin")) == datetime(
        2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")
    )


def test_it_runs_as_fast_as_time() -> None:
    watch = Stopwatch()
    clock = PracticeClock(elapsed=watch)
    watch.seconds += 90

    assert clock.now() == BEGINNING + timedelta(seconds=90)


def at(file: Path, watch: Stopwatch) -> PracticeClock:
    return PracticeClock(file, elapsed=watch, world=watch.world)


def test_a_hold_ends_by_waiting_though_no_program_runs_meanwhile(tmp_path: Path) -> None:
    watch = Stopwatch()
    clock = at(tmp_path / "clock.json", watch)
    held_until = clock.now() + timedelta(seconds=10)
    clock.close()
    watch.seconds += 10

    assert at(tmp_path / "clock.json", watch).now() == held_until


def test_a_night_away_counts_as_ten_minutes(tmp_path: Path) -> None:
    watch = Stopwatch()
    clock = at(tmp_path / "clock.json", watch)
    watch.seconds += 61
    stopped = clock.now()
    clock.close()
    watch.seconds += 86_400

    assert at(tmp_path / "clock.json", watch).now() == stopped + timedelta(minutes=10)


def test_a_world_clock_that_was_set_back_takes_no_practice_time_away(tmp_path: Path) -> None:
    watch = Stopwatch()
    clock = at(tmp_path / "clock.json", watch)
    watch.seconds += 61
    stopped = clock.now()
    clock.close()
    watch.seconds -= 3_600

    assert at(tmp_path / "clock.json", watch).now() == stopped


def test_two_programs_of_one_practice_tell_the_same_time(tmp_path: Path) -> None:
    watch = Stopwatch()
    desk = at(tmp_path / "clock.json", watch)
    desk.now()
    watch.seconds += 300
    desk.now()
    watch.seconds += 12

    assert abs(at(tmp_path / "clock.json", watch).now() - desk.now()) <= timedelta(seconds=10)


def test_a_clock_file_of_the_first_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text('{"not_before": "2026-11-21T08:00:00+00:00"}', encoding="utf-8")

    assert at(tmp_path / "clock.json", Stopwatch()).now() == BEGINNING + timedelta(days=1)


def test_it_can_be_set_forward_and_stays_there_over_a_restart(tmp_path: Path) -> None:
    watch = Stopwatch()
    clock = at(tmp_path / "clock.json", watch)
    clock.move_by(timedelta(days=3))
    clock.close()

    assert at(tmp_path / "clock.json", watch).now() == BEGINNING + timedelta(days=3)


def test_it_cannot_be_set_back() -> None:
    clock = PracticeClock(elapsed=Stopwatch())
    clock.move_by(timedelta(hours=1))

    with pytest.raises(ValueError, match="never goes back"):
        clock.move_to(BEGINNING)


@pytest.mark.parametrize(
    "torn",
    ["", "{", "[]", '{"not_before": 5}', '{"not_before": "2026-11-20T08:00:00"}', '{"not_before": "soon"}'],
)
def test_a_torn_file_starts_practice_anew(tmp_path: Path, torn: str) -> None:
    file = tmp_path / "clock.json"
    file.write_text(torn, encoding="utf-8")

    assert PracticeClock(file, elapsed=Stopwatch()).now() == BEGINNING


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("wait"), st.floats(0, 40)),
            st.tuples(st.just("move"), st.floats(0, 90_000)),
            st.tuples(st.just("stop"), st.floats(-90, 9_000)),
            st.tuples(st.just("kill"), st.floats(-90, 9_000)),
        ),
        max_size=20,
    )
)
def test_no_restart_makes_it_go_back(
    steps: list[tuple[str, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("clock") / "clock.json"
    watch = Stopwatch()
    clock = at(file, watch)
    told = [clock.now()]
    for step, span in steps:
        if step == "wait":
            watch.seconds += span
        elif step == "move":
            clock.move_by(timedelta(seconds=span))
        else:
            if step == "stop":
                clock.close()
            watch.seconds += span
            clock = at(file, watch)
        told.append(clock.now())

    assert told == sorted(told)


def test_a_second_desk_does_not_pull_the_first_ones_time_back(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    watch = Stopwatch()
    desk = PracticeClock(file, elapsed=watch)
    desk.now()
    line = PracticeClock(file, elapsed=watch)
    line.move_by(timedelta(hours=2))
    line.close()
    desk.close()

    assert PracticeClock(file, elapsed=watch).now() >= BEGINNING + timedelta(hours=2)


def test_a_killed_process_loses_no_instant_it_told(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    probe = (
        "import os, signal, sys; from pathlib import Path; from datetime import timedelta\n"
        "from refundtui.training.clock import PracticeClock\n"
        f"clock = PracticeClock(Path({str(file)!r})); clock.move_by(timedelta(minutes=7))\n"
        "print(clock.now().isoformat(), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)

    assert PracticeClock(file).now() >= datetime.fromisoformat(told.stdout.strip()).astimezone(UTC)
