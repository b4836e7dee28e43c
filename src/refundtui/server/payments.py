"""Payments nobody is sure of: listed for those who may check, and resolved by two of them."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Path
from starlette.responses import Response

from refundtui.domain.actor import Act
from refundtui.domain.findings import finding
from refundtui.domain.legs.states import LegState
from refundtui.office.payments.resolving import FINDABLE, NotTaken, Waits
from refundtui.office.payments.unclear import Unclear
from refundtui.server.bodies import JsonBody
from refundtui.server.described import asks, says
from refundtui.server.naming import NAME
from refundtui.server.reception import Here, Person
from refundtui.server.refusals import unreadable
from refundtui.server.troubles import ProblemError
from refundtui.wire.bodies import NotReadableError, decode, finding_bodies, maybe_money_body
from refundtui.wire.protocol import JSON, Trouble
from refundtui.wire.unclear import FoundBody, FoundWish, KnownBody, UnclearBody, UnclearListBody

router = APIRouter(prefix="/v1/payments", tags=["payments"])

LegName = Annotated[str, Path(pattern=NAME, description="Of a payment that is listed as unclear.")]
_WHO: Final = (Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED)


@router.get("/unclear", responses=says(UnclearListBody, *_WHO))
def unclear(here: Here, asking: Person) -> Response:
    """What is unclear, with its age, for whoever may decide as a second person; what another one found is not told."""
    if not any(grant.act is Act.CHECK for grant in asking.actor.grants):
        raise ProblemError(Trouble.NOT_ALLOWED)
    found = here.store.unclear(asking.actor, here.now())
    told = UnclearListBody(
        unclear=tuple(map(_body, found)), findable=tuple(sorted(state.value for state in FINDABLE))
    )
    return Response(msgspec.json.encode(told), media_type=JSON)


@router.post(
    "/{leg_id}/findings",
    responses=says(
        FoundBody,
        *_WHO,
        Trouble.NO_SUCH_THING,
        Trouble.REFUSED,
        Trouble.TOO_LARGE,
        Trouble.WRONG_CONTENT_TYPE,
    ),
    openapi_extra=asks(FoundWish),
)
def found(here: Here, asking: Person, leg_id: LegName, body: JsonBody) -> Response:
    """Say what became of a payment, and by what it was found. Said again it only stands anew."""
    try:
        wish = decode(FoundWish, body)
    except NotReadableError as wrong:
        raise unreadable(wrong) from wrong
    if wish.state not in FINDABLE:
        refused = finding("leg.no_such_finding", state=wish.state)
        raise ProblemError(Trouble.REFUSED, findings=finding_bodies((refused,)))
    answer = here.store.found(leg_id, asking.actor.id, LegState(wish.state), wish.evidence, here.now())
    if isinstance(answer, NotTaken):
        raise _refusal(answer)
    if isinstance(answer, Waits):
        told = FoundBody(result="waits", differs=bool(answer.instead))
    else:
        told = FoundBody(result="resolved", state=answer.leg.state.value)
    return Response(msgspec.json.encode(told), media_type=JSON)


def _refusal(answer: NotTaken) -> ProblemError:
    codes = {one.code for one in answer.findings}
    if codes & {"leg.unknown", "brand.not_yours"}:
        return ProblemError(Trouble.NO_SUCH_THING)  # another brand's and none at all are told alike
    trouble = Trouble.NOT_ALLOWED if "act.not_granted" in codes else Trouble.REFUSED
    return ProblemError(trouble, findings=finding_bodies(answer.findings))


def _body(one: Unclear) -> UnclearBody:
    return UnclearBody(
        about=one.about.value,
        id=one.id,
        since=one.since,
        gateway=one.gateway,
        refund=one.refund,
        brand=one.brand,
        case_id=one.case_id,
        reference=one.reference,
        amount=maybe_money_body(one.amount),
        state=one.state,
        findable=one.is_findable,
        own_word="" if one.own_word is None else one.own_word.value,
        another_spoke=one.another_spoke,
        known=tuple(KnownBody(at=at, code=code, state=state) for at, code, state in one.known),
    )
