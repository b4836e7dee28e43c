"""Scenarios 49 to 56 through the office: what is handed to a bank once is what our cases say the bank said of it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import WithdrawPayment
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.office.bank_files import overview, reconciling, rows
from refundtui.office.bank_files.bank import Apart, Gap
from refundtui.office.bank_files.handing_over import NotNow
from refundtui.office.bank_files.rows import Standing
from refundtui.office.outcomes import Recorded
from refundtui.office.payments import stopping
from refundtui.office.store import OfficeStore
from tests.office.bank_files.handing import Desk
from tests.office.payments.providers import Hands
from tests.office.payments.working import told
from tests.support.bank import CLOSED, GLOBEX, NO_SUCH_BANK, Bank
from tests.support.offices import said

L, S = LegState, CaseState
NO_ACCOUNT = "DE88370400440532013000"  # its check digits do not fit


def test_what_waits_stands_in_a_file_with_its_bytes_before_anybody_can_have_it(desk: Desk) -> None:
    mara, iva = desk.approved(), desk.approved()
    file = desk.file()
    assert (file.message_id, file.entries, file.total) == ("RFB-20261123-001", 2, money("79.80", "EUR"))
    assert file.standing is Standing.MADE
    with desk.office.database.reading() as connection:
        body = rows.bytes_of(connection, file.message_id)
        entries = rows.entries_of(connection, file.message_id)
    assert sha256(body).hexdigest() == file.sha256
    assert {one.end_to_end_id for one in entries} == {desk.name_of(mara), desk.name_of(iva)}
    assert all(one.end_to_end_id.encode() in body for one in entries)
    # Nobody has had it: it is as queued as before.
    assert desk.states(mara, iva) == [L.QUEUED, L.QUEUED]
    assert told(desk.office, mara).state is S.PAY_QUEUED


def test_a_leg_stands_in_one_file_and_the_next_one_has_the_next_name(desk: Desk) -> None:
    desk.approved()
    first = desk.file()
    assert desk.made().file is None
    desk.approved()
    second = desk.file()
    assert (first.message_id, second.message_id) == ("RFB-20261123-001", "RFB-20261123-002")
    assert (first.entries, second.entries) == (1, 1)


def test_a_leg_says_that_it_may_be_out_from_the_moment_its_file_is_given_out(desk: Desk) -> None:
    case = desk.approved()
    file = desk.file()
    desk.exported(file)
    assert desk.states(case) == [L.SENDING]
    desk.sent(file)
    assert desk.states(case) == [L.PENDING]
    assert desk.payout(case).sub == "handed_over"
    assert desk.history(case) == ["approved", "in_bank_file", "sending", "delivered"]


def test_a_file_that_nobody_exported_cannot_be_said_to_be_sent(desk: Desk) -> None:
    case = desk.approved()
    file = desk.file()
    with pytest.raises(NotNow, match=r"bank_file\.not_exported"):
        desk.sent(file)
    assert desk.states(case) == [L.QUEUED]


def test_scenario_49_every_payment_of_a_file_is_answered_for_itself(desk: Desk, bank: Bank) -> None:
    good, closed, nowhere = desk.approved(), desk.approved(CLOSED), desk.approved(NO_SUCH_BANK)
    wrong = desk.approved(NO_ACCOUNT)
    gathered = desk.made()
    assert gathered.file is not None
    assert [(one.refusal.value) for one in gathered.refused] == ["bad_account"], "never written at all"

    assert desk.handed_in(bank, gathered.file) == 202
    desk.reads_all(bank)

    assert desk.states(good, closed, nowhere, wrong) == [L.SUCCEEDED, L.REJECTED, L.REJECTED, L.REJECTED]
    reasons = [desk.payout(case).reason for case in (closed, nowhere, wrong)]
    assert reasons == ["account_closed", "bad_account", "bad_account"]
    assert told(desk.office, good).state is S.NOTIFY
    assert told(desk.office, closed).state is S.PAY_FAILED


def test_scenario_50_the_same_bytes_again_change_no_leg(desk: Desk, bank: Bank) -> None:
    case = desk.approved()
    file = desk.file()
    desk.handed_in(bank, file)
    desk.reads_all(bank)
    before = told(desk.office, case)

    assert bank.handed_in(desk.exported(file)) == 422
    read = desk.reads_all(bank, "pain.002")

    assert [one.said.is_duplicate for one in read] == [False, True]
    assert told(desk.office, case) == before
    with desk.office.database.reading() as connection:
        again = rows.one(connection, file.message_id)
    assert again is not None
    assert (again.standing, again.refusal) == (Standing.ANSWERED, "")


def test_scenario_51_an_export_is_the_stored_bytes_whenever_it_is_asked_for(
    desk: Desk, bank: Bank, hands: Hands
) -> None:
    desk.approved()
    file = desk.file()
    first = desk.exported(file)
    hands.later(days=3)
    assert desk.exported(file) == first
    assert sha256(first).hexdigest() == file.sha256
    assert (bank.handed_in(first), bank.handed_in(desk.exported(file))) == (202, 422)


def test_bytes_that_are_no_longer_what_was_stored_are_given_to_nobody(desk: Desk) -> None:
    desk.approved()
    file = desk.file()
    desk.office.database.write(lambda connection: rows.change(connection, file.message_id, body=b"<other/>"))
    with pytest.raises(NotNow, match=r"bank_file\.torn"):
        desk.exported(file)


def test_scenario_53_money_that_comes_back_opens_its_case_again(desk: Desk, bank: Bank, hands: Hands) -> None:
    mara, iva = desk.approved(), desk.approved()
    file = desk.file()
    bank.behaves("ACME", "return-later", days=3, reason="AC04", end_to_end_id=desk.name_of(mara))
    desk.handed_in(bank, file)
    desk.reads_all(bank)
    assert desk.states(mara, iva) == [L.SUCCEEDED, L.SUCCEEDED]

    bank.days_pass(4)
    hands.later(days=4)
    desk.reads_all(bank)

    assert desk.states(mara, iva) == [L.RETURNED, L.SUCCEEDED]
    assert desk.payout(mara).reason == "account_closed"
    assert told(desk.office, mara).state is S.PAY_FAILED


def test_scenario_54_a_silent_bank_is_told_of_after_a_banking_day_and_nothing_is_called_paid(
    desk: Desk, bank: Bank, hands: Hands
) -> None:
    bank.behaves("ACME", "silent")
    case = desk.approved()
    file = desk.file()
    desk.handed_in(bank, file)
    assert desk.reads_all(bank, "pain.002") == []

    hands.later(days=1)
    assert [one.is_silent for one in _seen(desk)] == [False], "a banking day has not passed"
    hands.later(days=1)
    assert [one.is_silent for one in _seen(desk)] == [True]
    assert desk.states(case) == [L.PENDING]

    bank.days_pass(1)
    desk.reads_all(bank, "camt.054")
    assert desk.states(case) == [L.SUCCEEDED]
    assert [one.is_silent for one in _seen(desk)] == [False]


def test_scenario_55_what_a_statement_leaves_out_is_named_with_its_amount(
    desk: Desk, bank: Bank, hands: Hands
) -> None:
    file = desk.left_one_out(bank)

    found = reconciling.gaps(desk.office.database, desk.account, date(2026, 11, 23))
    with desk.office.database.reading() as connection:
        left_out = rows.entries_of(connection, file.message_id)[-1]
    assert found == (Gap(Apart.MISSING, left_out.end_to_end_id, money("39.90", "EUR")),)


def test_scenario_56_an_empty_account_of_the_merchant_stops_it_and_says_why(
    office: OfficeStore, hands: Hands, bank: Bank
) -> None:
    desk = Desk(office, hands, debtor=GLOBEX)
    case = desk.approved()
    waits = desk.file()
    desk.handed_in(bank, waits)
    other = desk.approved()
    next_file = desk.file()
    (answer,) = desk.reads_all(bank, "pain.002")

    assert (desk.payout(case).state, desk.payout(case).reason) == (L.REJECTED, "merchant_funds")
    assert answer.stopped == (("bank", "merchant_funds"),)
    with office.database.reading() as connection:
        (stop,) = stopping.stops(connection).all
    assert (stop.gateway, stop.by, stop.why) == ("bank", "bank", "merchant_funds")
    # What waits, waits: no file is made and none is given out.
    with pytest.raises(NotNow, match=r"bank_file\.stopped"):
        desk.exported(next_file)
    desk.approved()
    assert desk.made().is_stopped
    assert desk.states(other) == [L.QUEUED]


def test_a_file_that_the_bank_refuses_as_a_whole_is_refused_with_all_that_stands_in_it(
    desk: Desk, bank: Bank
) -> None:
    bank.behaves("ACME", "reject-file")
    mara, iva = desk.approved(), desk.approved()
    file = desk.file()
    desk.handed_in(bank, file)
    (answer,) = desk.reads_all(bank, "pain.002")
    assert desk.states(mara, iva) == [L.REJECTED, L.REJECTED]
    assert desk.payout(mara).reason == "not_set_up"
    assert answer.stopped == (("bank", "not_set_up"),), "the next file would be refused as well"
    (seen,) = _seen(desk)
    assert (seen.file.standing, seen.file.refusal) == (Standing.REFUSED, "not_set_up")


def test_what_stands_in_a_file_is_taken_back_no_more(desk: Desk) -> None:
    """Its bytes can be given out at any moment; while it is in none, it can be taken back."""
    waits, written = desk.approved(), None
    desk.worker().start()
    assert _taken_back(desk, waits) is True
    written = desk.approved()
    desk.file()
    assert _taken_back(desk, written) is False
    assert desk.states(waits, written) == [L.WITHDRAWN, L.QUEUED]


def _taken_back(desk: Desk, case: Case) -> bool:
    case = told(desk.office, case)
    command = WithdrawPayment(tuple(one.id for one in case.payouts), "The customer wishes it so.")
    return isinstance(desk.office.record(said(case, command), desk.hands.now()), Recorded)


def test_what_finance_has_mended_is_not_stopped_again_by_the_same_message(
    office: OfficeStore, hands: Hands, bank: Bank
) -> None:
    desk = Desk(office, hands, debtor=GLOBEX)
    desk.approved()
    desk.handed_in(bank, desk.file())
    desk.reads_all(bank, "pain.002")
    office.database.write(lambda connection: stopping.go_on(connection, "bank", ""))
    (again,) = desk.reads_all(bank, "pain.002")
    assert (again.is_known, again.stopped, again.new) == (True, (), 0)
    desk.approved()
    assert desk.made().file is not None


def _seen(desk: Desk) -> tuple[overview.FileNow, ...]:
    return overview.overview(desk.office.database, desk.banks, desk.hands.now()).files


@pytest.mark.parametrize(
    ("sum_of", "state"), [("79.80", L.SUCCEEDED), ("79.79", L.PENDING), ("39.90", L.PENDING)]
)
def test_a_file_that_is_booked_as_one_sum_pays_its_legs_only_to_the_cent(
    desk: Desk, sum_of: str, state: LegState
) -> None:
    mara, iva = desk.approved(), desk.approved()
    file = desk.file()
    desk.exported(file)
    desk.sent(file)
    desk.read(
        f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>B-7</MsgId></GrpHdr><Ntfctn><Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">{sum_of}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-23</Dt></BookgDt><NtryDtls><Btch><MsgId>{file.message_id}</MsgId></Btch></NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>""".encode()
    )
    assert desk.states(mara, iva) == [state, state]


def test_a_payment_that_was_never_made_here_is_shown_and_moves_nothing(desk: Desk) -> None:
    case = desk.approved()
    file = desk.file()
    desk.exported(file)
    answer = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B-8</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{file.message_id}</OrgnlMsgId>
<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>
<OrgnlEndToEndId>{"0" * 32}</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>"""
    taken = desk.read(answer.encode())
    assert taken.new == 0
    assert [one.about for one in taken.said.puzzles] == ["0" * 32, "0" * 32]
    assert len(overview.overview(desk.office.database, desk.banks, desk.hands.now()).puzzles) == 2
    # That it answers the file at all is proof that the bank has it.
    assert desk.states(case) == [L.PENDING]
