"""Decisions over the line: recorded once for ever, answered the same each time, withdrawn while they may be."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import msgspec
import pytest

from refundtui.domain.commands import AddNote, Approve, Take
from refundtui.office.store import OfficeStore
from refundtui.wire.answers import AcceptedBody, AnswersBody, VoidedBody
from refundtui.wire.bodies import decode
from refundtui.wire.cases import decode_case
from refundtui.wire.pages import PageBody
from refundtui.wire.protocol import ProblemBody, Trouble
from refundtui.wire.submissions import SubmissionRead, encode_submission
from tests.server.served import Served
from tests.support.offices import BRAND, a_case, approval_of, said

JSON = {"Content-Type": "application/json"}


def put(client: httpx.Client, submission: SubmissionRead, **headers: str) -> httpx.Response:
    return client.put(
        f"/v1/decisions/{submission.id}", content=encode_submission(submission), headers=JSON | headers
    )


def trouble(answer: httpx.Response) -> Trouble | None:
    assert answer.headers["content-type"] == "application/problem+json"
    return decode(ProblemBody, answer.content).trouble


def test_what_was_accepted_is_in_the_feed_from_the_promised_number_on(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")

    answer = put(me, said(case, approval_of(served.store, case)))

    told = decode(AcceptedBody, answer.content)
    page = decode(PageBody, me.get(f"/v1/feeds/{told.visible_at.feed}/changes").content)
    assert (answer.status_code, page.through, page.items[0].version) == (
        201,
        told.visible_at.seq,
        told.version,
    )


def test_the_same_decision_again_is_answered_again_and_nothing_happens(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me, submission = served.as_("me"), said(case, Take())

    first, second, asked = put(me, submission), put(me, submission), me.get(f"/v1/decisions/{submission.id}")

    assert [first.status_code, second.status_code, asked.status_code] == [201, 200, 200]
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert decode(AcceptedBody, second.content) == decode(AcceptedBody, asked.content)
    assert decode(AcceptedBody, second.content).visible_at == decode(AcceptedBody, first.content).visible_at


def test_an_id_stands_for_one_decision_only(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    put(me, said(case, Take(), under="s-1"))

    answer = put(me, said(case, AddNote("n-1", "Rang."), under="s-1"))

    assert (answer.status_code, trouble(answer)) == (422, Trouble.ID_REUSED)


def test_a_decision_on_what_was_is_shown_what_is(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    put(served.as_("colleague"), said(case, approval_of(served.store, case), by="colleague"))

    answer = put(served.as_("me"), said(case, approval_of(served.store, case), under="late"))

    told = decode(ProblemBody, answer.content)
    assert (answer.status_code, told.trouble, told.decided_by, told.id) == (
        412,
        Trouble.CASE_CHANGED,
        "colleague",
        "late",
    )
    assert isinstance(told.current, msgspec.Raw)
    assert decode_case(bytes(told.current)).decision_version > case.decision_version
    assert not told.retryable


def test_a_refusal_tells_every_reason_and_is_kept(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    approval = approval_of(served.store, case)
    assert isinstance(approval, Approve)
    put(me, said(case, approval, under="s-1"))
    again = replace(said(case, approval, under="s-2"), base_decision_version=_version(served.store, case.id))

    first, second = put(me, again), put(me, again)

    told = decode(ProblemBody, first.content)
    assert (first.status_code, told.trouble) == (409, Trouble.REFUSED)
    assert told.findings
    assert (second.content, second.headers["idempotent-replayed"]) == (first.content, "true")


def _version(store: OfficeStore, case_id: str) -> int:
    held = store.case(case_id)
    assert held is not None
    return held.decision_version


def test_what_rests_on_something_that_has_not_come_may_come_again(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me, follower = served.as_("me"), said(case, AddNote("n-1", "Rang."), under="s-2", after="s-1")

    early = put(me, follower)
    put(me, said(case, Take(), under="s-1"))
    later = put(me, follower)

    told = decode(ProblemBody, early.content)
    assert (early.status_code, told.trouble, told.retryable, told.waits_for) == (
        409,
        Trouble.PREDECESSOR_MISSING,
        True,
        "s-1",
    )
    assert early.headers["retry-after"]
    assert later.status_code == 201


def test_a_withdrawn_id_is_never_recorded(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me, submission = served.as_("me"), said(case, Take(), under="s-1")

    voided = me.post("/v1/decisions/s-1/void")
    late = put(me, submission)

    assert decode(VoidedBody, voided.content).result == "voided"
    assert (late.status_code, trouble(late)) == (410, Trouble.VOIDED)
    assert trouble(me.get("/v1/decisions/s-1")) is Trouble.VOIDED


def test_withdrawing_too_late_says_what_was_answered(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    me = served.as_("me")
    put(me, said(case, Take(), under="s-1"))

    answer = me.post("/v1/decisions/s-1/void")

    assert decode(AcceptedBody, answer.content).replayed


def test_nobody_decides_in_anothers_name(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])

    answer = put(served.as_("me"), said(case, Take(), by="lead", under="s-1"))

    assert (answer.status_code, trouble(answer)) == (403, Trouble.NOT_ALLOWED)
    assert served.store.answer_to("s-1") is None


def test_anothers_decision_is_like_none(served: Served) -> None:
    case = a_case()
    served.store.take_in([case])
    put(served.as_("lead"), said(case, Take(), by="lead", under="s-1"))
    me = served.as_("me")

    mine = [me.get("/v1/decisions/s-1"), me.post("/v1/decisions/s-1/void")]
    none = me.get("/v1/decisions/s-9")

    assert [answer.content.replace(b"s-1", b"s-9") for answer in mine] == [none.content] * 2
    assert none.status_code == 404


def test_several_decisions_have_an_answer_each(served: Served) -> None:
    case, other = a_case(), a_case()
    served.store.take_in([case, other])
    submissions = [
        said(case, Take(), under="s-1"),
        said(case, AddNote("n-1", "Rang."), under="s-2", after="s-9"),
        said(other, Take(), under="s-3", by="lead"),
        said(other, AddNote("n-2", "Rang."), under="s-4"),
    ]
    body = b'{"decisions":[' + b",".join(map(encode_submission, submissions)) + b',{"id":7}]}'

    answer = served.as_("me").post("/v1/decisions", content=body, headers=JSON)

    told = decode(AnswersBody, answer.content).answers
    assert [(one.id, one.status) for one in told] == [
        ("s-1", 201),
        ("s-2", 409),
        ("s-3", 403),
        ("s-4", 201),
        ("", 422),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"id": "s-1"', 400),
        (b"<html></html>", 400),
        (b"null", 422),
        (b"[]", 422),
        (b'{"id": "s-1"}', 422),
        (b'{"id": "s-1", "surprise": true}', 422),
        (b"\x00" * 100, 400),
        (b"[" * 50_000, 422),
        (b'"\\ud800"', 400),
    ],
    ids=[
        "nothing",
        "torn at once",
        "torn",
        "a hotel's page",
        "null",
        "a list",
        "half",
        "with a surprise",
        "zeros",
        "a tower",
        "half a letter",
    ],
)
def test_what_is_no_decision_is_refused_and_nothing_is_recorded(
    served: Served, body: bytes, status: int
) -> None:
    answer = served.as_("me").put("/v1/decisions/s-1", content=body, headers=JSON)
    assert (answer.status_code, trouble(answer)) == (status, Trouble.INVALID)
    assert served.store.answer_to("s-1") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "s-2"),
        ("case_id", "a\x00b"),
        ("case_id", "'; DROP TABLE case_; --"),
        ("case_id", "../../etc/passwd"),
        ("after", "\x00"),
        ("base_decision_version", -1),
        ("base_decision_version", 2**63),
        ("base_decision_version", 2**64 - 1),
        ("decided_at", "yesterday"),
        ("decided_at", "2026-11-20T12:00:00"),
    ],
    ids=repr,
)
def test_a_field_that_no_desk_writes_is_refused(served: Served, field: str, value: object) -> None:
    case = a_case()
    served.store.take_in([case])
    body = json.loads(encode_submission(said(case, Take(), under="s-1"))) | {field: value}
    answer = served.as_("me").put("/v1/decisions/s-1", json=body)
    assert (answer.status_code, trouble(answer)) == (422, Trouble.INVALID)
    assert answer.json()["id"] == "s-1", "a desk that is not told which one would send it for ever"
    assert served.store.answer_to("s-1") is None


def test_a_newer_desk_keeps_its_decision_for_an_office_that_understands_it(served: Served) -> None:
    case = a_case()
    body = json.loads(encode_submission(said(case, Take(), under="s-1"))) | {"schema": 99, "mood": "good"}
    answer = served.as_("me").put("/v1/decisions/s-1", json=body)
    assert (answer.status_code, trouble(answer)) == (426, Trouble.UPGRADE_REQUIRED)


def test_a_decision_on_a_case_that_is_not_there_names_no_brand(served: Served) -> None:
    answer = put(served.as_("me"), said(replace(a_case(), brand=BRAND), Take(), under="s-1"))
    assert (answer.status_code, trouble(answer)) == (404, Trouble.NO_SUCH_THING)
    assert BRAND.encode() not in answer.content
