"""`refundtui office reconcile|read-report|accept`: our books against what the accounts list."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from refundtui.cli.office_bank_reading import gaps_of
from refundtui.cli.office_bank_words import gap_json, say_gaps
from refundtui.cli.office_connected import connected_to
from refundtui.cli.office_place import OPERATOR, now, opened
from refundtui.cli.telling import Exit, Stopped, say, say_json
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.office.payments.differences import Difference

_OF_STATEMENTS: Final = 10
"""So many days back at least a bank's statements are held against its files: a file waits over a weekend."""
_APART: Final = {
    "not_ours": N_("{refund}: a refund of {amount} that nobody here made"),
    "not_there": N_("{leg}: {amount} was paid, we were told, and {refund} is not listed there"),
    "not_booked": N_("{name}: {amount} was to be booked, and no statement has it"),
    "other_amount": N_("{leg}: {refund} moves {amount} there, another amount than here"),
    "other_state": N_("{leg}: {refund} stands otherwise there than here"),
    "double": N_("{leg}: {refund} is one of several refunds of it; nothing is sent there any more"),
}

_WRONG: Final = {
    "report.unreadable": N_("The report cannot be read: {why}"),
    "report.no_text": N_("The report is no text in UTF-8."),
    "report.too_large": N_("The report is too large; the most is {most}."),
    "report.columns": N_(
        "The report lacks the column {missing}: Adyen's settlement detail report has it, once it is chosen for it."
    ),
    "report.row": N_("Row {row} of the report cannot be read."),
}


def run_reconcile(asked: Namespace) -> int:
    """Hold our books against what each account lists; 1 where they differ."""
    from refundtui.office.payments.reconciling import reconcile
    from refundtui.office.ports import CannotTell, GatewayAway

    found: list[Difference] = []
    away: list[str] = []
    mute: list[str] = []
    with opened(asked) as store:
        connected = connected_to(asked, store)
        if asked.account and asked.account not in {*connected.gateways, *connected.banks}:
            raise Stopped(Exit.USAGE, t("There is no account “{account}”.", account=asked.account))
        until = now()
        since = until - timedelta(days=asked.days)
        banks = {name: bank for name, bank in connected.banks.items() if asked.account in {None, name}}
        gaps = gaps_of(store, banks, max(asked.days, _OF_STATEMENTS))
        for name in sorted(connected.gateways):
            if asked.account not in {None, name}:
                continue
            gateway = connected.gateways[name]
            try:
                found += reconcile(store.database, gateway, since, until, store.library(), until)
            except CannotTell:
                mute.append(name)
            except GatewayAway:
                away.append(name)
    if asked.json:
        say_json(
            {
                "differences": [difference_json(one) for one in found],
                "not_asked": away,
                "cannot_tell": mute,
                "gaps": [gap_json(name, gap) for name, those in gaps.items() for gap in those],
            }
        )
    else:
        say_differences(found)
        say_gaps(gaps)
        for name in away:
            say(t("{account} lists nothing now: it was not compared.", account=name))
        for name in mute:
            say(
                t(
                    "{account} lists nothing by itself: “refundtui office read-report {account} FILE” reads its report.",
                    account=name,
                )
            )
        if not found and not away and not any(gaps.values()):
            say(t("The books agree."))
    if away:
        return Exit.RETRY
    return Exit.REFUSED if found or any(gaps.values()) else Exit.DONE


def run_report(asked: Namespace) -> int:
    """Hold our books against a report that an account's provider made; 1 where they differ."""
    from refundtui.gateways.adyen.gateway import Adyen
    from refundtui.gateways.adyen.settlement_report import NotAReport
    from refundtui.office.payments.reconciling import held_against

    with opened(asked) as store:
        gateway = connected_to(asked, store).gateways.get(asked.account)
        if gateway is None:
            raise Stopped(Exit.USAGE, t("There is no account “{account}”.", account=asked.account))
        if not isinstance(gateway, Adyen):
            raise Stopped(
                Exit.USAGE, t("“refundtui office reconcile {account}” asks it itself.", account=asked.account)
            )
        try:
            listed = gateway.reported(Path(asked.file))
        except NotAReport as trouble:
            raise Stopped(
                Exit.USAGE, t(_WRONG[trouble.code], **trouble.facts), t("Nothing was changed.")
            ) from None
        found = held_against(store.database, gateway.name, listed, store.library(), now())
    if asked.json:
        say_json({"refunds": len(listed), "differences": [difference_json(one) for one in found]})
    else:
        say_differences(found)
        say(t("Refunds of {account} in it: {number}", account=asked.account, number=len(listed)))
        if not found:
            say(t("The books agree."))
    return Exit.REFUSED if found else Exit.DONE


def run_accept(asked: Namespace) -> int:
    """What was found is known, and shown no more."""
    from refundtui.office.payments.differences import accept

    with opened(asked) as store:
        number = store.database.write(
            lambda connection: accept(connection, asked.account, asked.refund, OPERATOR, asked.why)
        )
    if not number:
        raise Stopped(Exit.REFUSED, t("Nothing of that name differs there."), t("Nothing was changed."))
    say(t("It is known, and shown no more."))
    return Exit.DONE


def say_differences(found: Iterable[Difference]) -> None:
    for one in found:
        say(difference_said(one))


def difference_said(one: Difference) -> str:
    amount = "" if one.amount is None else str(one.amount)
    said = t(_APART[one.apart.value], refund=one.refund, name=one.refund, leg=one.leg, amount=amount)
    return f"{one.gateway}: {said}"


def difference_json(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.apart.value,
        "account": one.gateway,
        "refund": one.refund,
        "leg": one.leg,
        "minor": None if one.amount is None else one.amount.minor,
        "currency": None if one.amount is None else one.amount.currency.code,
    }
