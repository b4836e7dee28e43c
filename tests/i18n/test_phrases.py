"""Every code the domain can utter has a phrase, and every phrase has a code and the facts it needs."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import refundtui.domain
from refundtui.books import trouble
from refundtui.casework.submissions import EntryState
from refundtui.domain.commands import Command
from refundtui.domain.findings import Finding, finding
from refundtui.domain.legs import refusals as legs
from refundtui.domain.legs.states import LegState
from refundtui.domain.matching import FACTS
from refundtui.domain.money import money
from refundtui.domain.next_step import Next, NextStep
from refundtui.domain.switches import SWITCHES, options
from refundtui.domain.verdict import Verdict
from refundtui.i18n.next_steps import next_said
from refundtui.i18n.phrases import FAMILY_OF, LABELS, SENTENCES, Counted
from refundtui.i18n.phrases.documents import DOCUMENTS
from refundtui.i18n.phrases.facts import FACT_NAMES
from refundtui.i18n.phrases.figures import FIGURES
from refundtui.i18n.phrases.findings import FINDINGS
from refundtui.i18n.phrases.letters import LETTER_FINDINGS, LETTER_NAMES
from refundtui.i18n.phrases.lines import LINES
from refundtui.i18n.phrases.names import NAMES
from refundtui.i18n.phrases.payments import OTHER_WAY_NAMES, PAYMENT_FINDINGS, PAYMENT_NAMES
from refundtui.i18n.phrases.queues import BULK, FILTERS, VIEW_NAMES
from refundtui.i18n.speech import Speech

SOURCES = Path(refundtui.domain.__file__).parents[1]
ROOMS_THAT_FIND = ("domain", "casework", "office", "letters", "books", "config.py", "i18n/amounts.py")
CODE = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
MAKES_FINDINGS = {
    "finding",
    "Finding",
    "no",
    "found_by",
    "_law",
    "refused",
    "_recoded",
    "ConfigError",
    "OfficeFileError",
    "BrokenTemplate",
}
CODE_AT = {"found_by": 1, "_law": 1, "_recoded": 1}
ALWAYS_THERE = {"rule", "title", "clause", "deciding", "typed", "currency", "example"}
NOT_SHOWN = {
    "Cause", "Channel", "CreditKind", "Denied", "EventDay", "FactType", "FeeBase", "Next", "Offline", "Part", "Paying", "Standing", "Subject", "Test",
    "Unit", "Which",
}  # fmt: skip
"""Enumerations that only packs, files and the office's books spell; a next step is told in a sentence of its own."""


def _files() -> list[Path]:
    found: list[Path] = []
    for room in ROOMS_THAT_FIND:
        path = SOURCES / room
        found.extend(sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.is_file())
    return found


@cache
def uttered() -> dict[str, list[set[str] | None]]:
    """Every code in a call that makes a finding, with the facts each such call gives (None: not told)."""
    codes: dict[str, list[set[str] | None]] = defaultdict(list)
    for path in _files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for code in _codes_in(node):
                    codes[code].append(_facts_in(node))
        for code in _codes_beside_calls(tree):
            codes[code].append(None)
    return codes


def _codes_in(call: ast.Call) -> list[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    place = CODE_AT.get(name, 0)
    if name not in MAKES_FINDINGS or len(call.args) <= place:
        return []
    return [text for text in _texts(call.args[place]) if CODE.fullmatch(text)]


def _codes_beside_calls(tree: ast.Module) -> list[str]:
    """`code = "…"` and `code, outcome = "…", …` before the call; tables from kinds to codes."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any("code" in _names(target) for target in node.targets):
            found.extend(text for text in _texts(node.value) if CODE.fullmatch(text))
        if isinstance(node, ast.AnnAssign) and "_NOTES" in _names(node.target) and node.value is not None:
            found.extend(text for text in _texts(node.value) if CODE.fullmatch(text))
    return found


def _names(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def _texts(node: ast.expr) -> list[str]:
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def _facts_in(call: ast.Call) -> set[str] | None:
    """The facts a call gives; None where they are not spelled out there."""
    if getattr(call.func, "id", "") == "_recoded" or any(keyword.arg is None for keyword in call.keywords):
        return None
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    for argument in call.args[1:]:
        if isinstance(argument, ast.Tuple):
            if any(not isinstance(pair, ast.Tuple) for pair in argument.elts):
                return None
            given |= {text for pair in argument.elts for text in _texts(pair)[:1]}
    return given


def placeholders(code: str) -> set[str]:
    phrase = SENTENCES[code]
    sentences = (phrase.one, phrase.many) if isinstance(phrase, Counted) else (phrase,)
    return {name for sentence in sentences for name in re.findall(r"{(\w+)}", sentence)}


@pytest.mark.parametrize("code", sorted(uttered()))
def test_what_the_program_can_find_it_can_say(code: str) -> None:
    assert code in SENTENCES


@pytest.mark.parametrize("code", sorted(code for code in uttered() if code in SENTENCES))
def test_a_phrase_asks_for_no_fact_that_a_finding_does_not_bring(code: str) -> None:
    for given in uttered()[code]:
        if given is not None:
            assert placeholders(code) <= given | ALWAYS_THERE | _amount_facts(code)


def _amount_facts(code: str) -> set[str]:
    """`amount.*` of typed amounts always tell what was typed; errors of files tell where."""
    return {"name", "names", "wanted", "why", "value"} if code.startswith("config.") else set()


def _enumerations() -> list[type[StrEnum]]:
    found: dict[str, type[StrEnum]] = {
        "EntryState": EntryState, "LegState": LegState, "NextStep": legs.NextStep, "Refusal": legs.Refusal,
    }  # fmt: skip
    for module in pkgutil.iter_modules(refundtui.domain.__path__):
        loaded = importlib.import_module(f"refundtui.domain.{module.name}")
        for value in vars(loaded).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                found[value.__name__] = value
    switched = {type(option) for name in SWITCHES for option in options(name)}
    return [kind for name, kind in sorted(found.items()) if name not in NOT_SHOWN and kind not in switched]


@pytest.mark.parametrize("kind", _enumerations(), ids=lambda kind: kind.__name__)
def test_every_member_of_a_shown_enumeration_has_a_name(kind: type[StrEnum]) -> None:
    family = FAMILY_OF[kind.__name__]
    assert {f"{family}.{member.value}" for member in kind} <= set(LABELS)


@pytest.mark.parametrize("step", Next)
def test_every_next_step_is_told_in_a_sentence(step: Next) -> None:
    why = finding("window.missed", days_late=3, last_day=date(2026, 11, 1))
    said = next_said(NextStep(step, ("opened",), money("1.00", "EUR"), why), Speech("en"))
    assert said[:1].isupper()
    assert "{" not in said


def test_every_switch_and_each_of_its_values_has_words() -> None:
    speech = Speech("en")
    for name in SWITCHES:
        for option in options(name):
            spelled = str(option).lower() if isinstance(option, bool) else str(option)
            said = speech.switch(name, spelled)
            assert "switch." not in said
            assert spelled == "net" or f"{name}" not in said


def test_every_command_has_a_name() -> None:
    assert {f"command.{command.code}" for command in get_args(Command)} <= set(LABELS)


def test_every_fact_of_the_packs_vocabulary_has_a_name() -> None:
    assert {f"fact.{name}" for name in FACTS} <= set(LABELS)


def _formulas() -> set[str]:
    found: set[str] = set()
    for path in sorted((SOURCES / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "formula":
                        found |= set(_texts(keyword.value))
    return found - {""}


def test_every_formula_can_be_told() -> None:
    assert {f"formula.{name}" for name in _formulas()} <= set(SENTENCES)


def test_every_trouble_with_a_book_has_its_sentence() -> None:
    codes = {
        value.code
        for value in vars(trouble).values()
        if isinstance(value, type) and issubclass(value, trouble.BookError)
    }
    assert codes <= set(SENTENCES)


def test_no_code_is_both_a_name_and_a_sentence_and_none_is_phrased_twice() -> None:
    assert not set(LABELS) & set(SENTENCES)
    parts = (
        LETTER_NAMES,
        LETTER_FINDINGS,
        NAMES,
        FACT_NAMES,
        PAYMENT_NAMES,
        OTHER_WAY_NAMES,
        PAYMENT_FINDINGS,
        FIGURES,
        FINDINGS,
        LINES,
        DOCUMENTS,
        FILTERS,
        VIEW_NAMES,
        BULK,
    )
    assert sum(map(len, parts)) == len(LABELS) + len(SENTENCES)


def test_where_a_name_is_meant_no_finding_is_read_and_the_other_way_round() -> None:
    assert Speech("en").label(Verdict.INELIGIBLE) == "not eligible"
    assert "override" in Speech("en").finding(finding("verdict.against"))
    assert Speech("en").name("verdict", "against") == "against"
    assert Speech("en").finding(Finding("verdict.ineligible")) == "verdict.ineligible"


def test_a_torn_book_tells_how_much_of_it_was_saved() -> None:
    torn = finding("book.corrupt", book="outbox", kept_as="outbox.aside")
    assert "set aside unchanged" in Speech("en").finding(torn)
    saved = finding("book.corrupt", book="outbox", kept_as="outbox.aside", saved=3)
    assert "3 entries" in Speech("en").finding(saved)


def test_no_phrase_is_without_a_code() -> None:
    """A phrase nobody can utter is a sentence nobody will ever proof-read."""
    sources = (*SOURCES.rglob("*.py"), *SOURCES.rglob("*.toml"))
    everywhere = "\n".join(
        path.read_text(encoding="utf-8") for path in sources if "phrases" not in path.parts
    )
    words = set(re.findall(r"[\w.]+", everywhere)) | set(FAMILY_OF.values()) | {"on", "off"}
    idle = [
        code
        for code in (*LABELS, *SENTENCES)
        if code.partition("+")[0] not in words
        and code.partition(".")[2] not in words
        and not (code.startswith("switch.") and code.split(".")[-1] in words)
    ]
    assert idle == []


def test_a_price_reduction_is_told_so_that_anybody_can_do_the_sum() -> None:
    said = Speech("en").say(
        "formula.reduction_ratio",
        paid=money("116.64", "EUR"),
        actual_value=money("96.75", "EUR"),
        conforming_value=money("129.00", "EUR"),
    )
    assert said == "€116.64 paid × (1 − €96.75 ÷ €129.00)"


def test_a_finding_names_the_fact_that_decided() -> None:
    found = Finding("rule.unknown", rule="opened-fee", decided_by="opened")
    assert (
        Speech("en").finding(found) == "opened-fee: undecided while this is not known: whether it was opened."
    )
