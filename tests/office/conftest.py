"""One office per test, on a database of its own: each test runs on an embedded file and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.office.store import OfficeStore
from tests.support.offices import a_place, an_office

# What these ask is the same sentence to either database; what many do at once is asked of both in every check.
ON_POSTGRESQL_BEFORE_A_RELEASE = frozenset(
    f"tests.office.{name}"
    for name in (
        "bank_files.test_a_file_and_its_answers",
        "bank_files.test_killed_on_the_way", "bank_files.test_what_stands_in_a_file", "payments.test_another_way", "payments.test_breaker", "payments.test_hearing", "payments.test_nights", "payments.test_pacing",
        "payments.test_payments_by_the_order", "payments.test_reconciling", "payments.test_refunds_elsewhere",
        "payments.test_resolving", "payments.test_worker", "test_availability", "test_backing_up", "test_credit_histories", "test_days", "test_deadlines", "test_forgetting",
        "test_intake", "test_letters_out", "test_letters_leaving", "test_tidying",
    )
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        asked_of = getattr(item, "callspec", None)
        if asked_of is None or "postgresql" not in asked_of.params.values():
            continue
        if item.module.__name__ in ON_POSTGRESQL_BEFORE_A_RELEASE:
            item.add_marker(pytest.mark.proof)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an office is to be opened: the shipped packs are in force there and everybody is in."""
    return a_place(request.param, tmp_path)


@pytest.fixture
def office(place: Path | str) -> Iterator[OfficeStore]:
    with an_office(place) as store:
        yield store
