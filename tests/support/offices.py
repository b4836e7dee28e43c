"""An office to test with: the real store on a file of its own, the shipped packs, the practice people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer, IdentityLevel
from refundtui.domain.commands import Approve, Command
from refundtui.domain.determination import determine
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Order, OrderLine, Payment, Tax
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest, Units
from refundtui.office.store import OfficeStore
from refundtui.rulebooks import shipped
from refundtui.training.people import PEOPLE
from refundtui.wire.submissions import SubmissionRead
from tests.support import postgres

EUR = currency("EUR")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BRAND = BrandId("lindenhof")
_numbers = count(1)


def an_office(where: Path | str) -> OfficeStore:
    """Opened with the shipped packs in force and everybody in; a URL is `a_postgres_office`'s."""
    if isinstance(where, Path) and not where.exists():
        where.write_bytes(_furnished())
    return OfficeStore(where)


def a_place(kind: str, folder: Path) -> Path | str:
    """Where an office can be opened: the shipped packs are in force there and everybody is in."""
    if kind == "sqlite":
        return folder / "office.db"
    postgres.or_loudly_without()
    return a_postgres_office()


def a_database_of_its_own() -> str:
    """The URL of a new PostgreSQL database that holds an office before its first case."""
    return postgres.new_database(postgres.name_of(_furnished_database()))


def a_postgres_office() -> str:
    """The URL of a PostgreSQL database that holds an office before its first case: this process's one,
    set back, for making one takes a hundred times as long.
    """
    url = _furnished_database()
    if not postgres.set_back(url):
        postgres.drop(url)
        _furnished_database.cache_clear()
        url = _furnished_database()
    return url


@cache
def _furnished() -> bytes:
    """An office file as it is before the first case: made once, for properties open hundreds."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "office.db"
        with OfficeStore(file) as store:
            _furnish(store)
        return file.read_bytes()


@cache
def _furnished_database() -> str:
    url = postgres.new_database()
    with OfficeStore(url) as store:
        _furnish(store)
    postgres.remember(url)
    return url


def _furnish(store: OfficeStore) -> None:
    for name, body in shipped().items():
        store.publish(name, body, by="test", now=NOW)
    store.admit(PEOPLE)


def a_shirt_order(order_id: str = "A-1", *, shirts: int = 2) -> Order:
    """Shirts at 39.90 with German VAT, delivered on 2026-11-10, paid by card."""
    gross = 3990 * shirts
    tax = gross - (gross * 100 + 59) // 119
    line = OrderLine(
        id="shirt",
        title="Shirt",
        units=shirts,
        net=Money(gross - tax, EUR),
        taxes=(Tax("DE19", Money(tax, EUR)),),
        category="apparel",
    )
    return Order(
        id=order_id,
        currency=EUR,
        lines=(line,),
        payments=(Payment("card", Money(gross, EUR), label="Visa ••4242"),),
        ordered_at=datetime(2026, 11, 6, 12, 0, tzinfo=UTC),
        delivered_on=date(2026, 11, 10),
        country="DE",
    )


def a_case(
    case_id: str | None = None,
    *,
    order: Order | None = None,
    brand: str = BRAND,
    units: int = 1,
    state: CaseState = CaseState.INTAKE,
    reference: str = "",
) -> Case:
    """Somebody in Germany wants to give shirts back; every call is another case on another order."""
    number = next(_numbers)
    bought = order or a_shirt_order(f"A-{number}")
    return Case(
        id=CaseId(case_id or f"case-{number:06d}"),
        reference=reference,
        brand=BrandId(brand),
        state=state,
        customer=Customer(
            "Łucja Müller",
            email="lucja@example.com",
            country="DE",
            language="de",
            identity=IdentityLevel.VERIFIED,
        ),
        reason=Reason.CHANGED_MIND,
        received_at=NOW - timedelta(hours=3),
        order=bought,
        order_ref=bought.id,
        request=RefundRequest((Units("shirt", units),)),
        notice_on=date(2026, 11, 20),
    )


def said(
    case: Case | CaseId,
    command: Command,
    *,
    base: int = 1,
    by: str = "me",
    under: str | None = None,
    after: str | None = None,
) -> SubmissionRead:
    """What a desk sends."""
    return SubmissionRead(
        id=under or str(uuid4()),
        case_id=case.id if isinstance(case, Case) else case,
        command=command,
        base_decision_version=base,
        actor=by,
        decided_at=NOW,
        after=after,
    )


def again(submission: SubmissionRead, **other: object) -> SubmissionRead:
    """The same id once more, with something else in it where `other` says so."""
    return replace(submission, **other)  # type: ignore[arg-type] # a test names the field itself


def approval_of(store: OfficeStore, case: Case, now: datetime = NOW) -> Approve:
    """Agree to what the case asks for, as a desk that sees the office's figure does."""
    worked_out = determine(case, case.request, store.library().for_case(case), now.date())
    assert isinstance(worked_out.quote, Quote), worked_out.quote
    return Approve(case.request, worked_out.quote.fingerprint, worked_out.quote.total)
