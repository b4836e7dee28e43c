"""Every mistake in a pack, each with its line and the nearest name that exists."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, get_args
from unicodedata import normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from refundtui.domain.commands import Command
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_text
from refundtui.domain.matching import FACTS
from refundtui.domain.money import Currency, UnknownCurrencyError, currencies, currency
from refundtui.domain.policy import Matcher, Test, Value
from refundtui.domain.quote import RowCode
from refundtui.domain.switches import SWITCHES, options
from refundtui.rulebooks.conditions import Mistake, amount_mistake, read_conditions, read_facts
from refundtui.rulebooks.positions import Path, line_at, lines_of
from refundtui.rulebooks.spelling import KINDS, CalendarPack, LawPack, PolicyPack

_LINE: Final = re.compile(r"\(at (?:line (\d+)|end of document)")
_BROKEN: Final = "broken heading "
_AMOUNTS: Final = frozenset(
    {"amount", "goodwill", "confirm_above", "type_above", "gross", "tax", "listed", "discount", "surcharge"}
    | {"captured", "disputed", "actual", "conforming", "total", "maximum"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands, what it is, and what was probably meant."""

    line: int
    code: str
    path: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    nearest: str = ""

    def fact(self, name: str) -> Fact | None:
        return dict(self.facts).get(name)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document and what is wrong with it; `pack` is there when nothing is."""

    name: str
    problems: tuple[Problem, ...]
    pack: PolicyPack | LawPack | CalendarPack | None = None


def check_pack(name: str, body: bytes) -> Checked:
    """All mistakes of one document, in the order in which they stand."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return Checked(name, (Problem(line, "text.not_utf8"),))
    table, text, problems = _parsed(text)
    lines = lines_of(text)
    pack, found = _checked(table, lines, syntax_is_sound=not problems)
    problems += found
    ordered = tuple(sorted(set(problems), key=lambda problem: (problem.line, problem.path, problem.code)))
    return Checked(name, ordered, pack if not ordered else None)


def check_together(checked: Sequence[Checked]) -> tuple[Checked, ...]:
    """What only shows beside the other documents: two versions of a policy that are in force at once."""
    extra: dict[str, list[Problem]] = {}
    policies = [(one.name, one.pack) for one in checked if isinstance(one.pack, PolicyPack)]
    for place, (name, pack) in enumerate(policies):
        for other_name, other in policies[:place]:
            if pack.brand == other.brand and _overlap(pack, other):
                problem = Problem(
                    1,
                    "validity.overlaps",
                    "valid_from",
                    (("other", other_name), ("since", max(pack.valid_from, other.valid_from))),
                )
                extra.setdefault(name, []).append(problem)
    return tuple(
        Checked(
            one.name, (*one.problems, *extra.get(one.name, ())), one.pack if one.name not in extra else None
        )
        for one in checked
    )


def _overlap(one: PolicyPack, other: PolicyPack) -> bool:
    """An open-ended version gives way to one that starts later; anything else that meets is a mistake."""
    earlier, later = sorted((one, other), key=lambda pack: pack.valid_from)
    if earlier.valid_from == later.valid_from:
        return True
    return earlier.valid_until is not None and earlier.valid_until >= later.valid_from


# --- syntax --------------------------------------------------------------------------------------------


def _parsed(text: str) -> tuple[dict[str, Any], str, list[Problem]]:
    """Parse; where a line is broken, note it, leave it out and go on, so that all are found."""
    problems: list[Problem] = []
    rows = text.replace("\r\n", "\n").split("\n")
    for _ in range(100):
        try:
            table = tomllib.loads("\n".join(rows))
            known = {key: value for key, value in table.items() if not key.startswith(_BROKEN)}
            return known, "\n".join(rows), problems
        except RecursionError:
            # Brackets in brackets by the thousand: nobody's policy, and no line of it is to blame.
            return {}, "", [*problems, Problem(1, "syntax.broken", "", (("why", "Too deeply nested"),))]
        except tomllib.TOMLDecodeError as error:
            found = _LINE.search(str(error))
            at = int(found[1]) if found is not None and found[1] else len(rows)
            why = _LINE.split(str(error))[0].strip()
            problems.append(Problem(at, "syntax.broken", "", (("why", why),)))
            if not _leave_out(rows, at):
                break
    return {}, "", problems


def _leave_out(rows: list[str], line: int) -> bool:
    """Blank a broken line; False when there is none left to blame.

    A broken heading becomes one of its own, so that what stands under it is still read as TOML and
    is not taken for part of the table before it.
    """
    at = min(line, len(rows)) - 1
    while at >= 0 and not rows[at].strip():
        at -= 1
    if at < 0:
        return False
    is_heading = rows[at].lstrip().startswith("[") and not rows[at].startswith(f'["{_BROKEN}')
    rows[at] = f'["{_BROKEN}{at}"]' if is_heading else ""
    return True


# --- shape ---------------------------------------------------------------------------------------------


def _checked(
    table: Mapping[str, Any], lines: dict[Path, int], *, syntax_is_sound: bool
) -> tuple[PolicyPack | LawPack | CalendarPack | None, list[Problem]]:
    if not table:
        return None, [] if not syntax_is_sound else [Problem(1, "pack.empty")]
    kind = table.get("kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        facts: tuple[tuple[str, Fact], ...] = (("value", str(kind)), ("options", tuple(KINDS)))
        code = "kind.missing" if kind is None else "value.unknown"
        return None, [Problem(line_at(lines, ["kind"]), code, "kind", facts, _nearest(kind, KINDS))]
    pack, problems = None, []
    try:
        pack = model.model_validate(table)
    except ValidationError as error:
        problems = [
            _shape(one, table, model, lines) for one in error.errors() if _is_meant(one["loc"], table)
        ]
    problems += [
        _placed(mistake, base, lines, facts) for base, mistake, facts in _vocabulary(table, kind == "policy")
    ]
    problems += _sense(table, lines)
    return pack, problems


def _shape(error: Any, table: Mapping[str, Any], model: type[BaseModel], lines: dict[Path, int]) -> Problem:
    path = _in_document(error["loc"], table)
    line = line_at(lines, path)
    spelled = ".".join(str(part) for part in path)
    last = str(path[-1]) if path else ""
    match error["type"]:
        case "extra_forbidden":
            names = _names_at(model, path[:-1])
            return Problem(line, "key.unknown", spelled, (("name", last),), _nearest(last, names))
        case "missing":
            name = str(error["loc"][-1])
            return Problem(line_at(lines, path), "key.missing", spelled, (("name", name),))
        case "enum" | "literal_error":
            wanted = _quoted(str(error["ctx"]["expected"]))
            value = str(error["input"])
            return Problem(
                line,
                "value.unknown",
                spelled,
                (("value", value), ("options", wanted)),
                _nearest(value, wanted),
            )
        case "union_tag_invalid" | "union_tag_not_found":
            wanted = _quoted(str(error.get("ctx", {}).get("expected_tags", "")))
            value = str(error["input"].get("take", "")) if isinstance(error["input"], dict) else ""
            where = line_at(lines, (*path, "take"))
            return Problem(
                where,
                "value.unknown",
                spelled,
                (("value", value), ("options", wanted)),
                _nearest(value, wanted),
            )
        case "string_pattern_mismatch":
            return Problem(line, "percent.unreadable", spelled, (("value", str(error["input"])),))
        case "string_type" if last in _AMOUNTS or last in {"percent", "floor", "rate"}:
            code = "amount.not_text" if last in _AMOUNTS else "percent.unreadable"
            return Problem(line, code, spelled, (("value", str(error["input"])),))
        case _:
            return Problem(
                line,
                "value.wrong_type",
                spelled,
                (("wanted", _wanted(error)), ("value", str(error["input"])[:60])),
            )


def _is_meant(loc: Sequence[str | int], table: Mapping[str, Any]) -> bool:
    """An action is a word or a table: only the mistakes of the form it was written in count."""
    if len(loc) < 4 or loc[0] != "rules" or loc[2] != "action":
        return True
    row = table["rules"][loc[1]]
    return isinstance(row["action"], dict) == (loc[3] == "ActionTable")


def _wanted(error: ErrorDetails) -> str:
    least = error.get("ctx", {}).get("ge")
    return "number_from_one" if least == 1 else _WANTED.get(error["type"], error["type"])


_WANTED: Final = {
    "string_type": "text",
    "string_too_short": "text",
    "int_type": "number",
    "int_parsing": "number",
    "greater_than": "number",
    "greater_than_equal": "number",
    "bool_type": "flag",
    "date_type": "day",
    "date_from_datetime_inexact": "day",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
}


def _in_document(loc: Sequence[str | int], table: Any) -> Path:
    """The part of a validator's path that is in the document: it adds names of its own for choices."""
    path: list[str | int] = []
    here = table
    for place, part in enumerate(loc):
        if part in here if isinstance(here, dict) else isinstance(here, list) and part in range(len(here)):
            here = here[part]
            path.append(part)
        elif place == len(loc) - 1 and isinstance(part, str) and isinstance(here, dict):
            break
    return tuple(path)


def _names_at(model: type[BaseModel], path: Iterable[str | int]) -> tuple[str, ...]:
    """The keys a table at this place may have."""
    models = [model]
    for part in path:
        if isinstance(part, int):
            continue
        models = [
            inner
            for one in models
            if part in one.model_fields
            for inner in _models_in(one.model_fields[part].annotation)
        ]
    return tuple(dict.fromkeys(name for one in models for name in one.model_fields))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _models_in(part)


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'([^']*)'", text))


def _nearest(word: object, names: Iterable[str]) -> str:
    found = difflib.get_close_matches(str(word), list(names), n=1, cutoff=0.5)
    return found[0] if found else ""


# --- vocabulary: facts, switches, amounts -----------------------------------------------------------------


def _vocabulary(table: Mapping[str, Any], is_policy: bool) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    of = _currency(table)
    if is_policy:
        yield from _currency_mistake(table)
        yield from _zone_mistake(table)
        yield from _switch_mistakes(table)
    for path, key, value in _walk(table):
        if key == "when" and isinstance(value, dict):
            for mistake in read_conditions(value, of)[1]:
                yield path, mistake, tuple(FACTS)
        elif key == "facts" and isinstance(value, dict):
            for mistake in read_facts(value, of)[1]:
                yield path, mistake, tuple(FACTS)
        elif key in _AMOUNTS and isinstance(value, str) and is_policy:
            wrong = amount_mistake(value, of)
            if wrong is not None:
                yield path[:-1], Mistake((str(path[-1]),), *wrong), ()


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, Any]]:
    """Every key with its path and value; the inside of `when` and `facts` is read elsewhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key, inner
            if key not in {"when", "facts", "places", "switches"}:
                yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _walk(inner, (*path, place))


def _placed(mistake: Mistake, base: Path, lines: dict[Path, int], names: tuple[str, ...]) -> Problem:
    path = (*base, *mistake.at)
    facts = dict(mistake.facts)
    nearest = ""
    if mistake.code == "fact.unknown":
        nearest = _nearest(facts["name"], names)
    elif mistake.code == "test.unknown":
        nearest = _nearest(facts["name"], Test)
    elif mistake.code == "switch.unknown":
        nearest = _nearest(facts["name"], SWITCHES)
    elif mistake.code == "value.unknown":
        wanted = facts.get("options")
        nearest = _nearest(facts["value"], wanted if isinstance(wanted, tuple) else ())
    elif mistake.code == "currency.unknown":
        nearest = _nearest(facts["value"], [known.code for known in currencies()])
    elif mistake.code == "timezone.unknown":
        nearest = _nearest(facts["value"], available_timezones())
    return Problem(line_at(lines, path), mistake.code, ".".join(map(str, path)), mistake.facts, nearest)


def _currency(table: Mapping[str, Any]) -> Currency | None:
    try:
        return currency(str(table.get("currency")))
    except UnknownCurrencyError:
        return None


def _currency_mistake(table: Mapping[str, Any]) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    code = table.get("currency")
    if isinstance(code, str):
        try:
            currency(code)
        except UnknownCurrencyError as error:
            yield (), Mistake(("currency",), "currency.unknown", (("value", code), ("why", error.why))), ()


def _zone_mistake(table: Mapping[str, Any]) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    name = table.get("timezone")
    if isinstance(name, str):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield (), Mistake(("timezone",), "timezone.unknown", (("value", name),)), ()


def _switch_mistakes(table: Mapping[str, Any]) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    switches = table.get("switches")
    if not isinstance(switches, dict):
        return
    for name, value in switches.items():
        if name not in SWITCHES:
            yield ("switches",), Mistake((name,), "switch.unknown", (("name", name),)), ()
            continue
        allowed = options(name)
        if any(value is one or (isinstance(one, Enum) and value == one.value) for one in allowed):
            continue
        spelled = tuple("true" if one is True else "false" if one is False else str(one) for one in allowed)
        facts: tuple[tuple[str, Fact], ...] = (("value", str(value)), ("options", spelled))
        yield ("switches",), Mistake((name,), "value.unknown", facts), ()


# --- sense: what is well spelled and still wrong -------------------------------------------------------------


def _sense(table: Mapping[str, Any], lines: dict[Path, int]) -> list[Problem]:
    return [
        *_duplicate_ids(table, lines),
        *_validity(table, lines),
        *_fees(table, lines),
        *_actions(table, lines),
        *_examples(table, lines),
        *_contradictions(table, lines),
        *_commands(table, lines),
        *_unseen(table, lines),
        *_unreachable(table, lines),
    ]


def _rows(table: Mapping[str, Any], name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    rows = table.get(name)
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict):
            yield (name, place), row


def _duplicate_ids(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Rows that decide share one space of ids: a finding names its rule by it."""
    for names in (("windows", "rules", "fees", "grades", "depreciation"), ("statutes",), ("orders",)):
        first: dict[str, int] = {}
        for name in names:
            for path, row in _rows(table, name):
                row_id = row.get("id")
                if not isinstance(row_id, str):
                    continue
                line = line_at(lines, (*path, "id"))
                if row_id in first:
                    facts = (("id", row_id), ("first", first[row_id]))
                    yield Problem(line, "id.twice", ".".join(map(str, path)), facts)
                first.setdefault(row_id, line)


def _validity(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in [((), table), *_rows(table, "statutes")]:
        since, until = row.get("valid_from"), row.get("valid_until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            yield Problem(
                line_at(lines, (*path, "valid_until")),
                "validity.reversed",
                ".".join(map(str, path)),
                (("since", since), ("until", until)),
            )


def _fees(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in _rows(table, "fees"):
        both = "amount" in row and "percent" in row
        if both or ("amount" not in row and "percent" not in row):
            code = "fee.amount_and_percent" if both else "fee.nothing"
            at = (*path, "percent") if both else path
            yield Problem(line_at(lines, at), code, ".".join(map(str, path)), (("id", str(row.get("id"))),))


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


def _actions(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in _rows(table, "rules"):
        action = row.get("action")
        kind = action.get("do") if isinstance(action, dict) else action
        given = action if isinstance(action, dict) else {}
        where = line_at(lines, (*path, "action"))
        for either in _NEEDS.get(str(kind), ()):
            if not any(name in given for name in either):
                facts: tuple[tuple[str, Fact], ...] = (("action", str(kind)), ("needs", either))
                yield Problem(where, "action.incomplete", ".".join(map(str, path)), facts)
        asked = given.get("name")
        if kind == "ask" and isinstance(asked, str) and asked not in FACTS:
            near = _nearest(asked, FACTS)
            yield Problem(where, "fact.unknown", ".".join(map(str, path)), (("name", asked),), near)
        rows = tuple(RowCode)
        if kind == "allow" and isinstance(asked, str) and asked and asked not in rows:
            facts = (("value", asked), ("options", rows))
            yield Problem(where, "value.unknown", ".".join(map(str, path)), facts, _nearest(asked, rows))
        outcomes = FACTS["return.outcome"].options
        if (
            kind in {"exclude_outcome", "require_outcome"}
            and isinstance(asked, str)
            and asked not in outcomes
        ):
            facts = (("value", asked), ("options", outcomes))
            yield Problem(where, "value.unknown", ".".join(map(str, path)), facts, _nearest(asked, outcomes))


def _unseen(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Words of a pack are shown and sent: what a terminal obeys or nobody sees has no place in them."""
    for path, _, value in _walk(table):
        words = value if isinstance(value, list) else [value]
        for word in words:
            if isinstance(word, str) and clean_text(word) != normalize("NFC", word):
                yield Problem(line_at(lines, path), "text.unseen", ".".join(map(str, path)))


def _commands(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Identity levels are asked for commands that exist."""
    manners = table.get("manners")
    needed = manners.get("identity_needed") if isinstance(manners, dict) else None
    codes = tuple(command.code for command in get_args(Command))
    for code in needed if isinstance(needed, dict) else ():
        if code not in codes:
            path = ("manners", "identity_needed", code)
            facts = (("name", code),)
            yield Problem(
                line_at(lines, path), "command.unknown", ".".join(path), facts, _nearest(code, codes)
            )


def _examples(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Golden cases and orders point at orders, and at their lines, that exist."""
    orders = {row["id"]: row for _, row in _rows(table, "orders") if isinstance(row.get("id"), str)}
    named = [(path, row, "like") for path, row in _rows(table, "orders")]
    named += [(path, row, "order") for path, row in _rows(table, "golden")]
    for path, row, key in named:
        wanted = row.get(key)
        if isinstance(wanted, str) and wanted and (wanted not in orders or _circular(wanted, orders)):
            line = line_at(lines, (*path, key))
            near = _nearest(wanted, orders) if wanted not in orders else ""
            yield Problem(line, "order.unknown", ".".join(map(str, path)), (("name", wanted),), near)
        elif key == "order" and isinstance(wanted, str):
            yield from _lines_named(path, row, orders, wanted, lines)


def _circular(start: str, orders: Mapping[str, Mapping[str, Any]]) -> bool:
    seen: set[str] = set()
    here: object = start
    while isinstance(here, str) and here:
        if here in seen:
            return True
        seen.add(here)
        here = orders.get(here, {}).get("like", "")
    return False


def _lines_named(
    path: Path,
    row: Mapping[str, Any],
    orders: Mapping[str, Mapping[str, Any]],
    order_id: str,
    lines: dict[Path, int],
) -> Iterator[Problem]:
    here: Mapping[str, Any] = orders[order_id]
    while "lines" not in here and here.get("like") in orders:
        here = orders[here["like"]]
    known = [str(line.get("id")) for line in here.get("lines", []) if isinstance(line, dict)]
    request = row.get("request")
    for place, take in enumerate(request if isinstance(request, list) else []):
        name = take.get("line") if isinstance(take, dict) else None
        if isinstance(name, str) and name and name not in known:
            where = line_at(lines, (*path, "request", place, "line"))
            spelled = ".".join(map(str, (*path, "request", place)))
            yield Problem(where, "line.unknown", spelled, (("name", name),), _nearest(name, known))


def _contradictions(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Conditions of one row that nothing can meet."""
    of = _currency(table)
    for name in ("windows", "rules", "fees", "grades", "depreciation", "statutes"):
        for path, row in _rows(table, name):
            when = row.get("when")
            if not isinstance(when, dict):
                continue
            fact = _impossible(read_conditions(when, of)[0])
            if fact:
                yield Problem(
                    line_at(lines, (*path, "when")),
                    "condition.impossible",
                    ".".join(map(str, path)),
                    (("id", str(row.get("id"))), ("fact", fact)),
                )


def _impossible(matchers: Sequence[Matcher]) -> str:
    """The fact that would have to be two things at once."""
    for fact in dict.fromkeys(matcher.fact for matcher in matchers):
        tests = {m.test: m.value for m in matchers if m.fact == fact}
        least = _bounds(tests, (Test.AT_LEAST, 0), (Test.ABOVE, 1))
        most = _bounds(tests, (Test.AT_MOST, 0), (Test.BELOW, -1))
        if least and most and max(least) > min(most):
            return fact
        if Test.IS in tests and tests.get(Test.IS_NOT) == tests[Test.IS]:
            return fact
        wanted = tests.get(Test.IN)
        if isinstance(wanted, tuple) and (not wanted or (Test.IS in tests and tests[Test.IS] not in wanted)):
            return fact
    return ""


def _bounds(tests: Mapping[Test, Value], *wanted: tuple[Test, int]) -> list[int]:
    """Whole-number bounds, with what is excluded moved by one: `above 3` is `at least 4`."""
    return [
        value + step
        for test, step in wanted
        if isinstance(value := tests.get(test), int) and not isinstance(value, bool)
    ]


def _unreachable(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """A row that another one always overrules: same subject, no more conditions, higher priority."""
    of = _currency(table)
    windows = [
        (path, row, set(row.get("families") or ()), read_conditions(_when(row), of)[0], _priority(row))
        for path, row in _rows(table, "windows")
    ]
    for path, row, families, matchers, priority in windows:
        for other_path, other, wider, fewer, above in windows:
            covers = not wider or (families and families <= wider)
            if other_path != path and above > priority and covers and set(fewer) <= set(matchers):
                yield _never(path, row, other, lines)
    rules = [
        (path, row, read_conditions(_when(row), of)[0], _priority(row), _kind(row))
        for path, row in _rows(table, "rules")
    ]
    for path, row, matchers, priority, kind in rules:
        for other_path, other, fewer, above, over in rules:
            beats = (kind, over) == ("reject", "allow") and above > priority
            same = kind == over and kind in {"reject", "allow"} and above >= priority and other_path < path
            if other_path != path and (beats or same) and set(fewer) <= set(matchers):
                yield _never(path, row, other, lines)
                break


def _when(row: Mapping[str, Any]) -> Mapping[str, Any]:
    when = row.get("when")
    return when if isinstance(when, dict) else {}


def _priority(row: Mapping[str, Any]) -> int:
    priority = row.get("priority", 0)
    return priority if isinstance(priority, int) else 0


def _kind(row: Mapping[str, Any]) -> str:
    action = row.get("action")
    return str(action.get("do") if isinstance(action, dict) else action)


def _never(path: Path, row: Mapping[str, Any], other: Mapping[str, Any], lines: dict[Path, int]) -> Problem:
    return Problem(
        line_at(lines, path),
        "row.unreachable",
        ".".join(map(str, path)),
        (("id", str(row.get("id"))), ("behind", str(other.get("id")))),
    )
