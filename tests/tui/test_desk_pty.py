"""What only a real terminal shows: signals give it back, a crash tells no secrets, keys cost few bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ALT_SCREEN_OFF = b"\x1b[?1049l"
_MOUSE_OFF = b"\x1b[?1000l"


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

    def end(self, seconds: float = 20.0) -> int:
        """Its exit code; what it still writes is read."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                self.read(0.05)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("The desk does not end.")


@contextmanager
def a_terminal(
    tmp_path: Path, *args: str, size: tuple[int, int] = (120, 40), **env: str
) -> Iterator[Terminal]:
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(_ROOT)
        surroundings = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        surroundings |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(tmp_path)} | env
        os.execve(  # noqa: S606  our own program, on a terminal of its own
            sys.executable,
            [sys.executable, "-m", "tests.tui.desk_on_a_pty", str(tmp_path), *args],
            surroundings,
        )
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    terminal = Terminal(pid, fd)
    try:
        yield terminal
    finally:
        if terminal.pid:
            os.kill(terminal.pid, signal.SIGKILL)
            os.waitpid(terminal.pid, 0)
        os.close(fd)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["term", "hup"]
)
def test_a_signal_gives_the_terminal_back(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        os.kill(terminal.pid, number)
        assert terminal.end() == code
        assert _ALT_SCREEN_OFF in terminal.written
        assert _MOUSE_OFF in terminal.written


def test_a_crash_gives_the_terminal_back_and_tells_no_secrets(tmp_path: Path) -> None:
    with a_terminal(tmp_path, "crash") as terminal:
        assert terminal.end(60) == 70
        assert _ALT_SCREEN_OFF in terminal.written
        after = bytes(terminal.written).rpartition(_ALT_SCREEN_OFF)[2]
        assert b"refundtui had to stop" in after
        assert b"DE0212" not in terminal.written
        assert b"Traceback" not in terminal.written
    (report,) = tmp_path.glob("refundtui-crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "falls" in text
    assert "DE0212" not in text
    assert str(tmp_path) not in text
    assert str(Path.home()) not in text
    assert report.stat().st_mode & 0o077 == 0


def test_a_step_of_the_cursor_costs_few_bytes(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(1.0)
        # The pane beside follows only when the cursor rests: steps in a row cost their two lines each.
        os.write(terminal.fd, b"jjjj")
        time.sleep(0.03)
        os.write(terminal.fd, b"kkkk")
        assert len(terminal.read(0.05)) / 8 < 2048


def test_without_colour_no_colour_is_sent(tmp_path: Path) -> None:
    with a_terminal(tmp_path, NO_COLOR="1") as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(0.5)
        assert b"38;2;" not in terminal.written
        assert b"48;2;" not in terminal.written
        assert re.search(rb"\x1b\[(?:\d+;)*7(?:;\d+)*m", terminal.written), "the cursor is reversed instead"
