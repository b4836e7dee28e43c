"""How invented cases begin: who bought what at which brand, why it comes back and what is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from random import Random
from typing import Final
from uuid import uuid5

from refundtui.domain.case import BrandId, CaseId, Evidence, Message
from refundtui.domain.commands import OpenCase
from refundtui.domain.counting import day_of
from refundtui.domain.findings import Fact
from refundtui.domain.money import Money
from refundtui.domain.order import LineKind, Order, OrderLine
from refundtui.domain.reasons import Family, Grade, Reason
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    Goodwill,
    Item,
    LineAmount,
    PriceReduction,
    RefundRequest,
    RestOfLine,
    Units,
    UnusedTime,
)
from refundtui.rulebooks.library import Library
from refundtui.training.clock import BEGINNING
from refundtui.training.seeding.journeys import NAMESPACE
from refundtui.training.seeding.orders import (
    electronics_order,
    fashion_order,
    membership,
    retail_order,
    with_earlier_refund,
)
from refundtui.training.seeding.people import somebody
from refundtui.training.seeding.sayings import acknowledges, says


class Plot(StrEnum):
    """What kind of case an ending needs."""

    ANY = "any"
    LATE = "late"  # outside every window: the verdict is no
    GIFT = "gift"  # asks for goodwill, which nobody owes
    DEAR = "dear"  # above an agent's limit
    CHEAP = "cheap"  # well within it, and owed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a brand's customers live and how they speak there, the more usual more often."""

    country: str
    communities: tuple[str, ...]
    region: str = ""


_FASHION: Final = (
    Place("DE", ("de", "de", "de", "de", "tr", "uk", "ar", "pl", "ja", "vi", "en")),
    Place("DE", ("de", "de", "de", "bg", "el", "zh", "ko", "he")),
    *(Place("DE", ("de", "de", "de", "de", "de", "tr", "uk", "pl")),) * 3,
    Place("DE", ("de", "de", "de", "de", "de", "ar", "ja", "en")),
    Place("AT", ("de-AT", "de-AT", "de", "tr")),
    Place("FR", ("fr", "fr", "ar", "pt")),
    Place("ES", ("es", "es", "en")),
    Place("IT", ("it",)),
    Place("NL", ("nl", "nl", "en")),
    Place("PL", ("pl", "pl", "uk")),
    Place("PT", ("pt",)),
    Place("CZ", ("cs",)),
    Place("DK", ("da",)),
    Place("SE", ("sv",)),
    Place("FI", ("fi",)),
    Place("GR", ("el",)),
)
_ELECTRONICS: Final = (
    Place("US", ("en-US", "en-US", "en-US", "es-US"), "US-TX"),
    Place("US", ("en-US", "es-US", "zh", "ko", "vi"), "US-CA"),
    Place("US", ("en-US", "en-US", "hi", "he"), "US-NY"),
    Place("US", ("en-US",), "US-OR"),
    Place("US", ("en-US", "ja"), "US-WA"),
    Place("US", ("en-US", "es-US"), "US-FL"),
)
_MEMBERS: Final = (Place("GB", ("en", "en", "en", "pl", "hi", "ar")), Place("IE", ("en", "en", "pl")))
_RETAIL: Final = (Place("US", ("en-US", "en-US", "es-US"), "US-NY"),)

_BRANDS: Final = ("lindenhof",) * 9 + ("northpeak",) * 6 + ("tidewater",) * 3 + ("tau2-retail",) * 2
_NUMBERS: Final = {"lindenhof": "LH-", "northpeak": "NP-", "tidewater": "TW-", "tau2-retail": "#W"}
_PHOTOGRAPHED: Final = frozenset(
    {Reason.DAMAGED_TRANSIT, Reason.DEFECTIVE, Reason.QUALITY_LOW, Reason.WRONG_ITEM}
)
_CHANNELS: Final = ("mail", "mail", "form", "form", "chat", "phone")

_REASONS: Final[dict[str, tuple[Reason, ...]]] = {
    "lindenhof": (
        Reason.CHANGED_MIND, Reason.SIZE_SMALL, Reason.SIZE_LARGE, Reason.COLOUR_STYLE, Reason.DAMAGED_TRANSIT,
        Reason.DEFECTIVE, Reason.QUALITY_LOW, Reason.WRONG_ITEM, Reason.NOT_AS_DESCRIBED, Reason.MISSING_PART,
        Reason.LATE, Reason.OVERCHARGED,
    ),
    "northpeak": (
        Reason.CHANGED_MIND, Reason.ORDERED_WRONG, Reason.CHEAPER_ELSEWHERE, Reason.DAMAGED_TRANSIT,
        Reason.DEFECTIVE, Reason.NOT_AS_DESCRIBED, Reason.MISSING_PART, Reason.NOT_RECEIVED, Reason.PRICE_ERROR,
    ),
    "tidewater": (Reason.NO_LONGER_NEEDED, Reason.NO_LONGER_NEEDED, Reason.SERVICE_POOR, Reason.CHANGED_MIND),
    "tau2-retail": (Reason.CHANGED_MIND, Reason.NO_LONGER_NEEDED, Reason.DEFECTIVE, Reason.ORDERED_WRONG),
}  # fmt: skip


def order_number(brand: str, number: int) -> str:
    """A number of the brand's own kind, none of a worked case."""
    return f"{_NUMBERS[brand]}{5_000_000 + number * 7:07d}"


def opening(
    plot: Plot, number: int, received_at: datetime, random: Random, seed: int, rules: Library
) -> OpenCase:
    """The command by which one invented case comes in."""
    brand = _brand(plot, random)
    place = random.choice(_places(brand))
    reason = _reason(plot, brand, random)
    notice_on = day_of(received_at, rules.policies(brand)[0].timezone)
    order = _order(plot, brand, place, reason, order_number(brand, number), notice_on, random)
    customer = somebody(random, random.choice(place.communities), place.country)
    items = _items(plot, order, reason, notice_on, random)
    reference = f"RF-{number:07d}"
    begun = OpenCase(
        case_id=CaseId(str(uuid5(NAMESPACE, f"{seed}/{reference}"))),
        reference=reference,
        brand=BrandId(brand),
        customer=customer,
        reason=reason,
        received_at=received_at,
        order=order,
        request=RefundRequest(items=items),
        claimed=_claim(order, items, random),
        channel=random.choice(_CHANNELS),
        facts=_facts(brand, order, reason, random),
        messages=(Message(received_at, from_customer=True, text=says(random, customer.language, reason)),),
        evidence=photos(reference, random.choice((0, 1, 2, 2, 2, 3)), received_at, "customer")
        if reason in _PHOTOGRAPHED
        else (),
        notice_on=notice_on,
    )
    return _acknowledged(begun, number)


def _acknowledged(begun: OpenCase, number: int) -> OpenCase:
    """Who wrote has a first word within minutes; who wrote in the last hours waits for it."""
    answered_at = begun.received_at + timedelta(minutes=3 + number * 7 % 40)
    if begun.channel not in {"mail", "form"} or answered_at > BEGINNING - timedelta(hours=5):
        return begun
    said = acknowledges(begun.customer.language, begun.reference)
    ours = Message(answered_at, from_customer=False, text=said, channel=begun.channel)
    return replace(begun, messages=(*begun.messages, ours))


def photos(reference: str, count: int, at: datetime, by: str, first: int = 1) -> tuple[Evidence, ...]:
    """Pictures, known by their digest; the practice office keeps no bytes."""
    return tuple(
        Evidence(
            id=f"{reference}-photo-{n}",
            kind="photo",
            title=f"IMG_{2000 + n}.jpg",
            at=at,
            by=by,
            size=150_000 + 777 * n,
            media_type="image/jpeg",
            digest=hashlib.sha256(f"{reference}/{n}".encode()).hexdigest(),
        )
        for n in range(first, first + count)
    )


def _brand(plot: Plot, random: Random) -> str:
    if plot is Plot.ANY:
        return random.choice(_BRANDS)
    return random.choice(("lindenhof", "lindenhof", "northpeak"))


def _places(brand: str) -> Sequence[Place]:
    return {"lindenhof": _FASHION, "northpeak": _ELECTRONICS, "tidewater": _MEMBERS}.get(brand, _RETAIL)


def _reason(plot: Plot, brand: str, random: Random) -> Reason:
    match plot:
        case Plot.LATE:
            return random.choice((Reason.CHANGED_MIND, Reason.COLOUR_STYLE, Reason.SIZE_SMALL))
        case Plot.GIFT:
            return (
                random.choice((Reason.GOODWILL, Reason.GOODWILL, Reason.WORN_OUT))
                if brand == "northpeak"
                else Reason.GOODWILL
            )
        case Plot.DEAR | Plot.CHEAP:
            return random.choice((Reason.CHANGED_MIND, Reason.SIZE_LARGE, Reason.COLOUR_STYLE))
        case Plot.ANY:
            return random.choice(_REASONS[brand])


def _order(
    plot: Plot, brand: str, place: Place, reason: Reason, number: str, notice_on: date, random: Random
) -> Order:
    ages = {
        Plot.LATE: range(70, 140),
        Plot.GIFT: range(150, 400),
        Plot.DEAR: range(2, 10),
        Plot.CHEAP: range(2, 10),
        Plot.ANY: (2, 4, 7, 9, 12, 13, 16, 20, 26, 29, 33, 45, 200),
    }
    age = random.choice(ages[plot])
    delivered_on = notice_on - timedelta(days=age)
    if brand == "tidewater":
        return membership(random, number, place.country, notice_on - timedelta(days=random.randint(5, 85)))
    if brand == "tau2-retail":
        cancels = reason in {Reason.NO_LONGER_NEEDED, Reason.ORDERED_WRONG}
        return retail_order(
            random, number, random.choice(("pending", "pending", "processed")) if cancels else "delivered"
        )
    order = _bought(brand, place, number, delivered_on, random)
    while not _fits(plot, order, _LIMIT[brand]):
        order = _bought(brand, place, number, delivered_on, random)
    if plot is Plot.ANY and random.random() < 0.2:
        order = with_earlier_refund(order, notice_on - timedelta(days=1))
    return order


_LIMIT: Final = {
    "lindenhof": 25_000,
    "northpeak": 50_000,
}  # about what an agent decides alone, in minor units


def _bought(brand: str, place: Place, number: str, delivered_on: date, random: Random) -> Order:
    if brand == "northpeak":
        return electronics_order(random, number, place.region, delivered_on)
    return fashion_order(random, number, place.country, delivered_on)


def _fits(plot: Plot, order: Order, limit: int) -> bool:
    """Dear and cheap are about all goods, and nothing may stand in the way of sending them back."""
    goods = _goods(order)
    if plot not in {Plot.DEAR, Plot.CHEAP}:
        return True
    if any(line.tags or line.category == "software" for line in goods):
        return False
    worth = sum(line.gross.minor for line in goods)
    return worth > limit * 3 // 2 if plot is Plot.DEAR else worth < limit * 9 // 10


def _goods(order: Order) -> list[OrderLine]:
    return [line for line in order.lines if line.kind is LineKind.GOODS]


def _items(plot: Plot, order: Order, reason: Reason, notice_on: date, random: Random) -> tuple[Item, ...]:
    service = next((line for line in order.lines if line.kind is LineKind.SERVICE), None)
    if service is not None:
        return (UnusedTime(service.id, notice_on),)
    goods = _goods(order)
    line = random.choice(goods)
    match reason.family:
        case Family.GOODWILL if reason is Reason.WORN_OUT:
            return (DepreciatedValue(line.id, random.randint(6, 14)),)
        case Family.GOODWILL:
            return (Goodwill(Money(random.choice((500, 1000, 1500, 2000)), order.currency)),)
        case Family.REMORSE if order.status == "pending":
            return (Everything(),)
        case Family.REMORSE if plot in {Plot.DEAR, Plot.CHEAP}:
            return tuple(Units(each.id, each.units, Grade.A) for each in goods)
        case Family.REMORSE:
            grade = random.choice((None, Grade.A, Grade.A, Grade.B, Grade.B, Grade.C, Grade.D))
            return (Units(line.id, _some(line, order, random), grade),)
        case Family.DEFECT if random.random() < 0.55:
            return (_reduced(line, random),)
        case Family.DEFECT:
            return (Units(line.id, _some(line, order, random), Grade.X),)
        case Family.DELIVERY if reason is Reason.LATE and order.line("delivery") is not None:
            return (RestOfLine("delivery"),)
        case Family.DELIVERY:
            return (Units(line.id, 1, Grade.N),)
        case _:
            return (LineAmount(line.id, line.gross.share(Fraction(random.choice((5, 10, 20)), 100))),)


def _some(line: OrderLine, order: Order, random: Random) -> int:
    """No more units than are left after an earlier refund."""
    used = sum(part.units for past in order.earlier for part in past.parts if part.line_id == line.id)
    return random.randint(1, max(1, line.units - used))


def _reduced(line: OrderLine, random: Random) -> PriceReduction:
    """What one unit is worth with its flaw, against its list price."""
    listed = line.listed or line.gross
    whole = listed.share(Fraction(1, line.units))
    return PriceReduction(line.id, whole.share(Fraction(random.choice((50, 60, 70, 75, 80, 90)), 100)), whole)


def _claim(order: Order, items: tuple[Item, ...], random: Random) -> Money | None:
    """What she names herself, often a round figure, often nothing."""
    amount = getattr(items[0], "amount", None)
    if isinstance(amount, Money):
        return amount
    if random.random() < 0.5:
        return None
    line = order.line(getattr(items[0], "line_id", ""))
    if line is None:
        return order.total
    part = Fraction(getattr(items[0], "units", 1), max(1, line.units))
    if isinstance(items[0], PriceReduction):
        part *= Fraction(1, 4)
    return line.gross.share(min(part, Fraction(1)))


def _facts(brand: str, order: Order, reason: Reason, random: Random) -> tuple[tuple[str, Fact], ...]:
    """What somebody already noted; often the deciding fact is still missing."""
    facts: list[tuple[str, Fact]] = []
    if brand == "northpeak" and reason.family is Family.REMORSE and random.random() < 0.8:
        facts.append(("opened", random.random() < 0.5))
    if any("hygiene" in line.tags for line in order.lines) and random.random() < 0.6:
        facts.append(("seal_broken", random.random() < 0.4))
    if random.random() < 0.15:
        facts.append(("customer.returns", random.randint(0, 9)))
    if brand == "tau2-retail":
        facts.append(("customer.gift_cards", (f"gift_card_{random.randrange(10**7):07d}",)))
    return tuple(facts)
