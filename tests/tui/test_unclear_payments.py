"""Unclear payments at the desk: listed with their age, and one person's word said to the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from refundtui.casework.submissions import NotAllowed, SubmissionId, Unreachable
from refundtui.casework.unclear import UnclearPayment, UnclearPayments, WordCounts, WordKept
from refundtui.domain.findings import finding
from refundtui.tui.app import Desk
from refundtui.tui.modals.unclear import UnclearDialog
from tests.support.making import NOW, eur
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]

LEG = UnclearPayment(
    "leg", "leg-1", NOW - timedelta(hours=3), "cards", "re_1", "lindenhof", "", "RF-0481917", eur("39.90"),
    "manual", is_findable=True, another_spoke=True, known=((NOW - timedelta(hours=3), "delivered", ""),),
)  # fmt: skip
STRAY = UnclearPayment("delivery", "evt_9", NOW - timedelta(days=4), "cards", "re_9")


@dataclass
class Said:
    """An office that lists two matters and hears what is found."""

    answer: WordKept | WordCounts | NotAllowed | Unreachable = field(default_factory=WordKept)
    lists: UnclearPayments | NotAllowed | Unreachable = field(
        default_factory=lambda: UnclearPayments((STRAY, LEG), ("canceled", "succeeded"))
    )
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    def unclear(self) -> UnclearPayments | NotAllowed | Unreachable:
        return self.lists

    def found(
        self, payment_id: str, state: str, evidence: str
    ) -> WordKept | WordCounts | NotAllowed | Unreachable:
        self.heard.append((payment_id, state, evidence))
        return self.answer


async def looked_at(page: DeskPage) -> None:
    page.desk.room.do_review_unclear()
    await page.rest()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_each_is_told_with_its_age_and_that_somebody_spoke(
    desk_on: MakeDesk, size: tuple[int, int]
) -> None:
    desk = desk_on(replace(a_desk()[0], unclear=Said()))
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await looked_at(page)
        assert "for 4 days" in page.text
        assert "for 3 h" in page.text
        assert "RF-0481917" in page.text
        assert "One person has said what they found." in page.text


async def test_what_was_found_is_said_with_its_evidence(desk_on: MakeDesk) -> None:
    office = Said()
    desk = desk_on(replace(a_desk()[0], unclear=office))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await looked_at(page)
        await page.press("j", "f")
        await page.press("down", "space", "tab")
        await page.type("statement, page 3")
        await page.press("enter", "enter")
        assert office.heard == [("leg-1", "succeeded", "statement, page 3")]
        assert "It counts when a second person says the same." in page.text


async def test_a_stray_delivery_cannot_be_found_out_about(desk_on: MakeDesk) -> None:
    office = Said()
    desk = desk_on(replace(a_desk()[0], unclear=office))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await looked_at(page)
        await page.press("f")
        await page.rest()
        assert office.heard == []
        assert "Nothing can be found out about this by hand yet." in page.text


async def test_who_does_not_check_hears_so(desk_on: MakeDesk) -> None:
    refused = NotAllowed(SubmissionId(""), (finding("unclear.not_yours"),))
    desk = desk_on(replace(a_desk()[0], unclear=Said(lists=refused)))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await looked_at(page)
        assert not isinstance(desk.screen, UnclearDialog)
        assert "Unclear payments are for those who decide as a second person." in page.text
