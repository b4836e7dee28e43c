"""Letters that were set for later: they stand on the case from then on, and have not been said before they leave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.case import Case, Message
from refundtui.domain.letters_told import LetterFate

LONGEST_WAIT: Final = timedelta(days=90)
"""What is later is a slip: nothing that is true of a refund today is sure to be so then."""


def digest_of(letter: Message) -> str:
    """The hash of its very text, by which the audit, the way out and the case know it."""
    whole = f"{letter.subject}\n\n{letter.text}" if letter.letter else letter.text
    return hashlib.sha256(whole.encode()).hexdigest()


def said(case: Case) -> tuple[Message, ...]:
    """What was said to the customer: every message of ours but the letters set for later that have not left."""
    ours = tuple(one for one in case.messages if not one.from_customer)
    waiting = _set(case)
    if not waiting:
        return ours
    left = _heard(case, LetterFate.SENT)
    return tuple(one for one in ours if (key := (one.at, digest_of(one))) not in waiting or key[1] in left)


def still_to_leave(case: Case) -> Mapping[Message, datetime]:
    """Letters set for later of which nobody has told yet what became of them, and when they leave at the earliest."""
    return _of_messages(case, _heard(case, *LetterFate), among=False)


def stopped(case: Case) -> frozenset[Message]:
    """Letters set for later that never left."""
    return frozenset(_of_messages(case, _heard(case, LetterFate.NOT_SENT), among=True))


def _of_messages(case: Case, heard_of: frozenset[str], *, among: bool) -> dict[Message, datetime]:
    waiting = _set(case)
    if not waiting:
        return {}
    keyed = {one: (one.at, digest_of(one)) for one in case.messages if not one.from_customer}
    return {
        one: waiting[key] for one, key in keyed.items() if key in waiting and (key[1] in heard_of) is among
    }


def _set(case: Case) -> dict[tuple[datetime, str], datetime]:
    found: dict[tuple[datetime, str], datetime] = {}
    for event in case.events:
        facts = dict(event.facts)
        written, moment = facts.get("letter_at"), facts.get("not_before")
        if isinstance(written, datetime) and isinstance(moment, datetime):
            found[written, str(facts.get("letter_digest", ""))] = moment
    return found


def _heard(case: Case, *fates: LetterFate) -> frozenset[str]:
    told = (dict(event.facts).get("letter_digest") for event in case.events if event.kind in fates)
    return frozenset(digest for digest in told if isinstance(digest, str))
