"""May this letter leave? The office writes it itself, from its own copy of the case, and holds the text against that.

So a letter that says *paid* waits for the provider's word here, whatever a desk saw; a block that law or figures
need cannot be edited away; and an amount that is not the quote's goes nowhere.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.case import Case, Message
from refundtui.domain.commands import Close, Command, SendLetter
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.determination import determine
from refundtui.domain.findings import Finding, finding
from refundtui.domain.rulebook import Rulebook
from refundtui.letters import writing
from refundtui.letters.letter import Kind
from refundtui.office.tables import CaseRow, OrderRow


def letter_in(command: Command) -> Message | None:
    """A letter of ours that leaves with this command; what was sent elsewhere is only a record."""
    letter = command.letter if isinstance(command, Close | SendLetter) else None
    return letter if letter is not None and letter.letter else None


def not_before(command: Command) -> datetime | None:
    """When somebody wants it to leave at the earliest."""
    return command.not_before if isinstance(command, SendLetter) else None


def why_not(
    connection: Connection, case: Case, letter: Message, rulebook: Rulebook, now: datetime
) -> tuple[Finding, ...]:
    """Everything that stands against it; empty when it may leave."""
    if letter.letter not in tuple(Kind):
        return (finding("letter.kind_unknown", words=letter.letter),)
    composed = writing.compose(
        Kind(letter.letter),
        case,
        determine(case, case.request, rulebook, rulebook.day_of(now)),
        rulebook,
        deadlines_for(case, rulebook),
        letter.language,
        now,
    )
    if composed.letter.language != letter.language:
        return (finding("letter.language_unknown", language=letter.language),)

    def foreign(words: frozenset[str]) -> frozenset[str]:
        return orders_of_others(connection, case, words)

    checked = writing.checked(composed, rulebook, letter.subject, letter.text, foreign=foreign)
    # A brand's own template is its desk's: what our own would need and has not does not count here.
    return tuple(one for one in checked.findings if one.code != "letter.input_missing")


def orders_of_others(connection: Connection, case: Case, words: frozenset[str]) -> frozenset[str]:
    """Those of the words that are numbers of the brand's orders, and not of this case's."""
    own = {case.order.id if case.order else case.order_ref, case.order_ref}
    asked = sorted(word.lstrip("#") for word in words if word.lstrip("#") not in own)
    if not asked:
        return frozenset()
    of_brand = (
        (OrderRow.id, OrderRow.brand),
        (CaseRow.order_key, CaseRow.brand),  # orders that came with a case, and numbers nobody matched yet
    )
    known: set[str] = set()
    for number, brand in of_brand:
        known.update(
            connection.execute(
                select(col(number)).where(col(brand) == case.brand, col(number).in_(asked[:200]))
            ).scalars()
        )
    return frozenset(word for word in words if word.lstrip("#") in known)
