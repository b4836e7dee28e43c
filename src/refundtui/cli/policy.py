"""`refundtui policy check|test`: a pack's mistakes and its golden cases, in plain lines."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.catalogs import locales_folder
from refundtui.i18n.words import N_, t, tn
from refundtui.rulebooks import shipped
from refundtui.rulebooks.checking.outside import Known
from refundtui.rulebooks.checking.packs import check_pack, check_together
from refundtui.rulebooks.checking.problem import Checked, Problem
from refundtui.rulebooks.goldens import GoldenResult, run_goldens
from refundtui.rulebooks.loading import UnreadablePackError, read_pack
from refundtui.rulebooks.spelling import PolicyPack
from refundtui.rulebooks.spelling_law import LawPack

# Exit codes: 0 all well, 1 the pack is wrong, 2 there was nothing to look at.
_WELL, _WRONG, _NOTHING = 0, 1, 2

# One sentence for each kind of mistake; the places are the problem's facts.
_SENTENCES: Final = {
    "text.not_utf8": N_("This is not UTF-8 text; save the file as UTF-8."),
    "syntax.broken": N_("This line is not TOML: {why}."),
    "text.unseen": N_("This text holds characters that nobody sees or that a terminal obeys."),
    "text.byte_order_mark": N_(
        "The file begins with an invisible byte order mark; save it as UTF-8 without one."
    ),
    "syntax.no_toml": N_("This is not TOML; a pack has lines like name = value, and headings in [brackets]."),
    "syntax.too_deep": N_("Brackets stand in brackets too deeply to be read; no pack needs that."),
    "syntax.colon": N_("“{name}” is followed by a colon; write an equals sign: {name} = …"),
    "syntax.heading": N_(
        "Write this heading as [{name}] or [[{name}]], with as many brackets behind as before."
    ),
    "syntax.bracket_open": N_("A bracket is opened here and never closed."),
    "syntax.quote_open": N_("A quotation mark is opened here and not closed on the same line."),
    "syntax.unquoted": N_('Put the text in straight quotation marks: {name} = "{value}"'),
    "syntax.flag": N_("Write {meant}, in small letters and without quotation marks; found {value}."),
    "syntax.day": N_("{value} is not a day; write year, month and day like 2026-11-20."),
    "pack.empty": N_("The file is empty."),
    "kind.missing": N_("The first line must say what this is: kind = {options}."),
    "key.twice": N_("“{name}” stands here twice; keep one of them."),
    "key.unknown": N_("There is no “{name}” here."),
    "key.missing": N_("“{name}” is missing."),
    "value.unknown": N_("“{value}” is not possible here; possible: {options}."),
    "value.wrong_type": N_("This must be {wanted}."),
    "value.too_large": N_("{value} is too large here; {most} is the most."),
    "table.not_repeated": N_("Write this heading with double brackets, [[{name}]]: there can be several."),
    "amount.not_text": N_('Write amounts in quotation marks with all decimals, like "5.00"; found {value}.'),
    "amount.unreadable": N_('“{value}” is not an amount; write it like "5.00".'),
    "amount.too_many_decimals": N_("“{value}” has more decimals than {currency} knows ({decimals})."),
    "amount.too_few_decimals": N_(
        "“{value}” has not all the decimals of {currency}; write “{meant}” if that is what you mean."
    ),
    "amount.below_nothing": N_("“{value}” is less than nothing; write the amount without a minus sign."),
    "percent.above_whole": N_("“{value}” is more than the whole; 100% is the most."),
    "percent.unreadable": N_('Write percentages in quotation marks like "12.5%"; found {value}.'),
    "currency.unknown": N_("“{value}” is not a currency a refund can be paid in: {why}."),
    "country.unreadable": N_('Write a country as its two capital letters, like "DE"; found “{value}”.'),
    "language.unknown": N_("No letters are written in “{value}”; possible: {options}."),
    "platform.closed": N_("The EU's platform for disputes closed on 20 July 2025: take “{value}” out."),
    "law.unknown": N_("There is no law “{name}” here that a clause could rest on."),
    "law.two_periods": N_(
        "“{id}” has several periods ({names}); a rule has one, or names each in “periods”."
    ),
    "law.no_start": N_("“{id}” has a period and nothing that starts it; name the event in “counted_from”."),
    "law.unknown_event": N_("No clock of the law starts with “{name}”."),
    "law.unknown_calendar": N_(
        "“{value}” is no calendar; write a place like DE or DE-BY, “performance” or “opening_days”."
    ),
    "law.rates": N_(
        "The rates of “{id}” do not follow one another at {day}: each begins after the last has ended."
    ),
    "law.no_currency": N_("“{id}” has a limit in money, and the pack names no currency."),
    "law.brackets": N_("The brackets of “{id}” do not rise from one to the next."),
    "timezone.unknown": N_("There is no time zone “{value}”."),
    "fact.unknown": N_("There is no fact “{name}”."),
    "test.unknown": N_("There is no comparison “{name}”; possible: {options}."),
    "test.not_for_fact": N_("“{test}” cannot be asked of {fact}, which is {type}."),
    "switch.unknown": N_("There is no switch “{name}”."),
    "command.unknown": N_("There is no command “{name}”."),
    "id.twice": N_("The id “{id}” is used twice; it stands on line {first} already."),
    "name.twice": N_("The name “{id}” is used twice; it stands on line {first} already."),
    "validity.reversed": N_("It ends on {until}, before it begins on {since}."),
    "validity.overlaps": N_("This version and {other} are both in force from {since} on."),
    "fee.amount_and_percent": N_("The fee “{id}” has an amount and a percentage; it can have one of them."),
    "fee.nothing": N_("The fee “{id}” has neither an amount nor a percentage."),
    "fee.share_of_a_cost": N_(
        "The fee “{id}” takes a share of the price for sending back: give the amount it costs."
    ),
    "limit.twice": N_("Two limits of “{role}” are for the same; the first stands on line {first}."),
    "limit.only_narrow": N_(
        "“{role}” has limits for some reasons or ways to pay only; add one without them for everything else."
    ),
    "limit.day_below_one": N_("A day of {day} is less than a single decision may be: {once}."),
    "limit.goodwill_above_day": N_("Goodwill of {once} a day is more than the whole day has: {day}."),
    "sign_in.never": N_(
        "“sign_in_minutes” counts for nothing without “sign_in_again_above”: say above which amount."
    ),
    "hour.unreadable": N_(
        "“{value}” is no hour of a day; write it like “09:00”, the end of a day as “24:00”."
    ),
    "hours.reversed": N_("It closes at {closes}, not after it opens at {opens}."),
    "hours.overlap": N_("These hours overlap those on line {first} ({day})."),
    "action.incomplete": N_("The action “{action}” needs {needs} as well."),
    "order.unknown": N_("There is no example order “{name}”."),
    "order.circular": N_("The example order “{name}” is like itself in the end: {chain}."),
    "line.unknown": N_("The example order has no line “{name}”."),
    "condition.impossible": N_("“{id}” can never hold: {fact} would have to be two things at once."),
    "rules.clash": N_(
        "“{id}” allows what “{other}” rejects, and both have priority {priority}; give “{id}” a higher one or leave it out."
    ),
    "row.unreachable": N_("“{id}” can never decide anything: “{behind}” always comes first."),
}
_KINDS: Final = {
    "text": N_("text in quotation marks"),
    "number": N_("a whole number"),
    "number_from_nothing": N_("a whole number, 0 or more"),
    "number_from_one": N_("a whole number, 1 or more"),
    "flag": N_("true or false"),
    "day": N_("a day like 2026-11-20, without quotation marks"),
    "list": N_("a list in square brackets"),
    "table": N_("a table"),
    "tags": N_("a list of words"),
    "money": N_("an amount in quotation marks"),
}


def run_check(paths: Sequence[str | Path], json: bool = False) -> int:
    """Say every mistake of every file; the exit code says whether there is any."""
    bodies, unread = _read(paths)
    checked = check_together([check_pack(name, body, _known()) for name, body in bodies])
    if json:
        _print_json({"files": [_check_json(one) for one in checked], "unread": unread})
    else:
        for one in checked:
            _say_all(_check_lines(one))
        _say_unread(unread)
    if unread or not checked:
        return _NOTHING
    return _WRONG if any(one.problems for one in checked) else _WELL


def run_test(paths: Sequence[str | Path], json: bool = False) -> int:
    """Run the golden cases of every file under the laws that are shipped."""
    bodies, unread = _read(paths)
    results: list[_Tested] = [_tested(name, body) for name, body in bodies]
    if json:
        _print_json({"files": [_test_json(one) for one in results], "unread": unread})
    else:
        for one in results:
            _say_all(_test_lines(one))
        _say_unread(unread)
    if unread or not results:
        return _NOTHING
    return _WELL if all(one.holds for one in results) else _WRONG


@dataclass(frozen=True, slots=True)
class _Tested:
    checked: Checked
    results: tuple[GoldenResult, ...]
    is_policy: bool

    @property
    def holds(self) -> bool:
        return not self.checked.problems and all(result.holds for result in self.results)


def _tested(name: str, body: bytes) -> _Tested:
    checked = check_pack(name, body, _known())
    if not isinstance(checked.pack, PolicyPack):
        return _Tested(checked, (), is_policy=False)
    try:
        return _Tested(checked, run_goldens(checked.pack, body, shipped()), is_policy=True)
    except UnreadablePackError as error:
        problem = Problem(1, "syntax.broken", facts=(("why", str(error)),))
        return _Tested(Checked(name, (problem,)), (), is_policy=True)


@cache
def _known() -> Known:
    """The languages that have letters here and the laws that are shipped."""
    laws = (pack for body in shipped().values() if isinstance(pack := read_pack(body), LawPack))
    written = sorted(path.name for path in locales_folder().iterdir() if (path / "letters").is_dir())
    return Known(tuple(written), tuple(row.id for pack in laws for row in pack.statutes))


def _read(paths: Iterable[str | Path]) -> tuple[list[tuple[str, bytes]], list[dict[str, str]]]:
    bodies: list[tuple[str, bytes]] = []
    unread: list[dict[str, str]] = []
    for path in paths:
        try:
            bodies.append((str(path), Path(path).read_bytes()))
        except OSError as error:
            unread.append({"file": str(path), "why": error.strerror or str(error)})
    return bodies, unread


def _check_lines(one: Checked) -> Iterable[str]:
    for problem in one.problems:
        yield f"{one.name}:{problem.line}: {sentence(problem)}"
    if one.problems:
        count = len(one.problems)
        yield tn("{file}: {n} mistake.", "{file}: {n} mistakes.", count, file=one.name)
    else:
        yield t("{file}: no mistakes.", file=one.name)


def _test_lines(one: _Tested) -> Iterable[str]:
    if one.checked.problems:
        yield from _check_lines(one.checked)
        return
    for result in one.results:
        mark = t("holds") if result.holds else t("differs")
        yield f"{mark}: {result.name}"
        for differs in result.differences:
            yield "- " + t(
                "{what}: expected {expected}, got {got}",
                what=differs.name,
                expected=differs.expected,
                got=differs.got,
            )
    if not one.is_policy:
        yield t("{file}: no policy, so there are no golden cases.", file=one.checked.name)
        return
    held = sum(1 for result in one.results if result.holds)
    yield tn(
        "{file}: {held} of {n} golden case holds.",
        "{file}: {held} of {n} golden cases hold.",
        len(one.results),
        file=one.checked.name,
        held=held,
    )


def sentence(problem: Problem) -> str:
    """One mistake in words, with what was probably meant."""
    facts: dict[str, object] = {name: _said(fact) for name, fact in problem.facts}
    wanted = facts.get("wanted")
    if isinstance(wanted, str):
        facts["wanted"] = t(_KINDS[wanted]) if wanted in _KINDS else wanted
    kind = facts.get("type")
    if isinstance(kind, str) and kind in _KINDS:
        facts["type"] = t(_KINDS[kind])
    said = t(_SENTENCES[problem.code], **facts)
    if problem.nearest:
        said += " " + t("Did you mean “{name}”?", name=problem.nearest)
    return said


def _said(fact: object) -> str:
    return ", ".join(str(part) for part in fact) if isinstance(fact, tuple) else str(fact)


def _check_json(one: Checked) -> dict[str, Any]:
    return {"file": one.name, "problems": [_problem_json(problem) for problem in one.problems]}


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "code": problem.code,
        "path": problem.path,
        "facts": {
            name: list(map(str, fact)) if isinstance(fact, tuple) else str(fact)
            for name, fact in problem.facts
        },
        "nearest": problem.nearest,
        "says": sentence(problem),
    }


def _test_json(one: _Tested) -> dict[str, Any]:
    return {
        **_check_json(one.checked),
        "golden": [
            {
                "name": result.name,
                "holds": result.holds,
                "differences": [
                    {"what": differs.name, "expected": differs.expected, "got": differs.got}
                    for differs in result.differences
                ],
            }
            for result in one.results
        ],
    }


def _say_all(lines: Iterable[str], say: Callable[[str], None] = print) -> None:
    for line in lines:
        say(clean_line(line))  # a pack is a file from somewhere: its words may hold what a terminal obeys


def _say_unread(unread: Iterable[dict[str, str]]) -> None:
    for one in unread:
        said = t("{file} cannot be read: {why}.", file=one["file"], why=one["why"])
        print(clean_line(said), file=sys.stderr)


def _print_json(value: object) -> None:
    print(json_text.dumps(value, ensure_ascii=False, indent=2))
