"""Another customer's name in a letter: whoever wrote it had her case in hand of late, and took it along.

Only the names of cases that the writer held within half a day are looked for: every name of every customer would
stop letters in which somebody is meant who merely has the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, and_, or_, select
from sqlmodel import col

from refundtui.domain.case import Case, Message
from refundtui.domain.findings import Finding, finding
from refundtui.office.tables import CaseRow, LeaseRow

_OF_LATE: Final = timedelta(hours=12)
_MOST: Final = 500


class _Customer(msgspec.Struct):
    name: str = ""


class _Body(msgspec.Struct):
    customer: _Customer


_READER: Final = msgspec.json.Decoder(_Body)


def names_of_others(
    connection: Connection, case: Case, letter: Message, writer: str, now: datetime
) -> Iterator[Finding]:
    """A finding for each; what the customer wrote herself may be said back to her."""
    text = f"{letter.subject}\n{letter.text}"
    hers = "\n".join((case.customer.name, *(one.text for one in case.messages if one.from_customer)))
    for name in sorted(_in_hand_of_late(connection, case, writer, now)):
        if _is_whole(name) and _stands_in(name, text) and not _stands_in(name, hers):
            yield finding("letter.somebody_elses", words=name)


def _in_hand_of_late(connection: Connection, case: Case, writer: str, now: datetime) -> set[str]:
    since = now - _OF_LATE
    rows = connection.execute(
        select(col(CaseRow.body))
        .join(LeaseRow, col(LeaseRow.case_id) == col(CaseRow.id))
        .where(
            col(LeaseRow.person) == writer,
            col(LeaseRow.case_id) != case.id,
            or_(
                col(LeaseRow.ended_at) > since,
                and_(col(LeaseRow.ended_at).is_(None), col(CaseRow.leased_until) > since),
            ),
        )
        .limit(_MOST)
    )
    return {" ".join(_READER.decode(row.body).customer.name.split()) for row in rows}


def _is_whole(name: str) -> bool:
    """Given name and surname, or a name in letters that need no space between them: “Li” alone is a word."""
    return " " in name or (len(name) > 1 and not name.isascii() and name.lower() == name.upper())


def _stands_in(name: str, text: str) -> bool:
    """As words of their own, however they are spaced and whatever their case."""
    wanted = re.escape(name.casefold()).replace("\\ ", r"\s+")
    edge = ("", "") if name.lower() == name.upper() else (r"(?<!\w)", r"(?!\w)")
    return re.search(f"{edge[0]}{wanted}{edge[1]}", text.casefold()) is not None
