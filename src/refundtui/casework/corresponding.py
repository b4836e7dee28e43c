"""Which letter a case wants now, filled from its figures, and as the agent has edited it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from refundtui.casework.deciding import draft, save_draft
from refundtui.casework.ports import Ports
from refundtui.casework.views import CaseFile
from refundtui.domain.case import Case, CaseId, Message
from refundtui.letters import writing
from refundtui.letters.composed import Composed
from refundtui.letters.letter import Kind, Letter

_INPUTS: Final = "letter/inputs"
"""Under which name what an agent filled in is kept: the same for every letter of the case."""


def letter_for(
    file: CaseFile,
    ports: Ports,
    kind: Kind | None = None,
    *,
    language: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Letter:
    """The letter of a kind (by default the one the case's state wants), in the customer's language.

    `typed` fills inputs that no record holds, beside what was filled in on this case before.
    """
    return _composed(file, ports, kind, language, typed).letter


def letter_as_it_stands(
    file: CaseFile, ports: Ports, kind: Kind | None = None, *, language: str | None = None
) -> Letter:
    """The same with the agent's own words, and everything that keeps that text from leaving: what is shown
    is what is sent.
    """
    composed = _composed(file, ports, kind, language, None)
    kept = draft(file.case.id, letter_part(composed.letter), ports)
    body = kept or composed.letter.body
    if not body:
        return composed.letter  # a template that cannot be followed
    rulebook = ports.rulebooks.for_case(file.case)
    return writing.checked(composed, rulebook, composed.letter.subject, body)


def sent_as(letter: Letter, ports: Ports) -> Message:
    """The letter as a case records it: the very text that was shown."""
    return Message(
        ports.clock.now(),
        from_customer=False,
        text=letter.body,
        subject=letter.subject,
        letter=letter.kind.value,
        language=letter.language,
    )


def letter_part(letter: Letter) -> str:
    """Under which name a draft of this letter is kept."""
    return f"letter/{letter.kind}/{letter.language}"


def inputs_of(case_id: CaseId, ports: Ports) -> dict[str, str]:
    """What was filled in on this case, by variable; nothing where what is kept cannot be read."""
    try:
        told = json.loads(draft(case_id, _INPUTS, ports) or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def fill_in(case_id: CaseId, given: Mapping[str, str], ports: Ports) -> None:
    """Keep what somebody filled in; an empty text empties it again."""
    every = {**inputs_of(case_id, ports), **given}
    left = {name: value for name, value in every.items() if value.strip()}
    save_draft(case_id, _INPUTS, json.dumps(left, ensure_ascii=False) if left else "", ports)


def _composed(
    file: CaseFile, ports: Ports, kind: Kind | None, language: str | None, typed: Mapping[str, str] | None
) -> Composed:
    return writing.compose(
        kind or writing.kind_for(file.case, file.determination),
        file.case,
        file.determination,
        ports.rulebooks.for_case(file.case),
        file.deadlines,
        language,
        ports.clock.now(),
        typed={**inputs_of(file.case.id, ports), **(typed or {})},
        own=own_templates(file.case, ports),
    )


def own_templates(case: Case, ports: Ports) -> Path | None:
    """Where the brand's own templates lie: those that its office published, else those of this machine's owner.

    A brand whose name is no folder's has none.
    """
    if case.brand in {"", ".", ".."} or "/" in case.brand or "\\" in case.brand:
        return None
    places = [place / case.brand for place in (ports.published_letters, ports.letters) if place is not None]
    return next((place for place in places if place.is_dir()), None)
