"""`refundtui office bank-file make|list|show|export|sent|discard`: refunds in files for a bank."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.cli.office_bank_place import NO_BANK, bank_office
from refundtui.cli.office_bank_words import (
    at,
    file_json,
    gathered_json,
    head,
    line,
    puzzle_json,
    puzzle_said,
    say_alert,
    say_gathered,
)
from refundtui.cli.office_place import OPERATOR, now
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table, speech
from refundtui.domain.bank_account import masked
from refundtui.i18n.words import N_, t, tn

if TYPE_CHECKING:
    from refundtui.office.bank_files.bank import Bank, Banks
    from refundtui.office.bank_files.handing_over import NotNow
    from refundtui.office.store import OfficeStore

_NOT_NOW: Final = {
    "bank_file.unknown": N_("There is no file {file}."),
    "bank_file.discarded": N_("{file} was thrown away before anybody had it."),
    "bank_file.not_exported": N_(
        "Nobody has {file} yet: “refundtui office bank-file export {file}” gives it out."
    ),
    "bank_file.has_left": N_("{file} was given out: it may be at the bank, and only the bank ends it."),
    "bank_file.brought_back": N_(
        "{file} is of an office that was brought back from a copy since: two people look what became of it."
    ),
    "bank_file.torn": N_(
        "The stored bytes of {file} are not those that were stored; bring back a copy of the office."
    ),
    "bank_file.no_account": N_("{file} is of the account “{account}”, which gateways.toml does not name."),
    "bank_file.stopped": N_(
        "Nothing is sent through “{account}” now ({why}); “refundtui office go-on-paying {account}” goes on."
    ),
}


def run_make(asked: Namespace) -> int:
    """Gather what waits into a file for each account, now."""
    from refundtui.office.bank_files.gathering import make

    with bank_office(asked) as (store, banks):
        done = [
            (bank, make(store.database, bank, OPERATOR, store.library(), now()))
            for bank in _chosen(asked, banks)
        ]
    if asked.json:
        say_json([gathered_json(bank, gathered) for bank, gathered in done])
        return Exit.DONE
    for bank, gathered in done:
        say_gathered(bank, gathered)
    return Exit.DONE


def run_list(asked: Namespace) -> int:
    """Every file, the newest first, and what wants a look."""
    from refundtui.office.bank_files.overview import overview

    with bank_office(asked) as (store, banks):
        seen = overview(store.database, banks, now())
    if asked.json:
        say_json(
            {
                "waiting": [
                    {
                        "account": name,
                        "number": one.number,
                        "since": None if one.since is None else one.since.isoformat(),
                    }
                    for name, one in seen.waiting
                ],
                "files": [file_json(one) for one in seen.files],
                "puzzles": [puzzle_json(puzzle) for _, puzzle in seen.puzzles],
            }
        )
        return Exit.DONE
    for name, one in seen.waiting:
        say(t("{account}: {number} wait for a file", account=name, number=one.number))
    if seen.files:
        say_table(
            head(),
            [line(one) for one in seen.files],
        )
    for file in seen.files:
        say_alert(file)
    for _, puzzle in seen.puzzles:
        say(puzzle_said(puzzle))
    return Exit.DONE


def run_show(asked: Namespace) -> int:
    """One file: who did what with it, and where each payment of it is."""
    from refundtui.office.bank_files import rows
    from refundtui.office.bank_files.overview import one
    from refundtui.office.payments import rows as legs

    with bank_office(asked) as (store, banks), store.database.reading() as connection:
        seen = one(connection, banks, asked.file, now())
        if seen is None:
            raise Stopped(Exit.USAGE, t(_NOT_NOW["bank_file.unknown"], file=asked.file))
        entries = [
            (entry, legs.one(connection, entry.leg_id)) for entry in rows.entries_of(connection, asked.file)
        ]
    told = [
        {
            "end_to_end_id": entry.end_to_end_id,
            "leg": entry.leg_id,
            "minor": entry.amount.minor,
            "currency": entry.amount.currency.code,
            "name": entry.to.name,
            "written": entry.written,
            "account": masked(entry.to.iban),
            "state": "" if kept is None else kept.leg.state.value,
        }
        for entry, kept in entries
    ]
    if asked.json:
        say_json({**file_json(seen), "entries": told})
        return Exit.DONE
    file = seen.file
    say_table(head(), [line(seen)])
    say(t("made {at} by {who}", at=at(file.made_at), who=file.made_by))
    if file.exported_at is not None:
        say(t("given out {at} by {who}", at=at(file.exported_at), who=file.exported_by))
    if file.sent_at is not None:
        say(t("handed in {at}, said by {who}", at=at(file.sent_at), who=file.sent_by))
    if file.answered_at is not None:
        say(t("answered {at}", at=at(file.answered_at)))
    say(f"sha256 {file.sha256}")
    say_alert(seen)
    say_table(
        (t("payment"), t("amount"), t("state"), t("account"), t("name"), t("as written")),
        [
            (
                entry.end_to_end_id,
                speech().money_with_code(entry.amount),
                "" if kept is None else speech().label(kept.leg.state),
                masked(entry.to.iban),
                entry.to.name,
                entry.written if entry.written != entry.to.name else "",
            )
            for entry, kept in entries
        ],
    )
    return Exit.DONE


def run_export(asked: Namespace) -> int:
    """Give a file's stored bytes out: into a file that is not there yet, or to standard output."""
    from refundtui.office.bank_files.handing_over import NotNow, export

    to = None if asked.output == "-" else Path(asked.output or ".")
    with bank_office(asked) as (store, banks):
        if to is not None and to.is_dir():
            to = to / f"{asked.file}{_suffix(store, banks, asked.file)}"
        if to is not None and to.exists():
            raise Stopped(Exit.USAGE, t("{file} is there already.", file=str(to)), t("Nothing was changed."))
        try:
            exported = export(store.database, asked.file, OPERATOR, store.library(), now())
        except NotNow as why:
            raise _stopped(why) from None
    if to is None:
        sys.stdout.buffer.write(exported.body)
        return Exit.DONE
    try:
        to.touch(mode=0o600, exist_ok=False)  # names and account numbers of customers
        to.write_bytes(exported.body)
    except OSError as trouble:
        raise Stopped(
            Exit.REFUSED,
            t("{file} cannot be written: {why}.", file=str(to), why=str(trouble.strerror)),
            t("The office keeps the file; the same bytes are given out whenever you ask."),
        ) from None
    say(
        t(
            "{file}, {size} bytes, sha256 {sha}",
            file=str(to),
            size=len(exported.body),
            sha=exported.file.sha256,
        )
    )
    say(t("Hand it in, then: refundtui office bank-file sent {file}", file=asked.file))
    return Exit.DONE


def _suffix(store: OfficeStore, banks: Banks, message_id: str) -> str:
    """Of its account's standard."""
    from refundtui.office.bank_files import rows

    with store.database.reading() as connection:
        file = rows.one(connection, message_id)
    return banks[file.account].suffix if file is not None and file.account in banks else ".xml"


def run_sent(asked: Namespace) -> int:
    """Say that the bank has it."""
    from refundtui.office.bank_files.handing_over import NotNow, sent

    with bank_office(asked) as (store, banks):
        try:
            file = sent(store.database, banks, asked.file, asked.by or OPERATOR, store.library(), now())
        except NotNow as why:
            raise _stopped(why) from None
    assert file.sent_at is not None  # noqa: S101 - it was just said
    day = "" if file.settles_on is None else speech().day_in_full(file.settles_on)
    if file.sent_by != (asked.by or OPERATOR):
        say(t("{who} said so before, {at}.", who=file.sent_by, at=at(file.sent_at)))
    say(t("{file} is at the bank; it is carried out on {day}.", file=file.message_id, day=day))
    return Exit.DONE


def run_discard(asked: Namespace) -> int:
    """Throw away a file that nobody had: what stands in it waits for the next one."""
    from refundtui.office.bank_files.handing_over import NotNow, discard

    with bank_office(asked) as (store, _):
        try:
            file = discard(store.database, asked.file, OPERATOR, store.library(), now())
        except NotNow as why:
            raise _stopped(why) from None
    say(tn("{n} payment waits for the next file.", "{n} payments wait for the next file.", file.entries))
    return Exit.DONE


def _chosen(asked: Namespace, banks: Banks) -> list[Bank]:
    if not banks:
        raise Stopped(Exit.USAGE, t(NO_BANK), t("Nothing was changed."))
    if not asked.account:
        return [banks[name] for name in sorted(banks)]
    if asked.account not in banks:
        raise Stopped(Exit.USAGE, t("There is no account “{account}”.", account=asked.account))
    return [banks[asked.account]]


def _stopped(why: NotNow) -> Stopped:
    return Stopped(Exit.REFUSED, t(_NOT_NOW[why.code], **why.facts), t("Nothing was changed."))
