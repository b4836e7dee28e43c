"""An account that refunds are paid from by SEPA files, as the office asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from refundtui.domain.counting import day_of, end_of, is_working_day, zone
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money
from refundtui.gateways.sepa_file import account, banking_days
from refundtui.gateways.sepa_file.answers import read_answer, told_to
from refundtui.gateways.sepa_file.bank_file import BankFile, Debtor, Payment, statement_text
from refundtui.gateways.sepa_file.characters import is_ours, written
from refundtui.gateways.sepa_file.drawing_up import draw_up
from refundtui.gateways.sepa_file.objections import NAME_LENGTH, against, against_debtor
from refundtui.gateways.sepa_file.reading import name_of
from refundtui.gateways.sepa_file.reconciling import gaps_between
from refundtui.gateways.sepa_file.returns import read_returns
from refundtui.gateways.sepa_file.statements import Statements, itemised, read_statements
from refundtui.office.bank_files.bank import Draft, FileOf, Gap, Said, Transfer, WasBooked, WrittenName
from refundtui.office.ports import Heard

MOST: Final = 500
"""Transfers of one file where the settings do not say: a size that a person can look through at the bank's."""
_MOST_OF_ALL: Final = 9_999


class NotABank(ValueError):  # noqa: N818 - says what is the case
    """These settings name no account that refunds can be paid from; the sentence says why, without its number."""


@dataclass(frozen=True, slots=True)
class SepaBank:
    """`cutoff` is the bank's own hour in `zone_name`; what is handed in then or later is the next day's."""

    name: str
    debtor: Debtor
    cutoff: time = banking_days.CUTOFF
    zone_name: str = banking_days.ZONE
    most: int = MOST
    folder: Path | None = None

    def __post_init__(self) -> None:
        for objection in against_debtor(self.debtor):
            raise NotABank(objection.says)
        if not 1 <= self.most <= _MOST_OF_ALL:
            raise NotABank(f"A file holds at least one payment and at most {_MOST_OF_ALL:,}.")

    @property
    def standard(self) -> str:
        return "sepa"

    @property
    def suffix(self) -> str:
        return ".xml"

    def known_as(self, end_to_end_id: str) -> str:
        return end_to_end_id

    def refuses(self, transfer: Transfer) -> Refusal | None:
        return next((one.refusal for one in against(_payment(transfer))), None)

    def text(self, order: str, case: str) -> str:
        return statement_text(self.debtor.name, order, case)

    def named(self, name: str) -> WrittenName:
        as_written = written(name, NAME_LENGTH)
        return WrittenName(as_written.text, as_written.is_shortened)

    def drawn_up(self, draft: Draft) -> bytes:
        payments = tuple(map(_payment, draft.transfers))
        file = BankFile(draft.message_id, draft.created, draft.requested_on, self.debtor, payments)
        return draw_up(file).body

    def owns(self, number: str) -> bool:
        return "".join(number.split()).upper() == account.iban(self.debtor.iban)

    def settlement_day(self, handed_in: datetime) -> date:
        return banking_days.settlement_day(handed_in, self.cutoff, self.zone_name)

    def silent_after(self, handed_in: datetime) -> datetime:
        return end_of(banking_days.answer_due(handed_in, zone_name=self.zone_name), self.zone_name)

    def late_after(self, settles_on: date) -> datetime:
        noon = datetime.combine(settles_on, time(12), zone(self.zone_name))
        return self.silent_after(noon)

    def closes_at(self, at: datetime) -> datetime | None:
        day = day_of(at, self.zone_name)
        if not is_working_day(day, banking_days.target_holidays(day.year)):
            return None
        return datetime.combine(day, self.cutoff, zone(self.zone_name)).astimezone(UTC)

    def speaks(self, body: bytes) -> bool:
        return not body.lstrip()[:1].isdigit()

    def read(self, body: bytes, file_of: FileOf, was_booked: WasBooked) -> Said:
        return _READERS[name_of(body, *_READERS)](body, file_of)

    def gaps(self, asked: Mapping[str, Money], statements: Iterable[bytes]) -> tuple[Gap, ...]:
        return gaps_between(asked, statements, self.owns, is_ours)


def _payment(transfer: Transfer) -> Payment:
    return Payment(transfer.end_to_end_id, transfer.amount, transfer.to, transfer.text)


def _answer(body: bytes, file_of: FileOf) -> Said:
    answer = read_answer(body)
    whole = answer.whole_file
    told = told_to(answer, file_of(answer.file))
    is_refused = whole is not None and whole.state is LegState.REJECTED
    return Said(
        "pain.002",
        answer.message_id,
        answer.file,
        heard=told.heard,
        whole_file=Refusal(whole.reason) if is_refused and whole is not None else None,
        is_duplicate=answer.is_duplicate,
        puzzles=told.puzzles,
    )


def statements_said(body: bytes, file_of: FileOf, is_ours: Callable[[str], bool] = is_ours) -> Said:
    """What a camt.053 or camt.054 says of the payments whose ids are ours; raises `NotReadable`."""
    found = read_statements(body, is_ours)
    days = [part.until for part in found.statements if part.until is not None]
    return Said(
        found.name,
        found.message_id,
        accounts=tuple(part.account for part in found.statements),
        until=max(days, default=None),
        heard=(*found.heard, *_of_sums(found, file_of)),
        puzzles=found.puzzles,
    )


def _of_sums(found: Statements, file_of: FileOf) -> Iterator[Heard]:
    for part in found.statements:
        for booked in part.as_one:
            stands = file_of(booked.file)
            taken = {name: one.amount for name, one in stands.items() if one.is_open}
            yield from itemised(booked, taken, found.message_id) if taken else ()


def _returns(body: bytes, _: FileOf) -> Said:
    found = read_returns(body)
    return Said("pacs.004", found.message_id, heard=found.heard, puzzles=found.puzzles)


_READERS: Final[Mapping[str, Callable[[bytes, FileOf], Said]]] = {
    "pain.002": _answer,
    "camt.053": statements_said,
    "camt.054": statements_said,
    "pacs.004": _returns,
}
