"""Rights per brand and act: what was not granted is refused, and a limit granted only lowers the policy's."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
from refundtui.domain.case import CaseState, Ground
from refundtui.domain.commands import AddNote, Deny, Take
from refundtui.domain.decision import apply, obstacles
from refundtui.domain.permissions import act_of, ceiling
from tests.case.test_decision import RULES, approving
from tests.support.making import NOW, a_case, agent, eur, gbp, senior

NOBODY = Actor("nils", "Nils", Role.AGENT)


def refused(actor: Actor, command: object, state: CaseState = CaseState.ELIGIBILITY) -> set[str]:
    case = a_case(state=state)
    return {found.code for found in obstacles(case, command, actor, RULES, NOW)}  # type: ignore[arg-type] # any command


def with_grants(*grants: Grant) -> Actor:
    return replace(NOBODY, grants=grants)


def test_without_grants_nothing_is_allowed() -> None:
    for command in (Take(), AddNote("n", "Rang."), approving(a_case())):
        assert "brand.not_yours" in refused(NOBODY, command)


def test_another_brands_rights_open_nothing_here() -> None:
    elsewhere = replace(NOBODY, grants=usual_grants(Role.AGENT, "another brand"))

    assert "brand.not_yours" in refused(elsewhere, Take(), CaseState.INTAKE)


def test_who_may_only_read_may_not_even_write_a_note() -> None:
    reader = with_grants(Grant(Act.READ, str(a_case().brand)))

    assert refused(reader, AddNote("n", "Rang.")) == {"act.not_granted"}


def test_who_works_without_deciding_may_take_a_case_and_not_approve_or_deny_it() -> None:
    worker = with_grants(Grant(Act.READ), Grant(Act.WORK))

    assert refused(worker, Take(), CaseState.INTAKE) == set()
    assert "act.not_granted" in refused(worker, approving(a_case()))
    assert "act.not_granted" in refused(worker, Deny((Ground.NO_PROOF,), ("§ 1",)))


def test_a_role_opens_nothing_that_its_grants_do_not() -> None:
    lead_without_check = Actor("lee", "Lee", Role.LEAD, usual_grants(Role.AGENT))

    assert lead_without_check.may(Act.DECIDE, "any")
    assert not lead_without_check.may(Act.CHECK, "any")
    assert act_of("deny", [18]) is Act.CHECK
    assert act_of("deny", [9]) is Act.DECIDE


def test_a_granted_limit_lowers_what_the_policy_allows() -> None:
    case = a_case()
    little = with_grants(Grant(Act.READ), Grant(Act.WORK), Grant(Act.DECIDE, limit=eur("10")))

    assert "limit.exceeded" in refused(little, approving(case))


def test_a_granted_limit_never_raises_what_the_policy_allows() -> None:
    case = a_case()
    much = with_grants(Grant(Act.READ), Grant(Act.WORK), Grant(Act.DECIDE, limit=eur("1000000")))

    approved = apply(case, approving(case), much, RULES, NOW)

    limit = dict(approved.events[-1].facts).get("limit")
    assert limit in {None, RULES.policy.limit_for(Role.AGENT).amount}  # type: ignore[union-attr] # it has one


def test_a_limit_in_another_currency_grants_nothing_in_this_one() -> None:
    british = with_grants(Grant(Act.READ), Grant(Act.WORK), Grant(Act.DECIDE, limit=gbp("1000")))

    assert ceiling(british, "any", eur("1").currency) == eur("0")
    assert "limit.exceeded" in refused(british, approving(a_case()))


def test_of_several_limits_the_highest_counts_and_an_unlimited_grant_leaves_the_policys() -> None:
    here = Grant(Act.DECIDE, "acme", eur("50"))
    everywhere = Grant(Act.DECIDE, "", eur("20"))

    assert ceiling(with_grants(here, everywhere), "acme", eur("1").currency) == eur("50")
    assert ceiling(with_grants(here, everywhere), "other", eur("1").currency) == eur("20")
    assert ceiling(with_grants(here, Grant(Act.DECIDE)), "acme", eur("1").currency) is None


def test_the_usual_grants_of_agents_hold_in_the_brands_that_are_named_and_in_all_when_none_is() -> None:
    assert agent("ann", "acme").may(Act.DECIDE, "acme")
    assert not agent("ann", "acme").may(Act.DECIDE, "other")
    assert not agent("ann", "acme").may(Act.READ, "")
    assert senior().may(Act.READ, "")
