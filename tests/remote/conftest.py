"""The served office of `tests/server`, for whoever reaches it over a line."""

from __future__ import annotations

from tests.server.conftest import place, served, store

__all__ = ["place", "served", "store"]
