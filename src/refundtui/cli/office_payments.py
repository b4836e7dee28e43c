"""`refundtui office payments`: how the money stands that is to leave, and what somebody has to look at."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from refundtui.cli.office_bank_words import file_json, say_alert
from refundtui.cli.office_place import now, opened
from refundtui.cli.office_reconciling import difference_json, difference_said
from refundtui.cli.telling import Exit, say, say_json, say_table
from refundtui.i18n.words import N_, t

if TYPE_CHECKING:
    from refundtui.domain.legs.leg import RefundLeg
    from refundtui.office.nights import Done
    from refundtui.office.payments.overview import Overview

_CONCERNS: Final = {
    "silent": N_(
        "Silent: {case}, {amount} through {account}, received there on {since}, and not a word since; {leg}"
    ),
    "overdue": N_("Overdue: {case}, {amount} through {account} since {since}; {leg}"),
    "short_of_funds": N_(
        "Short of funds: {case}, {amount} waits at {account} since {since} for the brand's own balance; {leg}"
    ),
}
_TROUBLES: Final = {
    "away": N_("not reached; it is tried again"),
    "cannot_tell": N_("it lists nothing by itself: read its report with “refundtui office read-report”"),
    "fault": N_("broken off; it is tried again"),
}
_JOBS: Final = {"reconcile": N_("books held against {subject}"), "expire": N_("lapsed credit of {subject}")}


def run_payments(asked: Namespace) -> int:
    """How the money stands that is to leave."""
    from refundtui.office.bank_files.overview import overview as of_banks
    from refundtui.office.payments.overview import overview

    at = now()
    with opened(asked) as store:
        seen = overview(store.database, at)
        files = [one for one in of_banks(store.database, {}, at).files if one.wants_a_look]
    if asked.json:
        say_json({**_as_json(seen, at), "bank_files": [file_json(one) for one in files]})
        return Exit.DONE
    if seen.legs:
        say_table(
            (t("account"), t("state"), t("number")),
            [(account, state.value, str(number)) for account, state, number in seen.legs],
        )
    say(t("Approved and not begun: {number}", number=seen.approved))
    for line in _lines(seen, at):
        say(line)
    for file in files:
        say_alert(file)
    return Exit.DONE


def _lines(seen: Overview, at: datetime) -> Iterator[str]:
    for one in seen.in_doubt:
        yield t(
            "Not known: {case}, {amount} through {account}, since {since}; {leg}",
            **_of_leg(one.leg, one.case_reference, one.since),
        )
    for concern in seen.concerns:
        yield t(
            _CONCERNS[concern.concern.value], **_of_leg(concern.leg, concern.case_reference, concern.since)
        )
    for orphan in seen.orphans:
        yield t("Nobody's: {event} of {account}", event=orphan.event, account=orphan.gateway)
    for kept in seen.differences:
        yield t(
            "Differs since {since} ({age}): {difference}",
            since=_minute(kept.found_at),
            age=_age(at - kept.found_at),
            difference=difference_said(kept.difference),
        )
    for account, until in seen.resting:
        yield t("Left alone until {until}, as it asked: {account}", account=account, until=_minute(until))
    for stop in seen.stops:
        where = stop.gateway or t("every account")
        yield t(
            "Stopped: {where} {brand} by {by}: {why}", where=where, brand=stop.brand, by=stop.by, why=stop.why
        )
    yield from _nights(seen.nights, at)


def _nights(done: Sequence[Done], at: datetime) -> Iterator[str]:
    """A line for what was done alike, as old as the oldest of it."""
    alike: dict[tuple[str, str, bool], list[Done]] = {}
    for one in done:
        alike.setdefault((one.job, one.trouble, one.done_at is None), []).append(one)
    for (name, trouble, _), ones in alike.items():
        subjects = ", ".join(one.subject for one in ones)
        job = t(_JOBS[name], subject=subjects) if name in _JOBS else f"{name} {subjects}"
        oldest = min((one.done_at for one in ones if one.done_at is not None), default=None)
        if oldest is None:
            yield t("Never yet: {job}", job=job) + _why(trouble)
        else:
            yield t("{age} ago: {job}", age=_age(at - oldest), job=job) + _why(trouble)


def _why(trouble: str) -> str:
    return f" ({t(_TROUBLES[trouble])})" if trouble in _TROUBLES else ""


def _of_leg(leg: RefundLeg, case: str, since: datetime) -> dict[str, str]:
    return {
        "leg": leg.id,
        "case": case,
        "amount": str(leg.amount),
        "account": leg.to.gateway,
        "since": _minute(since),
    }


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _age(age: timedelta) -> str:
    """In the largest whole unit of it."""
    if age.days:
        return t("{n} d", n=age.days)
    hours, minutes = age.seconds // 3600, age.seconds // 60
    return t("{n} h", n=hours) if hours else t("{n} min", n=minutes)


def _as_json(seen: Overview, at: datetime) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "legs": [
            {"account": account, "state": state.value, "number": number}
            for account, state, number in seen.legs
        ],
        "approved": seen.approved,
        "in_doubt": [_leg_json(one.leg, one.case_reference, one.since) for one in seen.in_doubt],
        "concerns": [
            {**_leg_json(one.leg, one.case_reference, one.since), "concern": one.concern.value}
            for one in seen.concerns
        ],
        "nobodys": [
            {
                "account": one.gateway,
                "event": one.event,
                "refund": one.refund,
                "since": one.received_at.isoformat(),
            }
            for one in seen.orphans
        ],
        "differences": [
            {
                **difference_json(one.difference),
                "found_at": one.found_at.isoformat(),
                "seen_at": one.seen_at.isoformat(),
            }
            for one in seen.differences
        ],
        "resting": [{"account": account, "until": until.isoformat()} for account, until in seen.resting],
        "stopped": [
            {
                "account": one.gateway,
                "brand": one.brand,
                "by": one.by,
                "why": one.why,
                "at": one.at.isoformat(),
            }
            for one in seen.stops
        ],
        "nights": [
            {
                "job": one.job,
                "subject": one.subject,
                "night": one.night,
                "done_at": None if one.done_at is None else one.done_at.isoformat(),
                "trouble": one.trouble,
            }
            for one in seen.nights
        ],
    }


def _leg_json(leg: RefundLeg, case: str, since: datetime) -> dict[str, Any]:
    return {
        "case": case,
        "leg": leg.id,
        "account": leg.to.gateway,
        "state": leg.state.value,
        "minor": leg.amount.minor,
        "currency": leg.amount.currency.code,
        "since": since.isoformat(),
    }
