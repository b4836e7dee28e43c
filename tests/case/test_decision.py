"""What can be done to a case, by whom, why not, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from refundtui.domain import policy
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.case import (
    BrandId,
    Case,
    CaseId,
    CaseState,
    Customer,
    Evidence,
    Ground,
    IdentityLevel,
    Message,
    RelatedClaim,
    Resolution,
    WaitingFor,
)
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Close,
    Command,
    CounterOffer,
    Deny,
    Escalate,
    ExpireOffer,
    GiveBack,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    Merge,
    OpenCase,
    Override,
    PutToSleep,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    ReturnApproval,
    SendLetter,
    SetIdentity,
    SetItems,
    Tag,
    Take,
    Wake,
)
from refundtui.domain.decision import (
    DUPLICATE_CHECKED,
    NotPossible,
    absorbed,
    apply,
    cannot_absorb,
    obstacles,
    waits_for_payment,
)
from refundtui.domain.determination import determine
from refundtui.domain.letters_set import digest_of
from refundtui.domain.letters_told import LetterFate, with_letter_told
from refundtui.domain.order import Payment
from refundtui.domain.policy import Action, ActionKind, Matcher, Rule, Window
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Goodwill, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.said_facts import facts_of_the_order
from tests.support.making import (
    LAWS,
    NOW,
    a_case,
    a_rulebook,
    after,
    agent,
    an_event,
    an_order_a,
    an_order_b,
    done,
    eur,
    events_of,
    finance,
    lead,
    one_shirt,
    quoted,
    senior,
    system,
    the_jacket,
    usd,
)

RULES = a_rulebook()
ANN, BOB, LEE, SAM, FAY = agent("ann"), agent("bob"), lead("lee"), senior("sam"), finance("fay")


def approving(case: Case, rulebook: Rulebook = RULES, request: RefundRequest | None = None) -> Approve:
    quote = quoted(case, rulebook, request)
    return Approve(request or case.request, quote.fingerprint, quote.total)


def asking(case: Case, rulebook: Rulebook = RULES) -> RequestApproval:
    quote = quoted(case, rulebook)
    return RequestApproval(case.request, quote.fingerprint, quote.total)


def offering(case: Case, rulebook: Rulebook = RULES, request: RefundRequest | None = None) -> MakeOffer:
    quote = quoted(case, rulebook, request)
    return MakeOffer(request or case.request, quote.fingerprint, after(days=7))


def denying(*grounds: Ground) -> Deny:
    return Deny(grounds or (Ground.WINDOW_PASSED,), ("§ 3",))


def granting(case: Case) -> GrantApproval:
    assert case.approval is not None
    return GrantApproval(case.approval.version, case.approval.fingerprint)


def codes(case: Case | None, command: Command, actor: Actor, rulebook: Rulebook = RULES) -> set[str]:
    return {found.code for found in obstacles(case, command, actor, rulebook, NOW)}


def goodwill(text: str) -> RefundRequest:
    return RefundRequest((Goodwill(eur(text)),))


def a_big_case(**more: Any) -> Case:
    """Above an agent's 500.00 in the order's currency."""
    order = an_order_b()
    return a_case(order=order, order_ref=order.id, request=RefundRequest((Units("laptop", 1),)), **more)


USD_RULES = a_rulebook("USD")
NO_WINDOW = Rulebook(replace(RULES.policy, windows=(Window("W-3", "§ 3", 3),)))
LAWFUL = Rulebook(NO_WINDOW.policy, LAWS)


class TestOpening:
    def test_an_agent_on_the_phone_opens_a_case_and_it_waits_in_intake(self) -> None:
        case = apply(None, opening(), ANN, RULES, NOW)
        assert (case.state, case.version, case.decision_version) == (CaseState.INTAKE, 1, 1)
        assert events_of(case) == ["open"]

    def test_an_order_that_is_not_found_is_still_a_case(self) -> None:
        case = apply(None, opening(order=None, order_ref="A-9999"), ANN, RULES, NOW)
        assert case.order is None
        assert dict(case.events[0].facts)["order_unmatched"] is True

    def test_without_order_or_number_there_is_no_case(self) -> None:
        assert codes(None, opening(order=None, order_ref=""), ANN) == {"order.missing"}

    def test_another_brands_case_is_not_opened(self) -> None:
        assert codes(None, opening(), agent("ann", "other")) == {"brand.not_yours"}

    def test_the_same_case_is_not_opened_twice(self) -> None:
        assert codes(a_case(), opening(), ANN) == {"case.exists"}

    def test_a_case_nobody_knows_cannot_be_worked(self) -> None:
        assert codes(None, Take(), ANN) == {"case.unknown"}

    def test_an_unmatched_order_gets_no_amount(self) -> None:
        case = a_case(order=None, order_ref="A-9999")
        found = codes(case, Approve(case.request, "", eur("36.08")), ANN)
        assert "order.unmatched" in found


class TestTaking:
    def test_taking_begins_the_case(self) -> None:
        case = apply(a_case(state=CaseState.INTAKE), Take(), ANN, RULES, NOW)
        assert (case.state, case.owner) == (CaseState.ELIGIBILITY, "ann")

    def test_a_colleagues_case_is_not_taken(self) -> None:
        assert codes(a_case(owner="bob"), Take(), ANN) == {"owner.other"}

    def test_a_lead_may_step_in(self) -> None:
        assert apply(a_case(owner="bob"), Take(), LEE, RULES, NOW).owner == "lee"

    def test_deciding_on_nobodys_case_takes_it(self) -> None:
        case = a_case(state=CaseState.INTAKE)
        assert apply(case, approving(case), ANN, RULES, NOW).owner == "ann"

    def test_handing_over_names_the_next_owner(self) -> None:
        assert apply(a_case(owner="ann"), GiveBack("bob", "off now"), ANN, RULES, NOW).owner == "bob"

    def test_an_auditor_only_reads(self) -> None:
        auditor = Actor("aud", "Aud", Role.AUDITOR, usual_grants(Role.AUDITOR))
        assert codes(a_case(), Take(), auditor) == {"role.not_allowed"}


class TestApproving:
    def test_within_the_limit_it_is_one_step_bound_to_the_exact_version(self) -> None:
        case = a_case()
        approved = apply(case, approving(case), ANN, RULES, NOW)
        assert approved.state is CaseState.APPROVED
        assert approved.approval is not None
        assert approved.current_quote is not None
        assert approved.approval.version == approved.current_quote.number == 1
        assert approved.approval.fingerprint == approved.current_quote.quote.fingerprint
        assert approved.approval.amount == eur("36.08")
        assert approved.approval.within_own_limit

    def test_it_waits_for_payment_and_cannot_be_closed(self) -> None:
        case = a_case()
        approved = apply(case, approving(case), ANN, RULES, NOW)
        assert waits_for_payment(approved)
        assert codes(approved, Close(Resolution.PAID_FULL), ANN) == {"payment.waiting"}

    def test_above_the_limit_says_limit_and_amount(self) -> None:
        case = a_big_case()
        (found,) = obstacles(case, approving(case, USD_RULES), ANN, USD_RULES, NOW)
        assert found.code == "limit.exceeded"
        assert (found.fact("limit"), found.fact("amount")) == (usd("500.00"), usd("1081.42"))

    def test_goodwill_has_its_own_limit(self) -> None:
        case = a_case(request=goodwill("60.00"))
        (found,) = obstacles(case, approving(case), ANN, RULES, NOW)
        assert found.code == "goodwill.limit_exceeded"
        assert (found.fact("limit"), found.fact("amount")) == (eur("50.00"), eur("60.00"))

    def test_a_limit_in_another_currency_is_no_limit(self) -> None:
        case = a_big_case()
        assert codes(case, approving(case, RULES), ANN, RULES) == {"limit.none"}

    def test_another_figure_than_the_one_seen_asks_again(self) -> None:
        case = a_case()
        assert codes(case, replace(approving(case), fingerprint="0" * 16), ANN) == {"quote.changed"}
        assert codes(case, replace(approving(case), total=eur("36.09")), ANN) == {"quote.changed"}

    def test_more_than_can_go_back_is_refused_with_the_maximum(self) -> None:
        case = a_case(request=goodwill("200.00"))
        found = obstacles(case, Approve(case.request, "", eur("200.00")), LEE, RULES, NOW)
        assert found
        assert eur("193.70") in {value for one in found for _, value in one.facts}

    def test_a_quote_above_a_cap_is_stopped_here_too(self) -> None:
        case = a_case()
        known = determine(case, case.request, RULES, NOW.date())
        assert isinstance(known.quote, Quote)
        above = replace(known, quote=replace(known.quote, maximum=eur("10.00")))
        (found,) = obstacles(case, approving(case), ANN, RULES, NOW, determination=above)
        assert found.code == "cap.exceeded"
        assert (found.fact("amount"), found.fact("maximum")) == (eur("36.08"), eur("10.00"))

    def test_every_reason_is_told_at_once(self) -> None:
        case = a_big_case(
            owner="bob",
            customer=Customer("X", identity=IdentityLevel.NONE),
            related=(claim("laptop"),),
            risk=90,
        )
        rules = a_rulebook("USD", identity_needed=(("approve", IdentityLevel.VERIFIED),))
        found = codes(case, approving(case, rules), ANN, rules)
        assert found == {"owner.other", "claim.duplicate", "identity.too_low", "limit.exceeded", "risk.high"}

    def test_a_review_the_policy_asks_for_is_not_skipped_by_an_agent(self) -> None:
        review = Rule("R-1", "§ 9", Action(ActionKind.NEEDS_REVIEW))
        rules = Rulebook(replace(RULES.policy, rules=(review,)))
        case = a_case()
        assert codes(case, approving(case, rules), ANN, rules) == {"review.needed"}
        assert codes(case, approving(case, rules), LEE, rules) == set()

    def test_missing_evidence_stops_the_decision_and_not_the_quote(self) -> None:
        photo = Rule("R-2", "§ 4", Action(ActionKind.REQUIRE_EVIDENCE, "photo"))
        rules = Rulebook(replace(RULES.policy, rules=(photo,)))
        case = a_case()
        assert codes(case, approving(case, rules), ANN, rules) == {"evidence.missing"}
        quote = quoted(case, rules)
        assert codes(case, MakeQuote(case.request, quote.fingerprint), ANN, rules) == set()
        shown = apply(case, AddEvidence(Evidence("e1", "photo", "lining", NOW, "ann")), ANN, rules, NOW)
        assert codes(shown, approving(shown, rules), ANN, rules) == set()

    def test_payments_above_the_order_go_to_a_second_person(self) -> None:
        order = replace(an_order_a(), payments=(Payment("card", eur("500.00")),))
        case = a_case(order=order)
        assert codes(case, approving(case), ANN) == {"order.payments_disagree"}
        assert codes(case, asking(case), ANN) == set()


class TestBeforeAQuote:
    def test_the_same_line_for_the_same_reason_is_shown_before_a_quote(self) -> None:
        case = a_case(request=the_jacket(), related=(claim("jacket"),))
        quote = quoted(case, RULES)
        assert codes(case, MakeQuote(case.request, quote.fingerprint), ANN) == {"claim.duplicate"}

    def test_the_second_unit_of_a_line_is_no_duplicate(self) -> None:
        case = a_case(related=(claim("shirt"),))
        assert codes(case, approving(case), ANN) == set()
        both = RefundRequest((Units("shirt", 2),))
        assert codes(case, approving(case, request=both), ANN) == {"claim.duplicate"}

    def test_another_reason_is_another_claim(self) -> None:
        case = a_case(
            request=the_jacket(), related=(replace(claim("jacket"), reason=Reason.DAMAGED_TRANSIT),)
        )
        assert codes(case, approving(case), ANN) == set()

    def test_a_denied_claim_is_no_duplicate(self) -> None:
        case = a_case(request=the_jacket(), related=(replace(claim("jacket"), state=CaseState.DENIED),))
        assert codes(case, approving(case), ANN) == set()

    def test_somebody_who_compared_the_claims_says_so(self) -> None:
        case = a_case(request=the_jacket(), related=(claim("jacket"),))
        compared = apply(case, SetItems(case.request, facts=((DUPLICATE_CHECKED, True),)), ANN, RULES, NOW)
        assert "claim.duplicate" not in codes(compared, approving(compared), ANN)

    def test_identity_is_asked_for_before_a_quote(self) -> None:
        rules = a_rulebook(identity_needed=(("approve", IdentityLevel.VERIFIED),))
        case = a_case()
        quote = quoted(case, rules)
        making = MakeQuote(case.request, quote.fingerprint)
        assert codes(case, making, ANN, rules) == {"identity.too_low"}
        known = apply(case, SetIdentity(IdentityLevel.VERIFIED, ("postcode",)), ANN, rules, NOW)
        assert codes(known, making, ANN, rules) == set()

    def test_a_verdict_against_it_stops_the_quote_until_somebody_overrides(self) -> None:
        case = a_case()
        assert codes(case, approving(case, NO_WINDOW), ANN, NO_WINDOW) == {"verdict.against"}
        assert codes(case, Override(("W-3",), "loyal"), ANN, NO_WINDOW) == {"override.not_allowed"}
        overridden = apply(case, Override(("W-3",), "loyal"), SAM, NO_WINDOW, NOW)
        assert len(overridden.overrides) == 1
        assert codes(overridden, approving(overridden, NO_WINDOW), SAM, NO_WINDOW) == set()

    def test_an_override_of_another_rule_does_not_help(self) -> None:
        overridden = apply(a_case(), Override(("W-9",), "loyal"), SAM, NO_WINDOW, NOW)
        found = codes(overridden, approving(overridden, NO_WINDOW), SAM, NO_WINDOW)
        assert found == {"verdict.against"}

    def test_goodwill_needs_no_verdict(self) -> None:
        case = a_case(request=goodwill("20.00"))
        assert codes(case, approving(case, NO_WINDOW), ANN, NO_WINDOW) == set()

    def test_what_is_not_known_is_asked_before_it_is_decided(self) -> None:
        opened = Rule(
            "R-5", "§ 5", Action(ActionKind.REJECT), (Matcher("opened", policy.Test.IS, value=True),)
        )
        rules = Rulebook(replace(RULES.policy, rules=(opened,)))
        case = a_case()
        found = codes(case, approving(case, rules), ANN, rules)
        assert found == {"information.missing"}


class TestSecondPerson:
    def requested(self) -> Case:
        case = a_big_case()
        return apply(case, asking(case, USD_RULES), ANN, USD_RULES, NOW)

    def test_asking_fixes_the_version_and_waits(self) -> None:
        case = self.requested()
        assert case.state is CaseState.APPROVAL
        assert case.approval is not None
        assert (case.approval.status, case.approval.granted_by) == ("requested", "")

    def test_a_lead_grants_in_one_step(self) -> None:
        case = self.requested()
        granted = apply(case, granting(case), LEE, USD_RULES, NOW)
        assert granted.state is CaseState.APPROVED
        assert granted.approval is not None
        assert (granted.approval.granted_by, granted.approval.within_own_limit) == ("lee", False)

    def test_finance_is_a_checker_too(self) -> None:
        case = self.requested()
        assert codes(case, granting(case), FAY, USD_RULES) == set()

    def test_nobody_grants_what_she_asked_for(self) -> None:
        case = a_big_case()
        case = apply(case, asking(case, USD_RULES), LEE, USD_RULES, NOW)
        assert codes(case, granting(case), LEE, USD_RULES) == {"self.approval"}

    def test_an_agent_grants_nothing(self) -> None:
        case = self.requested()
        assert codes(case, granting(case), BOB, USD_RULES) == {"role.not_allowed"}

    def test_another_version_than_the_one_asked_for_is_not_granted(self) -> None:
        case = self.requested()
        assert "quote.changed" in codes(case, replace(granting(case), version=2), LEE, USD_RULES)

    def test_a_checkers_limit_holds_as_well(self) -> None:
        rules = a_rulebook("USD", limits=())
        case = a_big_case()
        case = apply(case, asking(case, rules), ANN, rules, NOW)
        assert codes(case, granting(case), LEE, rules) == {"limit.none"}

    def test_returned_with_a_reason_it_is_quoted_anew(self) -> None:
        case = self.requested()
        assert codes(case, ReturnApproval(" "), LEE, USD_RULES) == {"reason.missing"}
        case = apply(case, ReturnApproval("photos?"), LEE, USD_RULES, NOW)
        assert case.state is CaseState.QUOTE
        again = apply(case, asking(case, USD_RULES), ANN, USD_RULES, NOW)
        assert [version.number for version in again.quotes] == [1, 2]

    def test_the_second_person_may_deny(self) -> None:
        case = apply(self.requested(), denying(), LEE, NO_WINDOW, NOW)
        assert case.state is CaseState.DENIED
        assert case.approval is not None
        assert case.approval.status == "denied"


class TestChangesVoidTheApproval:
    def approved(self) -> Case:
        case = a_case()
        return apply(case, approving(case), ANN, RULES, NOW)

    def test_changing_the_items_voids_it(self) -> None:
        case = apply(self.approved(), SetItems(the_jacket()), ANN, RULES, NOW)
        assert case.state is CaseState.QUOTE
        assert case.approval is not None
        assert case.approval.status == "void"

    def test_a_new_quote_voids_it_and_keeps_the_older(self) -> None:
        approved = self.approved()
        quote = quoted(approved, RULES, the_jacket())
        case = apply(approved, MakeQuote(the_jacket(), quote.fingerprint), ANN, RULES, NOW)
        assert case.state is CaseState.QUOTE
        assert [version.number for version in case.quotes] == [1, 2]
        assert case.approval is not None
        assert case.approval.status == "void"

    def test_stopping_the_case_voids_it(self) -> None:
        case = apply(self.approved(), Cancel(Resolution.WITHDRAWN), ANN, RULES, NOW)
        assert case.state is CaseState.CANCELLED
        assert case.approval is not None
        assert case.approval.status == "void"

    def test_a_note_voids_nothing_and_makes_no_decision_stale(self) -> None:
        approved = self.approved()
        noted = apply(approved, AddNote("n1", "called back"), BOB, RULES, NOW)
        assert noted.approval == approved.approval
        assert noted.decision_version == approved.decision_version
        assert noted.version == approved.version + 1


class TestDenying:
    def test_what_policy_and_law_refuse_is_denied_with_grounds_and_clause(self) -> None:
        case = apply(a_case(), denying(), ANN, NO_WINDOW, NOW)
        assert case.state is CaseState.DENIED
        assert case.denial is not None
        assert case.denial.grounds == (Ground.WINDOW_PASSED,)
        assert case.first_decider == "ann"

    def test_a_denial_without_grounds_or_clause_is_none(self) -> None:
        assert codes(a_case(), Deny((), ()), ANN, NO_WINDOW) == {"grounds.missing", "clause.missing"}

    def test_what_the_law_grants_is_not_denied_by_anybody(self) -> None:
        for actor in (ANN, SAM, LEE):
            assert codes(a_case(), denying(), actor, LAWFUL) == {"denial.owed_by_law"}

    def test_a_defect_after_eleven_months_is_not_denied_by_the_pack_alone(self) -> None:
        order = replace(
            an_order_a(),
            delivered_on=date(2025, 12, 20),
            lines=tuple(replace(line, delivered_on=date(2025, 12, 20)) for line in an_order_a().lines),
        )
        case = a_case(order=order, reason=Reason.DEFECTIVE)
        (found,) = obstacles(case, denying(), ANN, LAWFUL, NOW)
        assert found.code == "denial.owed_by_law"
        assert found.fact("remedies") == ("repair", "replacement", "price_reduction")

    def test_an_override_does_not_make_the_law_go_away(self) -> None:
        case = apply(a_case(), Override(("EU-CRD-9-GOODS",), "no"), LEE, LAWFUL, NOW)
        assert codes(case, denying(), LEE, LAWFUL) == {"denial.owed_by_law"}

    def test_what_the_pack_grants_is_denied_only_against_the_verdict(self) -> None:
        assert codes(a_case(), denying(), ANN) == {"denial.against_verdict"}
        assert codes(a_case(), denying(Ground.IDENTITY_FAILED), ANN) == set()

    def test_an_agent_who_cannot_tell_what_the_law_says_does_not_deny(self) -> None:
        order = replace(
            an_order_a(),
            delivered_on=None,
            lines=tuple(replace(line, delivered_on=None) for line in an_order_a().lines),
        )
        case = a_case(order=order)
        (found,) = obstacles(case, denying(), ANN, LAWFUL, NOW)
        assert (found.code, found.fact("facts")) == ("denial.law_unknown", ("delivered_on",))
        assert codes(case, denying(Ground.NO_PROOF), ANN, LAWFUL) == set()
        assert codes(case, denying(), SAM, LAWFUL) == set()

    def test_another_ground_needs_words(self) -> None:
        assert codes(a_case(), denying(Ground.OTHER), ANN, NO_WINDOW) == {"reason.missing"}

    def test_a_denied_case_is_closed_only_with_its_letter(self) -> None:
        case = apply(a_case(), denying(), ANN, NO_WINDOW, NOW)
        assert codes(case, Close(Resolution.DENIED_WINDOW), ANN, NO_WINDOW) == {"letter.unsent"}
        letter = Message(after(minutes=5), from_customer=False, text="Sehr geehrte Frau Brandt …")
        closed = apply(case, Close(Resolution.DENIED_WINDOW, letter), ANN, NO_WINDOW, after(minutes=6))
        assert (closed.state, closed.resolution) == (CaseState.CLOSED, Resolution.DENIED_WINDOW)
        facts = dict(closed.events[-1].facts)
        assert facts["edges"] == ("30", "31")
        assert facts["letter_digest"]
        assert closed.messages[-1] == letter

    def test_a_letter_from_before_the_denial_is_not_its_letter(self) -> None:
        earlier = Message(after(minutes=-5), from_customer=False, text="Danke für Ihre Nachricht.")
        case = apply(a_case(messages=(earlier,)), denying(), ANN, NO_WINDOW, NOW)
        assert codes(case, Close(Resolution.DENIED_WINDOW), ANN, NO_WINDOW) == {"letter.unsent"}

    def test_a_denial_is_not_closed_as_paid(self) -> None:
        case = apply(a_case(), denying(), ANN, NO_WINDOW, NOW)
        letter = Message(NOW, from_customer=False, text="…")
        assert codes(case, Close(Resolution.PAID_FULL, letter), ANN, NO_WINDOW) == {"resolution.mismatch"}


class TestAppeals:
    def contested(self) -> Case:
        return done(a_case(), (denying(), SAM), (Escalate("she objects"), BOB), rulebook=NO_WINDOW)

    def test_the_first_decider_neither_looks_again_nor_decides(self) -> None:
        case = self.contested()
        assert codes(case, Take(), SAM, NO_WINDOW) == {"decider.same"}
        first = done(a_case(), (denying(), LEE), (Escalate("x"), BOB), rulebook=NO_WINDOW)
        assert codes(first, denying(), LEE, NO_WINDOW) == {"decider.same"}

    def test_nor_once_somebody_else_began_the_second_look(self) -> None:
        case = apply(self.contested(), Take(), LEE, NO_WINDOW, NOW)
        case = apply(case, GiveBack(), LEE, NO_WINDOW, NOW)
        assert codes(case, denying(), SAM, NO_WINDOW) == {"decider.same"}

    def test_another_lead_may_deny_after_the_second_look(self) -> None:
        case = apply(self.contested(), denying(), LEE, NO_WINDOW, NOW)
        assert case.denial is not None
        assert case.denial.after_second_look
        assert case.first_decider == "sam"

    def test_an_agent_does_not_begin_a_second_look(self) -> None:
        assert codes(self.contested(), Take(), ANN, NO_WINDOW) == {"role.not_allowed"}

    def test_who_hands_a_case_on_before_deciding_does_not_decide_it(self) -> None:
        case = apply(a_case(owner="sam"), Escalate("too close to me"), SAM, RULES, NOW)
        assert (case.state, case.owner) == (CaseState.ESCALATED, "")
        assert codes(case, approving(case), SAM) == {"decider.same"}
        assert codes(case, approving(case), LEE) == set()


class TestOffers:
    RULES = NO_WINDOW

    def offered(self) -> Case:
        case = a_case(request=goodwill("20.00"))
        return apply(case, offering(case, self.RULES), ANN, self.RULES, NOW)

    def test_an_accepted_offer_within_the_makers_limit_is_approved(self) -> None:
        case = apply(self.offered(), AcceptOffer("mail of today"), ANN, self.RULES, NOW)
        assert case.state is CaseState.APPROVED
        assert case.offer is not None
        assert (case.offer.closed, case.offer.acceptance) == ("accepted", "mail of today")
        assert case.approval is not None
        assert case.approval.within_own_limit

    def test_an_offer_that_needs_a_second_person_goes_there_when_accepted(self) -> None:
        case = a_case(request=goodwill("20.00"), risk=90)
        case = apply(case, offering(case, self.RULES), ANN, self.RULES, NOW)
        case = apply(replace(case, owner=""), AcceptOffer("mail"), system(), self.RULES, NOW)
        assert case.state is CaseState.APPROVAL
        assert case.owner == "ann"  # so it is in no queue of hers that waits for a second person
        assert codes(case, granting(case), LEE, self.RULES) == set()

    def test_a_countered_offer_goes_back_to_the_quote(self) -> None:
        case = apply(self.offered(), CounterOffer(eur("30.00"), "more"), ANN, self.RULES, NOW)
        assert case.state is CaseState.QUOTE
        assert case.offer is not None
        assert (case.offer.closed, case.offer.countered) == ("countered", eur("30.00"))

    def test_an_offer_expires_at_its_time_and_not_before(self) -> None:
        case = self.offered()
        assert codes(case, ExpireOffer(), system(), self.RULES) == {"offer.still_open"}
        expired = apply(case, ExpireOffer(), system(), self.RULES, after(days=8))
        assert expired.state is CaseState.QUOTE
        late = obstacles(case, AcceptOffer("mail"), ANN, self.RULES, after(days=8))
        assert {found.code for found in late} == {"offer.expired"}

    def test_acceptance_needs_its_proof(self) -> None:
        assert codes(self.offered(), AcceptOffer(""), ANN, self.RULES) == {"acceptance.missing"}

    def test_nothing_the_law_grants_is_offered_as_a_compromise(self) -> None:
        case = a_case(request=one_shirt())
        assert codes(case, offering(case, LAWFUL), ANN, LAWFUL) == {"offer.owed_by_law"}

    def test_no_more_goodwill_is_promised_than_one_may_give(self) -> None:
        case = a_case(request=goodwill("60.00"))
        assert codes(case, offering(case, self.RULES), ANN, self.RULES) == {"goodwill.limit_exceeded"}


class TestAskingAndSleeping:
    def test_a_reply_brings_the_case_back(self) -> None:
        case = apply(a_case(owner="ann"), AskInformation(("photo",)), ANN, RULES, NOW)
        assert (case.state, case.waiting_for) == (CaseState.INFO_WAIT, WaitingFor.CUSTOMER)
        case = apply(case, reply(), system(), RULES, NOW)
        assert (case.state, case.asked_for, case.waiting_for) == (CaseState.ELIGIBILITY, (), None)

    def test_asking_for_nothing_is_not_asking(self) -> None:
        assert codes(a_case(), AskInformation((" ",)), ANN) == {"items.missing"}

    def test_a_sleeping_case_wakes_on_a_reply(self) -> None:
        case = apply(a_case(), PutToSleep(after(hours=2), "call back"), ANN, RULES, NOW)
        assert apply(case, reply(), system(), RULES, NOW).snooze is None

    def test_unless_it_is_to_sleep_although_she_replies(self) -> None:
        case = apply(a_case(), PutToSleep(after(hours=2), "call back", keep_on_reply=True), ANN, RULES, NOW)
        assert apply(case, reply(), system(), RULES, NOW).snooze is not None
        assert apply(case, Wake(), ANN, RULES, NOW).snooze is None

    def test_only_a_lead_lets_a_case_sleep_past_a_legal_deadline(self) -> None:
        case = a_case(notice_on=NOW.date())
        long_sleep = PutToSleep(after(days=20), "holidays")
        assert codes(case, long_sleep, ANN, LAWFUL) == {"snooze.past_deadline"}
        assert codes(case, long_sleep, LEE, LAWFUL) == set()
        assert codes(case, PutToSleep(after(days=5), "holidays"), ANN, LAWFUL) == set()

    def test_nobody_sleeps_into_the_past(self) -> None:
        assert codes(a_case(), PutToSleep(after(hours=-1), "x"), ANN) == {"snooze.in_the_past"}

    def test_nobody_sleeps_for_years(self) -> None:
        for who in (ANN, LEE):
            assert codes(a_case(), PutToSleep(after(days=26_000), "x"), who) >= {"snooze.too_far"}


class TestToldDays:
    """They set the law's clocks."""

    @pytest.mark.parametrize("fact", ["goods_back_on", "sent_proof_on", "delivered_on", "defect_noticed_on"])
    def test_nothing_has_happened_that_is_still_to_come(self, fact: str) -> None:
        told = SetItems(a_case().request, None, ((fact, date(2026, 11, 21)),))
        assert codes(a_case(), told, ANN) == {"fact.in_the_future"}
        assert codes(a_case(), replace(told, facts=((fact, date(2026, 11, 20)),)), ANN) == set()

    def test_or_before_there_was_an_order(self) -> None:
        case = a_case()
        assert case.order is not None
        case = replace(case, order=replace(case.order, ordered_at=datetime(2026, 11, 4, 7, 30, tzinfo=UTC)))
        told = SetItems(case.request, None, (("goods_back_on", date(2026, 11, 3)),))
        assert codes(case, told, ANN) == {"fact.before_the_order"}
        assert codes(case, replace(told, facts=(("asked_on", date(2026, 11, 3)),)), ANN) == set()

    def test_nor_when_a_case_is_opened(self) -> None:
        told = (("goods_back_on", date(2026, 11, 21)),)
        assert codes(None, opening(facts=told), ANN) == {"fact.in_the_future"}
        assert codes(None, opening(notice_on=date(2026, 11, 21)), ANN) == {"fact.in_the_future"}
        assert codes(None, opening(notice_on=date(2026, 11, 20)), ANN) == set()

    def test_what_is_told_of_one_claim_says_nothing_of_the_next_on_that_order(self) -> None:
        facts = (("goods_back", True), ("photos", 2), ("defect_at_delivery", True), ("terms_posted", False))
        known = a_case(facts=(*facts, ("order.channel", "phone")))
        assert facts_of_the_order(known) == (("terms_posted", False), ("order.channel", "phone"))

    @pytest.mark.parametrize(
        ("fact", "value"),
        [
            ("goods_back_on", "unknown"),
            ("goods_back_on", 5),
            ("goods_back_on", ()),
            ("sent_proof_on", NOW),  # an instant is no day
            ("collection_offered", "x"),
            ("photos", True),
        ],
    )
    def test_what_is_no_answer_is_refused_and_wipes_out_none(self, fact: str, value: object) -> None:
        told = SetItems(a_case().request, None, ((fact, value),))  # type: ignore[arg-type]  # what a client may send
        assert codes(a_case(), told, ANN) == {"fact.no_answer"}
        assert codes(None, opening(facts=told.facts), ANN) == {"fact.no_answer"}

    def test_a_service_may_end_on_a_day_to_come(self) -> None:
        told = SetItems(a_case().request, None, (("service.ends_on", date(2027, 1, 31)),))
        assert codes(a_case(), told, ANN) == set()


class TestFraudDesk:
    def test_a_held_case_is_cleared_by_another_lead(self) -> None:
        case = done(a_case(), (Take(), LEE), (HoldForFraud("two addresses"), LEE), rulebook=RULES)
        assert case.state is CaseState.FRAUD_REVIEW
        assert "fraud_hold" in case.flags
        assert codes(case, ReleaseFromFraud("fine"), LEE) == {"self.approval"}
        cleared = apply(case, ReleaseFromFraud("fine"), lead("max"), RULES, NOW)
        assert (cleared.state, cleared.flags) == (CaseState.ELIGIBILITY, frozenset())

    def test_an_agent_clears_nothing(self) -> None:
        case = a_case(state=CaseState.FRAUD_REVIEW)
        assert codes(case, ReleaseFromFraud("fine"), ANN) == {"role.not_allowed"}


LATE = NOW + timedelta(days=7)


def an_open_request() -> Case:
    """Above Ann's limit, waiting for a lead since this moment."""
    case = a_big_case()
    return done(case, (asking(case, USD_RULES), ANN), rulebook=USD_RULES)


class TestApprovalsThatRanOut:
    def test_a_request_that_ran_out_is_not_granted(self) -> None:
        case = an_open_request()
        assert not obstacles(case, granting(case), LEE, USD_RULES, LATE - timedelta(seconds=1))
        standing = obstacles(case, granting(case), LEE, USD_RULES, LATE)
        assert [one.code for one in standing] == ["approval.lapsed"]

    def test_the_next_touch_voids_it_and_leads_back_to_the_quote(self) -> None:
        approved = done(a_case(), (approving(a_case()), ANN), rulebook=RULES)
        for case, rules in ((an_open_request(), USD_RULES), (approved, RULES)):
            touched = apply(case, SetIdentity(IdentityLevel.VERIFIED, ()), ANN, rules, LATE)
            assert touched.state is CaseState.QUOTE
            assert touched.approval is not None
            assert touched.approval.status == "void"
            told = dict(touched.events[-1].facts)
            assert (told["edges"], told["lapsed"]) == (("19",), True)

    def test_it_is_asked_for_and_approved_anew_in_one_step(self) -> None:
        case = an_open_request()
        assert "state.wrong" in codes(case, asking(case, USD_RULES), ANN, USD_RULES)
        again = apply(case, asking(case, USD_RULES), ANN, USD_RULES, LATE)
        assert (again.state, dict(again.events[-1].facts)["edges"]) == (CaseState.APPROVAL, ("19", "14"))
        approved = done(a_case(), (approving(a_case()), ANN), rulebook=RULES)
        anew = apply(approved, approving(approved), ANN, RULES, LATE)
        assert anew.state is CaseState.APPROVED
        assert anew.approval is not None
        assert (anew.approval.status, anew.approval.granted_at) == ("granted", LATE)

    def test_what_only_adds_voids_nothing(self) -> None:
        case = done(a_case(), (approving(a_case()), ANN), rulebook=RULES)
        noted = apply(case, AddNote("n", "called"), ANN, RULES, LATE)
        assert (noted.state, noted.approval) == (CaseState.APPROVED, case.approval)

    def test_a_second_person_still_returns_it(self) -> None:
        case = an_open_request()
        returned = apply(case, ReturnApproval("too old"), LEE, USD_RULES, LATE)
        assert returned.state is CaseState.QUOTE
        assert returned.approval is not None
        assert returned.approval.status == "returned"


class TestTheBrandsOwnDay:
    """At 23:30 UTC it is already tomorrow in Berlin."""

    def test_a_case_received_around_midnight_belongs_to_the_day_there(self) -> None:
        rules = Rulebook(replace(RULES.policy, timezone="Europe/Berlin"))
        for minute, day in ((59, date(2026, 11, 20)), (0, date(2026, 11, 21))):
            at = datetime(2026, 11, 20, 22 if minute else 23, minute, tzinfo=UTC)
            assert rules.day_of(at) == day
            assert RULES.day_of(at) == date(2026, 11, 20)

    def test_the_window_is_measured_on_the_brands_day(self) -> None:
        """Delivered on the 10th, ten days: in Berlin the 21st is too late, in UTC it is still the 20th."""
        at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
        case = a_case(received_at=at, notice_on=None)
        window = (Window("W", "§ 3", 10),)
        here = Rulebook(replace(RULES.policy, windows=window))
        berlin = Rulebook(replace(RULES.policy, windows=window, timezone="Europe/Berlin"))
        quote = quoted(case, here)
        command = MakeQuote(case.request, quote.fingerprint)
        assert not obstacles(case, command, ANN, here, at)
        assert "verdict.against" in {one.code for one in obstacles(case, command, ANN, berlin, at)}


class TestStoppingAndReopening:
    def test_no_reply_stops_only_a_case_that_waited(self) -> None:
        assert codes(a_case(), Cancel(Resolution.NO_REPLY), ANN) == {"resolution.mismatch"}
        waiting = a_case(state=CaseState.INFO_WAIT)
        assert apply(waiting, Cancel(Resolution.NO_REPLY), ANN, RULES, NOW).state is CaseState.CANCELLED

    def test_silence_ends_a_case_only_after_the_brands_days(self) -> None:
        waiting = done(a_case(), (AskInformation(("photo",)), ANN), rulebook=RULES)
        for days, found in ((0, {"reply.awaited"}), (13, {"reply.awaited"}), (14, set())):
            later = NOW + timedelta(days=days)
            standing = obstacles(waiting, Cancel(Resolution.NO_REPLY), ANN, RULES, later)
            assert {one.code for one in standing} == found
        assert codes(waiting, Cancel(Resolution.WITHDRAWN), ANN) == set()

    def test_silence_ends_a_case_only_after_the_brands_reminders(self) -> None:
        rules = a_rulebook(reminders=1)
        waiting = done(a_case(), (AskInformation(("photo",)), ANN), rulebook=RULES)
        later = NOW + timedelta(days=20)
        (found,) = obstacles(waiting, Cancel(Resolution.NO_REPLY), ANN, rules, later)
        assert (found.code, found.fact("sent")) == ("reminders.missing", 0)
        reminder = Message(NOW + timedelta(days=7), from_customer=False, text="May we remind you?")
        reminded = replace(waiting, messages=(*waiting.messages, reminder))
        assert not obstacles(reminded, Cancel(Resolution.NO_REPLY), ANN, rules, later)

    def test_a_reminder_or_a_last_letter_that_is_only_set_for_later_ends_no_case(self) -> None:
        rules = a_rulebook(reminders=1)
        asked = apply(a_case(), AskInformation(("photos",)), ANN, rules, NOW)
        written = after(days=15)
        reminder = Message(written, False, "Still waiting.", subject="RF-1", letter="reminder", language="en")
        waiting = apply(asked, SendLetter(reminder, after(days=60)), ANN, rules, written)
        ending = Cancel(Resolution.NO_REPLY)
        told = {"letter_digest": digest_of(reminder)}
        sent = with_letter_told(waiting, LetterFate.SENT, after(days=60), **told)
        lost = with_letter_told(waiting, LetterFate.NOT_SENT, after(days=60), **told)
        for case, standing in (
            (waiting, {"reminders.missing"}),
            (lost, {"reminders.missing"}),
            (sent, set()),
        ):
            assert {one.code for one in obstacles(case, ending, ANN, rules, after(days=61))} == standing

    def test_a_stopped_case_comes_back_when_the_customer_replies(self) -> None:
        case = apply(a_case(), Cancel(Resolution.WITHDRAWN), ANN, RULES, NOW)
        back = apply(case, reply(), system(), RULES, NOW)
        assert (back.state, back.reopened, back.resolution) == (CaseState.ELIGIBILITY, 1, None)

    def test_after_the_window_only_a_lead_reopens(self) -> None:
        closed = a_case(
            state=CaseState.CLOSED,
            events=(an_event(1, "close", "ann", CaseState.NOTIFY, CaseState.CLOSED),),
        )
        late = NOW + timedelta(days=31)
        found = obstacles(closed, Reopen("wrong sum"), ANN, RULES, late)
        assert {one.code for one in found} == {"reopen.too_late"}
        assert obstacles(closed, Reopen("wrong sum"), LEE, RULES, late) == ()
        assert apply(closed, Reopen("wrong sum"), ANN, RULES, NOW).state is CaseState.ELIGIBILITY

    def test_a_closed_case_says_that_it_is_closed(self) -> None:
        assert codes(a_case(state=CaseState.CLOSED), denying(), ANN) == {"case.closed"}

    def test_a_wrong_state_names_the_right_ones(self) -> None:
        (found,) = obstacles(a_case(), GrantApproval(1, ""), LEE, RULES, NOW)
        assert (found.code, found.fact("allowed")) == ("state.wrong", ("approval",))


class TestMerging:
    def test_a_merged_case_is_stopped_and_points_at_the_survivor(self) -> None:
        case = apply(a_case("1"), Merge(CaseId("2")), ANN, RULES, NOW)
        assert (case.state, case.merged_into) == (CaseState.CANCELLED, "2")
        assert case.resolution is Resolution.DUPLICATE

    def test_later_mail_does_not_wake_it(self) -> None:
        case = apply(a_case("1"), Merge(CaseId("2")), ANN, RULES, NOW)
        assert codes(case, reply(), system()) == {"case.merged"}

    def test_the_survivor_has_the_mail_and_evidence_of_both(self) -> None:
        photo = Evidence("e1", "photo", "lining", NOW, "ann")
        merged = a_case("1", messages=(reply().message,), evidence=(photo,))
        survivor = absorbed(a_case("2"), merged, ANN, NOW)
        assert (survivor.linked, survivor.messages, survivor.evidence) == (
            ("1",),
            (reply().message,),
            (photo,),
        )

    def test_no_circle_is_closed_however_long(self) -> None:
        first, second, third = a_case("1"), a_case("2"), a_case("3")
        second = absorbed(second, first, ANN, NOW)
        third = absorbed(third, second, ANN, NOW)
        assert codes(third, Merge(CaseId("1")), ANN) == {"merge.loop"}
        assert codes(second, Merge(CaseId("1")), ANN) == {"merge.loop"}

    def test_a_case_is_not_merged_into_itself(self) -> None:
        assert codes(a_case("1"), Merge(CaseId("1")), ANN) == {"merge.self"}

    def test_brands_are_not_mixed(self) -> None:
        found = cannot_absorb(a_case("2", brand=BrandId("other")), a_case("1"))
        assert [one.code for one in found] == ["merge.other_brand"]


def test_every_command_leaves_one_event_with_versions_and_edges() -> None:
    case = a_case(state=CaseState.INTAKE)
    approved = apply(case, approving(case), ANN, RULES, NOW)
    (event,) = approved.events
    facts = dict(event.facts)
    assert (event.kind, event.by, event.before, event.after) == (
        "approve",
        "ann",
        CaseState.INTAKE,
        CaseState.APPROVED,
    )
    assert facts["edges"] == ("2", "8", "15")
    assert (facts["version"], facts["decision_version"], facts["policy"]) == (2, 2, "test@1")
    assert facts["limit"] == eur("500.00")


def test_what_is_not_possible_changes_nothing_and_says_why() -> None:
    with pytest.raises(NotPossible) as refusal:
        apply(a_case(owner="bob"), AskInformation(("photo",)), ANN, RULES, NOW)
    assert [found.code for found in refusal.value.findings] == ["owner.other"]


def test_tags_are_added_and_removed_by_name() -> None:
    case = apply(
        a_case(tags=frozenset({"vip"})), Tag(frozenset({"press"}), frozenset({"vip"})), BOB, RULES, NOW
    )
    assert case.tags == {"press"}


def opening(**more: object) -> OpenCase:
    fields: dict[str, object] = {"order": an_order_a(), "request": one_shirt()} | more
    return OpenCase(
        CaseId("1"),
        "RF-0000001",
        BrandId("mode"),
        Customer("Karin Brandt"),
        Reason.CHANGED_MIND,
        NOW,
        **fields,  # type: ignore[arg-type]  # any of its fields
    )


def claim(line_id: str) -> RelatedClaim:
    return RelatedClaim(CaseId("9"), "RF-0000009", CaseState.APPROVED, (line_id,), Reason.CHANGED_MIND)


def reply() -> ReceiveAnswer:
    return ReceiveAnswer(Message(after(minutes=1), from_customer=True, text="Here is the photo."))
