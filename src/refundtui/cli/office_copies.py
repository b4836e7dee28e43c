"""`refundtui office backup|restore`: a copy while everybody works, and an office made of one."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from refundtui.cli.office_place import now, opened
from refundtui.cli.telling import Exit, Stopped, say
from refundtui.i18n.words import t, tn


def run_backup(asked: Namespace) -> int:
    from refundtui.office.backing_up import CopyExistsError

    with opened(asked) as store:
        try:
            number = store.back_up(Path(asked.file))
        except CopyExistsError:
            raise Stopped(
                Exit.REFUSED,
                t("{file} exists already; a copy is never written over another.", file=asked.file),
            ) from None
    say(
        tn(
            "{count} case is in {file}.",
            "{count} cases are in {file}.",
            number,
            count=number,
            file=asked.file,
        )
    )
    say(t("It holds what customers wrote and how people sign in: keep it as safe as the office itself."))
    return Exit.DONE


def run_restore(asked: Namespace) -> int:
    """Every desk reads everything anew; what they have not sent yet stays with them and comes in again."""
    from refundtui.office.backing_up import NotEmptyError

    copy = Path(asked.file)
    if not copy.is_file():
        raise Stopped(Exit.USAGE, t("There is no file {file}.", file=asked.file), t("Nothing was changed."))
    with opened(asked, is_new=True) as store:
        try:
            number = store.restore(copy, now())
        except NotEmptyError:
            raise Stopped(
                Exit.REFUSED,
                t("There is an office already; a copy is brought back only where there is none."),
                t("Nothing was changed."),
            ) from None
    say(tn("{count} case is here again.", "{count} cases are here again.", number, count=number))
    say(t("Everybody signs in anew; desks read everything again and send what was not sent."))
    return Exit.DONE
