"""The office's lines: whole sentences with their numbers, and no word of anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from refundtui.server import diary


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, names = logging.getLogger(), ("refundtui", "uvicorn", "uvicorn.error")
    before = (root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names})
    stream = io.StringIO()
    diary.keep(stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger("uvicorn.access").disabled = False


def told(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_the_servers_life_is_told_with_its_numbers(lines: io.StringIO) -> None:
    server = logging.getLogger("uvicorn.error")
    server.info("Started server process [%d]", 4711)
    server.info("Uvicorn running on %s://%s:%d (Press CTRL+C to quit)", "http", "127.0.0.1", 8470)
    assert [line["event"] for line in told(lines)] == [
        "Started server process [4711]",
        "Uvicorn running on http://127.0.0.1:8470 (Press CTRL+C to quit)",
    ]


@pytest.mark.parametrize(
    ("name", "pattern", "arguments", "expected"),
    [
        ("sqlalchemy.pool", "gave up after %d s on %s", (3, "Jana Brückner"), "gave up after 3 s on …"),
        ("uvicorn.error", "Unsupported upgrade request by %s", ("jana@example.com",), None),
        ("urllib3", "%(who)s failed %(times)d times", ({"who": "jana", "times": 2},), "… failed 2 times"),
    ],
    ids=["a pool's", "a server's warning", "by name"],
)
def test_a_foreign_sentence_keeps_its_numbers_and_loses_its_words(
    lines: io.StringIO, name: str, pattern: str, arguments: tuple[object, ...], expected: str | None
) -> None:
    logging.getLogger(name).warning(pattern, *arguments)
    (line,) = told(lines)
    assert line["event"] == (expected or pattern.replace("%s", "…"))
    assert "ana" not in json.dumps(line)


def test_a_served_office_leaves_no_placeholder_in_its_lines(lines: io.StringIO, tmp_path: Any) -> None:
    from tests.server.served import serving
    from tests.support.offices import an_office

    with an_office(tmp_path / "office.db") as store, serving(store) as served:
        served.as_("me").get("/v1/cases/jana@example.com")
    events = [line["event"] for line in told(lines)]
    assert "request" in events
    assert any(event.startswith("Started server process [") for event in events)
    assert not [event for event in events if "%" in event]
    assert "jana@" not in lines.getvalue()
