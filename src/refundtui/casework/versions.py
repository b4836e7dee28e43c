"""Every version of a case's quote: who made it, when and why, and what differs from the one before."""

from __future__ import annotations

from dataclasses import dataclass

from refundtui.casework.quoting import RowDifference, differences
from refundtui.domain.case import Case, CaseEvent, QuoteVersion
from refundtui.domain.money import Money
from refundtui.domain.timeline import WORDS


@dataclass(frozen=True, slots=True)
class VersionMade:
    """One version beside the one before it; `came_by` is the command that made it, `why` its maker's words."""

    version: QuoteVersion
    before: QuoteVersion | None
    came_by: str
    why: str
    changed: tuple[RowDifference, ...]
    stands: str  # "", offered, requested, granted, returned, void: what rests on this version

    @property
    def difference(self) -> Money:
        """How much more (or less) the total is than that of the version before."""
        total = self.version.quote.total
        return total - (self.before.quote.total if self.before is not None else total.zero())


def versions_of(case: Case) -> tuple[VersionMade, ...]:
    """Oldest first."""
    made_by = {number: event for event in case.events if (number := _version_made(event)) is not None}
    found = []
    before: QuoteVersion | None = None
    for version in case.quotes:
        event = made_by.get(version.number)
        found.append(
            VersionMade(
                version,
                before,
                event.kind if event is not None else "quote",
                _words(event) if event is not None else "",
                _changed(before, version),
                _standing(case, version),
            )
        )
        before = version
    return tuple(found)


def _version_made(event: CaseEvent) -> int | None:
    """The version this event made; granting and returning only point at one."""
    number = dict(event.facts).get("quote_version")
    makes = event.kind in {"quote", "offer", "approve", "request_approval"}
    return number if makes and isinstance(number, int) else None


def _words(event: CaseEvent) -> str:
    facts = dict(event.facts)
    return "\n".join(said for name in WORDS if isinstance(said := facts.get(name), str) and said)


def _changed(before: QuoteVersion | None, version: QuoteVersion) -> tuple[RowDifference, ...]:
    if before is None:
        return tuple(RowDifference(None, row) for row in version.quote.rows)
    return tuple(pair for pair in differences(before, version) if pair.changed)


def _standing(case: Case, version: QuoteVersion) -> str:
    if case.approval is not None and case.approval.version == version.number:
        return case.approval.status
    if case.offer is not None and case.offer.version == version.number:
        return "offered"
    return ""
