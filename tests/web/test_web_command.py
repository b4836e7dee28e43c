"""How `refundtui web` answers when it cannot serve."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "127.0.0.1.example.org"],  # noqa: S104 - to be refused
)
def test_no_address_that_others_reach_is_served(host: str, program: Program, empty_home: Path) -> None:
    said = program("web", "--host", host, "--port", "0", "--no-open")
    assert said.code == 2
    assert "this machine alone" in said.err
    assert "ssh -L" in said.err
    assert not empty_home.exists()


def test_a_port_that_is_taken_is_said_before_anything_is_invented(program: Program, empty_home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = program("web", "--port", str(other.getsockname()[1]), "--no-open")
    assert said.code == 3
    assert "--port 0" in said.err
    assert not empty_home.exists()


@pytest.mark.parametrize("port", ["-1", "65536", "http", "٨٠"])
def test_what_is_no_port_is_wrong_usage(port: str, program: Program) -> None:
    assert program("web", "--port", port).code == 2


def test_without_the_part_that_serves_it_says_how_to_get_it(
    program: Program, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    said = program("web", "--port", "0", "--no-open")
    assert said.code == 2
    assert ".[web]" in said.err
    assert not empty_home.exists()
