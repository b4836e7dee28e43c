"""A submission in JSON: a command with its id, what its maker saw, and who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final, Protocol

import msgspec

from refundtui.domain.case import CaseId
from refundtui.domain.commands import Command
from refundtui.domain.findings import Finding
from refundtui.wire.bodies import (
    SCHEMA,
    UNREADABLE,
    Body,
    FindingBody,
    Instant,
    NotReadableError,
    finding_bodies,
    findings,
    not_readable,
    schema_of,
)
from refundtui.wire.commands import CommandBody, command, command_body, decode_command, encode_command

__all__ = [
    "SubmissionLike",
    "SubmissionRead",
    "decode_command",
    "decode_findings",
    "decode_submission",
    "encode_command",
    "encode_findings",
    "encode_submission",
    "fingerprint",
]


class SubmissionLike(Protocol):
    """What both sides call a submission, each in its own room."""

    @property
    def id(self) -> str: ...
    @property
    def case_id(self) -> CaseId: ...
    @property
    def command(self) -> Command: ...
    @property
    def base_decision_version(self) -> int: ...
    @property
    def actor(self) -> str: ...
    @property
    def decided_at(self) -> datetime: ...
    @property
    def after(self) -> str | None: ...
    @property
    def not_before(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class SubmissionRead:
    """A submission as read from its body."""

    id: str
    case_id: CaseId
    command: Command
    base_decision_version: int
    actor: str
    decided_at: datetime
    after: str | None = None
    not_before: datetime | None = None


class SubmissionBody(Body, forbid_unknown_fields=True):
    id: str
    case_id: str
    command: CommandBody
    base_decision_version: int
    actor: str
    decided_at: Instant
    schema: int = SCHEMA
    after: str | None = None
    not_before: Instant | None = None


_READER: Final = msgspec.json.Decoder(SubmissionBody)


def encode_submission(submission: SubmissionLike) -> bytes:
    return msgspec.json.encode(
        SubmissionBody(
            id=submission.id,
            case_id=submission.case_id,
            command=command_body(submission.command),
            base_decision_version=submission.base_decision_version,
            actor=submission.actor,
            decided_at=submission.decided_at,
            after=submission.after,
            not_before=submission.not_before,
        )
    )


def decode_submission(body: bytes) -> SubmissionRead:
    """Raises `NotReadableError`."""
    try:
        read = _READER.decode(body)
        return SubmissionRead(
            id=read.id,
            case_id=CaseId(read.case_id),
            command=command(read.command),
            base_decision_version=read.base_decision_version,
            actor=read.actor,
            decided_at=read.decided_at,
            after=read.after,
            not_before=read.not_before,
        )
    except UNREADABLE as trouble:
        raise not_readable(trouble, schema=schema_of(body)) from trouble


def fingerprint(body: bytes) -> str:
    """The same for the same JSON value however it is spaced or ordered: one id, one body, for ever.

    Raises `NotReadableError`.
    """
    try:
        plain = msgspec.json.decode(body)
    except UNREADABLE as trouble:
        raise NotReadableError(str(trouble)) from trouble
    canonical = msgspec.json.encode(plain, order="deterministic")
    return blake2b(canonical, digest_size=16).hexdigest()


_FINDINGS: Final = msgspec.json.Decoder(tuple[FindingBody, ...])


def encode_findings(found: tuple[Finding, ...]) -> bytes:
    return msgspec.json.encode(finding_bodies(found))


def decode_findings(body: bytes) -> tuple[Finding, ...]:
    """Raises `NotReadableError`."""
    try:
        return findings(_FINDINGS.decode(body))
    except UNREADABLE as trouble:
        raise not_readable(trouble) from trouble
