"""The process that is killed: it adds and drafts as fast as it can and says what was acknowledged.

Usage: killed_writer.py FOLDER FIRST_NUMBER
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from refundtui.books.outbox import Outbox
from refundtui.casework.submissions import Submission, SubmissionId
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote
from refundtui.wire import cases, submissions

KEY = bytes(range(32))
IMPORTED = (cases, submissions)  # now, not at the first call: the kill is to meet writing, not importing


def main() -> None:
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    outbox = Outbox(folder / "outbox.db", KEY)
    said = sys.stdout
    said.write("ready now\n")
    said.flush()
    while True:
        number += 1
        id_ = SubmissionId(f"s{number:06d}")
        note = AddNote(id_, "x" * (number % 3000))
        # Said before and after: what is between may or may not be there, what came after must be.
        said.write(f"trying {id_}\n")
        said.flush()
        outbox.add(
            Submission(id_, CaseId(f"c{number % 7}"), note, 1, "kim", datetime(2026, 11, 20, tzinfo=UTC)),
            "RF-1",
        )
        said.write(f"added {id_}\n")
        said.flush()
        text = f"{number} {time.monotonic()}"
        outbox.save_draft("c1/note", text)
        said.write(f"draft {text}\n")
        said.flush()
        if number % 5 == 0:
            outbox.sending(id_)
            said.write(f"sending {id_}\n")
            said.flush()


if __name__ == "__main__":
    main()
