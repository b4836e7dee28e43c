"""The templates that the office published, laid out on this machine as the writing of letters looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from refundtui.domain.letter_documents import place_of
from refundtui.letters.templates import ENDING


def lay_out(documents: Mapping[str, bytes], folder: Path) -> None:
    """Exactly these templates, `BRAND/LANG/KIND.liquid`; what is not published any more goes.

    Each file is replaced whole, so that a letter is never written from half a template.
    """
    wanted = {
        folder / place.brand / place.language / place.file: body
        for name, body in documents.items()
        if (place := place_of(name)) is not None
    }
    for path in sorted(folder.glob(f"*/*/*{ENDING}")):
        if path not in wanted:
            path.unlink()
    for path, body in wanted.items():
        if not path.is_file() or path.read_bytes() != body:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".new")
            beside.write_bytes(body)
            beside.replace(path)
    for empty in sorted((one for one in folder.glob("**/") if one != folder), reverse=True):
        with suppress(OSError):
            empty.rmdir()  # a brand's folder that holds nothing would hide the one in this home
