"""A small office of believable cases for tests of the desk: the real packs, the books in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from refundtui.casework.ports import Ports
from refundtui.casework.quoting import preview
from refundtui.casework.syncing import pull
from refundtui.casework.views import QueueRow
from refundtui.domain.actor import Actor
from refundtui.domain.case import (
    BrandId,
    Case,
    CaseEvent,
    CaseId,
    CaseState,
    Customer,
    Evidence,
    IdentityLevel,
    Message,
    Note,
    QuoteVersion,
)  # fmt: skip
from refundtui.domain.order import EarlierRefund
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Goodwill, PriceReduction, RefundRequest, RestOfLine, Units, UnusedTime
from refundtui.domain.rulebook import Rulebook
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from tests.support.making import NOW, agent, an_order_a, an_order_b, an_order_c, eur, lead
from tests.support.ports_in_memory import MemoryCache, MemoryOffice, MemoryOutbox, StillClock

PEOPLE = (
    ("Karin Brandt", "de", "DE"),
    ("Matilde Costa", "pt", "PT"),
    ("佐藤 花子", "ja", "JP"),
    ("Amélie Dubois", "fr", "FR"),
    ("أمينة حداد", "ar", "AE"),
    ("Petra Eriksen", "da", "DK"),
    ("Balázs Farkas", "hu", "HU"),
    ("Tom Green", "en", "GB"),
    ("Ольга Иванова", "uk", "UA"),
    ("Łukasz Żebrowski", "pl", "PL"),
    ("Jan van der Berg", "nl", "NL"),
    ("김민준", "ko", "KR"),
)


@dataclass
class DueCache(MemoryCache):
    """Rows with deadlines, as the real cache has them."""

    def row_shown(self, case: Case) -> QueueRow:
        return _with_due(super().row_shown(case))


def _with_due(row: QueueRow) -> QueueRow:
    number = int(row.case_id)
    at = NOW + timedelta(hours=(number - 2) * 7 - 3)
    return replace(row, due_at=at, due_basis="law" if number % 3 == 1 else "")


@dataclass
class PackedOffice(MemoryOffice):
    """An office that judges each case by its own brand's pack."""

    library: Library | None = None

    def _judge(self, submission: Any) -> Any:
        held = self.cases.get(submission.case_id)
        if held is not None and self.library is not None:
            self.rulebook = self.library.for_case(held)
        return super()._judge(submission)


def the_jacket_case(case_id: str = "1", **more: Any) -> Case:
    """The jacket with the stained lining: kept for less."""
    fields: dict[str, Any] = {
        "request": RefundRequest((PriceReduction("jacket", eur("96.75"), eur("129.00")),)),
        "reason": Reason.DAMAGED_TRANSIT,
        "facts": (("photos", 2),),
        "evidence": (
            Evidence("e1", "photo", "stained lining", NOW - timedelta(hours=30), "Karin Brandt"),
            Evidence("e2", "photo", "the parcel", NOW - timedelta(hours=30), "Karin Brandt"),
        ),
        "messages": (
            Message(
                NOW - timedelta(hours=30),
                from_customer=True,
                text="Die Jacke kam mit einem Fleck im Futter an. Ich würde sie behalten, wenn sie günstiger wird.",
            ),
        ),
    } | more
    return fashion(case_id, **fields)


def fashion(case_id: str, **more: Any) -> Case:
    order = an_order_a()
    named = {"shirt": "Shirt, white", "jacket": "Jacket, midnight blue", "shipping": "Standard delivery"}
    order = replace(order, lines=tuple(replace(line, title=named[line.id]) for line in order.lines))
    fields: dict[str, Any] = {
        "reference": f"RF-0481{int(case_id) % 1000:03}",
        "brand": BrandId("lindenhof"),
        "state": CaseState.INTAKE,
        "customer": Customer(
            "Karin Brandt", "karin.brandt@example.org", "+49 171 5550117", "de", "DE", IdentityLevel.VERIFIED
        ),
        "reason": Reason.CHANGED_MIND,
        "received_at": NOW - timedelta(hours=31),
        "order": order,
        "order_ref": "A-1001",
        "request": RefundRequest((Units("shirt", 1),)),
        "notice_on": NOW.date(),
    } | more
    return Case(CaseId(case_id), **fields)


def believable_cases() -> tuple[Case, ...]:
    """A dozen and a half cases over three brands, in many scripts and states."""
    cases = [the_jacket_case()]
    requests = (
        RefundRequest((Units("shirt", 1),)),
        RefundRequest((Units("shirt", 2), RestOfLine("shipping"))),
        RefundRequest((Units("jacket", 1),)),
    )
    for at, (name, language, country) in enumerate(PEOPLE, start=2):
        customer = Customer(name, f"c{at}@example.org", "", language, country, IdentityLevel.VERIFIED)
        reason = (Reason.CHANGED_MIND, Reason.DAMAGED_TRANSIT, Reason.SIZE_SMALL, Reason.DEFECTIVE)[at % 4]
        state = (CaseState.INTAKE, CaseState.ELIGIBILITY, CaseState.INFO_WAIT, CaseState.INTAKE)[at % 4]
        cases.append(
            fashion(
                str(at),
                customer=customer,
                reason=reason,
                state=state,
                request=requests[at % 3],
                claimed=eur("36.08"),
            )
        )
    cases.append(laptop_case("20"))
    cases.append(subscription_case("21"))
    return tuple(cases)


def laptop_case(case_id: str = "20", **more: Any) -> Case:
    fields: dict[str, Any] = {
        "brand": BrandId("northpeak"),
        "order": replace(
            an_order_b(), lines=tuple(replace(line, title="Laptop 14") for line in an_order_b().lines)
        ),
        "order_ref": "B-2001",
        "customer": Customer("Robin Whitfield", "robin@example.com", "", "en", "US", IdentityLevel.VERIFIED),
        "request": RefundRequest((Units("laptop", 1),)),
        "facts": (("opened", True),),
    } | more
    return fashion(case_id, **fields)


def subscription_case(case_id: str = "21", **more: Any) -> Case:
    fields: dict[str, Any] = {
        "brand": BrandId("tidewater"),
        "order": replace(
            an_order_c(),
            lines=tuple(replace(line, title="A year of Tidewater") for line in an_order_c().lines),
        ),
        "order_ref": "C-3001",
        "customer": Customer("Tom Green", "tom@example.co.uk", "", "en", "GB", IdentityLevel.VERIFIED),
        "reason": Reason.NO_LONGER_NEEDED,
        "request": RefundRequest((UnusedTime("year", ended_on=date(2026, 4, 10)),)),
    } | more
    return fashion(case_id, **fields)


def a_long_story(case_id: str = "1") -> Case:
    """The jacket case after two days of work: two versions of its quote, a question, a note, an earlier refund."""
    case = the_jacket_case(case_id)
    assert case.order is not None
    library = Library(shipped())
    ports = Ports(MemoryCache(), MemoryOutbox(), PackedOffice(library.for_case(case), {}, StillClock(NOW)), library,
                  StillClock(NOW), agent("ann"))  # fmt: skip
    first = RefundRequest((PriceReduction("jacket", eur("96.75"), eur("129.00")),))
    second = RefundRequest((PriceReduction("jacket", eur("64.50"), eur("129.00")), Goodwill(eur("5.00"))))
    versions = tuple(
        QuoteVersion(number, request, quoted(case, request, ports), "ann", NOW - timedelta(hours=hours))
        for number, request, hours in ((1, first, 20), (2, second, 2))
    )
    earlier = EarlierRefund("R-77", loose=eur("4.90"), on=date(2026, 11, 12), kind="goodwill")
    return replace(
        case,
        state=CaseState.QUOTE,
        owner="ann",
        order=replace(case.order, ordered_at=NOW - timedelta(days=14), earlier=(earlier,)),
        request=second,
        quotes=versions,
        asked_for=("receipt",),
        messages=(
            *case.messages,
            Message(NOW - timedelta(hours=18), from_customer=False, text="Darf es ein Viertel weniger sein?"),
            Message(NOW - timedelta(hours=4), from_customer=True, text="Die Hälfte wäre fair.", channel="phone"),
        ),
        notes=(Note("n1", "ann", NOW - timedelta(hours=3), "Called her. She is calm, the stain is large."),),
        events=(
            CaseEvent(1, "take", "ann", NOW - timedelta(hours=21), CaseState.INTAKE, CaseState.ELIGIBILITY),
            CaseEvent(2, "quote", "ann", NOW - timedelta(hours=20), CaseState.ELIGIBILITY, CaseState.QUOTE,
                      (("quote_version", 1), ("amount", versions[0].quote.total))),
            CaseEvent(3, "quote", "ann", NOW - timedelta(hours=2), CaseState.QUOTE, CaseState.QUOTE,
                      (("quote_version", 2), ("amount", versions[1].quote.total), ("note", "the stain is larger than we thought"))),
        ),
    )  # fmt: skip


def quoted(case: Case, request: RefundRequest, ports: Ports) -> Quote:
    quote = preview(case, request, ports).quote
    assert isinstance(quote, Quote)
    return quote


def a_desk(
    cases: tuple[Case, ...] | None = None,
    actor: Actor | None = None,
    *others: Actor,
    documents: Mapping[str, bytes] | None = None,
) -> tuple[Ports, PackedOffice, StillClock]:
    """Ports that have pulled once, the office behind them, and the clock of both."""
    clock = StillClock(NOW)
    library = Library(documents or shipped())
    me = actor or agent("ann")
    people = {one.id: one for one in (me, agent("ann"), lead("lee"), *others)}
    chosen = believable_cases() if cases is None else cases
    rulebook: Rulebook = library.for_case(chosen[0]) if chosen else library.for_case(fashion("1"))
    office = PackedOffice(rulebook, people, clock, library=library)
    for case in chosen:
        office.put(case)
    ports = Ports(DueCache(), MemoryOutbox(), office, library, clock, me, training=True)
    pull(ports)
    return ports, office, clock
