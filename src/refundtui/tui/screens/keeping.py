"""What is being written is kept: the newest text of each thing, whatever is being thought at the same time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Any

from refundtui.casework.deciding import save_draft
from refundtui.domain.case import CaseId
from refundtui.tui.screens.edges import EdgeScreen


class KeepingScreen(EdgeScreen):
    """Drafts go to the outbox in threads; one that comes late never overwrites a newer one."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)
        self._newest: dict[tuple[CaseId, str], int] = {}
        self._writing = Lock()

    def keep_draft(
        self, case_id: CaseId, part: str, text: str, then: Callable[[], Any] = lambda: None
    ) -> None:
        """Keep this text; an empty one drops what was kept."""
        ports, key, number = self.desk.ports, (case_id, part), next(self._numbers)
        self._newest[key] = number

        def write() -> None:
            with self._writing:
                if self._newest[key] == number:
                    save_draft(case_id, part, text, ports)

        self.desk.think("draft", write, lambda _: then(), alone=False)
