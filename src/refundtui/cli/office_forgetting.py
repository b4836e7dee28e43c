"""`refundtui office erase`: a customer is forgotten, after a look at what that would do."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from refundtui.cli.office_place import OPERATOR, now, opened
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table
from refundtui.i18n.words import t, tn

if TYPE_CHECKING:
    from refundtui.office.forgetting import Fate, Forgotten


def run(asked: Namespace) -> int:
    from refundtui.office.forgetting import Who

    if not asked.mail.strip() and not asked.customer.strip():
        raise Stopped(
            Exit.USAGE, t("Say who it is: --mail ADDRESS or --customer REF."), t("Nothing was changed.")
        )
    who = Who(asked.brand, asked.mail, asked.customer)
    with opened(asked) as store:
        if asked.brand not in store.library().brands():
            raise Stopped(
                Exit.REFUSED,
                t("No brand {brand} is worked for here.", brand=asked.brand),
                t("Nothing was changed."),
            )
        found = store.forget(who, by=OPERATOR, now=now()) if asked.yes else store.hers(who)
    if asked.json:
        say_json(_as_json(found, done=asked.yes))
        return Exit.DONE
    _say(found, done=asked.yes)
    return Exit.DONE


def _say(found: Forgotten, *, done: bool) -> None:
    if not found.cases and not found.orders:
        say(t("Nothing of this customer is here."))
        return
    if found.cases:
        say_table(
            [t("Case"), t("What becomes of it")], [(one.reference, _fate(one.fate)) for one in found.cases]
        )
    number = len(found.orders)
    if number:
        say(
            tn(
                "{count} order without its customer's name",
                "{count} orders without their customer's name",
                number,
                count=number,
            )
        )
    if done:
        say(t("It is done, and noted without a name. Desks forget it with their next sync."))
    else:
        say(t("Nothing was changed. The same with --yes does it."))


def _fate(fate: Fate) -> str:
    match fate.value:
        case "kept":
            return t("amounts, days and decisions stay; names and words go")
        case "erased":
            return t("erased: nothing of it must be kept")
        case _:
            return t("left alone: it is still open; close it first")


def _as_json(found: Forgotten, *, done: bool) -> dict[str, object]:
    return {
        "done": done,
        "cases": [
            {
                "id": one.case_id,
                "reference": one.reference,
                "state": one.state.value,
                "fate": one.fate.value,
            }
            for one in found.cases
        ],
        "orders": list(found.orders),
    }
