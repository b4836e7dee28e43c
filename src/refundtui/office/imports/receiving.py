"""A case from elsewhere begins as any other: by the command that opens it, signed by the import."""

from __future__ import annotations

from typing import Final

from refundtui.domain.actor import Actor, Role
from refundtui.domain.case import Case
from refundtui.domain.commands import OpenCase
from refundtui.domain.decision import opened

_IMPORT: Final = Actor("import", "", Role.SYSTEM)


def received(command: OpenCase) -> Case:
    """The case as it stands when it just came in."""
    return opened(command, _IMPORT, command.received_at)
