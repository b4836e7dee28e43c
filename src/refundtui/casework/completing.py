"""What the word under the cursor of the queue's filter line could become."""

from __future__ import annotations

from dataclasses import dataclass

from refundtui.casework.filter_fields import ALIASES, FIELDS, Field, Surroundings
from refundtui.casework.filter_line import TOKEN
from refundtui.casework.filtering import read_filter


@dataclass(frozen=True, slots=True)
class Completion:
    """What the word from `start` to `end` could become."""

    start: int
    end: int
    words: tuple[str, ...]


def completion(text: str, at: int, around: Surroundings) -> Completion:
    """What the word under the cursor could become: a field, or one of its values."""
    under = next((match for match in TOKEN.finditer(text) if match.start() <= at <= match.end()), None)
    if under is None:
        return Completion(at, at, tuple(_opened(spec) for spec in FIELDS.values()))
    start, end = under.span()
    if under["name"] is None:
        typed = under[0].lower()
        names = (*FIELDS, *ALIASES)
        words = tuple(_opened(FIELDS[ALIASES.get(name, name)]) for name in names if name.startswith(typed))
        return Completion(start, end, tuple(dict.fromkeys(words)))
    spec = FIELDS.get(ALIASES.get(under["name"].lower(), under["name"].lower()))
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


def _opened(spec: Field) -> str:
    return spec.name + spec.signs[0]
