"""Money goes back the way it came; another way is agreed, proved, to an account that can be, and takes two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from refundtui.domain.case import Case, CaseState, Evidence, Message
from refundtui.domain.commands import Approve, GrantApproval, MakeOffer, RequestApproval, SettleAnotherWay
from refundtui.domain.decision import obstacles
from refundtui.domain.determination import determine
from refundtui.domain.iban import IbanFault, compact, fault_of, masked
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    NameCheck,
    Payee,
    WayKind,
)
from refundtui.domain.quote import Quote
from refundtui.domain.request import Settle
from tests.support.making import NOW, a_case, a_rulebook, agent, done, eur, lead, one_shirt, quoted

RULES = a_rulebook()
CONSENT = Consent(NOW - timedelta(hours=1), ConsentBy.PHONE, "Please to my account, the card is gone.")
ACCOUNT = Payee("payee-1", "Mara Lindner", "DE89370400440532013000", AccountFrom.MESSAGE)


def returned(state: LegState = LegState.RETURNED) -> Case:
    """A case whose payment was made, and came back."""
    case = a_case(request=one_shirt(), owner="ann", state=CaseState.PAY_FAILED)
    leg = Payout(LegId("leg-1"), eur("10.00"), "cards", "Visa ••4242", state, NOW, reason="card_lost")
    return replace(case, payouts=(leg,))


def to_account(payee: Payee | None = ACCOUNT, **other: Any) -> SettleAnotherWay:
    command = SettleAnotherWay(WayKind.BANK, AlternativeReason.CAME_BACK, CONSENT, payee)
    return replace(command, **other)


def to_credit(**other: Any) -> SettleAnotherWay:
    return replace(SettleAnotherWay(WayKind.CREDIT, AlternativeReason.CAME_BACK, CONSENT), **other)


def codes(case: Case, command: object, who: object = agent("ann")) -> set[str]:
    return {found.code for found in obstacles(case, command, who, RULES, NOW)}  # type: ignore[arg-type]  # any command


def asked_for(case: Case) -> tuple[Case, Quote]:
    """Somebody asks for approval of what the case now asks for."""
    quote = quoted(case, RULES, case.request)
    command = RequestApproval(case.request, quote.fingerprint, quote.total, "as agreed")
    return done(case, (command, agent("ann")), rulebook=RULES), quote


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("DE89370400440532013000", None),
        ("de89 3704 0044 0532 0130 00", None),
        ("BE68539007547034", None),
        ("nl91 abna 0417 1643 00", None),
        ("DE88370400440532013000", IbanFault.CHECK),
        ("NL50BANK1234567890", IbanFault.CHECK),
        ("DE8937040044053201300", IbanFault.LENGTH),
        ("BR1500000000000010932840814P2", IbanFault.COUNTRY),
        ("SA0380000000608010167519", IbanFault.COUNTRY),
        ("4242 4242 4242 4242", IbanFault.FORM),
        ("DE٨٩370400440532013000", IbanFault.FORM),
        ("", IbanFault.FORM),
        ("DE•• •••• 3000", IbanFault.HIDDEN),
    ],
)
def test_scenario_60_an_account_number_is_read_as_people_write_it_or_says_what_is_wrong(
    typed: str, fault: IbanFault | None
) -> None:
    assert fault_of(compact(typed)) is fault
    wanted = {"iban.not_valid"} if fault else set()
    assert codes(returned(), to_account(replace(ACCOUNT, iban=typed))) == wanted


def test_an_account_in_the_united_states_takes_no_euros() -> None:
    us = to_account(replace(ACCOUNT, iban="021000021/123456789"))
    (found,) = obstacles(returned(), us, agent("ann"), RULES, NOW)
    assert (found.code, found.facts) == ("iban.not_valid", (("fault", "country"),))


def test_only_country_and_last_four_of_an_account_are_shown() -> None:
    assert masked("nl91 abna 0417 1643 00") == "NL•• •••• 4300"
    assert masked(masked("NL91ABNA0417164300")) == "NL•• •••• 4300"
    assert "123" not in masked("DE123")


def test_the_case_never_tells_the_whole_number() -> None:
    after = done(returned(), (to_account(), agent("ann")), rulebook=RULES)
    assert after.other_way is not None
    assert after.other_way.payee is not None
    assert after.other_way.payee.iban == "DE•• •••• 3000"
    assert "370400440532013000" not in repr(after)


def test_scenario_78_a_new_account_for_a_card_payment_takes_consent_a_second_person_and_a_word_on_the_name() -> (
    None
):
    case = returned()
    assert codes(case, to_account(consent=replace(CONSENT, note=" "))) == {"consent.missing"}
    agreed = done(case, (to_account(), agent("ann")), rulebook=RULES)
    assert agreed.other_way is not None
    assert agreed.other_way.payee is not None
    assert agreed.other_way.payee.check is NameCheck.NOT_ASKED
    quote = quoted(agreed, RULES, agreed.request)
    assert [(leg.payment_id, leg.label) for leg in quote.legs] == [("payee-1", "IBAN DE•• •••• 3000")]
    alone = codes(agreed, Approve(agreed.request, quote.fingerprint, quote.total), lead("ann"))
    assert "other_way.second_person" in alone
    asked, _ = asked_for(agreed)
    granted = done(
        asked, (GrantApproval(asked.quotes[-1].number, quote.fingerprint), lead("lee")), rulebook=RULES
    )
    assert granted.state is CaseState.APPROVED


def test_scenario_27_what_came_back_is_paid_to_another_way_by_two_people_alone() -> None:
    agreed = done(returned(), (to_account(), agent("ann")), rulebook=RULES)
    quote = quoted(agreed, RULES, agreed.request)
    for who in (agent("ann"), lead("lee")):
        found = codes(agreed, Approve(agreed.request, quote.fingerprint, quote.total), who)
        assert {"other_way.second_person", "payment.second_person"} & found


def test_whoever_wrote_the_account_down_does_not_let_money_go_there() -> None:
    agreed = done(returned(), (to_account(), lead("lee")), rulebook=RULES)
    asked, quote = asked_for(replace(agreed, owner="ann"))
    grant = GrantApproval(asked.quotes[-1].number, quote.fingerprint)
    assert "payee.same_person" in codes(asked, grant, lead("lee"))
    assert codes(asked, grant, lead("mia")) == set()


def test_nor_does_whoever_wrote_an_earlier_one_down() -> None:
    first = done(returned(), (to_account(), lead("lee")), rulebook=RULES)
    again = done(
        replace(first, owner="ann"),
        (to_account(replace(ACCOUNT, id="payee-2")), agent("ann")),
        rulebook=RULES,
    )
    asked, quote = asked_for(again)
    grant = GrantApproval(asked.quotes[-1].number, quote.fingerprint)
    assert codes(asked, grant, lead("lee")) == {"payee.same_person"}


def test_another_account_voids_what_was_approved() -> None:
    agreed = done(returned(), (to_account(), agent("ann")), rulebook=RULES)
    asked, quote = asked_for(agreed)
    granted = done(
        asked, (GrantApproval(asked.quotes[-1].number, quote.fingerprint), lead("lee")), rulebook=RULES
    )
    other = done(granted, (to_account(replace(ACCOUNT, id="payee-2")), agent("ann")), rulebook=RULES)
    assert other.state is CaseState.QUOTE
    assert other.approval is not None
    assert other.approval.status == "void"
    assert quoted(other, RULES, other.request).fingerprint != quote.fingerprint
    assert codes(asked, to_account(replace(ACCOUNT, id="payee-3"))) == {"state.wrong"}


@pytest.mark.parametrize(
    ("reason", "proof", "is_shown"),
    [
        (AlternativeReason.CAME_BACK, "leg", True),
        (AlternativeReason.CAME_BACK, "message", False),
        (AlternativeReason.REFUSED, "leg", True),
        (AlternativeReason.ACCOUNT_CLOSED, "message", True),
        (AlternativeReason.CARD_GONE, "message", True),
        (AlternativeReason.GIFT, "message", False),
        (AlternativeReason.GIFT, "document", True),
        (AlternativeReason.NO_PROOF, "document", True),
        (AlternativeReason.NO_PROOF, "nothing", False),
    ],
)
def test_a_reason_is_shown_by_what_stands_on_the_case(
    reason: AlternativeReason, proof: str, is_shown: bool
) -> None:
    case = a_case(request=one_shirt(), owner="ann", state=CaseState.QUOTE)
    case = replace(case, messages=(), evidence=(), payouts=())
    with_it = {
        "leg": replace(case, payouts=returned().payouts),
        "message": replace(case, messages=(Message(NOW, from_customer=True, text="My card is gone."),)),
        "document": replace(case, evidence=(Evidence("e", "receipt", "Gift receipt", NOW, "ann"),)),
        "nothing": case,
    }[proof]
    assert ("other_way.unproved" not in codes(with_it, to_account(reason=reason))) is is_shown


def test_a_payment_that_arrived_shows_no_reason() -> None:
    case = returned(LegState.SUCCEEDED)
    assert "other_way.unproved" in codes(replace(case, state=CaseState.QUOTE), to_account())


def test_a_wish_alone_moves_no_money_to_an_account() -> None:
    case = replace(returned(), messages=(Message(NOW, from_customer=True, text="To my account, please."),))
    assert "other_way.wish_is_no_reason" in codes(case, to_account(reason=AlternativeReason.WISH))
    assert codes(case, to_credit(reason=AlternativeReason.WISH)) == set()


def test_credit_by_choice_waits_for_what_was_agreed() -> None:
    case = replace(returned(), payouts=())
    credit = replace(case.request, settle=Settle.CREDIT)
    quote = quoted(case, RULES, credit)
    ask = RequestApproval(credit, quote.fingerprint, quote.total, "")
    assert "other_way.not_agreed" in codes(replace(case, state=CaseState.QUOTE), ask)


@pytest.mark.parametrize(
    ("payee", "code"),
    [
        (None, "payee.missing"),
        (replace(ACCOUNT, name=" "), "payee.no_name"),
        (replace(ACCOUNT, check=NameCheck.MATCH), "payee.check_undated"),
        (
            replace(ACCOUNT, check=NameCheck.MATCH, checked_on=date(2030, 1, 1), checked_by="bank"),
            "payee.check_undated",
        ),
    ],
)
def test_what_is_missing_of_an_account_is_said(payee: Payee | None, code: str) -> None:
    assert codes(returned(), to_account(payee)) == {code}


def test_nobody_agreed_tomorrow() -> None:
    later = replace(CONSENT, at=NOW + timedelta(days=1))
    assert codes(returned(), to_account(consent=later)) == {"consent.in_the_future"}


def test_store_credit_goes_to_no_account() -> None:
    assert codes(returned(), to_credit(payee=ACCOUNT)) == {"payee.not_wanted"}


def test_an_account_that_nobody_agreed_to_takes_nothing() -> None:
    case = returned()
    elsewhere = replace(case.request, to_tender="payee-1")
    found = determine(case, elsewhere, RULES, NOW.date())
    assert not isinstance(found.quote, Quote)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("to nl91 ABNA 0417 1643 00 please", "to NL•• •••• 4300 please"),
        ("DE89370400440532013000, as written", "DE•• •••• 3000, as written"),
        ("order DE88370400440532013000 stays", "order DE88370400440532013000 stays"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_a_number_in_what_she_said_is_masked_where_it_is_one(text: str, kept: str) -> None:
    after = done(returned(), (to_account(consent=replace(CONSENT, note=text)), agent("ann")), rulebook=RULES)
    assert after.other_way is not None
    assert after.other_way.consent.note == kept


def test_an_account_is_not_offered_for_an_offer_takes_no_second_person() -> None:
    agreed = done(returned(), (to_account(), agent("ann")), rulebook=RULES)
    agreed = replace(agreed, state=CaseState.QUOTE)
    quote = quoted(agreed, RULES, agreed.request)
    offer = MakeOffer(agreed.request, quote.fingerprint, NOW + timedelta(days=7))
    assert "other_way.second_person" in codes(agreed, offer, lead("lee"))
