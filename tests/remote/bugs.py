"""Mistakes one could make in the protocol, put into our own code: each is found by the histories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import pytest

from refundtui.casework.ports import Answer, Submission, SubmissionId, Unreachable
from refundtui.office import feeds
from refundtui.remote.office import RemoteOffice

Patch = Callable[[pytest.MonkeyPatch], None]


def a_new_id_for_every_try(patch: pytest.MonkeyPatch) -> None:
    submit = RemoteOffice.submit

    def again(self: RemoteOffice, submission: Submission) -> Answer:
        answer = submit(self, replace(submission, id=SubmissionId(str(uuid4()))))
        return replace(answer, submission_id=submission.id) if not isinstance(answer, Unreachable) else answer

    patch.setattr(RemoteOffice, "submit", again)


def nothing_is_told_of_removals(patch: pytest.MonkeyPatch) -> None:
    write = feeds._write_entries

    def silent(connection: Any, feed: str, tellings: Any, numbers: Any, now: Any) -> None:
        kept = [(told, at) for told, at in zip(tellings, numbers, strict=True) if told.version is not None]
        if kept:
            write(connection, feed, [told for told, _ in kept], [at for _, at in kept], now)

    patch.setattr(feeds, "_write_entries", silent)


def the_checksum_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(feeds, "mark", lambda *_: 0)


BUGS: Final[tuple[Patch, ...]] = (
    a_new_id_for_every_try,
    nothing_is_told_of_removals,
    the_checksum_is_not_kept,
)
