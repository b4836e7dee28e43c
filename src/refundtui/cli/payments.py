"""`refundtui payments`: what nobody is sure of, and what somebody signed in found out about it."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from refundtui.casework.ports import Ports, UnclearDesk
from refundtui.casework.submissions import NotAllowed, Unreachable
from refundtui.casework.unclear import UnclearPayment, WordCounts
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, Stopped, say, say_json, say_refused, say_unreachable, speech
from refundtui.i18n.unclear import age_said, known_said, unclear_said
from refundtui.i18n.words import t


def run_unclear(asked: Namespace) -> int:
    """Asked of the office: nothing of it is kept on this machine."""
    with desk_ports(asked, without_cases=True) as ports:
        told = _desk(ports).unclear()
        if isinstance(told, Unreachable):
            say_unreachable(told.why)
            return Exit.RETRY
        if isinstance(told, NotAllowed):
            return say_refused(told.findings)
        if asked.json:
            say_json({"unclear": [_json(one) for one in told.payments], "findable": list(told.findable)})
            return Exit.DONE
        if not told.payments:
            say(t("Every payment is accounted for."))
        now = ports.clock.now()
        for one in told.payments:
            say(f"{unclear_said(one, speech())}  {age_said(one, now, speech())}")
            for line in known_said(one, speech()):
                say(f"    {line}")
            if one.is_findable:
                say(f"    refundtui payments found {one.id} STATE EVIDENCE")
    return Exit.DONE


def run_found(asked: Namespace) -> int:
    """One person's word; with a second person's it counts."""
    with desk_ports(asked, without_cases=True) as ports:
        answer = _desk(ports).found(asked.payment, asked.state, asked.evidence)
        if isinstance(answer, Unreachable):
            say_unreachable(answer.why)
            return Exit.RETRY
        if isinstance(answer, NotAllowed):
            return say_refused(answer.findings)
        if isinstance(answer, WordCounts):
            say(t("Two people say so: {state}.", state=speech().name("payout", answer.state)))
            return Exit.DONE
        if answer.differs:
            say(t("Another person had found otherwise: that counts no more."))
        say(t("Written down. It counts when a second person says the same."))
    return Exit.DONE


def _desk(ports: Ports) -> UnclearDesk:
    if ports.unclear is None:
        raise Stopped(Exit.USAGE, t("No office is known here."))
    return ports.unclear


def _json(one: UnclearPayment) -> dict[str, Any]:
    amount = one.amount
    return {
        "about": one.about,
        "id": one.id,
        "since": one.since.isoformat(),
        "gateway": one.gateway,
        "refund": one.refund,
        "brand": one.brand,
        "case": one.reference,
        "amount": None if amount is None else {"minor": amount.minor, "currency": amount.currency.code},
        "state": one.state,
        "findable": one.is_findable,
        "own_word": one.own_word,
        "another_spoke": one.another_spoke,
        "known": [{"at": at.isoformat(), "what": what, "state": state} for at, what, state in one.known],
    }
