"""What the office writes of its work: one JSON object a line, and nothing of any person in it.

No path, query, header, body or id is written, only the route's pattern: an address holds order numbers, a
name, or a mail somebody typed into a search. Of an unforeseen trouble its kind and place are kept, never
its words, which may quote what was sent.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, Any, Final

LOGGER: Final = logging.getLogger("refundtui.office")

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class OneLine(logging.Formatter):
    """A record as one JSON object: `at`, `level`, `event` and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {name: fact for name, fact in vars(record).items() if name not in _OWN}
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
            **facts,
        }
        if record.exc_info and record.exc_info[1] is not None:
            told |= where_it_broke(record.exc_info[1])
        return json.dumps(told, ensure_ascii=True, default=_kind)


def where_it_broke(trouble: BaseException) -> dict[str, Any]:
    """The kind of a trouble and the lines it passed, without its words."""
    places = [
        f"{frame.name}:{frame.lineno} {frame.filename.rpartition('refundtui/')[2]}"
        for frame in traceback.extract_tb(trouble.__traceback__)
    ]
    return {"trouble": type(trouble).__name__, "where": places[-12:]}


def keep(stream: IO[str] | None = None, level: int = logging.INFO) -> None:
    """Let everything of the office and of its server go to one stream as lines."""
    to = logging.StreamHandler(stream or sys.stderr)
    to.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [to]
    root.setLevel(logging.WARNING)
    for name in ("refundtui", "uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(level)
    # Its lines hold the address that was asked for, query and all.
    logging.getLogger("uvicorn.access").disabled = True


def _event(record: logging.LogRecord) -> str:
    """A foreign library's sentence is filled with its numbers only: a text among its arguments may be anything.

    What the server itself tells of its life holds nothing but its own address and its processes.
    """
    own_life = record.name.startswith("uvicorn") and record.levelno == logging.INFO
    if record.name.startswith("refundtui") or own_life:
        return record.getMessage()
    if not record.args:
        return str(record.msg)
    try:
        return str(record.msg) % _numbers_of(record.args)
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _numbers_of(arguments: object) -> object:
    match arguments:
        case dict():
            return {name: _numbers_of(one) for name, one in arguments.items()}
        case tuple():
            return tuple(map(_numbers_of, arguments))
        case int() | float():
            return arguments
        case _:
            return "…"


def _kind(fact: object) -> str:
    return type(fact).__name__


def say(event: str, facts: Mapping[str, object] | None = None, level: int = logging.INFO) -> None:
    LOGGER.log(level, event, extra=dict(facts or {}))
