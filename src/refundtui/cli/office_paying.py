"""`refundtui office work|payments|stop-paying|go-on-paying`: approved money on its way out, and how it stands."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refundtui.cli.office_place import OPERATOR, now, opened, place_of
from refundtui.cli.telling import Exit, Stopped, complain, say, say_table
from refundtui.config import Profile, read_config
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from collections.abc import Callable

    from refundtui.gateways.connecting import Connected, NotConnected
    from refundtui.office.payments.worker import Worker
    from refundtui.office.store import OfficeStore

GATEWAYS_VARIABLE: Final = "REFUNDTUI_GATEWAYS"

_WRONG: Final = {
    "gateways.unreadable": N_("{file} cannot be read: {why}"),
    "gateways.unknown": N_("{at} is not known; possible: {known}"),
    "gateways.no_table": N_("{at} must be a table."),
    "gateways.kind": N_("{at}: there is no kind “{kind}”; possible: {known}"),
    "gateways.missing": N_("{at} is missing."),
    "gateways.pace": N_("{at} is a number of requests a second, above 0 and at most {most}."),
    "gateways.not_safe": N_("{at}: {why}"),
    "gateways.not_its_kind": N_("{at}: a value is of the wrong kind."),
    "gateways.secret_in_the_open": N_(
        "{at}: a secret does not stand in this file; write “env:NAME” or “file:NAME” for where it is."
    ),
    "gateways.secret_missing": N_("{at}: there is nothing in {where}."),
    "gateways.secret_for_everybody": N_("{at}: others may read {where}; “chmod 600” keeps it to you."),
    "gateways.tender": N_("{at}: no payment is of that kind; possible: {known}"),
    "gateways.no_such_account": N_("{at}: there is no account “{account}”."),
}


def run_work(asked: Namespace) -> int:
    """Pay what is approved: until Ctrl+C, or with --once until nothing is due."""
    from refundtui.office.payments.running import Work, until_nothing_is_due, until_over

    with opened(asked) as store:
        connected = connected_to(asked, store)
        workers = _workers(store, connected, max(1, asked.workers))
        work = Work()
        _until_signalled(work.over.set)
        if asked.once:
            until_nothing_is_due(workers[0], work)
        else:
            say(
                t(
                    "{number} workers pay through {accounts}. Ctrl+C ends them; what is under way is kept.",
                    number=len(workers),
                    accounts=", ".join(sorted(connected.gateways)) or "—",
                )
            )
            until_over(workers, work)
        if asked.json:
            say(json.dumps({did.value: number for did, number in sorted(work.done.items())}))
    return Exit.DONE


def run_payments(asked: Namespace) -> int:
    """How the money stands that is to leave."""
    from refundtui.office.payments.overview import overview

    with opened(asked) as store:
        seen = overview(store.database, now())
    if asked.json:
        say(
            json.dumps(
                {
                    "legs": [
                        {"account": account, "state": state.value, "number": number}
                        for account, state, number in seen.legs
                    ],
                    "approved": seen.approved,
                    "in_doubt": [
                        {
                            "case": one.case_reference,
                            "leg": one.leg.id,
                            "account": one.leg.to.gateway,
                            "state": one.leg.state.value,
                            "minor": one.leg.amount.minor,
                            "currency": one.leg.amount.currency.code,
                            "since": one.since.isoformat(),
                        }
                        for one in seen.in_doubt
                    ],
                    "nobodys": [
                        {"account": one.gateway, "event": one.event, "refund": one.refund}
                        for one in seen.orphans
                    ],
                    "stopped": [
                        {"account": one.gateway, "brand": one.brand, "by": one.by, "why": one.why}
                        for one in seen.stops
                    ],
                }
            )
        )
        return Exit.DONE
    if seen.legs:
        say_table(
            (t("account"), t("state"), t("number")),
            [(account, state.value, str(number)) for account, state, number in seen.legs],
        )
    say(t("Approved and not begun: {number}", number=seen.approved))
    for one in seen.in_doubt:
        say(
            t(
                "Not known: {case}, {amount} through {account}, since {since}; {leg}",
                leg=one.leg.id,
                case=one.case_reference,
                amount=str(one.leg.amount),
                account=one.leg.to.gateway,
                since=one.since.isoformat(timespec="minutes"),
            )
        )
    for orphan in seen.orphans:
        say(t("Nobody's: {event} of {account}", event=orphan.event, account=orphan.gateway))
    for stop in seen.stops:
        where = stop.gateway or t("every account")
        say(
            t(
                "Stopped: {where} {brand} by {by}: {why}",
                where=where,
                brand=stop.brand,
                by=stop.by,
                why=stop.why,
            )
        )
    return Exit.DONE


_APART: Final = {
    "not_ours": N_("{refund}: a refund of {amount} that nobody here made"),
    "not_there": N_("{leg}: {amount} was paid, we were told, and {refund} is not listed there"),
    "other_amount": N_("{leg}: {refund} moves {amount} there, another amount than here"),
    "other_state": N_("{leg}: {refund} stands otherwise there than here"),
    "double": N_("{leg}: {refund} is one of several refunds of it; nothing is sent there any more"),
}


def run_reconcile(asked: Namespace) -> int:
    """Hold our books against what each account lists; 1 where they differ."""
    from datetime import timedelta

    from refundtui.office.payments.reconciling import Difference, reconcile
    from refundtui.office.ports import GatewayAway

    found: list[Difference] = []
    away: list[str] = []
    with opened(asked) as store:
        connected = connected_to(asked, store)
        if asked.account and asked.account not in connected.gateways:
            raise Stopped(Exit.USAGE, t("There is no account “{account}”.", account=asked.account))
        until = now()
        for name in [asked.account] if asked.account else sorted(connected.gateways):
            try:
                found += reconcile(
                    store.database,
                    connected.gateways[name],
                    until - timedelta(days=asked.days),
                    until,
                    store.library(),
                    until,
                )
            except GatewayAway:
                away.append(name)
    if asked.json:
        differences = [
            {
                "kind": one.apart.value,
                "account": one.gateway,
                "refund": one.refund,
                "leg": one.leg,
                "minor": None if one.amount is None else one.amount.minor,
                "currency": None if one.amount is None else one.amount.currency.code,
            }
            for one in found
        ]
        say(json.dumps({"differences": differences, "not_asked": away}))
    else:
        for one in found:
            amount = "" if one.amount is None else str(one.amount)
            said = t(_APART[one.apart.value], refund=one.refund, leg=one.leg, amount=amount)
            say(f"{one.gateway}: {said}")
        for name in away:
            say(t("{account} lists nothing now: it was not compared.", account=name))
        if not found and not away:
            say(t("The books agree."))
    if away:
        return Exit.RETRY
    return Exit.REFUSED if found else Exit.DONE


def run_stop(asked: Namespace) -> int:
    """Nothing more is sent there; what is under way is still looked for once it goes on."""
    from refundtui.office.payments.stopping import stop

    with opened(asked) as store:
        new = store.database.write(
            lambda connection: stop(
                connection, asked.account or "", asked.brand or "", OPERATOR, asked.why, now()
            )
        )
    say(t("Nothing is sent there any more.") if new else t("It was stopped already."))
    return Exit.DONE


def run_go_on(asked: Namespace) -> int:
    from refundtui.office.payments.stopping import go_on

    with opened(asked) as store:
        was = store.database.write(
            lambda connection: go_on(connection, asked.account or "", asked.brand or "")
        )
    say(t("It goes on.") if was else t("It was not stopped."))
    return Exit.DONE


def connected_to(asked: Namespace, store: OfficeStore) -> Connected:
    """The accounts of this office's settings; raises `Stopped` with one sentence."""
    return connected_by(settings_of(asked), store)


def connected_by(settings: Path | None, store: OfficeStore) -> Connected:
    """The same from a file that was found before."""
    from refundtui.gateways.connecting import NotConnected, connect
    from refundtui.office.credit_ledger import SqlCreditLedger

    ledgers = {brand: SqlCreditLedger(store.database, brand) for brand in store.library().brands()}
    try:
        return connect(settings, os.environ, ledgers, now)
    except NotConnected as trouble:
        raise Stopped(Exit.USAGE, said(trouble), t("Nothing was sent.")) from None


def said(trouble: NotConnected) -> str:
    return t(_WRONG[trouble.code], **trouble.facts)


def settings_of(asked: Namespace) -> Path | None:
    """Named, or in the environment, or beside the office; none is no mistake: store credit needs no account."""
    chosen = getattr(asked, "gateways", None) or os.environ.get(GATEWAYS_VARIABLE, "")
    if chosen:
        file = Path(chosen)
        if not file.exists():
            raise Stopped(Exit.USAGE, t("There is no {file}.", file=str(file)), t("Nothing was sent."))
        return file
    place = place_of(asked, demo=bool(getattr(asked, "demo", False)))
    beside = place.parent if isinstance(place, Path) else read_config(profile=Profile.LIVE).profile_home
    usual = beside / "gateways.toml"
    return usual if usual.exists() else None


def _workers(store: OfficeStore, connected: Connected, number: int) -> list[Worker]:
    """So many of this process, who know together which provider answers nobody."""
    from refundtui.office.payments.breaker import Breaker
    from refundtui.office.payments.worker import Worker

    breaker = Breaker(now)
    return [
        Worker(
            store.database,
            connected.gateways,
            connected.routes,
            store.library,
            now,
            random.random,
            f"{os.getpid()}-{one}",
            breaker,
            connected.paces,
        )
        for one in range(number)
    ]


def _until_signalled(end: Callable[[], None]) -> None:
    def heard(*_: object) -> None:
        complain(t("Ending; what is under way is finished or kept."))
        end()

    signal.signal(signal.SIGINT, heard)
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, heard)
