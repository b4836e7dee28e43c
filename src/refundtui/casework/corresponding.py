"""Which letter a case wants now, filled from its figures."""

from __future__ import annotations

from collections.abc import Mapping

from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile
from refundtui.letters import writing
from refundtui.letters.letter import Kind, Letter


def letter_for(
    file: CaseFile,
    ports: Ports,
    kind: Kind | None = None,
    *,
    language: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Letter:
    """The letter of a kind (by default the one the case's state wants), in the customer's language.

    `typed` fills inputs that no record holds.
    """
    return writing.write(
        kind or writing.kind_for(file.case, file.determination),
        file.case,
        file.determination,
        ports.rulebooks.for_case(file.case),
        file.deadlines,
        language,
        ports.clock.now(),
        typed=typed,
    )
