"""Desks with an agent's keys in front, real books in between, and a served office at the other end of a line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from refundtui.casework.ports import Ports
from refundtui.casework.syncing import pull
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.remote.colleagues import RemoteColleagues
from refundtui.remote.office import RemoteOffice
from refundtui.remote.pokes import Pokes
from refundtui.tui.app import Desk
from tests.remote.desks import a_live_desk
from tests.server.served import Served, serving
from tests.support.offices import an_office
from tests.support.pages import DeskPage

JANA = Actor("jana", "Jana Brückner", Role.AGENT, usual_grants(Role.AGENT, "lindenhof"))
AYLIN = Actor("aylin", "Aylin Demir", Role.AGENT, usual_grants(Role.AGENT, "lindenhof"))
CHIEF = Actor("chief", "Jonas Lindqvist", Role.LEAD, usual_grants(Role.LEAD, "lindenhof"))


class Plug(httpx.HTTPTransport):
    """The line of one desk, until somebody pulls it."""

    is_out = False
    loses_decisions = False  # on their way to the office
    loses_answers = False  # to decisions, on their way back

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        is_decision = request.method == "PUT" and "/decisions/" in request.url.path
        if self.is_out or (is_decision and self.loses_decisions):
            raise httpx.ConnectError("the plug is out", request=request)
        answer = super().handle_request(request)
        if is_decision and self.loses_answers:
            answer.read()
            raise httpx.ReadError("the answer was lost", request=request)
        return answer


@contextmanager
def an_office_for_three(folder: Path) -> Iterator[Served]:
    """Jana, Aylin and their lead; that both databases answer alike is tests/server's to show."""
    with an_office(folder / "office.db") as store, serving(store) as served:
        store.admit([JANA, AYLIN, CHIEF])
        yield served


@asynccontextmanager
async def sitting(
    served: Served,
    actor: Actor,
    folder: Path,
    *,
    beating: bool = False,
    width: int = 200,
    height: int = 60,
    plug: httpx.BaseTransport | None = None,
) -> AsyncIterator[DeskPage]:
    """Sit down; the office is read first. A desk that beats also hears pokes and sends by itself."""
    with a_live_desk(served, actor, folder / actor.id, transport=plug) as ports:
        # `bootstrap` tells a desk that packs have come; here they are there before it looks.
        pull(ports)
        async with at_the_desk(joined(ports), folder, beating=beating, size=(width, height)) as page:
            yield page


def joined(ports: Ports) -> Ports:
    """With its colleagues, and an ear for the office."""
    office = ports.office
    assert isinstance(office, RemoteOffice)
    return replace(ports, colleagues=RemoteColleagues(office.line), pokes=Pokes(lambda: office, lambda: 0.0))


@asynccontextmanager
async def at_the_desk(
    ports: Ports, folder: Path, *, beating: bool = False, size: tuple[int, int] = (200, 60)
) -> AsyncIterator[DeskPage]:
    desk = Desk(
        ports, zone="Europe/Berlin", mono=True, dialog_pause=0, beating=beating, reports=folder
    )  # fmt: skip
    try:
        async with desk.run_test(size=size) as pilot:
            page = DeskPage(pilot)
            await page.rest()
            await page.sync()
            yield page
    finally:
        if ports.pokes is not None:
            ports.pokes.close()


async def until(page: DeskPage, is_so: Callable[[], bool], seconds: float = 10.0) -> float:
    """Wait until something is so at a desk that beats; how long that took."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"It did not come to be:\n{page.text}")
        await asyncio.sleep(0.02)
    return time.monotonic() - begun
