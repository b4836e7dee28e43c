"""A served office to test with: its address, its store, and tokens for whoever is to ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from refundtui.domain.actor import Actor, Grant, Role, usual_grants
from refundtui.office.store import OfficeStore
from refundtui.server.app import office_app
from refundtui.server.doorkeeper import Doorkeeper, KnownKeys
from refundtui.server.own_issuer import OwnIssuer, StoredKeys
from refundtui.server.serving import Place, free_port, settings
from tests.support.offices import NOW

ISSUER = "https://people.example"
AUDIENCE = "refundtui-office"
KEY = ECKey.generate_key("P-256", {"kid": "test", "use": "sig"}, private=True)

LINDENHOF_ONLY = Actor("jana", "Jana Brückner", Role.AGENT, usual_grants(Role.AGENT, "lindenhof"))
TIDEWATER_ONLY = Actor("owen", "Owen Hughes", Role.AGENT, usual_grants(Role.AGENT, "tidewater"))


def token(subject: str, *, now: datetime = NOW, seconds: int = 300, key: ECKey = KEY, **claims: Any) -> str:
    told = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=seconds)).timestamp()),
        **claims,
    }
    header = {"alg": "ES256", "kid": "test"}
    return jwt.encode(header, {name: fact for name, fact in told.items() if fact is not None}, key)


@dataclass
class Served:
    """The office at its address; its clock stands still unless it is moved."""

    address: str
    store: OfficeStore
    app: FastAPI
    now: datetime = NOW
    clients: list[httpx.Client] = field(default_factory=list)

    def as_(self, who: str | Actor, **headers: str) -> httpx.Client:
        """A client that asks as somebody."""
        subject = who if isinstance(who, str) else who.id
        return self.bare(Authorization=f"Bearer {token(subject, now=self.now)}", **headers)

    def bare(self, **headers: str) -> httpx.Client:
        client = httpx.Client(base_url=self.address, headers=headers, timeout=30)
        self.clients.append(client)
        return client


@contextmanager
def serving(store: OfficeStore, *, own: bool = False, **more: Any) -> Iterator[Served]:
    """Uvicorn in a thread of its own, ended at the end; `own` lets the office vouch for its people itself."""
    served = Served("", store, FastAPI())
    doorkeeper = Doorkeeper(ISSUER, AUDIENCE, KnownKeys(KeySet([KEY])))
    place = Place(port=free_port())
    if own:
        keys = StoredKeys(store)
        more["issuer"] = OwnIssuer(store, place.address, AUDIENCE, lambda: served.now, keys)
        doorkeeper = Doorkeeper(place.address, AUDIENCE, keys)
    served.app = office_app(store, doorkeeper, lambda: served.now, **more)
    server = uvicorn.Server(uvicorn.Config(served.app, **settings(place)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the office did not start")
        time.sleep(0.005)
    served.address = place.address
    try:
        yield served
    finally:
        for client in served.clients:
            client.close()
        served.app.state.reception.pokes.say_goodbye()
        server.should_exit = True
        thread.join(timeout=20)
        if thread.is_alive():
            raise RuntimeError("the office did not end")


def granted(*grants: Grant, who: str = "somebody") -> Actor:
    return Actor(who, who.title(), Role.AGENT, grants)
