"""How well the customer is known: who may say so, when, and that it is said by what."""

from __future__ import annotations

import pytest

from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseId, CaseState, IdentityLevel
from refundtui.domain.commands import Command, GiveBack, Merge, SetIdentity, Take
from refundtui.domain.decision import apply, obstacles
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.transitions import FINISHED, OPEN
from tests.support.making import NOW, a_case, a_rulebook, agent, done, finance, lead, system

RULES = a_rulebook()
STRICT = a_rulebook(identity_steps=True)
ANN, BOB, LEE, FAY = agent("ann"), agent("bob"), lead("lee"), finance("fay")
VERIFIED = SetIdentity(IdentityLevel.VERIFIED, ("postcode",))


def codes(case: Case, command: Command, actor: Actor, rulebook: Rulebook = RULES) -> list[str]:
    return [found.code for found in obstacles(case, command, actor, rulebook, NOW)]


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_case_that_is_over_learns_no_identity(state: CaseState) -> None:
    assert codes(a_case(state=state), VERIFIED, ANN) == ["case.closed"]


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_case_does(state: CaseState) -> None:
    assert codes(a_case(state=state), VERIFIED, ANN) == []


def test_a_merged_case_leaves_it_to_the_survivor() -> None:
    merged = done(a_case(), (Take(), ANN), (Merge(CaseId("2")), ANN), rulebook=RULES)
    assert merged.state is CaseState.CANCELLED
    assert codes(merged, VERIFIED, ANN) == ["case.closed"]


def test_it_is_set_by_whoever_works_on_the_case_and_by_a_lead() -> None:
    mine = done(a_case(), (Take(), ANN), rulebook=RULES)
    assert codes(mine, VERIFIED, ANN) == []
    assert codes(mine, VERIFIED, BOB) == ["owner.other"]
    assert codes(mine, VERIFIED, LEE) == []
    assert codes(mine, VERIFIED, system()) == []
    assert codes(mine, VERIFIED, FAY) == ["role.not_allowed"]


def test_who_sets_it_on_nobody_s_case_takes_the_case() -> None:
    assert apply(a_case(), VERIFIED, ANN, RULES, NOW).owner == "ann"
    free = done(a_case(), (Take(), ANN), (GiveBack(), ANN), rulebook=RULES)
    assert codes(free, VERIFIED, BOB) == []


@pytest.mark.parametrize("level", IdentityLevel)
@pytest.mark.parametrize("steps", [(), ("",), ("  ", "\t")])
def test_where_the_brand_wants_it_no_level_is_set_without_a_step(
    level: IdentityLevel, steps: tuple[str, ...]
) -> None:
    found = obstacles(a_case(), SetIdentity(level, steps), ANN, STRICT, NOW)
    assert [(one.code, one.fact("level")) for one in found] == [("identity.step_missing", level.value)]
    assert codes(a_case(), SetIdentity(level, (*steps, "postcode")), ANN, STRICT) == []
    assert codes(a_case(), SetIdentity(level, steps), ANN, RULES) == []


def test_the_step_is_on_record_with_the_level() -> None:
    known = apply(a_case(), VERIFIED, ANN, STRICT, NOW)
    assert known.customer.identity is IdentityLevel.VERIFIED
    told = dict(known.events[-1].facts)
    assert (told["level"], told["steps"]) == ("verified", ("postcode",))
