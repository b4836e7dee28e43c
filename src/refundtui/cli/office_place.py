"""The office of real work, opened for an operator's command: a file of this machine, or any database by URL."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.cli.telling import Exit, Stopped, say
from refundtui.config import Profile, read_config
from refundtui.i18n.words import t

if TYPE_CHECKING:
    from refundtui.office.store import OfficeStore
    from refundtui.server.own_issuer import OwnIssuer

DATABASE_VARIABLE: Final = "REFUNDTUI_DATABASE"
AUDIENCE: Final = "refundtui-office"

OPERATOR: Final = "operator"
"""Who did it, in the office's own chronicle: somebody at this machine, not a person who signed in."""


def place_of(asked: Namespace, *, demo: bool = False) -> Path | str:
    """Where the office keeps everything. A URL with a password belongs into the environment, not the call."""
    chosen = getattr(asked, "database", None) or os.environ.get(DATABASE_VARIABLE, "")
    if chosen:
        return chosen if "://" in chosen else Path(chosen)
    config = read_config(profile=Profile.TRAINING if demo else Profile.LIVE)
    return config.profile_home / "served.db" if demo else config.office_file


def now() -> datetime:
    from refundtui.bootstrap import WallClock

    return WallClock().now()


@contextmanager
def opened(asked: Namespace, *, is_new: bool = False) -> Iterator[OfficeStore]:
    """The office's store; it must have been set up, unless it is about to be."""
    demo = bool(getattr(asked, "demo", False))
    place = place_of(asked, demo=demo)
    if isinstance(place, Path) and not place.exists() and not is_new:
        raise Stopped(
            Exit.USAGE,
            t("There is no office in {file} yet.", file=str(place)),
            t("“refundtui office init” makes one."),
        )
    from refundtui.office.store import OfficeStore

    with OfficeStore(place) as store:
        yield store


def issuer_for(store: OfficeStore, address: str = "") -> OwnIssuer:
    """The office as the one who vouches for its people; codes need no address, tokens do."""
    from refundtui.server.own_issuer import OwnIssuer, StoredKeys

    return OwnIssuer(store, address, AUDIENCE, now, StoredKeys(store))


def say_setup_code(store: OfficeStore, person_id: str, name: str) -> None:
    code = issuer_for(store).make_setup_code(person_id, OPERATOR)
    say(t("Set-up code of {name} ({id}), good once and for seven days:", name=name, id=person_id))
    say(f"  {code}")
