"""The keys of the books: where they lie, and what that protects against.

Each book of a profile has its own key of 32 random bytes.

* A **live** profile's keys lie in the operating system's keyring where there is a real one. Who takes the
  disk or a backup then has no key. Without a keyring they lie in `vault.key`, readable by its owner only:
  that protects against other users of the machine and against a book copied alone, not against whoever
  can read the owner's files.
* A **practice** profile's keys always lie in `vault.key`: it holds nobody's data.
* The **outbox's** key is kept a second time, in `outbox.key`, wrapped under a recovery secret, because an agent's
  word must survive a keyring that was reset. The recovery secret is a file that the operator names, or else the
  machine's own identity. Wrapped under the machine's identity it protects a copy of the home on another
  machine or in a backup; it does not protect against whoever has the whole disk. Who needs that names a recovery
  file that lies elsewhere. The cache has no second copy: it can be had again.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final, Protocol

from refundtui.books.trouble import LostKey

_SIZE: Final = 32
_SERVICE: Final = "refundtui"
_MACHINE_FILES: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class Keyring(Protocol):
    """Where a live profile's secret is kept; the operating system's, or none."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Keys:
    """The books' keys. `second` is the outbox's second copy where it says something else: a keyring that
    was reset or restored may hold a key the outbox was not written with.
    """

    cache: bytes
    outbox: bytes
    second: bytes | None = None


@dataclass(frozen=True, slots=True)
class Vault:
    """One profile's keys and the places they lie in."""

    home: Path
    training: bool
    keyring: Keyring | None = None
    recovery: Path | None = None

    def keys(self) -> Keys:
        """The keys of this profile; made when it is new.

        Raises `LostKey` when there is an outbox but no key of any kind for it.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept, second = self._kept(), self._second()
        if kept is not None:
            if second is None:
                self.keep_second(kept.outbox)
            return Keys(kept.cache, kept.outbox, None if second == kept.outbox else second)
        if second is None and (self.home / "outbox.db").exists():
            raise LostKey(book="outbox")
        made = Keys(secrets.token_bytes(_SIZE), second or secrets.token_bytes(_SIZE))
        self.keep(made)
        return made

    def keep(self, keys: Keys) -> None:
        """Write the keys down, the outbox's twice."""
        text = keys.cache.hex() + keys.outbox.hex()
        if self.keyring is not None:
            self.keyring.set_password(_SERVICE, self._account, text)
        if self.keyring is None or self.keyring.get_password(_SERVICE, self._account) != text:
            _write_private(self.home / "vault.key", text)
        self.keep_second(keys.outbox)

    def keep_second(self, outbox: bytes) -> None:
        if self._second() != outbox:
            wrap(self.home / "outbox.key", outbox, recovery_secret(self.home, self.recovery))

    def renewed_outbox(self) -> Keys:
        """A new key for a new outbox, after the old one was set aside; the old second copy stays beside it."""
        copy = self.home / "outbox.key"
        if copy.exists():
            copy.rename(_free_name(copy))
        kept = self._kept()
        made = Keys(kept.cache if kept else secrets.token_bytes(_SIZE), secrets.token_bytes(_SIZE))
        self.keep(made)
        return made

    def _kept(self) -> Keys | None:
        # The file also counts for a live profile: the machine may have had no keyring when it was made.
        in_keyring = self.keyring and self.keyring.get_password(_SERVICE, self._account)
        try:
            raw = bytes.fromhex(in_keyring or _read_text(self.home / "vault.key") or "")
        except ValueError:
            return None
        return Keys(raw[:_SIZE], raw[_SIZE:]) if len(raw) == 2 * _SIZE else None

    def _second(self) -> bytes | None:
        copy = self.home / "outbox.key"
        return unwrap(copy, recovery_secret(self.home, self.recovery)) if copy.exists() else None

    @property
    def _account(self) -> str:
        """Two homes on one machine are two entries."""
        place = blake2b(str(self.home.absolute()).encode(), digest_size=8).hexdigest()
        return f"{self.home.name}-{place}"


def vault_for(home: Path, *, training: bool, recovery: Path | None = None) -> Vault:
    """The vault of a profile on this machine."""
    return Vault(home, training, None if training else real_keyring(), recovery)


def key_for(home: Path, *, training: bool, book: str = "cache") -> bytes:
    """The key of one book of a profile."""
    keys = vault_for(home, training=training).keys()
    return keys.outbox if book == "outbox" else keys.cache


def real_keyring() -> Keyring | None:
    """The operating system's keyring, if it is one: a plain-text substitute is worse than our own file."""
    try:
        # Late: it costs as much as the first frame and a half.
        import keyring as package  # noqa: PLC0415 - it looks round the machine as it is imported
        from keyring.backends import chainer, fail, null  # noqa: PLC0415 - ditto
    except ImportError:
        return None
    found = package.get_keyring()
    if isinstance(found, (fail.Keyring, null.Keyring)):
        return None
    if isinstance(found, chainer.ChainerBackend) and not found.backends:
        return None
    return found if found.priority >= 1 else None


# --- The outbox's second copy ----------------------------------------------------------------------


def recovery_secret(home: Path, recovery: Path | None) -> bytes:
    """What wraps the second copy: the operator's file, else the machine's identity, else a file of our own."""
    text = _first_text((recovery,) if recovery else _MACHINE_FILES)
    if not text:
        own = home / "recovery.key"
        text = _read_text(own) or ""
        if not text:
            text = secrets.token_hex(_SIZE)
            _write_private(own, text)
    return blake2b(text.encode(), person=b"outbox wrap", digest_size=_SIZE).digest()


def wrap(path: Path, key: bytes, under: bytes) -> None:
    """Keep a key sealed: one keyed pad for one random number, and a seal over both."""
    number = secrets.token_bytes(16)
    sealed = number + _mixed(key, under, number)
    _write_private(path, (sealed + _seal(sealed, under)).hex())


def unwrap(path: Path, under: bytes) -> bytes | None:
    """The key, or None when it was sealed under something else or changed since."""
    try:
        raw = bytes.fromhex(_read_text(path) or "")
    except ValueError:
        return None
    sealed, seal = raw[:-_SIZE], raw[-_SIZE:]
    if len(sealed) != 16 + _SIZE or not hmac.compare_digest(seal, _seal(sealed, under)):
        return None
    return _mixed(sealed[16:], under, sealed[:16])


def _mixed(key: bytes, under: bytes, number: bytes) -> bytes:
    pad = blake2b(number, key=under, person=b"pad", digest_size=_SIZE).digest()
    return bytes(one ^ other for one, other in zip(key, pad, strict=True))


def _seal(sealed: bytes, under: bytes) -> bytes:
    return blake2b(sealed, key=under, person=b"seal", digest_size=_SIZE).digest()


# --- Files -----------------------------------------------------------------------------------------


def _first_text(paths: Iterable[Path | None]) -> str | None:
    return next((text for path in paths if path and (text := _read_text(path))), None)


def _read_text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _free_name(path: Path) -> Path:
    number = 1
    while (other := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    return other
