"""How text is folded for search: the same letters however they are accented, cased or spelled, CJK by its parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# Letters that no Unicode decomposition takes apart; what people type when they lack the key.
_OWN: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "ß": "ss",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "ŀ": "l",
        "ſ": "s",
        "ə": "e",
        "ґ": "г",
        "ё": "е",
        "ς": "σ",
        "ـ": "",  # the Arabic stretch
        "ى": "ي",
        "ة": "ه",
        "ک": "ك",
        "ی": "ي",
        "'": "",
        "’": "",
        "ʼ": "",
        "´": "",
        "`": "",
    }
)
# German and Nordic vowels are also typed as two letters: found by either spelling.
_SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowels: written or not, the same word.
_MARKS: Final = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
OPEN: Final = "\ue000"
"""The word of open cases in the index. Nobody can search for it: it is no letter of any script."""
_BETWEEN: Final = re.compile(
    r"[\ue000-\uf8ff\s\x00-/:-@\[-`{-\xbf\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f\u30fb\uff61-\uff65]+"
)
# Scripts that put no spaces between words are indexed by character and by pairs of characters.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# The same for what is ASCII alone, and most is: in one step over its bytes, where a million cases wait for it.
_ASCII_WORDS: Final = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)
).ljust(256)
_ASCII_QUOTES: Final = b"'`"
_NO_LETTERS: Final = bytes(code for code in range(128) if not chr(code).isalnum())
_NO_DIGITS: Final = bytes(code for code in range(128) if not chr(code).isdecimal())
_OTHER_DIGIT: Final = re.compile(r"[^\D0-9]")
_PHONE: Final = re.compile(r"[\d\s()+./\-\u2010-\u2015]{4,}\Z")


def fold(text: str) -> str:
    """Lower case without accents; `Łódź`, `LODZ` and `łódź` are one."""
    text = text.casefold()
    if text.isascii():
        return text.replace("'", "").replace("`", "")
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold().translate(_OWN))
    text = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    # Korean syllables came apart above.
    return unicodedata.normalize("NFC", text)


def key(text: str) -> str:
    """A reference or order number by its letters and digits alone: `#A-100 234` is `a100234`."""
    if text.isascii():
        return text.encode().translate(_ASCII_WORDS, _NO_LETTERS).decode()
    return _BETWEEN.sub("", fold(text))


def indexed_words(*, texts: str, numbers: tuple[str, ...], phone: str, is_open: bool = True) -> str:
    """Everything a case is found by, as words between spaces. Called once for every case that comes in."""
    words: list[str] = []
    if texts.isascii():
        words += _ascii_words(texts)
    else:
        for part in texts.split(" "):
            words += _ascii_words(part) if part.isascii() else _accented_words(part)
    for number in dict.fromkeys(numbers):
        parts = _ascii_words(number) if number.isascii() else _BETWEEN.split(fold(number))
        words += parts
        if len(parts) > 1:
            words.append("".join(parts))
        words += [part.lstrip("0") for part in parts if part[:1] == "0" and part.isdecimal()]
    digits = _digits(phone) if phone else ""
    if len(digits) >= 4:
        # With the country's code and without it: codes have one to three digits, and a national number
        # is typed with a zero that the international one does not have.
        words += [digits[skipped:] for skipped in range(min(4, len(digits) - 3))]
    if is_open:
        words.append(OPEN)
    return " ".join(filter(None, dict.fromkeys(words)))


def _ascii_words(text: str) -> list[str]:
    return text.encode().translate(_ASCII_WORDS, _ASCII_QUOTES).decode().split()


@lru_cache(4096)
def _accented_words(text: str) -> tuple[str, ...]:
    """Every spelling of one written word. Names come again: taking them apart costs more than all the rest."""
    words = dict.fromkeys(_BETWEEN.split(fold(text)))
    spelled_out = text.casefold().translate(_SPELLED_OUT)
    words.update(dict.fromkeys(_BETWEEN.split(fold(spelled_out))))
    for run in _UNSPACED.findall(" ".join(words)):
        words.update(dict.fromkeys(run))
        words.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
    words.update(dict.fromkeys(_UNSPACED.sub(" ", " ".join(words)).split()))
    return tuple(words)


def query(text: str) -> str:
    """What is typed, as a query: every word must be there, each at least as a beginning. Empty if there is none."""
    folded = fold(text)
    wanted = [" AND ".join(_asked(word)) for word in list(_words(folded))[:8]]
    words = " AND ".join(word for word in wanted if word)
    if _PHONE.match(folded.strip()) and len(digits := _digits(folded)) >= 4:
        international = range(4) if folded.strip().startswith(("+", "00")) else range(1)
        numbers = [f'"{digits[skipped:]}" *' for skipped in international if len(digits) - skipped >= 6]
        return " OR ".join([f'"{digits}" *', *numbers[1:], *([f"({words})"] if len(wanted) > 1 else [])])
    if len(wanted) > 1 and len(joined := key(text)) <= 24 and any(letter.isdigit() for letter in joined):
        # An order number in another grouping than ours.
        return f'"{joined}" * OR ({words})'
    return words


def _words(folded: str) -> Iterator[str]:
    return (word for word in _BETWEEN.split(folded) if word)


def _asked(word: str) -> list[str]:
    if word.isascii() or not _UNSPACED.search(word):
        return [f'"{word}" *']
    asked: list[str] = []
    for run in _UNSPACED.findall(word):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        asked.extend(f'"{pair}"' for pair in pairs or [run])
    asked.extend(f'"{rest}" *' for rest in _UNSPACED.split(word) if rest)
    return asked


def _digits(text: str) -> str:
    if text.isascii():
        return text.encode().translate(None, _NO_DIGITS).decode().lstrip("0")
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal()).lstrip("0")
