"""An office that wants a newer sign-in: the desk says so once, shows a code, and sends the same words afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.ports import Office, Ports, SignInCode
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.submissions import Answer, Entry, EntryState, SignInFirst, Submission, SubmissionId
from refundtui.casework.syncing import push
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote
from refundtui.tui.app import Desk
from refundtui.tui.modals.sign_in import SignInDialog
from tests.support.making import NOW
from tests.support.pages import DeskPage
from tests.support.ports_in_memory import MemoryOffice
from tests.tui.desk_ports import a_desk

MakeDesk = Callable[..., Desk]


@dataclass
class Careful:
    """An office that takes words about one case from whoever has signed in of late, and all others as ever."""

    office: MemoryOffice
    careful_with: CaseId
    is_new: bool = False
    asked: list[SubmissionId] = field(default_factory=list)

    def submit(self, submission: Submission) -> Answer | SignInFirst:
        if submission.case_id == self.careful_with and not self.is_new:
            self.asked.append(submission.id)
            return SignInFirst(submission.id, 900)
        return self.office.submit(submission)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.office, name)


@dataclass
class Elsewhere:
    """The other screen: signs in as soon as it was shown a code, unless it refuses."""

    office: Careful
    says: str = ""
    wanted: list[int] = field(default_factory=list)

    def again(self, max_age: int, show: Callable[[SignInCode], None], has_left: Callable[[], bool]) -> str:
        self.wanted.append(max_age)
        show(SignInCode("WDJB-MJHT", "https://office.example/activate"))
        self.office.is_new = not self.says
        return self.says


def careful_desk() -> tuple[Ports, Careful, Entry, Entry]:
    """Two notes wait; the office wants a newer sign-in for the first one's case."""
    ports, office, _ = a_desk()
    first, second = (row.case_id for row in ports.cache.rows(QueueFilter(), limit=2))
    careful = Careful(office, first)
    ports = replace(ports, office=cast("Office", careful))
    entries = [decide(case, AddNote(f"n-{case}", "looked at"), ports) for case in (first, second)]
    assert isinstance(entries[0], Entry)
    assert isinstance(entries[1], Entry)
    return ports, careful, entries[0], entries[1]


def test_what_waits_for_a_sign_in_stays_as_it_is_and_other_cases_go_on() -> None:
    ports, office, waits, goes = careful_desk()
    report = push(ports, NOW)
    assert (report.sign_in, report.accepted, report.unreachable) == (900, (goes.submission.id,), "")
    assert report.waiting == (waits.submission.id,)
    again = push(ports, NOW)
    assert office.asked == [waits.submission.id] * 2, "the same id each time"
    assert again.review == ()
    office.is_new = True
    assert push(ports, NOW).accepted == (waits.submission.id,)


@pytest.mark.anyio
async def test_the_desk_shows_a_code_and_sends_what_waited(desk_on: MakeDesk) -> None:
    ports, office, waits, _ = careful_desk()
    elsewhere = Elsewhere(office)
    desk = desk_on(replace(ports, signing_in=elsewhere))
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        desk.sync()
        await page.rest()
        assert elsewhere.wanted == [900]
        assert waits.submission.id in office.office.answers, "sent under the id it was made with"
        assert not isinstance(desk.screen, SignInDialog)


@pytest.mark.anyio
async def test_who_does_not_sign_in_keeps_the_decision_and_hears_why(desk_on: MakeDesk) -> None:
    ports, office, waits, _ = careful_desk()
    elsewhere = Elsewhere(office, says="login.another_person")
    desk = desk_on(replace(ports, signing_in=elsewhere))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        desk.sync()
        await page.rest()
        assert "Somebody else signed in" in page.text
        desk.sync()
        await page.rest()
        assert elsewhere.wanted == [900], "it is said once, not at every look"
        entry = ports.outbox.entry(waits.submission.id)
        assert entry is not None
        assert entry.state is EntryState.SENDING
