"""`refundtui case timeline|versions`: what happened to a case, and how its quote became what it is."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from refundtui.casework.quoting import RowDifference
from refundtui.casework.versions import VersionMade, versions_of
from refundtui.cli.cases import file_named
from refundtui.cli.figures import quote_as_json
from refundtui.cli.opening import desk_ports
from refundtui.cli.telling import Exit, say, say_indented, say_json, speech
from refundtui.domain.case import Case
from refundtui.domain.money import Money
from refundtui.domain.timeline import Happened, Happening, timeline_of
from refundtui.i18n.happenings import happening_said, when_said
from refundtui.i18n.versions import made_by, row_named, signed, standing_said
from refundtui.i18n.words import t

# ── What happened ────────────────────────────────────────────────────────────────────────────────


def run_timeline(asked: Namespace) -> int:
    """Orders, the parcel, money, messages, decisions and notes in one list, the oldest first."""
    with desk_ports(asked) as ports:
        file = file_named(asked.reference, ports)
    kinds = {Happened(kind) for kind in asked.kind or ()}
    shown = [one for one in timeline_of(file.case) if not kinds or one.kind in kinds]
    if asked.json:
        say_json([_happening_json(one) for one in shown])
        return Exit.DONE
    if not shown:
        say(t("Nothing of this kind has happened."))
    here = speech()
    for one in shown:
        say(f"{when_said(one, here)}  {here.label(one.kind)}  {happening_said(one, here, file.me)}")
        if one.text:
            say_indented(one.text)
    return Exit.DONE


def _happening_json(one: Happening) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "what": one.code,
        "at": one.at.isoformat() if one.at is not None else None,
        "on": one.on.isoformat() if one.on is not None else None,
        "by": one.by,
        "text": one.text,
        "amount_minor": one.amount.minor if one.amount is not None else None,
        "currency": one.amount.currency.code if one.amount is not None else None,
        **{name: fact for name, fact in one.facts if isinstance(fact, str | int)},
    }


# ── How the quote became what it is ──────────────────────────────────────────────────────────────


def run_versions(asked: Namespace) -> int:
    """Every version with who, when and why, and what differs from the one before; the oldest first."""
    with desk_ports(asked) as ports:
        file = file_named(asked.reference, ports)
    made = versions_of(file.case)
    if asked.json:
        say_json([_version_json(one) for one in made])
        return Exit.DONE
    if not made:
        say(t("No version yet. One is kept when a quote is fixed, offered, requested or approved."))
    for one in made:
        _say_version(one, file.case, file.me)
    return Exit.DONE


def _say_version(one: VersionMade, case: Case, me: str) -> None:
    here = speech()
    version = one.version
    standing = standing_said(one.stands, here)
    head = t("version {n}", n=version.number) + f": {here.money_with_code(version.quote.total)}"
    say(head + (f" · {standing}" if standing else ""))
    say("  " + made_by(version, one.came_by, here, me))
    if one.why:
        say_indented(one.why)
    for pair in one.changed:
        say("  " + _changed(pair, case))
    if one.before is not None:
        say("  = " + t("than version {n}", n=one.before.number) + f": {signed(one.difference, here)}")


def _changed(pair: RowDifference, case: Case) -> str:
    """`+` is new, `-` is gone, `~` is another figure."""
    here = speech()
    row = pair.after or pair.before
    name = row_named(row, case, here) if row is not None else ""
    if pair.before is None and pair.after is not None:
        return f"+ {name}  {here.amount(pair.after.amount)}"
    if pair.after is None and pair.before is not None:
        return f"- {name}  {here.amount(pair.before.amount)}"
    if pair.before is not None and pair.after is not None:
        return f"~ {name}  {here.amount(pair.before.amount)} → {here.amount(pair.after.amount)}"
    return ""


def _version_json(one: VersionMade) -> dict[str, Any]:
    version = one.version
    return {
        "version": version.number,
        "by": version.by,
        "at": version.at.isoformat(),
        "came_by": one.came_by,
        "why": one.why,
        "stands": one.stands,
        **quote_as_json(version.quote),
        "difference_minor": one.difference.minor,
        "changed": [
            {
                "row": row.code.value,
                "line": row.line_id,
                "before_minor": _minor(pair.before.amount if pair.before else None),
                "after_minor": _minor(pair.after.amount if pair.after else None),
            }
            for pair in one.changed
            for row in filter(None, (pair.after or pair.before,))
        ],
    }


def _minor(amount: Money | None) -> int | None:
    return amount.minor if amount is not None else None
