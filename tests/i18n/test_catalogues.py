"""Every language says everything: nothing missing, nothing left over, the same facts in each sentence.

`python -m tests.i18n.extracting de` brings in what is new; translating it is for people.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, strategies as st

from refundtui.i18n.catalogs import (
    Message,
    catalogue,
    completeness,
    is_draft,
    languages,
    locales_folder,
    read_catalogue,
    read_messages,
)
from refundtui.i18n.words import t, tn, use_language, words
from tests.i18n.extracting import begun, brought_up_to_date, extracted, number_of_forms

TRANSLATED = [language for language in languages() if language != "en"]
WHOLE = [language for language in TRANSLATED if not is_draft(language)]
"""A draft may lack a sentence: the desk says then how much of it there is, and speaks English where it lacks one."""


def text_of(language: str) -> str:
    return (locales_folder() / language / "LC_MESSAGES" / "refundtui.po").read_text(encoding="utf-8")


def messages_of(language: str) -> dict[str, Message]:
    return {message.id: message for message in read_messages(text_of(language)) if message.id}


def places(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)[^}]*}", sentence))


def test_english_and_german_are_there() -> None:
    assert languages()[0] == "en"
    assert "de" in WHOLE


@pytest.mark.parametrize("language", WHOLE)
def test_no_sentence_is_missing(language: str) -> None:
    translated = {message.id for message in messages_of(language).values() if message.is_translated}
    assert sorted(set(extracted()) - translated) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_left_over(language: str) -> None:
    assert sorted(set(messages_of(language)) - set(extracted())) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_has_the_places_of_its_original(language: str) -> None:
    wrong = [
        message.id
        for message in messages_of(language).values()
        for form in message.forms
        if form
        if places(form) - places(message.id) - places(message.plural)
        or (places(message.id) & places(message.plural or message.id)) - places(form)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_stand_where_the_sources_have_them_in_every_form(language: str) -> None:
    said, forms = messages_of(language), number_of_forms(text_of(language))
    for message, plural in extracted().items():
        if message not in said:
            continue  # told by the test for missing ones
        assert bool(said[message].plural) == bool(plural)
        assert len(said[message].forms) == (forms if plural else 1)


@pytest.mark.parametrize("language", TRANSLATED)
def test_our_reader_reads_what_babel_reads(language: str) -> None:
    theirs = read_po(io.StringIO(text_of(language)), locale=language.replace("-", "_"))
    read = {
        (entry.id[0] if isinstance(entry.id, tuple) else entry.id): tuple(entry.string)
        if isinstance(entry.string, tuple)
        else (entry.string,)
        for entry in theirs
        if entry.id
    }
    assert {message.id: message.forms for message in messages_of(language).values()} == read


@pytest.mark.parametrize("language", TRANSLATED)
def test_bringing_a_catalogue_up_to_date_loses_no_translation(language: str) -> None:
    before = messages_of(language)
    after = {message.id: message for message in read_messages(brought_up_to_date(text_of(language)))}
    assert {name: before[name] for name in before if name in after} == {
        name: message for name, message in after.items() if name in before
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_completeness_is_told(language: str) -> None:
    done, every = completeness(language)
    assert 500 < done <= every


@pytest.mark.parametrize(
    ("language", "forms"), [("fr", 2), ("ja", 1), ("pl", 3), ("uk", 3), ("ar", 6), ("pt-BR", 2)]
)
def test_a_new_catalogue_has_its_languages_own_plurals(language: str, forms: int) -> None:
    text = brought_up_to_date(begun(language))
    assert number_of_forms(text) == forms
    read = {message.id: message for message in read_messages(text)}
    assert len(read["in {n} day"].forms) == forms
    assert set(read) - {""} == set(extracted())
    assert read_catalogue(text, language).forms == {}  # nothing is translated yet


def test_german_is_spoken_once_it_is_chosen_and_english_needs_nothing() -> None:
    assert t("late delivery") == "late delivery"
    use_language("de-AT")
    try:
        assert t("late delivery") == "verspätete Lieferung"
        assert tn("in {n} day", "in {n} days", 1) == "in 1 Tag"
        assert tn("in {n} day", "in {n} days", 3) == "in 3 Tagen"
        assert t("a sentence nobody has translated") == "a sentence nobody has translated"
    finally:
        use_language("en")


def test_a_language_nobody_translated_speaks_english() -> None:
    assert words("tlh").t("late delivery") == "late delivery"
    assert catalogue("tlh").language == "en"


PO = r"""
# a comment
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

#, python-brace-format
msgid "one\n"
"two"
msgstr "eins \"zwei\"\\"

#, fuzzy
msgid "guessed"
msgstr "geraten"

msgid "{n} case"
msgid_plural "{n} cases"
msgstr[0] "{n} sprawa"
msgstr[1] "{n} sprawy"
msgstr[2] "{n} spraw"
msgid "untranslated"
msgstr ""

#~ msgid "gone"
#~ msgstr "weg"
"""


def test_continued_lines_escapes_fuzzy_and_obsolete_entries_are_understood() -> None:
    read = read_catalogue(PO, "pl")
    assert read.forms["one\ntwo"] == ('eins "zwei"\\',)
    assert set(read.forms) == {"one\ntwo", "{n} case"}
    assert [read.plural_form(n) for n in (1, 3, 5, 22)] == [0, 1, 2, 1]


@given(text=st.text(max_size=30))
def test_a_fact_with_braces_is_put_in_as_it_is(text: str) -> None:
    assert t("{typed}!", typed="{0.__class__}" + text) == "{0.__class__}" + text + "!"


@pytest.mark.parametrize("language", ["en", "de"])
def test_speaking_loads_no_babel(language: str) -> None:
    code = (
        "import sys, datetime\n"
        "from refundtui.i18n.words import use_language, t\n"
        "from refundtui.i18n.speech import Speech\n"
        "from refundtui.i18n.amounts import read_amount\n"
        f"use_language({language!r}); s = Speech({language!r})\n"
        "s.money(read_amount('1', 'EUR')); s.moment(datetime.datetime.fromtimestamp(0, datetime.timezone.utc))\n"
        "sys.exit(any(name.partition('.')[0] in ('babel', 'liquid') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
