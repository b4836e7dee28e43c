"""Who plays which part? A desk on its books, and the office behind it, opened when first needed."""

from __future__ import annotations

from refundtui.bootstrap.desk_rulebooks import RulebooksOfTheDesk
from refundtui.bootstrap.desks import OpenDesk, open_desk, open_live_desk
from refundtui.bootstrap.offices import WallClock, new_office, open_office, signed_in, token_store
from refundtui.bootstrap.when_needed import OfficeWhenNeeded

__all__ = [
    "OfficeWhenNeeded",
    "OpenDesk",
    "RulebooksOfTheDesk",
    "WallClock",
    "new_office",
    "open_desk",
    "open_live_desk",
    "open_office",
    "signed_in",
    "token_store",
]
