"""Lines to test with: a token that is always at hand, a clock that stands, and no waiting."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from refundtui.casework.submissions import Unreachable
from refundtui.remote.line import Line
from refundtui.remote.office import RemoteOffice
from refundtui.remote.patience import Patience
from tests.support.ports_in_memory import StillClock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class AlwaysIn:
    """Tokens by number: each one refused is followed by the next."""

    def __init__(self, most: int = 99) -> None:
        self.number = 1
        self.most = most

    def token(self) -> str | Unreachable:
        return f"token-{self.number}"

    def renewed(self, stale: str) -> str | Unreachable:
        if self.number >= self.most:
            return Unreachable("office.login_required")
        self.number += 1
        return self.token()

    def newer(self, stale: str) -> str:
        return ""


def impatience() -> Patience:
    """One that never waits."""
    return Patience(lambda: 0.0, lambda: 0.0)


def an_office(
    address: str,
    ways_in: AlwaysIn | None = None,
    patience: Patience | None = None,
    transport: httpx.BaseTransport | None = None,
) -> RemoteOffice:
    line = Line(
        address, ways_in or AlwaysIn(), StillClock(NOON), patience or impatience(), transport=transport
    )
    return RemoteOffice(line)
