"""`python -m tests.soak [--agents N] [--seconds N] [--database sqlite|postgresql]`: many agents at once, and a report.

Exit code 1 says that something was lost, doubled or unequal at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.soak.agent import Agent, Seen
from tests.soak.office_process import Filled, fill, memory_of, served, wrongs
from tests.support.offices import a_postgres_office

_STREAMS = 50
"""Agents whose desk also holds the stream of pokes open."""


@dataclass
class Report:
    """What a soak showed; `wrongs` and `unequal` must be nothing."""

    database: str
    agents: int
    seconds: float
    seen: Seen
    memory: list[float] = field(default_factory=list)
    unequal: int = 0
    wrongs: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.wrongs and not self.unequal and not self.seen.given_up

    def lines(self) -> list[str]:
        seen = self.seen
        asked = sum(map(len, seen.seconds.values()))
        of_all = (
            f"{self.database}: {self.agents} agents, {self.seconds:.0f} s, {asked} questions "
            f"({asked / self.seconds:.0f}/s), {len(seen.promised)} decisions accepted, "
            f"{seen.lost_on_purpose} answers lost on purpose"
        )
        lines = [
            of_all,
            f"  {'':<10} {'number':>7} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'worst':>8}",
        ]
        for what, seconds in sorted(seen.seconds.items()):
            in_order = sorted(seconds)
            at = [in_order[min(len(in_order) - 1, int(len(in_order) * part))] for part in (0.5, 0.95, 0.99)]
            told = " ".join(f"{one * 1000:8.0f}" for one in (*at, in_order[-1]))
            lines.append(f"  {what:<10} {len(seconds):7d} {told}")
        first, last = self.memory[len(self.memory) // 5], self.memory[-1]
        lines += [
            f"  answers {dict(sorted(seen.answers.items()))}, refused {dict(seen.refused)}",
            (
                f"  memory {first:.0f} MB after a fifth, {last:.0f} MB at the end ({last - first:+.0f} MB), "
                f"each minute {' '.join(f'{one:.0f}' for one in self.memory[::60])}"
            ),
            f"  troubles on the line {len(seen.troubles)} {sorted(set(seen.troubles))[:5]}, given up {seen.given_up}",
            f"  lost or doubled {len(self.wrongs)} {self.wrongs[:3]}, unequal copies {self.unequal}",
        ]
        return lines


def soak(
    place: Path | str, home: Path, *, agents: int, seconds: float, workers: int, cases: int, think: float
) -> Report:
    filled = fill(place, agents, cases)
    with served(place, filled.address, workers, home) as process:
        report = asyncio.run(_work(place, filled, process, seconds, think))
    report.wrongs = [*report.seen.doubles, *wrongs(place, report.seen.promised)]
    return report


async def _work(place: Path | str, filled: Filled, process: object, seconds: float, think: float) -> Report:
    seen = Seen()
    report = Report("postgresql" if isinstance(place, str) else "sqlite", len(filled.tokens), seconds, seen)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=filled.address, timeout=30, limits=limits) as client:
        people = [
            Agent(person, filled.feeds[person], client, token, seen)
            for person, token in filled.tokens.items()
        ]
        until = time.monotonic() + seconds
        listening = [asyncio.create_task(one.listen(until)) for one in people[:_STREAMS]]
        watching = asyncio.create_task(_watch(process, report, until))
        await asyncio.gather(*(one.work(until, think) for one in people))
        await watching
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        equal = [await one.catch_up() for one in people]
        report.unequal = equal.count(False)
    return report


async def _watch(process: object, report: Report, until: float) -> None:
    while True:
        report.memory.append(memory_of(process))  # type: ignore[arg-type] # the office's own
        if time.monotonic() >= until:
            return
        await asyncio.sleep(1)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--think", type=float, default=4.0, help="seconds between two cases of one agent")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked = parser.parse_args(argv)
    good = True
    for database in asked.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="refundtui-soak-") as folder:
            home = Path(folder)
            place = home / "office.db" if database == "sqlite" else a_postgres_office()
            report = soak(
                place,
                home,
                agents=asked.agents,
                seconds=asked.seconds,
                workers=1 if database == "sqlite" else 2,
                cases=asked.cases,
                think=asked.think,
            )
        print("\n".join(report.lines()), flush=True)
        good = good and report.is_good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
