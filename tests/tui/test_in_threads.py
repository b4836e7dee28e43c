"""What is slow happens beside the screen: the loop that hears keys only takes results."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from refundtui.tui.app import Desk
from tests.support.screen import at_rest
from tests.tui.desk_ports import a_desk, fashion


class Overheard:
    """A port that notes which of its doors were used by the thread that hears keys."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._hearing = threading.get_ident()
        self.waited_for: set[str] = set()
        self.used = 0

    def __getattr__(self, name: str) -> Any:
        door = getattr(self._port, name)
        if not callable(door):
            return door

        def passed(*args: Any, **kwargs: Any) -> Any:
            self.used += 1
            if threading.get_ident() == self._hearing:
                self.waited_for.add(name)
            return door(*args, **kwargs)

        return passed


@pytest.mark.anyio
async def test_no_key_waits_for_books_or_office(desk_on: Callable[..., Desk]) -> None:
    ports, _, _ = a_desk(tuple(fashion(str(number)) for number in range(1, 60)))
    cache, outbox, office = (Overheard(port) for port in (ports.cache, ports.outbox, ports.office))
    desk = desk_on(replace(ports, cache=cache, outbox=outbox, office=office))
    async with desk.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        for key in ("j", "j", "enter", "1", "slash", *"karin", "enter"):
            await pilot.press(key)
        desk.sync()
        await at_rest(pilot)
    assert min(port.used for port in (cache, outbox, office)) > 0
    assert [port.waited_for for port in (cache, outbox, office)] == [set(), set(), set()]
