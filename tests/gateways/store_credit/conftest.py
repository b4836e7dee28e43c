"""Store credit on the office's own books, on both databases."""

from tests.office.conftest import office, place

__all__ = ["office", "place"]
