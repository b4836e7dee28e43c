"""A document somebody names: a file, or standard input; never more of it than can be meant."""

from __future__ import annotations

import sys
from pathlib import Path

from refundtui.cli.telling import Exit, Stopped
from refundtui.i18n.words import t

_LARGEST = 20_000_000  # bytes


def read_document(name: str) -> bytes:
    try:
        if name == "-":
            body = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                body = file.read(_LARGEST + 1)
    except OSError as trouble:
        why = trouble.strerror or str(trouble)
        raise Stopped(Exit.USAGE, t("{file} cannot be read: {why}.", file=name, why=why)) from None
    if len(body) > _LARGEST:
        raise Stopped(
            Exit.USAGE, t("{file} is larger than {size} MB.", file=name, size=_LARGEST // 1_000_000)
        )
    return body
