"""`refundtui lock`: the PIN that opens a locked desk of real work is chosen, changed, or given up."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from getpass import getpass

from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped, complain, say, say_json
from refundtui.config import Profile
from refundtui.i18n.words import t
from refundtui.tui.lock import Lock, why_no_pin


def run(asked: Namespace) -> int:
    lock = Lock(config_of(asked, Profile.LIVE).lock_file)
    if asked.set:
        return _choose(lock)
    if asked.remove:
        _known(lock)
        lock.forget()
        say(t("There is no PIN any more; the next lock asks for a new one."))
        return Exit.DONE
    if asked.json:
        say_json({"set": lock.is_set, "locked": lock.was_locked, "wait_seconds": lock.wait})
    elif lock.is_set:
        say(t("A PIN opens the desk after it locked; “refundtui lock --set” changes it."))
    else:
        say(
            t("There is no PIN yet; “refundtui lock --set” chooses one, and else the first lock asks for it.")
        )
    return Exit.DONE


def _choose(lock: Lock) -> int:
    _known(lock)
    pin = _typed(t("New PIN: "))
    why = why_no_pin(pin)
    if not why and _typed(t("Once more: ")) != pin:
        why = t("Those were two; choose once more.")
    if why:
        complain(why)
        complain(t("Nothing was changed."))
        return Exit.REFUSED
    lock.choose(pin)
    say(t("From now on this PIN opens the locked desk."))
    return Exit.DONE


def _known(lock: Lock) -> None:
    """Only who knows the PIN changes it; a try here costs the same waiting as at the desk."""
    if not lock.is_set:
        return
    pin = _typed(t("PIN until now: "))
    if lock.wait:
        complain(t("Wrong too often: wait {n} s.", n=lock.wait))
        time.sleep(lock.wait)
    if not lock.opens(pin):
        raise Stopped(
            Exit.REFUSED,
            t("That is not the PIN."),
            t("Nothing was changed."),
            t("Forgotten? Whoever owns this account may delete {file} and choose anew.", file=str(lock.path)),
        )


def _typed(question: str) -> str:
    """Never on the command line: it would stand in the shell's history and in every list of processes."""
    if not sys.stdin.isatty():
        raise Stopped(
            Exit.USAGE, t("A PIN is typed at a terminal, never piped in."), t("Nothing was changed.")
        )
    try:
        return getpass(question)
    except EOFError:
        raise Stopped(Exit.USAGE, t("The input ended."), t("Nothing was changed.")) from None
