"""Where a person lets a desk in: the code it shows, and who they are. A page for a browser, JSON for a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from refundtui.i18n.words import language, t
from refundtui.server.bodies import json_body
from refundtui.server.described import also_as_page, asks_form, says
from refundtui.server.hashing import LONGEST, SHORTEST, read_user_code
from refundtui.server.naming import is_a_name
from refundtui.server.origins import granted, origin_of
from refundtui.server.own_issuer import OwnIssuer
from refundtui.server.refusals import unreadable
from refundtui.server.signing_in import FORM, Issuer, form_body
from refundtui.server.troubles import ProblemError
from refundtui.wire.bodies import NotReadableError, decode
from refundtui.wire.protocol import DocumentProblem, Trouble
from refundtui.wire.signing_in import ActivationWish

router = APIRouter(tags=["signing in"])

HTML: Final = "text/html"
_GUARD: Final = {
    # Nothing but this page's own style, in no frame: what is typed here is a secret.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent, and whether a page or a program is to hear the answer."""

    wish: ActivationWish
    by_program: bool


async def wish_sent(request: Request) -> Sent:
    """Raises `ProblemError`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
        return Sent(_wish_of(await form_body(request)), by_program=False)
    try:
        return Sent(decode(ActivationWish, await json_body(request)), by_program=True)
    except NotReadableError as wrong:
        raise unreadable(wrong) from wrong


def _wish_of(form: Mapping[str, str]) -> ActivationWish:
    known = {name: form.get(name, "") for name in ActivationWish.__struct_fields__}
    return ActivationWish(**known)


@router.get(
    "/activate",
    responses=says(None, Trouble.NO_SUCH_THING, media=HTML),
    response_class=HTMLResponse,
)
def ask(issuer: Issuer, user_code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The page that a desk's code leads to."""
    return _page(_form(read_user_code(user_code)))


@router.post(
    "/activate",
    responses=also_as_page(
        says(
            None,
            Trouble.NO_SUCH_THING,
            Trouble.LOGIN_REQUIRED,
            Trouble.TOO_LARGE,
            Trouble.WRONG_CONTENT_TYPE,
            media=HTML,
            also={204: None},
        ),
        HTML,
    ),
    openapi_extra=asks_form(*ActivationWish.__struct_fields__),
    response_class=HTMLResponse,
)
def decide(request: Request, issuer: Issuer, sent: Annotated[Sent, Depends(wish_sent)]) -> Response:
    """Let the desk in: by account and secret, or by a set-up code and the secret it sets."""
    try:
        _let_in(issuer, sent.wish, origin_of(request))
    except ProblemError as wrong:
        if sent.by_program:
            raise
        return _page(
            _form(read_user_code(sent.wish.user_code), _why(wrong)), wrong.body.status, wrong.headers
        )
    if sent.by_program:
        return Response(status_code=204)
    return _page(f"<p>{escape(t('You are signed in. Go back to the desk; this page can be closed.'))}</p>")


def _let_in(issuer: OwnIssuer, wish: ActivationWish, origin: str) -> None:
    code = read_user_code(wish.user_code)
    if not granted(issuer, issuer.waits(code, origin)):
        raise ProblemError(Trouble.NO_SUCH_THING, problems=(_mistake("user_code", "code.unknown"),))
    person = _by_setup_code(issuer, wish, origin) if wish.setup_code else _by_secret(issuer, wish, origin)
    if not issuer.approve(code, person):
        raise ProblemError(Trouble.NO_SUCH_THING, problems=(_mistake("user_code", "code.unknown"),))


def _by_secret(issuer: OwnIssuer, wish: ActivationWish, origin: str) -> str:
    """Raises `ProblemError`; a wrong name and a wrong secret are told alike."""
    readable = is_a_name(wish.person) and 0 < len(wish.secret) <= LONGEST
    if not readable or not granted(issuer, issuer.is_person(wish.person, wish.secret, origin)):
        raise ProblemError(Trouble.LOGIN_REQUIRED, problems=(_mistake("secret", "secret.wrong"),))
    return wish.person


def _by_setup_code(issuer: OwnIssuer, wish: ActivationWish, origin: str) -> str:
    """Raises `ProblemError`."""
    if not SHORTEST <= len(wish.new_secret) <= LONGEST:
        raise ProblemError(Trouble.INVALID, problems=(_mistake("new_secret", "secret.length"),))
    person = granted(issuer, issuer.use_setup_code(wish.setup_code, wish.new_secret, origin))
    if person is None:
        raise ProblemError(Trouble.LOGIN_REQUIRED, problems=(_mistake("setup_code", "code.unknown"),))
    return person


def _mistake(path: str, code: str) -> DocumentProblem:
    return DocumentProblem(path=path, code=code)


# --- The page -------------------------------------------------------------------------------------


def _why(wrong: ProblemError) -> str:
    code = wrong.body.problems[0].code if wrong.body.problems else ""
    match code:
        case "code.unknown":
            return t("This code is not known, or its time is over. The desk can show a new one.")
        case "secret.length":
            return t("A password has at least {count} letters.", count=str(SHORTEST))
        case "secret.wrong":
            return t("Name and password do not belong together.")
        case _:
            return t("That was tried too often. Wait a while before the next attempt.")


def _form(code: str, why: str = "") -> str:
    told = f'<p role="alert"><strong>{escape(why)}</strong></p>' if why else ""
    first = t("The first time: with the set-up code you were given")
    return f"""{told}<form method="post" action="activate" autocomplete="off">
{_field("user_code", t("Code that the desk shows"), value=code, focus=not code)}
<fieldset>{_field("person", t("Your name here"), focus=bool(code))}
{_field("secret", t("Password"), kind="password")}</fieldset>
<details><summary>{escape(first)}</summary>
{_field("setup_code", t("Set-up code"))}
{_field("new_secret", t("New password"), kind="password")}</details>
<button>{escape(t("Sign the desk in"))}</button></form>"""


def _field(name: str, label: str, *, kind: str = "text", value: str = "", focus: bool = False) -> str:
    return (
        f'<p><label for="{name}">{escape(label)}</label><br><input id="{name}" name="{name}" type="{kind}" '
        f'value="{escape(value)}" maxlength="{LONGEST}" spellcheck="false" autocapitalize="off"'
        f"{' autofocus' if focus else ''}></p>"
    )


def _page(body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    title = escape(t("Sign a desk in"))
    document = f"""<!doctype html><html lang="{escape(language())}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:18px/1.5 system-ui;max-width:26em;margin:3em auto;padding:0 1em;color-scheme:light dark}}
input,button{{font:inherit;padding:.4em;width:100%;box-sizing:border-box}}fieldset{{border:0;padding:0}}</style>
</head><body><main><h1>{title}</h1>{body}</main></body></html>"""
    return HTMLResponse(document, status, {**_GUARD, **(headers or {})})
