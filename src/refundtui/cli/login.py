"""`refundtui login|logout|whoami`: who works here, as the office's issuer vouches for them."""

from __future__ import annotations

import time
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped, complain, say, say_json, speech
from refundtui.config import Config, Profile
from refundtui.i18n.words import t, tn

if TYPE_CHECKING:
    from refundtui.casework.submissions import Unreachable
    from refundtui.remote.issuers import SignInError
    from refundtui.remote.office import RemoteOffice
    from refundtui.remote.registration import Registration
    from refundtui.wire.signing_in import DeviceBody, MeBody, MetaBody


def run_login(asked: Namespace) -> int:
    """Sign in with a code on another screen. What was decided and not sent stays, whoever signs in."""
    from refundtui.bootstrap import WallClock, token_store
    from refundtui.remote.addresses import UnsafeAddressError, checked_address
    from refundtui.remote.issuers import Issuer, SignInError
    from refundtui.remote.registration import Registration, keep_registration, read_registration
    from refundtui.remote.signing_in import sign_in

    config = config_of(asked, Profile.LIVE)
    before = read_registration(config.registration_file)
    written = asked.address or config.office or (before.address if before else "")
    if not written:
        raise Stopped(Exit.USAGE, t("Say where the office is: “refundtui login https://office.example.com”."))
    try:
        address = checked_address(written)
    except UnsafeAddressError as unsafe:
        raise Stopped(Exit.USAGE, speech().say(unsafe.code), t("Nothing was sent.")) from None
    meta = _meta_of(address)
    issuer_address = config.issuer or meta.issuer
    client_id = config.client_id or meta.client_id
    clock = WallClock()
    try:
        with closing(Issuer(checked_address(issuer_address), client_id, clock)) as issuer:
            # Whoever signs in although signed in means to prove it anew, whatever the issuer remembers.
            max_age = None if before is None else 0
            tokens = sign_in(issuer, meta.scope, show=_show, pause=time.sleep, clock=clock, max_age=max_age)
    except UnsafeAddressError as unsafe:
        raise Stopped(Exit.REFUSED, speech().say(unsafe.code), t("Nothing was sent.")) from None
    except SignInError as ended:
        raise _stopped(ended) from None
    registration = Registration(
        address=address, issuer=issuer_address, client_id=client_id, scope=meta.scope, practice=meta.practice
    )
    me = _me(registration, tokens.access)
    _make_room(config, before, address, me)
    token_store(config).write(tokens)
    keep_registration(config.registration_file, _with(registration, me))
    say(t("Signed in at {office} as {name} ({role}).", office=address, name=me.name or me.id, role=_role(me)))
    if before is None:
        say(t("“refundtui desk” opens the desk; “refundtui sync” takes in the cases."))
    return Exit.DONE


def run_logout(asked: Namespace) -> int:
    """Give the tokens back. Cases, decisions and drafts stay on this machine."""
    from refundtui.bootstrap import WallClock, token_store
    from refundtui.remote.issuers import Issuer, SignInError

    config = config_of(asked, Profile.LIVE)
    store = token_store(config)
    tokens = store.read()
    if tokens is None:
        say(t("Nobody is signed in."))
        return Exit.DONE
    store.clear()
    try:
        with closing(Issuer(tokens.issuer, tokens.client_id, WallClock())) as issuer:
            issuer.revoke(tokens)
    except SignInError:
        complain(t("The issuer could not be told; the tokens are gone from this machine."))
    say(t("Signed out. What was decided and not sent stays here."))
    return Exit.DONE


def run_whoami(asked: Namespace) -> int:
    from refundtui.bootstrap import token_store
    from refundtui.remote.registration import read_registration
    from refundtui.remote.tokens import OpenToOthersError

    config = config_of(asked, Profile.LIVE)
    registration = read_registration(config.registration_file)
    try:
        tokens = token_store(config).read()
    except OpenToOthersError as unsafe:
        raise Stopped(Exit.REFUSED, f"{unsafe.path}: {speech().say('login.file_open')}") from None
    me = registration.me if registration else None
    if registration is None or me is None:
        raise Stopped(Exit.USAGE, t("Nobody ever signed in here."), t("“refundtui login ADDRESS” does."))
    if asked.json:
        say_json(
            {
                "id": me.id,
                "name": me.name,
                "role": me.role,
                "brands": list(me.brands),
                "office": registration.address,
                "signed_in": tokens is not None,
            }
        )
        return Exit.DONE
    say(f"{me.name or me.id} · {_role(me)} · {', '.join(brand or t('every brand') for brand in me.brands)}")
    say(registration.address)
    if tokens is None:
        say(t("Signed out: what is decided waits until you sign in again."))
    return Exit.DONE


# ── What it takes ────────────────────────────────────────────────────────────────────────────────


def _office(address: str, token: str = "") -> RemoteOffice:
    import random

    from refundtui.bootstrap import WallClock
    from refundtui.remote.line import Line
    from refundtui.remote.office import RemoteOffice
    from refundtui.remote.patience import Patience
    from refundtui.remote.signing_in import OneToken

    patience = Patience(time.monotonic, random.random)
    return RemoteOffice(Line(address, OneToken(token), WallClock(), patience))


def _meta_of(address: str) -> MetaBody:
    from refundtui.casework.submissions import Unreachable

    with closing(_office(address)) as office:
        meta = office.meta()
    if isinstance(meta, Unreachable):
        raise _no_office(address, meta)
    return meta


def _me(registration: Registration, token: str) -> MeBody:
    from refundtui.casework.submissions import Unreachable

    with closing(_office(registration.address, token)) as office:
        me = office.me()
    if isinstance(me, Unreachable):
        if me.why in {"office.not_allowed", "office.login_required"}:
            raise Stopped(
                Exit.REFUSED, t("The issuer knows you, but this office does not."), t("Nothing was changed.")
            )
        raise _no_office(registration.address, me)
    return me


def _no_office(address: str, why: Unreachable) -> Stopped:
    return Stopped(Exit.RETRY, f"{address}: {speech().say(why.why)}", t("Nothing was changed."))


def _stopped(ended: SignInError) -> Stopped:
    from refundtui.i18n.phrases import SENTENCES
    from refundtui.remote.issuers import IssuerSilentError

    code = f"login.{ended.code}" if f"login.{ended.code}" in SENTENCES else "login.refused"
    silent = isinstance(ended, IssuerSilentError)
    sentence = speech().say(ended.code if ended.code in SENTENCES else code)
    return Stopped(Exit.RETRY if silent else Exit.REFUSED, sentence, t("Nothing was changed."))


def _make_room(config: Config, before: Registration | None, address: str, me: MeBody) -> None:
    """Another person, or another office, finds no case of the one before; what was decided is never touched."""
    if before is None or before.me is None or (before.address, before.me.id) == (address, me.id):
        return
    from refundtui.books.opening import CACHE, open_books
    from refundtui.books.trouble import remove_book
    from refundtui.casework.submissions import EntryState

    with open_books(config.profile_home, training=False, plain=config.plain_cache) as books:
        if books.outbox.read_only:
            raise Stopped(
                Exit.RETRY,
                t("Another window is working for {name}.", name=before.me.name or before.me.id),
                t("Close it first; nothing was changed."),
            )
        on_their_way = {EntryState.QUEUED, EntryState.SENDING, EntryState.WITHDRAWING}
        waiting = sum(entry.state in on_their_way for entry in books.outbox.entries())
    if waiting and before.address != address:
        raise Stopped(
            Exit.REFUSED,
            tn(
                "{n} decision waits to be sent to {office}.",
                "{n} decisions wait to be sent to {office}.",
                waiting,
                office=before.address,
            ),
            t("Nothing was changed."),
        )
    remove_book(config.profile_home / CACHE)


def _with(registration: Registration, me: MeBody) -> Registration:
    from msgspec.structs import replace

    return replace(registration, me=me)


def _show(device: DeviceBody) -> None:
    say(t("Open {address} and enter this code:", address=device.verification_uri))
    say()
    say(f"    {device.user_code}")
    say()
    if device.verification_uri_complete:
        say(t("or open {address}", address=device.verification_uri_complete))
    complain(t("Waiting; Ctrl+C gives up."))


def _role(me: MeBody) -> str:
    from refundtui.domain.actor import Role

    return speech().label(Role(me.role)) if me.role in frozenset(Role) else me.role
