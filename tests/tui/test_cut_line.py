"""A terminal that is slow is waited for; one that is gone takes nothing more, and nobody waits for it."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from refundtui.tui.cut_line import LineThatMayBeCut

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes that do not wait.")


def test_what_is_written_to_a_line_that_does_not_wait_arrives_whole() -> None:
    """Another program on the same terminal may leave it so."""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    text = "€" * 200_000
    got = bytearray()

    def read_all() -> None:
        while data := os.read(reads, 4096):
            got.extend(data)

    reader = threading.Thread(target=read_all)
    with os.fdopen(writes, "w", encoding="utf-8") as file:
        line = LineThatMayBeCut(file)
        reader.start()
        for first in range(0, len(text), 50_000):  # more than the pipe takes at once
            line.write(text[first : first + 50_000])
        line.flush()
    reader.join(20)
    os.close(reads)
    assert got.decode() == text


def test_once_nobody_reads_any_more_it_goes_nowhere_and_raises_nothing() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "w", encoding="utf-8") as file:
        line = LineThatMayBeCut(file)
        for _ in range(3):
            line.write("x" * 100_000)
            line.flush()
        assert os.fstat(line.fileno()).st_rdev == Path(os.devnull).stat().st_rdev
