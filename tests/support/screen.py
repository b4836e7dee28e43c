"""The screen as text: what somebody without colours sees. The only place that knows Textual's compositor."""

from __future__ import annotations

import asyncio
import io
import time
from typing import Any, NamedTuple

import textual.app
import textual.pilot
from rich.console import Console
from textual.app import App
from textual.widget import Widget


def screen_text(app: App[Any]) -> str:
    """Every line of the screen, without trailing blanks."""
    width, height = app.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system=None,
        legacy_windows=False,
        record=True,
    )
    console.print(
        app.screen._compositor.render_update(full=True, screen_stack=app._background_screens, simplify=True)
    )
    return "\n".join(line.rstrip() for line in console.export_text(styles=False).splitlines()) + "\n"


_PAINTED_AFTER = 20
"""Turns without anything else to do: what is still not painted then is covered by something else."""


async def at_rest(pilot: Any, seconds: float = 20.0) -> None:
    """Wait until no thread is thinking, no message is on its way and no pane waits; never for a fixed time.

    A key's consequences pass from widget to widget, one turn of the loop for each: on a busy machine a dozen
    turns can be over before the last of them has begun a thread. So every queue is looked into.
    """
    until = time.monotonic() + seconds
    calm = unpainted = 0
    while calm < 2:
        await pilot.pause(0.01)
        busy = [worker for worker in pilot.app.workers if not worker.is_finished]
        if busy or _has_messages(pilot.app) or not pilot.app.room.is_settled:
            calm = unpainted = 0
        elif _is_to_be_painted(pilot.app) and unpainted < _PAINTED_AFTER:
            unpainted += 1
        else:
            calm += 1
        if time.monotonic() > until:
            raise AssertionError(f"The desk does not come to rest: {busy}")


async def _a_few_turns(min_sleep: float = 0, max_sleep: float = 0) -> None:
    for _ in range(3):
        await asyncio.sleep(0.001)


def look_instead_of_guessing() -> None:
    """Textual takes a desk for idle when the process used little time for 20 ms, twice for every key.

    `at_rest` looks into the queues and knows; a quarter of the time of all tests at the desk was that guess.
    """
    textual.app.wait_for_idle = _a_few_turns  # type: ignore[attr-defined] # not exported, and what it calls
    textual.pilot.wait_for_idle = _a_few_turns  # type: ignore[attr-defined] # not exported, and what it calls


def _has_messages(app: App[Any]) -> bool:
    """Whether anything on the desk still has to hear of something."""
    hearers: list[Any] = [
        app,
        *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True)),
    ]
    return any(
        not hearer._message_queue.empty() or hearer._next_callbacks or getattr(hearer, "_callbacks", ())
        for hearer in hearers
        if hearer._running
    )


def _is_to_be_painted(app: App[Any]) -> bool:
    """Whether what is seen has changed and is not on the screen yet: a border is painted a turn after its words."""
    return any(
        node._layout_required or node._repaint_required
        for node in app.screen.walk_children(Widget, with_self=True)
        if node._running and node.is_on_screen
    )


class Ink(NamedTuple):
    """A letter's colour and its ground, with the text first seen so."""

    letters: str
    ground: str
    text: str


def inks(app: App[Any]) -> list[Ink]:
    """Every pair of colours that letters are painted in now."""
    found: dict[tuple[str, str], Ink] = {}
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None or not segment.text.strip():
                continue
            letters, ground = style.color, style.bgcolor
            assert letters is not None, segment
            assert ground is not None, segment
            pair = (ground.name, letters.name) if style.reverse else (letters.name, ground.name)
            found.setdefault(pair, Ink(*pair, segment.text.strip()))
    return list(found.values())
