"""What an import read, what became of every line, and what was refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from refundtui.domain.case import Case, Customer
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.order import Order

if TYPE_CHECKING:
    from refundtui.wire.problems import Problem

EXAMPLES_KEPT: Final = 5  # of each reason; the counts are complete
_LONGEST_TEXT: Final = 2_000


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """An order without a case: it waits to be found when somebody asks about it.

    `facts` are what the source knows beside the order; a case opened on it starts with them.
    """

    brand: str
    customer: Customer
    order: Order
    facts: tuple[tuple[str, Fact], ...] = ()


Found: TypeAlias = SoldOrder | Case
Progress: TypeAlias = Callable[[float], None]  # the part done, 0.0 to 1.0


class NotImportableError(ValueError):
    """The file cannot be read as this format, or not further; `code` and `facts` are what a sentence needs."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code}: {', '.join(f'{name}={fact}' for name, fact in facts.items())}")
        self.code = code
        self.facts = facts


def silent(_part: float) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Example:
    """One refused or remarked line, to look up in the file."""

    line: int  # 1-based, as an editor shows it
    text: str
    problems: tuple[Problem, ...] = ()  # of a document that has forms, each mistake


@dataclass(slots=True)
class ImportReport:
    """Counts by the unit of the source: a line of a file, or an entry of a document.

    `read` is always `in_orders + in_cases + refused`: nothing is dropped in silence. Remarks do not
    refuse; they say what was taken in under a rule worth knowing.
    """

    source: str
    read: int = 0
    in_orders: int = 0
    in_cases: int = 0
    orders: int = 0
    cases: int = 0
    unmatched: int = 0  # cases whose order was not found
    refusals: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        return self.refusals.total()

    @property
    def unaccounted(self) -> int:
        return self.read - self.in_orders - self.in_cases - self.refused

    def refuse(self, code: str, line: int, text: str, problems: tuple[Problem, ...] = ()) -> None:
        self.refusals[code] += 1
        self._keep(code, line, text, problems)

    def remark(self, code: str, line: int, text: str) -> None:
        self.remarks[code] += 1
        self._keep(code, line, text)

    def _keep(self, code: str, line: int, text: str, problems: tuple[Problem, ...] = ()) -> None:
        kept = self.examples.setdefault(code, [])
        if len(kept) < EXAMPLES_KEPT:
            # What is refused is shown and may be written down: it is as hostile as what is taken in.
            kept.append(Example(line, mask_cards(clean_line(text[:_LONGEST_TEXT]))[:120], problems[:3]))
