"""Where a second person has to look, the first one gets past them on no other path."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.domain.actor import Actor
from refundtui.domain.case import (
    Case,
    CaseId,
    CaseState,
    Ground,
    IdentityLevel,
    Message,
    RelatedClaim,
    Resolution,
)
from refundtui.domain.commands import (
    AcceptOffer,
    Approve,
    Cancel,
    Command,
    Deny,
    GiveBack,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    SetIdentity,
    Take,
)
from refundtui.domain.decision import absorbed, apply, obstacles
from refundtui.domain.policy import Window
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Charge, Goodwill, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from tests.support.making import (
    NOW,
    a_case,
    a_rulebook,
    after,
    agent,
    done,
    eur,
    lead,
    quoted,
    senior,
)

RULES = a_rulebook()
ANN, SAM, LEE, MAX = agent("ann"), senior("sam"), lead("lee"), lead("max")
HELD = HoldForFraud("two addresses")
SUSPECTED = Deny((Ground.FRAUD,), ("§ 9",))
REPLY = ReceiveAnswer(Message(NOW, from_customer=True, text="I still want it back"))


def codes(case: Case, command: Command, actor: Actor, rulebook: Rulebook = RULES) -> set[str]:
    return {one.code for one in obstacles(case, command, actor, rulebook, NOW)}


def approving(case: Case, rulebook: Rulebook = RULES) -> Approve:
    quote = quoted(case, rulebook)
    return Approve(case.request, quote.fingerprint, quote.total)


def asked_for(case: Case) -> Case:
    quote = quoted(case, RULES)
    return apply(case, RequestApproval(case.request, quote.fingerprint, quote.total), ANN, RULES, NOW)


def granting(case: Case) -> GrantApproval:
    assert case.approval is not None
    return GrantApproval(case.approval.version, case.approval.fingerprint)


# ---------------------------------------------------------------- the fraud desk


@pytest.mark.parametrize("deciding", [ReleaseFromFraud("fine"), SUSPECTED])
def test_a_lead_who_worked_a_case_up_decides_nothing_about_its_suspicion_even_after_handing_it_over(
    deciding: Command,
) -> None:
    held = done(a_case(), (Take(), LEE), (HELD, LEE), rulebook=RULES)
    handed_over = apply(held, GiveBack("max"), LEE, RULES, NOW)
    assert codes(held, deciding, LEE) == codes(handed_over, deciding, LEE) == {"self.approval"}


@pytest.mark.parametrize("deciding", [ReleaseFromFraud("fine"), SUSPECTED])
def test_another_lead_clears_or_denies_it_and_so_does_whoever_only_held_it(deciding: Command) -> None:
    taken = apply(a_case(), Take(), ANN, RULES, NOW)
    held = apply(taken, HELD, LEE, RULES, NOW)
    late = a_rulebook()
    late = replace(late, policy=replace(late.policy, windows=(Window("w", "§ 3", 3),)))
    assert not codes(held, deciding, MAX, late)
    assert not codes(held, deciding, LEE, late)


@pytest.mark.parametrize("decision", ["approve", "quote"])
def test_a_hold_is_not_lifted_by_cancelling_the_case_and_opening_it_again(decision: str) -> None:
    cancelled = done(
        a_case(), (Take(), ANN), (HELD, ANN), (Cancel(Resolution.WITHDRAWN), ANN), rulebook=RULES
    )
    for again, by in ((REPLY, ANN), (Reopen("they wrote"), LEE)):
        case = apply(cancelled, again, by, RULES, NOW)
        assert case.state is CaseState.ELIGIBILITY
        seen = approving(case)
        command = seen if decision == "approve" else MakeQuote(seen.request, seen.fingerprint)
        assert codes(case, command, by) == {"fraud.held"}
        cleared = done(case, (HELD, by), (ReleaseFromFraud("checked"), MAX), rulebook=RULES)
        assert not codes(cleared, command, by)


def test_a_held_case_takes_its_hold_along_into_the_case_it_is_merged_into() -> None:
    held = done(a_case("2"), (Take(), ANN), (HELD, ANN), rulebook=RULES)
    survivor = absorbed(a_case(), held, ANN, NOW)
    assert codes(survivor, approving(survivor), ANN) == {"fraud.held"}


# ---------------------------------------------------------------- what changed between asking and granting


def test_what_was_asked_for_is_not_granted_when_the_same_is_claimed_elsewhere_meanwhile() -> None:
    case = asked_for(a_case())
    assert not codes(case, granting(case), LEE)
    twin = RelatedClaim(CaseId("2"), "RF-0000002", CaseState.ELIGIBILITY, ("shirt",), Reason.CHANGED_MIND)
    other = replace(twin, case_id=CaseId("3"), reference="RF-0000003")
    assert codes(replace(case, related=(twin, other)), granting(case), LEE) == {"claim.duplicate"}


def test_what_was_asked_for_is_not_granted_when_nobody_knows_the_customer_any_more() -> None:
    strict = a_rulebook(identity_needed=(("approve", IdentityLevel.VERIFIED),))
    known = a_case(customer=replace(a_case().customer, identity=IdentityLevel.VERIFIED))
    seen = quoted(known, strict)
    asked = RequestApproval(known.request, seen.fingerprint, seen.total)
    doubted = done(known, (asked, ANN), (SetIdentity(IdentityLevel.NONE), ANN), rulebook=strict)
    assert codes(doubted, granting(doubted), LEE, strict) == {"identity.too_low"}


@pytest.mark.parametrize(("risk", "state"), [(10, CaseState.APPROVED), (90, CaseState.APPROVAL)])
def test_an_accepted_offer_waits_for_a_second_person_when_the_risk_has_risen_since(
    risk: int, state: CaseState
) -> None:
    case = a_case()
    offered = MakeOffer(case.request, quoted(case, RULES).fingerprint, after(days=7))
    open_offer = apply(case, offered, ANN, RULES, NOW)
    accepted = apply(replace(open_offer, risk=risk), AcceptOffer("mail of today"), ANN, RULES, NOW)
    assert accepted.state is state


# ---------------------------------------------------------------- goodwill is no way round the verdict


def test_an_exchange_spends_no_refused_entitlement_beside_a_little_goodwill() -> None:
    late = replace(RULES, policy=replace(RULES.policy, windows=(Window("w", "§ 3", 3),)))
    price = quoted(a_case(), RULES).total
    request = RefundRequest((Units("shirt", 1), Goodwill(eur("5.00"))), (Charge("other shirt", price),))
    case = a_case(request=request)
    assert quoted(case, late).goodwill == quoted(case, late).total == eur("5.00")
    assert codes(case, approving(case, late), ANN, late) == {"verdict.against"}
    assert not codes(case, approving(replace(case, request=only_goodwill()), late), ANN, late)


def only_goodwill() -> RefundRequest:
    return RefundRequest((Goodwill(eur("5.00")),))
