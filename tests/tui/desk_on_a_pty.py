"""A desk on memory, run as a program of its own by the tests of the terminal. `crash` in argv makes it fall."""

from __future__ import annotations

import sys
from pathlib import Path

from refundtui.tui.app import Desk
from tests.tui.desk_ports import a_desk


class FallingDesk(Desk):
    def falls(self) -> None:
        iban = "DE02120300000000202051"
        raise RuntimeError(f"cannot read {iban}")


def main() -> int:
    ports, _, _ = a_desk()
    desk = FallingDesk(ports, reports=Path(sys.argv[1]), zone="Europe/Berlin")
    if "crash" in sys.argv:
        desk.call_later(desk.set_timer, 0.5, desk.falls)
    desk.run()
    return desk.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
