"""A practice home, made once and copied for every test, and the program run in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from refundtui.cli import main
from refundtui.i18n.words import use_language


@dataclass(frozen=True, slots=True)
class Said:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Program = Callable[..., Said]


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty cases, seeded once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REFUNDTUI_HOME", str(home))
        environment.setenv("LANG", "en_US.UTF-8")
        assert main(["demo", "--no-desk", "--cases", "60"]) == 0
    return home


@pytest.fixture
def home(made_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "home"
    shutil.copytree(made_home, copy)
    yield from _at(copy, monkeypatch)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from _at(tmp_path / "home", monkeypatch)


def _at(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("REFUNDTUI_HOME", str(home))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "REFUNDTUI_LANGUAGE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield home
    use_language("en")


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    """`program("case", "show", "1")` runs it and says what it answered."""

    def run(*words: str) -> Said:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run
