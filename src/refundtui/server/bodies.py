"""What is sent to the office: taken in up to its limit, unpacked, and only in the form that was asked for."""

from __future__ import annotations

from typing import Annotated, Final

import zstandard
from fastapi import Depends, Request

from refundtui.server.troubles import ProblemError
from refundtui.wire.protocol import JSON, LARGEST_BODY, LARGEST_BULK, LINES, Trouble


async def json_body(request: Request) -> bytes:
    """The bytes of a JSON body. Raises `ProblemError`."""
    _must_be(request, JSON)
    return await _taken_in(request, LARGEST_BODY)


async def json_or_lines(request: Request) -> tuple[bytes, bool]:
    """One thing, or many as lines; whether it is many. Raises `ProblemError`."""
    kind = _must_be(request, JSON, LINES)
    return await _taken_in(request, LARGEST_BULK if kind == LINES else LARGEST_BODY), kind == LINES


JsonBody = Annotated[bytes, Depends(json_body)]
JsonOrLines = Annotated[tuple[bytes, bool], Depends(json_or_lines)]


def _must_be(request: Request, *kinds: str) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise ProblemError(Trouble.WRONG_CONTENT_TYPE, detail=" or ".join(kinds))
    return kind


async def _taken_in(request: Request, largest: int) -> bytes:
    packing = request.headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"identity", "zstd"}:
        raise ProblemError(Trouble.WRONG_CONTENT_TYPE, detail="Content-Encoding: zstd or none")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > largest:
            raise ProblemError(Trouble.TOO_LARGE, detail=f"{largest} bytes")
    return _unpacked(bytes(body), largest) if packing == "zstd" else bytes(body)


def _unpacked(body: bytes, largest: int) -> bytes:
    """A small packet can hold gigabytes: unpacked no further than its limit."""
    unpacked = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(body) as stream:
            while part := stream.read(_STEP):
                unpacked += part
                if len(unpacked) > largest:
                    raise ProblemError(Trouble.TOO_LARGE, detail=f"{largest} bytes")
    except zstandard.ZstdError as torn:
        raise ProblemError(Trouble.INVALID, status=400, detail="no zstd") from torn
    return bytes(unpacked)


_STEP: Final = 64 * 1024
_WINDOW: Final = 8 * 1024 * 1024
