"""The README is tested: what it claims about rooms, commands and files is what stands in the sources."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from refundtui.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SOURCES = ROOT / "src" / "refundtui"


def rooms_in_readme() -> dict[str, str]:
    table = README.split("## The rooms")[1].split("##")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))


def rooms_in_sources() -> dict[str, str]:
    files = [*SOURCES.glob("*/__init__.py"), SOURCES / "config.py"]
    named = {file.parent.name if file.name == "__init__.py" else file.stem: file for file in files}
    return {name: ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "" for name, file in named.items()}


def commands() -> list[str]:
    """Every `refundtui …` line of the README's console blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("refundtui ")]


def test_every_room_stands_in_the_readme_with_its_own_question() -> None:
    told, real = rooms_in_readme(), rooms_in_sources()
    assert set(told) == set(real)
    for room, question in told.items():
        assert real[room].startswith(question), room


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word for word in shlex.split(command)[1:] if not word.startswith("-")]
    known = [word for word in words if re.fullmatch(r"[a-z][a-z-]+", word)]
    path = known[: 2 if known[0] in ("case", "law", "office", "policy") else 1]
    assert main([*path, "--help"]) == 0
    help_text = capsys.readouterr().out
    for option in re.findall(r"--[a-z-]+", command):
        assert option in help_text, f"{command}: {option} is not in its help"


def test_the_two_commands_are_one_line_each_and_make_their_own_environment() -> None:
    for name, ends in (("demo command", "refundtui demo"), ("test command", "pytest -q")):
        block = README.split(f"<!-- {name} -->")[1].split("```")[1]
        lines = [line for line in block.splitlines() if line and line != "sh"]
        assert len(lines) == 1
        assert lines[0].startswith("python3 -m venv .venv && .venv/bin/pip install")
        assert lines[0].endswith(ends)


def test_every_file_the_readme_names_is_there() -> None:
    for name in re.findall(
        r"`((?:src|tests|locales|\.ci|\.pictures|domain)/[\w./-]+)`|\]\(([\w./-]+)\)", README
    ):
        path = next(part for part in name if part)
        found = (ROOT / path).exists() or (SOURCES / path).exists()
        assert found, path
