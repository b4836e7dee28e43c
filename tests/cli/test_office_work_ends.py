"""Ctrl+C ends the workers, however often somebody presses it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.support.children import start
from tests.support.offices import an_office


def test_an_impatient_hand_does_not_keep_the_workers_from_ending(tmp_path: Path) -> None:
    """A second signal inside the answer to the first waited for a lock that the first one held."""
    place = tmp_path / "office.db"
    an_office(place).close()
    command = [sys.executable, "-m", "refundtui", "office", "work", "--workers", "1", "--database", str(place)]
    with start(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            assert "Ctrl+C" in process.stdout.readline()
            for _ in range(50):
                process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()
