"""A brand's own letter templates are published whole, checked first, and told to that brand's desks alone."""

from __future__ import annotations

import pytest

from refundtui.domain.letter_documents import LetterPlace, place_of
from refundtui.office.publishing_letters import FaultyTemplatesError, Published, publish_letters
from refundtui.office.store import OfficeStore
from tests.support.offices import BRAND, NOW

DENIAL = LetterPlace(BRAND, "de", "denial.liquid")
TONE = LetterPlace(BRAND, "de", "_tone.liquid")
TEXT = 'Subject: Nein ({{ reference }})\n{% include "_greeting" %}\n\n{% include "_tone" %}\n'
SAID = "Das tut uns leid.\n"


def published(office: OfficeStore, templates: dict[LetterPlace, str]) -> Published:
    return publish_letters(office.database, BRAND, templates, by="op", now=NOW)


def names(office: OfficeStore) -> dict[str, int]:
    return {one.name: one.version for one in office.documents() if one.name.startswith("letters/")}


def test_what_is_published_is_in_force_and_the_same_again_changes_nothing(office: OfficeStore) -> None:
    first = published(office, {DENIAL: TEXT, TONE: SAID})
    assert first == Published((TONE.name, DENIAL.name), ())
    head = office.head("ref")
    assert published(office, {DENIAL: TEXT, TONE: SAID}) == Published((), ())
    assert office.head("ref") == head
    assert names(office) == {DENIAL.name: 1, TONE.name: 1}


def test_what_the_folder_does_not_hold_any_more_is_withdrawn_and_desks_hear_of_it(
    office: OfficeStore,
) -> None:
    published(office, {DENIAL: TEXT, TONE: SAID})
    before = office.head("ref")
    assert published(office, {}) == Published((), (TONE.name, DENIAL.name))
    assert names(office) == {}
    after = office.head("ref")
    assert before is not None
    assert after is not None
    assert after.last_seq == before.last_seq + 2
    published(office, {TONE: SAID})
    assert names(office) == {TONE.name: 2}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kein Betreff\n", "template.no_subject"),
        ("Subject: x\n{{ nme }}\n", "template.variable_unknown"),
        ("Subject: x\n{{ name | shout }}\n", "template.filter_unknown"),
        ("Subject: x\n{% for i in (1..9) %}{% endfor %}\n", "template.range"),
        ("Subject: x\n{% if name %}\n", ""),
        ("Subject: x\n" + "a" * 300_000, "template.too_large"),
        ("Subject: x\nhttps://ec.europa.eu/consumers/odr\n", "template.closed_platform"),
    ],
)
def test_one_mistake_and_none_of_them_is_published(office: OfficeStore, text: str, code: str) -> None:
    with pytest.raises(FaultyTemplatesError) as wrong:
        published(office, {DENIAL: text, TONE: SAID})
    assert list(wrong.value.found) == [DENIAL]
    assert not code or wrong.value.found[DENIAL][0].code == code
    assert names(office) == {}


def test_another_brands_templates_are_left_alone(office: OfficeStore) -> None:
    published(office, {TONE: SAID})
    theirs = LetterPlace("northpeak", "en", "_tone.liquid")
    publish_letters(office.database, "northpeak", {theirs: "We are sorry.\n"}, by="op", now=NOW)
    published(office, {})
    assert names(office) == {theirs.name: 1}
    assert [office.library().brand_of(one) for one in (TONE.name, theirs.name)] == [BRAND, "northpeak"]


@pytest.mark.parametrize(
    "name",
    [
        "letters/../../etc/denial.liquid",
        "letters/./de/denial.liquid",
        "letters/acme/../denial.liquid",
        "letters/acme/de/../x.liquid",
        "letters/acme/de/denial.liquid\n",
        "letters/acme/de/denial.sh",
        "letters/acme/de/sub/denial.liquid",
        "letters//de/denial.liquid",
        "letters/.hidden/de/denial.liquid",
        "packs/acme.toml",
    ],
)
def test_no_name_leads_anywhere_else(name: str) -> None:
    assert place_of(name) is None
