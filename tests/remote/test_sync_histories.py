"""Whatever office, line and desk do in whatever order: nothing is lost, nothing stands twice, both sides agree.

Our real client code and our real server code in one process, the line between them as bad as can be. Every
history ends with a quiet hour, after which replica and office must be equal and every word have its end.
"""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.remote.bugs import BUGS, Patch
from tests.remote.one_process import FAULTS
from tests.remote.world import BRANDS, World

brands = st.sampled_from(BRANDS)
picks = st.integers(0, 20)
some_faults = st.lists(st.sampled_from(("ok", "ok", "ok", *FAULTS)), min_size=1, max_size=5)
faults = st.one_of(
    st.just(list[str]()), st.just(list[str]()), some_faults
)  # most lines are good, or nobody ever gets anywhere


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="histories-"))
        self.world = World(self.folder)
        for brand in (*BRANDS, *BRANDS[:2], *BRANDS[:2]):
            self.world.create(brand)
        self.world.pull(2)
        self.world.back_up()

    @rule(brand=brands, closed=st.booleans())
    def a_case_comes_in(self, brand: str, closed: bool) -> None:
        self.world.create(brand, closed=closed)

    @rule(pick=picks, material=st.booleans())
    def a_colleague_was_there(self, pick: int, material: bool) -> None:
        self.world.touch(pick, material=material)

    @rule()
    def closed_cases_move_to_the_archive(self) -> None:
        self.world.archive()

    @rule(pick=picks)
    def a_case_is_erased(self, pick: int) -> None:
        self.world.erase(pick)

    @rule()
    def removals_are_forgotten(self) -> None:
        self.world.purge()

    @rule(pick=picks)
    def a_removal_is_forgotten_before_the_desk_reads_of_it(self, pick: int) -> None:
        self.world.erase(pick)
        self.world.purge()

    @rule(page=st.integers(1, 2), after=st.integers(1, 5), pick=picks)
    def a_first_reading_is_broken_off_and_a_removal_forgotten(self, page: int, after: int, pick: int) -> None:
        self.world.lose_copy()
        self.world.pull(page, [*["ok"] * (after + 2), "lose_answer"])
        self.world.erase(pick)
        self.world.purge()

    @rule(brand=brands)
    def a_brand_is_given_or_taken(self, brand: str) -> None:
        self.world.toggle(brand)

    @rule()
    def a_backup_is_made(self) -> None:
        self.world.back_up()

    @rule()
    def the_backup_is_brought_back(self) -> None:
        self.world.restore()

    @rule(pick=picks, material=st.booleans())
    def the_desk_decides(self, pick: int, material: bool) -> None:
        self.world.say(pick, material=material)

    @rule(pick=picks)
    def the_desk_holds_a_case(self, pick: int) -> None:
        self.world.hold(pick)

    @rule(pick=picks)
    def a_lead_takes_a_case_over(self, pick: int) -> None:
        self.world.take_over(pick)

    @rule(pick=picks)
    def a_case_is_given_back(self, pick: int) -> None:
        self.world.let_go(pick)

    @rule(faults=faults)
    def the_desk_sends(self, faults: list[str]) -> None:
        self.world.push(faults)

    @rule(pick=picks, material=st.booleans(), fault=st.sampled_from(("twice", "lose_answer")))
    def the_desk_decides_over_a_line_that_loses_answers(self, pick: int, material: bool, fault: str) -> None:
        self.world.say(pick, material=material)
        self.world.push([fault] * 6)

    @rule(pick=picks, page=st.integers(1, 4))
    def a_lead_takes_what_the_desk_holds_and_decides_on(self, pick: int, page: int) -> None:
        self.world.hold(pick)
        self.world.say(pick, material=True)
        self.world.take_over(pick)
        self.world.push()

    @rule(page=st.integers(1, 4), faults=faults, dies=st.sampled_from((False, False, False, True)))
    def the_desk_reads(self, page: int, faults: list[str], dies: bool) -> None:
        self.world.pull(page, faults, dies=dies)

    @rule(brand=brands, page=st.integers(1, 4))
    def the_desk_dies_while_it_writes_down_what_came_in(self, brand: str, page: int) -> None:
        self.world.create(brand)
        self.world.pull(page, dies=True)

    @rule(pick=st.integers(0, 7))
    def a_page_comes_late(self, pick: int) -> None:
        self.world.late(pick)

    @rule()
    def the_desk_is_killed(self) -> None:
        self.world.kill_desk()

    @invariant()
    def what_must_be_true(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        try:
            self.world.settle()
        finally:
            self.world.end()
            rmtree(self.folder, ignore_errors=True)


def histories(examples: int, *, steps: int = 25, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        ),
    )


def test_nothing_is_lost_or_doubled_and_both_sides_agree() -> None:
    histories(7)


def test_what_a_brought_back_office_lost_is_said_again_by_a_desk_that_lost_its_copy_too() -> None:
    history = Histories()
    try:
        history.a_backup_is_made()
        history.the_desk_decides_over_a_line_that_loses_answers(fault="twice", material=False, pick=0)
        history.the_backup_is_brought_back()
        history.a_first_reading_is_broken_off_and_a_removal_forgotten(after=1, page=1, pick=0)
    finally:
        history.teardown()


@pytest.mark.proof
def test_in_many_histories_nothing_is_lost_or_doubled() -> None:
    histories(100, steps=30)


@pytest.mark.proof
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_mistake_is_found(bug: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)
    with pytest.raises(BaseException):  # noqa: B017, PT011 - however it shows
        histories(200, steps=30, phases=(Phase.generate,))  # ends with the first that shows it
