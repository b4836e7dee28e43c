"""The smaller commands: each by its keys or through the palette, each recorded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from refundtui.domain.case import CaseState, IdentityLevel
from refundtui.domain.commands import (
    AddEvidence,
    AskInformation,
    Cancel,
    MakeOffer,
    OpenCase,
    PutToSleep,
    SetIdentity,
    SetItems,
)
from refundtui.rulebooks import shipped
from refundtui.tui.app import Desk
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.form import Form
from refundtui.tui.widgets.lines import Lines
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, fashion, laptop_case, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


async def palette(page: DeskPage, words: str) -> None:
    await page.press("ctrl+p")
    await page.type(words)
    await page.press("enter")


def codes(page: DeskPage) -> list[str]:
    return [entry.submission.command.code for entry in page.entries]


async def test_t_takes_a_case_and_gives_it_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("t")
        assert page.case.owner == "ann"
        assert page.case.state is CaseState.ELIGIBILITY
        await page.press("t")
        assert page.case.owner == ""
        assert codes(page) == ["take", "give_back"]


async def test_evidence_is_recorded_with_its_kind(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("2", "e", "j", "enter")
        await page.type("till slip")
        await page.press("enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, AddEvidence)
        assert (command.evidence.kind, command.evidence.title) == ("receipt", "till slip")


async def test_identity_and_facts_are_set_from_the_case(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((laptop_case(facts=()),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "information missing" in page.calculator
        await page.press("f", "home", "k", "k", "k", "enter")
        while page.in_dialog:
            await page.press("enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, SetItems)
        assert command.facts == (("opened", True),)
        assert "information missing" not in page.calculator
        await page.press("2", "y", "4")
        assert page.case.customer.identity is IdentityLevel.STRONG


async def test_where_the_brand_wants_it_what_was_checked_is_named_before_the_identity_is_set(
    desk_on: MakeDesk,
) -> None:
    documents = dict(shipped())
    documents["packs/lindenhof.toml"] = documents["packs/lindenhof.toml"].replace(
        b"[manners]\n", b"[manners]\nidentity_steps = true\n"
    )
    ports, _, _ = a_desk((fashion("2"),), documents=documents)
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("2", "y", "4", "enter", "enter")
        assert page.in_dialog
        assert page.entries == []
        await page.type("order number and postcode")
        await page.press("enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert command == SetIdentity(IdentityLevel.STRONG, ("order number and postcode",))


async def test_answers_to_a_missing_fact_are_words_and_no_codes(desk_on: MakeDesk) -> None:
    documents = dict(shipped())
    documents["packs/northpeak.toml"] += b"""
[[rules]]
id = "handed-in"
clause = "9.9"
title = "Handed in at a shop only"
action = "reject"
when = { return.method = "mail" }
"""
    ports, _, _ = a_desk((laptop_case(facts=()),), documents=documents)
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("f")
        await page.press("tab", "tab")
        assert page.in_dialog
        assert "at a drop-off point" in page.text
        assert "drop_off" not in page.text


async def test_goods_that_came_back_are_told_with_their_day(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("f")
        assert "When the goods came back" in page.text
        await page.type("2026-11-21")
        await page.press("enter", "enter", "enter")
        assert "is still to come" in page.text  # and it stands in its field
        assert page.entries == []
        await page.press("shift+tab", "shift+tab", "shift+tab", "home", "shift+end")
        await page.type("2026-11-18")
        await page.press("enter", "enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, SetItems)
        assert command.facts == (("goods_back_on", date(2026, 11, 18)),)


async def test_what_was_told_can_be_looked_at_and_mended(desk_on: MakeDesk) -> None:
    told = replace(fashion("2"), facts=(("goods_back_on", date(2026, 11, 18)), ("opened", False)))
    ports, _, _ = a_desk((told,))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("f")
        assert "2026-11-18" in page.text
        await page.press("home", "shift+end")
        await page.type("2026-11-19")
        await page.press("enter", "enter", "enter")
        assert "team lead takes that back" in page.text
        assert page.entries == []
        await page.press("shift+tab", "shift+tab", "shift+tab", "home", "shift+end")
        await page.type("2026-11-17")
        await page.press("enter", "enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, SetItems)
        assert command.facts == (("goods_back_on", date(2026, 11, 17)),)


async def test_a_day_the_law_refuses_stays_in_its_form_with_the_reason_that_was_typed(
    desk_on: MakeDesk,
) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("L", "home", "shift+end")
        await page.type("2027-02-24")
        await page.press("enter")
        await page.type("waits for stock")
        await page.press("enter", "enter")
        assert isinstance(page.dialog, Form)
        assert "must wake before its legal deadline" in page.text.replace("\n", " ")
        assert "waits for stock" in page.text
        assert page.entries == []


async def test_a_case_is_set_aside_until_a_day(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("L", "enter")
        await page.type("waits for stock")
        await page.press("enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, PutToSleep)
        assert command.until.date().isoformat() == "2026-11-21"


async def test_a_compromise_is_offered(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "g")
        await page.type("5")
        await page.press("enter", "d", "o")
        if isinstance(page.dialog, Confirm):
            await page.press("y")
            assert [type(entry.submission.command) for entry in page.entries] == [MakeOffer]
        else:
            assert page.in_dialog, "or the menu says why not"


async def test_information_is_asked_for_by_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "i", "space", "enter")
        await page.type("serial number")
        await page.press("enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, AskInformation)
        assert "serial number" in command.items
        assert len(command.items) >= 1


async def test_a_case_is_cancelled_with_its_resolution_through_the_palette(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await palette(page, "cancel the case")
        await page.press("enter", "enter", "enter")
        assert [type(entry.submission.command) for entry in page.entries] == [Cancel]
        assert page.entries[0].submission.not_before is not None


async def test_a_case_is_merged_into_another(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"), fashion("3")))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await palette(page, "merge")
        await page.type("rf-0481003")
        await page.press("enter", "enter")
        assert codes(page) == ["merge"], page.status


async def test_merging_into_nothing_says_so(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await palette(page, "merge")
        await page.type("RF-0000000")
        await page.press("enter", "enter")
        assert "There is no case RF-0000000" in page.status


async def test_a_new_case_finds_its_order(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("i")
        await page.type("A-1001")
        await page.press("enter")
        await page.type("Karin B")
        await page.press("enter", "enter", "enter", "enter")
        (command,) = [entry.submission.command for entry in page.entries]
        assert isinstance(command, OpenCase), page.status
        assert command.order is not None
        assert command.customer.name == "Karin B"
        assert page.reference == command.reference


async def test_quantities_grades_and_amounts_change_the_total_at_once(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.cursor_on("line:shirt")
        assert page.total == "36.08 EUR"
        await page.press("plus")
        assert page.total == "72.16 EUR"
        await page.press("plus")
        assert page.total == "72.16 EUR"
        await page.press("minus", "g", "b")
        assert "grade B" in page.calculator
        await page.press("a")
        await page.type("12,30")
        await page.press("enter")
        assert page.total == "12.30 EUR"
        await page.press("asterisk")
        assert page.total == "193.70 EUR"


async def test_a_changed_sum_survives_leaving_the_case(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"), fashion("3")))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.cursor_on("line:shirt")
        await page.press("plus")
        await pilot.pause(0.4)
        await page.press("1", "j", "k")
        assert page.total == "72.16 EUR"
        assert "changed" in page.text
        await palette(page, "start again")
        assert page.total == "36.08 EUR"


async def test_views_show_other_cases(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"), fashion("3", state=CaseState.INFO_WAIT), fashion("4", owner="ann")))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        counts = []
        for key in ("2", "3", "4", "9", "1"):  # mine, review, waiting, all, open
            await page.press("v", key)
            counts.append(desk.room.queue_pane.table.pages.count)
        assert counts == [1, 0, 1, 3, 3]


async def test_the_theme_changes_and_everything_stays(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, mono=False)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        before = page.text
        await palette(page, "light or dark")
        assert desk.theme == "desk-light"
        assert page.text.splitlines()[:-2] == before.splitlines()[:-2]


async def test_a_long_problem_is_told_whole_and_can_be_copied(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    sentence = "keys.toml:6: This is no TOML: " + "something was expected here, and " * 3 + "at the end."
    desk = desk_on(ports, told=(sentence,))
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.room.act("app.problems")
        await page.rest()
        assert page.dialog is not None
        assert sentence in " ".join(pane_text(page.dialog.query_one("#found", Lines)).split())
        await page.press("enter")
        assert desk.clipboard == sentence
        assert not page.status.endswith("…")
