"""A day's statements held against what was handed in: what is missing there, what is missing here, what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from refundtui.domain.money import Money
from refundtui.gateways.sepa_file.statements import Booking, read_statements
from refundtui.office.bank_files.bank import Apart, Gap


@dataclass(frozen=True, slots=True)
class Expected:
    """A payment that the bank took and that should be booked by now."""

    end_to_end_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The join of both books; everything but `agreed` is for people. `doubled` are booked out more than once."""

    agreed: tuple[str, ...]
    missing: tuple[Expected, ...]
    unexpected: tuple[Booking, ...]
    differing: tuple[tuple[Expected, Booking], ...]
    doubled: tuple[tuple[Booking, ...], ...]

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.unexpected or self.differing or self.doubled)


def reconciled(expected: Iterable[Expected], bookings: Iterable[Booking]) -> Reconciled:
    """What agrees and what does not. The bookings are those of statements alone: a notice names the same again."""
    out: defaultdict[str, list[Booking]] = defaultdict(list)
    for booking in bookings:
        if booking.went_out:
            out[booking.end_to_end_id].append(booking)
    asked = {one.end_to_end_id: one for one in expected}
    found = {name: one for name, one in asked.items() if name in out}
    return Reconciled(
        tuple(
            name for name, one in found.items() if [booking.amount for booking in out[name]] == [one.amount]
        ),
        tuple(one for name, one in asked.items() if name not in out),
        tuple(booking for name, those in out.items() if name not in asked for booking in those),
        tuple(
            (one, booking)
            for name, one in found.items()
            for booking in out[name]
            if booking.amount != one.amount
        ),
        tuple(tuple(those) for those in out.values() if len(those) > 1),
    )


def gaps_between(
    asked: Mapping[str, Money],
    statements: Iterable[bytes],
    owns: Callable[[str], bool],
    is_ours: Callable[[str], bool],
) -> tuple[Gap, ...]:
    """What differs between these transfers and all that statements book for an account of ours."""
    bookings = {
        # A statement that was sent twice books nothing twice.
        (booking.end_to_end_id, booking.reference, booking.booked_on, booking.amount): booking
        for body in statements
        for part in read_statements(body, is_ours).statements
        if owns(part.account)
        for booking in part.bookings
    }
    found = reconciled((Expected(*one) for one in asked.items()), bookings.values())
    return (
        *(Gap(Apart.MISSING, one.end_to_end_id, one.amount) for one in found.missing),
        *(Gap(Apart.UNEXPECTED, one.end_to_end_id, one.amount) for one in found.unexpected),
        *(Gap(Apart.OTHER_AMOUNT, one.end_to_end_id, there.amount) for one, there in found.differing),
        *(Gap(Apart.DOUBLE, those[0].end_to_end_id, those[0].amount) for those in found.doubled),
    )
