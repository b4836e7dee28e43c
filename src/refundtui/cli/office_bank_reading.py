"""`refundtui office bank-file read`: what a bank sent, taken in, and what its statements leave out."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from refundtui.cli.office_bank_place import NO_BANK, bank_office
from refundtui.cli.office_bank_words import gap_json, say_gaps, say_taken, taken_json
from refundtui.cli.office_place import OPERATOR, now
from refundtui.cli.telling import Exit, Stopped, complain, say_json
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.office.bank_files.bank import Banks, Gap
    from refundtui.office.store import OfficeStore

_DAYS: Final = 10
"""So many days back statements are held against files: one waits over a weekend and more."""
_NOT_OURS: Final = {
    "bank_message.no_bank": NO_BANK,
    "bank_message.no_such_file": N_("It answers the file “{file}”, which was never made here."),
    "bank_message.other_account": N_("It is of an account that nobody here pays from."),
}


def run(asked: Namespace) -> int:
    """Take in what the bank sent; 1 where a file was refused or a statement leaves something out."""
    from refundtui.office.bank_files.listening import read
    from refundtui.office.bank_files.whose import NotOurs
    from refundtui.office.ports import NotReadable

    told: list[dict[str, Any]] = []
    refused = False
    of_statements: set[str] = set()
    with bank_office(asked) as (store, banks):
        for name, body in _bookings_first(asked.files):
            try:
                taken = read(store.database, banks, body, OPERATOR, store.library(), now())
            except NotOurs as why:
                refused = True
                complain(f"{name}: {t(_NOT_OURS[why.code], **why.facts)} {t('Nothing was changed.')}")
                continue
            except NotReadable as why:
                refused = True
                complain(f"{name}: {why}")
                continue
            told.append(taken_json(name, taken))
            if not asked.json:
                say_taken(name, taken)
            if taken.said.kind == "camt.053":
                of_statements.update(taken.accounts)
        # After all of them: what one file books another may have refused.
        gaps = gaps_of(store, {name: banks[name] for name in of_statements}, _DAYS)
    if asked.json:
        found = [gap_json(account, gap) for account, those in gaps.items() for gap in those]
        say_json({"files": told, "gaps": found})
    else:
        say_gaps(gaps)
    return Exit.REFUSED if refused or any(gaps.values()) else Exit.DONE


def gaps_of(store: OfficeStore, banks: Banks, days: int) -> dict[str, tuple[Gap, ...]]:
    """What differs of the last days, an account at a time."""
    from refundtui.office.bank_files.reconciling import gaps

    since = (now() - timedelta(days=days)).date()
    return {name: gaps(store.database, banks[name], since) for name in sorted(banks)}


def _bookings_first(names: list[str]) -> list[tuple[str, bytes]]:
    """Each with what stands in it. A NACHA return does not say whether its money had left; the statements before it do."""
    return sorted(((name, _body(name)) for name in names), key=lambda one: one[1].lstrip()[:1].isdigit())


def _body(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    file = Path(name)
    if not file.is_file():
        raise Stopped(Exit.USAGE, t("There is no file {file}.", file=name), t("Nothing was changed."))
    return file.read_bytes()
