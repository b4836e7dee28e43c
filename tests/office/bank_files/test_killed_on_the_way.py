"""Killed at any step and read in any order: nothing is lost, nothing stands in two files, each word counts once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from refundtui.domain.legs.states import LegState
from refundtui.gateways.sepa_file.bank import SepaBank
from refundtui.gateways.sepa_file.bank_file import Debtor
from refundtui.office.bank_files import gathering, handing_over, listening, numbering, rows, whose
from refundtui.office.bank_files.numbering import message_id
from refundtui.office.bank_files.rows import Standing
from refundtui.office.bank_files.working import BankWork
from refundtui.office.payments import claiming, hearing
from refundtui.office.payments.restoring import bring_back
from refundtui.office.store import OfficeStore
from tests.office.bank_files.handing import FINANCE, Desk
from tests.office.payments.providers import Died, Hands
from tests.office.payments.working import told
from tests.support.bank import ACME, CLOSED, GLOBEX, Bank
from tests.support.offices import an_office

L = LegState


def work(desk: Desk) -> None:
    """Whoever comes after the one that was killed."""
    BankWork(desk.office.database, desk.banks, desk.office.library, desk.hands.now).step()


def dies_at(monkeypatch: pytest.MonkeyPatch, where: object, name: str, *, call: int = 1) -> None:
    """The process is no more when it comes to that for the n-th time."""
    real: Callable[..., object] = getattr(where, name)
    calls = iter(range(1, 1_000))

    def dying(*args: object, **more: object) -> object:
        if next(calls) == call:
            raise Died
        return real(*args, **more)

    monkeypatch.setattr(where, name, dying)


@pytest.mark.parametrize("moment", ["add", "change"])
def test_killed_while_a_file_is_made_there_is_no_file_and_everything_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    case = desk.approved()
    desk.approved("")  # refused on the way: that is undone as well
    desk.worker().start()
    where = rows if moment == "add" else claiming
    with monkeypatch.context() as patched:
        dies_at(patched, where, moment)
        with pytest.raises(Died):
            desk.made()
    assert desk.states(case) == [L.QUEUED]
    file = desk.file()
    assert (file.message_id, file.entries) == ("RFB-20261123-001", 1)


def test_killed_between_the_file_and_its_export_the_same_bytes_are_given_out(desk: Desk, bank: Bank) -> None:
    case = desk.approved()
    file = desk.file()
    # Whoever made it is gone; another process exports what was stored.
    other = Desk(desk.office, desk.hands)
    first = other.exported(file)
    # Killed before the bytes reached anybody: asked for again.
    assert other.exported(file) == first
    assert bank.handed_in(first) == 202
    assert desk.states(case) == [L.SENDING]


def test_killed_while_it_is_exported_nobody_has_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [desk.approved(), desk.approved()]
    file = desk.file()
    with monkeypatch.context() as patched:
        dies_at(patched, claiming, "change", call=2)
        with pytest.raises(Died):
            desk.exported(file)
    assert desk.states(*cases) == [L.QUEUED, L.QUEUED]
    desk.exported(file)
    assert desk.states(*cases) == [L.SENDING, L.SENDING]


@pytest.mark.parametrize("call", [1, 2])
def test_killed_after_it_was_said_to_be_sent_the_legs_hear_of_it_from_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    cases = [desk.approved(), desk.approved()]
    file = desk.file()
    desk.exported(file)
    with monkeypatch.context() as patched:
        dies_at(patched, hearing, "_tell", call=call)
        with pytest.raises(Died):
            desk.sent(file)
    work(desk)
    assert desk.states(*cases) == [L.PENDING, L.PENDING]


@pytest.mark.parametrize("call", [1, 2, 3])
def test_killed_in_the_middle_of_reading_the_next_one_reads_to_the_end(
    desk: Desk, bank: Bank, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    cases = [desk.approved(), desk.approved(CLOSED), desk.approved()]
    desk.handed_in(bank, desk.file())
    (answer,), (notice,) = bank.messages("pain.002"), bank.messages("camt.054")
    for body in (answer, notice):
        with monkeypatch.context() as patched:
            dies_at(patched, hearing, "_tell", call=call)
            try:
                desk.read(body)
            except Died:
                work(desk)
    assert desk.states(*cases) == [L.SUCCEEDED, L.REJECTED, L.SUCCEEDED]
    assert [told(desk.office, case).state.value for case in cases] == ["notify", "pay_failed", "notify"]


def test_killed_before_the_first_word_was_told_what_was_kept_is_read(
    desk: Desk, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = desk.approved()
    desk.handed_in(bank, desk.file())
    (notice,) = bank.messages("camt.054")
    with monkeypatch.context() as patched:
        dies_at(patched, hearing, "hear")
        with pytest.raises(Died):
            desk.read(notice)
    assert desk.states(case) == [L.PENDING]
    work(desk)  # the file itself may be gone from the disk: the office has it
    assert desk.states(case) == [L.SUCCEEDED]


def test_a_file_is_read_once_however_often_it_is_read(desk: Desk, bank: Bank) -> None:
    case = desk.approved()
    desk.handed_in(bank, desk.file())
    desk.reads_all(bank)
    before, lines = told(desk.office, case), len(desk.history(case))
    for _ in range(2):
        assert all(taken.is_known and not taken.new for taken in desk.reads_all(bank))
    assert (told(desk.office, case), len(desk.history(case))) == (before, lines)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(order, marks=() if n % 5 == 0 else pytest.mark.proof, id=str(order))
        for n, order in enumerate(permutations(range(4)))
    ],
)
def test_in_whatever_order_a_bank_s_files_are_read_they_mean_the_same(
    tmp_path: Path, order: tuple[int, ...]
) -> None:

    bodies = _said_by_the_bank()
    with an_office(tmp_path / "office.db") as office:
        desk = Desk(office, Hands(datetime(2026, 11, 23, 9, tzinfo=UTC)))
        back, refused, paid = desk.approved(), desk.approved(), desk.approved()
        file = desk.file()
        desk.exported(file)
        desk.sent(file)
        named = {b"@back": back, b"@refused": refused, b"@paid": paid}
        for place in order:
            body = bodies[place].replace(b"@file", file.message_id.encode())
            for mark, case in named.items():
                body = body.replace(mark, desk.name_of(case).encode())
            desk.read(body)
            if Random(str(order)).random() < 0.5:
                desk.read(body)
        assert desk.states(back, refused, paid) == [L.RETURNED, L.REJECTED, L.SUCCEEDED]


def test_two_who_gather_at_once_put_nothing_into_two_files(desk: Desk) -> None:
    for _ in range(4):
        desk.approved()
    desk.worker().start()
    done: list[gathering.Gathered] = []

    def make() -> None:
        done.append(
            gathering.make(
                desk.office.database, desk.account, FINANCE, desk.office.library(), desk.hands.now()
            )
        )

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.file.entries for one in done if one.file is not None) == [4]
    with desk.office.database.reading() as connection:
        (file,) = rows.files(connection)
        names = [one.end_to_end_id for one in rows.entries_of(connection, file.message_id)]
    assert len(set(names)) == 4


def test_the_bank_s_answer_is_proof_that_it_has_the_file(desk: Desk, bank: Bank) -> None:
    desk.approved()
    file = desk.file()
    bank.handed_in(desk.exported(file))  # and nobody says so
    desk.reads_all(bank, "pain.002")
    with desk.office.database.reading() as connection:
        known = rows.one(connection, file.message_id)
    assert known is not None
    assert (known.standing, known.sent_by) == (Standing.ANSWERED, "bank")


def test_an_office_made_of_a_copy_pays_nothing_again_and_hears_what_the_lost_one_paid(
    desk: Desk, bank: Bank
) -> None:
    """Its file was made, handed in and booked after the copy: nothing here knows of it but the key."""
    case = desk.approved()
    desk.worker().start()
    desk.office.database.write(lambda connection: bring_back(connection, desk.hands.now()))
    work(desk)
    assert desk.made().file is None, "it may be at the bank already"
    assert desk.states(case) == [L.MANUAL]

    desk.read(_booked(desk.name_of(case)))
    assert desk.states(case) == [L.SUCCEEDED]


def test_a_file_of_a_copy_that_nobody_had_is_given_to_nobody(desk: Desk) -> None:
    """In the life that was lost it may have been thrown away, and its payments handed in under another name."""
    case = desk.approved()
    file = desk.file()
    desk.office.database.write(lambda connection: bring_back(connection, desk.hands.now()))
    with pytest.raises(handing_over.NotNow, match=r"bank_file\.brought_back"):
        desk.exported(file)
    assert desk.made().file is None
    assert desk.states(case) == [L.MANUAL]
    with pytest.raises(handing_over.NotNow, match=r"bank_file\.brought_back"):
        desk.exported(file)


def test_a_file_of_a_copy_that_somebody_had_is_given_out_as_it_was(desk: Desk, bank: Bank) -> None:
    case = desk.approved()
    file = desk.file()
    first = desk.exported(file)
    desk.office.database.write(lambda connection: bring_back(connection, desk.hands.now()))
    assert bank.handed_in(first) == 202, "in the life that was lost"
    assert desk.exported(file) == first
    assert bank.handed_in(first) == 422
    desk.made()
    desk.reads_all(bank)
    assert desk.states(case) == [L.SUCCEEDED]


def test_an_office_made_of_a_copy_gives_no_name_again_that_the_lost_one_may_have_given(desk: Desk) -> None:
    """The bank would take the first file of that name for this one."""
    today = desk.hands.now().date()
    desk.approved()
    assert desk.file().message_id == message_id(today, 1)
    desk.office.database.write(lambda connection: bring_back(connection, desk.hands.now()))
    assert desk.office.database.write(lambda connection: numbering.locked(connection, today)) == 500
    tomorrow = today + timedelta(days=1)
    assert desk.office.database.write(lambda connection: numbering.locked(connection, tomorrow)) == 0


def test_a_payment_of_somebody_else_s_account_moves_nothing_here(desk: Desk) -> None:
    case = desk.approved()
    file = desk.file()
    desk.exported(file)
    with pytest.raises(whose.NotOurs):
        desk.read(_booked(desk.name_of(case), account=GLOBEX))
    assert desk.states(case) == [L.SENDING]


def test_what_another_account_of_ours_books_under_this_name_moves_nothing(desk: Desk) -> None:
    case = desk.approved()
    file = desk.file()
    desk.exported(file)
    other = SepaBank("other", Debtor("Lindenhof GmbH", GLOBEX), zone_name="UTC")
    taken = listening.read(
        desk.office.database,
        {**desk.banks, "other": other},
        _booked(desk.name_of(case), account=GLOBEX),
        FINANCE,
        desk.office.library(),
        desk.hands.now(),
    )
    assert (taken.accounts, taken.new) == (("other",), 0)
    assert [one.about for one in taken.said.puzzles] == [desk.name_of(case)]
    assert desk.states(case) == [L.SENDING]


def test_a_file_is_dropped_into_its_folder_once_and_counts_as_sent(
    office: OfficeStore, hands: Hands, tmp_path: Path
) -> None:

    folder = tmp_path / "to-the-bank"
    folder.mkdir()
    desk = Desk(office, hands)
    account = desk.account
    assert isinstance(account, SepaBank)
    account = replace(account, folder=folder)
    case = desk.approved()
    file = desk.file()
    for _ in range(2):
        handing_over.drop(office.database, account, "office work", office.library(), hands.now())
    assert [one.name for one in folder.iterdir()] == [f"{file.message_id}.xml"]
    assert (folder / f"{file.message_id}.xml").read_bytes() == desk.exported(file)
    assert desk.states(case) == [L.PENDING]


def _booked(name: str, account: str = ACME) -> bytes:
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>B-9</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm></GrpHdr>
<Ntfctn><Acct><Id><IBAN>{account}</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">39.90</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt><NtryDtls><TxDtls><Refs>
<EndToEndId>{name}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>""".encode()


def _said_by_the_bank() -> list[bytes]:
    """An answer to the file, two bookings, the refusal of a second handing in, and a return."""

    def answer(message: str, group: str, *transactions: str) -> bytes:
        return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>@file</OrgnlMsgId>{group}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts>{"".join(transactions)}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>""".encode()

    def one(name: str, status: str, why: str = "") -> str:
        reason = f"<StsRsnInf><Rsn><Cd>{why}</Cd></Rsn></StsRsnInf>" if why else ""
        return f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts>"

    again = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DUPL</Cd></Rsn></StsRsnInf>"
    booked = _booked("@back")
    entry = booked[booked.index(b"<Ntry>") : booked.index(b"</Ntfctn>")]
    both = booked.replace(b"</Ntfctn>", entry.replace(b"@back", b"@paid") + b"</Ntfctn>")
    returned = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>
<GrpHdr><MsgId>B-R</MsgId><IntrBkSttlmDt>2026-11-26</IntrBkSttlmDt></GrpHdr><TxInf>
<OrgnlEndToEndId>@back</OrgnlEndToEndId><RtrdIntrBkSttlmAmt Ccy="EUR">39.90</RtrdIntrBkSttlmAmt>
<RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>"""
    part = answer(
        "B-1",
        "<GrpSts>PART</GrpSts>",
        one("@back", "ACCP"),
        one("@refused", "RJCT", "AC01"),
        one("@paid", "ACCP"),
    )
    return [part, both, answer("B-2", again), returned]
