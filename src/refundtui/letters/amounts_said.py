"""Which amounts a text names: a number with a currency beside it. Figures come from the quote, never from typing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from refundtui.domain.money import Currency
from refundtui.i18n.amounts import AmountError, currencies_of, read_amount
from refundtui.i18n.formats import formats_of

_SPACES: Final = " \u00a0\u202f\u2009"
_NUMBER: Final = re.compile(
    rf"(?<![\d.,])(?:\d{{1,3}}(?:[{_SPACES}.,'’]\d{{3}})+(?:[.,]\d{{1,3}})?|\d+(?:[.,]\d{{1,3}})?)(?![.,'’]?\d)"
)
_AROUND: Final = 10  # signs a currency's name is looked for in: `euros`, `złotówki`
_NO_CENTS: Final = re.compile(r"[.,][-–—]")  # `500,- €`
_BETWEEN: Final = _SPACES + "(["  # `500 (EUR)`; and `EUR: 500`
_KATAKANA: Final = re.compile("[\u30a0-\u30ff]+")
_ALONE: Final = "円元"  # they stand before the next word without a space


@dataclass(frozen=True, slots=True)
class Said:
    """An amount as it stands in the text. `value` is the same for the same amount however it is written."""

    words: str
    value: str


def amounts_said(text: str, of: Currency | None, locale: str) -> Iterator[Said]:
    """Every amount, in order. One of another money than `of` is never the same as one of it."""
    for found in _NUMBER.finditer(text):
        before, behind = text[: found.start()], text[found.end() :]
        after = _NO_CENTS.sub("", behind[:2]) + behind[2:]
        mark = _before(before, locale) or _after(after, locale)
        if mark:
            yield Said(f"{found[0]} {mark}", _value(found[0], mark, of, locale))


def _before(text: str, locale: str) -> str:
    stripped = text.rstrip(_BETWEEN + ":\n")
    word = _run(stripped[-_AROUND:][::-1])[::-1]
    rest = stripped[: len(stripped) - len(word)].rstrip(_BETWEEN)
    return "" if _is_the_others(text[len(stripped) :], rest[-1:]) else _mark(word, locale)


def _after(text: str, locale: str) -> str:
    stripped = text.lstrip(_BETWEEN + "\n")
    word = _run(stripped[:_AROUND])
    rest = stripped[len(word) :].lstrip(_BETWEEN + ":")
    return "" if _is_the_others(text[: len(text) - len(stripped)], rest[:1]) else _mark(word, locale)


def _is_the_others(between: str, beyond: str) -> bool:
    """Where a line ends in between, a currency with a number at its other side belongs to that one; and none is
    looked for beyond an empty line.
    """
    lines = between.count("\n")
    return lines > 1 or (lines == 1 and beyond.isdecimal())


def _run(signs: str) -> str:
    """The unbroken word or sign that `signs` begins with."""
    word = ""
    for sign in signs:
        if not (sign.isalpha() or sign == "." or unicodedata.category(sign) == "Sc"):
            break
        if word and (sign in _ALONE or _begins_another_word(word[-1], sign)):
            break
        word += sign
        if sign in _ALONE:
            break
    return word


def _begins_another_word(last: str, sign: str) -> bool:
    """Japanese and Chinese put no space between a sign of money and the next word."""
    return unicodedata.category(sign) == "Lo" and unicodedata.category(last) in {"Sc", "Lu", "Ll"}


def _mark(word: str, locale: str) -> str:
    if not word:
        return ""
    if word in formats_of(locale).symbols.values():
        return word
    if katakana := _KATAKANA.match(word):  # no space parts it from what follows
        word = katakana[0]
    return next((one for one in (word, word.strip(".")) if currencies_of(one)), "")


def _value(number: str, mark: str, of: Currency | None, locale: str) -> str:
    digits = "".join(str(unicodedata.decimal(sign)) for sign in number if sign.isdecimal())
    if of is None:
        return digits
    meant = currencies_of(mark) or currencies_of(mark.strip("."))
    ours = formats_of(locale).symbol(of.code)
    if mark != ours and of.code not in meant:
        return f"{digits} {mark}"
    try:
        return str(read_amount(number, of, locale).minor)
    except AmountError:
        return digits
