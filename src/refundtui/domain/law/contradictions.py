"""Facts that cannot all be true: an end before its beginning, a part larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from refundtui.domain.law.facts import FACTS, Kind, LawFacts, amount, count, day
from refundtui.domain.law.needed import several
from refundtui.domain.money import Money, total


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`first` should not come after, or be more than, `second`."""

    first: str
    second: str
    said: tuple[str, str]
    is_day: bool


# What must have happened before what: the contract before everything, and these.
_ORDER: Final = (
    ("goods_received", "goods_back"),
    ("sent", "informed"),
    ("delivered", "repair_requested"),
    ("delivered", "rejected"),
    ("repair_requested", "repaired_back"),
    ("complaint_received", "answered"),
    ("sale", "informed"),
    ("purchase", "informed"),
    ("processed", "chargeback_settled"),
)
_BEGINNINGS: Final = ("contract", "order_received")
_PARTS: Final = (("days_used", "days_total"),)
_MAY_COME_BEFORE: Final = frozenset(
    {*_BEGINNINGS, "voucher", "books", "letter", "record", "unavailable_told"}
)


def contradictions(facts: LawFacts, zone: str = "") -> Iterator[Contradiction]:
    """Every pair that cannot be true together; days are compared where they are counted."""
    later = [name for name, kind in FACTS.items() if kind is Kind.WHEN and name not in _MAY_COME_BEFORE]
    pairs = [(first, second) for first in _BEGINNINGS for second in later]
    for first, second in (*pairs, *_ORDER):
        one, other = day(facts, first, zone), day(facts, second, zone)
        if one is not None and other is not None and other < one:
            yield Contradiction(first, second, (one.isoformat(), other.isoformat()), is_day=True)
    for first, second in _PARTS:
        part, whole = count(facts, first), count(facts, second)
        if part is not None and whole is not None and part > whole:
            yield Contradiction(first, second, (str(part), str(whole)), is_day=False)
    told = count(facts, "days_late")
    due, paid = day(facts, "due_day", zone), day(facts, "paid_day", zone)
    if told is not None and due is not None and paid is not None and told != max(0, (paid - due).days):
        between = str(max(0, (paid - due).days))
        yield Contradiction("days_late", "paid_day - due_day", (str(told), between), is_day=False)
    off = amount(facts, "discount")
    items = [one for one in several(facts, "items") if isinstance(one, Money)]
    if off is not None and items and off.minor > sum(one.minor for one in items):
        said = (off.decimal_text(), total(items, off.currency).decimal_text())
        yield Contradiction("discount", "items", said, is_day=False)
    actual, conforming = amount(facts, "actual_value"), amount(facts, "value_conform")
    if actual is not None and conforming is not None and actual.minor > conforming.minor:
        said = (actual.decimal_text(), conforming.decimal_text())
        yield Contradiction("actual_value", "value_conform", said, is_day=False)
