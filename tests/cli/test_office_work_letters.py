"""Whoever pays sends the letters too: one program at work is an office at work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from refundtui.cli import office_letters, office_paying
from refundtui.office.letters_out import queue
from tests.cli.conftest import Program
from tests.office.test_letters_out import sent_in
from tests.support.mail_server import Box, serving
from tests.support.offices import NOW, an_office


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def settings(box: Box, tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "letters.toml"
    for port in serving(box):
        file.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nsender = "a@b.example"\n')
        yield file


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office where one letter was let go, a minute ago."""
    place = tmp_path / "office.db"
    with an_office(place) as store:
        sent_in(store)
    for module in (office_letters, office_paying):
        monkeypatch.setattr(module, "now", lambda: NOW + timedelta(minutes=1))
    return place


def waiting(place: Path) -> int:
    with an_office(place) as store, store.database.reading() as connection:
        return len(queue.standing(connection))


def test_office_work_sends_the_letters_that_are_due_once(
    program: Program, box: Box, settings: Path, office: Path
) -> None:
    work = ("office", "work", "--once", "--letters", str(settings), "--database", str(office))
    assert waiting(office) == 1
    for _ in range(2):
        said = program(*work)
        assert (said.code, said.err) == (0, "")
    ((_, _, content),) = box.letters
    assert message_from_bytes(content, policy=default)["To"] == "lucja@example.com"
    assert waiting(office) == 0


def test_without_a_file_of_ways_it_pays_alone_and_letters_wait(
    program: Program, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert program("office", "work", "--once", "--database", str(office)).code == 0
    assert waiting(office) == 1


def test_a_mistake_in_the_ways_is_named_before_anything_is_paid(
    program: Program, office: Path, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text("[fax]")
    said = program("office", "work", "--once", "--letters", str(file), "--database", str(office))
    assert said.code == 2
    assert "There is no “fax”" in said.err
