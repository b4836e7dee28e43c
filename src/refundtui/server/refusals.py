"""The domain's reasons as troubles of the line, and what cannot be read at all."""

from __future__ import annotations

from typing import Final

import msgspec

from refundtui.domain.findings import Finding
from refundtui.server.troubles import ProblemError
from refundtui.wire.bodies import NotReadableError
from refundtui.wire.protocol import DocumentProblem, Trouble

_TROUBLE_OF: Final = {
    "decision.id_reused": Trouble.ID_REUSED,
    "decision.voided": Trouble.VOIDED,
    "actor.unknown": Trouble.NOT_ALLOWED,
    "act.not_granted": Trouble.NOT_ALLOWED,
    "role.not_allowed": Trouble.NOT_ALLOWED,
    "self.approval": Trouble.NOT_ALLOWED,
    "case.unknown": Trouble.NO_SUCH_THING,
    "brand.not_yours": Trouble.NO_SUCH_THING,
    "case.erased": Trouble.CASE_GONE,
    "case.held": Trouble.CASE_HELD,
    "lease.lost": Trouble.CLAIM_LOST,
}

_TORN: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON at all; what is JSON and something else than was asked for is another mistake."""


def trouble_of(findings: tuple[Finding, ...]) -> Trouble:
    return next((_TROUBLE_OF[found.code] for found in findings if found.code in _TROUBLE_OF), Trouble.REFUSED)


def unreadable(wrong: NotReadableError) -> ProblemError:
    """Where the mistake stands; never the reader's words, which may quote what was sent."""
    where = wrong.where.removeprefix("$").removeprefix(".")
    return ProblemError(
        Trouble.INVALID,
        status=400 if type(wrong.__cause__) in _TORN else 422,
        problems=(DocumentProblem(path=where, code="field.wrong"),),
    )
