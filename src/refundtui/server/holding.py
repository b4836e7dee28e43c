"""Who holds which case, who looks at which, and what comes next: asked by desks, decided by the office."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from refundtui.domain.availability import Availability
from refundtui.office.leases import HeldByAnother, Lease, LeaseLost, NotGiven, NothingWaits
from refundtui.server.bodies import JsonBody
from refundtui.server.described import asks, says
from refundtui.server.naming import LARGEST, CaseName
from refundtui.server.reception import Asking, Here, Person, Reception
from refundtui.server.refusals import trouble_of, unreadable
from refundtui.server.troubles import ProblemError
from refundtui.wire.bodies import Body, NotReadableError, decode, finding_bodies
from refundtui.wire.holding import (
    Doing,
    LeaseBody,
    LeaseWish,
    NextWish,
    PresenceBody,
    PresenceWish,
    PresentBody,
)
from refundtui.wire.protocol import JSON, Trouble

router = APIRouter(prefix="/v1", tags=["holding"])

AnyBody = TypeVar("AnyBody", bound=Body)

_WHO = (Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED)
_SENT = (Trouble.TOO_LARGE, Trouble.WRONG_CONTENT_TYPE)


@router.post(
    "/next",
    responses=says(LeaseBody, *_WHO, *_SENT, Trouble.REFUSED, also={204: None}),
    openapi_extra=asks(NextWish),
)
def next_case(here: Here, asking: Person, body: JsonBody) -> Response:
    """The case that needs this person most, and its lease; the same `key` again is the same case again."""
    wish = _read(NextWish, body)
    match here.store.next_case(
        asking.actor.id, wish.key, here.now(), brand=wish.brand, language=wish.language
    ):
        case Lease() as lease:
            return _told(_lease_body(here, lease))
        case NothingWaits():
            return Response(status_code=204)
        case NotGiven(findings=findings):
            raise ProblemError(trouble_of(findings), findings=finding_bodies(findings))


@router.put(
    "/cases/{case_id}/lease",
    responses=says(
        LeaseBody,
        *_WHO,
        *_SENT,
        Trouble.NO_SUCH_THING,
        Trouble.REFUSED,
        Trouble.CASE_HELD,
        Trouble.CLAIM_LOST,
    ),
    openapi_extra=asks(LeaseWish),
)
def take(here: Here, asking: Person, case_id: CaseName, body: JsonBody) -> Response:
    """Hold a case, or go on holding it: asked again it is renewed under the same epoch."""
    wish = _read(LeaseWish, body)
    _must_be_seen(here, asking, case_id)
    match here.store.take(
        asking.actor.id,
        case_id,
        here.now(),
        epoch=wish.epoch,
        take_over=wish.take_over,
        offline=wish.offline,
    ):
        case Lease() as lease:
            return _told(_lease_body(here, lease))
        case HeldByAnother(lease=lease):
            told = _lease_body(here, lease)
            raise ProblemError(
                Trouble.CASE_HELD,
                holder=told.holder,
                holder_name=told.holder_name,
                until=told.until.isoformat(),
                epoch=told.epoch,
            )
        case LeaseLost(epoch=epoch):
            raise ProblemError(Trouble.CLAIM_LOST, epoch=epoch)
        case NotGiven(findings=findings):
            raise ProblemError(trouble_of(findings), findings=finding_bodies(findings))


@router.delete(
    "/cases/{case_id}/lease",
    status_code=204,
    responses=says(None, *_WHO, Trouble.NO_SUCH_THING, status=204),
)
def give_back(
    here: Here, asking: Person, case_id: CaseName, epoch: Annotated[int, Query(ge=0, lt=LARGEST)]
) -> Response:
    """Let go of a case. One that was not held any more is let go as well."""
    _must_be_seen(here, asking, case_id)
    here.store.give_back(asking.actor.id, case_id, epoch, here.now())
    return Response(status_code=204)


@router.put(
    "/presence",
    status_code=204,
    responses=says(None, *_WHO, *_SENT, status=204),
    openapi_extra=asks(PresenceWish),
)
def say_where(here: Here, asking: Person, body: JsonBody) -> Response:
    """I am here. Said again at least each half minute; who falls silent is gone after a minute.

    `availability` stands until another is said: who is busy, on a break or in training is given no next case.
    """
    wish = _read(PresenceWish, body)
    case_id = wish.case_id
    if case_id:
        held = here.store.spelled(case_id)
        if held is None or not asking.actor.may_see(held.brand):
            case_id = ""  # to be at another's case is to be at none
    here.store.say_where(
        asking.actor.id,
        here.now(),
        case_id=case_id,
        doing=wish.doing.value,
        availability=wish.availability,
    )
    return Response(status_code=204)


@router.get("/presence", responses=says(PresenceBody, *_WHO))
def presence(here: Here, asking: Person) -> Response:
    """Everybody at work on cases this person may see, and every lease on them; oneself as one was seen last."""
    now = here.now()
    return _told(
        PresenceBody(
            people=tuple(
                PresentBody(
                    person=one.person,
                    name=one.name,
                    case_id=one.case_id,
                    doing=Doing(one.doing),
                    availability=Availability(one.availability),
                    since=one.since,
                )
                for one in here.store.present(asking.actor, now)
            ),
            leases=tuple(_lease_body(here, lease) for lease in here.store.leases(asking.actor, now)),
        )
    )


def _must_be_seen(here: Reception, asking: Asking, case_id: str) -> None:
    held = here.store.spelled(case_id)
    if held is None or not asking.actor.may_see(held.brand):
        raise ProblemError(Trouble.NO_SUCH_THING)


def _read(kind: type[AnyBody], body: bytes) -> AnyBody:
    try:
        return decode(kind, body)
    except NotReadableError as wrong:
        raise unreadable(wrong) from wrong


def _lease_body(here: Reception, lease: Lease) -> LeaseBody:
    holder = here.store.person(lease.holder)
    return LeaseBody(
        case_id=lease.case_id,
        holder=lease.holder,
        epoch=lease.epoch,
        until=lease.until,
        holder_name="" if holder is None else holder.name,
    )


def _told(body: Body) -> Response:
    return Response(msgspec.json.encode(body), media_type=JSON)
