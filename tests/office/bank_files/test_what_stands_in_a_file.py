"""Scenarios 57 to 63 through the office: whose account, under which name, on which day, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.commands import OpenCase
from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.states import LegState
from refundtui.domain.other_way import AccountFrom, Payee
from refundtui.office import beneficiaries, payers
from refundtui.office.bank_files import gathering, overview, rows
from refundtui.office.bank_files.handing_over import NotNow, discard
from refundtui.office.imports.jsonl import EXAMPLE, read_line
from refundtui.office.imports.report import SoldOrder
from refundtui.office.outcomes import Recorded
from refundtui.office.payments import rows as legs, stopping
from refundtui.office.ports import NotReadable
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseRow
from refundtui.wire.cases import encode_case
from refundtui.wire.problems import DocumentError
from tests.office.bank_files.handing import FINANCE, Desk
from tests.office.payments.providers import Hands
from tests.office.payments.working import told
from tests.support.bank import CLOSED, ELSEWHERE, Bank
from tests.support.offices import NOW, a_case, a_shirt_order, said

L = LegState
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        pytest.param(datetime(2026, 11, 23, 14, 59, tzinfo=UTC), date(2026, 11, 23), id="in time"),
        pytest.param(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), date(2026, 11, 24), id="at the cut-off"),
        pytest.param(SATURDAY, date(2026, 11, 30), id="Saturday"),
    ],
)
def test_scenario_57_the_agent_and_finance_see_the_day_it_is_carried_out(
    desk: Desk, hands: Hands, at: datetime, on: date
) -> None:
    case = desk.approved()
    desk.worker().start()
    hands.at = at
    file = desk.file()
    assert file.requested_on == on
    desk.exported(file)
    assert desk.payout(case).expected_on is None, "nobody said yet that the bank has it"
    assert desk.sent(file).settles_on == on
    assert (desk.payout(case).state, desk.payout(case).expected_on) == (L.PENDING, on)
    (seen,) = overview.overview(desk.office.database, desk.banks, hands.now()).files
    assert seen.expected_on == on


def test_scenario_57_a_file_that_lay_over_the_weekend_is_carried_out_later_than_it_asks(
    desk: Desk, hands: Hands
) -> None:
    case = desk.approved()
    file = desk.file()
    desk.exported(file)
    hands.at = SATURDAY
    assert desk.sent(file).settles_on == date(2026, 11, 30)
    assert desk.payout(case).expected_on == date(2026, 11, 30)


def test_scenario_57_what_the_bank_says_next_does_not_forget_the_day(desk: Desk, bank: Bank) -> None:
    bank.behaves("ACME", "silent")
    case = desk.approved()
    file = desk.file()
    desk.handed_in(bank, file)
    desk.read(_accepted(file.message_id, desk.name_of(case)))
    assert (desk.payout(case).sub, desk.payout(case).expected_on) == ("bank_accepted", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë Müller-Łódź", "Zoe Muller-Lodz"),
        ("Ö" * 100, "O" * 70),
        ("株式会社みどり", "Zhu Shi Hui She midori"),
    ],
)
def test_scenario_58_the_file_has_a_plain_name_and_the_entry_both(
    desk: Desk, bank: Bank, name: str, written: str
) -> None:
    desk.approved(name=name)
    file = desk.file()
    with desk.office.database.reading() as connection:
        (entry,) = rows.entries_of(connection, file.message_id)
    assert (entry.to.name, entry.written) == (name, written)
    assert f"<Nm>{written}</Nm>".encode() in desk.exported(file)
    assert bank.handed_in(desk.exported(file)) == 202


def test_scenario_60_an_account_that_cannot_be_one_is_refused_where_the_order_comes_in() -> None:
    for wrong in (
        "DE88370400440532013000",
        "NL50BANK1234567890",
        "BR1500000000000010932840814P2",
        "4111111111111111",
        "021000022/123456789",
        "021000021/123",
    ):
        with pytest.raises(DocumentError) as refused:
            read_line(_told(payer_iban=wrong))
        (problem,) = refused.value.problems
        assert (problem.path, problem.code) == ("order.payments[0].payer_iban", "payment.no_iban")
        assert wrong not in str(problem)
    found = read_line(_told(payer_iban="be68 5390 0754 7034"))
    assert isinstance(found, SoldOrder)
    assert found.order.payments[0].payer_iban == "BE68539007547034"
    found = read_line(_told(payer_iban="021000021 / 123456789 / savings"))
    assert isinstance(found, SoldOrder)
    assert found.order.payments[0].payer_iban == "021000021/123456789/SAVINGS"


def test_scenario_61_an_address_is_not_taken_in_and_no_file_holds_one(desk: Desk) -> None:
    with pytest.raises(DocumentError, match="payer_address"):
        read_line(_told(payer_address=["Hauptstraße 1", "10115 Berlin"]))
    desk.approved()
    assert b"PstlAdr" not in desk.exported(desk.file())


def test_scenario_62_every_payment_of_a_block_hears_its_answer(desk: Desk, bank: Bank) -> None:
    cases = [desk.approved(CLOSED if place % 2 else ELSEWHERE) for place in range(7)]
    desk.handed_in(bank, desk.file())
    desk.reads_all(bank)
    assert desk.states(*cases) == [L.REJECTED if place % 2 else L.SUCCEEDED for place in range(7)]


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>',
        b"<Document/>",
        b"",
        b"\x1b]0;pwn\x07",
    ],
)
def test_scenario_63_what_is_hostile_or_broken_changes_nothing(desk: Desk, body: bytes) -> None:
    case = desk.approved()
    file = desk.file()
    desk.exported(file)
    desk.sent(file)
    before = told(desk.office, case)
    with pytest.raises(NotReadable):
        desk.read(body)
    assert told(desk.office, case) == before
    with desk.office.database.reading() as connection:
        assert rows.one(connection, file.message_id).answered_at is None  # type: ignore[union-attr]  # it is there


# --- Whose account ----------------------------------------------------------------------------------------


def test_whose_account_paid_stands_in_full_in_the_office_alone(desk: Desk) -> None:
    case = desk.approved(name="Mara Lind")
    kept = told(desk.office, case)
    assert kept.order is not None
    (payment,) = kept.order.payments
    assert (payment.payer_name, payment.payer_iban) == ("", "NL•• •••• 0005")
    assert payment.label == "IBAN NL•• •••• 0005"
    assert ELSEWHERE.encode() not in encode_case(kept)
    with desk.office.database.reading() as connection:
        there = payers.of_payment(connection, case.brand, kept.order.id, payment.id)
    assert there is not None
    assert (there.name, there.iban) == ("Mara Lind", ELSEWHERE)


def test_a_forgotten_customer_leaves_no_name_and_number_beside_the_file_itself(
    desk: Desk, bank: Bank
) -> None:
    case = desk.approved(name="Mara Lind")
    file = desk.file()
    desk.handed_in(bank, file)
    desk.reads_all(bank)
    database = desk.office.database
    database.write(lambda connection: rows.forget(connection, case.id))
    database.write(lambda connection: payers.forget(connection, case.brand, ["B-1"]))
    with database.reading() as connection:
        (entry,) = rows.entries_of(connection, file.message_id)
        assert (entry.to.name, entry.to.iban, entry.written) == ("", "", "")
        assert payers.of_payment(connection, case.brand, "B-1", "card") is None
    # A voucher stays as it was handed in.
    assert sha256(desk.exported(file)).hexdigest() == file.sha256


def test_the_first_word_about_an_account_stands(office: OfficeStore) -> None:
    order = a_shirt_order("B-7")
    for iban in (ELSEWHERE, CLOSED):
        paid = replace(order.payments[0], payer_name="Mara", payer_iban=iban)
        office.take_in([a_case(order=replace(order, payments=(paid,)))])
    with office.database.reading() as connection:
        there = payers.of_payment(connection, "lindenhof", "B-7", "card")
    assert there is not None
    assert there.iban == ELSEWHERE


def test_a_desk_names_no_account(office: OfficeStore) -> None:
    """What somebody says on the telephone is no record of a payment."""
    order = a_shirt_order("B-8")
    paid = replace(order.payments[0], payer_name="Eve", payer_iban=CLOSED)
    case = a_case(order=replace(order, payments=(paid,)))
    command = OpenCase(
        case_id=case.id,
        reference="",
        brand=case.brand,
        customer=case.customer,
        reason=case.reason,
        received_at=NOW,
        order=case.order,
        order_ref="B-8",
    )
    assert isinstance(office.record(said(case, command), NOW), Recorded)
    assert CLOSED.encode() not in encode_case(told(office, case))
    with office.database.reading() as connection:
        assert payers.of_payment(connection, "lindenhof", "B-8", "card") is None


def test_who_was_agreed_on_by_two_people_is_paid_and_not_the_payer(desk: Desk) -> None:
    case = desk.approved(CLOSED, name="Old Account")
    _goes_to(desk, case, "p-1")
    payee = Payee("p-1", "Mara New", ELSEWHERE, AccountFrom.MESSAGE)
    desk.office.database.write(
        lambda connection: beneficiaries.keep(connection, case, payee, "jana", desk.hands.now())
    )
    body = desk.exported(desk.file())
    assert ELSEWHERE.encode() in body
    assert CLOSED.encode() not in body
    assert b"Mara New" in body


@pytest.mark.parametrize(
    ("iban", "name"),
    [
        pytest.param("", "", id="nobody"),
        pytest.param(ELSEWHERE, "", id="no name"),
        pytest.param("NL•• •••• 0005", "Mara", id="masked already"),
        pytest.param("DE88370400440532013000", "Mara", id="check digits"),
    ],
)
def test_a_leg_whose_payee_is_not_known_is_refused_here_and_in_no_file(
    desk: Desk, iban: str, name: str
) -> None:
    case = desk.approved(iban, name=name)
    gathered = desk.made()
    assert gathered.file is None
    assert (desk.payout(case).state, desk.payout(case).reason) == (L.REJECTED, "bad_account")


def test_a_leg_to_an_account_that_was_agreed_on_needs_that_very_agreement(desk: Desk) -> None:
    """Another way than the money came: only whom two people approved, and never the payer instead."""
    case = desk.approved()
    _goes_to(desk, case, "no-such-payee")
    assert desk.made().file is None
    assert desk.payout(case).reason == "bad_account"


def test_what_the_payment_cannot_bear_any_more_is_refused_here(desk: Desk) -> None:
    case = desk.approved()
    desk.worker().start()
    kept = told(desk.office, case)
    assert kept.order is not None
    (payment,) = kept.order.payments
    spent = replace(kept.order, payments=(replace(payment, refundable=payment.captured.zero()),))
    body = encode_case(replace(kept, order=spent))
    desk.office.database.write(
        lambda connection: connection.execute(
            update(CaseRow).where(col(CaseRow.id) == case.id).values(body=body)
        )
    )
    assert desk.made().file is None
    assert desk.payout(case).reason == "already_refunded"


# --- When, and how much -----------------------------------------------------------------------------------


def test_a_file_holds_no_more_than_its_bank_takes(desk: Desk) -> None:
    desk.most = 2
    for _ in range(5):
        desk.approved()
    assert [desk.file().entries for _ in range(3)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("at", "is_time"),
    [
        pytest.param(datetime(2026, 11, 23, 13, 59, tzinfo=UTC), False, id="too early"),
        pytest.param(datetime(2026, 11, 23, 14, 0, tzinfo=UTC), True, id="an hour before the cut-off"),
        pytest.param(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), False, id="too late for today"),
        pytest.param(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), True, id="a day later at the latest"),
    ],
)
def test_workers_gather_before_the_bank_closes(
    desk: Desk, hands: Hands, at: datetime, *, is_time: bool
) -> None:
    desk.approved()
    desk.worker().start()
    hands.at = at
    assert (_by_itself(desk).file is not None) is is_time


def test_workers_make_one_file_in_the_last_hour_and_not_one_for_each_refund(desk: Desk, hands: Hands) -> None:
    desk.approved()
    desk.worker().start()
    hands.at = datetime(2026, 11, 23, 14, 10, tzinfo=UTC)
    assert _by_itself(desk).file is not None
    desk.approved()
    desk.worker().start()
    hands.later(minutes=10)
    assert _by_itself(desk).file is None


def test_a_file_that_nobody_had_is_thrown_away_and_its_payments_go_into_the_next(desk: Desk) -> None:
    case = desk.approved()
    file = desk.file()
    discard(desk.office.database, file.message_id, FINANCE, desk.office.library(), desk.hands.now())
    second = desk.file()
    assert (second.message_id, second.entries) == ("RFB-20261123-002", 1)
    assert desk.name_of(case).encode() in desk.exported(second)
    with pytest.raises(NotNow, match=r"bank_file\.discarded"):
        desk.exported(file)
    with pytest.raises(NotNow, match=r"bank_file\.has_left"):
        discard(desk.office.database, second.message_id, FINANCE, desk.office.library(), desk.hands.now())


def test_a_brand_that_is_stopped_is_in_no_file(desk: Desk) -> None:
    desk.approved()
    desk.office.database.write(
        lambda connection: stopping.stop(
            connection, "", "lindenhof", "farid", "a look first", desk.hands.now()
        )
    )
    assert desk.made().file is None


def _goes_to(desk: Desk, case: Case, payee: str) -> None:
    """The case's leg as `starting` makes it where another way was agreed."""
    desk.worker().start()
    with desk.office.database.reading() as connection:
        (kept,) = legs.of_case(connection, case.id)
    to = Destination("bank", account=payee, method=beneficiaries.BANK_TRANSFER)
    event = legs.LegEvent("moved", "test", {})
    desk.office.database.write(
        lambda connection: legs.save(connection, replace(kept.leg, to=to), None, event, desk.hands.now())
    )


def _by_itself(desk: Desk) -> gathering.Gathered:
    return gathering.make(
        desk.office.database,
        desk.account,
        "office work",
        desk.office.library(),
        desk.hands.now(),
        if_time=True,
    )


def _told(**payment: object) -> bytes:
    """The example of the format, paid by bank."""
    line = json.loads(EXAMPLE.splitlines()[0])
    line["order"]["payments"][0] |= {"kind": "bank", "payer_name": "Mara", **payment}
    return json.dumps(line).encode()


def _accepted(file: str, name: str) -> bytes:
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B-1</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{file}</OrgnlMsgId><GrpSts>ACCP</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>ACCP</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>""".encode()
