"""Who holds which case, who looks at which, and what is next: leases and presence in JSON.

Looking takes nothing. The first edit takes a lease; it is renewed silently, ends by itself, and its epoch
grows each time the case passes to another person.
"""

from __future__ import annotations

from enum import StrEnum

from refundtui.domain.availability import Availability
from refundtui.wire.bodies import Body, Counted, Instant, MaybeName, Name


class Doing(StrEnum):
    """What somebody does with the case before them."""

    VIEWING = "viewing"
    EDITING = "editing"


class NextWish(Body, forbid_unknown_fields=True):
    """Give me the case that needs me most. The same `key` again gives the same case again."""

    key: Name
    brand: MaybeName = ""
    """Only of this brand; empty: of all that are mine."""
    language: MaybeName = ""


class LeaseWish(Body, forbid_unknown_fields=True):
    """Take a case, or keep it: one's own lease asked for again is renewed under the same epoch."""

    epoch: Counted | None = None
    """Of the lease that is kept; None takes a new one."""
    take_over: bool = False
    """Break another's lease: a lead's right."""
    offline: bool = False
    """Keep it for as long as work without a line may take."""


class LeaseBody(Body):
    """The case is this person's until then, by the office's clock."""

    case_id: str
    holder: str
    epoch: int
    until: Instant
    holder_name: str = ""


class PresenceWish(Body, forbid_unknown_fields=True):
    """Where I am. Said again at least each half minute; who falls silent is gone after one."""

    case_id: MaybeName = ""
    doing: Doing = Doing.VIEWING
    availability: Availability | None = None
    """Left out: as it was said last. Who said `offline` before, or nothing ever, is available."""


class PresentBody(Body):
    """Somebody at work: on which case (empty: on none), and doing what."""

    person: str
    name: str
    case_id: str = ""
    doing: Doing = Doing.VIEWING
    availability: Availability = Availability.AVAILABLE
    since: Instant | None = None


class PresenceBody(Body):
    """Everybody on cases this person may see, and every lease on them."""

    people: tuple[PresentBody, ...] = ()
    leases: tuple[LeaseBody, ...] = ()
