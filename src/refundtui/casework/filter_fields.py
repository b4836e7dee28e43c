"""The fields of the queue's filter: which signs and values each takes, and what it asks the queue for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from typing import Any, Final

from refundtui.casework.filter_line import Term, quoted
from refundtui.casework.filter_words import STATES, shown_words
from refundtui.casework.queue_filter import Sort
from refundtui.casework.waking import day_said
from refundtui.domain.findings import Finding, finding
from refundtui.domain.reasons import Reason

SCALE: Final = 4  # amounts of all currencies are compared with so many decimals
_LENGTH: Final = re.compile(r"(\d{1,4})(min|h|d|w)", re.ASCII)
_UNITS: Final = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_AMOUNT: Final = re.compile(r"(\d{1,12})(?:[.,](\d{1,4}))?", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_PERSON: Final = re.compile(r"[^\s\"]{1,80}")
_LANGUAGES: Final = ("de", "en", "fr", "nl", "pl", "es", "it", "pt", "sv", "da", "ja")
_DUE_WORDS: Final = ("today", "tomorrow", "overdue")
_DUE_EXAMPLES: Final = ("24h", "3d", "1w", *_DUE_WORDS)
_IS: Final[Mapping[str, Mapping[str, Any]]] = {
    "open": {"open_only": True},
    "any": {"open_only": False},
    "legal": {"legal_only": True},
    "snoozed": {"snoozed": True},
    "awake": {"snoozed": False},
    "unowned": {"unowned": True, "owner": ""},
    "pending": {"pending": ("queued", "sending", "withdrawing", "accepted", "needs_review")},
    "conflict": {"pending": ("needs_review",)},
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words of a filter are read against: who `me` is, when now is, which brands there are."""

    now: datetime
    me: str
    brands: tuple[str, ...] = ()
    zone: tzinfo = UTC
    names: Mapping[str, str] = field(default_factory=dict)  # of people, by id


class NotMeantError(Exception):
    def __init__(self, why: Finding, nearest: str = "") -> None:
        super().__init__(why.code)
        self.why = why
        self.nearest = nearest


_Read = Callable[[Term, Surroundings], Mapping[str, Any]]
_Words = Callable[[Surroundings], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    signs: tuple[str, ...]
    read: _Read
    words: _Words
    many: bool = False  # `state:a,b`; said again it adds


def _brand(term: Term, around: Surroundings) -> Mapping[str, Any]:
    if around.brands:
        return {"brand": _one_of(term, term.value.lower(), around.brands)}
    return {"brand": term.value.lower()}


def _state(term: Term, _: Surroundings) -> Mapping[str, Any]:
    named = (_one_of(term, part, tuple(STATES), shown_words("state")) for part in _parts(term))
    return {"states": tuple(dict.fromkeys(state for name in named for state in STATES[name]))}


def _reason(term: Term, _: Surroundings) -> Mapping[str, Any]:
    reasons = tuple(reason.value for reason in Reason)
    return {
        "reasons": tuple(
            dict.fromkeys(_one_of(term, part, reasons, shown_words("reason")) for part in _parts(term))
        )
    }


def _is(term: Term, _: Surroundings) -> Mapping[str, Any]:
    return {
        key: value for part in _parts(term) for key, value in _IS[_one_of(term, part, tuple(_IS))].items()
    }


def _language(term: Term, _: Surroundings) -> Mapping[str, Any]:
    code = term.value.lower()
    if not _LANGUAGE.fullmatch(code):
        raise NotMeantError(finding("filter.language", word=term.value))
    return {"language": code}


def _owner(term: Term, around: Surroundings) -> Mapping[str, Any]:
    named = [person for person, name in around.names.items() if name.casefold() == term.value.casefold()]
    if len(named) == 1:
        return {"owner": named[0], "unowned": False, "not_owner": ""}
    if not _PERSON.fullmatch(term.value):
        raise NotMeantError(finding("filter.no_value", word="owner", example="me"))
    match term.value.lower():
        case "me":
            return {"owner": around.me, "unowned": False, "not_owner": ""}
        case "others":
            return {"owner": "", "unowned": False, "not_owner": around.me}
        case "none" | "nobody":
            return {"owner": "", "unowned": True, "not_owner": ""}
        case _:
            return {"owner": term.value, "unowned": False, "not_owner": ""}


def _sort(term: Term, _: Surroundings) -> Mapping[str, Any]:
    return {"sort": Sort(_one_of(term, term.value.lower(), tuple(sort.value for sort in Sort)))}


def _due(term: Term, around: Surroundings) -> Mapping[str, Any]:
    value, sign = term.value.lower(), term.sign
    if value == "overdue":
        _only(term, sign in ":=")
        return {"due_before": around.now}
    day = day_said(value, around.now.astimezone(around.zone).date())
    if day is not None:
        begins, ends = _midnight(day, around.zone), _midnight(day + timedelta(days=1), around.zone)
        match sign:
            case "<":
                return {"due_before": begins}
            case "<=":
                return {"due_before": ends}
            case ">":
                return {"due_from": ends}
            case ">=":
                return {"due_from": begins}
            case _:
                return {"due_from": begins, "due_before": ends}
    length = _LENGTH.fullmatch(value)
    if length is None:
        number = re.fullmatch(r"(\d{1,4})[a-z]*", value, re.ASCII)
        close = f"due{sign}{number[1]}h" if number else _nearest_word(term, value, _DUE_EXAMPLES)
        raise NotMeantError(finding("filter.due", word=term.value), close)
    _only(term, sign not in {":", "="})
    at = around.now + int(length[1]) * _UNITS[length[2]]
    return {"due_from" if sign[0] == ">" else "due_before": at}


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _only(term: Term, allowed: bool) -> None:
    if not allowed:
        sign = ":" if term.value.lower() == "overdue" else "<"
        raise NotMeantError(
            finding("filter.sign", word=f"due{sign}{term.value}", sign=term.sign, signs=(sign,)),
            f"due{sign}{term.value}",
        )


def _amount(term: Term, _: Surroundings) -> Mapping[str, Any]:
    low, dots, high = term.value.partition("..")
    if dots and term.sign in ":=":
        return {"amount_from": _scaled(term, low), "amount_to": _scaled(term, high)}
    at = _scaled(term, term.value)
    match term.sign:
        case ">":
            return {"amount_from": at + 1}
        case ">=":
            return {"amount_from": at}
        case "<":
            return {"amount_to": at - 1}
        case "<=":
            return {"amount_to": at}
        case _:
            return {"amount_from": at, "amount_to": at}


def _scaled(term: Term, typed: str) -> int:
    """Whole ten-thousandths of a currency's unit: never a fraction, and yen beside cents."""
    read = _AMOUNT.fullmatch(typed)
    if read is None:
        raise NotMeantError(finding("filter.amount", word=term.value))
    return int(read[1]) * 10**SCALE + int((read[2] or "").ljust(SCALE, "0"))


_BOUNDS: Final = ("<", "<=", ">", ">=", ":", "=")
FIELDS: Final[dict[str, Field]] = {
    spec.name: spec
    for spec in (
        Field("brand", (":",), _brand, lambda around: around.brands),
        Field("state", (":",), _state, lambda _: (*STATES, *shown_words("state")), many=True),
        Field("due", _BOUNDS, _due, lambda _: _DUE_EXAMPLES),
        Field("lang", (":",), _language, lambda _: _LANGUAGES),
        Field("amount", (">", ">=", "<", "<=", ":", "="), _amount, lambda _: ("50", "100", "500")),
        Field("owner", (":",), _owner, lambda around: ("me", "none", *map(quoted, around.names.values()))),
        Field(
            "reason",
            (":",),
            _reason,
            lambda _: (*(reason.value for reason in Reason), *shown_words("reason")),
            many=True,
        ),
        Field("is", (":",), _is, lambda _: tuple(_IS), many=True),
        Field("sort", (":",), _sort, lambda _: tuple(sort.value for sort in Sort)),
    )
}
ALIASES: Final = {"status": "state", "client": "brand", "language": "lang"}


def _parts(term: Term) -> list[str]:
    parts = [part for part in term.value.lower().split(",") if part]
    if not parts:
        raise NotMeantError(
            finding("filter.no_value", word=term.name, example=FIELDS[term.name].words(_NOWHERE)[0])
        )
    return parts


def _one_of(term: Term, value: str, words: Sequence[str], shown: Sequence[str] = ()) -> str:
    if value in words:
        return value
    raise NotMeantError(
        finding("filter.unknown_value", word=value, of=term.name),
        _nearest_word(term, value, (*words, *shown)),
    )


def _nearest_word(term: Term, value: str, words: Sequence[str]) -> str:
    close = near(value, words)
    return f"{term.name}{term.sign}{term.value.lower().replace(value, close, 1)}" if close else ""


def near(word: str, words: Sequence[str]) -> str:
    starting = [one for one in words if word and one.startswith(word)]
    return next(iter(starting or get_close_matches(word, words, 1, 0.5)), "")


def example(spec: Field, around: Surroundings) -> str:
    return next(iter(spec.words(around)), "acme")


_NOWHERE: Final = Surroundings(datetime(2026, 1, 1, tzinfo=UTC), "")
