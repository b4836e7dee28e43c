"""What an office says of itself to everybody, and of oneself to whoever has signed in."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from refundtui.domain.actor import Act
from refundtui.server.described import says
from refundtui.server.reception import Here, Person
from refundtui.wire.bodies import maybe_money_body
from refundtui.wire.protocol import JSON, OLDEST, VERSION, Trouble
from refundtui.wire.signing_in import GrantBody, MeBody, MetaBody

router = APIRouter(prefix="/v1", tags=["me"])


@router.get("/meta", responses=says(MetaBody))
def meta(here: Here) -> Response:
    """Which versions are spoken, what time it is here, and who vouches for people."""
    told = MetaBody(
        oldest=OLDEST,
        newest=VERSION,
        now=here.now(),
        issuer=here.doorkeeper.issuer,
        audience=here.doorkeeper.audience,
        practice=here.practice,
    )
    return Response(msgspec.json.encode(told), media_type=JSON)


@router.get("/me", responses=says(MeBody, Trouble.LOGIN_REQUIRED, Trouble.NOT_ALLOWED))
def me(here: Here, asking: Person) -> Response:
    """Who the office takes one for. The desk shows this; the office decides anew on every request."""
    actor = asking.actor
    told = MeBody(
        id=actor.id,
        name=actor.name,
        role=actor.role.value,
        brands=tuple(sorted({grant.brand for grant in actor.grants if grant.act is Act.READ})),
        now=here.now(),
        grants=tuple(
            GrantBody(act=grant.act.value, brand=grant.brand, limit=maybe_money_body(grant.limit))
            for grant in actor.grants
        ),
    )
    return Response(msgspec.json.encode(told), media_type=JSON)
