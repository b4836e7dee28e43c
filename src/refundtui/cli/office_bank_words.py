"""What is said of bank files and of what a bank sent: in lines for people, in objects for scripts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from refundtui.cli.telling import say, speech
from refundtui.i18n.words import N_, t, tn

if TYPE_CHECKING:
    from refundtui.office.bank_files.bank import Bank, Gap, Puzzle
    from refundtui.office.bank_files.gathering import Gathered
    from refundtui.office.bank_files.listening import TakenIn
    from refundtui.office.bank_files.overview import FileNow

_STANDING: Final = {
    "made": N_("made"),
    "exported": N_("given out"),
    "sent": N_("at the bank"),
    "answered": N_("answered"),
    "refused": N_("refused"),
    "discarded": N_("thrown away"),
}
_APART: Final = {
    "missing": N_("{name}: {amount} was to be booked, and no statement has it"),
    "unexpected": N_("{name}: {amount} is booked, and stands in no file of those days"),
    "other_amount": N_("{name}: {amount} is booked, another amount than was handed in"),
    "double": N_("{name}: {amount} is booked out more than once"),
}


def say_alert(seen: FileNow) -> None:
    """What is wrong with a file that somebody should look at."""
    name = seen.file.message_id
    if seen.is_silent:
        say(
            t(
                "{file}: the bank has said nothing for a banking day. Ask it whether the file arrived.",
                file=name,
            )
        )
    elif seen.is_late:
        say(
            t("{file}: it was to be carried out, and part of it is on no statement. Ask the bank.", file=name)
        )
    if seen.file.refusal:
        say(
            t(
                "{file}: the bank refused it as a whole: {why}",
                file=name,
                why=speech().name("refusal", seen.file.refusal),
            )
        )


def say_gaps(gaps: dict[str, tuple[Gap, ...]]) -> None:
    """Where statements and files differ, an account at a time."""
    for account, those in gaps.items():
        for gap in those:
            amount = "" if gap.amount is None else speech().money_with_code(gap.amount)
            say(f"{account}: {t(_APART[gap.apart.value], name=gap.end_to_end_id, amount=amount)}")


def file_json(seen: FileNow) -> dict[str, Any]:
    file = seen.file
    return {
        "file": file.message_id,
        "account": file.account,
        "state": file.standing.value,
        "entries": file.entries,
        "minor": file.total.minor,
        "currency": file.total.currency.code,
        "sha256": file.sha256,
        "made_at": _iso(file.made_at),
        "exported_at": _iso(file.exported_at),
        "sent_at": _iso(file.sent_at),
        "sent_by": file.sent_by,
        "answered_at": _iso(file.answered_at),
        "carried_out": _iso(seen.expected_on),
        "legs": {state.value: number for state, number in sorted(seen.legs.items())},
        "refusal": file.refusal,
        "silent": seen.is_silent,
        "late": seen.is_late,
    }


# --- Words ------------------------------------------------------------------------------------------------


def say_gathered(bank: Bank, gathered: Gathered) -> None:
    for one in gathered.refused:
        why = speech().label(one.refusal)
        say(t("{case}: not written, {why}", case=one.case_reference, why=why))
    if gathered.is_stopped:
        say(t("{account} is stopped: “refundtui office payments” says why.", account=bank.name))
    elif gathered.file is None:
        say(t("{account}: nothing waits.", account=bank.name))
    else:
        file = gathered.file
        amount = speech().money_with_code(file.total)
        say(
            tn(
                "{file}: {n} payment, {amount}, to be carried out on {day}",
                "{file}: {n} payments, {amount}, to be carried out on {day}",
                file.entries,
                file=file.message_id,
                amount=amount,
                day=speech().day_in_full(file.requested_on),
            )
        )


def say_taken(name: str, taken: TakenIn) -> None:
    said = taken.said
    if said.is_duplicate:
        say(t("{name}: the bank had {file} already; nothing changes.", name=name, file=said.file))
    elif taken.is_known and not taken.new:
        say(t("{name}: read before; nothing changes.", name=name))
    else:
        say(
            tn(
                "{name}: {kind}, {n} word about our payments",
                "{name}: {kind}, {n} words about our payments",
                taken.new,
                name=name,
                kind=said.kind,
            )
        )
    for account, why in taken.stopped:
        say(
            t(
                "{account} is stopped: {why}. “refundtui office go-on-paying {account}” goes on.",
                account=account,
                why=speech().name("refusal", why),
            )
        )
    for puzzle in said.puzzles:
        say("  " + puzzle_said(puzzle))


def puzzle_said(puzzle: Puzzle) -> str:
    return f"{puzzle.message_id} {puzzle.about} {puzzle.word}: {puzzle.says}".replace("  ", " ")


def head() -> tuple[str, ...]:
    return (t("file"), t("account"), t("payments"), t("amount"), t("state"), t("carried out"))


def line(seen: FileNow) -> tuple[str, ...]:
    file = seen.file
    return (
        file.message_id,
        file.account,
        str(file.entries),
        speech().money_with_code(file.total),
        t(_STANDING[file.standing.value]) + (" !" if seen.wants_a_look else ""),
        "" if seen.expected_on is None else speech().day(seen.expected_on),
    )


def at(moment: datetime) -> str:
    return speech().moment(moment)


# --- Objects ----------------------------------------------------------------------------------------------


def gathered_json(bank: Bank, gathered: Gathered) -> dict[str, Any]:
    file = gathered.file
    return {
        "account": bank.name,
        "file": None if file is None else file.message_id,
        "entries": 0 if file is None else file.entries,
        "minor": 0 if file is None else file.total.minor,
        "stopped": gathered.is_stopped,
        "refused": [
            {"leg": one.leg_id, "case": one.case_reference, "why": one.refusal.value}
            for one in gathered.refused
        ],
    }


def taken_json(name: str, taken: TakenIn) -> dict[str, Any]:
    said = taken.said
    return {
        "name": name,
        "kind": said.kind,
        "message": said.message_id,
        "file": said.file,
        "new": taken.new,
        "read_before": taken.is_known,
        "duplicate": said.is_duplicate,
        "stopped": [{"account": account, "why": why} for account, why in taken.stopped],
        "puzzles": [puzzle_json(one) for one in said.puzzles],
    }


def puzzle_json(puzzle: Puzzle) -> dict[str, str]:
    return {"message": puzzle.message_id, "about": puzzle.about, "word": puzzle.word, "says": puzzle.says}


def gap_json(account: str, gap: Gap) -> dict[str, Any]:
    return {
        "account": account,
        "kind": gap.apart.value,
        "end_to_end_id": gap.end_to_end_id,
        "minor": None if gap.amount is None else gap.amount.minor,
        "currency": None if gap.amount is None else gap.amount.currency.code,
    }


def _iso(at: date | None) -> str | None:
    """A day, or an instant, which is a day as well."""
    return None if at is None else at.isoformat()
