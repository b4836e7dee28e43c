"""`refundtui doctor`: whether this machine and this terminal can do what the desk needs, in plain lines."""

from __future__ import annotations

import os
import re
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Final

from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped, say, say_json
from refundtui.config import Config
from refundtui.i18n.words import N_, t


class Health(StrEnum):
    GOOD = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at."""

    what: str
    health: Health
    says: str


_WORDS: Final = {Health.GOOD: N_("ok"), Health.NOTE: N_("hint"), Health.BAD: N_("bad")}
_SMALLEST: Final = (60, 16)
_LITTLE_ROOM: Final = 200_000_000  # bytes; a cache of a hundred thousand cases and its journal
# Text as customers write it, and how many cells each piece has to take.
WIDTHS: Final = (
    ("RF-1", 4), ("Łódź", 4), ("e\u0301", 1), ("佐藤", 4), ("김민준", 6), ("Иванова", 7), ("…", 1), ("•", 1), ("─", 1), ("€", 1),
)  # fmt: skip


def run(asked: Namespace) -> int:
    found = list(looked_at(asked, os.environ))
    if asked.json:
        say_json([{"what": one.what, "health": one.health.value, "says": one.says} for one in found])
    else:
        for one in found:
            say(f"{t(_WORDS[one.health]):5} {one.what}: {one.says}")
        if sys.stdout.isatty() and any(one.what == "widths" and one.health is Health.NOTE for one in found):
            say_widths()
        bad = sum(one.health is Health.BAD for one in found)
        say(t("The desk can be used here.") if not bad else t("What is bad has to be put right first."))
    return Exit.REFUSED if any(one.health is Health.BAD for one in found) else Exit.DONE


def looked_at(asked: Namespace, environment: Mapping[str, str]) -> Iterator[Found]:
    """Everything, one after the other; what cannot be looked at says so."""
    yield from _terminal(environment)
    yield from _colours(environment)
    yield from _letters()
    yield from _widths()
    yield from _clipboard(environment)
    try:
        config = config_of(asked)
    except Stopped as stopped:
        yield Found("config", Health.BAD, " ".join(stopped.sentences))
        return
    yield from _choices(config)
    yield from _files(config)
    yield from _keyring(config)
    yield from _database(config)


def _terminal(environment: Mapping[str, str]) -> Iterator[Found]:
    kind = environment.get("TERM", "")
    if not sys.stdout.isatty():
        yield Found(
            "terminal", Health.NOTE, t("The output goes to no terminal, so its size was not looked at.")
        )
    elif kind in ("", "dumb"):
        yield Found(
            "terminal",
            Health.BAD,
            t(
                "TERM is “{kind}”: no desk can be shown. “refundtui case list” and its like need none.",
                kind=kind,
            ),
        )
    else:
        size = os.get_terminal_size(sys.stdout.fileno())
        said = t("{kind}, {width}x{height}", kind=kind, width=size.columns, height=size.lines)
        small = size.columns < _SMALLEST[0] or size.lines < _SMALLEST[1]
        yield Found(
            "terminal",
            Health.BAD if small else Health.GOOD,
            said + (" · " + t("60x16 is needed") if small else ""),
        )
    if environment.get("TMUX") or environment.get("STY"):
        yield Found(
            "keys",
            Health.NOTE,
            t("Inside tmux or screen Esc waits for a moment; “escape-time 10” there makes it quick."),
        )
    else:
        yield Found("keys", Health.GOOD, t("Only keys that every terminal sends are used."))


def _colours(environment: Mapping[str, str]) -> Iterator[Found]:
    if environment.get("NO_COLOR"):
        said = t("none, as NO_COLOR asks")
    elif environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        said = t("16 million")
    elif "256" in environment.get("TERM", ""):
        said = t("256; COLORTERM=truecolor would give more, if the terminal has them")
    else:
        said = t("16; --theme contrast or --mono read best")
    yield Found("colours", Health.GOOD, said)


def _letters() -> Iterator[Found]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding == "utf8":
        yield Found("letters", Health.GOOD, "UTF-8")
    else:
        yield Found(
            "letters",
            Health.BAD,
            t(
                "{encoding} cannot show every name; set LC_ALL=C.UTF-8, or start with --ascii.",
                encoding=encoding or "?",
            ),
        )


def _clipboard(environment: Mapping[str, str]) -> Iterator[Found]:
    if environment.get("TMUX"):
        said = t("goes through tmux, which needs “set -g set-clipboard on”")
    elif environment.get("TERM_PROGRAM") == "Apple_Terminal":
        said = t("this terminal takes nothing from programs; select with the mouse instead")
    else:
        said = t("is asked for by OSC 52; a terminal does not answer, only pasting shows whether it took it")
    yield Found("clipboard", Health.NOTE, said)


def _choices(config: Config) -> Iterator[Found]:
    from refundtui.tui.keys_file import read_keys
    from refundtui.tui.themes_file import chosen

    wrong = [str(mistake) for mistake in read_keys(config.keys_file).mistakes]
    wrong += chosen(config.theme, config.themes_folder)[1]
    for sentence in wrong:
        yield Found("choices", Health.BAD, sentence)
    if not wrong:
        yield Found("choices", Health.GOOD, t("config.toml, keys.toml and themes can be followed."))


def _files(config: Config) -> Iterator[Found]:
    home = config.home
    standing = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(standing, os.W_OK | os.X_OK) or not standing.is_dir():
        yield Found("files", Health.BAD, t("{folder} cannot be written.", folder=str(standing)))
        return
    free = shutil.disk_usage(standing).free
    room = t("{folder}, {free} MB free", folder=str(home), free=free // 1_000_000)
    yield Found("files", Health.NOTE if free < _LITTLE_ROOM else Health.GOOD, room)
    yield from _permissions(config)


def _permissions(config: Config) -> Iterator[Found]:
    if os.name != "posix" or not config.profile_home.is_dir():
        return
    names = ("vault.key", "outbox.key", "recovery.key", "cache.db", "outbox.db")
    open_ = [
        path
        for name in names
        if (path := config.profile_home / name).exists() and path.stat().st_mode & 0o077
    ]
    for path in open_:
        yield Found(
            "permissions", Health.BAD, t("{file} can be read by others: chmod 600 {file}", file=str(path))
        )
    if not open_:
        yield Found("permissions", Health.GOOD, t("Keys and books are yours alone."))


def _keyring(config: Config) -> Iterator[Found]:
    from refundtui.books.vault import real_keyring

    ring = real_keyring()
    if ring is not None:
        yield Found("keyring", Health.GOOD, type(ring).__module__)
    else:
        health = Health.GOOD if config.training else Health.NOTE
        yield Found("keyring", health, t("none; the books' keys lie in vault.key, readable by you alone."))


def _database(config: Config) -> Iterator[Found]:
    if config.plain_cache:
        yield Found("database", Health.NOTE, t("plain_cache is set: practice is kept unencrypted."))
        return
    from refundtui.books.cipher import driver
    from refundtui.books.trouble import NoCipher

    try:
        sqlcipher = driver(plain=False)
    except NoCipher:
        missing = t("sqlcipher3 is missing, so nothing can be kept encrypted: pip install sqlcipher3")
        yield Found("database", Health.BAD, missing)
        return
    version = str(sqlcipher.sqlite_version)
    with_search = _knows_search(sqlcipher)
    said = t("encrypted, SQLite {version}", version=version)
    yield Found(
        "database",
        Health.GOOD if with_search else Health.BAD,
        said if with_search else t("{said}, but it cannot search text", said=said),
    )


def _knows_search(module: ModuleType) -> bool:
    connection = module.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except Exception:  # noqa: BLE001 - whatever it says, it does not know it
        return False
    finally:
        connection.close()
    return True


# Widths


def say_widths() -> None:
    """A line to compare by eye where the terminal was not asked: every bar stands below its bar."""
    say(t("Each pair of lines below must end at the same column:"))
    for sample, cells in WIDTHS:
        say(f"  {sample}|")
        say(f"  {'x' * cells}|")


def _widths() -> Iterator[Found]:
    measured = measured_widths() if sys.stdout.isatty() and sys.stdin.isatty() else None
    expected = " ".join(f"{sample}={cells}" for sample, cells in WIDTHS)
    if measured is None:
        yield Found(
            "widths", Health.NOTE, t("The terminal was not asked; expected are {cells}", cells=expected)
        )
        return
    wrong = [
        f"{sample} {got}≠{cells}"
        for (sample, cells), got in zip(WIDTHS, measured, strict=True)
        if got != cells
    ]
    if wrong:
        yield Found(
            "widths", Health.BAD, t("Columns will not stand in line: {wrong}", wrong=", ".join(wrong))
        )
    else:
        yield Found("widths", Health.GOOD, expected)


def measured_widths(seconds: float = 0.5) -> list[int] | None:
    """How many cells the terminal moves for each sample; None when it does not tell where its cursor is."""
    try:
        import termios
        import tty
    except ImportError:
        return None
    typed = sys.stdin.fileno()
    before = termios.tcgetattr(typed)
    try:
        tty.setcbreak(typed)
        got: list[int] = []
        for sample, _ in WIDTHS:
            sys.stdout.write(f"\r{sample}\x1b[6n")
            sys.stdout.flush()
            column = _answered(typed, seconds)
            if column is None:
                return None
            got.append(column - 1)
        return got
    finally:
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
        termios.tcsetattr(typed, termios.TCSADRAIN, before)


def _answered(typed: int, seconds: float) -> int | None:
    import select

    answer = b""
    while True:
        ready, _, _ = select.select([typed], [], [], seconds)
        if not ready:
            return None
        answer += os.read(typed, 64)
        found = re.search(rb"\x1b\[\d+;(\d+)R", answer)
        if found is not None:
            return int(found[1])
