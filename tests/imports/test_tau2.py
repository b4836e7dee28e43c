from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from refundtui.domain.case import Case
from refundtui.domain.money import money
from refundtui.domain.order import TenderKind
from refundtui.domain.request import Everything
from refundtui.office.imports.report import Found, ImportReport, NotImportableError, SoldOrder
from refundtui.office.imports.tau2 import read_tau2

EXTRACT = Path(__file__).parent / "data" / "tau2_extract.json"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def taken_in(path: Path) -> tuple[list[Found], ImportReport]:
    report = ImportReport(path.name)
    return list(read_tau2(path, brand="tau2-retail", report=report, now=NOW)), report


def changed(folder: Path, **orders: dict[str, Any]) -> Path:
    document = json.loads(EXTRACT.read_text(encoding="utf-8"))
    document["orders"]["#W2611340"].update(orders)
    path = folder / "db.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def sold(found: list[Found], order_id: str) -> SoldOrder:
    return next(entry for entry in found if isinstance(entry, SoldOrder) and entry.order.id == order_id)


def test_every_entry_is_accounted_for() -> None:
    found, report = taken_in(EXTRACT)
    assert report.unaccounted == 0
    assert report.refused == 0
    assert (report.orders, report.cases) == (9, 3)
    assert len(found) == 12


def test_an_order_keeps_its_prices_payment_and_place() -> None:
    order = sold(taken_in(EXTRACT)[0], "#W2611340").order
    assert order.total == order.paid == money("536.65", "USD")
    assert [line.gross for line in order.lines] == [money("47.84", "USD"), money("488.81", "USD")]
    assert order.payments[0].kind is TenderKind.GIFT_CARD
    assert (order.country, order.region, order.status) == ("US", "US-NY", "processed")


def test_what_the_customer_holds_comes_along() -> None:
    assert dict(sold(taken_in(EXTRACT)[0], "#W2611340").facts)["customer.gift_cards"] == (
        "gift_card_1725971",
    )


def test_a_cancellation_is_a_case_on_the_order_as_it_stood_before() -> None:
    found, _ = taken_in(EXTRACT)
    case = next(entry for entry in found if isinstance(entry, Case) and entry.order_ref == "#W3220387")
    assert case.order is not None
    assert (case.order.status, case.order.earlier) == ("pending", ())
    assert case.request.items == (Everything(),)
    assert case.claimed == case.order.total == money("608.91", "USD")
    after = sold(found, "#W3220387").order
    assert (after.status, after.refunded) == ("cancelled", money("608.91", "USD"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"items": []}, "order.without_lines"),
        ({"payment_history": []}, "payment.differs_from_lines"),
        ({"user_id": "nobody_1"}, "entry.incomplete"),
        ({"items": [{"name": "Cup", "item_id": "1", "price": "many"}]}, "amount.unreadable"),
    ],
    ids=["no lines", "unpaid", "no customer", "no price"],
)
def test_an_order_that_does_not_hold_together_is_refused(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    found, report = taken_in(changed(tmp_path, **change))
    assert dict(report.refusals) == {code: 1}
    assert report.unaccounted == 0
    assert all(entry.order.id != "#W2611340" for entry in found if isinstance(entry, SoldOrder))


def test_a_file_that_is_no_such_document_is_refused_as_a_whole(tmp_path: Path) -> None:
    other = tmp_path / "db.json"
    other.write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(NotImportableError, match=r"import\.no_users"):
        taken_in(other)
