"""Payments nobody is sure of: seen by those who check, resolved by two of them, each on their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from refundtui.cli.usage.payments import FINDABLE as SPELLED
from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.states import LegState as L
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money
from refundtui.office.payments import differences, hearing
from refundtui.office.payments.differences import Apart, Difference
from refundtui.office.payments.resolving import FINDABLE
from refundtui.office.ports import Heard
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker, approved, told, worked
from tests.server.served import Served
from tests.support.offices import EUR, NOW

FAY = Actor("fay", "Fay", Role.FINANCE, usual_grants(Role.FINANCE))
ONLY_TIDEWATER = Actor("tia", "Tia", Role.LEAD, (Grant(Act.READ, "tidewater"), Grant(Act.CHECK, "tidewater")))


@pytest.fixture
def in_doubt(store: OfficeStore) -> Case:
    """A refund that its provider says was paid, and says never was."""
    store.admit([FAY, ONLY_TIDEWATER])
    provider, hands = Provider(Money(7980, EUR)), Hands(NOW)
    case = approved(store)
    worked(a_worker(store, provider, hands), hands)
    said = Heard("evt_1", refund="re_1", report=Report(L.CANCELED, "re_1"))
    hearing.hear(store.database, "cards", [said], store.library(), hands.now())
    return case


def listed(served: Served, who: str) -> list[dict[str, Any]]:
    answer = served.as_(who).get("/v1/payments/unclear")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["unclear"]
    return found


def finds(served: Served, who: str, leg: str, state: str = "succeeded", by: str = "page 3") -> Any:
    return served.as_(who).post(f"/v1/payments/{leg}/findings", json={"state": state, "evidence": by})


def test_two_people_resolve_what_contradicts_itself(served: Served, in_doubt: Case) -> None:
    (one,) = listed(served, "lead")
    assert (one["about"], one["reference"], one["state"], one["findable"]) == (
        "leg",
        told(served.store, in_doubt).reference,
        "manual",
        True,
    )
    assert [line["code"] for line in one["known"]][-1] == "delivered"
    assert finds(served, "lead", one["id"]).json()["result"] == "waits"
    assert finds(served, "lead", one["id"]).json()["result"] == "waits", "nobody confirms themselves"
    assert finds(served, "fay", one["id"], by="settlement report").json() == {
        "result": "resolved",
        "state": "succeeded",
    }
    assert told(served.store, in_doubt).state is CaseState.NOTIFY
    assert listed(served, "lead") == []


def test_the_second_one_is_told_that_somebody_spoke_and_nothing_more(served: Served, in_doubt: Case) -> None:
    (one,) = listed(served, "lead")
    finds(served, "lead", one["id"], "succeeded", by="statement of 19 November")
    (own,), answer = listed(served, "lead"), served.as_("fay").get("/v1/payments/unclear")
    (seen,) = answer.json()["unclear"]
    assert (own["own_word"], own.get("another_spoke", False)) == ("succeeded", False)
    assert (seen.get("own_word", ""), seen["another_spoke"]) == ("", True)
    assert "statement of 19 November" not in answer.text
    assert "succeeded" not in [line["state"] for line in seen["known"] if line["code"] == "found"]
    assert '"lead"' not in answer.text


def test_two_who_differ_resolve_nothing_and_the_second_hears_only_that(
    served: Served, in_doubt: Case
) -> None:
    (one,) = listed(served, "lead")
    finds(served, "lead", one["id"], "succeeded")
    differs = finds(served, "fay", one["id"], "canceled")
    assert differs.json() == {"result": "waits", "differs": True}
    assert "lead" not in differs.text
    assert told(served.store, in_doubt).state is CaseState.PAY_UNKNOWN


@pytest.mark.parametrize(
    ("who", "status"), [("me", 403), ("tia", 404)], ids=["an agent", "another brand's lead"]
)
def test_who_may_not_check_there_says_nothing(served: Served, in_doubt: Case, who: str, status: int) -> None:
    (one,) = listed(served, "lead")
    assert finds(served, who, one["id"]).status_code == status


def test_the_list_is_for_those_who_check_and_of_their_brands(served: Served, in_doubt: Case) -> None:
    assert served.as_("me").get("/v1/payments/unclear").status_code == 403
    assert listed(served, "tia") == []


@pytest.mark.parametrize(
    ("state", "by", "status"),
    [("pending", "page 3", 409), ("nonsense", "page 3", 409), ("succeeded", "  ", 409)],
)
def test_a_word_without_evidence_or_of_what_cannot_be_found_is_refused(
    served: Served, in_doubt: Case, state: str, by: str, status: int
) -> None:
    (one,) = listed(served, "lead")
    assert finds(served, "lead", one["id"], state, by).status_code == status


def test_what_is_nobody_s_is_a_queue_with_an_age_for_who_checks_every_brand(
    served: Served, in_doubt: Case
) -> None:
    store = served.store
    stray = Heard("evt_9", refund="re_9", report=Report(L.SUCCEEDED, "re_9"))
    hearing.hear(store.database, "cards", [stray], store.library(), NOW - timedelta(hours=2))
    apart = Difference(Apart.NOT_OURS, "cards", "re_8", amount=Money(500, EUR))
    store.database.write(
        lambda connection: differences.keep(connection, "cards", [apart], ["re_8"], NOW - timedelta(days=3))
    )
    found = listed(served, "lead")
    assert [(one["about"], one["refund"]) for one in found[:2]] == [("books", "re_8"), ("delivery", "re_9")]
    assert [one["since"][:10] for one in found[:2]] == ["2026-11-17", "2026-11-20"]
    assert listed(served, "tia") == []


def test_the_command_line_spells_what_can_be_found() -> None:
    assert set(SPELLED) == {state.value for state in FINDABLE}
