"""Files, payments and messages for tests, short enough to see the point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from refundtui.domain.legs.leg import end_to_end_id, leg_id
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import told_of
from refundtui.domain.money import money
from refundtui.gateways.sepa_file.bank_file import BankFile, Debtor, Payment
from refundtui.office.bank_files.numbering import message_id
from refundtui.office.ports import Beneficiary, Heard
from tests.support.bank import ACME, ELSEWHERE

MONDAY = date(2026, 11, 23)
DECISION = "0a6e1ab0-5f0b-4c54-9d0e-3a86c2a5d8b1"


def name_of(place: int, attempt: int = 1) -> str:
    """The end-to-end id of the n-th leg of one decision."""
    return end_to_end_id(leg_id(DECISION, place), attempt)


def a_payment(
    place: int,
    amount: str = "10.00",
    iban: str = ELSEWHERE,
    *,
    name: str = "Mara Lind",
    currency: str = "EUR",
) -> Payment:
    text = f"REFUND LINDENHOF ORDER 778 CASE C-{place}"
    return Payment(name_of(place), money(amount, currency), Beneficiary(name, iban), text)


def a_file(*payments: Payment, debtor: str = ACME, number: int = 1, on: date = MONDAY) -> BankFile:
    return BankFile(
        message_id(on, number),
        datetime(on.year, on.month, on.day, 8, 30, tzinfo=UTC),
        on,
        Debtor("Lindenhof GmbH", debtor),
        payments,
    )


def stands(heard: Iterable[Heard], place: int) -> LegState | None:
    """The state of the n-th leg after everything that was heard of it."""
    return told_of(one.report for one in heard if one.reference == name_of(place) and one.report).state


def reasons(heard: Iterable[Heard]) -> dict[str, str]:
    return {one.reference: one.report.reason for one in heard if one.report}


def answer(*parts: str, group: str = "<GrpSts>PART</GrpSts>", version: str = "001.10") -> bytes:
    """A pain.002 with these blocks."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.{version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-11-23T10:00:00+01:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>RFB-20261123-001</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
{"".join(parts)}</CstmrPmtStsRpt></Document>""".encode()


def block(*transactions: str, status: str = "") -> str:
    said = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>RFB-20261123-001-1</OrgnlPmtInfId>{said}"
        f"{''.join(transactions)}</OrgnlPmtInfAndSts>"
    )


def transaction(place: int, status: str, *codes: str) -> str:
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{name_of(place)}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"{because(*codes)}</TxInfAndSts>"
    )


def because(*codes: str) -> str:
    return "".join(f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" for code in codes)


def statement(
    *entries: str, closing: str = "", message: str = "BANK-S1", version: str = "053.001.08"
) -> bytes:
    """A camt.053 (or 054) of one account that opens with 1,000.00 EUR."""
    root, part = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[version[:3]]
    balances = (balance("OPBD", "1000.00") + balance("CLBD", closing)) if closing else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{root}>
<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-11-23T22:00:00</CreDtTm></GrpHdr>
<{part}><Id>1</Id><Acct><Id><IBAN>{ACME}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{"".join(entries)}</{part}>
</{root}></Document>""".encode()


def balance(code: str, amount: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
    )


def entry(
    amount: str, *details: str, way: str = "DBIT", status: str = "<Cd>BOOK</Cd>", more: str = ""
) -> str:
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}<Sts>{status}</Sts>"
        "<BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>REF-1</AcctSvcrRef>"
        f"<NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def detail(place: int, amount: str = "", back: str = "") -> str:
    moved = f"<Amt Ccy='EUR'>{amount}</Amt>" if amount else ""
    why = f"<RtrInf><Rsn><Cd>{back}</Cd></Rsn></RtrInf>" if back else ""
    return f"<TxDtls><Refs><EndToEndId>{name_of(place)}</EndToEndId></Refs>{moved}{why}</TxDtls>"


def returned(place: int, amount: str = "42.00", code: str = "AC04") -> bytes:
    """A pacs.004 that brings one payment back."""
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>
<GrpHdr><MsgId>BANK-R1</MsgId><CreDtTm>2026-11-26T09:00:00Z</CreDtTm><IntrBkSttlmDt>2026-11-26</IntrBkSttlmDt></GrpHdr>
<TxInf><RtrId>1</RtrId><OrgnlEndToEndId>{name_of(place)}</OrgnlEndToEndId>
<RtrdIntrBkSttlmAmt Ccy="EUR">{amount}</RtrdIntrBkSttlmAmt><RtrRsnInf><Rsn><Cd>{code}</Cd></Rsn></RtrRsnInf></TxInf>
</PmtRtr></Document>""".encode()
