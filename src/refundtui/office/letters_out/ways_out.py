"""What the office asks of a way out of the house: one letter, one call, and what is known of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter as it leaves. `key` is the same for every try, so that a receiver who knows it takes it once."""

    key: str
    brand: str
    reference: str  # of the case
    kind: str
    language: str
    channel: str
    address: str
    subject: str
    body: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The way out has it; `proof` is its own word for that."""

    proof: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """It did not leave. `again` says that another try may help."""

    why: str
    again: bool


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have left: no answer came to the whole of it. `same_key` says that this way out takes a key once, so
    that trying again does no harm.
    """

    why: str
    same_key: bool = False


Fate: TypeAlias = Taken | NotTaken | Unclear


class WayOut(Protocol):
    """A mail server, or another program that takes letters. Neither logs nor raises with a secret in its words."""

    def send(self, letter: Outgoing) -> Fate: ...
