"""The device grant of RFC 8628 and the tokens after it, where this office is its own issuer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import parse_qsl

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from refundtui.server.described import asks_form, says, says_oauth
from refundtui.server.origins import granted, origin_of
from refundtui.server.own_issuer import OwnIssuer, RefusedGrantError
from refundtui.server.troubles import ProblemError
from refundtui.wire.bodies import Body
from refundtui.wire.protocol import JSON, Trouble
from refundtui.wire.signing_in import (
    CLIENT_ID,
    DEVICE_GRANT,
    DISCOVERY,
    REFRESH_GRANT,
    DeviceBody,
    DiscoveryBody,
    OAuthErrorBody,
    TokensBody,
)

router = APIRouter(tags=["signing in"])

FORM: Final = "application/x-www-form-urlencoded"
_LARGEST: Final = 16_000


def own_issuer(request: Request) -> OwnIssuer:
    """Raises `ProblemError` where somebody else vouches for the people."""
    issuer: OwnIssuer | None = request.app.state.issuer
    if issuer is None:
        raise ProblemError(Trouble.NO_SUCH_THING)
    return issuer


async def form_body(request: Request) -> Mapping[str, str]:
    """The fields of a form, each once. Raises `ProblemError`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise ProblemError(Trouble.WRONG_CONTENT_TYPE, detail=FORM)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise ProblemError(Trouble.TOO_LARGE, detail=f"{_LARGEST} bytes")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))


Issuer = Annotated[OwnIssuer, Depends(own_issuer)]
FormFields = Annotated[Mapping[str, str], Depends(form_body)]

_FORM_TROUBLES: Final = (Trouble.NO_SUCH_THING, Trouble.TOO_LARGE, Trouble.WRONG_CONTENT_TYPE)


@router.get(DISCOVERY, responses=says(DiscoveryBody, Trouble.NO_SUCH_THING))
def discovery(issuer: Issuer) -> Response:
    """Where to sign in (OpenID Connect Discovery, RFC 8414)."""
    at = issuer.address
    told = {
        "issuer": at,
        "device_authorization_endpoint": f"{at}/oauth/device",
        "token_endpoint": f"{at}/oauth/token",
        "revocation_endpoint": f"{at}/oauth/revoke",
        "jwks_uri": f"{at}/oauth/jwks",
        "grant_types_supported": [DEVICE_GRANT, REFRESH_GRANT],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["none"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid", "offline_access"],
    }
    return Response(json.dumps(told), media_type=JSON)


@router.get("/oauth/jwks", responses=says(None, Trouble.NO_SUCH_THING, media=JSON))
def jwks(issuer: Issuer) -> Response:
    """The keys with which tokens can be checked (RFC 7517)."""
    return Response(json.dumps(issuer.keys.published(issuer.now())), media_type=JSON)


@router.post(
    "/oauth/device",
    responses=says(DeviceBody, *_FORM_TROUBLES) | says_oauth(),
    openapi_extra=asks_form("client_id", "scope"),
)
def device(request: Request, issuer: Issuer, form: FormFields) -> Response:
    """A code for a desk to show (RFC 8628 §3.1)."""
    if form.get("client_id") != CLIENT_ID:
        return _error("invalid_client", 401)
    return _told(granted(issuer, issuer.begin(origin_of(request))))


@router.post(
    "/oauth/token",
    responses=says(TokensBody, *_FORM_TROUBLES) | says_oauth(),
    openapi_extra=asks_form("grant_type", "client_id", "device_code", "refresh_token"),
)
def token(request: Request, issuer: Issuer, form: FormFields) -> Response:
    """Tokens for an approved desk, or the next ones for a refresh token (RFC 6749 §5, RFC 8628 §3.4)."""
    if form.get("client_id") != CLIENT_ID:
        return _error("invalid_client", 401)
    origin = origin_of(request)
    try:
        match form.get("grant_type"):
            case "urn:ietf:params:oauth:grant-type:device_code":
                return _told(granted(issuer, issuer.redeem(form.get("device_code", ""), origin)))
            case "refresh_token":
                return _told(granted(issuer, issuer.refresh(form.get("refresh_token", ""), origin)))
            case None:
                return _error("invalid_request")
            case _:
                return _error("unsupported_grant_type")
    except RefusedGrantError as refused:
        return _error(refused.error)


@router.post(
    "/oauth/revoke",
    responses=says(None, *_FORM_TROUBLES, media=JSON) | says_oauth(),
    openapi_extra=asks_form("token", "client_id"),
)
def revoke(request: Request, issuer: Issuer, form: FormFields) -> Response:
    """Sign out (RFC 7009): also for a token nobody knows the answer is yes."""
    if form.get("client_id") != CLIENT_ID:
        return _error("invalid_client", 401)
    granted(issuer, issuer.revoke(form.get("token", ""), origin_of(request)))
    return Response(b"{}", media_type=JSON)


def _told(body: Body) -> Response:
    return Response(msgspec.json.encode(body), headers=_NEVER_KEPT, media_type=JSON)


def _error(error: str, status: int = 400) -> Response:
    return Response(msgspec.json.encode(OAuthErrorBody(error=error)), status, _NEVER_KEPT, media_type=JSON)


_NEVER_KEPT: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
