"""The desk changes its language while it is open: then it says what a desk says that was opened in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from refundtui.domain.case import LanguageFrom
from refundtui.i18n.catalogs import languages
from refundtui.i18n.languages import own_name
from refundtui.i18n.words import language
from refundtui.tui.app import Desk
from tests.support.making import lead
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]
SIZES = [(80, 24), (120, 40), (200, 60)]


async def screens_of(desk: Desk, size: tuple[int, int], switch: str = "") -> list[str]:
    """What stands on it in every pane and tab, from the queue on."""
    seen: list[str] = []
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        if switch:
            desk.room.speak(switch)
            await page.rest()
        for keys in (["1"], ["2"], ["l"], ["l"], ["3"], ["4"], ["5"], ["1"]):
            await page.press(*keys)
            await page.rest()
            seen.append(page.text)
    return seen


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(size, marks=[pytest.mark.proof] * (size != SIZES[1]), id=f"{size[0]}x{size[1]}")
        for size in SIZES
    ],
)
async def test_a_desk_that_was_told_to_speak_german_says_what_a_german_one_says(
    desk_on: MakeDesk, size: tuple[int, int]
) -> None:
    ann = lead("ann")
    opened_in_german = await screens_of(desk_on(a_desk(actor=ann)[0], language="de"), size)
    switched = await screens_of(desk_on(a_desk(actor=ann)[0], language="en"), size, switch="de")
    assert switched == opened_in_german
    back = await screens_of(desk_on(a_desk(actor=ann)[0], language="de"), size, switch="en")
    assert back == await screens_of(desk_on(a_desk(actor=ann)[0], language="en"), size)
    assert back != switched


async def test_the_palette_offers_every_language_by_its_own_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, language="en")
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.room.act("view.language")
        await page.rest()
        assert "Deutsch" in page.text
        assert "English" in page.text
        await page.press(str(languages().index("de") + 1))
        await page.rest()
        assert language() == "de"
        assert "Warteschlange" in page.text


async def test_what_is_written_and_chosen_stays_when_the_language_changes(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, language="en")
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("3")
        request = desk.room.weighed.request
        row = desk.room.calculator.row
        customers = desk.room.letter_pane.text
        desk.room.speak("de")
        await page.rest()
        assert desk.room.weighed.request == request
        assert desk.room.calculator.row == row
        assert desk.room.letter_pane.text == customers  # hers is her own language


@pytest.mark.parametrize(
    ("code", "name"),
    [("de", "Deutsch"), ("fr", "Français"), ("pt-BR", "Português (Brasil)"), ("uk", "Українська"), ("ja", "日本語"), ("xx", "xx")],
)  # fmt: skip
def test_a_language_is_called_by_its_own_name(code: str, name: str) -> None:
    assert own_name(code) == name


async def test_the_letter_follows_the_language_that_an_agent_sets(desk_on: MakeDesk) -> None:
    case = replace(the_jacket_case(), customer=replace(the_jacket_case().customer, language="en"))
    ports, _, _ = a_desk((case,))
    desk = desk_on(ports, language="en")
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        before = desk.room.letter_pane.text
        desk.room.act("case.language")
        await page.rest()
        await page.press("down", "space", "enter", "enter")
        await page.rest()
        assert desk.room.opened is not None
        customer = desk.room.opened.file.case.customer
        assert customer.language != "en"
        assert customer.language_from is LanguageFrom.AGENT
        assert desk.room.letter_pane.text != before
        assert f"{customer.language} (set here)" in page.text


_OTHERS = [one for one in languages() if one not in {"en", "de", "ar"}]


@pytest.mark.parametrize("code", ["ar", *(pytest.param(one, marks=pytest.mark.proof) for one in _OTHERS)])
async def test_every_language_fits_every_pane(desk_on: MakeDesk, code: str) -> None:
    ann = lead("ann")
    for size in SIZES[:2]:
        english = await screens_of(desk_on(a_desk(actor=ann)[0], language="en"), size)
        theirs = await screens_of(desk_on(a_desk(actor=ann)[0], language=code), size)
        for ours, shown in zip(english, theirs, strict=True):
            assert len(shown.splitlines()) == size[1]
            assert all(cell_len(line) <= size[0] for line in shown.splitlines())
            assert shown != ours
