"""A locked desk of real work opens to the agent's own PIN alone; wrong tries are slow and nothing is told meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from refundtui.casework.ports import Ports
from refundtui.tui.app import Desk
from refundtui.tui.lock import WAITS, Lock, why_no_pin
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

MakeDesk = Callable[..., Desk]


def real_work() -> Ports:
    ports, _, _ = a_desk()
    return replace(ports, training=False)


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    return Lock(tmp_path / "live" / "lock.json")


# The PIN


def test_the_pin_opens_and_nothing_else_does(lock: Lock) -> None:
    assert not lock.opens("")
    lock.choose("kaffee 17")
    assert lock.opens("kaffee 17")
    for other in ("", "kaffee", "kaffee 17 ", "Kaffee 17"):
        assert not lock.opens(other)


def test_what_is_kept_does_not_tell_the_pin_and_only_its_owner_reads_it(lock: Lock) -> None:
    lock.choose("4711-x")
    kept = lock.path.read_text("utf-8")
    assert "4711" not in kept
    assert lock.path.stat().st_mode & 0o077 == 0
    first = json.loads(kept)["digest"]
    lock.choose("4711-x")
    assert json.loads(lock.path.read_text("utf-8"))["digest"] != first


def test_one_pin_however_the_keyboard_composes_its_letters(lock: Lock) -> None:
    lock.choose("café au lait")
    assert lock.opens("cafe\u0301 au lait")


def test_wrong_tries_in_a_row_wait_longer_and_starting_anew_does_not_forget_them(lock: Lock) -> None:
    lock.choose("kaffee 17")
    waited = []
    for _ in range(len(WAITS) + 1):
        waited.append(lock.wait)
        assert not Lock(lock.path).opens("tee")
    assert waited == [*WAITS, WAITS[-1]]
    assert lock.opens("kaffee 17")
    assert lock.wait == 0


def test_a_torn_file_opens_to_nobody(lock: Lock) -> None:
    lock.choose("kaffee 17")
    lock.path.write_text("{", "utf-8")
    assert lock.is_set
    assert lock.was_locked
    assert not lock.opens("kaffee 17")
    assert not lock.opens("")


@pytest.mark.parametrize("pin", ["", "123", "1111", "1234", "4321", "aaaaaa"])
def test_a_pin_everybody_would_try_first_is_not_taken(pin: str) -> None:
    assert why_no_pin(pin).endswith((".", "."))
    assert not why_no_pin("2580x")


# At the desk


@pytest.mark.anyio
async def test_the_first_lock_asks_to_choose_a_pin_and_the_next_one_asks_for_it(
    desk_on: MakeDesk, lock: Lock
) -> None:
    desk = desk_on(real_work(), pin=lock)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.lock()
        await page.rest()
        assert "Choose a PIN" in page.text
        await page.type("1234")
        await page.press("enter")
        assert "choose another" in page.text
        await page.type("2580x")
        await page.press("enter")
        assert "once more" in page.text
        await page.type("2580y")
        await page.press("enter")
        assert "Those were two" in page.text
        assert not lock.is_set
        for _ in range(2):
            await page.type("2580x")
            await page.press("enter")
        assert "RF-0481001" in page.text
        desk.lock()
        await page.rest()
        assert "Your PIN" in page.text
        await page.type("wrong")
        assert "wrong" not in page.text
        assert "•••••" in page.text
        await page.press("enter")
        assert "That is not the PIN." in page.text
        assert "RF-0481001" not in page.text
        await page.type("2580x")
        await page.press("enter")
        assert "RF-0481001" in page.text


@pytest.mark.anyio
async def test_after_many_wrong_tries_even_the_right_pin_waits(desk_on: MakeDesk, lock: Lock) -> None:
    lock.choose("2580x")
    for _ in WAITS:
        lock.opens("tee")
    desk = desk_on(real_work(), pin=lock)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.lock()
        await page.rest()
        assert "wait 300 s" in page.text
        await page.type("2580x")
        await page.press("enter")
        assert "wait" in page.text
        assert "RF-0481001" not in page.text


@pytest.mark.anyio
async def test_ending_a_locked_desk_does_not_open_it(desk_on: MakeDesk, lock: Lock) -> None:
    lock.choose("2580x")
    desk = desk_on(real_work(), pin=lock)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.lock()
        await page.rest()
        await page.press("ctrl+q")
    assert lock.was_locked
    again = desk_on(real_work(), pin=lock)
    async with again.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "Your PIN" in page.text
        assert "RF-0481001" not in page.text
        again.post_message(events.Paste("2580x\nrm -rf"))
        await page.rest()
        await page.press("enter")
        assert "RF-0481001" in page.text
    assert not lock.was_locked


@pytest.mark.anyio
async def test_behind_the_curtain_no_key_no_paste_and_no_click_does_anything(
    desk_on: MakeDesk, lock: Lock
) -> None:
    lock.choose("2580x")
    desk = desk_on(real_work(), pin=lock)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        here, before = page.reference, len(page.entries)
        desk.lock()
        await page.rest()
        await page.press("d", "f", "y", "f9", "f5", "ctrl+p", "ctrl+c", "tab", "escape")
        desk.post_message(events.Paste("dfy"))
        await pilot.click(offset=(20, 8))
        await page.rest()
        assert "locked" in page.text
        assert desk.clipboard == ""
        lock.opens("2580x")
        desk.unlock()
        await page.rest()
        assert (page.reference, len(page.entries), page.in_dialog) == (here, before, False)
