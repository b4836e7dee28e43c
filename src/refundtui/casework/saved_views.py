"""Views of the queue: the ones that come with it, and those an agent keeps beside her drafts.

A view is a filter line with a name: what is typed at the desk, asked in plain lines or kept here is read alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from refundtui.casework.ports import Ports
from refundtui.domain.hostile_text import clean_line, mask_cards

_KEY: Final = "settings/views"
_LONGEST: Final = 40
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class View:
    """A named filter. One that comes with the desk is named by its id, in the desk's language."""

    id: str
    filter: str
    name: str = ""

    @property
    def is_own(self) -> bool:
        return bool(self.name)


BUILT_IN: Final = (
    View("open", ""),
    View("mine", "owner:me"),
    View("review", "state:review"),
    View("waiting", "state:waiting"),
    View("approvals", "state:approval owner:others"),
    View("soon", "due<24h"),
    View("snoozed", "is:snoozed"),
    View("conflicts", "is:conflict,any"),
    View("all", "is:any"),
)


def views(ports: Ports) -> tuple[View, ...]:
    """Those that come with the desk, then the agent's own in the order they were kept."""
    return (*BUILT_IN, *_own(ports))


def view_named(name: str, ports: Ports) -> View | None:
    """By its id or by the name it was kept under, however it is written."""
    wanted = " ".join(name.casefold().split())
    return next((view for view in views(ports) if wanted in {view.id, view.name.casefold()}), None)


def save_view(name: str, text: str, ports: Ports) -> View | None:
    """Keep a filter under a name; one of the same name is replaced. None when the name cannot be taken."""
    cleaned = " ".join(clean_line(name).split())[:_LONGEST].strip()
    kept = [view for view in _own(ports) if view.name.casefold() != cleaned.casefold()]
    if not cleaned or cleaned.casefold() in {view.id for view in BUILT_IN} or len(kept) >= MOST:
        return None
    view = View(f"own/{cleaned.casefold()}", mask_cards(clean_line(text)).strip(), cleaned)
    _keep([*kept, view], ports)
    return view


def drop_view(view_id: str, ports: Ports) -> bool:
    """Forget one of the agent's own."""
    own = _own(ports)
    kept = [view for view in own if view.id != view_id]
    if len(kept) == len(own):
        return False
    _keep(kept, ports)
    return True


def _own(ports: Ports) -> list[View]:
    try:
        told = json.loads(ports.outbox.draft(_KEY) or "[]")
        return [View(f"own/{name.casefold()}", text, name) for name, text in told]
    except (ValueError, TypeError, AttributeError):
        # Kept by another version of ourselves in a way we do not know: the desk opens all the same.
        return []


def _keep(own: list[View], ports: Ports) -> None:
    ports.outbox.save_draft(_KEY, json.dumps([(view.name, view.filter) for view in own], ensure_ascii=False))
