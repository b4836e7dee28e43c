"""Prism, the npm package that answers a specification's requests with its examples, as a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.children import start

HERE = Path(__file__).parent / "prism"
SPECS = Path(__file__).parent / "specs"


@contextmanager
def prism(spec: str) -> Iterator[str]:
    """Its address; skipped where Node or the package is missing, but never where everything must run."""
    node, command = shutil.which("node"), HERE / "node_modules" / ".bin" / "prism"
    if node is None or not command.exists():
        missing = f"Node 20 and `npm install` in {HERE.relative_to(Path.cwd())} are needed for this test."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with start(
        [command, "mock", "-h", "127.0.0.1", "-p", str(port), "--errors", str(SPECS / spec)],
        cwd=HERE,
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert any("is listening" in line for line in process.stdout)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
