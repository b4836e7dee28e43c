"""A case as it is kept says its next deadline, whether that was worked out anew or carried over."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from refundtui.domain.case import Case
from refundtui.domain.commands import AddNote, Command, GiveBack, PutToSleep, Take, Wake
from refundtui.office.outcomes import Recorded
from refundtui.office.spelling import ALIKE, NO_CLOCK, spell, spell_again
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.seeding.believable import believable
from refundtui.wire.cases import Due, read_head
from tests.support.offices import NOW, a_case, an_office, said

RULES = Library(shipped())
LIVES = tuple(believable(160, library=RULES))


def due_of(case: Case) -> Due | None:
    return read_head(spell(case, RULES).body).due


@cache
def dues() -> dict[str, Due | None]:
    return {case.id: due_of(case) for case in LIVES}


def currency_of(case: Case) -> str:
    return "" if case.order is None else case.order.currency.code


@pytest.mark.parametrize("name", sorted(NO_CLOCK))
def test_no_deadline_rests_on(name: str) -> None:
    """Each life with the field of another one, where that differs."""
    others = list({repr(getattr(case, name)): case for case in LIVES}.values())
    for number, case in enumerate(LIVES):
        for other in others[number % 3 : number % 3 + 4 : 2]:
            assert due_of(replace(case, **{name: getattr(other, name)})) == dues()[case.id]


def test_picking_a_case_up_moves_no_deadline() -> None:
    for case in LIVES:
        if case.state in ALIKE:
            assert all(due_of(replace(case, state=state)) == due_of(case) for state in ALIKE)


@pytest.mark.parametrize("name", sorted({spec.name for spec in fields(Case)} - NO_CLOCK))
def test_whatever_else_changes_has_its_deadline_worked_out(name: str) -> None:
    wrong = Due(at=NOW - timedelta(days=999))
    for case, other in pairwise(LIVES):
        after = replace(case, **{name: getattr(other, name)})
        is_one_currency = currency_of(other) == currency_of(case)
        if after != case and is_one_currency and not {case.state, after.state} <= ALIKE:
            assert spell_again(after, case, wrong, RULES) == spell(after, RULES)


def test_after_every_submission_the_office_says_what_it_would_work_out(tmp_path: Path) -> None:
    said_so_far: list[Command] = [
        AddNote("n1", "Rang."),
        Take(),
        PutToSleep(NOW + timedelta(days=2), "rings back"),
        Wake(),
        GiveBack(),
        Take(),
    ]
    with an_office(tmp_path / "office.db") as store:
        case = a_case()
        store.take_in([case])
        for command in said_so_far:
            held = store.case(case.id)
            assert held is not None
            submission = said(held, command, base=held.decision_version)
            assert isinstance(store.record(submission, NOW), Recorded)
            after, kept = store.case(case.id), store.spelled(case.id)
            assert after is not None
            assert kept is not None
            assert kept.body == spell(after, store.library()).body
