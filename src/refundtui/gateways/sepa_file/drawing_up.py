"""The bytes of a pain.001.001.09, made once from what is stored and the same ones whenever they are made again.

sepaxml writes the file, and is kept from what it does by itself: it names every export anew, which defeats the bank's
own protection against paying twice, and an object that is exported twice holds every payment twice. So an object
lives for one export, every name and time is ours, and what came out is held against what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from importlib.resources import as_file, files
from typing import Any, Final

import sepaxml
from lxml import etree

from refundtui.domain.money import Money
from refundtui.gateways.sepa_file import account
from refundtui.gateways.sepa_file.bank_file import BankFile, Payment
from refundtui.gateways.sepa_file.characters import Written, written
from refundtui.gateways.sepa_file.objections import NAME_LENGTH, Objection, objections

_SCHEMA: Final = "pain.001.001.09"
_NAMESPACE: Final = f"urn:iso:std:iso:20022:tech:xsd:{_SCHEMA}"


class NotDrawable(Exception):  # noqa: N818 - says what is the case
    """Something stands against this file: not a byte of it is made, and nothing of it is sent."""

    def __init__(self, against: tuple[Objection, ...]) -> None:
        super().__init__(" ".join(dict.fromkeys(one.says for one in against)))
        self.against = against


@dataclass(frozen=True, slots=True)
class Shortened:
    """A payee's name that the file carries without its end: people are told, for a bank may compare it."""

    end_to_end_id: str
    name: Written


@dataclass(frozen=True, slots=True)
class DrawnUp:
    """The file's bytes, to be stored before they are handed in and handed in as they are."""

    message_id: str
    body: bytes
    end_to_end_ids: tuple[str, ...]
    total: Money
    shortened: tuple[Shortened, ...] = ()

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()


def draw_up(file: BankFile) -> DrawnUp:
    """The same bytes for the same file, on any machine and any day; raises `NotDrawable`."""
    against = objections(file)
    if against:
        raise NotDrawable(against)
    document = _with_our_names(etree.fromstring(_exported_once(file)), file)
    _is_valid(document)
    _says_what_was_asked(document, file)
    return DrawnUp(
        file.message_id,
        etree.tostring(document, xml_declaration=True, encoding="UTF-8"),
        tuple(payment.end_to_end_id for payment in file.payments),
        file.total,
        tuple(_shortened(file)),
    )


def _exported_once(file: BankFile) -> bytes:
    """What sepaxml makes of it; the object is gone with this call, and so nobody can export it again."""
    debtor = file.debtor
    head: dict[str, object] = {
        "name": written(debtor.name, NAME_LENGTH).text,
        "IBAN": account.iban(debtor.iban),
        "currency": "EUR",
        "batch": True,  # one by one it stumbles over creditors' addresses, and asks for the debtor's
    }
    if debtor.bic:
        head["BIC"] = account.bic(debtor.bic)
    # Not `clean`: it would cut names without a word.
    transfer = sepaxml.SepaTransfer(head, schema=_SCHEMA, clean=False)
    for payment in file.payments:
        transfer.add_payment(_told(payment, file))
    exported: bytes = transfer.export(validate=False)
    return exported


def _told(payment: Payment, file: BankFile) -> dict[str, object]:
    """One payment in sepaxml's words. No address: the standard refuses what it would make of one."""
    told: dict[str, object] = {
        "name": written(payment.to.name, NAME_LENGTH).text,
        "IBAN": account.iban(payment.to.iban),
        "amount": payment.amount.minor,
        "currency": payment.amount.currency.code,
        "description": payment.text,
        "endtoend_id": payment.end_to_end_id,
        "execution_date": file.requested_on,
    }
    if payment.to.bic:
        told["BIC"] = account.bic(payment.to.bic)
    return told


def _with_our_names(document: Any, file: BankFile) -> Any:
    head = document.find(f".//{_q('GrpHdr')}")
    head.find(_q("MsgId")).text = file.message_id
    head.find(_q("CreDtTm")).text = file.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    block = document.find(f".//{_q('PmtInf')}")
    block.find(_q("PmtInfId")).text = file.block_id
    debtor_bank = block.find(f"{_q('DbtrAgt')}/{_q('FinInstnId')}")
    if len(debtor_bank) == 0:
        # Without a BIC the rulebook wants it said that there is none.
        etree.SubElement(etree.SubElement(debtor_bank, _q("Othr")), _q("Id")).text = "NOTPROVIDED"
    for transfer in block.iter(_q("CdtTrfTxInf")):
        purpose = etree.Element(_q("Purp"))
        etree.SubElement(purpose, _q("Cd")).text = "REFU"  # "payment of a refund", ISO external purpose codes
        transfer.find(_q("RmtInf")).addprevious(purpose)
    etree.cleanup_namespaces(document)
    return document


def _is_valid(document: Any) -> None:
    with as_file(files(sepaxml) / "schemas" / f"{_SCHEMA}.xsd") as schema:
        etree.XMLSchema(etree.parse(schema)).assertValid(document)


def _says_what_was_asked(document: Any, file: BankFile) -> None:
    """A library that changes its mind stops here, before the file is stored."""
    asked = [
        (payment.end_to_end_id, payment.amount.decimal_text(), account.iban(payment.to.iban))
        for payment in file.payments
    ]
    counts = {one.text for one in document.iter(_q("NbOfTxs"))}
    sums = {one.text for one in document.iter(_q("CtrlSum"))}
    if (
        list(_transfers(document)) != asked
        or counts != {str(len(asked))}
        or sums != {file.total.decimal_text()}
        or next(document.iter(_q("PstlAdr")), None) is not None
    ):
        raise AssertionError("The file that was made is not the file that was asked for: it is not sent.")


def _transfers(document: Any) -> Iterator[tuple[str, str, str]]:
    for one in document.iter(_q("CdtTrfTxInf")):
        amount = one.find(f"{_q('Amt')}/{_q('InstdAmt')}")
        name = one.find(f"{_q('PmtId')}/{_q('EndToEndId')}")
        number = one.find(f"{_q('CdtrAcct')}/{_q('Id')}/{_q('IBAN')}")
        yield name.text, amount.text, number.text


def _shortened(file: BankFile) -> Iterator[Shortened]:
    for payment in file.payments:
        name = written(payment.to.name, NAME_LENGTH)
        if name.is_shortened:
            yield Shortened(payment.end_to_end_id, name)


def _q(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
