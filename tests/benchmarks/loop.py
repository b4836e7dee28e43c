"""Whether the desk's event loop is ever held up while a bulk import runs beside it.

A task in the desk's own loop wakes every few milliseconds and notes how late it is, while somebody moves in the
queue: first in the quiet, then while every case of an office comes into the cache in a thread. How late it is
in the quiet says what keys and the machine itself cost.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.figures import Figure

if TYPE_CHECKING:
    from textual.pilot import Pilot

_WAKES = 0.004
_QUIET = 5.0
_FRAME = 16.0
_KEYS = ("down", "down", "up", "pagedown", "pageup")


def figures(cases: int = 100_000, home: Path | None = None) -> Iterator[Figure]:
    """`home` is one that is there; only its office is read."""
    from refundtui.bootstrap import new_office
    from refundtui.training.seeding.believable import lives_and_twins

    with tempfile.TemporaryDirectory(prefix="refundtui-loop-") as folder:
        ours = Path(folder) / "home"
        if home is None:
            with new_office(ours) as made:
                made.store.fill(lives_and_twins(cases), now=made.clock.now())
        else:
            (ours / "training").mkdir(parents=True)
            for name in ("office.db", "clock.json"):
                shutil.copy(home / "training" / name, ours / "training" / name)
        quiet, beside, came = asyncio.run(_late(ours))
    for part, name in ((0.5, "p50"), (0.99, "p99"), (1.0, "longest")):
        yield Figure(
            f"loop held up while {came} cases come in, {name}",
            _at(beside, part),
            "ms",
            _FRAME,
            f"{_at(quiet, part):.1f} ms in the quiet, {len(beside)} looks",
        )


async def _late(home: Path) -> tuple[list[float], list[float], int]:
    """Milliseconds late at each look in the quiet and beside the import, and how many cases that brought."""
    from refundtui.bootstrap import OfficeWhenNeeded, open_desk
    from refundtui.tui.app import Desk
    from refundtui.tui.warming import warming

    with warming(), open_desk(home) as desk:
        ports = replace(desk.ports, office=OfficeWhenNeeded(None))  # nobody else takes anything in
        async with Desk(ports, language="en", zone="UTC").run_test(size=(120, 40)) as pilot:
            began = time.perf_counter()
            quiet = await _worked(pilot, lambda: time.perf_counter() - began > _QUIET)
            work = asyncio.get_running_loop().run_in_executor(None, desk.pull)
            beside = await _worked(pilot, work.done)
            came = await work
        return quiet, beside, len(came.changed)


async def _worked(pilot: Pilot[int], is_over: Callable[[], bool]) -> list[float]:
    """Keys pressed until it is over, and how late each look was."""
    looking = asyncio.create_task(_looks(is_over))
    for key in cycle(_KEYS):
        if is_over():
            return await looking
        await pilot.press(key)
        await asyncio.sleep(0.25)
    return []


async def _looks(is_over: Callable[[], bool]) -> list[float]:
    late = []
    while not is_over():
        wanted = time.perf_counter() + _WAKES
        await asyncio.sleep(_WAKES)
        late.append((time.perf_counter() - wanted) * 1000)
    return late


def _at(taken: list[float], part: float) -> float:
    ranked = sorted(taken)
    return ranked[min(len(ranked) - 1, int(len(ranked) * part))]
