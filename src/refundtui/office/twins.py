"""Cases that are another's in all but name: spelled by setting names into a body that was spelled once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from refundtui.domain.case import BrandId, Case, CaseId, Customer
from refundtui.office.spelling import spell
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import encode_customer, encode_text

# Private letters: no text of a case holds them, all of them are cleaned where they enter.
_GAP: Final = "\ue0f0{}\ue0f1"
_ID, _REFERENCE, _CUSTOMER, _ORDER = (_GAP.format(number) for number in range(4))


@dataclass(frozen=True, slots=True)
class Twin:
    """The same order, quotes and decisions under other names and numbers.

    The customer lives where the other does and is known as well: nothing is decided by who it is.
    """

    of: Case
    id: CaseId
    reference: str
    customer: Customer
    order_ref: str

    @property
    def brand(self) -> BrandId:
        return self.of.brand

    def case(self) -> Case:
        """The case it is, written out."""
        return replace(
            self.of,
            id=self.id,
            reference=self.reference,
            customer=self.customer,
            order=None if self.of.order is None else replace(self.of.order, id=self.order_ref),
            order_ref=self.order_ref,
        )


class Mold:
    """The body of one case with gaps where its twins differ: filling them is a hundredth of spelling anew."""

    def __init__(self, first: Twin, library: Library) -> None:
        nobody = replace(first.customer, name=_CUSTOMER, email="", phone="", customer_ref="")
        case = Twin(first.of, CaseId(_ID), _REFERENCE, nobody, _ORDER).case()
        spelling = spell(replace(case, related=()), library)
        self.due_at = spelling.due_at
        rest = spelling.body
        orders = 1 if case.order is None else 2
        self._parts: list[bytes] = []
        for gap in (
            encode_text(_ID),
            encode_text(_REFERENCE),
            encode_customer(nobody),
            *(encode_text(_ORDER),) * orders,
        ):
            before, found, rest = rest.partition(gap)
            if not found:
                raise ValueError(f"{first.of.id} is spelled in another order than its twins would be.")
            self._parts += (before, gap)
        self._parts.append(rest)

    def body(self, twin: Twin) -> bytes:
        """What `spell` would say of `twin.case()`, to the byte."""
        parts = self._parts.copy()
        parts[1] = encode_text(twin.id)
        parts[3] = encode_text(twin.reference)
        parts[5] = encode_customer(twin.customer)
        parts[7] = parts[-2] = encode_text(twin.order_ref)
        return b"".join(parts)
