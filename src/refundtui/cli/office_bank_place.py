"""The office with the banks it pays from by files, opened for an operator's command."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from refundtui.cli.office_connected import connected_to
from refundtui.cli.office_place import opened
from refundtui.i18n.words import N_

if TYPE_CHECKING:
    from refundtui.office.bank_files.bank import Banks
    from refundtui.office.store import OfficeStore

NO_BANK: Final = N_("gateways.toml names no account that is paid from by files.")


@contextmanager
def bank_office(asked: Namespace) -> Iterator[tuple[OfficeStore, Banks]]:
    with opened(asked) as store:
        yield store, connected_to(asked, store).banks
