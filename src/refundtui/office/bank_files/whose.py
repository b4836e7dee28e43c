"""Whose it is that a bank speaks of: our legs instead of its end-to-end ids, and nothing of anybody else's account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.legs.leg import end_to_end_id
from refundtui.domain.legs.states import LegState
from refundtui.office.bank_files import rows
from refundtui.office.bank_files.bank import Bank, Banks, InFile, Puzzle, Said
from refundtui.office.bank_files.rows import Entry
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import rows as legs
from refundtui.office.ports import Heard, NotReadable
from refundtui.wire.legs import decode_leg

_ANSWER: Final = "pain.002"
_REFUSED: Final = frozenset({LegState.REJECTED, LegState.CANCELED})


class NotOurs(NotReadable):
    """A bank's file that is about nobody here; `code` and `facts` are what a sentence needs."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Owned:
    """A message with our legs instead of their end-to-end ids, by account."""

    said: Said
    accounts: tuple[str, ...]
    heard: Mapping[str, tuple[Heard, ...]]
    files: tuple[str, ...]


def ours_in(database: Database, banks: Banks, body: bytes) -> Owned:
    if not banks:
        raise NotOurs("bank_message.no_bank")
    with database.reading() as connection:
        said = _read(connection, banks, body)
        accounts = _accounts(connection, banks, said)
        entries = rows.by_end_to_end_id(connection, (one.reference for one in said.heard))
        names = {name: (entry.account, entry.leg_id) for name, entry in entries.items()}
        if said.kind != _ANSWER:
            unknown = {one.reference for one in said.heard} - names.keys()
            names.update(_by_their_keys(connection, banks, accounts, unknown))
    heard: defaultdict[str, list[Heard]] = defaultdict(list)
    strange: list[Puzzle] = []
    for one in said.heard:
        account, leg_id = names.get(one.reference, ("", ""))
        if account in accounts:
            heard[account].append(replace(one, reference=leg_id))
        else:
            strange.append(_strange(said, one))
    told = replace(said, puzzles=(*said.puzzles, *strange))
    return Owned(
        told,
        accounts,
        {account: tuple(those) for account, those in heard.items()},
        _files(said, entries.values(), accounts),
    )


def _read(connection: Connection, banks: Banks, body: bytes) -> Said:
    """What it says in every standard that can read it: statements name the payments of each by ids of its own."""
    by_standard = {banks[name].standard: banks[name] for name in sorted(banks, reverse=True)}
    said: list[Said] = []
    against: list[tuple[Bank, NotReadable]] = []
    for bank in by_standard.values():
        try:
            said.append(bank.read(body, partial(_in_file, connection), partial(_was_booked, connection)))
        except NotReadable as why:
            against.append((bank, why))
    if not said:
        raise next((why for bank, why in against if bank.speaks(body)), against[-1][1])
    return replace(
        said[0],
        heard=tuple(heard for one in said for heard in one.heard),
        puzzles=tuple(dict.fromkeys(puzzle for one in said for puzzle in one.puzzles)),
    )


def _was_booked(connection: Connection, name: str) -> bool:
    entry = rows.by_end_to_end_id(connection, (name,)).get(name)
    kept = None if entry is None else legs.one(connection, entry.leg_id)
    return kept is not None and any(said.state is LegState.SUCCEEDED for said in kept.leg.told.said)


def _in_file(connection: Connection, message_id: str) -> Mapping[str, InFile]:
    entries = rows.entries_of(connection, message_id)
    states = dict(
        connection.execute(
            select(col(LegRow.id), col(LegRow.state)).where(
                col(LegRow.id).in_([entry.leg_id for entry in entries])
            )
        ).all()
    )
    return {
        entry.end_to_end_id: InFile(entry.amount, LegState(states[entry.leg_id]) not in _REFUSED)
        for entry in entries
        if entry.leg_id in states
    }


def _accounts(connection: Connection, banks: Banks, said: Said) -> tuple[str, ...]:
    """Which of our accounts the message is about; raises `NotOurs` where it is about none."""
    if said.kind == _ANSWER:
        file = rows.one(connection, said.file)
        if file is None:
            raise NotOurs("bank_message.no_such_file", file=said.file)
        return (file.account,)
    if not said.accounts:  # a return names none
        return tuple(sorted(banks))
    ours = tuple(sorted(name for name, bank in banks.items() if any(bank.owns(one) for one in said.accounts)))
    if not ours:
        raise NotOurs("bank_message.other_account")
    return ours


def _by_their_keys(
    connection: Connection, banks: Banks, accounts: tuple[str, ...], unknown: set[str]
) -> dict[str, tuple[str, str]]:
    """Of an office that was made of a copy: its legs stood in files of the life that was lost."""
    if not unknown:
        return {}
    found = connection.execute(select(col(LegRow.body)).where(col(LegRow.gateway).in_(accounts)))
    known = (
        (leg, banks[leg.to.gateway].known_as(end_to_end_id(leg.id, leg.attempt)))
        for leg in (decode_leg(row.body) for row in found)
    )
    return {name: (leg.to.gateway, leg.id) for leg, name in known if name in unknown}


def _files(said: Said, entries: Iterable[Entry], accounts: tuple[str, ...]) -> tuple[str, ...]:
    named = {entry.message_id for entry in entries if entry.account in accounts}
    return tuple(sorted(named | ({said.file} if said.file else set())))


def _strange(said: Said, one: Heard) -> Puzzle:
    return Puzzle(
        said.message_id, one.reference, "", "The bank speaks of a payment that was never made here."
    )
