"""What every endpoint works with, and how it learns who is asking: nobody passes without a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer

from refundtui.domain.actor import Actor
from refundtui.domain.hostile_text import clean_line
from refundtui.domain.signing_in import Session
from refundtui.office.store import OfficeStore
from refundtui.server.doorkeeper import Doorkeeper, MadeForAnotherError, NotSignedInError
from refundtui.server.troubles import ProblemError
from refundtui.wire.protocol import Trouble

if TYPE_CHECKING:
    from refundtui.office.ports import RefundGateway
    from refundtui.server.page_shelf import PageShelf
    from refundtui.server.pokes import Pokes


@dataclass(frozen=True, slots=True)
class Reception:
    """One process's part of the office: everything shared is in the store's database."""

    store: OfficeStore
    now: Callable[[], datetime]
    doorkeeper: Doorkeeper
    pages: PageShelf
    pokes: Pokes
    practice: bool = False
    gateways: Mapping[str, RefundGateway] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """The person behind a request, with the rights of this moment, until when their token holds, and how they
    came in.
    """

    actor: Actor
    until: datetime
    session: Session = Session(None)  # noqa: RUF009 - frozen, so all may share the one that proves nothing


def reception(request: Request) -> Reception:
    known: Reception = request.app.state.reception
    return known


Here = Annotated[Reception, Depends(reception)]

_BEARER = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    scheme_name="token",
    description="An access token of the issuer that `GET /v1/meta` names.",
)


async def person_asking(request: Request, here: Here, _: Annotated[object, Security(_BEARER)]) -> Asking:
    """Deny by default: a token that holds, and a person of this office behind it."""
    return await run_in_threadpool(who_is, here, token_of(request))


def token_of(request: Request) -> str:
    """Raises `ProblemError`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _login_required("invalid_request")
    return token.strip()


def who_is(here: Reception, token: str) -> Asking:
    """Raises `ProblemError`."""
    try:
        signed = here.doorkeeper.read(token, here.now())
    except MadeForAnotherError as wrong:
        raise _login_required("invalid_token", detail=_made_for_another(wrong)) from wrong
    except NotSignedInError as wrong:
        raise _login_required("invalid_token") from wrong
    actor = here.store.signed_in(signed.subject)
    if actor is None:
        # Somebody of the issuer's, but nobody of ours: told apart, or a new colleague would sign in for ever.
        raise ProblemError(Trouble.NOT_ALLOWED, detail="The office does not know this person.")
    return Asking(actor, signed.until, Session(signed.signed_in_at))


def _login_required(error: str, *, detail: str = "") -> ProblemError:
    headers = {"WWW-Authenticate": f'Bearer error="{error}"'}
    return ProblemError(Trouble.LOGIN_REQUIRED, headers=headers, detail=detail)


def _made_for_another(wrong: MadeForAnotherError) -> str:
    """What an operator of a shop's program needs to read: the same office under another address is the usual case."""
    said, wanted = clean_line(wrong.said)[:200], wrong.wanted
    if wrong.claim == "aud":
        return f"This token is made for {said}; here one for {wanted} is needed."
    return (
        f"This token is made for the office at {said}; this one is known as {wanted}. "
        f"“refundtui office accounts token ID --address {wanted}” makes one that holds here."
    )


Person = Annotated[Asking, Depends(person_asking)]
