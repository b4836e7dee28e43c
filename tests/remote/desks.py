"""A desk of real work on its own books, and a served office at the other end of a real line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from refundtui.books.cache import Cache
from refundtui.books.outbox import Outbox
from refundtui.bootstrap import RulebooksOfTheDesk
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Unreachable
from refundtui.domain.actor import Actor
from refundtui.remote.line import Line
from refundtui.remote.office import RemoteOffice
from tests.remote.lines import impatience
from tests.server.served import Served, token
from tests.support.ports_in_memory import StillClock

KEY = bytes(range(32))


class SignedInAs:
    """Tokens the served office believes."""

    def __init__(self, who: str, served: Served) -> None:
        self.who = who
        self.served = served

    def token(self) -> str | Unreachable:
        return token(self.who, now=self.served.now)

    def renewed(self, stale: str) -> str | Unreachable:
        return Unreachable("office.login_required")

    def newer(self, stale: str) -> str:
        return ""


@contextmanager
def a_live_desk(
    served: Served, actor: Actor, folder: Path, *, transport: httpx.BaseTransport | None = None
) -> Iterator[Ports]:
    """Its ports; the books stay in the folder, so that it can be opened again."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = StillClock(served.now)
    line = Line(served.address, SignedInAs(actor.id, served), clock, impatience(), transport=transport)
    office = RemoteOffice(line)
    with Cache(folder / "cache.db", KEY) as cache, Outbox(folder / "outbox.db", KEY) as outbox:
        try:
            yield Ports(cache, outbox, office, RulebooksOfTheDesk(cache), clock, actor)
        finally:
            office.close()
