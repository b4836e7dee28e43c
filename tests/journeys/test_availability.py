"""Who is on a break is given nothing and seen so by the lead, at the desk and in plain lines alike."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from refundtui.casework.ports import Ports
from refundtui.casework.syncing import pull
from refundtui.cli import availability, getting_next, team
from refundtui.cli.telling import Exit, Stopped
from refundtui.domain.actor import Actor
from refundtui.domain.availability import Availability
from refundtui.domain.case import Case
from tests.journeys.live_desks import AYLIN, CHIEF, JANA, Plug, an_office_for_three, joined, sitting
from tests.remote.desks import a_live_desk
from tests.server.served import Served
from tests.support.offices import NOW, a_case
from tests.support.pages import DeskPage, pane_text

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with an_office_for_three(tmp_path) as office:
        yield office


@pytest.fixture
def case(served: Served) -> Case:
    made = a_case(reference="RF-0000001")
    served.store.take_in([made], now=NOW)
    return made


def said(served: Served) -> dict[str, str]:
    return {one.person: one.availability for one in served.store.present(CHIEF, NOW)}


async def say_so(page: DeskPage, key: str) -> None:
    page.desk.room.act("work.availability")
    await page.rest()
    await page.press(key)
    await page.rest()


async def test_on_a_break_the_desk_says_so_and_gets_no_case_until_it_is_over(
    served: Served, case: Case, tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as jana:
        await say_so(jana, "p")
        assert said(served)["jana"] == "break"
        assert "agent · on a break" in jana.text.splitlines()[0]
        await jana.press("N")
        await jana.rest()
        assert "no next case is given" in jana.status
        assert served.store.leases(CHIEF, NOW) == ()
        await say_so(jana, "a")
        assert "on a break" not in jana.text.splitlines()[0]
        await jana.press("N")
        await jana.rest()
        assert [lease.holder for lease in served.store.leases(CHIEF, NOW)] == ["jana"]


async def test_a_break_said_elsewhere_is_not_ended_by_a_desk_that_says_where_it_is(
    served: Served, case: Case, tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as jana:
        served.store.say_where("jana", NOW, availability=Availability.TRAINING)
        await jana.press("enter")
        jana.desk.room.keep_up()
        await jana.rest()
        assert said(served)["jana"] == "training"
        jana.desk.room.look_around()
        await jana.rest()
        assert "in training" in jana.text.splitlines()[0]


async def test_without_a_line_it_is_not_said_and_one_is_told_so(
    served: Served, case: Case, tmp_path: Path
) -> None:
    plug = Plug()
    async with sitting(served, JANA, tmp_path, plug=plug) as jana:
        plug.is_out = True
        await say_so(jana, "p")
        assert "did not hear it" in jana.status
        assert "on a break" not in jana.text.splitlines()[0]


async def test_the_lead_sees_who_takes_cases_also_of_those_who_hold_none(
    served: Served, case: Case, tmp_path: Path
) -> None:
    served.store.say_where("jana", NOW, availability=Availability.BREAK)
    served.store.say_where("aylin", NOW)
    async with sitting(served, CHIEF, tmp_path) as chief:
        chief.desk.room.look_around()
        await chief.rest()
        await chief.press("5")
        await chief.rest()

        def seen() -> dict[str, str]:
            lines = pane_text(chief.desk.room.team_pane.lines).splitlines()
            return {name: line for line in lines for name in ("Jana", "Aylin", "nobody") if name in line}

        assert "on a break" in seen()["Jana"]
        assert "available" in seen()["Aylin"]
        assert "available" not in seen()["nobody"]
        assert "offline" not in seen()["nobody"]
        served.store.say_where("jana", NOW, availability=Availability.AVAILABLE)
        chief.desk.room.look_around()
        await chief.rest()
        assert "on a break" not in seen()["Jana"]


# --- In plain lines ---


@contextmanager
def at_work(
    served: Served, actor: Actor, folder: Path, patch: pytest.MonkeyPatch, plug: Plug | None = None
) -> Iterator[Ports]:
    """Commands open this desk instead of the one the settings name."""
    with a_live_desk(served, actor, folder / actor.id, transport=plug) as bare:
        ports = joined(bare)
        pull(ports)

        @contextmanager
        def opened(*_: object, **__: object) -> Iterator[Ports]:
            yield ports

        for module in (availability, getting_next, team):
            patch.setattr(module, "desk_ports", opened)
        yield ports


def asked(status: str | None = None, *, as_json: bool = True) -> Namespace:
    return Namespace(status=status, json=as_json)


def test_said_in_plain_lines_it_stands_and_moves_nobody_from_a_case(
    served: Served,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served.store.say_where("jana", NOW, case_id=case.id, doing="editing")
    with at_work(served, JANA, tmp_path, monkeypatch):
        assert availability.run_availability(asked("busy")) == Exit.DONE
        assert json.loads(capsys.readouterr().out) == {"availability": "busy"}
        (jana,) = served.store.present(CHIEF, NOW)
        assert (jana.case_id, jana.doing, jana.availability) == (case.id, "editing", "busy")
        assert availability.run_availability(asked()) == Exit.DONE
        assert json.loads(capsys.readouterr().out) == {"availability": "busy"}
        assert getting_next.run_next(asked()) == Exit.REFUSED
        assert "no next case is given to you" in capsys.readouterr().err


def test_without_a_line_plain_lines_say_so_and_ask_to_try_again(
    served: Served, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug = Plug()
    with at_work(served, JANA, tmp_path, monkeypatch, plug):
        plug.is_out = True
        assert availability.run_availability(asked("busy")) == Exit.RETRY
        assert availability.run_availability(asked()) == Exit.RETRY
    assert said(served) == {}


def test_the_lead_reads_it_in_plain_lines_too(
    served: Served,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served.store.say_where("aylin", NOW, availability=Availability.TRAINING)
    with at_work(served, CHIEF, tmp_path, monkeypatch) as ports:
        assert team.run_team(asked()) == Exit.DONE
        (nobodys,) = json.loads(capsys.readouterr().out)
        assert nobodys["status"] is None
        statuses = team._statuses(ports)
        assert statuses == {"aylin": Availability.TRAINING}


def test_at_practice_nobody_waits_to_hear_it(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_work(served, AYLIN, tmp_path, monkeypatch) as ports:

        @contextmanager
        def practising(*_: object, **__: object) -> Iterator[Ports]:
            from dataclasses import replace

            yield replace(ports, colleagues=None)

        monkeypatch.setattr(availability, "desk_ports", practising)
        with pytest.raises(Stopped):
            availability.run_availability(asked("busy"))
