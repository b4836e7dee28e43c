"""The filter language of the queue: `brand:acme state:approval due<24h lang:de amount>50 owner:me words`.

One line is read into what the queue asks for and into every mistake with its place. It is the same line at the
desk, behind a saved view, in plain lines and in bulk.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from refundtui.casework.filter_fields import (
    ALIASES,
    FIELDS,
    Field,
    NotMeantError,
    Surroundings,
    example,
    near,
)
from refundtui.casework.filter_line import Term, free_word, quoted, terms_of
from refundtui.casework.filter_words import in_codes
from refundtui.casework.queue_filter import QueueFilter
from refundtui.domain.findings import Finding, finding
from refundtui.domain.transitions import FINISHED

_FINISHED: Final = frozenset(state.value for state in FINISHED)


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


def read_filter(text: str, around: Surroundings, base: QueueFilter | None = None) -> ReadFilter:
    """Read a line over what a view asks for already: the line says it more exactly."""
    begun = _Reading(around, base or QueueFilter())
    for term in terms_of(text):
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
        except NotMeantError as wrong:
            nearest = wrong.nearest
            self.mistakes.append(Mistake(term.start, term.end, wrong.why, nearest))

    def _take_named(self, term: Term) -> None:
        spec = FIELDS.get(ALIASES.get(term.name, term.name))
        if spec is None:
            close = near(term.name, (*FIELDS, *ALIASES))
            nearest = f"{close}{term.sign}{term.value}" if close else ""
            raise NotMeantError(
                finding("filter.unknown_field", word=term.name, fields=tuple(FIELDS)), nearest
            )
        if term.sign not in spec.signs:
            raise NotMeantError(
                finding("filter.sign", word=spec.name, sign=term.sign, signs=spec.signs),
                f"{spec.name}{spec.signs[0]}{term.value}",
            )
        if not term.value:
            raise NotMeantError(
                finding("filter.no_value", word=spec.name, example=example(spec, self.around))
            )
        if not spec.many and term.name and self._is_said(spec, term):
            raise NotMeantError(finding("filter.twice", word=spec.name))
        # In codes from here on: a view kept in one language is read in another.
        term = replace(term, value=in_codes(spec.name, term.value))
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

    def _is_said(self, spec: Field, term: Term) -> bool:
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


def spelled(read: ReadFilter) -> str:
    """The line again, as tidy as it can be written; mistakes are left out."""
    named = [f"{term.name}{term.sign}{quoted(term.value)}" for term in read.terms if term.name]
    free = [free_word(term.value) for term in read.terms if not term.name and term.value]
    return " ".join((*named, *free))
