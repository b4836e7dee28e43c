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
    later, left = _set_for_later(case), _heard(case, LetterFate.SENT)
    ours = (one for one in case.messages if not one.from_customer)
    return tuple(one for one in ours if one not in later or digest_of(one) in left)


def still_to_leave(case: Case) -> Mapping[Message, datetime]:
    """Letters set for later of which nobody has told yet what became of them, and when they leave at the earliest."""
    heard_of = _heard(case, *LetterFate)
    return {one: moment for one, moment in _set_for_later(case).items() if digest_of(one) not in heard_of}


def stopped(case: Case) -> frozenset[Message]:
    """Letters set for later that never left."""
    never = _heard(case, LetterFate.NOT_SENT)
    return frozenset(one for one in _set_for_later(case) if digest_of(one) in never)


def _set_for_later(case: Case) -> dict[Message, datetime]:
    moments: dict[tuple[datetime, str], datetime] = {}
    for event in case.events:
        facts = dict(event.facts)
        written, moment = facts.get("letter_at"), facts.get("not_before")
        if isinstance(written, datetime) and isinstance(moment, datetime):
            moments[written, str(facts.get("letter_digest", ""))] = moment
    if not moments:
        return {}
    keys = {one: (one.at, digest_of(one)) for one in case.messages if not one.from_customer}
    return {one: moments[key] for one, key in keys.items() if key in moments}


def _heard(case: Case, *fates: LetterFate) -> frozenset[str]:
    told = (dict(event.facts).get("letter_digest") for event in case.events if event.kind in fates)
    return frozenset(digest for digest in told if isinstance(digest, str))
