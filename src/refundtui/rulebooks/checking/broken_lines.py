"""What is wrong with a line that is not TOML? The slips of people who write another format every day."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from refundtui.rulebooks.checking.problem import Problem

_Facts: TypeAlias = tuple[tuple[str, str], ...]
_Guess: TypeAlias = Callable[[str, str, str], tuple[str, _Facts] | None]

_KEY: Final = r"\s*(?P<key>[A-Za-z0-9_.-]+|\"[^\"]*\"|'[^']*')\s*"
_PAIR: Final = re.compile(_KEY + r"=\s*(?P<value>.*?)\s*(?:#.*)?$")
_COLON: Final = re.compile(_KEY + r":(?:\s+(?P<value>.*))?$")
_DAY: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$")
_BARE_INSIDE: Final = re.compile(r"(?P<key>[A-Za-z0-9_.-]+)\s*=\s*(?P<value>[A-Za-z_][\w.-]*)\s*[,}\]]")
_FLAGS: Final = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
_CURLY: Final = "“”„‘’‚«»"


def broken(line: int, row: str, why: str) -> Problem:
    """The likeliest slip in a row that the parser refused, else the parser's own words."""
    found = _PAIR.match(row)
    key, value = (found["key"], found["value"]) if found is not None else ("", row.strip())
    for guess in _GUESSES if found is not None else (_heading, _colon):
        slip = guess(key, value, why)
        if slip is not None:
            return Problem(line, slip[0], "", slip[1])
    return Problem(line, "syntax.broken", "", (("why", why),))


def key_of(row: str) -> str:
    """The key a row was meant to set; empty where it sets none."""
    found = _PAIR.match(row) or _COLON.match(row)
    return found["key"].strip("\"'") if found is not None else ""


def _heading(_key: str, row: str, why: str) -> tuple[str, _Facts] | None:
    if not row.startswith("["):
        return None
    name = row.split("#", maxsplit=1)[0].strip().strip("[] ")
    if _is_twice(why):
        return "key.twice", (("name", name),)
    return "syntax.heading", (("name", name),)


def _colon(_key: str, row: str, _why: str) -> tuple[str, _Facts] | None:
    found = _COLON.match(row)
    return None if found is None else ("syntax.colon", (("name", found["key"]),))


def _twice(key: str, _value: str, why: str) -> tuple[str, _Facts] | None:
    return ("key.twice", (("name", key),)) if _is_twice(why) else None


def _open_bracket(_key: str, value: str, why: str) -> tuple[str, _Facts] | None:
    return ("syntax.bracket_open", ()) if "nclosed" in why and value[:1] in {"[", "{"} else None


def _day(_key: str, value: str, _why: str) -> tuple[str, _Facts] | None:
    return ("syntax.day", (("value", value),)) if _DAY.match(value) else None


def _flag(_key: str, value: str, _why: str) -> tuple[str, _Facts] | None:
    meant = _FLAGS.get(value.lower())
    return None if meant is None else ("syntax.flag", (("value", value), ("meant", meant)))


def _open_quote(_key: str, value: str, _why: str) -> tuple[str, _Facts] | None:
    is_open = value[:1] in {'"', "'"} and value.count(value[0]) % 2
    return ("syntax.quote_open", ()) if is_open else None


def _unquoted(key: str, value: str, _why: str) -> tuple[str, _Facts] | None:
    inside = _BARE_INSIDE.search(value) if value[:1] in {"[", "{"} else None
    if inside is not None:
        key, value = inside["key"], inside["value"]
    word = value.strip(_CURLY)
    if not word or (value[0] not in _CURLY and not value[0].isalnum() and inside is None) or '"' in word:
        return None
    return "syntax.unquoted", (("name", key), ("value", word))


def _is_twice(why: str) -> bool:
    return "overwrite" in why or "twice" in why


_GUESSES: Final[tuple[_Guess, ...]] = (_twice, _open_bracket, _day, _flag, _open_quote, _unquoted)
