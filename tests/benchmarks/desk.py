"""The desk beside the least program that shows the same rows: start, keys, bytes, memory; then search and opening.

`python -m tests.benchmarks desk --cases 1000000` seeds a home (minutes, and some gigabytes, once);
`--home DIR` takes one that is there. Both programs run in turn, three times; medians are compared.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean, median

from tests.benchmarks.figures import Figure, cpu_seconds
from tests.benchmarks.stopwatch import Timed, timed

_ROUNDS = 3
_KEYS_SHOWN = b"^p"  # both programs end their screen with the keys that may be pressed
_TYPED = (
    "example",
    "e",
    "mar",
    "maria 1",
    "gmail",
    "lh-5",
    "rf-00",
    "000",
    "świ",
    "王",
    "öz",
    "de 12",
    "o'con",
)
"""Common words and rare ones; each is measured as it grows under the fingers."""


def figures(cases: int = 20_000, home: Path | None = None) -> Iterator[Figure]:
    with _a_home(cases, home) as folder:
        yield from _beside_the_least(folder)
        yield from _searching(folder)
        yield from _opening(folder)


@contextmanager
def _a_home(cases: int, home: Path | None) -> Iterator[Path]:
    folder = home or Path(tempfile.mkdtemp(prefix="refundtui-desk-"))
    try:
        if not (folder / "training" / "office.db").exists():
            command = [sys.executable, "-m", "refundtui", "demo", "--no-desk", "--cases", str(cases)]
            subprocess.run(command, env=os.environ | {"REFUNDTUI_HOME": str(folder)}, check=True)
        yield folder
    finally:
        if home is None:
            shutil.rmtree(folder)


def _beside_the_least(home: Path) -> Iterator[Figure]:
    from refundtui.books.vault import vault_for

    practice = home / "training"
    key = vault_for(practice, training=True).keys().cache.hex()
    ours = [sys.executable, "-m", "tests.benchmarks.desk_alone", str(home)]
    least = [sys.executable, "-m", "tests.benchmarks.least_desk", str(practice / "cache.db"), key]
    desks: list[Timed] = []
    floors: list[Timed] = []
    with _as_installed() as surroundings:
        for program in (least, ours):
            timed(program, surroundings, ready=b"RF-", whole=_KEYS_SHOWN, keys=0, settling=2.0)
        for _ in range(_ROUNDS):
            floors.append(timed(least, surroundings, ready=b"RF-", whole=_KEYS_SHOWN))
            desks.append(timed(ours, surroundings, ready=b"RF-", whole=_KEYS_SHOWN))

    def both(of: str) -> tuple[float, float]:
        return median(_one(run, of) for run in desks), median(_one(run, of) for run in floors)

    for name, of, unit, budget in (
        ("start → first rows", "first_rows", "s", 1.25),
        ("start → whole screen, keys are heard", "whole", "s", None),
        ("what the whole screen costs, CPU", "spent", "s", None),
        ("key → paint, p50", "p50", "ms", 1.3),
        ("key → paint, p99", "p99", "ms", 1.3),
        ("resident memory", "resident_mib", "MiB", 2.0),
    ):
        desk, floor = both(of)
        yield Figure(
            f"{name}, against the least", desk / floor, "×", budget, f"{desk:.3g} and {floor:.3g} {unit}"
        )
    sent = [size for run in desks for size in run.bytes]
    note = f"half of them {median(sent):.0f} and less; a step that scrolls {max(sent)}"
    yield Figure("bytes per cursor key, mean", fmean(sent), "bytes", 2048, note)


@contextmanager
def _as_installed() -> Iterator[dict[str, str]]:
    """Both programs start from compiled modules, as installed ones do, whatever this shell says of them."""
    with tempfile.TemporaryDirectory(prefix="refundtui-compiled-") as compiled:
        here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield here | {"PYTHONPYCACHEPREFIX": compiled, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _one(run: Timed, of: str) -> float:
    match of:
        case "p50":
            return run.percentile(0.5)
        case "p99":
            return run.percentile(0.99)
        case _:
            return float(getattr(run, of))


def _searching(home: Path) -> Iterator[Figure]:
    """First rows of what is typed, letter by letter, as the desk asks for them; and pages far down."""
    from refundtui.bootstrap import open_desk
    from refundtui.casework.queue_filter import QueueFilter
    from refundtui.casework.reading import queue

    with open_desk(home) as desk:
        taken: list[tuple[float, str]] = []
        for word in _TYPED:
            for end in range(1, len(word) + 1):
                began = time.perf_counter()
                queue(QueueFilter(text=word[:end]), desk.ports, limit=200)
                taken.append((time.perf_counter() - began, word[:end]))
        taken.sort()
        slowest = taken[-1]
        p95 = taken[int(len(taken) * 0.95)][0]
        yield Figure("search, first rows, p95", p95 * 1000, "ms", 50)
        yield Figure("search, first rows, slowest", slowest[0] * 1000, "ms", note=repr(slowest[1]))
        number = desk.ports.cache.count(QueueFilter())
        far = []
        for part in (0.1, 0.3, 0.5, 0.69, 0.9, 0.999):
            began = time.perf_counter()
            queue(QueueFilter(), desk.ports, limit=200, offset=int(number * part))
            far.append(time.perf_counter() - began)
        yield Figure("a page anywhere in the queue, slowest", max(far) * 1000, "ms", 50)


def _opening(home: Path) -> Iterator[Figure]:
    """A case with verdict, quote and clocks, as the desk reads it."""
    from refundtui.bootstrap import open_desk
    from refundtui.casework.queue_filter import QueueFilter
    from refundtui.casework.reading import case_file, queue

    with open_desk(home) as desk:
        ids = [row.case_id for row in queue(QueueFilter(), desk.ports, limit=50)]
        case_file(ids[0], desk.ports)
        each = [cpu_seconds(lambda one=one: case_file(one, desk.ports), repeat=1, rounds=3) for one in ids]  # type: ignore[misc] # bound at once
        yield Figure("open a cached case, median", median(each) * 1000, "ms CPU", 16)
        yield Figure("open a cached case, slowest of fifty", max(each) * 1000, "ms CPU", 16)
