"""`refundtui demo`: a practice office is filled, and the real desk opens on it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from refundtui.cli.opening import config_of, opened_desk, opened_office
from refundtui.cli.telling import ZONE, Exit, Stopped, complain, say, speech
from refundtui.config import Config
from refundtui.i18n.words import language, t

if TYPE_CHECKING:
    from refundtui.casework.ports import Ports
    from refundtui.domain.findings import Finding
    from refundtui.office.store import OfficeStore
    from refundtui.tui.lock import Lock

One = TypeVar("One")


def run(asked: Namespace) -> int:
    config = config_of(asked)
    prepare(asked, config)
    if not asked.desk:
        with opened_office(config):
            pass  # only to be sure: a file that is no office is not called one
        say(t("The practice office is ready in {folder}.", folder=str(config.profile_home)))
        return Exit.DONE
    return _open(asked, config)


def prepare(asked: Namespace, config: Config) -> None:
    """A practice office, invented or taken in where there is none or a new one is wished for."""
    if asked.import_ and not asked.format:
        raise Stopped(Exit.USAGE, t("--import needs --format as well."))
    if asked.fresh:
        _start_over(config)
    if not config.office_file.exists() or asked.import_:
        _fill(asked, config)
    elif asked.cases is not None or asked.seed is not None:
        complain(t("The practice office is there already and stays as it is; --fresh makes a new one."))


_PRACTICE_FILES: Final = (
    "office.db*", "cache.db*", "outbox.db*", "vault.key*", "outbox.key*", "recovery.key*", "clock.json",
    "weather.json", "session.json",
)  # fmt: skip


def _start_over(config: Config) -> None:
    """Away with what this program wrote for practice, and nothing else that may lie there."""
    from refundtui.books.lock import Lock

    if not config.profile_home.is_dir():
        return
    lock = Lock(config.profile_home / "outbox.db.lock")
    if not lock.take():
        raise Stopped(
            Exit.RETRY, t("Another window is practising in {folder}.", folder=str(config.profile_home)),
            t("Close it first; nothing was changed."),
        )  # fmt: skip
    try:
        for pattern in _PRACTICE_FILES:
            for path in config.profile_home.glob(pattern):
                path.unlink(missing_ok=True)
    finally:
        lock.release()


def _fill(asked: Namespace, config: Config) -> None:
    from refundtui.cli.office import progress_bar
    from refundtui.training.seeding.believable import DEFAULT_CASES, lives_and_twins

    count = DEFAULT_CASES if asked.cases is None else asked.cases
    fresh = not config.office_file.exists()
    try:
        with opened_office(config, is_new=fresh) as (store, now):
            if asked.import_:
                _import(asked, store, now)
            else:
                bar = progress_bar(t("Inventing {count} cases", count=count))
                seed = 1 if asked.seed is None else asked.seed
                store.fill(
                    _watched(lives_and_twins(count, seed, library=store.library()), count, bar), now=now
                )
                bar(1.0)
    except BaseException:
        # Half an office would be taken for a whole one at the next start.
        if fresh:
            _start_over(config)
        raise
    with opened_desk(config) as desk:
        office = desk.office.behind()
        coming = office.store.count() if office is not None else 0
        bar = progress_bar(t("Taking the cases to this desk"))
        desk.pull(progress=lambda taken: bar(min(0.99, taken / max(coming, 1))))
        bar(1.0)


def _import(asked: Namespace, store: OfficeStore, now: datetime) -> None:
    from refundtui.cli.office import file_of_import, progress_bar, say_report
    from refundtui.office.imports.formats import FORMATS, read_import
    from refundtui.office.imports.report import ImportReport, NotImportableError

    form = next(known for known in FORMATS if known.name == asked.format)
    path = file_of_import(asked.import_, form)
    report = ImportReport(asked.import_)
    bar = progress_bar(t("Reading {file}", file=asked.import_))
    found = read_import(asked.format, path, brand=asked.brand or "", report=report, now=now, progress=bar)
    try:
        say_report(report, store.take_in(found, now=now))
    except NotImportableError as wrong:
        said = speech().say(wrong.code, **wrong.facts)
        raise Stopped(Exit.REFUSED, f"{asked.import_}: {said}") from None


def _watched(cases: Iterable[One], count: int, bar: Callable[[float], None]) -> Iterator[One]:
    for number, case in enumerate(cases):
        if not number % 50:
            bar(number / max(count, 1))
        yield case


def needs_a_terminal() -> None:
    """Drawn into a pipe or onto a printer, a desk waits for ever for keys that cannot come."""
    if "TEXTUAL_DRIVER" in os.environ:
        return  # `refundtui web` is at both ends of the pipe
    if sys.stdin.isatty() and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return
    raise Stopped(
        Exit.USAGE,
        t("The desk needs a terminal that can be drawn on."),
        t("“refundtui case --help” says the same in plain lines."),
    )


def _open(asked: Namespace, config: Config) -> int:
    needs_a_terminal()
    chosen = replace(
        config,
        theme=asked.theme or config.theme,
        mono=asked.mono or config.mono,
        ascii=asked.ascii or config.ascii,
    )
    with opened_desk(config) as opened:
        return show(opened.ports, chosen, found=opened.found)


def show(ports: Ports, config: Config, *, found: Sequence[Finding] = ()) -> int:
    """The desk on the terminal until it is left, its first rows before anything of Textual is loaded."""
    from refundtui.tui.first_light import first_light
    from refundtui.tui.right_to_left import leave_to_the_terminal

    leave_to_the_terminal(leave=config.bidi_terminal)
    pin = None if config.training else _pin(config)
    light = first_light(ports, language=language(), zone=ZONE, mask_names=config.mask_names)
    with nullcontext() if pin is not None and pin.was_locked else light:
        from refundtui.tui.app import Desk
        from refundtui.tui.keys_file import read_keys
        from refundtui.tui.themes_file import chosen

        theme, wrong = chosen(config.theme, config.themes_folder)
        own = read_keys(config.keys_file)
        desk = Desk(
            ports,
            language=language(),
            zone=ZONE,
            theme=theme,
            mono=True if config.mono else None,
            plain_signs=config.ascii,
            mask_names=config.mask_names,
            lock_minutes=config.lock_minutes,
            pin=pin,
            session=config.profile_home / "session.json",
            reports=config.log_folder,
            found=found,
            told=[*wrong, *map(str, own.mistakes)],
            keys=own.keys,
        )
        desk.run()
        return desk.return_code or Exit.DONE


def _pin(config: Config) -> Lock:
    from refundtui.tui.lock import Lock

    return Lock(config.lock_file)
