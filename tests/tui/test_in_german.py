"""In German nothing is left in English, and no label is cut in the smallest window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from refundtui.domain.case import Note
from refundtui.domain.order import TenderKind
from refundtui.domain.quote import LegKind
from refundtui.i18n.speech import Speech
from refundtui.tui.app import Desk
from tests.support.making import NOW
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


async def test_the_case_says_you_and_the_channel_in_german_and_cuts_no_label(desk_on: MakeDesk) -> None:
    case = replace(the_jacket_case(), owner="ann", channel="mail", notes=(Note("n", "ann", NOW, "geprüft"),))
    ports, _, _ = a_desk((case,))
    desk = desk_on(ports, language="de")
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("2")
        said = pane_text(desk.room.case_pane.lines)
        assert "bei Ihnen" in said
        assert "E-Mail" in said
        labels = [line[:16] for line in said.splitlines() if line[:1].strip()]
        assert not [label for label in labels if "…" in label], labels
        await page.press(*"lllll")
        assert "Sie" in pane_text(desk.room.case_pane.lines)


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Geschenkkarte ••17"), ("en", "Gift card ••17")], ids=["de", "en"]
)
def test_a_gift_card_is_called_one_in_every_language(language: str, said: str) -> None:
    assert Speech(language).tender("Gift card ••17", LegKind.TENDER) == said
    assert Speech(language).tender("Cardinal Pay", TenderKind.WALLET) == "Cardinal Pay"
    assert Speech(language).tender("", TenderKind.CARD) == Speech(language).label(TenderKind.CARD)


async def test_a_view_never_touches_what_it_asks_for(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, language="de")
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("v")
        assert "angefragte Genehmigungen state:approval" in " ".join(page.text.split())
