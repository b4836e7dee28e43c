"""A second person's desk: every request whole, decided in two keys, and nobody's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.filter_fields import Surroundings
from refundtui.casework.filtering import read_filter
from refundtui.casework.ports import Ports
from refundtui.casework.reading import queue
from refundtui.casework.saved_views import view_named
from refundtui.casework.submissions import Entry
from refundtui.casework.syncing import pull, push
from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import Deny, GrantApproval, RequestApproval, ReturnApproval
from refundtui.domain.request import Goodwill, RefundRequest
from refundtui.tui.app import Desk
from tests.support.making import NOW, agent, eur, lead, quoted
from tests.support.pages import DeskPage
from tests.support.ports_in_memory import MemoryOutbox
from tests.support.screen import screen_text
from tests.tui.desk_ports import DueCache, a_desk, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]
LEE = lead("lee")
_GOLDEN = Path(__file__).parent / "golden"


def asked_by(who: Actor, reviewer: Actor = LEE) -> tuple[Ports, Case]:
    """Somebody asked for the jacket and goodwill on top; the desk of whoever looks at it."""
    ports, office, _ = a_desk((the_jacket_case(evidence=()),), who, LEE)
    (row,) = ports.cache.rows(read_filter("", around(who)).wanted, limit=2)
    case = ports.cache.case(row.case_id)
    assert case is not None
    request = RefundRequest((*case.request.items, Goodwill(eur("60.00"))))
    quote = quoted(case, ports.rulebooks.for_case(case), request)
    ask = RequestApproval(request, quote.fingerprint, quote.total, "a loyal customer")
    entry = decide(case.id, ask, ports, hold_seconds=0)
    assert isinstance(entry, Entry), entry
    push(ports, NOW)
    theirs = replace(ports, cache=DueCache(), outbox=MemoryOutbox(), actor=reviewer)
    pull(theirs)
    held = office.cases[case.id]
    assert held.state is CaseState.APPROVAL
    return theirs, held


def around(who: Actor) -> Surroundings:
    return Surroundings(NOW, who.id)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_why_it_is_here_and_how_it_differs_is_read_before_it_is_decided(
    desk_on: MakeDesk, size: tuple[int, int]
) -> None:
    ports, _ = asked_by(agent("ann"))
    desk = desk_on(ports)
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("a")
        for told in ("goodwill above the asker's own limit of", "+60.00 EUR goodwill", "a loyal customer"):
            assert told in page.text.replace("\xa0", " ")
        assert page.entries == [], "looking decides nothing"
        shown = screen_text(desk)
    file = _GOLDEN / f"review_{size[0]}x{size[1]}.txt"
    if os.environ.get("REFUNDTUI_RECORD"):
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


async def test_it_is_approved_in_two_keys(desk_on: MakeDesk) -> None:
    ports, case = asked_by(agent("ann"))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("a", "y")
        (entry,) = page.entries
        assert case.approval is not None
        command = GrantApproval(case.approval.version, case.approval.fingerprint)
        assert entry.submission.command == command


async def test_enter_decides_nothing(desk_on: MakeDesk) -> None:
    desk = desk_on(asked_by(agent("ann"))[0])
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("a", "enter", "escape")
        assert page.entries == []


async def test_it_is_returned_with_a_note_and_denied_with_grounds_from_there(desk_on: MakeDesk) -> None:
    ports, _ = asked_by(agent("ann"))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("a", "r")
        assert "Return the request" in page.text
        await page.press("escape", "a", "x")
        assert "Deny the claim" in page.text or "denial" in page.text
        assert page.entries == []
    assert {ReturnApproval.code, Deny.code} == {"return_approval", "deny"}


async def test_one_s_own_request_is_in_nobody_s_own_review_queue_and_is_granted_by_another(
    desk_on: MakeDesk,
) -> None:
    own, _ = asked_by(LEE, LEE)
    view = view_named("approvals", own)
    assert view is not None
    mine = read_filter(view.filter, around(LEE)).wanted
    assert list(queue(mine, own, limit=10)) == []
    other = lead("max")
    theirs = replace(own, actor=other)
    assert len(queue(read_filter(view.filter, around(other)).wanted, theirs, limit=10)) == 1
    desk = desk_on(own)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("a", "y")
        assert page.entries == []
