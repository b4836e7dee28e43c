"""Which amounts a text spells out: `fifty euros` cannot be held against the quote, and so it is written in figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from refundtui.domain.money import Currency
from refundtui.i18n.amounts import currencies_of
from refundtui.letters.spoken import (
    ALSO_OTHERWISE,
    CODES,
    EVERYWHERE,
    FEW,
    FOLLOWING,
    JOINING,
    MONEY,
    NUMBERS,
    RUN_TOGETHER,
    SAID_WHICH,
    STERLING,
    WHOSE,
)

_LONGEST: Final = 60  # signs of a number word; what is longer is none
_LONGEST_PART: Final = 14
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*")
_APOSTROPHE: Final = re.compile("['’ʼ`]")
_CODE: Final = re.compile(r"[A-Z]{3}")
_OF: Final = re.compile(r"^d['’]", re.IGNORECASE)  # `un million d'euros`
_FIGURE: Final = re.compile(r"[\s(]{0,3}\d")
_OF_WEIGHT: Final = re.compile(r"\bweigh", re.IGNORECASE)
_OTHER_LANGUAGES_TOO: Final = frozenset({"ten", "one"})  # Polish: this, those

_NO_MONEY: Final = {("sv", "Kronor"), ("ريال", "مدريد")}  # a coat of arms, a club

_DIGITS: Final = "〇零一二三四五六七八九十百千万"
_JAPANESE: Final = re.compile(
    rf"(?<![{_DIGITS}])(?:(?<![一-龥])一|(?!一円)[{_DIGITS}]{{1,20}})[ \u3000\n]?"
    r"(?:円(?!ショップ|均一|玉|札|硬貨|パン)|[米豪加]?(?:ユーロ|ドル|ポンド|セント)(?![ァ-ヶー]))"
)


def amounts_in_words(text: str, language: str, currency: Currency | None = None) -> Iterator[str]:
    """Every number word with a currency's name right behind it, as it stands in the text; in the language, or in
    English: an agent may write a sentence of her own in it.

    `currency` is that of the letter: where it is sterling, `Pfund` and `livres` are money and no weights.
    """
    in_sterling = currency is not None and currency.code == "GBP"
    text = unicodedata.normalize("NFC", text)
    code = language.partition("-")[0].lower()
    if code == "ja":
        yield from (found[0] for found in _JAPANESE.finditer(text))
        return
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        number = word[0].rpartition("-")[0]  # a fifty-euro refund
        first = word if number else _before(place, words, text)
        number = number or (first[0] if first is not None else "")
        if first is None:
            continue
        for spoken in dict.fromkeys((code, "en")):
            if _is_number(number, spoken, code) and _is_money(
                word, following, text, spoken, number=number, in_sterling=in_sterling
            ):
                yield " ".join(text[first.start() : word.end()].split())
                break


def _before(place: int, words: Sequence[re.Match[str]], text: str) -> re.Match[str] | None:
    """The word before the money at this place, or before whose money it is: `fifty Swiss francs`."""
    for before in range(place - 1, max(-1, place - 3), -1):
        if not _beside(words[before], words[before + 1], text):
            return None
        if _plain(words[before][0]) not in _taken_apart(WHOSE):
            return words[before]
    return None


def _beside(one: re.Match[str], other: re.Match[str], text: str) -> bool:
    """In the same line, or at the end of it and the beginning of the next."""
    between = text[one.end() : other.start()]
    return between.isspace() and between.count("\n") < 2


def _is_money(
    word: re.Match[str],
    following: re.Match[str] | None,
    text: str,
    spoken: str,
    *,
    number: str,
    in_sterling: bool,
) -> bool:
    if _FIGURE.match(text, word.end()):
        return False  # `the second one EUR 29.16`: it is that figure's
    name = word[0].rpartition("-")[2]
    if _CODE.fullmatch(name):
        return bool(currencies_of(name))
    plain = _plain(_OF.sub("", name))
    behind = _plain(following[0]) if following is not None and _beside(word, following, text) else ""
    if plain in _taken_apart(STERLING):
        return in_sterling or behind in _taken_apart(SAID_WHICH)
    if plain == "pounds" and _OF_WEIGHT.search(text, max(0, word.start() - 40), word.start()):
        return False
    if plain in _words(ALSO_OTHERWISE, spoken):
        is_few = _plain(number) in _words(FEW, spoken)
        return not is_few or not behind or behind in _words(FOLLOWING, spoken)
    if (spoken, name) in _NO_MONEY or (plain, behind) in _NO_MONEY or plain in _words(NUMBERS, spoken):
        return False
    return plain in _taken_apart(CODES) or plain in _taken_apart(EVERYWHERE) or plain in _words(MONEY, spoken)


def _is_number(word: str, spoken: str, code: str) -> bool:
    plain = _plain(word)
    if len(plain) > _LONGEST or plain in _words(JOINING, spoken):
        return False
    if spoken != code and plain in _OTHER_LANGUAGES_TOO:
        return False
    return _is_made_of(plain, spoken)


def _is_made_of(word: str, code: str) -> bool:
    parts = _words(NUMBERS, code)
    if code == "ar":
        word = word if word in parts else word.lstrip("وبلف")  # `خمسة وعشرون`, `بخمسين`
    pieces = word.split("-")
    if code in RUN_TOGETHER:
        return all(_runs_through(piece, parts) for piece in pieces)
    return all(piece in parts for piece in pieces)


def _runs_through(word: str, parts: frozenset[str]) -> bool:
    """Whether number words, one behind the other, come to this one: each place is reached once."""
    reached = {0}
    for end in range(1, len(word) + 1):
        starts = range(max(0, end - _LONGEST_PART), end)
        if any(start in reached and word[start:end] in parts for start in starts):
            reached.add(end)
    return bool(word) and len(word) in reached


def _plain(word: str) -> str:
    return _APOSTROPHE.sub("", word.casefold())


def _words(of: Mapping[str, str], code: str) -> frozenset[str]:
    return _taken_apart(of.get(code, ""))


@cache
def _taken_apart(words: str) -> frozenset[str]:
    return frozenset(map(_plain, words.split()))
