"""A stopwatch around a terminal program: it is started on a pty, watched, and pressed keys of."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_QUIET = 0.03  # a burst of output has ended after so long
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"?2026$p": b"\x1b[?2026;2$y",
}
"""What a terminal answers when it is asked who it is."""


@dataclass(slots=True)
class Timed:
    """One program, once: seconds to its first rows and to its whole screen, milliseconds and bytes a key.

    `spent` is what the whole screen cost of the processor: what a busy neighbour does not change.
    """

    first_rows: float = 0.0
    whole: float = 0.0
    spent: float = 0.0
    keys: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    resident_mib: float = 0.0

    def percentile(self, part: float) -> float:
        ranked = sorted(self.keys)
        return ranked[min(len(ranked) - 1, int(len(ranked) * part))]


class Program:
    """A running program and everything it wrote."""

    def __init__(
        self, command: Sequence[str], surroundings: Mapping[str, str], size: tuple[int, int]
    ) -> None:
        self.began = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), dict(surroundings))  # noqa: S606 - our own programs
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.wrote = bytearray()

    def read(self, seconds: float) -> bytes:
        """What comes within so long; empty when nothing does."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return b""
        try:
            came = os.read(self.terminal, 1 << 16)
        except OSError:
            return b""
        for question, answer in _ANSWERS.items():
            if question in came:
                os.write(self.terminal, answer)
        self.wrote += came
        return came

    def wait_for(self, text: bytes, seconds: float) -> float:
        """Seconds since the start until this text was on the screen."""
        while text not in self.wrote:
            self.read(0.02)
            if time.perf_counter() - self.began > seconds:
                raise TimeoutError(f"{text!r} never came; the end was {bytes(self.wrote[-300:])!r}")
        return time.perf_counter() - self.began

    def rest(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self.read(0.02)

    def press(self, key: bytes, patience: float = 1.0) -> tuple[float, int]:
        """Milliseconds until the last byte this key caused, and how many bytes came."""
        while self.read(0):
            pass
        began = ended = time.perf_counter()
        os.write(self.terminal, key)
        size = 0
        while came := self.read(_QUIET if size else patience):
            ended = time.perf_counter()
            size += len(came)
        return (ended - began) * 1000, size

    @property
    def resident_mib(self) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    @property
    def cpu_seconds(self) -> float:
        """Of all its threads, in the program and for it."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Asked to stop, then made to; the terminal is closed either way."""
        os.kill(self.pid, signal.SIGTERM)
        for _ in range(100):
            self.read(0.02)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


def timed(
    command: Sequence[str],
    surroundings: Mapping[str, str],
    *,
    ready: bytes,
    whole: bytes,
    keys: int = 150,
    settling: float = 4.0,
    size: tuple[int, int] = (120, 40),
) -> Timed:
    """Start a program, wait for its rows, let it come to rest, step down row by row, and end it."""
    program = Program(command, surroundings, size)
    try:
        found = Timed(first_rows=program.wait_for(ready, 120))
        found.whole = program.wait_for(whole, 120)
        found.spent = program.cpu_seconds
        program.rest(settling)
        for _ in range(keys):
            took, size_of = program.press(b"j")
            if size_of:
                found.keys.append(took)
                found.bytes.append(size_of)
            program.rest(0.03)
        found.resident_mib = program.resident_mib
        return found
    finally:
        program.end()
