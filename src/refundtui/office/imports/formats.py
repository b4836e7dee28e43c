"""Which formats can be imported, by the name the command line knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from refundtui.office.imports.report import Found, ImportReport, Progress, silent

ONLINE_RETAIL: Final = "online-retail"
TAU2: Final = "tau2"
JSONL: Final = "jsonl"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is, whether it can be read from a pipe, and whose orders they are unless said."""

    name: str
    meaning: str
    brand: str = ""
    from_pipe: bool = False


FORMATS: Final = (
    Format(ONLINE_RETAIL, "UCI Online Retail: invoice lines, CSV", brand="online-retail"),
    Format(TAU2, "tau2-bench retail: one JSON document", brand="tau2-retail"),
    Format(JSONL, "one order or case a line, JSON", from_pipe=True),
)


def read_import(
    form: str,
    source: Path | IO[bytes],
    *,
    brand: str,
    report: ImportReport,
    now: datetime,
    progress: Progress = silent,
) -> Iterator[Found]:
    """Everything the source holds, streamed; `brand` empty takes the format's own."""
    whose = brand or next(known.brand for known in FORMATS if known.name == form)
    if form == JSONL:
        from refundtui.office.imports.jsonl import read_jsonl  # noqa: PLC0415 - brings pydantic

        return read_jsonl(source, brand=whose, report=report, progress=progress)
    if not isinstance(source, Path):
        raise TypeError(f"{form} cannot be read from a pipe.")
    if form == TAU2:
        from refundtui.office.imports.tau2 import read_tau2  # noqa: PLC0415 - only what is asked for

        return read_tau2(source, brand=whose, report=report, now=now, progress=progress)
    from refundtui.office.imports.online_retail import read_online_retail  # noqa: PLC0415 - ditto

    return read_online_retail(source, brand=whose, report=report, progress=progress)
