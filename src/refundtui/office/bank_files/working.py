"""What the office's workers do for banks beside paying: finish what was cut off, gather when it is time, drop files."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from refundtui.office.bank_files import gathering, handing_over, listening, waiting
from refundtui.office.bank_files.bank import Banks
from refundtui.office.database import Database
from refundtui.rulebooks.library import Library

_log = logging.getLogger(__name__)
_PAUSE: Final = 15.0  # seconds between two looks
BY_THE_OFFICE: Final = "office work"


@dataclass(frozen=True, slots=True)
class BankWork:
    """`now` comes in through the door; several processes may do this at once."""

    database: Database
    banks: Banks
    library: Callable[[], Library]
    now: Callable[[], datetime]

    def step(self) -> int:
        """Everything that is to be done now; how many files were made."""
        library, now = self.library(), self.now()
        handing_over.tell_untold(self.database, library, now)
        listening.go_on(self.database, self.banks, library, now)
        made = 0
        for name in sorted(self.banks):
            bank = self.banks[name]
            waiting.hand_over_unknown(self.database, name, library, now)
            gathered = gathering.make(self.database, bank, BY_THE_OFFICE, library, self.now(), if_time=True)
            made += gathered.file is not None
            handing_over.drop(self.database, bank, BY_THE_OFFICE, library, self.now())
        return made

    def until_over(self, over: threading.Event) -> None:
        """Again and again; what cannot be done now is logged and tried again."""
        while not over.is_set():
            try:
                self.step()
            except Exception as trouble:  # noqa: BLE001 - a folder that is away must not end it
                # Without its words: they may be a bank's.
                _log.error("bank files were left for now: %s", type(trouble).__name__)
            over.wait(_PAUSE)
