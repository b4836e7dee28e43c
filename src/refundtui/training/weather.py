"""Trouble by script, for practice: the line is down, slow, or a colleague was faster."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refundtui.domain.case import CaseId
    from refundtui.domain.commands import Command


@dataclass(frozen=True, slots=True)
class Sky:
    """What the line is like now."""

    online: bool = True
    latency_ms: int = 0
    lost_answers: int = 0  # so many submissions arrive, and their answers do not


@dataclass(frozen=True, slots=True)
class ColleaguesAct:
    """Something somebody else does as soon as the desk is not looking."""

    actor: str
    case_id: CaseId
    command: Command


class Weather:
    """The state of the line between a practice desk and its office, kept over restarts in a file."""

    def __init__(self, file: Path | None = None, *, wait: Callable[[float], None] = time.sleep) -> None:
        self._file = file
        self._wait = wait
        self._sky = _read(file)

    @property
    def online(self) -> bool:
        return self._sky.online

    def go_offline(self) -> None:
        self._change(replace(self._sky, online=False))

    def go_online(self) -> None:
        self._change(replace(self._sky, online=True))

    def slow_down(self, latency_ms: int) -> None:
        self._change(replace(self._sky, latency_ms=latency_ms))

    def lose_answers(self, number: int) -> None:
        """The next so many submissions are recorded, but the desk hears nothing."""
        self._change(replace(self._sky, lost_answers=number))

    def pass_time(self) -> bool:
        """Wait as long as the line takes; whether it is up."""
        if self._sky.online and self._sky.latency_ms:
            self._wait(self._sky.latency_ms / 1000)
        return self._sky.online

    def swallows_answer(self) -> bool:
        if not self._sky.lost_answers:
            return False
        self._change(replace(self._sky, lost_answers=self._sky.lost_answers - 1))
        return True

    def _change(self, sky: Sky) -> None:
        self._sky = sky
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(asdict(sky)), encoding="utf-8")


def _read(file: Path | None) -> Sky:
    """The kept sky; a torn file means fair weather."""
    if file is not None:
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Sky(**json.loads(file.read_text("utf-8")))
    return Sky()
