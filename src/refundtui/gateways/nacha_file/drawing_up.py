"""The bytes of a NACHA file, made once from what is stored and the same ones whenever they are made again.

achkit writes the lines, and is kept from what it does by itself: it cuts account numbers, names and ids that are too
long without a word, drops whatever in a number is no digit, and dates a file by its own clock. So nothing goes in
that could be cut (`objections`), every name and time is ours, and what came out is read back and held against what
was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Final

from achkit import AchFile, validate

from refundtui.domain.money import Money
from refundtui.gateways.nacha_file.nacha_file import Entry, NachaFile
from refundtui.gateways.nacha_file.objections import COMPANY_NAME_LENGTH, Objection, objections, payee_name
from refundtui.gateways.nacha_file.reading import Read, ReadFile, read_file
from refundtui.gateways.sepa_file.characters import written
from refundtui.office.ports import NotReadable

_CLASS: Final = "PPD"  # a credit to a person
_CHECKING, _SAVINGS = 22, 32  # transaction codes of a credit


class NotDrawable(Exception):  # noqa: N818 - says what is the case
    """Something stands against this file: not a byte of it is made, and nothing of it is sent."""

    def __init__(self, against: tuple[Objection, ...]) -> None:
        super().__init__(" ".join(dict.fromkeys(one.says for one in against)))
        self.against = against


@dataclass(frozen=True, slots=True)
class DrawnUp:
    """The file's bytes, to be stored before they are handed in and handed in as they are.

    `shortened` are the ids of entries whose payee's name lost its end: people are told.
    """

    name: str
    body: bytes
    individual_ids: tuple[str, ...]
    total: Money
    shortened: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()


def draw_up(file: NachaFile) -> DrawnUp:
    """The same bytes for the same file, on any machine and any day; raises `NotDrawable`."""
    against = objections(file)
    if against:
        raise NotDrawable(against)
    body = _rendered(file)
    _says_what_was_asked(body, file)
    return DrawnUp(
        file.name,
        body,
        tuple(entry.individual_id for entry in file.entries),
        file.total,
        tuple(entry.individual_id for entry in file.entries if payee_name(entry.to.name).is_shortened),
    )


def _rendered(file: NachaFile) -> bytes:
    by = file.originator
    company = written(by.name, COMPANY_NAME_LENGTH).text
    made = AchFile.create(
        by.routing,
        by.company,
        destination_name=written(by.bank, 23).text,
        origin_name=company,
        file_id_modifier=file.modifier,
        creation_date=file.created.astimezone(UTC),
    )
    batch = made.batch(
        _CLASS, file.purpose, file.effective_on.isoformat(), company_name=company, company_id=by.company
    )
    for entry in file.entries:
        batch.credit(
            payee_name(entry.to.name).text,
            entry.to.routing,
            entry.to.number,
            entry.amount.minor,
            account_type="savings" if entry.to.is_savings else "checking",
            id_number=entry.individual_id,
        )
    rendered: str = made.render()
    return rendered.encode("ascii")


def _says_what_was_asked(body: bytes, file: NachaFile) -> None:
    """A library that changes its mind stops here, before the file is stored."""
    try:
        is_what_was_asked = _agrees(read_file(body), file) and validate(body.decode("ascii"))["ok"]
    except NotReadable:
        is_what_was_asked = False
    if not is_what_was_asked:
        raise AssertionError("The file that was made is not the file that was asked for: it is not sent.")


def _agrees(read: ReadFile, file: NachaFile) -> bool:
    return (
        read.name == file.name
        and {one.effective_on for one in read.entries} == {file.effective_on}
        and {one.company for one in read.entries} == {file.originator.company}
        and [_told(one) for one in read.entries] == [_asked(one) for one in file.entries]
    )


def _told(read: Read) -> tuple[object, ...]:
    return (read.code, read.individual_id, read.cents, read.routing, read.number, read.name, read.addenda)


def _asked(entry: Entry) -> tuple[object, ...]:
    to = entry.to
    code = _SAVINGS if to.is_savings else _CHECKING
    name = payee_name(to.name).text
    return (code, entry.individual_id, entry.amount.minor, to.routing, to.number, name, ())
