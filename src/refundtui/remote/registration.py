"""At which office this desk is registered, and whom that office takes its agent for; known also without a line."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from refundtui.domain.actor import Act, Actor, Grant, Role
from refundtui.domain.money import UnknownCurrencyError
from refundtui.wire.bodies import maybe_money
from refundtui.wire.signing_in import MeBody


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """Where the office is, who vouches for its people, and who signed in last."""

    address: str
    issuer: str
    client_id: str
    scope: str
    practice: bool = False
    me: MeBody | None = None


def read_registration(path: Path) -> Registration | None:
    """None: never signed in, or by a version that spelled it otherwise."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Registration)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def keep_registration(path: Path, registration: Registration) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(msgspec.json.encode(registration))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def actor_of(me: MeBody) -> Actor:
    """The agent as the domain judges one: what this version does not know is not granted."""
    role = Role(me.role) if me.role in frozenset(Role) else Role.AUDITOR
    return Actor(me.id, me.name, role, tuple(_grants(me)))


def _grants(me: MeBody) -> list[Grant]:
    found = []
    for grant in me.grants:
        if grant.act in frozenset(Act):
            try:
                found.append(Grant(Act(grant.act), grant.brand, maybe_money(grant.limit)))
            except UnknownCurrencyError:
                continue  # a limit in a currency we cannot count would be none at all
    return found
