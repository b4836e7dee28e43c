"""On which line of a TOML text every key and element stands: what a parser forgets and a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_PLAIN: Final = re.compile(r"[^,\]}\n#]*")
_ESCAPES: Final = re.compile(r"\\(?s:.)")


@dataclass(slots=True)
class _Scan:
    """One pass over a text that a TOML parser has accepted."""

    text: str
    at: int = 0
    lines: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)

    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def note(self, path: Path) -> None:
        self.lines.setdefault(path, self.line())

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()


def lines_of(text: str) -> dict[Path, int]:
    """Line numbers (from 1) by path: `("rules", 2, "when", "opened")`."""
    scan = _Scan(text.replace("\r\n", "\n"))
    table: Path = ()
    scan.skip(_BLANK)
    while scan.at < len(scan.text):
        if scan.text.startswith("[[", scan.at):
            table = _header(scan, 2)
        elif scan.text[scan.at] == "[":
            table = _header(scan, 1)
        else:
            _pair(scan, table)
        scan.skip(_BLANK)
    return scan.lines


def line_at(lines: dict[Path, int], path: Iterable[str | int]) -> int:
    """The line of a path, or of the nearest thing that holds it."""
    parts = tuple(path)
    while parts and parts not in lines:
        parts = parts[:-1]
    return lines.get(parts, 1)


def _header(scan: _Scan, brackets: int) -> Path:
    start = scan.line()
    scan.at += brackets
    keys = _dotted(scan)
    scan.at += brackets
    path: Path = ()
    for key in keys[:-1]:
        path = (*path, key)
        scan.lines.setdefault(path, start)
        if path in scan.counts:  # inside the last element of an array of tables
            path = (*path, scan.counts[path])
    path = (*path, keys[-1])
    if brackets == 2:
        scan.lines.setdefault(path, start)
        scan.counts[path] = scan.counts.get(path, -1) + 1
        path = (*path, scan.counts[path])
    scan.lines.setdefault(path, start)
    return path


def _dotted(scan: _Scan) -> list[str]:
    keys = []
    while True:
        scan.skip(_SPACE)
        keys.append(_key(scan))
        scan.skip(_SPACE)
        if scan.at >= len(scan.text) or scan.text[scan.at] != ".":
            return keys
        scan.at += 1


def _key(scan: _Scan) -> str:
    if scan.text[scan.at] in "\"'":
        start = scan.at
        _string(scan)
        return scan.text[start + 1 : scan.at - 1]
    found = _BARE.match(scan.text, scan.at)
    if found is None:
        scan.at += 1
        return ""
    scan.at = found.end()
    return found[0]


def _pair(scan: _Scan, table: Path) -> None:
    path = table
    start = scan.line()
    for key in _dotted(scan):
        path = (*path, key)
        scan.lines.setdefault(path, start)
    scan.at += 1  # the equals sign
    scan.skip(_SPACE)
    _value(scan, path)


def _value(scan: _Scan, path: Path) -> None:
    opener = scan.text[scan.at : scan.at + 1]
    if opener in {'"', "'"}:
        _string(scan)
    elif opener == "[":
        _array(scan, path)
    elif opener == "{":
        _inline(scan, path)
    else:
        scan.skip(_PLAIN)


def _array(scan: _Scan, path: Path) -> None:
    scan.at += 1
    scan.skip(_BLANK)
    place = 0
    while scan.at < len(scan.text) and scan.text[scan.at] != "]":
        scan.note((*path, place))
        _value(scan, (*path, place))
        scan.skip(_BLANK)
        if scan.text[scan.at : scan.at + 1] == ",":
            scan.at += 1
            scan.skip(_BLANK)
        place += 1
    scan.at += 1


def _inline(scan: _Scan, path: Path) -> None:
    scan.at += 1
    scan.skip(_BLANK)
    while scan.at < len(scan.text) and scan.text[scan.at] != "}":
        _pair(scan, path)
        scan.skip(_BLANK)
        if scan.text[scan.at : scan.at + 1] == ",":
            scan.at += 1
            scan.skip(_BLANK)
    scan.at += 1


def _string(scan: _Scan) -> None:
    quote = scan.text[scan.at]
    closer = quote * 3 if scan.text.startswith(quote * 3, scan.at) else quote
    scan.at += len(closer)
    while scan.at < len(scan.text) and not scan.text.startswith(closer, scan.at):
        escaped = _ESCAPES.match(scan.text, scan.at) if quote == '"' else None
        scan.at = escaped.end() if escaped is not None else scan.at + 1
    scan.at += len(closer)
    while len(closer) == 3 and scan.text.startswith(quote, scan.at):
        scan.at += 1  # a fourth or fifth quotation mark belongs to the text
