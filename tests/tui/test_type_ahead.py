"""Thirty keys typed ahead of the panes they lead to end as if each had waited for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from refundtui.tui.app import Desk
from tests.support.screen import at_rest, screen_text
from tests.tui.desk_ports import a_desk, fashion

KEYS = st.lists(st.sampled_from(["j", "j", "j", "k", "G", "g", "2", "1", "3"]), min_size=30, max_size=30)


async def ended(desk_on: Callable[..., Desk], keys: Sequence[str], *, waiting: bool) -> str:
    ports, _, _ = a_desk(tuple(fashion(str(number)) for number in range(1, 60)))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        if waiting:
            for key in keys:
                await pilot.press(key)
                await at_rest(pilot)
        else:
            await pilot.press(*keys)
        await at_rest(pilot)
        return screen_text(desk)


@pytest.mark.proof
@pytest.mark.anyio
@settings(
    max_examples=1,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(keys=KEYS)
async def test_keys_typed_ahead_end_as_keys_one_by_one(desk_on: Callable[..., Desk], keys: list[str]) -> None:
    assert await ended(desk_on, keys, waiting=False) == await ended(desk_on, keys, waiting=True)
