"""`refundtui case withdraw|another-way`: a payment taken back in time, and one that goes another way than it came."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import UTC, datetime, time
from uuid import uuid4

from refundtui.casework.other_ways import other_ways, taking_back
from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile
from refundtui.cli.asking import choose, somebody_is_there, told
from refundtui.cli.items import read_day
from refundtui.cli.submitting import doing, words_of
from refundtui.cli.telling import Exit, Stopped, say, say_refused, speech
from refundtui.domain.case import Case
from refundtui.domain.commands import Command, SettleAnotherWay
from refundtui.domain.hostile_text import clean_line
from refundtui.domain.iban import compact
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    NameCheck,
    Payee,
    WayKind,
)
from refundtui.i18n.other_ways import way_more, way_said
from refundtui.i18n.words import t

WAYS = {"bank": WayKind.BANK, "credit": WayKind.CREDIT}


def _withdraw(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    return taking_back(file.case, words_of(asked, t("Why is it taken back?")))


def _another_way(file: CaseFile, ports: Ports, asked: Namespace) -> Command:
    here, kind = speech(), WAYS[asked.way]
    possible = next(one for one in other_ways(file.case, ports) if one.kind is kind)
    if possible.why_not:
        raise Stopped(say_refused(possible.why_not))
    reason = asked.reason or choose(
        t("Why not the way it came?"), {one.value: here.label(one) for one in possible.reasons}
    )
    by = asked.agreed or choose(
        t("How did the customer agree?"), {one.value: here.label(one) for one in ConsentBy}
    )
    note = asked.words or told(t("In the customer's words"), option="--words", example="…")
    consent = Consent(_agreed_at(asked, ports), ConsentBy(by), note)
    order = file.case.order
    is_us = order is not None and order.currency.code == "USD"
    example = "021000021/123456789" if is_us else "NL91 ABNA 0417 1643 00"
    payee = _payee(asked, example) if kind is WayKind.BANK else None
    return SettleAnotherWay(kind, AlternativeReason(reason), consent, payee)


def _agreed_at(asked: Namespace, ports: Ports) -> datetime:
    """The day that was named, from its beginning; now where none was."""
    if not asked.on:
        return ports.clock.now()
    return datetime.combine(read_day(asked.on), time(), UTC)


def _payee(asked: Namespace, example: str) -> Payee:
    name = asked.name or told(t("Name of the account's holder"), option="--name", example="Mara Lindner")
    return Payee(
        str(uuid4()),
        clean_line(name).strip(),
        _iban(example),
        AccountFrom(asked.source),
        NameCheck(asked.name_check),
        read_day(asked.checked_on) if asked.checked_on else None,
        clean_line(asked.checked_by or "").strip(),
    )


def _iban(example: str) -> str:
    """Typed, or the next line of the input; never an option, where every history would keep it."""
    is_asked = somebody_is_there()
    typed = told(t("IBAN"), option="IBAN", example=example) if is_asked else sys.stdin.readline()
    if not typed.strip():
        raise Stopped(
            Exit.USAGE,
            t("The IBAN is read from the standard input, so that no history keeps it; there was none."),
            t("Nothing was changed."),
        )
    return compact(clean_line(typed))


def say_other_way(case: Case) -> None:
    """Where the money goes instead, for whoever is to agree to it."""
    if case.other_way is not None:
        here = speech()
        say(t("another way: {what}", what=way_said(case.other_way, here)))
        for more in way_more(case.other_way, here):
            say(f"  {more}")


run_withdraw = doing(_withdraw)
run_another_way = doing(_another_way)
