"""The doctor tells in plain lines what would not work here, and its exit code says whether anything is bad."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
from pathlib import Path

import pytest
from rich.cells import cell_len

from refundtui.cli import main
from refundtui.cli.doctor import WIDTHS
from refundtui.i18n.words import use_language


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REFUNDTUI_HOME", str(tmp_path))
    monkeypatch.setenv("REFUNDTUI_LANGUAGE", "en")
    for name in ("TMUX", "STY", "NO_COLOR", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    use_language("en")
    return tmp_path


def looked(capsys: pytest.CaptureFixture[str], code: int) -> dict[str, list[dict[str, str]]]:
    assert main(["doctor", "--json"]) == code
    told: dict[str, list[dict[str, str]]] = {}
    for one in json.loads(capsys.readouterr().out):
        told.setdefault(one["what"], []).append(one)
    return told


def test_everything_is_looked_at_and_a_sound_machine_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    told = looked(capsys, 0)
    assert {
        "terminal", "colours", "letters", "keys", "widths", "clipboard", "choices", "files", "keyring", "database",
    } <= set(told)  # fmt: skip
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "The desk can be used here." in out
    assert "\x1b" not in out


def test_a_line_of_keys_that_cannot_be_followed_is_bad(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (at_home / "keys.toml").write_text('[keys]\n"case.note" = "alt+n"\n', "utf-8")
    (choice,) = looked(capsys, 1)["choices"]
    assert choice["health"] == "bad"
    assert "keys.toml:2" in choice["says"]


def test_a_config_that_is_torn_is_told_and_not_a_crash(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (at_home / "config.toml").write_text("[", "utf-8")
    assert looked(capsys, 1)["config"][0]["health"] == "bad"


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_key_others_can_read_is_bad(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at_home / "training").mkdir()
    key = at_home / "training" / "vault.key"
    key.touch(mode=0o600)
    assert looked(capsys, 0)["permissions"][0]["health"] == "ok"
    key.chmod(0o644)
    assert "chmod 600" in looked(capsys, 1)["permissions"][0]["says"]


def test_without_the_wheel_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    (database,) = looked(capsys, 1)["database"]
    assert "pip install sqlcipher3" in database["says"]


def test_the_expected_widths_are_those_the_desk_reckons_with() -> None:
    assert [cell_len(sample) for sample, _ in WIDTHS] == [cells for _, cells in WIDTHS]


def on_a_terminal(narrow: str, size: tuple[int, int]) -> tuple[int, str]:
    """The doctor on a pty whose other end answers where the cursor is; one sample is drawn a cell too narrow."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-m", "refundtui", "doctor"])  # noqa: S606 - our own program
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    written, samples = b"", iter(WIDTHS)
    while select.select([fd], [], [], 30)[0]:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
        for _ in range(data.count(b"\x1b[6n")):
            sample, cells = next(samples)
            os.write(fd, f"\x1b[1;{cells + (sample != narrow)}R".encode())
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    return os.waitstatus_to_exitcode(status), written.decode()


def test_a_terminal_that_draws_as_expected_is_sound() -> None:
    code, said = on_a_terminal("", (100, 30))
    assert code == 0
    assert "ok    widths: RF-1=4" in said
    assert "100x30" in said


def test_a_terminal_that_draws_wide_letters_narrow_is_told_with_the_letters() -> None:
    code, said = on_a_terminal("佐藤", (40, 10))
    assert code == 1
    assert "佐藤 3≠4" in said
    assert "60x16 is needed" in said
