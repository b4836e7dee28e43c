"""An office that has written down what it would answer: pages spelled and packed as the real one does, told over HTTP.

In a process of its own, so that the CPU of who reads them is the reader's alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import msgspec
import zstandard

from refundtui.office.feeds import FeedCursor, FeedPage
from refundtui.office.store import OfficeStore
from refundtui.server.cursors import spell
from refundtui.server.page_shelf import LEVEL, encode_page
from refundtui.wire.pages import DocumentsBody, FeedBody, FeedsBody, View
from refundtui.wire.protocol import JSON, VERSION, VERSION_HEADER

_INDEX = "answers.json"


def write_down(store: OfficeStore, page_after: dict[bool, int], folder: Path) -> tuple[list[str], int]:
    """All that the office tells, in pages of `page_after` the first one or not; their paths in order, and how
    many cases they tell.
    """
    folder.mkdir()
    packed = zstandard.ZstdCompressor(level=LEVEL).compress
    told: dict[str, str] = {}
    heads: list[FeedBody] = []
    cases = 0
    for feed in store.feeds():
        cursor: FeedCursor | None = None
        while True:
            answer = store.changes(feed, cursor, page_after[cursor is not None])
            if not isinstance(answer, FeedPage):
                raise TypeError(answer)
            path = f"/v1/feeds/{quote(feed, safe=':/')}/changes"
            asked = path if cursor is None else f"{path}?cursor={spell(cursor)}"
            told[asked] = f"{len(told)}.zst"
            (folder / told[asked]).write_bytes(packed(encode_page(answer, View.FULL)))
            cases += len(answer.changes)
            cursor = answer.cursor
            if not answer.more:
                break
        heads.append(
            FeedBody(id=feed, epoch=answer.epoch, last_seq=answer.through, live_count=answer.live_count)
        )
    pages = list(told)
    for path, body in (
        ("/v1/feeds", FeedsBody(feeds=tuple(heads))),
        ("/v1/documents", DocumentsBody(seq=0, documents=())),
    ):
        told[path] = f"{len(told)}.zst"
        (folder / told[path]).write_bytes(packed(msgspec.json.encode(body)))
    (folder / _INDEX).write_bytes(msgspec.json.encode(told))
    return pages, cases


@contextmanager
def telling(folder: Path) -> Iterator[str]:
    """The address under which it is told."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.recorded_pages", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


def _serve(folder: Path) -> None:
    told = msgspec.json.decode((folder / _INDEX).read_bytes(), type=dict[str, str])
    answers = {path: (folder / file).read_bytes() for path, file in told.items()}

    class Telling(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            cursor = parse_qs(parts.query).get("cursor", [""])[0]
            path = quote(unquote(parts.path), safe=":/")
            body = answers[f"{path}?cursor={cursor}" if cursor else path]
            self.send_response(200)
            for name, value in (
                (VERSION_HEADER, str(VERSION)),
                ("Content-Type", JSON),
                ("Content-Encoding", "zstd"),
                ("Content-Length", str(len(body))),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Telling)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
