"""`refundtui office serve`: the office on a socket, set up the first time it starts."""

from __future__ import annotations

import json
import os
import tempfile
import time
from argparse import Namespace
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.cli.office_connected import connected_by, settings_of
from refundtui.cli.office_place import AUDIENCE, now, opened, place_of, say_setup_code
from refundtui.cli.office_setting_up import say_next_steps, set_up
from refundtui.cli.telling import Exit, Stopped, say
from refundtui.i18n.words import t

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fastapi import FastAPI

    from refundtui.office.store import OfficeStore
    from refundtui.server.serving import Place

_SERVING_VARIABLE: Final = "REFUNDTUI_SERVING"
_DEMO_CASES: Final = 300


@dataclass(frozen=True, slots=True)
class Serving:
    """What each process of an office must know; it reaches a second one by the environment."""

    database: str
    address: str
    issuer: str = ""
    audience: str = AUDIENCE
    claim: str = "sub"
    practice: bool = False
    gateways: str = ""  # the file of the accounts whose deliveries are heard


def run(asked: Namespace) -> int:
    try:
        from refundtui.server.serving import Place
    except ModuleNotFoundError as missing:
        raise Stopped(
            Exit.USAGE,
            t("The office needs “{name}”, which is not installed.", name=str(missing.name)),
            t("“pip install 'refundtui[server]'” brings everything it needs."),
        ) from None

    place = Place(
        asked.host,
        asked.port,
        Path(asked.tls_cert) if asked.tls_cert else None,
        Path(asked.tls_key) if asked.tls_key else None,
    )
    where = place_of(asked, demo=asked.demo)
    _refuse_what_is_not_safe(asked, place, where)
    serving = Serving(
        database=str(where),
        address=(asked.public_url or place.address).rstrip("/"),
        issuer=asked.issuer or "",
        audience=asked.audience,
        claim=asked.person_claim,
        practice=asked.demo,
        gateways=str(settings_of(asked) or ""),
    )
    with opened(asked, is_new=True) as store:
        _prepare(asked, store)
        say(t("The office listens on {address}.", address=serving.address))
        say(t("An agent signs in with: refundtui login {address}", address=serving.address))
        if asked.workers == 1:
            return _serve_alone(serving, place, store)
    return _serve_together(serving, place, asked.workers)


def _refuse_what_is_not_safe(asked: Namespace, place: Place, where: Path | str) -> None:
    if not place.is_loopback and not place.has_tls:
        raise Stopped(
            Exit.USAGE,
            t("Beyond this machine the office speaks only with TLS: --tls-cert and --tls-key."),
            t("Behind a proxy that has TLS, listen on 127.0.0.1 and say --public-url."),
        )
    if place.is_every_address and not asked.public_url:
        # Its tokens name the address it is known by, and nobody reaches 0.0.0.0.
        raise Stopped(
            Exit.USAGE, t("Say how desks reach the office: --public-url https://office.example.com.")
        )
    if bool(asked.tls_cert) != bool(asked.tls_key):
        raise Stopped(Exit.USAGE, t("--tls-cert and --tls-key belong together."))
    for file in filter(None, (asked.tls_cert, asked.tls_key)):
        if not Path(file).is_file():
            raise Stopped(Exit.USAGE, t("There is no file {file}.", file=file))
    if asked.workers > 1 and isinstance(where, Path):
        # Measured: eight processes on one SQLite file, and one of them waited three seconds.
        raise Stopped(
            Exit.USAGE,
            t("Several processes need PostgreSQL: --database postgresql+psycopg://NAME@HOST/DATABASE."),
        )


def _prepare(asked: Namespace, store: OfficeStore) -> None:
    """The first time: laws, an administrator, or a whole invented office; and what is still missing."""
    if asked.demo:
        if not store.standing().cases:
            _invent(store, asked.cases or _DEMO_CASES)
        return
    set_up(store)
    say_next_steps(store)


def _invent(store: OfficeStore, cases: int) -> None:
    """Brands, people and cases to try everything with; each person's set-up code is said once."""
    from refundtui.rulebooks import shipped
    from refundtui.training.people import PEOPLE
    from refundtui.training.seeding.believable import lives_and_twins

    moment = now()
    for name, body in shipped().items():
        store.publish(name, body, by="demo", now=moment)
    store.admit(PEOPLE)
    store.fill(lives_and_twins(cases, 1, library=store.library()), now=moment)
    for actor in PEOPLE:
        say_setup_code(store, actor.id, actor.name)


def _serve_alone(serving: Serving, place: Place, store: OfficeStore) -> int:
    from refundtui.server import diary
    from refundtui.server.serving import serve

    diary.keep()
    serve(_application(serving, store), place)
    return Exit.DONE


def _serve_together(serving: Serving, place: Place, workers: int) -> int:
    from refundtui.server.figures import SHARED_FOLDER
    from refundtui.server.serving import serve_together

    os.environ[_SERVING_VARIABLE] = json.dumps(asdict(serving))
    with tempfile.TemporaryDirectory(prefix="refundtui-figures-") as folder:
        os.environ.setdefault(SHARED_FOLDER, folder)
        serve_together("refundtui.cli.office_serving:application", place, workers)
    return Exit.DONE


def application() -> FastAPI:
    """One of several processes: its own connections to what is everybody's."""
    from refundtui.office.store import OfficeStore
    from refundtui.server import diary

    serving = Serving(**json.loads(os.environ[_SERVING_VARIABLE]))
    diary.keep()
    return _application(serving, OfficeStore(serving.database))


def _application(serving: Serving, store: OfficeStore) -> FastAPI:
    from refundtui.server.app import office_app
    from refundtui.server.doorkeeper import Doorkeeper, FetchedKeys, published_by
    from refundtui.server.own_issuer import OwnIssuer, StoredKeys

    clock = _clock_of(store)
    gateways = connected_by(Path(serving.gateways) if serving.gateways else None, store).gateways
    if serving.issuer:
        keys = FetchedKeys(published_by(serving.issuer))
        doorkeeper = Doorkeeper(serving.issuer, serving.audience, keys, claim=serving.claim)
        return office_app(store, doorkeeper, clock, practice=serving.practice, gateways=gateways)
    own = StoredKeys(store)
    issuer = OwnIssuer(store, serving.address, serving.audience, clock, own)
    doorkeeper = Doorkeeper(serving.address, serving.audience, own)
    return office_app(store, doorkeeper, clock, issuer=issuer, practice=serving.practice, gateways=gateways)


def _clock_of(store: OfficeStore) -> Callable[[], datetime]:
    """An embedded file's is this machine's; of a server's database the processes may run on several."""
    if store.database.is_embedded:
        return now
    from refundtui.server.clock import OfficeClock

    return OfficeClock(store.database.now, time.monotonic, now).now
