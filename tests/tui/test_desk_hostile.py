"""A customer's text cannot break the desk, act on it, or reach the terminal as anything but text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from refundtui.domain.case import Case, CaseId, Customer, Evidence, Message, Note
from refundtui.tui.app import Desk
from tests.support.making import NOW, eur
from tests.support.pages import DeskPage
from tests.support.screen import screen_text
from tests.tui.desk_ports import a_desk, fashion
from tests.tui.test_safe_text import HOSTILE, is_harmless

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def a_hostile_case(number: int, text: str) -> Case:
    """The same text in every field somebody outside can fill."""
    case = fashion(str(number))
    order = case.order
    assert order is not None
    lines = tuple(replace(line, title=text, sku=text, category=text) for line in order.lines)
    payments = tuple(replace(payment, label=text) for payment in order.payments)
    return replace(
        case,
        id=CaseId(str(number)),
        reference=f"RF-{number}",
        customer=Customer(text, text, text, "en", text[:2], case.customer.identity),
        order=replace(order, lines=lines, payments=payments),
        order_ref=text,
        claimed=eur("1.00"),
        messages=(Message(NOW, from_customer=True, text=text, channel=text, subject=text),),
        notes=(Note("n", text, NOW, text),),
        evidence=(Evidence("e", text, text, NOW - timedelta(hours=1), text),),
        tags=frozenset({text}),
    )


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=[pytest.mark.proof] * (n % 8 > 0)) for n in range(len(HOSTILE))]
)
async def test_a_hostile_text_in_every_field_is_shown_and_does_nothing(
    number: int, desk_on: MakeDesk
) -> None:
    cases = (a_hostile_case(number + 1, HOSTILE[number]), fashion("900"))
    ports, _, _ = a_desk(cases)
    desk = desk_on(ports)
    shown = []
    async with desk.run_test(size=(200, 60)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for keys in (("enter",), ("l",), ("l",), ("l",), ("l",), ("3", "enter"), ("4",), ("ctrl+p",)):
            await page.press(*keys)
            shown.append(screen_text(desk))
        await page.type("RF-")
        await page.press("escape", "1", "d", "f")
        shown.append(screen_text(desk))
        assert desk.is_running
    for screen in shown:
        assert all(is_harmless(line) for line in screen.splitlines())
        assert all(cell_len(line) <= 200 for line in screen.splitlines())


async def test_text_that_looks_like_markup_is_shown_as_it_is(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((a_hostile_case(1, "[EUR] [/x] 5"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert page.text.count("[EUR] [/x] 5") >= 3


async def test_pasted_text_is_cleaned_before_it_stands_in_a_field(desk_on: MakeDesk) -> None:
    from textual import events

    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("n")
        desk.post_message(events.Paste("good\x1b]52;c;AAAA\x07 \u202enote\x00"))
        await page.rest()
        await page.press("tab", "tab", "enter")
        assert [note.text for note in page.case.notes] == ["good note"]


async def test_signs_left_out_of_a_pasted_order_number_are_told(desk_on: MakeDesk) -> None:
    from textual import events

    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("i")
        desk.post_message(events.Paste("A-1\x1b[31m77"))
        await page.rest()
        assert "A-177" in page.text
        assert "signs that cannot be seen" in " ".join(page.text.split())


async def test_mail_addresses_are_masked_where_nobody_needs_them(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        case: Any = re.search(r"Contact.*", page.text)
        assert "k••••t@example.org" in case.group(0)
        assert "5550117" not in page.text
