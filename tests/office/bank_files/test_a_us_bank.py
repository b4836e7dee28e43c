"""Scenario 64 through the office: dollars go out in a NACHA file, and what the bank sends back is told to our cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from refundtui.domain.case import BrandId, Case
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, currency, money
from refundtui.domain.order import Order, TenderKind
from refundtui.gateways.nacha_file.bank import NachaBank
from refundtui.gateways.nacha_file.individual_id import individual_id
from refundtui.gateways.nacha_file.nacha_file import Originator
from refundtui.gateways.nacha_file.reading import read_file
from refundtui.office.bank_files import bank as bank_files, reconciling
from refundtui.office.bank_files.bank import Apart
from refundtui.office.outcomes import Recorded
from refundtui.office.ports import NotReadable
from refundtui.office.store import OfficeStore
from tests.gateways.nacha.making import came_back, reason
from tests.office.bank_files.handing import Desk
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.test_another_way import ACCOUNT, Paying, to_account
from tests.office.payments.working import approved, told
from tests.support.bank import ACME, GLOBEX, Bank, a_bank
from tests.support.offices import a_case, a_shirt_order

L = LegState
PAID = "021000021/123456789"
CLOSED = "999999992/0000000003"
_KINDS = ("camt.053", "camt.054", "nacha.return")


@dataclass
class UsDesk(Desk):
    """Finance of a merchant whose bank is in the United States, and who has an account in Europe as well."""

    @property
    def account(self) -> bank_files.Bank:
        originator = Originator("Northpeak Inc", "0000000001", "999999992")
        return NachaBank("bank", originator, self.debtor, zone_name="UTC")

    @property
    def banks(self) -> bank_files.Banks:
        return {"europe": Desk(self.office, self.hands, GLOBEX).account, "bank": self.account}

    def paid_from(self, account: str, code: str = "USD") -> Case:
        """39.90 of it are approved."""
        number = f"U-{len(self._numbers) + 1}"
        self._numbers.append(number)
        case = a_case(order=_in(code, a_shirt_order(number), account))
        if code == "USD":
            case = replace(
                case,
                brand=BrandId("northpeak"),
                customer=replace(case.customer, country="US"),
                facts=(("opened", False),),
            )
        return approved(self.office, case)

    def known_as(self, case: Case) -> str:
        return individual_id(self.name_of(case))


def _in(code: str, order: Order, account: str) -> Order:
    def there(amount: Money) -> Money:
        return Money(amount.minor, currency(code))

    (line,), (payment,) = order.lines, order.payments
    taxes = tuple(replace(tax, amount=there(tax.amount)) for tax in line.taxes)
    paid = replace(
        payment, kind=TenderKind.BANK, captured=there(payment.captured), label="", payer_name="Mara Lind"
    )
    return replace(
        order,
        currency=currency(code),
        country="US" if code == "USD" else order.country,
        lines=(replace(line, net=there(line.net), taxes=taxes),),
        payments=(replace(paid, payer_iban=account),),
    )


@pytest.fixture
def bank() -> Iterator[Bank]:
    with a_bank() as bank:
        nacha = {"format": "nacha", "currency": "USD"}
        bank.http.patch("/_mock/accounts/ACME", json=nacha).raise_for_status()
        yield bank


@pytest.fixture
def desk(office: OfficeStore, hands: Hands) -> UsDesk:
    return UsDesk(office, hands)


def test_64_a_return_is_a_refusal_or_brings_money_back_as_the_bank_had_booked_it(
    desk: UsDesk, bank: Bank, hands: Hands
) -> None:
    closed, back, good = desk.paid_from(CLOSED), desk.paid_from(PAID), desk.paid_from(PAID + "/SAVINGS")
    file = desk.file()
    assert (file.entries, file.total) == (3, money("119.70", "USD"))
    bank.behaves("ACME", "return-later", days=2, reason="R03", end_to_end_id=desk.known_as(back))
    assert desk.handed_in(bank, file) == 202

    for _ in range(2):
        bank.days_pass(2)
        hands.later(days=2)
        desk.reads_all(bank, *_KINDS)

    assert desk.states(closed, back, good) == [L.REJECTED, L.RETURNED, L.SUCCEEDED]
    assert desk.payout(closed).reason == Refusal.ACCOUNT_CLOSED
    assert desk.payout(back).reason == Refusal.BAD_ACCOUNT
    history = desk.history(back)
    desk.reads_all(bank, *reversed(_KINDS))  # the same again, in another order
    assert desk.history(back) == history


def test_64_the_file_holds_the_fifteen_characters_that_the_bank_sends_back(desk: UsDesk) -> None:
    case = desk.paid_from("021000021/00-12345")
    body = desk.exported(desk.file())
    (entry,) = read_file(body).entries

    assert (entry.individual_id, entry.number, entry.cents) == (desk.known_as(case), "00-12345", 3990)
    assert len(entry.individual_id) == 15


def test_a_return_that_is_read_before_its_booking_goes_to_two_people_and_nothing_is_sent_twice(
    desk: UsDesk, bank: Bank, hands: Hands
) -> None:
    case = desk.paid_from(PAID)
    bank.behaves("ACME", "return-later", days=1, reason="R02")
    desk.handed_in(bank, desk.file())
    bank.days_pass(4)
    hands.later(days=4)
    desk.reads_all(bank, "nacha.return")
    assert desk.states(case) == [L.REJECTED]
    desk.reads_all(bank, "camt.054")
    assert desk.states(case) == [L.MANUAL]
    assert desk.made().file is None


def test_what_came_back_goes_to_another_us_account_by_two_peoples_word(desk: UsDesk, hands: Hands) -> None:
    case = desk.paid_from(PAID)
    file = desk.file()
    entry = desk.exported(file).decode().splitlines()[2][:78] + "1999999990000001"
    desk.sent(file)
    desk.read(came_back("A", "261126", entry, reason("R03")))
    nobody = Provider(money("79.80", "USD"))
    paying = Paying(desk.office, desk.worker(), nobody, nobody, hands, case)
    hands.later(days=4)
    payee = replace(ACCOUNT, iban="021000021 / 987654321 / savings")
    assert paying.say(to_account(payee=payee)) is Recorded
    paying.two_people_agree()

    (again,) = read_file(desk.exported(desk.file())).entries
    assert (again.code, again.routing, again.number) == (32, "021000021", "987654321")
    assert again.individual_id != entry[39:54]
    assert paying.now.other_way is not None
    assert paying.now.other_way.label == "US •••• 4321"
    assert "987654321" not in repr(paying.now)


def test_two_files_of_one_minute_are_two_files_for_the_bank(desk: UsDesk, bank: Bank) -> None:
    desk.paid_from(PAID)
    first = desk.file()
    desk.paid_from(PAID)
    second = desk.file()
    assert [desk.handed_in(bank, one) for one in (first, second)] == [202, 202]


def test_what_no_us_bank_can_pay_is_refused_before_it_is_written(desk: UsDesk) -> None:
    cases = [
        desk.paid_from("DE89370400440532013000"),
        desk.paid_from("021000022/123456789"),
        desk.paid_from("021000021/123456789012345678"),
        desk.paid_from(PAID, "EUR"),
    ]
    made = desk.made()
    assert made.file is None
    found = {one.leg_id: one.refusal for one in made.refused}
    assert sorted(found.values()) == [*[Refusal.BAD_ACCOUNT] * 3, Refusal.CURRENCY]
    assert desk.states(*cases) == [L.REJECTED] * 4


def test_no_account_number_stands_on_the_case(desk: UsDesk) -> None:
    case = told(desk.office, desk.paid_from(PAID))
    assert case.order is not None
    (payment,) = case.order.payments
    assert (payment.payer_iban, payment.label) == ("US •••• 6789", "US •••• 6789")
    assert "123456789" not in repr(case)


def test_a_hostile_return_names_the_standard_it_fails_and_changes_nothing(desk: UsDesk) -> None:
    case = desk.paid_from(PAID)
    body = desk.exported(desk.file())
    entry = body.decode().splitlines()[2][:78] + "1999999990000001"
    with pytest.raises(NotReadable, match="94"):
        desk.read(came_back("A", "261126", entry, reason("R02"))[:-3])
    assert desk.states(case) == [L.SENDING]


def test_what_was_handed_in_and_stands_on_no_statement_is_named(
    desk: UsDesk, bank: Bank, hands: Hands
) -> None:
    case = desk.paid_from(PAID)
    desk.handed_in(bank, desk.file())
    statement = _booked_nothing("2026-11-27")
    hands.later(days=4)
    desk.read(statement)
    with_it = reconciling.gaps(desk.office.database, desk.account, hands.now().date().replace(day=20))
    assert [(one.apart, one.end_to_end_id) for one in with_it] == [(Apart.MISSING, desk.known_as(case))]


def _booked_nothing(day: str) -> bytes:
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId>"
        f"</GrpHdr><Stmt><FrToDt><ToDtTm>{day}T23:59:59+00:00</ToDtTm></FrToDt><Acct><Id><IBAN>{ACME}</IBAN></Id>"
        "</Acct></Stmt></BkToCstmrStmt></Document>"
    ).encode()
