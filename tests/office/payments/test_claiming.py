"""A leg is one worker's at a time: what somebody found out whose claim is over counts for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.office.payments import claiming, rows
from refundtui.office.payments.claiming import Claimed
from refundtui.office.payments.rows import LegEvent
from refundtui.office.payments.worker import Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.working import approved, told
from tests.support.offices import NOW

L = LegState


@pytest.fixture
def waiting(office: OfficeStore, worker: Worker) -> Case:
    """Its one leg is due."""
    case = approved(office)
    worker.start()
    return case


def claimed(office: OfficeStore, case: Case, who: str, at: datetime) -> Claimed | None:
    def work(connection: Connection) -> Claimed | None:
        leg_id = rows.of_case(connection, case.id)[0].leg.id
        return claiming.claim(
            connection, leg_id, who, lambda leg: (leg, LegEvent("looking", who, {})), office.library(), at
        )

    return office.database.write(work)


def settled(office: OfficeStore, claim: Claimed, reference: str, at: datetime) -> RefundLeg | None:
    def step(leg: RefundLeg) -> claiming.Stepped:
        after = leg.heard(Report(L.SUCCEEDED, reference))
        return after, None, LegEvent("answered", "", {"refund": reference})

    return office.database.write(
        partial(claiming.settle, claimed=claim, step=step, library=office.library(), now=at)
    )


def test_what_is_claimed_is_nobody_elses_until_its_time_is_over(office: OfficeStore, waiting: Case) -> None:
    first = claimed(office, waiting, "w1", NOW)
    assert first is not None
    assert claimed(office, waiting, "w2", NOW + timedelta(seconds=90)) is None
    second = claimed(office, waiting, "w2", NOW + timedelta(seconds=91))
    assert second is not None
    assert second.fence == first.fence + 1


def test_an_answer_that_comes_when_another_holds_the_leg_is_dropped(
    office: OfficeStore, waiting: Case
) -> None:
    first = claimed(office, waiting, "w1", NOW)
    later = NOW + timedelta(minutes=2)
    second = claimed(office, waiting, "w2", later)
    assert first is not None
    assert second is not None
    assert settled(office, first, "re_of_a_sleeper", later) is None
    assert told(office, waiting).payouts[0].state is not L.SUCCEEDED
    after = settled(office, second, "re_1", later)
    assert after is not None
    assert after.told.references == {"re_1"}
    assert settled(office, first, "re_of_a_sleeper", later) is None, "nor once it is over"
    with office.database.reading() as connection:
        (kept,) = rows.of_case(connection, waiting.id)
    assert kept.leg.told.references == {"re_1"}
    assert kept.held_until is None
