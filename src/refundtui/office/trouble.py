"""What can be wrong with the place where an office is kept."""

from __future__ import annotations


class OfficeFileError(Exception):
    """The office's file or database cannot be used. It is left as it is, never repaired or overwritten.

    `code` is `office.file_foreign` (another program's), `office.file_torn`, `office.file_newer` or
    `office.unreachable` (a database server).
    """

    def __init__(self, code: str, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.code = code
        self.path = path
        self.why = why
