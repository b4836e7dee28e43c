"""How does one start it?"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code is an API: see `refundtui.cli.telling.Exit`."""
    from refundtui.cli.running import run

    return run(argv)
