"""Work at the desk with the keyboard alone: decide, take back, deny, review, and nothing by accident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual import events

from refundtui.casework.submissions import EntryState
from refundtui.domain.case import CaseState
from refundtui.domain.commands import Approve, Deny, GrantApproval, RequestApproval
from refundtui.domain.request import RefundRequest, Units
from refundtui.tui.app import Desk
from refundtui.tui.modals.confirm import Confirm, TypedConfirm
from refundtui.tui.modals.form import Form
from refundtui.tui.modals.menu import Menu
from refundtui.tui.modals.views import ViewsDialog
from tests.support.making import agent, lead
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, fashion, laptop_case, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


async def test_a_small_refund_is_held_by_two_keys_and_the_next_case_is_there(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]
        assert page.entries[0].submission.not_before is not None
        assert page.reference == "RF-0481002"
        assert "take back RF-0481001" in page.status


async def test_a_middle_refund_asks_and_enter_is_the_safe_answer(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("3", request=RefundRequest((Units("jacket", 1),))),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f")
        assert isinstance(page.dialog, Confirm)
        await page.press("enter")
        assert page.entries == []
        await page.press("d", "f", "y")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]


async def test_above_the_threshold_the_amount_is_typed(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((laptop_case(),), lead("lee"))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        total = page.quote.total
        await page.press("d", "f")
        assert isinstance(page.dialog, TypedConfirm)
        await page.press("y")
        assert page.entries == []
        await page.press("backspace")
        await page.type("1")
        await page.press("enter")
        assert page.dialog is not None
        await page.press("backspace")
        await page.type(total.decimal_text())
        await page.press("enter")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]


async def test_u_takes_back_what_is_held(desk_on: MakeDesk) -> None:
    ports, office, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f", "u")
        assert page.entries == []
        assert "taken back" in page.status
        await page.sync()
        assert office.times_applied == {}


async def test_when_the_hold_is_over_it_is_sent_once_and_u_says_why_not(desk_on: MakeDesk) -> None:
    ports, office, clock = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f")
        clock.move(seconds=11)
        await page.sync()
        await page.sync()
        assert list(office.times_applied.values()) == [1]
        assert page.entries == []
        assert "take back" not in page.status
        await page.press("u")
        assert "cannot be taken back" in page.status


async def test_any_other_key_closes_the_menu(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        assert isinstance(page.dialog, Menu)
        await page.press("z")
        assert not page.in_dialog
        await page.press(*"draft")
        assert page.entries == []


async def test_what_is_not_possible_stays_in_the_menu_and_says_why(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2", state=CaseState.INFO_WAIT),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f")
        assert isinstance(page.dialog, Menu)
        assert "waiting for information" in page.text
        assert page.entries == []


async def test_a_denial_names_its_grounds_and_is_held(desk_on: MakeDesk) -> None:
    from datetime import timedelta

    from tests.support.making import NOW

    case = fashion("4", received_at=NOW + timedelta(days=200), notice_on=(NOW + timedelta(days=200)).date())
    ports, _, clock = a_desk((case,))
    clock.move(days=200)
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 50)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "x")
        assert isinstance(page.dialog, Form), page.text
        await page.press("enter", "enter", "tab", "tab", "enter")
        denials = [entry.submission.command for entry in page.entries]
        assert [type(command) for command in denials] == [Deny], page.text
        assert isinstance(denials[0], Deny)
        assert denials[0].grounds
        assert denials[0].clauses


async def test_esc_never_loses_a_note(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("n")
        await page.type("call back")
        await page.press("escape", "n")
        assert "call back" in page.text
        await page.press("tab", "tab", "enter")
        assert [note.text for note in page.case.notes] == ["call back"]
        await page.press("n")
        assert "call back" not in page.text


async def test_above_her_limit_the_agent_asks_and_a_lead_grants_in_two_keys(desk_on: MakeDesk) -> None:
    ports, office, clock = a_desk((laptop_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f")
        assert isinstance(page.dialog, Menu), "the agent's own limit stands in the way"
        await page.press("q")
        if isinstance(page.dialog, TypedConfirm):
            await page.type(page.quote.total.decimal_text())
            await page.press("enter")
        else:
            await page.press("y")
        assert [type(entry.submission.command) for entry in page.entries] == [RequestApproval]
        clock.move(seconds=60)
        await page.sync()
    (case,) = office.cases.values()
    assert case.state is CaseState.APPROVAL
    hers, _, _ = a_desk((case,), lead("lee"))
    second = desk_on(hers)
    async with second.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "a Approve" in page.text
        await page.press("a", "y")
        assert [type(entry.submission.command) for entry in page.entries] == [GrantApproval]


async def test_a_lead_returns_a_request_with_a_note(desk_on: MakeDesk) -> None:
    ports, office, clock = a_desk((laptop_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "q")
        await page.type(page.quote.total.decimal_text())
        await page.press("enter", "y")
        clock.move(seconds=60)
        await page.sync()
    hers, _, _ = a_desk(tuple(office.cases.values()), lead("lee"))
    second = desk_on(hers)
    async with second.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("r")
        await page.type("which grade")
        await page.press("tab", "tab", "enter")
        assert [entry.submission.command.code for entry in page.entries] == ["return_approval"]


async def test_a_refused_decision_waits_in_the_outbox_with_its_reason(desk_on: MakeDesk) -> None:
    ports, office, clock = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f")
        (case,) = office.cases.values()
        office.put(replace(case, version=5, decision_version=5, owner="bob"))
        clock.move(seconds=11)
        await page.sync()
        assert [entry.state for entry in page.entries] == [EntryState.NEEDS_REVIEW]
        assert "needs a look" in page.status
        await page.press("o")
        assert "needs a look" in page.text
        await page.press("x")
        assert page.entries == []


async def test_a_pasted_text_starts_nothing(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for sign in "xxx approve drafts\n":
            key = {"\n": "enter", " ": "space"}.get(sign, sign)
            desk.post_message(events.Key(key, sign))
        await page.rest()
        assert page.dialog is None
        assert page.entries == []
        assert "Paste ignored" in page.status


async def test_arrows_that_arrive_in_a_burst_all_count(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for _ in range(9):
            desk.post_message(events.Key("down", None))
        await page.rest()
        assert page.reference == "RF-0481010"


@pytest.mark.parametrize("key", ["space", "K", "n", "p"])
async def test_a_held_key_is_no_paste(desk_on: MakeDesk, key: str) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for _ in range(6):
            desk.post_message(events.Key(key, " " if key == "space" else key))
        await page.rest()
        assert "Paste ignored" not in page.status
        if key == "space":
            assert "6 marked" in page.text


async def test_keys_that_waited_for_a_busy_desk_were_not_pressed_together(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        keys = [events.Key(sign, sign) for sign in "zPzPv"]
        for number, key in enumerate(keys):
            key.time -= 0.1 * (len(keys) - number)
            desk.post_message(key)
        await page.rest()
        assert "Paste ignored" not in page.status
        assert isinstance(page.dialog, ViewsDialog)


@pytest.mark.parametrize(
    ("keys", "at"),
    [(("down",), 1), (("j",), 1), (("end",), 59), (("G",), 59), (("end", "up"), 58), (("end", "home"), 0)],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else str(value),
)
async def test_keys_move_the_cursor_and_the_cursor_stays_in_sight(
    desk_on: MakeDesk, keys: tuple[str, ...], at: int
) -> None:
    ports, _, _ = a_desk(tuple(fashion(str(number)) for number in range(100, 160)))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 30)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press(*keys)
        await page.rest()
        assert desk.room.queue_pane.table.cursor == at
        assert any(line[1] == ">" for line in page.text.splitlines() if len(line) > 1)


async def test_a_dialog_ignores_the_keys_of_its_first_moment(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("3", request=RefundRequest((Units("jacket", 1),))),))
    desk = desk_on(ports, dialog_pause=30.0)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f", "y")
        assert isinstance(page.dialog, Menu)
        assert page.entries == []


async def test_a_key_that_cannot_work_says_why(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((), agent("ann"))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        assert "No case is chosen" in page.status


async def test_quitting_with_a_held_decision_asks(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "f", "ctrl+q")
        assert isinstance(page.dialog, Confirm)
        await page.press("enter")
        assert desk.is_running
        await page.press("ctrl+q", "y")
    assert desk.return_code == 0


async def test_panes_by_digit_tab_and_esc(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        seen = []
        for key in ("2", "3", "4", "tab", "shift+tab", "escape"):
            await page.press(key)
            seen.append(desk.room.current_pane.number)
        assert seen == [2, 3, 4, 1, 4, 1]


async def test_a_search_narrows_while_typing_and_esc_brings_everything_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("slash")
        await page.type("dubois")
        assert page.reference == "RF-0481005"
        assert desk.room.queue_pane.table.pages.count == 1
        await page.press("escape")
        assert desk.room.queue_pane.table.pages.count == 15
        await page.press("slash")
        await page.type("dubois")
        await page.press("enter")
        assert desk.room.current_pane.number == 1
        assert desk.room.queue_pane.table.pages.count == 1
        await page.press("escape")
        assert desk.room.queue_pane.table.pages.count == 15


async def test_the_palette_finds_actions_by_word_and_cases_by_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("ctrl+p")
        await page.type("farkas")
        assert "RF-0481008" in page.text
        await page.press("enter")
        assert page.reference == "RF-0481008"
        await page.press("colon")
        await page.type("letter")
        await page.press("enter")
        assert desk.room.current_pane.number == 4


async def test_a_change_from_the_office_moves_no_cursor(desk_on: MakeDesk) -> None:
    ports, office, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("j", "j", "j")
        first: Any = next(iter(office.cases.values()))
        office.put(replace(first, version=9, state=CaseState.FRAUD_REVIEW))
        office.put(fashion("99", reference="RF-0481999"))
        await page.sync()
        assert page.reference == "RF-0481004"
        assert "R RF-0481001" in page.text
        assert "+1 new, R to show" in page.text
        await page.press("R")
        assert page.reference == "RF-0481004"
        assert desk.room.queue_pane.table.pages.count == 16


async def test_a_letter_is_edited_kept_at_a_pause_and_still_there_afterwards(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "enter")
        await page.type("Guten Tag")
        await pilot.pause(0.4)
        await page.rest()
        outbox: Any = ports.outbox
        assert any("Guten Tag" in text for text in outbox.drafts.values())
        await page.press("escape", "1", "j", "k", "4")
        assert "Guten Tag" in page.letter
        assert "edited" in page.text


async def test_the_letter_speaks_the_customers_language_and_others_on_request(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "29,16\N{NO-BREAK SPACE}€" in page.letter
        await page.press("4", "l")
        assert "We are going to refund" in page.letter


async def test_what_opening_the_books_has_to_tell_is_said_and_kept(desk_on: MakeDesk) -> None:
    from refundtui.domain.findings import finding

    ports, _, _ = a_desk()
    desk = desk_on(ports, found=(finding("case.unknown"),))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert len(desk.problems) == 1
        assert desk.problems[0] in page.status
        await page.press("ctrl+p")
        await page.type("recent problems")
        await page.press("enter")
        assert desk.problems[0][:30] in page.text


async def test_a_fault_in_a_thread_is_told_and_the_desk_stays(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)

    def fall() -> None:
        raise OSError("disk of DE02120300000000202051")

    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.think("test", fall, lambda _: None)
        await page.rest()
        assert "nothing is lost" in page.status
        assert "DE0212" not in page.text
        await page.press("j")
        assert page.reference == "RF-0481002"


async def test_an_empty_outbox_offers_nothing_to_do(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("o")
        assert "Nothing waits here" in page.text
        assert "takes back" not in page.text
        await page.press("escape", "d", "f", "o")
        assert "takes back" in page.text


async def test_a_colleague_who_is_known_is_called_by_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("1", owner="kim"), fashion("2")))
    desk = desk_on(replace(ports, names={"kim": "Kim Nowak"}))
    async with desk.run_test(size=(200, 60)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "with Kim Nowak" in page.text
        await page.press("L")
        assert page.status.endswith("Kim Nowak is working on this case.")
