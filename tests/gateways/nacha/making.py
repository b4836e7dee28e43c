"""NACHA files for tests, short enough to see the point."""

from __future__ import annotations

from datetime import UTC, date, datetime

from refundtui.domain.legs.leg import end_to_end_id, leg_id
from refundtui.domain.money import money
from refundtui.gateways.nacha_file.individual_id import individual_id
from refundtui.gateways.nacha_file.nacha_file import Entry, NachaFile, Originator, UsAccount

DECISION = "0a6e1ab0-5f0b-4c54-9d0e-3a86c2a5d8b1"
MOCK_BANK = "999999992"
CLOSED = "0000000003"  # an account there that is closed
ELSEWHERE = "021000021"  # another bank: simply paid
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def id_of(place: int) -> str:
    """The id of the n-th leg of one decision."""
    return individual_id(end_to_end_id(leg_id(DECISION, place), 1))


def an_entry(
    place: int,
    amount: str = "10.00",
    *,
    name: str = "Mara Lind",
    routing: str = ELSEWHERE,
    number: str = "123456789",
    currency: str = "USD",
    is_savings: bool = False,
) -> Entry:
    return Entry(id_of(place), money(amount, currency), UsAccount(name, routing, number, is_savings))


def a_file(
    *entries: Entry,
    created: datetime = NOON,
    modifier: str = "A",
    on: date = date(2026, 11, 24),
    name: str = "Northpeak Inc",
    company: str = "0000000001",
    routing: str = MOCK_BANK,
) -> NachaFile:
    return NachaFile(created, modifier, on, Originator(name, company, routing, "Mock Bank"), entries)


def came_back(number: str, day: str, entry: str, *addenda: str) -> bytes:
    """A bank's file with one entry that comes back: the entry's line as we wrote it, and lines 7 after it."""
    lines = 1 + len(addenda)
    cents, hashed = int(entry[29:39]), int(entry[3:11])
    body = [
        f"1010000000001 {MOCK_BANK}2611271400{number}094101{'NORTHPEAK':<23}{'MOCK BANK':<23}{'':<8}",
        f"5220{'NORTHPEAK INC':<16}{'':<20}0000000001PPD{'RETURN':<10}{'':<6}{day}   1999999990000001",
        entry,
        *addenda,
        f"8220{lines:06}{hashed:010}{0:012}{cents:012}0000000001{'':<19}{'':<6}999999990000001",
        f"9000001000001{lines:08}{hashed:010}{0:012}{cents:012}{'':<39}",
    ]
    return ("\n".join(body) + "\n" + ("9" * 94 + "\n") * (-len(body) % 10)).encode()


def reason(code: str, place: int = 1) -> str:
    kind = "99" if code.startswith("R") else "98"
    return f"7{kind}{code}{place:015}{'':<6}02100002{'':<44}{place:015}"
