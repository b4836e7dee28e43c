"""A forgotten customer at a real desk: row, index, drafts and what was sent go with the next sync; the books stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.domain.case import Approval, CaseState
from refundtui.domain.money import Money
from refundtui.office.forgetting import Who
from tests.remote.world import World
from tests.support.offices import EUR, NOW, a_case

NAME = "Zebulon Quartermaine"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.end()


def test_the_desk_forgets_her_words_and_keeps_the_amounts(world: World) -> None:
    case = a_case("hers", state=CaseState.CLOSED)
    approval = Approval(1, "f", Money(3990, EUR), "me", NOW, f"with {NAME}", "lead", NOW)
    customer = replace(case.customer, name=NAME, email="z@q.example")
    world.store.take_in([replace(case, customer=customer, approval=approval)], now=NOW)
    world.store.take_in([a_case("other")], now=NOW)
    world.pull(10)
    world.ports.outbox.save_draft("hers/letter", f"Dear {NAME}, ")
    world.ports.outbox.save_draft("other/letter", "Dear somebody, ")
    held = world.cache.case(case.id)
    assert held is not None
    assert held.customer.name == NAME

    world.store.forget(Who(case.brand, mail="z@q.example"), by="operator", now=NOW)
    world.pull(10)

    after = world.cache.case(case.id)
    assert after is not None
    assert (after.customer.name, after.approval) == ("", replace(approval, note=""))
    assert world.ports.outbox.draft("hers/letter") is None
    assert world.ports.outbox.draft("other/letter") == "Dear somebody, "
    desk = world.folder / "desk"
    assert not any(NAME.encode() in file.read_bytes() for file in desk.iterdir())
    world.settle()
