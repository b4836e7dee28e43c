"""Where the tokens of a signed-in agent lie between two starts: in the keyring, else in a file nobody else can read."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

_SERVICE: Final = "refundtui sign-in"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What one sign-in is worth, and where it is made to last."""

    access: str
    refresh: str
    issued_at: datetime
    expires_at: datetime
    issuer: str
    token_endpoint: str
    client_id: str
    revocation_endpoint: str = ""

    def __repr__(self) -> str:
        """Never the tokens themselves: this may end in a log."""
        return f"Tokens(of {self.issuer}, until {self.expires_at.isoformat()})"


class Keyring(Protocol):
    """The operating system's; `books.vault` says which count as one."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class TokenStore(Protocol):
    """Shared by every process of the same agent on this machine."""

    def read(self) -> Tokens | None: ...
    def write(self, tokens: Tokens) -> None: ...
    def clear(self) -> None: ...


class OpenToOthersError(Exception):
    """The file can be read by others than its owner: what is in it may be known already."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class TokenFile:
    """A file of mode 0600, whole or not there at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Tokens | None:
        """Raises `OpenToOthersError`; what is torn or of another version counts as not signed in."""
        try:
            handle = os.open(self.path, os.O_RDONLY)
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(handle).st_mode) & _OTHERS:
                raise OpenToOthersError(self.path)
            return _read(file.read())

    def write(self, tokens: Tokens) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self.path.with_name(self.path.name + ".new")
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(tokens))
            file.flush()
            os.fsync(handle)
        beside.replace(self.path)

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)


class TokenRing:
    """An entry of the keyring, and the file where the keyring does not take one so long."""

    def __init__(self, keyring: Keyring, account: str, fallback: TokenFile) -> None:
        self._keyring = keyring
        self._account = account
        self._fallback = fallback

    def read(self) -> Tokens | None:
        return self._fallback.read() or _read((self._kept() or "").encode())

    def write(self, tokens: Tokens) -> None:
        text = msgspec.json.encode(tokens).decode()
        with suppress(Exception):  # every keyring has its own kind of refusal; some stop at 2,500 bytes
            self._keyring.set_password(_SERVICE, self._account, text)
        if self._kept() == text:
            self._fallback.clear()
        else:
            self._fallback.write(tokens)

    def clear(self) -> None:
        self._fallback.clear()
        with suppress(Exception):  # nothing there is a refusal too
            self._keyring.delete_password(_SERVICE, self._account)

    def _kept(self) -> str | None:
        try:
            return self._keyring.get_password(_SERVICE, self._account)
        except Exception:  # noqa: BLE001 - a locked keyring is one without an entry
            return None


class TokenMemory:
    """For who wants nothing kept: signed in until the program ends."""

    def __init__(self) -> None:
        self._held: Tokens | None = None

    def read(self) -> Tokens | None:
        return self._held

    def write(self, tokens: Tokens) -> None:
        self._held = tokens

    def clear(self) -> None:
        self._held = None


def _read(text: bytes) -> Tokens | None:
    try:
        return msgspec.json.decode(text, type=Tokens) if text else None
    except (msgspec.MsgspecError, ValueError):
        return None
