"""What plain lines show of a customer: they stay in a terminal's memory, so as little as at the desk, and masked."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile, QueueRow
from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped
from refundtui.i18n.words import t
from refundtui.tui.diary import note_reveal
from refundtui.tui.present.personal import Personal, Privacy

REVEALED = ("email", "phone")


def row_seen(row: QueueRow, asked: Namespace) -> QueueRow:
    """Initials in a list, unless the settings or `--names` say otherwise."""
    return Privacy(lists_masked=config_of(asked, None).mask_names and not asked.names).row(row)


def file_seen(file: CaseFile, ports: Ports, asked: Namespace) -> CaseFile:
    """Mail and phone masked; what `--reveal` names is written down before it is shown."""
    privacy = Privacy()
    for name in getattr(asked, "reveal", None) or ():
        what = Personal[name.upper()]
        if not note_reveal(config_of(asked, None).log_folder, ports.clock.now(), file.case.id, what):
            raise Stopped(
                Exit.RETRY,
                t("It cannot be written down that this was looked at, so it stays masked."),
                t("Nothing was changed."),
            )
        privacy.reveal(file.case.id, what, 0.0)
    return replace(file, case=privacy.file(file).case)
