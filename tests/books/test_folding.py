"""Whatever stands in a name is found by typing it again, whole or begun, in any case, with or without accents."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import example, given, strategies as st

from refundtui.books.folding import fold, indexed_words, key, query


def found(typed: str, *, texts: str = "", numbers: tuple[str, ...] = (), phone: str = "") -> bool:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE VIRTUAL TABLE words USING fts5(w, detail=none, tokenize='ascii')")
        words = indexed_words(texts=texts, numbers=numbers, phone=phone)
        db.execute("INSERT INTO words VALUES(?)", (words,))
        match = query(typed)
        return bool(match and db.execute("SELECT 1 FROM words WHERE words MATCH ?", (match,)).fetchone())
    finally:
        db.close()


words = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=10)


@given(words, words)
@example("ŉ", "ﬃ")
@example("İstanbul", "ß")
@example("٣٤٥", "１２")
@example("가나다", "ｶﾞｷﾞ")
@example("Ǆ", "ſ")
def test_every_word_of_a_name_finds_it_in_any_case_and_composition(first: str, second: str) -> None:
    name = f"{first} {second}"
    for typed in (
        name,
        first,
        second,
        f"{second} {first}",
        first.swapcase(),
        unicodedata.normalize("NFD", second),
    ):
        if query(typed):
            assert found(typed, texts=name)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=8), st.data())
def test_any_part_of_a_name_without_spaces_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert found(name[start:end], texts=name)


@given(st.text("0123456789", min_size=6, max_size=12), st.lists(st.sampled_from(" -./()"), max_size=12))
def test_a_phone_number_is_found_in_any_grouping(digits: str, marks: list[str]) -> None:
    stored = "+49 " + digits
    grouped = "".join(digit + (marks[at] if at < len(marks) else "") for at, digit in enumerate(digits))
    if len(digits.lstrip("0")) >= 4 and digits[0] != "0":
        assert found("0" + grouped, phone=stored)
        assert found("+49" + grouped, phone=stored)
        assert found("0049 " + grouped, phone=stored)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_query_or_nothing(typed: str) -> None:
    found(typed, texts="Anna Müller", numbers=("RF-1",), phone="123456")


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("#A-100 234", "a100234"), ("RF-0481920", "rf0481920"), ("№ 12/3", "no123"), ("Ａ－１", "a1")],
)
def test_a_number_is_its_letters_and_digits(one: str, other: str) -> None:
    assert key(one) == other
