"""Our word: what the agent said and what became of it, on disk when the call returns, and never lost.

Written for being killed at any moment: every change is one transaction, and a commit is on the disk itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from refundtui.books.cipher import Connection, connect
from refundtui.books.lock import Lock
from refundtui.books.migrations import check_step, migrate
from refundtui.books.trouble import Corrupt, ReadOnly, told_as_trouble
from refundtui.casework.submissions import Entry, EntryState, Submission, SubmissionId
from refundtui.domain.hostile_text import clean_text, clean_value, mask_cards

if TYPE_CHECKING:
    from refundtui.domain.case import Case, CaseId
    from refundtui.domain.findings import Finding

_COLUMNS: Final = (
    "id, state, position, reference, submission, findings, visible_in, visible_at, attempts, current"
)
_REMEMBER: Final = (
    "INSERT OR REPLACE INTO remembered SELECT position, id, case_id, reference, submission, visible_in, "
    "visible_at, attempts, ? FROM entry WHERE id = ?"
)
_REMEMBERED_SINCE: Final = (
    "SELECT id, 'accepted', position, reference, submission, NULL, visible_in, visible_at, attempts, NULL, NULL "
    "FROM remembered WHERE decided_at >= ? ORDER BY position"
)
_REMEMBERED: Final = (
    "SELECT id, 'accepted', position, reference, submission, NULL, visible_in, visible_at, attempts, NULL, NULL "  # noqa: S608 (our own words)
    f"FROM remembered UNION ALL SELECT {_COLUMNS}, lease FROM entry WHERE state = 'accepted' ORDER BY position"
)
SAVED: Final = f"{_COLUMNS}, case_id"
"""Out of a torn outbox of an older step too; without its lease a word is judged by what it was made on."""
_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CAN_BE_TAKEN_BACK: Final = ("queued", "needs_review")
"""What never left, or what the office surely did not take."""
_CARRIES_A_NUMBER: Final = b'"settle_another_way"'
"""The one command that does, as it is spelled in a submission."""


class Outbox:
    """`casework.ports.Outbox` on one SQLCipher file that one process owns.

    `read_only` when another process has it: everything can be seen, nothing added.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path = path
        self._calling = threading.RLock()
        self._lock = Lock(path.with_name(path.name + ".lock"))
        self._read_only = not self._lock.take()
        try:
            self._db = self._opened(key)
        except BaseException:
            self._lock.release()
            raise

    def _opened(self, key: bytes | None) -> Connection:
        # Full: a commit that returned is on the disk, not in its memory.
        db = connect(self.path, key, synchronous="FULL", only_reading=self.read_only)
        try:
            with told_as_trouble("outbox"):
                _check(db)
                if self.read_only:
                    check_step(db)
                else:
                    migrate(db)
                # What is deleted (drafts of a brand that was lost) is overwritten, not only unlinked.
                db.execute("PRAGMA secure_delete = ON")
        except BaseException:
            db.close()
            raise
        return db

    @property
    def read_only(self) -> bool:
        return self._read_only

    def close(self) -> None:
        with self._calling:
            self._db.close()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- Our submissions ---------------------------------------------------------------------------

    def add(self, submission: Submission, reference: str) -> Entry:
        """Text is cleaned and cards are masked before they reach the disk. The same id twice is one entry."""
        # Late: an empty outbox is opened without reading any body.
        from refundtui.wire.submissions import encode_submission  # noqa: PLC0415 - imported when first needed: a queue is shown without it

        kept = clean_value(submission)
        with self._writing() as db:
            known = self._read(db, "id = ?", (submission.id,))
            if known:
                return known[0]
            db.execute(
                "INSERT INTO entry(id, case_id, reference, state, submission, lease) "
                "VALUES(?, ?, ?, 'queued', ?, ?)",
                (kept.id, kept.case_id, reference, encode_submission(kept), kept.lease),
            )
            return self._read(db, "id = ?", (kept.id,))[0]

    def entries(self, case_id: CaseId | None = None, *, open_only: bool = True) -> Sequence[Entry]:
        conditions, values = ["1"], list[Any]()
        if case_id is not None:
            conditions.append("case_id = ?")
            values.append(case_id)
        if open_only:
            conditions.append("state <> 'withdrawn'")
        with self._reading() as db:
            return self._read(db, " AND ".join(conditions), values)

    def entry(self, submission_id: SubmissionId) -> Entry | None:
        with self._reading() as db:
            return next(iter(self._read(db, "id = ?", (submission_id,))), None)

    def withdraw(self, submission_id: SubmissionId) -> bool:
        with self._writing() as db:
            taken = db.execute(
                "UPDATE entry SET state = 'withdrawn' WHERE id = ? AND state IN (?, ?)",
                (submission_id, *_CAN_BE_TAKEN_BACK),
            )
            if taken.rowcount:
                _mask(db, submission_id)
            return taken.rowcount == 1

    def sending(self, submission_id: SubmissionId) -> bool:
        """Before the first byte leaves: from here on only the office can take it back."""
        with self._writing() as db:
            sent = db.execute(
                "UPDATE entry SET state = 'sending', attempts = attempts + 1 "
                "WHERE id = ? AND state IN ('queued', 'sending')",
                (submission_id,),
            )
            if not sent.rowcount and not self._read(db, "id = ?", (submission_id,)):
                raise KeyError(submission_id)
            return sent.rowcount == 1

    def withdrawing(self, submission_id: SubmissionId) -> bool:
        with self._writing() as db:
            asked = db.execute(
                "UPDATE entry SET state = 'withdrawing' WHERE id = ? AND state = 'sending'", (submission_id,)
            )
            return asked.rowcount == 1

    def accepted(self, submission_id: SubmissionId, feed: str, visible_at: int) -> None:
        self._change(submission_id, "state = 'accepted', visible_in = ?, visible_at = ?", feed, visible_at)

    def withdrawn(self, submission_id: SubmissionId) -> None:
        self._change(submission_id, "state = 'withdrawn'")

    def needs_review(
        self, submission_id: SubmissionId, findings: Sequence[Finding], current: Case | None
    ) -> None:
        # Late: see `add`.
        from refundtui.wire.cases import encode_case  # noqa: PLC0415 - imported when first needed: a queue is shown without it
        from refundtui.wire.submissions import encode_findings  # noqa: PLC0415 - imported when first needed: a queue is shown without it

        self._change(
            submission_id,
            "state = 'needs_review', findings = ?, current = ?",
            encode_findings(tuple(findings)),
            None if current is None else encode_case(current),
        )

    def forget_accepted(self, feed: str, through: int) -> None:
        with self._reading() as db:
            told = self._read(
                db, "state = 'accepted' AND visible_in IN (?, '') AND visible_at <= ?", (feed, through)
            )
        if told:
            with self._writing() as db:
                for entry in told:
                    db.execute(_REMEMBER, (_micros(entry.submission.decided_at), entry.submission.id))
                    db.execute("DELETE FROM entry WHERE id = ?", (entry.submission.id,))

    def remembered(self) -> Sequence[Entry]:
        with self._reading() as db:
            return [_entry(row) for row in db.execute(_REMEMBERED)]

    def remembered_since(self, since: datetime) -> Sequence[Entry]:
        with self._reading() as db:
            return [_entry(row) for row in db.execute(_REMEMBERED_SINCE, (_micros(since),))]

    def say_again(self, submission_id: SubmissionId) -> None:
        with self._writing() as db:
            db.execute(
                "INSERT INTO entry(position, id, case_id, reference, state, submission, attempts) "
                "SELECT position, id, case_id, reference, 'sending', submission, attempts "
                "FROM remembered WHERE id = ? ON CONFLICT(id) DO NOTHING",
                (submission_id,),
            )
            db.execute("DELETE FROM remembered WHERE id = ?", (submission_id,))
            db.execute(
                "UPDATE entry SET state = 'sending', visible_in = '', visible_at = NULL WHERE id = ?",
                (submission_id,),
            )

    def forget_remembered(self, before: datetime) -> None:
        with self._reading() as db:
            old = db.execute(
                "SELECT 1 FROM remembered WHERE decided_at < ? LIMIT 1", (_micros(before),)
            ).fetchone()
        if old is not None:
            with self._writing() as db:
                db.execute("DELETE FROM remembered WHERE decided_at < ?", (_micros(before),))

    def forget_cases(self, case_ids: Sequence[CaseId]) -> None:
        if not case_ids:
            return
        with self._writing() as db:
            for case_id in case_ids:
                # A draft's key begins with its case's id; what follows the slash sorts before a zero.
                db.execute("DELETE FROM draft WHERE key >= ? AND key < ?", (f"{case_id}/", f"{case_id}0"))
                db.execute("UPDATE entry SET current = NULL WHERE case_id = ?", (case_id,))
                db.execute(
                    "DELETE FROM entry WHERE case_id = ? AND state IN ('accepted', 'withdrawn')", (case_id,)
                )
                db.execute("DELETE FROM remembered WHERE case_id = ?", (case_id,))
        with self._calling, told_as_trouble("outbox"):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # --- Drafts ------------------------------------------------------------------------------------

    def save_draft(self, key: str, text: str) -> None:
        with self._writing() as db:
            db.execute(
                "INSERT INTO draft VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET text = excluded.text",
                (key, mask_cards(clean_text(text))),
            )

    def draft(self, key: str) -> str | None:
        with self._reading() as db:
            found = db.execute("SELECT text FROM draft WHERE key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def drop_draft(self, key: str) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM draft WHERE key = ?", (key,))

    def take_over(self, entries: Sequence[Sequence[object]], drafts: Sequence[Sequence[object]]) -> None:
        """Rows saved from a torn outbox, with their positions and states; what is here already stays."""
        with self._writing() as db:
            db.executemany(
                f"INSERT OR IGNORE INTO entry({SAVED}) VALUES({', '.join('?' * len(SAVED.split(',')))})",
                entries,
            )
            db.executemany("INSERT OR IGNORE INTO draft VALUES(?, ?)", drafts)

    # --- The file ----------------------------------------------------------------------------------

    def _change(self, submission_id: SubmissionId, change: str, *values: object) -> None:
        with self._writing() as db:
            changed = db.execute(f"UPDATE entry SET {change} WHERE id = ?", (*values, submission_id))  # noqa: S608 (our own words)
            if changed.rowcount != 1:
                raise KeyError(submission_id)
            _mask(db, submission_id)

    def _read(self, db: Connection, condition: str, values: Sequence[object]) -> list[Entry]:
        found = db.execute(
            f"SELECT {_COLUMNS}, lease FROM entry WHERE {condition} ORDER BY position",  # noqa: S608 (our own words)
            values,
        )
        return [_entry(row) for row in found]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._calling, told_as_trouble("outbox"):
            yield self._db

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: when this returns it is on the disk; when it raises, nothing of it is."""
        if self.read_only:
            raise ReadOnly(book="outbox")
        with self._calling, told_as_trouble("outbox"):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _mask(db: Connection, submission_id: SubmissionId) -> None:
    """Once it was answered, or will never be sent, an account's number is the office's alone."""
    found = db.execute(
        "SELECT submission FROM entry WHERE id = ? AND instr(submission, ?)",
        (submission_id, _CARRIES_A_NUMBER),
    ).fetchone()
    if found is None:
        return
    # Late: see `Outbox.add`.
    from refundtui.domain.kept_words import as_kept  # noqa: PLC0415 - imported when first needed
    from refundtui.wire.submissions import decode_submission, encode_submission  # noqa: PLC0415 - imported when first needed

    read = decode_submission(bytes(found[0]))
    masked = encode_submission(replace(read, command=as_kept(read.command)))
    db.execute("UPDATE entry SET submission = ? WHERE id = ?", (masked, submission_id))


def _check(db: Connection) -> None:
    said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Corrupt(said, book="outbox")


def _micros(at: datetime) -> int:
    return int((at - _1970) / timedelta(microseconds=1))


def _entry(row: tuple[Any, ...]) -> Entry:
    # Late: see `Outbox.add`.
    from refundtui.wire.cases import decode_case  # noqa: PLC0415 - imported when first needed: a queue is shown without it
    from refundtui.wire.submissions import decode_findings, decode_submission  # noqa: PLC0415 - imported when first needed: a queue is shown without it

    id_, state, position, reference, body, findings, visible_in, visible_at, attempts, current, lease = row
    read = decode_submission(bytes(body))
    return Entry(
        submission=Submission(
            id=SubmissionId(id_),
            case_id=read.case_id,
            command=read.command,
            base_decision_version=read.base_decision_version,
            actor=read.actor,
            decided_at=read.decided_at,
            after=None if read.after is None else SubmissionId(read.after),
            not_before=read.not_before,
            lease=lease,
        ),
        state=EntryState(state),
        position=position,
        reference=reference,
        findings=() if findings is None else decode_findings(bytes(findings)),
        visible_in=visible_in,
        visible_at=visible_at,
        attempts=attempts,
        current=None if current is None else decode_case(bytes(current)),
    )
