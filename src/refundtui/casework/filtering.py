"""The filter language of the queue: `brand:acme state:approval due<24h lang:de amount>50 owner:me words`.

One line is read into what the queue asks for and into every mistake with its place. It is the same line at the
desk, behind a saved view, in plain lines and in bulk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from refundtui.casework.ports import QueueFilter, Sort
from refundtui.domain.case import CaseState
from refundtui.domain.findings import Finding, finding
from refundtui.domain.reasons import Reason
from refundtui.domain.transitions import FINISHED
from refundtui.i18n.words import language, words

REVIEWED: Final = (CaseState.APPROVAL, CaseState.FRAUD_REVIEW, CaseState.ESCALATED)
WAITING: Final = (CaseState.INFO_WAIT, CaseState.OFFER)
SCALE: Final = 4  # amounts of all currencies are compared with so many decimals

_TOKEN: Final = re.compile(
    r'(?P<name>[A-Za-z]+)(?P<sign><=|>=|[:<>=])(?P<value>"[^"]*"?|\S*)|"(?P<quoted>[^"]*)"?|\S+'
)
_STATES: Final[dict[str, tuple[str, ...]]] = {
    "review": tuple(state.value for state in REVIEWED),
    "waiting": tuple(state.value for state in WAITING),
    **{state.value: (state.value,) for state in CaseState},
}
_FINISHED: Final = frozenset(state.value for state in FINISHED)
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


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the line; a free word has no name."""

    name: str
    sign: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """What cannot be meant, where it stands, and the nearest word that could; empty when none is near."""

    start: int
    end: int
    why: Finding
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """A line as it was read: what the good words ask for, and every mistake."""

    wanted: QueueFilter
    terms: tuple[Term, ...]
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What the word from `start` to `end` could become."""

    start: int
    end: int
    words: tuple[str, ...]


class _NotMeantError(Exception):
    def __init__(self, why: Finding, nearest: str = "") -> None:
        super().__init__(why.code)
        self.why = why
        self.nearest = nearest


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────


def read_filter(text: str, around: Surroundings, base: QueueFilter | None = None) -> ReadFilter:
    """Read a line over what a view asks for already: the line says it more exactly."""
    begun = _Reading(around, base or QueueFilter())
    for term in _terms(text):
        begun.take(term)
    return begun.done()


@dataclass(slots=True)
class _Reading:
    around: Surroundings
    wanted: QueueFilter
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    says_awake: bool = False  # a view's own line may leave it to what is usual

    def take(self, term: Term) -> None:
        if not term.name:
            self.free.append(term.value)
            self.terms.append(term)
            return
        try:
            self._take_named(term)
        except _NotMeantError as wrong:
            nearest = wrong.nearest
            self.mistakes.append(Mistake(term.start, term.end, wrong.why, nearest))

    def _take_named(self, term: Term) -> None:
        spec = _FIELDS.get(_ALIASES.get(term.name, term.name))
        if spec is None:
            near = _near(term.name, (*_FIELDS, *_ALIASES))
            nearest = f"{near}{term.sign}{term.value}" if near else ""
            raise _NotMeantError(
                finding("filter.unknown_field", word=term.name, fields=tuple(_FIELDS)), nearest
            )
        if term.sign not in spec.signs:
            raise _NotMeantError(
                finding("filter.sign", word=spec.name, sign=term.sign, signs=spec.signs),
                f"{spec.name}{spec.signs[0]}{term.value}",
            )
        if not term.value:
            raise _NotMeantError(
                finding("filter.no_value", word=spec.name, example=_example(spec, self.around))
            )
        if not spec.many and term.name and self._is_said(spec, term):
            raise _NotMeantError(finding("filter.twice", word=spec.name))
        # In codes from here on: a view kept in one language is read in another.
        term = replace(term, value=_in_codes(spec.name, term.value))
        read = replace(term, name=spec.name)
        changes = spec.read(read, self.around)
        self.says_awake |= changes.get("snoozed") is False
        earlier = self.said.get(spec.name, ())
        self.said[spec.name] = (*earlier, term.sign)
        for name, value in changes.items():
            # Two words of one list are one list; a view's own list gives way to the line's.
            joined = (*getattr(self.wanted, name), *value) if isinstance(value, tuple) and earlier else value
            kept = tuple(dict.fromkeys(joined)) if isinstance(joined, tuple) else joined
            change: dict[str, Any] = {name: kept}
            self.wanted = replace(self.wanted, **change)
        self.terms.append(read)

    def _is_said(self, spec: _Field, term: Term) -> bool:
        """A lower and an upper bound are two things; two lower ones are not."""
        sides = {sign[0] for sign in self.said.get(spec.name, ())}
        return bool(sides) if spec.signs == (":",) else term.sign[0] in sides or bool(sides & {":", "="})

    def done(self) -> ReadFilter:
        words = " ".join(word for word in (self.wanted.text, *self.free) if word)
        wanted = replace(self.wanted, text=words)
        if wanted.states and set(wanted.states) & _FINISHED:
            wanted = replace(wanted, open_only=False)
        is_said = self.wanted.snoozed or self.says_awake
        now = self.around.now
        wanted = wanted.as_of(now) if is_said else wanted.as_usual(now)
        return ReadFilter(wanted, tuple(self.terms), tuple(self.mistakes))


def _terms(text: str) -> list[Term]:
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["name"] is not None:
            found.append(
                Term(match["name"].lower(), match["sign"], match["value"].strip('"').strip(), start, end)
            )
        else:
            # A mark without its partner is no part of a name.
            value = match["quoted"] if match["quoted"] is not None else match[0].strip('"')
            found.append(Term("", "", " ".join(value.split()), start, end))
    return found


# ── The words that are shown ─────────────────────────────────────────────────────────────────────


def shown_words(name: str) -> tuple[str, ...]:
    """What the desk shows for the values of a field, as one word each: `being-checked`, `in-prüfung`."""
    codes = {*_STATES, *(reason.value for reason in Reason)}
    said = (_one_word(word) for word in _shown(name, language()))
    return tuple(dict.fromkeys(word for word in said if word.replace("-", "_") not in codes))


@cache
def _shown(name: str, of: str) -> Mapping[str, str]:
    """The name of each value in this language and in English, and the code behind it."""
    from refundtui.i18n.phrases import LABELS  # noqa: PLC0415 - not before the first rows

    codes = {"state": CaseState, "reason": Reason}.get(name, ())
    labels = {str(code): LABELS[f"{name}.{code}"] for code in codes}
    here = {words(of).t(label): code for code, label in labels.items() if isinstance(label, str)}
    return here | {label: code for code, label in labels.items() if isinstance(label, str)}


def _in_codes(name: str, value: str) -> str:
    if name not in {"state", "reason"}:
        return value
    known = {_one_word(word): code for word, code in _shown(name, language()).items()}
    return ",".join(known.get(_one_word(part), part) for part in value.split(","))


def _one_word(said: str) -> str:
    return re.sub(r"[\s_,-]+", "-", said.strip().casefold())


# ── The fields ───────────────────────────────────────────────────────────────────────────────────

_Read = Callable[[Term, Surroundings], Mapping[str, Any]]
_Words = Callable[[Surroundings], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Field:
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
    named = (_one_of(term, part, tuple(_STATES), shown_words("state")) for part in _parts(term))
    return {"states": tuple(dict.fromkeys(state for name in named for state in _STATES[name]))}


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
        raise _NotMeantError(finding("filter.language", word=term.value))
    return {"language": code}


def _owner(term: Term, around: Surroundings) -> Mapping[str, Any]:
    named = [person for person, name in around.names.items() if name.casefold() == term.value.casefold()]
    if len(named) == 1:
        return {"owner": named[0], "unowned": False}
    if not _PERSON.fullmatch(term.value):
        raise _NotMeantError(finding("filter.no_value", word="owner", example="me"))
    match term.value.lower():
        case "me":
            return {"owner": around.me, "unowned": False}
        case "none" | "nobody":
            return {"owner": "", "unowned": True}
        case _:
            return {"owner": term.value, "unowned": False}


def _sort(term: Term, _: Surroundings) -> Mapping[str, Any]:
    return {"sort": Sort(_one_of(term, term.value.lower(), tuple(sort.value for sort in Sort)))}


def _due(term: Term, around: Surroundings) -> Mapping[str, Any]:
    value, sign = term.value.lower(), term.sign
    if value == "overdue":
        _only(term, sign in ":=")
        return {"due_before": around.now}
    day = _day(value, around)
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
        near = f"due{sign}{number[1]}h" if number else _nearest_word(term, value, _DUE_EXAMPLES)
        raise _NotMeantError(finding("filter.due", word=term.value), near)
    _only(term, sign not in {":", "="})
    at = around.now + int(length[1]) * _UNITS[length[2]]
    return {"due_from" if sign[0] == ">" else "due_before": at}


def _day(value: str, around: Surroundings) -> date | None:
    today = around.now.astimezone(around.zone).date()
    match value:
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case _:
            pass
    try:
        day = date.fromisoformat(value) if len(value) == len("2026-11-20") else None
    except ValueError:
        return None
    return day if day is not None and day.year > 1 and day < date.max else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _only(term: Term, allowed: bool) -> None:
    if not allowed:
        sign = ":" if term.value.lower() == "overdue" else "<"
        raise _NotMeantError(
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
        raise _NotMeantError(finding("filter.amount", word=term.value))
    return int(read[1]) * 10**SCALE + int((read[2] or "").ljust(SCALE, "0"))


_BOUNDS: Final = ("<", "<=", ">", ">=", ":", "=")
_FIELDS: Final[dict[str, _Field]] = {
    spec.name: spec
    for spec in (
        _Field("brand", (":",), _brand, lambda around: around.brands),
        _Field("state", (":",), _state, lambda _: (*_STATES, *shown_words("state")), many=True),
        _Field("due", _BOUNDS, _due, lambda _: _DUE_EXAMPLES),
        _Field("lang", (":",), _language, lambda _: _LANGUAGES),
        _Field("amount", (">", ">=", "<", "<=", ":", "="), _amount, lambda _: ("50", "100", "500")),
        _Field("owner", (":",), _owner, lambda around: ("me", "none", *map(_quoted, around.names.values()))),
        _Field(
            "reason",
            (":",),
            _reason,
            lambda _: (*(reason.value for reason in Reason), *shown_words("reason")),
            many=True,
        ),
        _Field("is", (":",), _is, lambda _: tuple(_IS), many=True),
        _Field("sort", (":",), _sort, lambda _: tuple(sort.value for sort in Sort)),
    )
}
_ALIASES: Final = {"status": "state", "client": "brand", "language": "lang"}


def _parts(term: Term) -> list[str]:
    parts = [part for part in term.value.lower().split(",") if part]
    if not parts:
        raise _NotMeantError(
            finding("filter.no_value", word=term.name, example=_FIELDS[term.name].words(_NOWHERE)[0])
        )
    return parts


def _one_of(term: Term, value: str, words: Sequence[str], shown: Sequence[str] = ()) -> str:
    if value in words:
        return value
    raise _NotMeantError(
        finding("filter.unknown_value", word=value, of=term.name),
        _nearest_word(term, value, (*words, *shown)),
    )


def _nearest_word(term: Term, value: str, words: Sequence[str]) -> str:
    near = _near(value, words)
    return f"{term.name}{term.sign}{term.value.lower().replace(value, near, 1)}" if near else ""


def _near(word: str, words: Sequence[str]) -> str:
    starting = [one for one in words if word and one.startswith(word)]
    return next(iter(starting or get_close_matches(word, words, 1, 0.5)), "")


def _example(spec: _Field, around: Surroundings) -> str:
    return next(iter(spec.words(around)), "acme")


_NOWHERE: Final = Surroundings(datetime(2026, 1, 1, tzinfo=UTC), "")


# ── Spelling and completing ──────────────────────────────────────────────────────────────────────


def spelled(read: ReadFilter) -> str:
    """The line again, as tidy as it can be written; mistakes are left out."""
    named = [f"{term.name}{term.sign}{_quoted(term.value)}" for term in read.terms if term.name]
    free = [_free(term.value) for term in read.terms if not term.name and term.value]
    return " ".join((*named, *free))


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _free(value: str) -> str:
    match = _TOKEN.fullmatch(value)
    return f'"{value}"' if " " in value or match is None or match["name"] is not None else value


def completion(text: str, at: int, around: Surroundings) -> Completion:
    """What the word under the cursor could become: a field, or one of its values."""
    under = next((match for match in _TOKEN.finditer(text) if match.start() <= at <= match.end()), None)
    if under is None:
        return Completion(at, at, tuple(_opened(spec) for spec in _FIELDS.values()))
    start, end = under.span()
    if under["name"] is None:
        typed = under[0].lower()
        names = (*_FIELDS, *_ALIASES)
        words = tuple(_opened(_FIELDS[_ALIASES.get(name, name)]) for name in names if name.startswith(typed))
        return Completion(start, end, tuple(dict.fromkeys(words)))
    spec = _FIELDS.get(_ALIASES.get(under["name"].lower(), under["name"].lower()))
    if spec is None:
        return Completion(start, end, ())
    done, comma, typed = (
        under["value"].lower().rpartition(",") if spec.many else ("", "", under["value"].lower())
    )
    said = set(done.split(","))
    begun = f"{spec.name}{under['sign']}{done}{comma}"
    words = tuple(
        f"{begun}{word}"
        for word in spec.words(around)
        if word.startswith(typed) and word != typed and word not in said
    )
    meant = tuple(word for word in words if not read_filter(word, around).mistakes)
    return Completion(start, end, meant)


def _opened(spec: _Field) -> str:
    return spec.name + spec.signs[0]
