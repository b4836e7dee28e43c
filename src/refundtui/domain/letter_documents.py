"""What a brand's own letter templates are called among the documents that an office publishes.

`letters/acme/de/denial.liquid`: whose, in which language, which letter. The name becomes a path on every desk, so
nothing is one of these that could lead anywhere else.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_NAME: Final = re.compile(
    r"letters/(?P<brand>(?!\.)[A-Za-z0-9._-]{1,64})/(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)/"
    r"(?P<file>_?[a-z][a-z_]{0,63}(?:\.informal)?\.liquid)"
)


class LetterPlace(NamedTuple):
    """Where a template belongs; `file` is its name with its ending, `_amount.liquid` for a part of others."""

    brand: str
    language: str
    file: str

    @property
    def name(self) -> str:
        return f"letters/{self.brand}/{self.language}/{self.file}"

    @property
    def is_part(self) -> bool:
        return self.file.startswith("_")


def place_of(name: str) -> LetterPlace | None:
    """The parts of such a name; None for the name of any other document."""
    found = _NAME.fullmatch(name)
    return None if found is None else LetterPlace(found["brand"], found["language"], found["file"])
