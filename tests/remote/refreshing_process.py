"""One of several processes that want a token at the same moment: prints it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from refundtui.remote.issuers import Issuer
from refundtui.remote.signing_in import SignedIn
from refundtui.remote.tokens import TokenFile


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - a process of its own has the world's time


if __name__ == "__main__":
    home, clock = Path(sys.argv[1]), WallClock()
    signed_in = SignedIn(
        TokenFile(home / "tokens.json"),
        home / "tokens.lock",
        clock,
        lambda held: Issuer(held.issuer, held.client_id, clock),
    )
    print(signed_in.token())
