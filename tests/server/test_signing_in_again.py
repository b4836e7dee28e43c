"""Above a brand's amount an approval takes a sign-in of late: the office asks for one, and keeps nothing until then."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import GrantApproval, RequestApproval
from refundtui.domain.order import Order
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.wire.signing_in import TokensBody
from refundtui.wire.submissions import SubmissionRead, encode_submission
from tests.server.served import Served, serving, token
from tests.server.test_signing_in import Desk, let_in
from tests.support.offices import NOW, a_case, a_shirt_order, approval_of, said

ABOVE = 26  # shirts at 39.90: 1,037.40, and lindenhof asks above 1,000.00


def requested(office: OfficeStore, shirts: int = ABOVE) -> Case:
    """A colleague asked for so many shirts."""
    order: Order = a_shirt_order(f"B-{shirts}", shirts=shirts)
    case = a_case(f"large-{shirts}", order=order, units=shirts)
    office.take_in([case])
    seen = approval_of(office, case)
    ask = RequestApproval(seen.request, seen.fingerprint, seen.total)
    office.record(said(case, ask, under=f"ask-{shirts}"), NOW)
    held = office.case(case.id)
    assert held is not None
    assert held.state is CaseState.APPROVAL
    return held


def grant(case: Case, by: str = "lead") -> SubmissionRead:
    assert case.approval is not None
    command = GrantApproval(case.approval.version, case.approval.fingerprint)
    return said(case, command, base=case.decision_version, by=by, under=f"grant-{case.id}")


def put(served: Served, submission: SubmissionRead, signed_in: datetime | None) -> httpx.Response:
    auth_time = None if signed_in is None else int(signed_in.timestamp())
    shown = token(submission.actor, now=served.now, auth_time=auth_time)
    client = served.bare(Authorization=f"Bearer {shown}", **{"Content-Type": "application/json"})
    return client.put(f"/v1/decisions/{submission.id}", content=encode_submission(submission))


@pytest.mark.parametrize(
    ("age", "status"),
    [(None, 401), (timedelta(minutes=15, seconds=1), 401), (timedelta(minutes=15), 201), (timedelta(0), 201)],
    ids=["never said", "too old", "just new enough", "now"],
)
def test_a_large_approval_takes_a_sign_in_of_the_last_minutes(
    served: Served, age: timedelta | None, status: int
) -> None:
    case = requested(served.store)
    told = put(served, grant(case), None if age is None else NOW - age)
    assert told.status_code == status


def test_the_refusal_says_how_new_a_sign_in_it_takes_and_keeps_nothing(served: Served) -> None:
    case = requested(served.store)
    submission = grant(case)
    told = put(served, submission, NOW - timedelta(hours=3))
    assert told.headers["WWW-Authenticate"] == (
        'Bearer error="insufficient_user_authentication", max_age="900"'
    )
    body = told.json()
    assert (body["type"], body["max_age"], body["retryable"]) == ("/problems/sign-in-again", 900, True)
    assert body["id"] == submission.id
    assert served.store.answer_to(submission.id) is None
    assert put(served, submission, NOW).status_code == 201, "the same submission, under the same key"
    held = served.store.case(case.id)
    assert held is not None
    assert held.state is CaseState.APPROVED


def test_a_sign_in_of_the_future_is_none(served: Served) -> None:
    case = requested(served.store)
    assert put(served, grant(case), NOW + timedelta(hours=1)).status_code == 401


def test_a_small_approval_takes_whatever_sign_in_there_is(served: Served) -> None:
    case = requested(served.store, shirts=7)
    assert put(served, grant(case), None).status_code == 201


def test_what_is_refused_anyway_asks_nobody_to_sign_in(served: Served) -> None:
    case = requested(served.store)
    own = put(served, grant(case, by="me"), None)
    assert (own.status_code, own.json()["type"]) == (403, "/problems/not-allowed")
    assert "role.not_allowed" in own.text


def test_scenario_77_whoever_asked_approves_nothing_of_it(served: Served) -> None:
    case = a_case("own", order=a_shirt_order("B-own", shirts=7), units=7)
    served.store.take_in([case])
    seen = approval_of(served.store, case)
    ask = RequestApproval(seen.request, seen.fingerprint, seen.total)
    served.store.record(said(case, ask, by="lead", under="ask-own"), NOW)
    held = served.store.case(case.id)
    assert held is not None
    told = put(served, grant(held), NOW)
    assert (told.status_code, told.json()["type"]) == (403, "/problems/not-allowed")
    assert [one["code"] for one in told.json()["findings"]] == ["self.approval"]


def test_a_practice_office_asks_nobody(store: OfficeStore) -> None:
    with serving(store, practice=True) as practice:
        assert put(practice, grant(requested(store)), None).status_code == 201
    in_this_process = requested(store, shirts=ABOVE + 1)
    assert isinstance(store.record(grant(in_this_process), NOW), Recorded)


def test_our_own_issuer_says_when_somebody_signed_in_and_renewing_makes_it_no_newer(
    store: OfficeStore,
) -> None:
    with serving(store, own=True) as served:
        desk = Desk(served)
        tokens = let_in(desk, "lead")
        case = requested(store)
        body = encode_submission(grant(case))

        def put_with(access: TokensBody | str) -> int:
            assert isinstance(access, TokensBody)
            headers = {"Content-Type": "application/json"}
            return (
                desk.as_(access)
                .put(f"/v1/decisions/grant-{case.id}", content=body, headers=headers)
                .status_code
            )

        served.now = NOW + timedelta(minutes=16)
        assert put_with(desk.refresh(tokens)) == 401
        assert put_with(let_in(desk, "lead")) == 201
