"""Letters that were set for later: they stand on the case from then on, and have not been said before they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.letters_told import LetterFate

LONGEST_WAIT: Final = timedelta(days=90)
"""What is later is a slip: nothing that is true of a refund today is sure to be so then."""

_HEARD_OF: Final = frozenset(fate.value for fate in LetterFate)


def set_for(case: Case) -> Mapping[datetime, datetime]:
    """When each such letter leaves at the earliest, by the moment at which it was written."""
    return {written: moment for written, (moment, _) in _set(case).items()}


def still_to_leave(case: Case) -> Mapping[datetime, datetime]:
    """Those of them of which nobody has told yet what became of them."""
    heard_of = {dict(event.facts).get("letter_digest") for event in case.events if event.kind in _HEARD_OF}
    return {written: moment for written, (moment, digest) in _set(case).items() if digest not in heard_of}


def _set(case: Case) -> dict[datetime, tuple[datetime, str]]:
    found: dict[datetime, tuple[datetime, str]] = {}
    for event in case.events:
        facts = dict(event.facts)
        written, moment = facts.get("letter_at"), facts.get("not_before")
        if isinstance(written, datetime) and isinstance(moment, datetime):
            found[written] = moment, str(facts.get("letter_digest", ""))
    return found
