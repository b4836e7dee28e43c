"""The PIN is typed at a terminal, twice, and only who knows the old one changes it."""

from __future__ import annotations

import os
import pty
import select
from pathlib import Path

from refundtui.tui.lock import Lock
from tests.cli.conftest import Program
from tests.support.running import a_copy_of_us


def typed(home: Path, *lines: str, option: str = "--set") -> tuple[int, str]:
    """`refundtui lock` on a terminal of its own, where somebody types these lines as they are asked for."""
    pid, fd = pty.fork()
    if pid == 0:
        a_copy_of_us("lock", option, REFUNDTUI_HOME=str(home), REFUNDTUI_LANGUAGE="en")
    written, left = b"", list(lines)
    while select.select([fd], [], [], 30)[0]:
        try:
            data = os.read(fd, 4096)
        except OSError:
            break
        if not data:
            break
        written += data
        if data.endswith(b": ") and left:
            os.write(fd, left.pop(0).encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    return os.waitstatus_to_exitcode(status), written.decode()


def test_a_pin_is_chosen_changed_and_given_up(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "live" / "lock.json")
    code, said = typed(tmp_path, "kaffee 17", "kaffee 17")
    assert code == 0, said
    assert "kaffee" not in said
    assert lock.opens("kaffee 17")
    assert typed(tmp_path, "tee", "x")[0] == 1
    assert lock.opens("kaffee 17")
    assert typed(tmp_path, "kaffee 17", "2580x", "2580y")[0] == 1
    assert typed(tmp_path, "kaffee 17", "1234")[0] == 1
    assert typed(tmp_path, "kaffee 17", "2580x", "2580x")[0] == 0
    assert lock.opens("2580x")
    assert typed(tmp_path, "2580x", option="--remove")[0] == 0
    assert not lock.is_set


def test_a_pin_cannot_be_piped_in(program: Program, empty_home: Path) -> None:
    said = program("lock", "--set")
    assert said.code == 2
    assert "never piped" in said.err
    assert program("lock", "--json").json == {"set": False, "locked": False, "wait_seconds": 0}
