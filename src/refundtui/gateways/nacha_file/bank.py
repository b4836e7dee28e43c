"""An account that refunds are paid from by NACHA files, as the office asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from refundtui.domain import us_account
from refundtui.domain.counting import day_of, end_of, is_working_day, zone
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money
from refundtui.gateways.nacha_file import us_banking_days
from refundtui.gateways.nacha_file.drawing_up import draw_up
from refundtui.gateways.nacha_file.individual_id import individual_id, is_ours
from refundtui.gateways.nacha_file.nacha_file import Entry, NachaFile, Originator, UsAccount
from refundtui.gateways.nacha_file.objections import against, against_originator, payee_name
from refundtui.gateways.nacha_file.returns import read_returns
from refundtui.gateways.sepa_file import banking_days
from refundtui.gateways.sepa_file.bank import MOST, NotABank, statements_said
from refundtui.gateways.sepa_file.reconciling import gaps_between
from refundtui.office.bank_files.bank import Draft, FileOf, Gap, Said, Transfer, WasBooked, WrittenName

_MOST_OF_ALL: Final = 9_999
_MODIFIERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class NachaBank:
    """`account` is ours as its bank's statements name it; `cutoff` the bank's own hour in `zone_name`."""

    name: str
    originator: Originator
    account: str
    cutoff: time = banking_days.CUTOFF
    zone_name: str = us_banking_days.ZONE
    most: int = MOST
    folder: Path | None = None

    def __post_init__(self) -> None:
        for objection in against_originator(self.originator):
            raise NotABank(objection.says)
        if not _plain(self.account):
            raise NotABank("account: the account's number as the bank's statements name it.")
        if not 1 <= self.most <= _MOST_OF_ALL:
            raise NotABank(f"A file holds at least one payment and at most {_MOST_OF_ALL:,}.")

    @property
    def standard(self) -> str:
        return "nacha"

    @property
    def suffix(self) -> str:
        return ".ach"

    def known_as(self, end_to_end_id: str) -> str:
        return individual_id(end_to_end_id)

    def refuses(self, transfer: Transfer) -> Refusal | None:
        entry = _entry(transfer)
        if entry is None:
            return Refusal.BAD_ACCOUNT
        return next((one.refusal for one in against(entry)), None)

    def text(self, order: str, case: str) -> str:
        """Nothing: an entry has no room for it, and the payee reads the merchant's name and REFUND."""
        return ""

    def named(self, name: str) -> WrittenName:
        as_written = payee_name(name)
        return WrittenName(as_written.text, as_written.is_shortened)

    def drawn_up(self, draft: Draft) -> bytes:
        entries = tuple(entry for entry in map(_entry, draft.transfers) if entry is not None)
        if len(entries) != len(draft.transfers):
            raise AssertionError("Only what was not refused before stands in a file.")
        modifier = _modifier(draft.message_id)
        return draw_up(NachaFile(draft.created, modifier, draft.requested_on, self.originator, entries)).body

    def owns(self, number: str) -> bool:
        return _plain(number) == _plain(self.account)

    def settlement_day(self, handed_in: datetime) -> date:
        return banking_days.settlement_day(handed_in, self.cutoff, self.zone_name, us_banking_days.closed_in)

    def silent_after(self, handed_in: datetime) -> datetime:
        """What it books is its first word: it acknowledges in no form that is read here."""
        return self.late_after(self.settlement_day(handed_in))

    def late_after(self, settles_on: date) -> datetime:
        noon = datetime.combine(settles_on, time(12), zone(self.zone_name))
        due = banking_days.answer_due(noon, zone_name=self.zone_name, closed_in=us_banking_days.closed_in)
        return end_of(due, self.zone_name)

    def closes_at(self, at: datetime) -> datetime | None:
        day = day_of(at, self.zone_name)
        if not is_working_day(day, us_banking_days.closed_in(day.year)):
            return None
        return datetime.combine(day, self.cutoff, zone(self.zone_name)).astimezone(UTC)

    def speaks(self, body: bytes) -> bool:
        return body.lstrip()[:1] in {b"1", b"<"}

    def read(self, body: bytes, file_of: FileOf, was_booked: WasBooked) -> Said:
        if body.lstrip()[:1] == b"<":
            return statements_said(body, file_of, is_ours)
        found = read_returns(body, was_booked)
        return Said("nacha.return", found.name, heard=found.heard, puzzles=found.puzzles)

    def gaps(self, asked: Mapping[str, Money], statements: Iterable[bytes]) -> tuple[Gap, ...]:
        return gaps_between(asked, statements, self.owns, is_ours)


def _entry(transfer: Transfer) -> Entry | None:
    """None where its payee is no account in the United States."""
    to = us_account.numbers_of(transfer.to.iban)
    if to is None:
        return None
    account = UsAccount(transfer.to.name, to.routing, to.number, to.is_savings)
    return Entry(transfer.end_to_end_id, transfer.amount, account)


def _modifier(message_id: str) -> str:
    """Of the file's number that day, so that two that were made within one minute differ: 36 of them can be."""
    return _MODIFIERS[(int(message_id.rpartition("-")[2]) - 1) % len(_MODIFIERS)]


def _plain(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum()).upper()
