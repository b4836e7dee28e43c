"""One case in full: for a desk whose feed told only what a queue shows."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from refundtui.server.changes import IfNoneMatch
from refundtui.server.described import says
from refundtui.server.naming import CaseName
from refundtui.server.reception import Here, Person
from refundtui.server.troubles import ProblemError
from refundtui.wire.cases import CaseBody
from refundtui.wire.protocol import JSON, Trouble

router = APIRouter(prefix="/v1/cases", tags=["cases"])


@router.get(
    "/{case_id}",
    responses=says(
        CaseBody, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED, Trouble.NO_SUCH_THING, also={304: None}
    ),
)
def case(here: Here, asking: Person, case_id: CaseName, if_none_match: IfNoneMatch = "") -> Response:
    """The case as it is now; its `ETag` is its version."""
    held = here.store.spelled(case_id)
    if held is None or not asking.actor.may_see(held.brand):
        raise ProblemError(Trouble.NO_SUCH_THING)
    tag = f'"{held.version}"'
    if tag in (one.strip().removeprefix("W/") for one in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(held.body, headers={"ETag": tag}, media_type=JSON)
