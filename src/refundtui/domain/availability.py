"""Whether somebody takes cases now: said by the person, heeded by the office when it gives the next case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Availability(StrEnum):
    """What is said stands until another is said; whoever was offline and is seen again is available."""

    AVAILABLE = "available"
    BUSY = "busy"
    BREAK = "break"
    TRAINING = "training"
    OFFLINE = "offline"


CHOSEN: Final = (Availability.AVAILABLE, Availability.BUSY, Availability.BREAK, Availability.TRAINING)
"""What somebody says of themselves. That nobody is there any more, a desk says as it is closed."""

TAKES_NO_MORE: Final = frozenset({Availability.BUSY, Availability.BREAK, Availability.TRAINING})
"""No next case is given. What somebody opens and edits of their own accord stays their choice."""
