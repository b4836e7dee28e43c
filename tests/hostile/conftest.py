"""A practice home of its own, and the program run on it in this process."""

from __future__ import annotations

import json
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

    @property
    def all(self) -> str:
        return self.out + self.err


Program = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    where = tmp_path / "home"
    monkeypatch.setenv("REFUNDTUI_HOME", str(where))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "REFUNDTUI_LANGUAGE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield where
    use_language("en")


@pytest.fixture
def program(home: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    def run(*words: str) -> Said:
        capsys.readouterr()
        code = main(list(words))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run
