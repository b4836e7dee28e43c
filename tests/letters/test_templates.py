"""A template somebody brings: mistakes are sentences with their line, limits hold, and ours stay locked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.i18n.speech import Speech
from refundtui.letters.checking import mistakes_in
from refundtui.letters.facts import VARIABLES
from refundtui.letters.letter import Kind, Letter
from refundtui.letters.locked import LOCKED, MAIN_FIGURE
from refundtui.letters.plurals import forms_of, plural_in
from refundtui.letters.templates import LARGEST, languages_of_letters, templates_folder
from refundtui.letters.variables import BY_NAME, FIELDS, TABLE, Holds, example_facts
from refundtui.letters.writing import compose, write
from tests.letters.making_letters import NOW, REFUND_DUE, RULEBOOK, TYPED, determined, fitting


def brought(own: Path, text: str, kind: Kind = Kind.PARTIAL_GRANT, *, language: str = "en") -> Letter:
    folder = own / language
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}.liquid").write_text(text, encoding="utf-8")
    return write(
        kind, fitting(kind), determined(), RULEBOOK, (REFUND_DUE,), language, NOW, typed=TYPED, own=own
    )


def test_a_brands_own_template_is_used_and_what_law_and_figures_need_is_inserted(tmp_path: Path) -> None:
    letter = brought(tmp_path, 'Subject: Hi\nHi {{ given_name }}!\n\n{% include "_regards" %}\n')
    assert letter.subject == "Hi"
    assert letter.body.startswith("Hi Karin!\n\nWe are going to refund 29,16\xa0€ to you.\n\n")
    assert "A colleague who has not been involved will then look at it again." in letter.body
    assert letter.body.endswith("Your reference: RF-0481920\n")
    assert letter.can_be_sent


def test_a_brand_cannot_bring_its_own_blocks(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "_amount.liquid").write_text("You get nothing.")
    letter = brought(tmp_path, 'Subject: Hi\n{% include "_amount" %}\n')
    assert "nothing" not in letter.body
    assert "We are going to refund 29,16\xa0€ to you." in letter.body


def test_an_edited_template_is_seen_at_once(tmp_path: Path) -> None:
    assert brought(tmp_path, "Subject: One\nx\n").subject == "One"
    path = tmp_path / "en" / "partial_grant.liquid"
    path.write_text("Subject: Two\nx\n")
    os.utime(path, ns=(1, 1))
    case = fitting(Kind.PARTIAL_GRANT)
    again = write(Kind.PARTIAL_GRANT, case, determined(), RULEBOOK, (), "en", NOW, own=tmp_path)
    assert again.subject == "Two"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("Subject: x\n{{ amount | mony }}", "letter.template_broken", "mony"),
        ("Subject: x\n{% if amount %}", "letter.template_broken", "endif"),
        ("Subject: x\n{{ amount", "letter.template_broken", "line 2"),
        ("Subject: x\n{% includ '_amount' %}", "letter.template_broken", "includ"),
        ("Subject: x\n{% include '_nowhere' %}", "letter.template_missing", "_nowhere"),
        ("Subject: x\n{% include '../../../../etc/passwd' %}", "letter.template_missing", "passwd"),
        ("Subject: x\n{% include 'partial_grant' %}", "letter.template_limit", "does not come to an end"),
        (
            "Subject: x\n{% for a in rows %}{% for b in (1..999999999) %}x{% endfor %}{% endfor %}",
            "letter.template_range",
            "counts through numbers",
        ),
        (
            "Subject: x\n{% assign x = 'xxxxxxxxxx' %}"
            + "{% assign x = x | append: x %}" * 40
            + "{{ x }}",
            "letter.template_limit",
            "does not come to an end",
        ),
        ("No subject\nx", "letter.template_no_subject", "Subject"),
        ("Subject: x\n" + "x" * (LARGEST + 1), "letter.template_too_large", "too large"),
        ("Subject: x\n" + "x" * 150_000, "letter.template_limit", "grows beyond"),
        ("Subject: x\n{{ 'a' | divided_by: 0 }}", "letter.template_broken", "partial_grant.liquid"),
        ("Subject: x\n{{ amount | truncate: 'x' }}", "letter.template_broken", "partial_grant.liquid"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_followed_is_a_sentence_and_no_letter(
    tmp_path: Path, text: str, code: str, says: str
) -> None:
    letter = brought(tmp_path, text)
    assert [one.code for one in letter.findings] == [code]
    assert not letter.can_be_sent
    assert letter.body == ""
    sentence = Speech("en").finding(letter.findings[0])
    assert says in sentence
    assert "the case is as it was" in sentence


def test_bytes_that_are_no_text_are_a_sentence_too(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "denial.liquid").write_bytes(b"Subject: \xff\xfe")
    letter = write(Kind.DENIAL, fitting(Kind.DENIAL), None, RULEBOOK, (), "en", NOW, own=tmp_path)
    assert [one.code for one in letter.findings] == ["letter.template_no_text"]


def test_a_megabyte_in_a_record_stops_the_letter_and_nothing_else() -> None:
    case = fitting(Kind.DENIAL)
    denial = case.denial
    assert denial is not None
    long = replace(case, denial=replace(denial, text="x" * 1_000_000))
    letter = write(Kind.DENIAL, long, None, RULEBOOK, (), "en", NOW)
    assert [one.code for one in letter.findings] == ["letter.template_limit"]


def test_a_language_without_a_folder_is_the_brands_next_one(tmp_path: Path) -> None:
    letter = write(Kind.PAID, fitting(Kind.PAID), determined(), RULEBOOK, (), "tlh", NOW, own=tmp_path)
    assert (letter.language, letter.wanted_language) == ("de", "tlh")


@pytest.mark.parametrize("language", languages_of_letters())
def test_every_template_of_ours_is_without_mistakes(language: str) -> None:
    for path in sorted(templates_folder(language).glob("*.liquid")):
        found = mistakes_in(path.read_text(encoding="utf-8"), language, is_part=path.name.startswith("_"))
        assert found == (), path.name


@pytest.mark.parametrize(
    ("text", "code", "line", "words", "near"),
    [
        ("Subject: x\n\n{{ amonut }}", "template.variable_unknown", 3, "amonut", "amount"),
        ("Subject: {{ ticket.id }}\nx", "template.variable_unknown", 1, "ticket.id", ""),
        ("Subject: x\n{% for row in rows %}{{ row.amont }}{% endfor %}", "template.field_unknown", 2, "row.amont", "row.amount"),
        ("Subject: x\n{{ amount | upcas }}", "template.filter_unknown", 2, "upcas", "upcase"),
        ("Subject: x\n{% endif %}", "template.broken", 2, "unexpected tag 'endif'", ""),
        ("Subject: x\nhttps://ec.europa.eu/consumers/odr/main", "template.closed_platform", 2, "ec.europa.eu/consumers/odr/main", ""),
        ("Subject:\nx", "template.no_subject", 1, "", ""),
        ('Subject: x\n{{ 2 | plural: one: "dzień", other: "dni" }}', "template.plural_incomplete", 2, "few, many", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_the_nearest_name(
    text: str, code: str, line: int, words: str, near: str
) -> None:
    found = mistakes_in(text, "pl")
    assert [(one.code, one.line, one.words, one.near) for one in found] == [(code, line, words, near)]


def test_the_table_of_variables_is_what_letters_are_made_from() -> None:
    assert set(VARIABLES) == set(BY_NAME)
    assert len(TABLE) == len(BY_NAME)
    made = compose(Kind.PAID, fitting(Kind.PAID), determined(), RULEBOOK, (REFUND_DUE,), "de", NOW)
    for name, names in FIELDS.items():
        filled = made.facts.get(name)
        if names and isinstance(filled, list) and filled:
            assert isinstance(filled[0], dict)
            assert set(filled[0]) == names, name


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_variable_has_a_meaning_and_an_example_of_its_kind(name: str) -> None:
    one = BY_NAME[name]
    assert one.means
    example = example_facts()[name]
    kinds = {Holds.FLAG: bool, Holds.LIST: list}
    assert isinstance(example, kinds.get(one.holds, str))
    assert example or one.holds is Holds.FLAG or name == "items"


def test_every_locked_block_and_main_figure_is_there() -> None:
    for kind, names in LOCKED.items():
        for name in names:
            assert (templates_folder("en") / f"{name}.liquid").is_file(), (kind, name)
    assert set(MAIN_FIGURE.values()) <= set(BY_NAME)


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", ["one", "other", "other", "other"]),
        ("pl", ["one", "few", "many", "few"]),
        ("ar", ["one", "two", "many", "few"]),
        ("ja", ["other", "other", "other", "other"]),
        ("tlh", ["one", "other", "other", "other"]),
    ],
)
def test_a_plural_is_bent_by_the_rules_of_its_language(language: str, counted: list[str]) -> None:
    plural = plural_in(language)
    forms = {form: form for form in ("zero", "one", "two", "few", "many", "other")}
    assert [plural(number, **forms) for number in (1, 2, 11, 3)] == counted
    assert set(counted) <= set(forms_of(language))
