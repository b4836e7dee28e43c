"""A terminal of our own: a program on a pty, what is typed to it, and every byte it wrote."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]


class Terminal:
    """A program on a pty, and everything it wrote."""

    def __init__(self, pid: int, fd: int) -> None:
        self.pid = pid
        self.fd = fd
        self.written = bytearray()

    def read(self, seconds: float) -> bytes:
        """What it writes until it has been silent for so long."""
        got = bytearray()
        while True:
            ready, _, _ = select.select([self.fd], [], [], seconds)
            if not ready:
                break
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                break
            if not data:
                break
            got.extend(data)
            if b"\x1b[c" in data or b"\x1b[0c" in data:
                os.write(self.fd, b"\x1b[?62;c")
        self.written.extend(got)
        return bytes(got)

    def wait_for(self, text: bytes, seconds: float = 40.0) -> None:
        until = time.monotonic() + seconds
        while text not in self.written:
            self.read(0.2)
            if time.monotonic() > until:
                raise AssertionError(f"{text!r} never came; the end was {bytes(self.written[-400:])!r}")

    def type(self, text: bytes) -> None:
        os.write(self.fd, text)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def forget(self) -> None:
        """From now on only what comes next counts."""
        self.read(0.3)
        self.written.clear()

    def drop(self) -> None:
        """The window is closed or the line is cut: nobody reads any more, and the system says so."""
        os.close(self.fd)
        self.fd = -1

    def end(self, seconds: float = 20.0) -> int:
        """Its exit code; what it still writes is read."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._read_on()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                self._read_on()
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("The desk does not end.")

    def _read_on(self) -> None:
        if self.fd >= 0:
            self.read(0.05)
        else:
            time.sleep(0.05)


@contextmanager
def a_terminal(
    tmp_path: Path,
    *args: str,
    size: tuple[int, int] = (120, 40),
    program: str = "tests.tui.desk_on_a_pty",
    **env: str,
) -> Iterator[Terminal]:
    """The desk on memory is told where to write a report; another program gets its words alone."""
    words = args if program != "tests.tui.desk_on_a_pty" else (str(tmp_path), *args)
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(_ROOT)
        surroundings = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        surroundings |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(tmp_path)} | env
        os.execve(  # noqa: S606 - our own program, on a terminal of its own
            sys.executable,
            [sys.executable, "-m", program, *words],
            surroundings,
        )
    terminal = Terminal(pid, fd)
    terminal.resize(*size)
    try:
        yield terminal
    finally:
        if terminal.pid:
            os.kill(terminal.pid, signal.SIGKILL)
            os.waitpid(terminal.pid, 0)
        if terminal.fd >= 0:
            os.close(fd)
