"""Law packs at hand, each read when a country of its is first asked for: a brand sells to few of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from refundtui.domain.statute import Right, Statute
from refundtui.rulebooks.loading import UnreadablePackError, read_pack, statutes_of
from refundtui.rulebooks.spelling_law import LawPack


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above a pack's first row: where it holds."""

    name: str
    body: bytes
    countries: frozenset[str]


class LawShelf:
    """`unreadable` is where documents that are no packs are named, with the reason."""

    def __init__(self, unreadable: dict[str, str]) -> None:
        self._heads: list[_Head] = []
        self._read: dict[str, tuple[Statute, ...]] = {}
        self._turns: dict[frozenset[str], list[date]] = {}
        self._unreadable = unreadable

    def put(self, name: str, body: bytes) -> bool:
        """Keep a law pack unread; False for anything whose head does not say that it is one."""
        head = body.partition(b"\n[[")[0]
        try:
            table = tomllib.loads(head.decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            return False
        countries = table.get("countries", [])
        if table.get("kind") != "law" or not isinstance(countries, list):
            return False
        self._heads.append(_Head(name, body, frozenset(map(str, countries))))
        return True

    def everything(self) -> tuple[Statute, ...]:
        return _narrowest_first(rule for head in self._heads for rule in self._rules(head))

    def in_force(
        self, countries: Iterable[str], bought: date, complained: date | None = None
    ) -> tuple[Statute, ...]:
        """The rules of these countries on a day, the narrowest law first; of all countries where none is named.

        A sale stays under the law of its day; how a complaint is answered follows the law of the day it came.
        """
        came = bought if complained is None else complained
        return _narrowest_first(
            rule
            for rule in self._of(frozenset(countries))
            if _holds(rule, came if rule.right is Right.ANSWER_DUE else bought)
        )

    def answered_alike_since(self, countries: Iterable[str], complained: date) -> date:
        """The first day of those, up to this one, on which the same rules on answering were in force."""
        wanted = frozenset(countries)
        if wanted not in self._turns:
            answering = [rule for rule in self._of(wanted) if rule.right is Right.ANSWER_DUE]
            begun = {rule.valid_from for rule in answering if rule.valid_from is not None}
            over = {rule.valid_until + timedelta(1) for rule in answering if rule.valid_until is not None}
            self._turns[wanted] = sorted(begun | over)
        return max((turn for turn in self._turns[wanted] if turn <= complained), default=date.min)

    def _of(self, wanted: frozenset[str]) -> Iterator[Statute]:
        heads = (head for head in self._heads if not wanted or not head.countries or wanted & head.countries)
        for head in heads:
            for rule in self._rules(head):
                if not wanted or not rule.countries or wanted & set(rule.countries):
                    yield rule

    def _rules(self, head: _Head) -> tuple[Statute, ...]:
        if head.name not in self._read:
            self._read[head.name] = tuple(self._from(head))
        return self._read[head.name]

    def _from(self, head: _Head) -> Iterator[Statute]:
        try:
            pack = read_pack(head.body)
            if isinstance(pack, LawPack):
                yield from statutes_of(pack)
        except UnreadablePackError as error:
            self._unreadable[head.name] = str(error)


def _holds(rule: Statute, on: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= on) and (
        rule.valid_until is None or on <= rule.valid_until
    )


def _narrowest_first(rules: Iterable[Statute]) -> tuple[Statute, ...]:
    """A country's own law before the Union's, a region's before its country's: what was transposed is cited."""
    return tuple(sorted(rules, key=lambda rule: (len(rule.countries) != 1, not rule.region)))
