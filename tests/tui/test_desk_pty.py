"""What only a real terminal shows: signals give it back, a crash tells no secrets, keys cost few bytes."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from refundtui.tui.keymap import Preset, preset_keys
from tests.support.terminal import a_terminal
from tests.tui.desk_ports import believable_cases

_ALT_SCREEN_ON = b"\x1b[?1049h"
_ALT_SCREEN_OFF = b"\x1b[?1049l"
_MOUSE_OFF = b"\x1b[?1000l"


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


def test_a_desk_whose_window_is_closed_ends(tmp_path: Path) -> None:
    """One that stayed would hold its files, and whoever opens the next window could only look."""
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.drop()
        assert terminal.end() == 129


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
    for case in believable_cases():
        for personal in filter(None, (case.customer.email, case.customer.phone, *case.customer.name.split())):
            assert personal not in text
            assert personal.encode() not in after


def test_a_step_of_the_cursor_costs_few_bytes(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(1.0)
        # The pane beside follows only when the cursor rests: steps in a row cost their two lines each.
        os.write(terminal.fd, b"jjjj")
        time.sleep(0.03)
        os.write(terminal.fd, b"kkkk")
        assert len(terminal.read(0.05)) / 8 < 2048


# Without colour

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_LOOKS = {
    "",
    "0",
    "1",
    "2",
    "3",
    "4",
    "7",
    "9",
    "22",
    "23",
    "24",
    "27",
    "29",
    "39",
    "49",
}  # bold, dim, reversed and as the terminal has it


@pytest.mark.proof
def test_without_colour_no_colour_is_sent_by_any_pane_or_dialog(tmp_path: Path) -> None:
    with a_terminal(tmp_path, NO_COLOR="1") as terminal:
        terminal.wait_for(b"RF-0481001")
        for keys in (
            b"\r",
            b"l",
            b"3",
            b"a",
            b"\x1b",
            b"4\r",
            b"\x1b",
            b"1/zz",
            b"\x1b",
            b"d",
            b"\x1b",
            b"\x10",
            b"\x1b",
            b"n",
        ):
            terminal.type(keys)
            terminal.read(0.4)
    sent = {part for found in _SGR.findall(bytes(terminal.written)) for part in found.decode().split(";")}
    assert sent - _LOOKS == set()
    assert "7" in sent, "the cursor is reversed instead"


# Stopped, continued, another size


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]


@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="whether a process is stopped is read in /proc"
)
def test_a_desk_that_is_stopped_gives_the_terminal_back_and_takes_it_again(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.forget()
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.wait_for(_ALT_SCREEN_OFF)
        until = time.monotonic() + 20
        while state_of(terminal.pid) != "T" and time.monotonic() < until:
            time.sleep(0.05)
        assert state_of(terminal.pid) == "T"
        assert _MOUSE_OFF in terminal.written
        terminal.forget()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for(_ALT_SCREEN_ON)
        terminal.wait_for(b"RF-0481001")
        terminal.type(b"\x11")
        assert terminal.end() == 0


def test_ctrl_z_is_nobodys_command(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.forget()
        terminal.type(b"\x1a")
        terminal.read(0.5)
        assert _ALT_SCREEN_OFF not in terminal.written
        terminal.type(b"\x11")
        assert terminal.end() == 0


def test_a_window_too_small_says_so_and_a_larger_one_shows_the_desk_again(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.forget()
        terminal.resize(50, 12)
        terminal.wait_for(b"50x12 is too small, 60x16 is needed.")
        terminal.forget()
        terminal.resize(200, 60)
        terminal.wait_for(b"RF-0481001")
        terminal.type(b"\x11")
        assert terminal.end() == 0


# Keys as terminals send them

_SENT = {
    "enter": (b"\r",), "escape": (b"\x1b",), "tab": (b"\t",), "shift+tab": (b"\x1b[Z",), "space": (b" ",),
    "backspace": (b"\x7f",), "up": (b"\x1b[A", b"\x1bOA"), "down": (b"\x1b[B", b"\x1bOB"), "right": (b"\x1b[C", b"\x1bOC"),
    "left": (b"\x1b[D", b"\x1bOD"), "home": (b"\x1b[H", b"\x1bOH", b"\x1b[1~"), "end": (b"\x1b[F", b"\x1bOF", b"\x1b[4~"),
    "pageup": (b"\x1b[5~",), "pagedown": (b"\x1b[6~",), "insert": (b"\x1b[2~",), "delete": (b"\x1b[3~",),
    "f1": (b"\x1bOP", b"\x1b[11~", b"\x1b[[A"), "f2": (b"\x1bOQ", b"\x1b[12~", b"\x1b[[B"), "f3": (b"\x1bOR", b"\x1b[13~"),
    "f4": (b"\x1bOS", b"\x1b[14~"), "f5": (b"\x1b[15~",), "f6": (b"\x1b[17~",), "f7": (b"\x1b[18~",), "f8": (b"\x1b[19~",),
    "f9": (b"\x1b[20~",), "slash": (b"/",), "question_mark": (b"?",), "asterisk": (b"*",), "colon": (b":",), "plus": (b"+",),
    "minus": (b"-",), "equals_sign": (b"=",), "less_than_sign": (b"<",), "greater_than_sign": (b">",), "comma": (b",",),
    "full_stop": (b".",), "exclamation_mark": (b"!",), "percent_sign": (b"%",),
}  # fmt: skip


def sent_for(key: str) -> tuple[bytes, ...]:
    if key.startswith("ctrl+"):
        return (bytes([ord(key[-1]) - ord("a") + 1]),)
    return _SENT[key] if len(key) > 1 else (key.encode(),)


@pytest.mark.parametrize("preset", Preset)
def test_every_key_of_every_preset_arrives_however_terminals_send_it(preset: Preset) -> None:
    for key in {key for keys in preset_keys(preset).values() for key in keys}:
        for sequence in sent_for(key):
            parser = XTermParser()
            heard = [*parser.feed(sequence.decode()), *parser.feed("")]
            keys = {event.key for event in heard if isinstance(event, events.Key)}
            assert keys == {key}, (key, sequence)


# The mouse, as terminals send it


def test_a_click_on_a_refund_that_a_key_sends_at_once_only_asks(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(1.0)
        terminal.forget()
        terminal.type(b"d")
        terminal.wait_for(b"Decide RF-0481001")
        terminal.read(0.5)  # keys and clicks of the first moment belong to what was before
        row = _row_of(bytes(terminal.written), b"Refund")
        terminal.forget()
        terminal.type(f"\x1b[<0;40;{row}M\x1b[<0;40;{row}m".encode())
        terminal.wait_for(b"Confirm refund")
        terminal.wait_for(b"Keep editing")
        assert b"take back" not in terminal.written
        terminal.type(b"\x1b")
        terminal.read(0.5)
        terminal.forget()
        terminal.type(b"d")
        terminal.wait_for(b"Decide RF-0481001")
        terminal.read(0.5)
        terminal.type(b"f")
        terminal.wait_for(b"take back")


def _row_of(written: bytes, text: bytes) -> int:
    """The line of the screen where this was written, 1 for the first."""
    before = written[: written.index(text)]
    moves = re.findall(rb"\x1b\[(\d+);\d+H", before)
    return int(moves[-1])
