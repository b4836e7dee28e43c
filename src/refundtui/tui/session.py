"""Where an agent left off: view, order, case and pane. No search text and no names: those say who somebody is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Session:
    """What the desk comes back to. Drafts are kept by the books."""

    view: str = "open"
    sort: str = ""
    case_id: str = ""
    pane: str = "queue"
    below: bool = False
    open_cases: tuple[str, ...] = ()


def read_session(path: Path) -> Session:
    """What was kept; where nothing was, or nothing that can be followed, a fresh start."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Session()
    if not isinstance(told, dict):
        return Session()
    fresh = asdict(Session())
    kept = {
        field.name: told[field.name]
        for field in fields(Session)
        if isinstance(told.get(field.name), type(fresh[field.name]))
    }
    listed = told.get("open_cases")
    kept["open_cases"] = (
        tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()
    )
    return Session(**kept)


def keep_session(path: Path, session: Session) -> bool:
    """Written whole or not at all. A disk that refuses costs the comfort and nothing else."""
    half = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.touch(mode=0o600)
        half.write_text(json.dumps(asdict(session)), encoding="utf-8")
        half.replace(path)
    except OSError:
        return False
    return True
