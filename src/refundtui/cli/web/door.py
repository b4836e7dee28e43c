"""Who may come in: the browser that was given this session's key, and no page of somebody else in it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Final

from aiohttp import web

from refundtui.i18n.words import t

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_KEY: Final = "key"
# Only what this program serves is run, shown or connected to; the sandbox lets no link in a customer's
# message open a page. The terminal writes its own style sheet, hence the inline styles.
_CLOSED_IN: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
    "connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-scripts allow-same-origin"
)


class Door:
    """The one address the desk is served at, and the key to it.

    Every other account of this machine reaches a loopback address too, hence the key. A page from elsewhere in
    the same browser is known by its `Origin`, a foreign name that was made to mean this machine (DNS rebinding)
    by its `Host`.
    """

    def __init__(self, host: str, port: int) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.origin = f"http://{self.address}"
        self._key = secrets.token_urlsafe(32)
        self._once: set[str] = set()
        # Cookies do not know ports: two desks served from one machine must not take each other's.
        self._cookie = f"refundtui-{port}"
        self._pass = secrets.token_urlsafe(32)

    def link(self, *, once: bool = False) -> str:
        """The address with a key in it; `once` for a place where others can read it, as a list of processes is."""
        key = secrets.token_urlsafe(32) if once else self._key
        if once:
            self._once.add(key)
        return f"{self.origin}/?{_KEY}={key}"

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # A socket's page is always named; any other request of our own page may leave its name out.
        named = "" if "Upgrade" in request.headers else self.origin
        if request.host != self.address or request.headers.get("Origin", named) != self.origin:
            return _refused(t("The desk is served at {address} alone.", address=self.origin))
        key = request.query.get(_KEY)
        if key is not None and self._fits(key):
            inside = web.Response(status=303, headers={"Location": "/"})
            inside.set_cookie(self._cookie, self._pass, httponly=True, samesite="Strict")
            return inside
        if not _same(request.cookies.get(self._cookie, ""), self._pass):
            return _refused(
                t("Open the address that “refundtui web” has printed: the key to this desk is in it.")
            )
        return await handler(request)

    async def close_in(self, _: web.Request, answer: web.StreamResponse) -> None:
        """What every answer tells the browser about how little it may do with it."""
        socket = self.origin.replace("http", "ws", 1)
        answer.headers.update(
            {
                "Content-Security-Policy": _CLOSED_IN.format(socket=socket),
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            }
        )

    def _fits(self, key: str) -> bool:
        if key in self._once:
            self._once.discard(key)
            return True
        return _same(key, self._key)


def _same(given: str, wanted: str) -> bool:
    """In a time that does not tell how much of it was right."""
    return compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _refused(why: str) -> web.Response:
    return web.Response(status=403, text=why + "\n")
