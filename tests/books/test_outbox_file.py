"""The outbox as a file: owned by one process, migrated without loss, never shown as stored when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from refundtui.books.cipher import connect
from refundtui.books.migrations import STEPS
from refundtui.books.outbox import Outbox
from refundtui.books.trouble import Corrupt, Newer, NotWritten, ReadOnly, WrongKey
from refundtui.casework.submissions import EntryState, Submission, SubmissionId
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote, Command
from refundtui.domain.hostile_text import clean_value
from refundtui.wire.submissions import encode_submission
from tests.ports.test_cache_port import KEY, NOON
from tests.ports.test_outbox_port import a_submission
from tests.support.strategies import any_command


def test_what_was_said_is_there_after_reopening(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db", KEY) as outbox:
        added = outbox.add(a_submission("s1"), "RF-1")
        outbox.save_draft("c1/note", "half a thought")
    with Outbox(tmp_path / "outbox.db", KEY) as outbox:
        assert list(outbox.entries()) == [added]
        assert outbox.draft("c1/note") == "half a thought"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_command)
def test_every_command_comes_back_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, command: Command
) -> None:
    with Outbox(tmp_path_factory.mktemp("outbox") / "outbox.db", KEY) as outbox:
        said = a_submission("s1", command=command)
        outbox.add(said, "RF-1")
        kept = outbox.entry(SubmissionId("s1"))
        assert kept is not None
        assert kept.submission == clean_value(said)


def test_card_numbers_and_escapes_never_reach_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with Outbox(path, None) as outbox:  # plain, so that the disk can be searched
        note = AddNote("n1", "she said 4111 1111 1111 1111\x1b]0;owned\x07")
        outbox.add(a_submission("s1", command=note), "RF-1")
        outbox.save_draft("c1/note", "4111-1111-1111-1111\u202e")
        raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert outbox.draft("c1/note") == "••••-••••-••••-1111"
    assert b"4111" not in raw
    assert b"owned" not in raw
    assert b"\x1b]" not in raw


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    with Outbox(tmp_path / "home" / "outbox.db", KEY) as outbox:
        outbox.add(a_submission("s1"), "RF-1")
        assert {oct(file.stat().st_mode & 0o777) for file in (tmp_path / "home").iterdir()} == {"0o600"}


def test_a_commit_is_on_the_disk_before_the_call_returns(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db", KEY) as outbox:
        assert outbox._db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert outbox._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_second_process_may_look_but_not_write(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    program = f"""
from pathlib import Path
from refundtui.books.outbox import Outbox
from refundtui.books.trouble import ReadOnly
outbox = Outbox(Path({str(path)!r}), bytes(range(32)))
print(outbox.read_only, [entry.submission.id for entry in outbox.entries()])
try:
    outbox.save_draft("k", "text")
except ReadOnly as refusal:
    print(refusal.finding.code)
"""
    with Outbox(path, KEY) as outbox:
        outbox.add(a_submission("s1"), "RF-1")
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["True ['s1']", "book.read_only"]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["False ['s1']"]


def test_the_owner_gone_the_next_one_owns_it(tmp_path: Path) -> None:
    first = Outbox(tmp_path / "outbox.db", KEY)
    second = Outbox(tmp_path / "outbox.db", KEY)
    assert (first.read_only, second.read_only) == (False, True)
    with pytest.raises(ReadOnly):
        second.add(a_submission("s1"), "RF-1")
    second.close()
    first.close()
    with Outbox(tmp_path / "outbox.db", KEY) as third:
        assert not third.read_only


def test_a_full_disk_is_a_failure_and_nothing_is_shown_as_queued(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db", KEY) as outbox:
        outbox.add(a_submission("s1"), "RF-1")
        pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
        outbox._db.execute(f"PRAGMA max_page_count = {pages}")
        big = a_submission("s2", command=AddNote("n", "x" * 100_000))
        with pytest.raises(NotWritten) as refusal:
            outbox.add(big, "RF-2")
        assert refusal.value.finding.code == "book.not_written"
        with pytest.raises(NotWritten):
            outbox.save_draft("k", "y" * 100_000)
        assert [entry.submission.id for entry in outbox.entries(open_only=False)] == ["s1"]
        assert outbox.draft("k") is None
        outbox._db.execute("PRAGMA max_page_count = 1000000")
        assert outbox.add(big, "RF-2").state is EntryState.QUEUED


def test_a_wrong_key_or_a_torn_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with Outbox(path, KEY) as outbox:
        for number in range(50):
            outbox.add(a_submission(f"s{number}"), "RF-1")
    whole = path.read_bytes()
    with pytest.raises(WrongKey):
        Outbox(path, bytes(32))
    assert path.read_bytes() == whole
    torn = whole[: len(whole) // 4096 // 2 * 4096]
    path.write_bytes(torn)
    with pytest.raises((Corrupt, WrongKey)):
        Outbox(path, KEY)
    assert path.read_bytes() == torn


# --- Migrations ------------------------------------------------------------------------------------


def an_outbox_of_step(path: Path, number: int) -> None:
    """As an older version left it: two words and a draft."""
    db = connect(path, KEY, synchronous="FULL")
    for step in STEPS[:number]:
        db.executescript(step)
    if number:
        for position, state in ((1, "queued"), (2, "sending")):
            said = Submission(SubmissionId(f"s{position}"), CaseId("c1"), AddNote("n", "hi"), 1, "kim", NOON)
            db.execute(
                "INSERT INTO entry(position, id, case_id, reference, state, submission, attempts) "
                "VALUES(?, ?, 'c1', 'RF-1', ?, ?, ?)",
                (position, said.id, state, encode_submission(said), position - 1),
            )
        db.execute("INSERT INTO draft VALUES('c1/note', 'half')")
    db.execute(f"PRAGMA user_version = {number}")
    db.close()


@pytest.mark.parametrize("number", range(len(STEPS) + 1))
def test_an_outbox_of_any_older_version_is_opened_with_every_word(tmp_path: Path, number: int) -> None:
    path = tmp_path / "outbox.db"
    an_outbox_of_step(path, number)
    with Outbox(path, KEY) as outbox:
        words = [(entry.submission.id, entry.state.value, entry.attempts) for entry in outbox.entries()]
        assert words == ([("s1", "queued", 0), ("s2", "sending", 1)] if number else [])
        assert outbox.draft("c1/note") == ("half" if number else None)
        outbox.sending(outbox.add(a_submission("s9"), "RF-1").submission.id)
        outbox.needs_review(SubmissionId("s9"), (), None)
    with Outbox(path, KEY) as outbox:
        assert [entry.submission.id for entry in outbox.entries()][-1] == "s9"


def test_every_step_leads_to_the_same_shape(tmp_path: Path) -> None:
    shapes = set()
    for number in range(len(STEPS) + 1):
        path = tmp_path / f"{number}.db"
        an_outbox_of_step(path, number)
        with Outbox(path, KEY) as outbox:
            shapes.add(tuple(outbox._db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name")))
    assert len(shapes) == 1


def test_no_step_takes_anything_away() -> None:
    for step in STEPS:
        assert not any(word in step.upper() for word in ("DROP", "DELETE", "RENAME", "REPLACE"))


def test_an_outbox_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with Outbox(path, KEY) as outbox:
        outbox.add(a_submission("s1"), "RF-1")
    db = connect(path, KEY)
    db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(Newer):
        Outbox(path, KEY)
    assert path.read_bytes() == before


def test_a_step_that_fails_half_way_leaves_the_outbox_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outbox.db"
    an_outbox_of_step(path, len(STEPS))
    broken = (*STEPS, "ALTER TABLE entry ADD COLUMN colour TEXT; ALTER TABLE nowhere ADD COLUMN x TEXT;")
    monkeypatch.setattr("refundtui.books.migrations.STEPS", broken)
    with pytest.raises(Exception, match="no such table"):
        Outbox(path, KEY)
    monkeypatch.undo()
    with Outbox(path, KEY) as outbox:
        assert len(outbox.entries()) == 2
        columns = [row[1] for row in outbox._db.execute("PRAGMA table_info(entry)")]
        assert "colour" not in columns
