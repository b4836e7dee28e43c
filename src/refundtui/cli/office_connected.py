"""The accounts an office is connected to, as its operator wrote them down, for the commands that use them."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.cli.office_place import now, place_of
from refundtui.cli.telling import Exit, Stopped
from refundtui.config import Profile, read_config
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.gateways.connecting import Connected
    from refundtui.gateways.not_connected import NotConnected
    from refundtui.office.credit_ledger import SqlCreditLedger
    from refundtui.office.store import OfficeStore

GATEWAYS_VARIABLE: Final = "REFUNDTUI_GATEWAYS"

_WRONG: Final = {
    "gateways.unreadable": N_("{file} cannot be read: {why}"),
    "gateways.unknown": N_("{at} is not known; possible: {known}"),
    "gateways.no_table": N_("{at} must be a table."),
    "gateways.kind": N_("{at}: there is no kind “{kind}”; possible: {known}"),
    "gateways.missing": N_("{at} is missing."),
    "gateways.pace": N_("{at} is a number of requests a second, above 0 and at most {most}."),
    "gateways.hour": N_("{at} is a time of day, as “02:00”."),
    "gateways.zone": N_("{at} is a place's time, as “Europe/Berlin”."),
    "gateways.not_safe": N_("{at}: {why}"),
    "gateways.not_its_kind": N_("{at}: a value is of the wrong kind."),
    "gateways.secret_in_the_open": N_(
        "{at}: a secret does not stand in this file; write “env:NAME” or “file:NAME” for where it is."
    ),
    "gateways.secret_missing": N_("{at}: there is nothing in {where}."),
    "gateways.secret_for_everybody": N_("{at}: others may read {where}; “chmod 600” keeps it to you."),
    "gateways.tender": N_("{at}: no payment is of that kind; possible: {known}"),
    "gateways.no_such_account": N_("{at}: there is no account “{account}”."),
    "gateways.no_bank": N_(
        "{at}: “{account}” pays nobody's bank account; name one of kind sepa_file or nacha_file."
    ),
}


def connected_to(asked: Namespace, store: OfficeStore) -> Connected:
    """The accounts of this office's settings; raises `Stopped` with one sentence."""
    return connected_by(settings_of(asked), store)


def connected_by(settings: Path | None, store: OfficeStore) -> Connected:
    """The same from a file that was found before."""
    from refundtui.gateways.connecting import connect
    from refundtui.gateways.not_connected import NotConnected

    try:
        return connect(settings, os.environ, ledgers_of(store), now)
    except NotConnected as trouble:
        raise Stopped(Exit.USAGE, said(trouble), t("Nothing was sent.")) from None


def ledgers_of(store: OfficeStore) -> dict[str, SqlCreditLedger]:
    """The store credit of every brand."""
    from refundtui.office.credit_ledger import SqlCreditLedger

    return {brand: SqlCreditLedger(store.database, brand) for brand in store.library().brands()}


def said(trouble: NotConnected) -> str:
    return t(_WRONG[trouble.code], **trouble.facts)


def settings_of(asked: Namespace) -> Path | None:
    """Named, or in the environment, or beside the office; none is no mistake: store credit needs no account."""
    chosen = getattr(asked, "gateways", None) or os.environ.get(GATEWAYS_VARIABLE, "")
    if chosen:
        file = Path(chosen)
        if not file.exists():
            raise Stopped(Exit.USAGE, t("There is no {file}.", file=str(file)), t("Nothing was sent."))
        return file
    place = place_of(asked, demo=bool(getattr(asked, "demo", False)))
    beside = place.parent if isinstance(place, Path) else read_config(profile=Profile.LIVE).profile_home
    usual = beside / "gateways.toml"
    return usual if usual.exists() else None
