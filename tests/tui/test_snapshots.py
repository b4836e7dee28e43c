"""A dozen pictures of the desk, in every look: what text goldens cannot tell, its colours and weights.

`pytest tests/tui/test_snapshots.py --snapshot-update` draws them anew; look at each before keeping it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.domain.case import CaseId
from refundtui.domain.commands import Take
from refundtui.tui.app import Desk
from refundtui.tui.themes import NAMES, THEMES
from tests.support.pages import DeskPage
from tests.tui.desk_ports import PackedOffice, a_desk

MakeDesk = Callable[..., Desk]
Compare = Callable[..., bool]
SMALL, USUAL, LARGE = (80, 24), (120, 36), (170, 50)


@dataclass(frozen=True, slots=True)
class Picture:
    """A scene in a look, and how one gets there."""

    look: str
    scene: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.scene}_{self.look}_{self.size[0]}x{self.size[1]}"


PICTURES = (
    Picture("dark", "queue", USUAL, ("j", "space", "j")),
    Picture("light", "queue", SMALL, ("j",)),
    Picture("ascii", "queue", USUAL, ("j", "space", "j")),
    Picture("mono", "case", USUAL, ("enter",)),
    Picture("light", "case", LARGE, ("enter", "l", "l")),
    Picture("contrast", "calculator", USUAL, ("3", "j", "enter")),
    Picture("cvd-light", "calculator", SMALL, ("3", "j")),
    Picture("cvd", "letter", SMALL, ("4",)),
    Picture("contrast-light", "decide", USUAL, ("j", "d")),
    Picture("mono", "decide", SMALL, ("d",)),
    Picture("dark", "outbox", USUAL, ("d", "f", "o")),
    Picture("contrast", "conflict", USUAL, ("f5", "C")),
)


@pytest.mark.parametrize("picture", PICTURES, ids=str)
def test_the_desk_looks_as_it_was_last_seen(
    picture: Picture, desk_on: MakeDesk, snap_compare: Compare
) -> None:
    ports, office, _ = a_desk()
    if picture.scene == "conflict":
        two_people_take_a_case(ports, office)

    async def walk_there(pilot: Any) -> None:
        page = DeskPage(pilot)
        await page.rest()
        await page.press(*picture.keys)

    assert snap_compare(
        desk_on(ports, **look(picture.look)), terminal_size=picture.size, run_before=walk_there
    )


def look(name: str) -> dict[str, Any]:
    """How a desk is told to look so."""
    if name in NAMES:
        return {"mono": False, "theme": THEMES[NAMES.index(name)].name}
    return {"mono": name == "mono", "plain_signs": name == "ascii"}


def two_people_take_a_case(ports: Ports, office: PackedOffice) -> None:
    """Ann's taking is on its way when Bob's has arrived."""
    case_id = CaseId("2")
    case = office.cases[case_id]
    decide(case_id, Take(), ports, hold_seconds=0)
    office.put(
        replace(case, owner="bob", version=case.version + 1, decision_version=case.decision_version + 1)
    )
