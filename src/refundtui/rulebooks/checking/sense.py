"""Well spelled and still wrong: twice the same id, an end before its beginning, a fee of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, get_args
from unicodedata import normalize

from refundtui.domain.commands import Command
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_text
from refundtui.domain.matching import FACTS
from refundtui.domain.quote import RowCode
from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.vocabulary import every_key
from refundtui.rulebooks.positions import Path, line_at


def rows(table: Mapping[str, Any], name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    rows = table.get(name)
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict):
            yield (name, place), row


def duplicate_ids(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Rows that decide share one space of ids: a finding names its rule by it."""
    for names in (("windows", "rules", "fees", "grades", "depreciation"), ("statutes",), ("orders",)):
        first: dict[str, int] = {}
        for name in names:
            for path, row in rows(table, name):
                row_id = row.get("id")
                if not isinstance(row_id, str):
                    continue
                line = line_at(lines, (*path, "id"))
                if row_id in first:
                    facts = (("id", row_id), ("first", first[row_id]))
                    yield Problem(line, "id.twice", ".".join(map(str, path)), facts)
                first.setdefault(row_id, line)


def duplicate_names(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Golden cases are told apart by their names, lines and payments of an example order by their ids."""
    groups = [("name", [*rows(table, "golden")])]
    for path, order in rows(table, "orders"):
        groups += [
            ("id", [((*path, *at), row) for at, row in rows(order, part)]) for part in ("lines", "payments")
        ]
    for key, group in groups:
        first: dict[str, int] = {}
        for path, row in group:
            name, line = row.get(key), line_at(lines, (*path, key))
            if isinstance(name, str) and name in first:
                facts = (("id", name), ("first", first[name]))
                yield Problem(line, f"{key}.twice", ".".join(map(str, path)), facts)
            elif isinstance(name, str):
                first[name] = line


def reversed_validity(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in [((), table), *rows(table, "statutes")]:
        since, until = row.get("valid_from"), row.get("valid_until")
        # A moment is a date to Python and none to a pack; it cannot be compared with one.
        if type(since) is type(until) is date and until < since:
            yield Problem(
                line_at(lines, (*path, "valid_until")),
                "validity.reversed",
                ".".join(map(str, path)),
                (("since", since), ("until", until)),
            )


def fees_of_nothing(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in rows(table, "fees"):
        both = "amount" in row and "percent" in row
        if both or ("amount" not in row and "percent" not in row):
            code = "fee.amount_and_percent" if both else "fee.nothing"
            at = (*path, "percent") if both else path
            yield Problem(line_at(lines, at), code, ".".join(map(str, path)), (("id", str(row.get("id"))),))


def shares_of_a_cost(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Sending goods back costs what the carrier charges, whatever they were worth: Directive 2011/83/EU Art. 14(1)."""
    for path, row in [*rows(table, "fees"), *rows(table, "rules")]:
        action = row.get("action")
        fee = action if isinstance(action, dict) and action.get("do") == "fee" else row
        if RowCode.RETURN_SHIPPING in (fee.get("code"), fee.get("name")) and "percent" in fee:
            at = (*path, "action") if fee is action else (*path, "percent")
            facts: tuple[tuple[str, Fact], ...] = (("id", str(row.get("id"))),)
            yield Problem(line_at(lines, at), "fee.share_of_a_cost", ".".join(map(str, path)), facts)


# What an action needs beside its name.
_NEEDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "set_window": (("days",),),
    "fee": (("name",), ("amount", "percent")),
    "waive_fee": (("name",),),
    "exclude_outcome": (("name",),),
    "require_outcome": (("name",),),
    "require_evidence": (("name",),),
    "partial_credit": (("percent",),),
    "incentive": (("amount", "percent"),),
    "ask": (("name",),),
}


def incomplete_actions(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in rows(table, "rules"):
        action = row.get("action")
        given = action if isinstance(action, dict) else {}
        kind = str(given.get("do") if given else action)
        where = line_at(lines, (*path, "action"))
        for either in _NEEDS.get(kind, ()):
            if not any(name in given for name in either):
                facts: tuple[tuple[str, Fact], ...] = (("action", kind), ("needs", either))
                yield Problem(where, "action.incomplete", ".".join(map(str, path)), facts)
        asked = given.get("name")
        if kind == "ask" and isinstance(asked, str) and asked not in FACTS:
            near = nearest_to(asked, FACTS)
            yield Problem(where, "fact.unknown", ".".join(map(str, path)), (("name", asked),), near)
        codes = tuple(RowCode)
        if kind == "allow" and isinstance(asked, str) and asked and asked not in codes:
            facts = (("value", asked), ("options", codes))
            yield Problem(where, "value.unknown", ".".join(map(str, path)), facts, nearest_to(asked, codes))
        outcomes = FACTS["return.outcome"].options
        if (
            kind in {"exclude_outcome", "require_outcome"}
            and isinstance(asked, str)
            and asked not in outcomes
        ):
            facts = (("value", asked), ("options", outcomes))
            yield Problem(
                where, "value.unknown", ".".join(map(str, path)), facts, nearest_to(asked, outcomes)
            )


def unseen_signs(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Words of a pack are shown and sent: what a terminal obeys or nobody sees has no place in them."""
    for path, _, value in every_key(table):
        words = value if isinstance(value, list) else [value]
        for word in words:
            if isinstance(word, str) and clean_text(word) != normalize("NFC", word):
                yield Problem(line_at(lines, path), "text.unseen", ".".join(map(str, path)))


def unknown_commands(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Identity levels are asked for commands that exist."""
    manners = table.get("manners")
    needed = manners.get("identity_needed") if isinstance(manners, dict) else None
    codes = tuple(command.code for command in get_args(Command))
    for code in needed if isinstance(needed, dict) else ():
        if code not in codes:
            path = ("manners", "identity_needed", code)
            facts = (("name", code),)
            yield Problem(
                line_at(lines, path), "command.unknown", ".".join(path), facts, nearest_to(code, codes)
            )
