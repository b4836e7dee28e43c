"""The blocks a letter must hold, as they read for this case; whether they are there, and where they go if not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from refundtui.domain.findings import Finding, finding
from refundtui.letters.facts import Said
from refundtui.letters.letter import Kind
from refundtui.letters.locked import LOCKED
from refundtui.letters.templates import fill_part

_SHOWN: Final = 160  # letters of a block in the sentence that misses it
_HOLE: Final = re.compile("⟦[^⟧]*⟧")


def blocks_of(kind: Kind, language: str, facts: Mapping[str, Said]) -> tuple[str, ...]:
    """Those with something to say, filled. Always from our own partials: an office that does not have a
    brand's templates comes to the same blocks.
    """
    filled = (fill_part(name, language, dict(facts)) for name in LOCKED.get(kind, ()))
    return tuple(text for text in filled if text)


def with_blocks(body: str, blocks: tuple[str, ...], language: str, facts: Mapping[str, Said]) -> str:
    """The body with every block it lacks, before the farewell."""
    lacking = [block for block in blocks if _plain(block) not in _plain(body)]
    if not lacking:
        return body
    farewell = fill_part("_regards", language, dict(facts))
    before, found, after = body.rpartition(farewell) if farewell else (body, "", "")
    text = before if found else body
    return "\n\n".join([text.strip(), *lacking, *([found + after] if found else [])]).strip() + "\n"


def missing_blocks(text: str, blocks: tuple[str, ...]) -> Iterator[Finding]:
    """A block that was changed or is gone, with how it has to read. Spaces and line ends do not count."""
    plain = _plain(text)
    for block in blocks:
        if not _stands_in(plain, _plain(block)):
            words = " ".join(block.split())
            yield finding(
                "letter.block_missing", words=words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
            )


def _stands_in(text: str, block: str) -> bool:
    """Word for word; where the block has a hole, anything of a few lines was filled in there."""
    if "⟦" not in block:
        return block in text
    return re.search(r"[^⟦⟧]{1,600}".join(map(re.escape, _HOLE.split(block))), text) is not None


def _plain(text: str) -> str:
    return " ".join(text.split())
