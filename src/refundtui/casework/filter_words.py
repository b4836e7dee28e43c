"""The words of the queue's filter for states and reasons: the codes, and what the desk shows for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from refundtui.domain.case import CaseState
from refundtui.domain.reasons import Reason
from refundtui.i18n.words import language, words

REVIEWED: Final = (CaseState.APPROVAL, CaseState.FRAUD_REVIEW, CaseState.ESCALATED)
WAITING: Final = (CaseState.INFO_WAIT, CaseState.OFFER)
STATES: Final[dict[str, tuple[str, ...]]] = {
    "review": tuple(state.value for state in REVIEWED),
    "waiting": tuple(state.value for state in WAITING),
    **{state.value: (state.value,) for state in CaseState},
}


def shown_words(name: str) -> tuple[str, ...]:
    """What the desk shows for the values of a field, as one word each: `being-checked`, `in-prüfung`."""
    codes = {*STATES, *(reason.value for reason in Reason)}
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


def in_codes(name: str, value: str) -> str:
    if name not in {"state", "reason"}:
        return value
    known = {_one_word(word): code for word, code in _shown(name, language()).items()}
    return ",".join(known.get(_one_word(part), part) for part in value.split(","))


def _one_word(said: str) -> str:
    return re.sub(r"[\s_,-]+", "-", said.strip().casefold())
