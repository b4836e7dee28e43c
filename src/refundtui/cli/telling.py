"""What the program says in plain lines: data on stdout, trouble on stderr, each trouble one sentence."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.i18n.words import language, t

if TYPE_CHECKING:
    from refundtui.domain.findings import Finding
    from refundtui.i18n.speech import Speech


class Exit(IntEnum):
    """What a script may rely on."""

    DONE = 0
    REFUSED = 1  # by policy, law or state: asking again does not help
    USAGE = 2
    RETRY = 3  # the office could not be reached: what was decided is kept
    NEEDS_LEAD = 4
    INTERRUPTED = 130


class Stopped(Exception):  # noqa: N818 - an orderly end with its code, not an error
    """The command ends here; the sentences say what happened, what is safe and what to do."""

    def __init__(self, code: Exit, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.code = code
        self.sentences = sentences


ZONE = "Europe/Berlin"  # the practice office's own


def _plain(text: str) -> str:
    """Clean, and with ordinary spaces: a no-break space is found by no search for “29.16 EUR”."""
    return clean_line(text).translate(_SPACES)


_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


_people: dict[str, str] = {}


def speech() -> Speech:
    # Late: a desk that opens has nothing to say, and its first rows would wait.
    from refundtui.i18n.speech import Speech

    return Speech(language(), ZONE, people=_people)


def know_people(names: Mapping[str, str]) -> None:
    """From now on these are called by name."""
    _people.clear()
    _people.update(names)


def say(line: str = "") -> None:
    """One line of data. Whatever a terminal would obey is gone from it; its indentation stays."""
    words = _plain(line)
    print(" " * (len(line) - len(line.lstrip(" "))) + words if words else "")


def say_indented(text: str, indent: str = "  ") -> None:
    for line in text.splitlines() or [""]:
        print(indent + _plain(line))


def complain(sentence: str) -> None:
    """What somebody typed is said back to them, but no card number: screens are photographed, logs are kept."""
    print(mask_cards(_plain(sentence)), file=sys.stderr)


def say_json(value: object) -> None:
    """One document. Escaped where a terminal would obey; a script reads the very text."""
    print(_json(value, indent=2))


def say_json_line(value: object) -> None:
    print(_json(value, indent=None))


def _json(value: object, indent: int | None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1] for letter in text
    )


def say_unreachable(why: str) -> None:
    """That nobody answers; why, where waiting alone will not help."""
    from refundtui.i18n.phrases import SENTENCES

    complain(t("The office cannot be reached; everything is kept, try again later."))
    if why.startswith(("office.", "line.", "issuer.", "login.", "feed.")) and why in SENTENCES:
        complain(speech().say(why))


def say_table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as their widest cell."""
    lines = [tuple(map(_plain, heading)), *(tuple(map(_plain, row)) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(heading))]
    for line in lines:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns of a terminal: CJK takes two, a mark on a letter none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1
        for letter in text
    )


def say_tsv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print("\t".join(heading))
    for row in rows:
        print("\t".join(_plain(cell) for cell in row))


def findings_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for scripts: the stable code, its facts, and the sentence."""
    return [
        {
            "code": one.code,
            "outcome": one.outcome.value,
            "facts": {name: _fact(fact) for name, fact in one.facts},
            "basis": one.basis.value,
            "rule": one.rule,
            "clause": one.clause,
            "says": speech().finding(one),
        }
        for one in found
    ]


def _fact(fact: object) -> object:
    return (
        list(fact) if isinstance(fact, tuple) else fact if isinstance(fact, bool | int | str) else str(fact)
    )


_A_LEADS: frozenset[str] = frozenset(
    {
        "limit.exceeded", "limit.none", "goodwill.limit_exceeded", "risk.high", "review.needed", "self.approval",
        "payment.second_person", "other_way.second_person", "payee.same_person",
    }
)  # fmt: skip


def refused_by(found: Sequence[Finding]) -> Exit:
    """Whether somebody with more authority could do it, or nobody."""
    lead = {"role.not_allowed", "override.not_allowed", *_A_LEADS}
    return Exit.NEEDS_LEAD if found and all(one.code in lead for one in found) else Exit.REFUSED


def say_refused(found: Sequence[Finding], *, kept: str = "") -> Exit:
    """Every reason, one sentence each, and what is safe."""
    for one in found:
        complain(speech().finding(one))
    complain(kept or t("Nothing was changed."))
    return refused_by(found)
