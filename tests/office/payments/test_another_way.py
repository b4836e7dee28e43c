"""What came back goes to another account by two people's word; its number stands in one table, and goes with her."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from refundtui.domain.case import Case, CaseState, Message
from refundtui.domain.commands import (
    Approve,
    Command,
    GrantApproval,
    RequestApproval,
    SettleAnotherWay,
)
from refundtui.domain.determination import determine
from refundtui.domain.guards.other_ways import reasons_shown
from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.planning import Capabilities
from refundtui.domain.legs.refusals import NextStep, Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency, Money
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    Payee,
    WayKind,
)
from refundtui.domain.quote import Quote
from refundtui.domain.request import LineAmount, RefundRequest
from refundtui.i18n.amounts import AmountError, read_amount
from refundtui.office.beneficiaries import beneficiary_of
from refundtui.office.outcomes import NotRecorded, Recorded
from refundtui.office.payments import claiming, rows
from refundtui.office.payments.rows import LegEvent
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Beneficiary, PaymentKnown, Routes
from refundtui.office.redacting import redacted
from refundtui.office.store import OfficeStore
from refundtui.office.tables import METADATA
from refundtui.wire.cases import decode_case, encode_case
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker, approved, told, worked
from tests.support.offices import EUR, NOW, a_case, said

S, L = CaseState, LegState
NUMBER = "DE89370400440532013000"
AGREED = Consent(NOW - timedelta(hours=1), ConsentBy.MAIL, "Please to my account.")
ACCOUNT = Payee("payee-1", "Łucja Müller", "de89 3704 0044 0532 0130 00", AccountFrom.MESSAGE)


def to_account(**other: object) -> SettleAnotherWay:
    command = SettleAnotherWay(WayKind.BANK, AlternativeReason.CAME_BACK, AGREED, ACCOUNT)
    return replace(command, **other)  # type: ignore[arg-type] # a test names the field itself


@dataclass
class Paying:
    """An office with cards and a bank, and a case whose refund to a card came back."""

    office: OfficeStore
    worker: Worker
    cards: Provider
    bank: Provider
    hands: Hands
    case: Case

    def say(self, command: Command, by: str = "me", under: str | None = None) -> object:
        now = told(self.office, self.case)
        answer = self.office.record(
            said(self.case, command, base=now.decision_version, by=by, under=under), self.hands.now()
        )
        return [found.code for found in answer.findings] if isinstance(answer, NotRecorded) else type(answer)

    @property
    def now(self) -> Case:
        return told(self.office, self.case)

    def quote(self) -> Quote:
        case = self.now
        found = determine(
            case, case.request, self.office.library().for_case(case), self.hands.now().date()
        ).quote
        assert isinstance(found, Quote), found
        return found

    def two_people_agree(self) -> None:
        quote = self.quote()
        ask = RequestApproval(self.now.request, quote.fingerprint, quote.total, "as agreed by mail")
        assert self.say(ask) is Recorded
        version = self.now.quotes[-1]
        assert self.say(GrantApproval(version.number, version.quote.fingerprint), by="lead") is Recorded
        self.hands.later(minutes=5)
        worked(self.worker, self.hands)


@pytest.fixture
def paying(office: OfficeStore, provider: Provider, hands: Hands) -> Paying:
    bank = Provider(Money(7980, EUR), name="bank")
    names = frozenset({"cards", "bank"})
    routes = Routes(names, {("", "card"): "cards", ("", "bank_transfer"): "bank"})
    worker = replace(
        a_worker(office, provider, hands), gateways={"cards": provider, "bank": bank}, routes=routes
    )
    case = approved(office)
    worked(worker, hands)
    assert told(office, case).state is S.NOTIFY
    leg = told(office, case).payouts[0].id
    hands.later(days=12)
    provider.becomes("re_1", L.RETURNED, reason="card_lost", at=hands.now())
    _heard(office, leg, Report(L.RETURNED, "re_1", Money(3990, EUR), hands.now(), reason="card_lost"))
    return Paying(office, worker, provider, bank, hands, case)


def _heard(office: OfficeStore, leg_id: str, report: Report) -> None:
    office.database.write(
        lambda connection: claiming.change(
            connection,
            leg_id,
            lambda kept: (kept.leg.heard(report), None, LegEvent("heard", "cards", {})),
            office.library(),
            NOW,
        )
    )


def test_scenario_27_a_refund_that_came_back_after_twelve_days_goes_to_her_account_once_two_people_say_so(
    paying: Paying,
) -> None:
    assert (paying.now.state, paying.now.payouts[0].state) == (S.PAY_FAILED, L.RETURNED)
    assert paying.say(to_account()) is Recorded
    quote = paying.quote()
    alone = Approve(paying.now.request, quote.fingerprint, quote.total)
    assert paying.say(alone) == ["payment.second_person", "other_way.second_person"]
    paying.two_people_agree()
    paid = paying.now
    assert (paid.state, [one.state for one in paid.payouts]) == (S.NOTIFY, [L.RETURNED, L.SUCCEEDED])
    assert paid.payouts[1].label == "IBAN DE•• •••• 3000"
    assert [one.replaced for one in paid.payouts] == [True, False]
    with paying.office.database.reading() as connection:
        _, begun = rows.history(connection, paid.payouts[1].id)[0]
    assert begun.told["alternative_reason"] == "came_back"
    (sent,) = paying.bank.sent
    assert (sent.to.method, sent.to.account, sent.to.payment_id) == ("bank_transfer", "payee-1", "")
    assert len(paying.cards.sent) == 1


def test_scenario_78_a_new_account_takes_consent_and_somebody_who_did_not_write_it_down(
    paying: Paying,
) -> None:
    assert paying.say(to_account(consent=replace(AGREED, note=""))) == ["consent.missing"]
    assert paying.say(to_account(), by="lead") is Recorded
    quote = paying.quote()
    ask = RequestApproval(paying.now.request, quote.fingerprint, quote.total, "as agreed")
    assert paying.say(ask, by="me") is Recorded
    version = paying.now.quotes[-1]
    answer = paying.say(GrantApproval(version.number, version.quote.fingerprint), by="lead")
    assert isinstance(answer, list)
    assert "payee.same_person" in answer


def test_a_leg_finds_whose_account_it_is_and_no_other_does(paying: Paying) -> None:
    paying.say(to_account())
    paying.two_people_agree()
    with paying.office.database.reading() as connection:
        first, second = (one.leg for one in rows.of_case(connection, paying.case.id))
        assert beneficiary_of(connection, first) is None
        assert beneficiary_of(connection, second) == Beneficiary("Łucja Müller", NUMBER, "COBADEFFXXX")
        of_another_case = replace(second, case_id="somebody's")
        assert beneficiary_of(connection, of_another_case) is None
        to_card = replace(second, to=Destination("cards", account="payee-1"))
        assert beneficiary_of(connection, to_card) is None


def test_the_number_stands_in_one_table_alone(paying: Paying) -> None:
    paying.say(to_account())
    paying.two_people_agree()
    holds = set()
    with paying.office.database.reading() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(table.select()):
                spelled = " ".join(
                    bytes(one).decode("utf-8", "replace") if isinstance(one, bytes | memoryview) else str(one)
                    for one in row
                )
                if "0532013000" in spelled.replace(" ", ""):
                    holds.add(table.name)
    assert holds == {"beneficiary"}


def test_nothing_of_the_account_stays_of_a_case_that_is_erased(paying: Paying) -> None:
    paying.say(to_account())
    assert paying.office.erase(paying.case.id, by="admin", now=NOW)
    with paying.office.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 0


def test_said_again_under_one_id_it_is_written_down_once_whether_masked_by_then_or_not(
    paying: Paying,
) -> None:
    base = paying.now.decision_version
    whole = said(paying.case, to_account(), base=base, under="the-same")
    assert isinstance(paying.office.record(whole, NOW), Recorded)
    for payee in (ACCOUNT, ACCOUNT.hidden):
        again = said(paying.case, to_account(payee=payee), base=base, under="the-same")
        answer = paying.office.record(again, NOW)
        assert isinstance(answer, Recorded)
        assert answer.replayed


def test_what_is_masked_by_now_is_typed_again(paying: Paying) -> None:
    assert paying.say(to_account(payee=ACCOUNT.hidden)) == ["iban.not_valid"]


def test_an_account_that_fits_by_its_figures_and_by_no_country_s_form_is_not_kept(paying: Paying) -> None:
    """The check digits fit, and there are letters where Germany has none."""
    letters = "DE86ABCD00440532013000"
    assert paying.say(to_account(payee=replace(ACCOUNT, iban=letters))) == ["iban.not_valid"]
    assert paying.now.other_way is None


def test_one_account_is_not_written_over_another(paying: Paying) -> None:
    assert paying.say(to_account()) is Recorded
    other = replace(ACCOUNT, iban="BE68539007547034")
    assert paying.say(to_account(payee=other)) == ["payee.id_reused"]
    assert paying.say(to_account(payee=replace(other, id="payee-2"))) is Recorded


def test_where_no_bank_is_connected_it_waits_and_goes_no_other_way(paying: Paying) -> None:
    paying.worker = replace(paying.worker, routes=Routes(frozenset({"cards"}), {("", "card"): "cards"}))
    paying.say(to_account())
    paying.two_people_agree()
    assert paying.now.state is S.APPROVED
    assert (len(paying.cards.sent), len(paying.bank.sent)) == (1, 0)


def test_store_credit_takes_what_came_back_where_no_law_wants_money(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    credit = Provider(Money(7980, EUR), name="credit")
    names = frozenset({"cards", "credit"})
    worker = replace(
        a_worker(office, provider, hands),
        gateways={"cards": provider, "credit": credit},
        routes=Routes(names, {("", "card"): "cards", ("", "store_credit"): "credit"}),
    )
    provider.plays = ["declined"]
    # The law's fourteen days are over, the brand's thirty are not.
    case = a_case()
    assert case.order is not None
    case = replace(
        case,
        order=replace(case.order, delivered_on=date(2026, 10, 28)),
        messages=(Message(NOW, from_customer=True, text="Store credit is fine."),),
    )
    approved(office, case)
    worked(worker, hands)
    paying = Paying(office, worker, provider, credit, hands, case)
    assert paying.now.state is S.PAY_FAILED
    assert paying.say(SettleAnotherWay(WayKind.CREDIT, AlternativeReason.REFUSED, AGREED)) is Recorded
    paying.two_people_agree()
    assert (paying.now.state, len(credit.sent)) == (S.NOTIFY, 1)


def test_store_credit_does_not_do_where_the_law_wants_money(paying: Paying) -> None:
    command = SettleAnotherWay(WayKind.CREDIT, AlternativeReason.CAME_BACK, AGREED)
    assert paying.say(command) == ["credit.owed_in_money"]


def test_scenario_14_where_a_provider_takes_no_refund_any_more_the_other_ways_are_offered(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    hands.later(days=1)
    old = hands.now().date() - timedelta(days=181)
    provider.able = lambda to: Capabilities(window_days=180)  # type: ignore[method-assign]  # played otherwise for once
    known = provider.payment

    def captured_long_ago(to: Destination, of: Currency) -> PaymentKnown | None:
        there = known(to, of)
        return there and replace(there, there=replace(there.there, captured_on=old))

    provider.payment = captured_long_ago  # type: ignore[method-assign]  # played otherwise for once
    case = approved(office)
    worker = a_worker(office, provider, hands)
    worked(worker, hands)
    paying = Paying(office, worker, provider, provider, hands, case)
    assert (paying.now.state, paying.now.payouts[0].refusal) == (S.PAY_FAILED, Refusal.TOO_LATE)
    assert not provider.sent
    assert paying.now.payouts[0].next_step is NextStep.ANOTHER_TENDER
    assert AlternativeReason.REFUSED in reasons_shown(paying.now, WayKind.BANK)
    assert paying.say(to_account(reason=AlternativeReason.REFUSED)) is Recorded


@pytest.mark.parametrize("minor", [0, -1])
def test_scenario_12_nothing_and_less_than_nothing_write_no_row(office: OfficeStore, minor: int) -> None:
    case = a_case()
    office.take_in([case])
    stored = told(office, case)
    request = RefundRequest((LineAmount("shirt", Money(minor, EUR)),))
    command = Approve(request, "", Money(minor, EUR))
    answer = office.record(said(case, command, base=stored.decision_version), NOW)
    assert isinstance(answer, NotRecorded)
    with office.database.reading() as connection:
        assert rows.of_case(connection, case.id) == ()
    assert told(office, case) == stored


def test_scenario_12_half_a_cent_is_no_amount_of_euros() -> None:
    with pytest.raises(AmountError):
        read_amount("10.005", EUR, "en")


def test_of_a_forgotten_customer_it_stays_that_she_agreed_and_not_whose_account_it_was(
    paying: Paying,
) -> None:
    paying.say(to_account())
    left = redacted(paying.now)
    assert left.other_way is not None
    assert (left.other_way.reason, left.other_way.consent.at) == (AlternativeReason.CAME_BACK, AGREED.at)
    spelled = encode_case(left)
    assert b"account" not in spelled.replace(b"bank_account", b"")
    assert "Łucja".encode() not in spelled
    assert decode_case(spelled) == left
