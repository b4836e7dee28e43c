"""Every mistake in a pack, each with its line and the nearest name that exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from refundtui.domain.findings import Fact
from refundtui.rulebooks.checking.examples import dangling_examples
from refundtui.rulebooks.checking.laws import senseless_rules
from refundtui.rulebooks.checking.limits import odd_limits
from refundtui.rulebooks.checking.outside import (
    ANYTHING,
    Known,
    closed_platform,
    unknown_countries,
    unknown_languages,
    unknown_laws,
)
from refundtui.rulebooks.checking.problem import Checked, Problem, nearest_to, placed
from refundtui.rulebooks.checking.reach import clashing_rules, contradictions, unreachable_rows
from refundtui.rulebooks.checking.sense import (
    duplicate_ids,
    duplicate_names,
    fees_of_nothing,
    incomplete_actions,
    reversed_validity,
    shares_of_a_cost,
    unknown_commands,
    unseen_signs,
)
from refundtui.rulebooks.checking.service import odd_hours
from refundtui.rulebooks.checking.shape import shape_problems
from refundtui.rulebooks.checking.syntax import parsed
from refundtui.rulebooks.checking.vocabulary import vocabulary_mistakes
from refundtui.rulebooks.loading import as_spelled_now, pack_of
from refundtui.rulebooks.positions import Path, line_at, lines_of
from refundtui.rulebooks.spelling import KINDS, CalendarPack, PolicyPack
from refundtui.rulebooks.spelling_law import LawPack


def check_pack(name: str, body: bytes, known: Known = ANYTHING) -> Checked:
    """All mistakes of one document, in the order in which they stand.

    `known` is what lies outside of it: languages that have letters, laws that can be cited.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return Checked(name, (Problem(line, "text.not_utf8"),))
    read = parsed(text)
    lines = lines_of(read.text)
    pack, found = _checked(read.table, lines, known, syntax_is_sound=not read.problems)
    problems = {*read.problems, *_not_said_already(found, read.left_out)}
    ordered = tuple(sorted(problems, key=lambda problem: (problem.line, problem.path, problem.code)))
    return Checked(name, ordered, pack if not ordered else None)


def _not_said_already(problems: Sequence[Problem], left_out: frozenset[str]) -> list[Problem]:
    """A key that stands there misspelled, or on a broken line, is not also said to be missing."""
    meant = {(one.path.rpartition(".")[0], one.nearest) for one in problems if one.code == "key.unknown"}
    return [
        one
        for one in problems
        if one.code != "key.missing"
        or (one.fact("name") not in left_out and (one.path, one.fact("name")) not in meant)
    ]


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


def _checked(
    table: Mapping[str, Any], lines: dict[Path, int], known: Known, *, syntax_is_sound: bool
) -> tuple[PolicyPack | LawPack | CalendarPack | None, list[Problem]]:
    if not table:
        return None, [] if not syntax_is_sound else [Problem(1, "pack.empty")]
    kind = table.get("kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        facts: tuple[tuple[str, Fact], ...] = (("value", str(kind)), ("options", tuple(KINDS)))
        code = "kind.missing" if kind is None else "value.unknown"
        return None, [Problem(line_at(lines, ["kind"]), code, "kind", facts, nearest_to(kind, KINDS))]
    table = as_spelled_now(table)
    problems = list(shape_problems(table, model, lines))
    pack = None if problems else pack_of(table, model)
    problems += [
        placed(mistake, base, lines, facts)
        for base, mistake, facts in vocabulary_mistakes(table, is_policy=kind == "policy")
    ]
    problems += _sense(table, lines)
    problems += [*unknown_languages(table, lines, known), *unknown_laws(table, lines, known)]
    if kind == "law":
        problems += senseless_rules(table, lines, known)
    return pack, problems


def _sense(table: Mapping[str, Any], lines: dict[Path, int]) -> list[Problem]:
    return [
        *duplicate_ids(table, lines),
        *duplicate_names(table, lines),
        *reversed_validity(table, lines),
        *fees_of_nothing(table, lines),
        *shares_of_a_cost(table, lines),
        *incomplete_actions(table, lines),
        *dangling_examples(table, lines),
        *contradictions(table, lines),
        *unknown_commands(table, lines),
        *odd_limits(table, lines),
        *odd_hours(table, lines),
        *unknown_countries(table, lines),
        *closed_platform(table, lines),
        *unseen_signs(table, lines),
        *unreachable_rows(table, lines),
        *clashing_rules(table, lines),
    ]
