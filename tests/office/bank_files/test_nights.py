"""By night a bank's statements are held against what it was handed: what differs has an age until it is closed."""

from __future__ import annotations

from datetime import date, time
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.office.bank_files import reconciling, rows
from refundtui.office.nights import NightHour
from refundtui.office.payments import differences, stopping
from refundtui.office.payments.differences import Apart, KeptDifference
from refundtui.office.payments.nightly import NightWork
from tests.office.bank_files.handing import Desk
from tests.office.payments.providers import Hands
from tests.support.bank import ACME, Bank

PAID = money("39.90", "EUR")


@pytest.fixture
def night(desk: Desk, hands: Hands) -> NightWork:
    statements = {desk.account.name: partial(reconciling.hold_against, desk.office.database, desk.account)}
    hour = NightHour(time(2), ZoneInfo("UTC"))
    return NightWork(desk.office.database, {}, {}, desk.office.library, hands.now, hour, statements)


def kept(desk: Desk) -> list[KeptDifference]:
    with desk.office.database.reading() as connection:
        return list(differences.kept(connection))


def is_stopped(desk: Desk) -> bool:
    with desk.office.database.reading() as connection:
        return stopping.stops(connection).all_of(desk.account.name)


def booked(until: date, *bookings: tuple[str, str]) -> bytes:
    """A camt.053 up to that day: by end-to-end id and the bank's own name, 39.90 EUR each."""
    entries = "".join(
        "<Ntry><Amt Ccy='EUR'>39.90</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{until}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{name}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
        for name, reference in bookings
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>S-{until}-{len(bookings)}</MsgId></GrpHdr><Stmt><Id>1</Id><FrToDt>"
        f"<ToDtTm>{until}T23:59:59+00:00</ToDtTm></FrToDt><Acct><Id><IBAN>{ACME}</IBAN></Id></Acct>"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def test_scenario_55_what_a_statement_leaves_out_has_an_age_until_a_later_one_has_it(
    desk: Desk, bank: Bank, hands: Hands, night: NightWork
) -> None:
    file = desk.left_one_out(bank)
    with desk.office.database.reading() as connection:
        left_out = rows.entries_of(connection, file.message_id)[-1]

    assert night.do_due() == 1
    found_at = hands.now()
    (missing,) = kept(desk)
    said = missing.difference
    assert (said.apart, said.refund, said.leg, said.amount) == (
        Apart.NOT_BOOKED, left_out.end_to_end_id, left_out.leg_id, PAID,
    )  # fmt: skip
    assert night.do_due() == 0

    # Longer than a night looks back by itself: what is missing stays in question.
    hands.later(days=15)
    night.do_due()
    assert [(one.found_at, one.seen_at) for one in kept(desk)] == [(found_at, hands.now())]

    desk.read(booked(hands.now().date(), (left_out.end_to_end_id, "LATE")))
    hands.later(days=1)
    night.do_due()
    assert kept(desk) == []


def test_what_the_bank_refuses_after_all_is_missing_no_more(
    desk: Desk, bank: Bank, hands: Hands, night: NightWork
) -> None:
    case = desk.approved()
    desk.handed_in(bank, desk.file())
    hands.later(days=2)
    desk.read(booked(hands.now().date()))
    night.do_due()
    assert [one.difference.apart for one in kept(desk)] == [Apart.NOT_BOOKED]

    desk.read(_refused(desk.name_of(case)))
    assert desk.states(case) == [LegState.REJECTED]
    hands.later(days=1)
    night.do_due()
    assert kept(desk) == []


def test_what_was_booked_out_twice_stops_the_account_once(
    desk: Desk, bank: Bank, hands: Hands, night: NightWork
) -> None:
    case = desk.approved()
    desk.handed_in(bank, desk.file())
    hands.later(days=2)
    name = desk.name_of(case)
    desk.read(booked(hands.now().date(), (name, "ONE"), (name, "TWO")))
    desk.office.database.write(lambda c: stopping.go_on(c, desk.account.name, ""))

    night.do_due()
    assert [one.difference.apart for one in kept(desk)] == [Apart.DOUBLE]
    assert is_stopped(desk)

    # Somebody has looked, and goes on: the same double is no news.
    desk.office.database.write(lambda c: stopping.go_on(c, desk.account.name, ""))
    hands.later(days=1)
    night.do_due()
    assert not is_stopped(desk)


def test_a_bank_that_sent_no_statement_yet_is_asked_for_nothing(
    desk: Desk, bank: Bank, hands: Hands, night: NightWork
) -> None:
    desk.approved()
    desk.handed_in(bank, desk.file())
    hands.later(days=3)
    assert night.do_due() == 1
    assert kept(desk) == []


def _refused(name: str) -> bytes:
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-9</MsgId><CreDtTm>2026-11-25T10:00:00+01:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>RFB-20261123-001</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>RFB-20261123-001-1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>
</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>""".encode()
