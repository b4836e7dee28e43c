"""A practice office pays what was approved while a desk looks elsewhere, and tells it as a real one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from refundtui.domain.case import Case, CaseState, Message
from refundtui.domain.commands import GrantApproval, RequestApproval, SettleAnotherWay
from refundtui.domain.legs.states import LegState
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    Payee,
    WayKind,
)
from refundtui.office.credit_ledger import SqlCreditLedger
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.training.paying import PracticePayments
from tests.support.offices import NOW, a_case, an_office, approval_of, said


class Hands:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


def approved(office: OfficeStore) -> Case:
    case = a_case()
    office.take_in([case])
    stored = office.case(case.id)
    assert stored is not None
    assert isinstance(office.record(said(case, approval_of(office, stored)), NOW), Recorded)
    return case


def told(office: OfficeStore, case: Case) -> Case:
    found = office.case(case.id)
    assert found is not None
    return found


def test_what_is_approved_is_with_the_provider_at_once_and_paid_a_moment_later(tmp_path: Path) -> None:
    hands = Hands()
    with an_office(tmp_path / "office.db") as office:
        case = approved(office)
        pay = PracticePayments(office, hands.now)
        pay()
        assert (told(office, case).state, told(office, case).payouts[0].state) == (
            CaseState.PAY_SUBMITTED,
            LegState.PENDING,
        )
        hands.at += timedelta(seconds=5)
        pay()
        paid = told(office, case)
        assert (paid.state, paid.payouts[0].state) == (CaseState.NOTIFY, LegState.SUCCEEDED)
        assert paid.payouts[0].trace


def test_another_program_on_the_same_office_pays_nothing_again(tmp_path: Path) -> None:
    hands = Hands()
    with an_office(tmp_path / "office.db") as office:
        case = approved(office)
        PracticePayments(office, hands.now)()
        hands.at += timedelta(minutes=2)
        PracticePayments(office, hands.now)()
        paid = told(office, case)
        assert paid.state is CaseState.NOTIFY
        assert [payout.tries for payout in paid.payouts] == [1]


def agreed(office: OfficeStore, case: Case, command: SettleAnotherWay) -> None:
    """What it takes to pay it another way: what was agreed, and two people."""
    now = told(office, case)
    assert isinstance(office.record(said(case, command, base=now.decision_version), NOW), Recorded)
    now = told(office, case)
    asked = approval_of(office, now)
    ask = RequestApproval(asked.request, asked.fingerprint, asked.total, "as agreed")
    assert isinstance(office.record(said(case, ask, base=now.decision_version), NOW), Recorded)
    now = told(office, case)
    grant = GrantApproval(now.quotes[-1].number, now.quotes[-1].quote.fingerprint)
    assert isinstance(office.record(said(case, grant, base=now.decision_version, by="lead"), NOW), Recorded)


def her_wish() -> Case:
    """The law's fourteen days are over, the brand's thirty are not; she wrote that credit is fine."""
    case = a_case(state=CaseState.ELIGIBILITY)
    assert case.order is not None
    order = replace(case.order, delivered_on=date(2026, 10, 28))
    message = Message(NOW, from_customer=True, text="Store credit is fine.")
    return replace(case, order=order, messages=(message,))


def test_credit_instead_of_money_is_in_the_brand_s_ledger(tmp_path: Path) -> None:
    hands = Hands()
    with an_office(tmp_path / "office.db") as office:
        case = her_wish()
        office.take_in([case])
        consent = Consent(NOW, ConsentBy.MAIL, "Store credit is fine.")
        agreed(office, case, SettleAnotherWay(WayKind.CREDIT, AlternativeReason.WISH, consent))
        PracticePayments(office, hands.now)()
        paid = told(office, case)
        assert (paid.state, paid.payouts[0].gateway) == (CaseState.NOTIFY, "store_credit.lindenhof")
        ledger = SqlCreditLedger(office.database, "lindenhof")
        (given,) = ledger.given_between(NOW - timedelta(days=1), NOW + timedelta(days=1))
        assert given.amount == paid.payouts[0].amount


def test_a_transfer_to_an_account_that_was_agreed_on_is_practised_too(tmp_path: Path) -> None:
    hands = Hands()
    with an_office(tmp_path / "office.db") as office:
        case = her_wish()
        office.take_in([case])
        consent = Consent(NOW, ConsentBy.MAIL, "To my account, please: the card is gone.")
        payee = Payee("payee-1", "Mara Lindner", "NL91ABNA0417164300", AccountFrom.MESSAGE)
        agreed(office, case, SettleAnotherWay(WayKind.BANK, AlternativeReason.CARD_GONE, consent, payee))
        pay = PracticePayments(office, hands.now)
        pay()
        hands.at += timedelta(seconds=5)
        pay()
        paid = told(office, case)
        assert (paid.state, paid.payouts[0].label) == (CaseState.NOTIFY, "IBAN NL•• •••• 4300")
