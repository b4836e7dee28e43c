"""A report of a crash that carries no person's data: kinds of errors and places in the code, nothing else."""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

import refundtui


def redacted(error: BaseException) -> str:
    """The chain of errors by kind and place: no messages, no values, no source lines.

    An exception's text may quote a customer; a local may hold an account number.
    """
    told: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        told.append(f"{type(current).__module__}.{type(current).__qualname__}")
        told.extend(
            f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if current is not None:
            told.append("caused by")
    return "\n".join(told)


def _place(filename: str) -> str:
    """From the package on: where somebody's home lies is nobody's business."""
    parts = Path(filename).parts
    for root in ("refundtui", "textual", "rich", "site-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return parts[-1] if parts else "?"


def write_report(error: BaseException, folder: Path, now: datetime) -> Path | None:
    """Write the report, readable by this user alone; None when the disk refuses it."""
    path = folder / f"refundtui-crash-{now:%Y%m%dT%H%M%S}.txt"
    text = (
        f"refundtui {getattr(refundtui, '__version__', '')}\n"
        f"Python {platform.python_version()} on {sys.platform}\n"
        f"{now.isoformat()}\n\n{redacted(error)}\n"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path
