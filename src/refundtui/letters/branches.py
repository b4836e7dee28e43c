"""What a template says in which case: the branches of its `case` tags, with their text and their variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from refundtui.letters.said_when_paid import claims_of_payment
from refundtui.letters.transfers import Payment

_PIECE: Final = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}|\{\{-?\s*([a-z_]+)|([^{]+|\{)", re.DOTALL)
_LABEL: Final = re.compile(r"[\"']([^\"']*)[\"']")
_ELSE: Final = "else"


@dataclass(frozen=True, slots=True)
class Branch:
    """`of` is what the case is about (`payment`), `when` which one it is, or `else`."""

    of: str
    when: str


def branches(text: str) -> Mapping[Branch, tuple[str, frozenset[str]]]:
    """The words of every branch, and the variables it says; a branch within another counts for both."""
    said: dict[Branch, tuple[list[str], set[str]]] = {}
    blocks: list[
        tuple[str, tuple[str, ...]]
    ] = []  # what a case is about and where in it we are; "" for other blocks
    for tag, rest, variable, words in _PIECE.findall(text):
        if tag in {"case", "if", "unless", "for"}:
            blocks.append((rest if tag == "case" else "", ()))
        elif tag.startswith("end") and blocks:
            blocks.pop()
        elif tag in {"when", _ELSE} and blocks and blocks[-1][0]:
            blocks[-1] = (blocks[-1][0], tuple(_LABEL.findall(rest)) if tag == "when" else (_ELSE,))
        for of, labels in blocks:
            for label in labels:
                found = said.setdefault(Branch(of, label), ([], set()))
                found[0].append(words)
                if variable:
                    found[1].add(variable)
    return {branch: ("".join(words), frozenset(names)) for branch, (words, names) in said.items()}


def lost_in(english: str, other: str, free: frozenset[str]) -> Iterator[tuple[Branch, str]]:
    """Branches of the English text that the other has not, and variables that a branch of it no longer says."""
    theirs = branches(other)
    for branch, (_, names) in branches(english).items():
        if branch not in theirs:
            yield branch, ""
            continue
        yield from ((branch, name) for name in sorted(names - theirs[branch][1] - free))


def paid_too_early(text: str, language: str) -> Iterator[Branch]:
    """Branches that say it is paid while it is not: a translation in the wrong place."""
    for branch, (words, _) in branches(text).items():
        if branch.of == "payment" and branch.when != Payment.PAID and any(claims_of_payment(words, language)):
            yield branch
