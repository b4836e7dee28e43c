"""The npm package `oidc-provider` as a process of its own, and the browser in which an agent agrees."""

from __future__ import annotations

import html
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.children import start

HERE = Path(__file__).parent / "oidc"


@contextmanager
def oidc_provider(access_seconds: int = 60) -> Iterator[str]:
    """Its address; skipped where Node or the package is missing, but never where everything must run."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        missing = f"Node 20 and `npm install` in {HERE.relative_to(Path.cwd())} are needed for this test."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "ACCESS_SECONDS": str(access_seconds)}
    with start(
        [node, "issuer.js"],
        cwd=HERE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert any(line.strip() == "ready" for line in process.stdout)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def agree(address: str, account: str = "agent-7") -> None:
    """Fill every form the issuer shows, as an agent in a browser does."""
    with httpx.Client(follow_redirects=True, trust_env=False) as browser:
        page = browser.get(address)
        for _ in range(6):
            form = re.search(r"<form([^>]*)>(.*?)</form>", page.text, re.DOTALL)
            if form is None:
                return
            fields = {
                name: html.unescape(value)
                for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form.group(2))
            }
            if 'name="login"' in page.text:
                fields.update(login=account, password="x")
            action = re.search(r'action="([^"]*)"', form.group(1))
            page = browser.post(str(page.url.join(action.group(1) if action else "")), data=fields)
        raise AssertionError("The forms have no end.")
