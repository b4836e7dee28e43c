"""What the desk writes down about itself: who was looked at (by case, never by name), and pictures."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from refundtui.domain.case import CaseId
from refundtui.tui.present.personal import Personal

REVEALS = "revealed.log"
# The fonts a picture asks for lie on somebody's server; a picture that is opened tells nobody.
_FONTS_FROM_ELSEWHERE = re.compile(r"@font-face\s*\{[^}]*\}\s*")


def note_reveal(folder: Path, now: datetime, case_id: CaseId, what: Personal) -> bool:
    """One line: when, which case, which field. False when it could not be written."""
    line = f"{now.isoformat(timespec='seconds')} case={case_id} field={what.name.lower()}\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        at = os.open(folder / REVEALS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(at, "a", encoding="utf-8") as log:
            log.write(line)
    except OSError:
        return False
    return True


def keep_picture(folder: Path, now: datetime, picture: str) -> Path | None:
    """Write the SVG, readable by this user alone; None when the disk refuses it."""
    path = folder / f"refundtui-{now:%Y%m%dT%H%M%S}.svg"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(_FONTS_FROM_ELSEWHERE.sub("", picture), encoding="utf-8")
    except OSError:
        return None
    return path
