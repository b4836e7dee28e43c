"""The two books of a profile, opened; what stood in the way is moved aside and told, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from refundtui.books.cache import Cache
from refundtui.books.cipher import check_what_is_there, driver
from refundtui.books.outbox import Outbox
from refundtui.books.salvaging import salvage
from refundtui.books.trouble import Corrupt, Foreign, LostKey, SetAside, WrongKey, set_aside
from refundtui.books.vault import Keys, Vault, vault_for
from refundtui.domain.findings import Finding, finding

CACHE: Final = "cache.db"
OUTBOX: Final = "outbox.db"


@dataclass(frozen=True, slots=True)
class Books:
    """Both books, and what must be said about how they were found."""

    cache: Cache
    outbox: Outbox
    found: tuple[Finding, ...] = ()

    def close(self) -> None:
        self.outbox.close()
        self.cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_books(
    home: Path,
    training: bool,
    *,
    plain: bool = False,
    recovery: Path | None = None,
    vault: Vault | None = None,
) -> Books:
    """The books in a profile's own folder. `plain` leaves them unencrypted, for demos without SQLCipher only.

    Raises `NoCipher`, `Newer` or `NotWritten`: then nothing can be opened and nothing was touched.
    """
    found: list[Finding] = []
    driver(plain=plain)  # without it nothing is begun: no key is made, no file
    if plain:
        cache = Cache(home / CACHE, None)
        outbox = _opened_plain(home, found)
    else:
        vault = vault or vault_for(home, training=training, recovery=recovery)
        keys = _keys(home, vault, found)
        outbox = _opened_outbox(home, vault, keys, found)
        cache = Cache(home / CACHE, keys.cache)
    if cache.was_set_aside is not None:
        found.append(cache.was_set_aside.finding)
        found.append(finding("book.comes_again", book="cache"))
    if outbox.read_only:
        found.append(finding("book.read_only", book="outbox"))
    return Books(cache, outbox, tuple(found))


def _keys(home: Path, vault: Vault, found: list[Finding]) -> Keys:
    try:
        return vault.keys()
    except LostKey as lost:
        try:
            check_what_is_there(home / OUTBOX, plain=False)
        except Foreign as foreign:
            found.append(_aside(home, foreign).finding)
        else:
            found.append(_aside(home, lost).finding)
        return vault.renewed_outbox()


def _opened_outbox(home: Path, vault: Vault, keys: Keys, found: list[Finding]) -> Outbox:
    path = home / OUTBOX
    try:
        outbox = Outbox(path, keys.outbox)
    except WrongKey as why:
        if keys.second is not None:
            # The keyring says one thing, the second copy another: the copy was written with this outbox.
            try:
                outbox = Outbox(path, keys.second)
            except WrongKey:
                pass
            else:
                vault.keep(Keys(keys.cache, keys.second))
                found.append(finding("book.key_recovered", book="outbox"))
                return outbox
        found.append(_aside(home, why).finding)
        return Outbox(path, vault.renewed_outbox().outbox)
    except Foreign as why:
        found.append(_aside(home, why).finding)
        return Outbox(path, keys.outbox)
    except Corrupt as why:
        aside = _aside(home, why)
        outbox = Outbox(path, keys.outbox)
        why.facts["saved"] = salvage(aside.kept_as, keys.outbox, outbox)
        found.append(aside.finding)
        return outbox
    vault.keep_second(keys.outbox)
    return outbox


def _opened_plain(home: Path, found: list[Finding]) -> Outbox:
    try:
        return Outbox(home / OUTBOX, None)
    except (Foreign, WrongKey, Corrupt) as why:
        found.append(_aside(home, why).finding)
        return Outbox(home / OUTBOX, None)


def _aside(home: Path, why: Foreign | WrongKey | Corrupt | LostKey) -> SetAside:
    return set_aside(home / OUTBOX, why)
