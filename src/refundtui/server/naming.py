"""How ids may look on their way in: what a database, a log or a path could stumble over is in none of them."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Path

from refundtui.wire import bodies

NAME: Final = bodies.NAME.replace("\\Z", "$")
"""As OpenAPI and its readers spell it."""

FEED: Final = r"^[A-Za-z0-9][A-Za-z0-9._:/\-]{0,199}$"

LARGEST: Final = 2**62
"""Beyond this no counter of ours comes, and no database of ours counts."""

_NAME: Final = re.compile(bodies.NAME)

CaseName = Annotated[str, Path(pattern=NAME, examples=["0192f0c4-7d1e-7c3a-9b42-5f0e6f1b2c3d"])]


def is_a_name(text: str) -> bool:
    return _NAME.match(text) is not None
