"""What argparse says of a command line that cannot be followed, in the desk's words and language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from refundtui.i18n.words import N_, t

# argparse offers its complaints as finished English sentences only; the quotes of some differ by version.
_SENTENCES: Final = (
    (r"the following arguments are required: (?P<names>.+)", N_("Missing: {names}.")),
    (r"unrecognized arguments: (?P<names>.+)", N_("Nothing here understands {names}.")),
    (r"one of the arguments (?P<names>.+) is required", N_("One of these is needed: {names}.")),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", N_("{name} does not go with {other}.")),
    (r"argument (?P<name>.+?): expected (?:one|at least one|\d+) arguments?", N_("{name} needs a value.")),
    (r"argument (?P<name>.+?): ignored explicit argument '(?P<value>.*)'", N_("{name} takes no value, found “{value}”.")),
    (
        r"argument (?P<name>.+?): invalid choice: ['\"]?(?P<value>.*?)['\"]? \(choose from (?P<known>.+?)\)",
        N_("{name}: “{value}” is not possible; possible: {known}."),
    ),
    (
        r"argument (?P<name>.+?): invalid int value: ['\"](?P<value>.*)['\"]",
        N_("{name}: “{value}” is no whole number."),
    ),
    (r"argument (?P<name>.+?): (?P<why>.+)", N_("{name}: {why}.")),
)  # fmt: skip


def said_of(complaint: str) -> str:
    """The sentence for one of argparse's complaints, with the nearest word where one was mistyped."""
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, complaint, re.DOTALL)
        if found is not None:
            facts = found.groupdict()
            if "known" in facts:
                return _of_a_choice(sentence, facts)
            return t(sentence, **facts)
    return complaint[:1].upper() + complaint[1:] + ("" if complaint.endswith(".") else ".")


def _of_a_choice(sentence: str, facts: Mapping[str, str]) -> str:
    known = re.findall(r"[^\s,'\"]+", facts["known"])
    near = get_close_matches(facts["value"], known, n=1)
    return t(sentence, **{**facts, "known": ", ".join(known)}) + (
        " " + t("Did you mean “{name}”?", name=near[0]) if near else ""
    )
