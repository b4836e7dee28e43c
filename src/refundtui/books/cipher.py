"""How a book is opened: one driver, one key, never a plain file by accident."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, TypeAlias

from refundtui.books.trouble import Foreign, NoCipher, told_as_trouble

if TYPE_CHECKING:
    import sqlite3

_PLAIN_HEADER: Final = b"SQLite format 3\x00"
_PAGE: Final = 4096
_HELD_KIB: Final = 1_024  # of decrypted pages for each connection: a page of the queue needs half of it

Connection: TypeAlias = "sqlite3.Connection"
"""The driver's connections are the standard library's in all but name."""


def driver(*, plain: bool) -> ModuleType:
    """SQLCipher, or the standard library's SQLite for a demo that asked for it. Raises `NoCipher`."""
    if plain:
        import sqlite3  # noqa: PLC0415 - the desk never needs it: 30 ms before its first rows

        return sqlite3
    try:
        import sqlcipher3  # noqa: PLC0415 - a machine without the wheel is told so, not shown a traceback
    except ImportError as missing:
        raise NoCipher(str(missing)) from missing
    module: ModuleType = sqlcipher3
    return module


def connect(
    path: Path, key: bytes | None, *, synchronous: str = "NORMAL", only_reading: bool = False
) -> Connection:
    """A connection in autocommit mode; `key` None means a plain file.

    Raises `Foreign`, `WrongKey`, `Corrupt`, `NotWritten` or `NoCipher`.
    """
    module = driver(plain=key is None)
    is_new = check_what_is_there(path, plain=key is None)
    if is_new:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made by us first, so that neither it nor its log is ever readable by others.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with told_as_trouble(path.stem):
        db: Connection = module.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=10, cached_statements=256
        )
        try:
            if key is not None:
                # First of all: SQLCipher's complaint about a wrong key would land on the desk's screen.
                db.execute("PRAGMA cipher_log_level = NONE")
                # A raw key: a passphrase would cost a quarter of a second of derivation at every opening.
                db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not only_reading:
                db.execute("PRAGMA journal_mode = WAL")
            db.execute(f"PRAGMA synchronous = {synchronous}")
            db.execute("PRAGMA temp_store = MEMORY")  # nothing about customers in temporary files
            db.execute(f"PRAGMA cache_size = -{_HELD_KIB}")
            db.execute(f"PRAGMA query_only = {int(only_reading)}")
        except BaseException:
            db.close()
            raise
    if is_new:
        _sync_folder(path.parent)
    return db


def check_what_is_there(path: Path, *, plain: bool) -> bool:
    """Is the file new? Raises `Foreign` for what is plainly no book of this kind."""
    try:
        with path.open("rb") as file:
            head = file.read(_PAGE)
    except FileNotFoundError:
        return True
    except IsADirectoryError as folder:
        raise Foreign(str(folder), book=path.stem) from folder
    if not head:
        return True
    is_plain = head.startswith(_PLAIN_HEADER)
    if is_plain != plain or len(head) < _PAGE:
        raise Foreign("another kind of file", book=path.stem)
    return False


def _sync_folder(folder: Path) -> None:
    """The name of a new file is only safe once its folder is."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
