"""Leases, presence and the next case over the line."""

from __future__ import annotations

from datetime import timedelta

import httpx

from refundtui.domain.commands import Take
from refundtui.wire.bodies import decode
from refundtui.wire.holding import Doing, LeaseBody, PresenceBody
from refundtui.wire.protocol import ProblemBody, Trouble
from refundtui.wire.submissions import encode_submission
from tests.server.served import Served
from tests.support.offices import a_case, said


def lease(client: httpx.Client, case_id: str, **wish: object) -> httpx.Response:
    return client.put(f"/v1/cases/{case_id}/lease", json=wish)


def test_a_case_is_held_by_one_and_the_other_hears_by_whom(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    mine = decode(LeaseBody, lease(served.as_("me"), case.id).content)

    answer = lease(served.as_("colleague"), case.id)

    told = decode(ProblemBody, answer.content)
    assert (answer.status_code, told.trouble, told.holder) == (409, Trouble.CASE_HELD, "me")
    assert told.holder_name
    assert told.epoch == mine.epoch


def test_ones_own_lease_is_renewed_under_its_epoch(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    first = decode(LeaseBody, lease(served.as_("me"), case.id).content)
    served.now += timedelta(minutes=2)

    again = decode(LeaseBody, lease(served.as_("me"), case.id, epoch=first.epoch).content)

    assert again.epoch == first.epoch
    assert again.until > first.until


def test_a_lead_takes_over_and_what_was_decided_before_does_not_count(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    mine = decode(LeaseBody, lease(served.as_("me"), case.id).content)
    theirs = decode(LeaseBody, lease(served.as_("lead"), case.id, take_over=True).content)

    answer = served.as_("me").put(
        "/v1/decisions/s-1",
        content=encode_submission(said(case, Take(), under="s-1")),
        headers={"Content-Type": "application/json", "RefundTUI-Lease": str(mine.epoch)},
    )

    assert theirs.epoch == mine.epoch + 1
    assert (answer.status_code, decode(ProblemBody, answer.content).trouble) == (409, Trouble.CLAIM_LOST)


def test_an_agent_takes_nothing_over(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    lease(served.as_("lead"), case.id)
    assert lease(served.as_("me"), case.id, take_over=True).status_code == 409


def test_what_was_let_go_of_is_free(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    held = decode(LeaseBody, lease(me, case.id).content)

    assert me.delete(f"/v1/cases/{case.id}/lease", params={"epoch": held.epoch}).status_code == 204
    assert me.delete(f"/v1/cases/{case.id}/lease", params={"epoch": held.epoch}).status_code == 204
    assert lease(served.as_("colleague"), case.id).status_code == 200


def test_the_same_wish_is_answered_with_the_same_case(served: Served) -> None:
    served.store.take_in([a_case() for _ in range(3)])
    me = served.as_("me")
    first, again, other = (
        decode(LeaseBody, me.post("/v1/next", json={"key": key}).content).case_id
        for key in ("w-1", "w-1", "w-2")
    )
    assert first == again != other


def test_nothing_waits_is_an_answer(served: Served) -> None:
    answer = served.as_("me").post("/v1/next", json={"key": "w-1"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_everybody_on_my_cases_is_seen(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    colleague = served.as_("colleague")
    assert colleague.put("/v1/presence", json={"case_id": case.id, "doing": "editing"}).status_code == 204
    lease(colleague, case.id)

    told = decode(PresenceBody, served.as_("me").get("/v1/presence").content)

    assert [(one.person, one.case_id, one.doing) for one in told.people] == [
        ("colleague", case.id, Doing.EDITING)
    ]
    assert [(one.case_id, one.holder) for one in told.leases] == [(case.id, "colleague")]


def test_a_wish_nobody_understands_is_refused(served: Served) -> None:
    me = served.as_("me")
    for body in ({}, {"key": ""}, {"key": "a\x00"}, {"key": "w", "brand": "\x00"}, {"key": "w", "more": 1}):
        assert me.post("/v1/next", json=body).status_code == 422
    assert me.put("/v1/presence", json={"doing": "sleeping"}).status_code == 422
    assert lease(me, "c", epoch=2**63).status_code == 422
