"""Text from outside made harmless: no control, escape or direction character passes, no card number either."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Any, Final, TypeVar

MASK: Final = "•"

# What a terminal would obey: CSI and OSC/DCS/APC/PM/SOS strings with their payload, two-character escapes.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
# Controls, direction marks, and what is there without being seen: it hides text from search and from people.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# Joiners shape Persian, Indic scripts and emoji; beside ASCII or in rows they only hide.
_STRAY_JOINERS: Final = re.compile(
    "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
)
_PILED_MARKS: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{8})[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+"
)


def clean_line(text: str) -> str:
    """One line: what would break, colour or turn it is gone; line ends and tabs are spaces."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _cleaned(text, " ").strip()


def clean_text(text: str) -> str:
    """The same for text of several lines, whose ends stay, each as one newline."""
    if text.isascii() and text.isprintable():
        return text
    return _cleaned(text, "\n")


def _cleaned(text: str, line_end: str) -> str:
    text = unicodedata.normalize("NFC", _ESCAPES.sub("", text))
    text = _LINE_ENDS.sub(line_end, text).replace("\t", " ")
    text = _STRAY_JOINERS.sub("", _UNSEEN.sub("", text))
    # Taking characters out may bring a letter and its accent together: compose once more.
    return unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", text))


# --- Card numbers ---------------------------------------------------------------------------------

_GAP: Final = r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d.,_/·\n]{0,3}"
_RUN: Final = re.compile(rf"\d(?:{_GAP}\d){{11,}}")
_GROUP: Final = re.compile(r"\d+")
_SPARED: Final = re.compile(
    r"(?P<uuid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?P<iban>\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b)"
)
_SHAPES: Final = frozenset({(4, 6, 5), (4, 6, 4), (4, 4, 5), (4, 5, 6), (6, 10), (6, 13), (8, 8), (8, 11)})
_RARER_SHAPES: Final = frozenset({(4, 4, 8), (8, 4, 4), (4, 8, 4), (4, 12), (12, 4)})
_LIST: Final = frozenset(",\n")  # between years and order numbers far more often than within a card


def mask_cards(text: str) -> str:
    """Every card number (12 to 19 digits, Luhn) keeps its last four digits only.

    Spaces, dashes, dots, slashes and any script's digits are seen through. Numbers that are no cards pass:
    those that fail the check, IBANs and UUIDs. One order number in ten of that length passes the
    check by chance: mask what people write, not the fields that are identifiers.
    """
    while _RUN.search(text):
        masked = _masked_once(text)
        if masked == text:
            break
        # What stays of one number may begin another: look again.
        text = masked
    return text


def _masked_once(text: str) -> str:
    spared = [found.span() for found in _SPARED.finditer(text) if _is_spared(found)]
    letters = list(text)
    for run in _RUN.finditer(text):
        groups = [
            (run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run[0])
        ]
        # An IBAN or UUID takes its own groups out and splits what is around them.
        for cards in _split(groups, spared):
            for start, end in _card_windows(text, cards):
                digits = [at for at in range(start, end) if letters[at].isdecimal()]
                for at in digits[:-4]:
                    letters[at] = MASK
    return "".join(letters)


def _split(groups: list[tuple[int, int]], spared: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    part: list[tuple[int, int]] = []
    for start, end in groups:
        if any(start < spared_end and end > spared_start for spared_start, spared_end in spared):
            yield part
            part = []
        else:
            part.append((start, end))
    yield part


def _card_windows(text: str, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of whole groups of digits that spell a card; from the left, the longest first."""
    first = 0
    while first < len(groups):
        ends = [last for last in range(first, len(groups)) if _is_card(text, groups[first : last + 1])]
        if ends:
            yield groups[first][0], groups[ends[-1]][1]
            first = ends[-1] + 1
        else:
            first += 1


def _is_card(text: str, groups: list[tuple[int, int]]) -> bool:
    sizes = tuple(end - start for start, end in groups)
    if not 12 <= sum(sizes) <= 19:
        return False
    number = "".join(str(unicodedata.decimal(digit)) for start, end in groups for digit in text[start:end])
    is_list = any(_LIST & set(text[end:start]) for (_, end), (start, _) in pairwise(groups))
    if is_list or sizes in _RARER_SHAPES:
        return is_card_number(number) and (sizes in _RARER_SHAPES or _is_usual(text, groups, sizes))
    return _is_usual(text, groups, sizes) and _passes_luhn(number)


def _is_usual(text: str, groups: list[tuple[int, int]], sizes: tuple[int, ...]) -> bool:
    """Is it grouped as people group cards? Dates, sums and addresses in a row are not."""
    if len(sizes) == 1 or sizes in _SHAPES:
        return True
    size = sizes[0]
    if any(other != size for other in sizes[:-1]) or sizes[-1] > size:
        return False
    if size == 4:
        return True
    gaps = {text[end:start] for (_, end), (start, _) in pairwise(groups)}
    return size in {1, 2, 5, 6, 8} and len(gaps) == 1


_SCHEMES: Final = re.compile(
    r"4\d{15}(?:\d{3})?"  # Visa; its cards of 13 digits are gone, and shops have numbers of 13
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}"  # Diners
    r"|(?:6011|64[4-9]\d|65\d\d|35(?:2[89]|[3-8]\d))\d{12}"  # Discover, JCB
    r"|62\d{14,17}"  # UnionPay
)


def is_card_number(text: str) -> bool:
    """Whether digits alone are as long as a scheme's cards, begin like one (ISO/IEC 7812) and pass the check."""
    return _SCHEMES.fullmatch(text) is not None and _passes_luhn(text)


def _passes_luhn(number: str) -> bool:
    digits = [unicodedata.decimal(digit) for digit in reversed(number)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def _is_spared(found: re.Match[str]) -> bool:
    if found["uuid"]:
        return True
    iban = found["iban"].replace(" ", "")
    if not 15 <= len(iban) <= 34:
        return False
    # ISO 13616: first four characters to the end, letters as numbers, remainder 1 by 97.
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


# --- Whole values ---------------------------------------------------------------------------------

Value = TypeVar("Value")

_SEVERAL_LINES: Final = frozenset({"text", "note", "reason"})
_PEOPLE_WRITE: Final = _SEVERAL_LINES | {
    "acceptance",
    "by",
    "email",
    "facts",
    "items",
    "label",
    "name",
    "steps",
    "subject",
    "title",
}
_IDENTIFIERS: Final = frozenset({"id", "number", "ref", "reference", "tracking"})


def clean_value(value: Value) -> Value:
    """A command, a case or any other frozen value with every text in it cleaned, and cards masked in all
    that people write; in identifiers only what is grouped as on a card itself, for no number of ours is.

    A number that was typed for an order nobody knows is an identifier only if it cannot be a card: it is masked
    when it is as long as its scheme's cards, begins like one and passes the check. That of an order which is
    known stays as it is: two shops' numbers in a hundred look like that, and masked ones would be mixed up.
    """
    cleaned: Value = _clean(value, "")
    return cleaned


def _clean(value: Any, name: str) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _text_cleaner(name)(value)
    if isinstance(value, tuple):
        if name == "facts":
            return tuple(_clean_fact(fact) for fact in value)
        return tuple(_clean(part, name) for part in value)
    if isinstance(value, frozenset):
        return frozenset(_clean(part, name) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            spec.name: after
            for spec in fields(value)
            if (after := _clean(before := getattr(value, spec.name), spec.name)) is not before
        }
        number = changed.get("order_ref", getattr(value, "order_ref", None))
        if isinstance(number, str) and getattr(value, "order", None) is None and is_card_number(number):
            changed["order_ref"] = mask_cards(number)
        return replace(value, **changed) if changed else value
    return value


def _clean_fact(fact: tuple[str, Any]) -> tuple[str, Any]:
    name, value = fact
    is_identifier = name.rpartition("_")[2] in _IDENTIFIERS
    return clean_line(name), _clean(value, "" if is_identifier else "text")


def _text_cleaner(name: str) -> Callable[[str], str]:
    clean = clean_text if name in _SEVERAL_LINES else clean_line
    if name not in _PEOPLE_WRITE:
        return lambda text: _without_embossed(clean(text))
    return lambda text: mask_cards(clean(text))


_EMBOSSED: Final = re.compile(
    r"(?<!\d)(?:[2-6]\d{3}(?P<gap>[ \-.])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}|3[47]\d{2}[ \-]\d{6}[ \-]\d{5})(?!\d)"
)


def _without_embossed(text: str) -> str:
    """A card that was typed into a field for numbers, spelled as it stands on the plastic."""
    return _EMBOSSED.sub(lambda found: mask_cards(found[0]), text) if len(text) >= 17 else text
