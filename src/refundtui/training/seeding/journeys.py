"""The ten worked cases everybody meets first: each on its own copy of its order, under a fixed reference."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final
from uuid import UUID, uuid5

from refundtui.domain.case import BrandId, CaseId, Customer, Evidence, IdentityLevel, Message
from refundtui.domain.commands import OpenCase
from refundtui.domain.findings import Fact
from refundtui.domain.invoice import ListedLine, ListedOrderDiscount, ListedTax, Listing, paid_order
from refundtui.domain.money import Money, currency, exact_minor, money
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderLine,
    Payment,
    RefundedPart,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import (
    DepreciatedValue,
    Item,
    LineAmount,
    PriceReduction,
    RefundRequest,
    Units,
    UnusedTime,
)

NAMESPACE: Final = UUID("c2a5f0ba-5a4c-5a39-8f64-3a4ce0f7d1aa")
_EUR, _USD, _GBP = currency("EUR"), currency("USD"), currency("GBP")
_VAT: Final = (ListedTax("VAT", Fraction(19, 100)),)


def case_id_of(reference: str) -> CaseId:
    """The same case under the same reference, whenever it is seeded."""
    return CaseId(str(uuid5(NAMESPACE, reference)))


def order_a(
    number: str, *, ordered_on: date = date(2026, 11, 5), delivered_on: date = date(2026, 11, 10)
) -> Order:
    """Fashion, EUR, Germany: two shirts, a jacket, a code of 20.00 on the order, standard delivery."""

    def line(name: str, title: str, units: int, price: str, category: str) -> ListedLine:
        facts = OrderLine(name, title, units, Money(0, _EUR), category=category, delivered_on=delivered_on)
        return ListedLine(
            name, units, exact_minor(price, _EUR), title, f"LH-{name.upper()}", taxes=_VAT, facts=facts
        )

    delivery = ListedLine(
        "delivery", 0, Fraction(0), "Standardversand", kind=LineKind.SHIPPING,
        line_total=exact_minor("4.90", _EUR), taxes=_VAT,
    )  # fmt: skip
    order = Order(
        id=number,
        currency=_EUR,
        lines=(),
        payments=(Payment("card", money("193.70", "EUR"), TenderKind.CARD, "Visa ••4242"),),
        ordered_at=datetime(ordered_on.year, ordered_on.month, ordered_on.day, 17, 20, tzinfo=UTC),
        delivered_on=delivered_on,
        country="DE",
    )
    lines = (
        line("shirt", "Hemd Leinen", 2, "39.90", "shirt"),
        line("jacket", "Jacke Wollwalk", 1, "129.00", "jacket"),
        delivery,
    )
    return paid_order(Listing(order, lines, (ListedOrderDiscount(amount=exact_minor("20.00", _EUR)),)))


JACKET_REDUCED: Final = EarlierRefund(
    "R-1",
    (
        RefundedPart(
            "jacket", money("29.16", "EUR"), 0, (Tax("VAT", money("4.66", "EUR"), Fraction(19, 100)),)
        ),
    ),
    tenders=(("card", money("29.16", "EUR")),),
    on=date(2026, 11, 17),
)
SHIRT_BACK: Final = EarlierRefund(
    "R-2",
    (
        RefundedPart(
            "shirt", money("36.08", "EUR"), 1, (Tax("VAT", money("5.76", "EUR"), Fraction(19, 100)),)
        ),
    ),
    tenders=(("card", money("36.08", "EUR")),),
    on=date(2026, 11, 18),
)


def order_b(number: str, title: str, price: str, tax: str, ordered_on: date, delivered_on: date) -> Order:
    """Electronics, USD, Texas: sales tax on top."""
    category = title.split(maxsplit=1)[0].lower()
    net, taxes = money(price, "USD"), (Tax("US-TX", money(tax, "USD"), Fraction(825, 10_000)),)
    line = OrderLine(
        category, title, 1, net, taxes, sku=f"NP-{category.upper()}", category=category, listed=net,
        price_includes_tax=False, delivered_on=delivered_on,
    )  # fmt: skip
    return Order(
        id=number,
        currency=_USD,
        lines=(line,),
        payments=(Payment("card", line.gross, TenderKind.CARD, "Mastercard ••5100"),),
        ordered_at=datetime(ordered_on.year, ordered_on.month, ordered_on.day, 20, 5, tzinfo=UTC),
        delivered_on=delivered_on,
        country="US",
        region="US-TX",
    )


def order_c(number: str) -> Order:
    """A subscription, GBP: the year 2026 for 120.00 with 20 % VAT in it."""
    line = OrderLine(
        "year", "Membership, one year", 1, money("100.00", "GBP"),
        (Tax("VAT", money("20.00", "GBP"), Fraction(1, 5)),), LineKind.SERVICE, category="membership",
        listed=money("120.00", "GBP"),
        period=ServicePeriod(start=date(2026, 1, 1), end_exclusive=date(2027, 1, 1)),
    )  # fmt: skip
    return Order(
        id=number,
        currency=_GBP,
        lines=(line,),
        payments=(Payment("card", money("120.00", "GBP"), TenderKind.CARD, "Visa ••8431"),),
        status="active",
        ordered_at=datetime(2026, 1, 1, 10, 0, tzinfo=UTC),
        country="GB",
    )


@dataclass(frozen=True, slots=True)
class Journey:
    """One worked case: who, on which order, why and what she asks."""

    number: int
    brand: str
    customer: Customer
    order: Order
    reason: Reason
    items: tuple[Item, ...]
    said: str
    claimed: Money | None = None
    photos: int = 0
    facts: tuple[tuple[str, Fact], ...] = ()
    received_at: datetime = datetime(2026, 11, 20, 7, 12, tzinfo=UTC)
    notice_on: date = date(2026, 11, 20)

    @property
    def reference(self) -> str:
        return f"RF-{self.number:07d}"

    def opening(self) -> OpenCase:
        """The command by which the case comes into the house."""
        at = self.received_at
        return OpenCase(
            case_id=case_id_of(self.reference),
            reference=self.reference,
            brand=BrandId(self.brand),
            customer=self.customer,
            reason=self.reason,
            received_at=at,
            order=self.order,
            request=RefundRequest(items=self.items),
            claimed=self.claimed,
            channel="mail",
            facts=self.facts,
            messages=(Message(at, from_customer=True, text=self.said),),
            evidence=tuple(_photo(self.reference, n, at) for n in range(1, self.photos + 1)),
            notice_on=self.notice_on,
        )


def _photo(reference: str, number: int, at: datetime) -> Evidence:
    digest = hashlib.sha256(f"{reference}/{number}".encode()).hexdigest()
    return Evidence(
        f"{reference}-photo-{number}", "photo", f"IMG_{4100 + number}.jpg", at, "customer", 184_320 + number,
        "image/jpeg", digest,
    )  # fmt: skip


def _customer(name: str, email: str, language: str, country: str, number: int) -> Customer:
    return Customer(name, email, "", language, country, IdentityLevel.VERIFIED, f"K-{number:07d}")


def _comes_back(order: Order) -> Order:
    """What is refunded of it is paid, and two minutes later the bank sends it back: the account was closed."""
    payments = (
        replace(payment, reference=f"practice:returned-2-minutes:{order.id}/{payment.id}")
        for payment in order.payments
    )
    return replace(order, payments=tuple(payments))


def journeys() -> tuple[Journey, ...]:
    """All ten, in order."""
    jana = _customer("Jana Brückner", "jana.brueckner@example.com", "de", "DE", 101)
    mara = _customer("Mara Thießen", "mara.thiessen@example.org", "de", "DE", 102)
    dale = _customer("Dale Whitaker", "dale.whitaker@example.com", "en", "US", 105)
    jacket_for_less = PriceReduction("jacket", money("96.75", "EUR"), money("129.00", "EUR"))
    two_tenders = (
        Payment("gift", money("50.00", "EUR"), TenderKind.GIFT_CARD, "Gutschein ••7731"),
        Payment("card", money("143.70", "EUR"), TenderKind.CARD, "Visa ••4242"),
    )
    return (
        Journey(
            1, "lindenhof", jana, order_a("LH-100001"), Reason.DAMAGED_TRANSIT, (jacket_for_less,),
            "Hallo,\ndas Futter der Jacke hat einen Fleck, Fotos anbei. Behalten würde ich sie schon, aber "
            "nicht zum vollen Preis.\nLiebe Grüße, Jana",
            photos=2,
        ),
        Journey(
            2, "lindenhof", mara, order_a("LH-100002"), Reason.CHANGED_MIND, (Units("shirt", 1),),
            "Guten Morgen,\nich widerrufe den Kauf eines der beiden Hemden und schicke es heute zurück.\nMara Thießen",
            claimed=money("39.90", "EUR"),
        ),
        Journey(
            3, "lindenhof", replace(mara, customer_ref="K-0000103"),
            order_a("LH-100003").after(JACKET_REDUCED).after(SHIRT_BACK), Reason.CHANGED_MIND,
            (Units("shirt", 1), Units("jacket", 1)),
            "Hallo nochmal,\nnun gebe ich doch auch den Rest zurück: das zweite Hemd und die Jacke.\nMara Thießen",
        ),
        Journey(
            4, "lindenhof", replace(jana, customer_ref="K-0000104"), order_a("LH-100004").after(JACKET_REDUCED),
            Reason.GOODWILL, (), "Hallo,\nich habe mich so geärgert. Könnt ihr mir noch entgegenkommen?\nJana",
        ),
        Journey(
            5, "northpeak", dale,
            order_b("NP-200005", "Laptop 14", "999.00", "82.42", date(2026, 10, 28), date(2026, 10, 31)),
            Reason.CHANGED_MIND, (Units("laptop", 1, Grade.B),),
            "Hi,\nI opened the laptop and tried it, but it is not for me. It went back with UPS today.\nDale",
            facts=(("opened", True),),
        ),
        Journey(
            6, "northpeak", _customer("Marisol Delgado", "marisol.delgado@example.com", "es", "US", 106),
            order_b("NP-200006", "Phone N7", "600.00", "49.50", date(2026, 2, 12), date(2026, 2, 15)),
            Reason.WORN_OUT, (DepreciatedValue("phone", 9),),
            "Hola:\nel teléfono tiene nueve meses y ya no aguanta ni medio día. ¿Pueden hacer algo?\nMarisol",
        ),
        Journey(
            7, "tidewater", _customer("Rhys Pryce-Jones", "rhys.prycejones@example.net", "en", "GB", 107),
            order_c("TW-300007"), Reason.NO_LONGER_NEEDED, (UnusedTime("year", date(2026, 4, 10)),),
            "Hello,\nI cancelled on 10 April because I moved away, and never saw the unused part again.\nRhys",
            received_at=datetime(2026, 11, 19, 15, 40, tzinfo=UTC),
            notice_on=date(2026, 11, 19),
        ),
        Journey(
            8, "lindenhof", _customer("Łucja Żak", "lucja.zak@example.com", "pl", "DE", 108),
            replace(order_a("LH-100008"), payments=two_tenders), Reason.QUALITY_LOW,
            (LineAmount("jacket", money("100.00", "EUR")), LineAmount("shirt", money("60.00", "EUR"))),
            "Dzień dobry,\njakość mnie rozczarowała, zdjęcia w załączniku. Umówiliśmy się na 160,00.\nŁucja Żak",
            claimed=money("160.00", "EUR"),
            photos=2,
        ),
        Journey(
            9, "lindenhof", _customer("Çağrı Öztürk", "cagri.oeztuerk@example.org", "tr", "DE", 109),
            order_a("LH-100009", ordered_on=date(2025, 12, 15), delivered_on=date(2025, 12, 20)), Reason.DEFECTIVE,
            (PriceReduction("shirt", money("20.00", "EUR"), money("40.00", "EUR")),),
            "Merhaba,\ngömleğin dikişi açıldı. Daha bir yıl bile olmadı.\nÇağrı Öztürk",
        ),
        Journey(
            10, "lindenhof", _customer("渡辺 さくら", "sakura.watanabe@example.com", "ja", "DE", 110),
            _comes_back(order_a("LH-100010")), Reason.CHANGED_MIND, (Units("shirt", 1),),
            "お世話になっております。\nシャツを一枚、返品したいです。\n渡辺",
        ),
    )  # fmt: skip
