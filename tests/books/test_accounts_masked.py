"""An account's number is on the desk's disk until the office has it, and masked from then on, whatever it answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.books.outbox import Outbox
from refundtui.casework.submissions import SubmissionId
from refundtui.domain.commands import SettleAnotherWay
from refundtui.domain.findings import finding
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    Payee,
    WayKind,
)
from tests.ports.test_cache_port import NOON
from tests.ports.test_outbox_port import a_submission

NUMBER = "NL91ABNA0417164300"
COMMAND = SettleAnotherWay(
    WayKind.BANK,
    AlternativeReason.CARD_GONE,
    Consent(NOON, ConsentBy.MAIL, "To my account, please."),
    Payee("payee-1", "Mara", NUMBER, AccountFrom.MESSAGE),
)
ID = SubmissionId("s1")


def accepted(outbox: Outbox) -> None:
    outbox.sending(ID)
    outbox.accepted(ID, "feed", 1)


def refused(outbox: Outbox) -> None:
    outbox.sending(ID)
    outbox.needs_review(ID, (finding("case.changed"),), None)


def withdrawn(outbox: Outbox) -> None:
    assert outbox.withdraw(ID)


@pytest.mark.parametrize("answer", [accepted, refused, withdrawn])
def test_once_answered_or_taken_back_the_number_is_nowhere_on_the_disk(
    tmp_path: Path, answer: Callable[[Outbox], None]
) -> None:
    with Outbox(tmp_path / "outbox.db", None) as outbox:  # plain, so that the disk can be searched
        outbox.add(a_submission("s1", command=COMMAND), "RF-1")
        waiting = outbox.entry(ID)
        assert waiting is not None
        assert waiting.submission.command == COMMAND
        answer(outbox)
        entry = outbox.entry(ID)
        assert entry is not None
        command = entry.submission.command
        assert isinstance(command, SettleAnotherWay)
        assert command.payee is not None
        assert command == replace(COMMAND, payee=replace(command.payee, iban="NL•• •••• 4300"))
        outbox.forget_accepted("feed", 1)
        assert not any(NUMBER in repr(one) for one in outbox.remembered())
    assert NUMBER.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_a_number_that_is_sent_again_after_a_lost_answer_is_whole(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db", None) as outbox:
        outbox.add(a_submission("s1", command=COMMAND), "RF-1")
        outbox.sending(ID)
        outbox.sending(ID)
        entry = outbox.entry(ID)
        assert entry is not None
        assert entry.submission.command == COMMAND
