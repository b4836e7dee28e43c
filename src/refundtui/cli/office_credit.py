"""`refundtui office credit …`: accounts of store credit, as an operator sees and keeps them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from refundtui.cli.office_connected import ledgers_of
from refundtui.cli.office_place import OPERATOR, now, opened
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_table
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.domain.store_credit import NotMoved, Standing
    from refundtui.office.credit_statements import Statement
    from refundtui.office.database import Database
    from refundtui.office.store import OfficeStore

_KINDS: Final = {
    "refundable": N_("refundable"),
    "promotional": N_("promotional"),
    "points": N_("points"),
}
_STANDINGS: Final = {
    "open": N_("{account} is open."),
    "frozen": N_("{account} is frozen: what it is given, it takes; nothing is spent out of it."),
    "closed": N_("{account} is closed for ever."),
}
_DENIED: Final = {
    "unknown": N_("{brand} has no account “{account}”."),
    "closed": N_("{account} is closed for ever."),
    "not_empty": N_("{account} holds something: an account is closed only when it is empty."),
}


def run_show(asked: Namespace) -> int:
    """What an account holds, and everything that moved in it."""
    from refundtui.office.credit_statements import statement

    at = now()
    with opened(asked) as store:
        _must_have(store, asked.brand)
        with store.database.reading() as connection:
            seen = statement(connection, asked.brand, asked.account, at)
    if seen is None:
        raise _denied("unknown", asked)
    if asked.json:
        say_json(_as_json(seen))
        return Exit.DONE
    say(t(_STANDINGS[seen.standing.value], account=seen.account))
    for held in seen.held:
        lapses = (
            t("never lapses") if held.expires_at is None else t("lapses {day}", day=_minute(held.expires_at))
        )
        if held.is_lapsed:
            lapses = t("lapsed {day}, taken out by night", day=_minute(held.expires_at or at))
        say(f"  {held.amount}  {t(_KINDS[held.kind.value])}, {lapses}")
    if not seen.held:
        say(t("It holds nothing."))
    say_table(
        (t("at"), t("amount"), t("kind"), t("from or to"), t("by")),
        [
            (_minute(one.at), str(one.amount), t(_KINDS[one.kind.value]), one.other, one.by)
            for one in seen.entries
        ],
    )
    return Exit.DONE


def run_freeze(asked: Namespace) -> int:
    from refundtui.office.credit_accounts import freeze

    return _stands(asked, freeze)


def run_thaw(asked: Namespace) -> int:
    from refundtui.office.credit_accounts import thaw

    return _stands(asked, thaw)


def run_close(asked: Namespace) -> int:
    from refundtui.office.credit_accounts import close

    return _stands(asked, close)


def run_expire(asked: Namespace) -> int:
    """Take out what has lapsed, now and not by night."""
    at = now()
    with opened(asked) as store:
        if asked.brand:
            _must_have(store, asked.brand)
        ledgers = ledgers_of(store)
        brands = [asked.brand] if asked.brand else sorted(ledgers)
        moved = [(brand, one) for brand in brands for one in ledgers[brand].expire(at)]
    if asked.json:
        say_json(
            [
                {
                    "brand": brand,
                    "movement": one.movement,
                    "minor": one.amount.minor,
                    "unit": one.amount.currency.code,
                }
                for brand, one in moved
            ]
        )
        return Exit.DONE
    for brand, one in moved:
        say(t("{brand}: {amount} lapsed", brand=brand, amount=str(one.amount)))
    if not moved:
        say(t("Nothing has lapsed."))
    return Exit.DONE


def _stands(asked: Namespace, act: Callable[[Database, str, str, str, datetime], Standing | NotMoved]) -> int:
    from refundtui.domain.store_credit import NotMoved

    with opened(asked) as store:
        _must_have(store, asked.brand)
        stands = act(store.database, asked.brand, asked.account, OPERATOR, now())
    if isinstance(stands, NotMoved):
        raise _denied(stands.why.value, asked)
    if asked.json:
        say_json({"account": asked.account, "brand": asked.brand, "standing": stands.value})
    else:
        say(t(_STANDINGS[stands.value], account=asked.account))
    return Exit.DONE


def _must_have(store: OfficeStore, brand: str) -> None:
    if brand not in store.library().brands():
        raise Stopped(
            Exit.USAGE, t("There is no brand “{brand}” here.", brand=brand), t("Nothing was changed.")
        )


def _denied(why: str, asked: Namespace) -> Stopped:
    said = t(_DENIED[why], account=asked.account, brand=asked.brand)
    return Stopped(Exit.REFUSED, said, t("Nothing was changed."))


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _as_json(seen: Statement) -> dict[str, Any]:
    return {
        "account": seen.account,
        "standing": seen.standing.value,
        "held": [
            {
                "kind": one.kind.value,
                "minor": one.amount.minor,
                "unit": one.amount.currency.code,
                "expires_at": None if one.expires_at is None else one.expires_at.isoformat(),
                "lapsed": one.is_lapsed,
            }
            for one in seen.held
        ],
        "entries": [
            {
                "at": one.at.isoformat(),
                "kind": one.kind.value,
                "minor": one.amount.minor,
                "unit": one.amount.currency.code,
                "other": one.other,
                "by": one.by,
                "movement": one.name,
            }
            for one in seen.entries
        ],
    }
