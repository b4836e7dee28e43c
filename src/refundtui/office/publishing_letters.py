"""A brand's own letter templates, published as policies are: checked first, kept with their digest, whole or not at all.

Every desk of the brand writes with them after its next sync. What a letter has to say by law is locked whatever a
template leaves out, and the office looks at every letter before it leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update
from sqlmodel import col

from refundtui.domain.letter_documents import LetterPlace, place_of
from refundtui.letters.checking import Mistake, mistakes_in
from refundtui.office import publishing
from refundtui.office.chronicle import write_down
from refundtui.office.database import Database
from refundtui.office.tables import REF_FEED, DocumentRow
from refundtui.rulebooks.loading import digest_of


class FaultyTemplatesError(ValueError):
    """At least one of them cannot be followed: none of them was published. `found` are the mistakes by place."""

    def __init__(self, found: Mapping[LetterPlace, tuple[Mistake, ...]]) -> None:
        super().__init__(", ".join(place.name for place in found))
        self.found = found


@dataclass(frozen=True, slots=True)
class Published:
    """What a publishing changed: names of documents."""

    put_in_force: tuple[str, ...]
    withdrawn: tuple[str, ...]


def publish_letters(
    database: Database, brand: str, templates: Mapping[LetterPlace, str], *, by: str, now: datetime
) -> Published:
    """From now on exactly these are the brand's own; the same again changes nothing.

    Raises `FaultyTemplatesError`.
    """
    found = {place: mistakes for place in templates if (mistakes := _mistakes(place, templates))}
    if found:
        raise FaultyTemplatesError(found)
    bodies = {place.name: text.encode() for place, text in templates.items()}

    def work(connection: Connection) -> Published:
        there = {
            document.name: document.digest
            for document in publishing.in_force(connection)
            if (place := place_of(document.name)) is not None and place.brand == brand
        }
        new = sorted(name for name, body in bodies.items() if there.get(name) != digest_of(body))
        gone = sorted(set(there) - set(bodies))
        for name in new:
            publishing.put_in_force(connection, name, digest_of(bodies[name]), bodies[name], by, now)
        for name in gone:
            write_down(connection, REF_FEED, "withdraw", name, by=by, now=now)
            connection.execute(update(DocumentRow).where(col(DocumentRow.name) == name).values(current=False))
        return Published(tuple(new), tuple(gone))

    return database.write(work)


def _mistakes(place: LetterPlace, templates: Mapping[LetterPlace, str]) -> tuple[Mistake, ...]:
    beside = {
        other.file.removesuffix(".liquid"): text
        for other, text in templates.items()
        if other.is_part and other.language == place.language
    }
    return mistakes_in(templates[place], place.language, is_part=place.is_part, beside=beside)
