"""How office and desk prove that they hold the same cases."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

MODULUS: Final = 2**62
"""A feed's checksum is the sum of its live cases' marks by this: the order of changes does not matter."""


def mark(case_id: str, version: int) -> int:
    """The first 62 bits of the hash of one case at one version."""
    digest = blake2b(f"{case_id}{version}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 2
