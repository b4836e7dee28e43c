"""`N` at a desk joined to an office: the office gives the case, and no two agents the same; without a line the
queue's own order goes on, and it is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from refundtui.domain.case import Case
from refundtui.office.people import Person
from tests.journeys.live_desks import AYLIN, CHIEF, JANA, Plug, an_office_for_three, sitting
from tests.server.served import Served
from tests.support.offices import NOW, a_case
from tests.support.pages import DeskPage

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with an_office_for_three(tmp_path) as office:
        yield office


@pytest.fixture
def cases(served: Served) -> list[Case]:
    """Each a day more urgent than the one before it."""
    made = [
        replace(a_case(reference=f"RF-000000{n}"), received_at=NOW - timedelta(days=n)) for n in range(1, 6)
    ]
    made = [
        replace(case, notice_on=case.received_at.date(), goods_back_on=case.received_at.date())
        for case in made
    ]
    served.store.take_in(made, now=NOW)
    return made


def holders(served: Served) -> dict[str, str]:
    return {str(lease.case_id): lease.holder for lease in served.store.leases(CHIEF, NOW)}


async def test_two_who_press_at_once_get_two_cases(served: Served, cases: list[Case], tmp_path: Path) -> None:
    async with sitting(served, JANA, tmp_path) as jana, sitting(served, AYLIN, tmp_path) as aylin:
        await asyncio.gather(jana.pilot.press("N"), aylin.pilot.press("N"))
        await jana.rest()
        await aylin.rest()
        assert {jana.reference, aylin.reference} == {"RF-0000005", "RF-0000004"}
        assert holders(served) == {cases[4].id: who(jana), cases[3].id: who(aylin)} or holders(served) == {
            cases[4].id: who(aylin), cases[3].id: who(jana),
        }  # fmt: skip
        jana.desk.room.keep_up()
        await jana.rest()
        assert len(holders(served)) == 2, "what was given is kept"


async def test_the_office_gives_only_what_one_can_work_on(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    """Everything here is written in German; Jana reads French."""
    served.store.enter(Person(JANA, languages=("fr",)), by="lead", now=NOW)
    async with sitting(served, JANA, tmp_path) as page:
        before = page.reference
        await page.press("N")
        assert "No case waits for you now" in page.status
        assert page.reference == before
        assert holders(served) == {}


async def test_without_a_line_the_queue_goes_on_and_says_so(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    plug = Plug()
    async with sitting(served, JANA, tmp_path, plug=plug) as page:
        assert page.reference == "RF-0000005"
        plug.is_out = True
        await page.press("N")
        assert page.reference == "RF-0000004"
        assert "by this machine's order" in page.status
        assert holders(served) == {}


async def test_without_a_line_what_a_colleague_was_seen_at_is_passed_by(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    served.store.take("aylin", cases[3].id, NOW)
    plug = Plug()
    async with sitting(served, JANA, tmp_path, plug=plug) as page:
        page.desk.room.look_around()
        await page.rest()
        plug.is_out = True
        await page.press("N")
        assert page.reference == "RF-0000003"


async def test_a_case_this_machine_does_not_know_yet_is_read_first(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as page:
        newest = replace(
            a_case(reference="RF-0000009"), received_at=NOW - timedelta(days=9),
            notice_on=(NOW - timedelta(days=9)).date(), goods_back_on=(NOW - timedelta(days=9)).date(),
        )  # fmt: skip
        served.store.take_in([newest], now=NOW)
        await page.press("N")
        assert page.reference == "RF-0000009"
        assert holders(served) == {newest.id: "jana"}


def who(page: DeskPage) -> str:
    return page.desk.ports.actor.id
