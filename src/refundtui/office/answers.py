"""The answers the office gave, each kept for ever under the id of what was said, refusals too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlmodel import col

from refundtui.domain.findings import finding
from refundtui.office.outcomes import Definitive, NotRecorded, Recorded, Stale
from refundtui.office.prepared import Prepared
from refundtui.office.tables import CaseRow, DecisionRow, table_of
from refundtui.wire.cases import decode_case, encode_case
from refundtui.wire.submissions import SubmissionLike, decode_findings, encode_findings


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, as a retry must repeat it; how long the desk held it back is not part of that."""

    spelled: bytes
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said under an id, by whom, and what was answered; `case_then` is the case as it was shown."""

    id: str
    brand: str
    case_id: str
    actor: str
    fingerprint: str
    outcome: str
    case_then: bytes | None


def kept_under(connection: Connection, submission_id: str) -> Kept | None:
    row = _KNOWN.one_or_none(connection, {"wanted": submission_id})
    return None if row is None else Kept(*row)


# Made once: building a statement costs more than most of them take to run.
_KNOWN: Final = Prepared(
    select(
        col(DecisionRow.id),
        col(DecisionRow.brand),
        col(DecisionRow.case_id),
        col(DecisionRow.actor),
        col(DecisionRow.fingerprint),
        col(DecisionRow.outcome),
        col(DecisionRow.case_then),
    ).where(col(DecisionRow.id) == bindparam("wanted"))
)
_BRAND: Final = select(col(CaseRow.brand)).where(col(CaseRow.id) == bindparam("case_id")).scalar_subquery()
_KEPT: Final = Prepared(
    insert(table_of(DecisionRow)).values(
        id=bindparam("id"),
        brand=func.coalesce(_BRAND, ""),
        **{
            name: bindparam(name)
            for name in (
                "case_id",
                "fingerprint",
                "actor",
                "decided_at",
                "recorded_at",
                "submission",
                "outcome",
                "case_then",
            )
        },
    )
)


def answer_in(known: Kept) -> Definitive:
    """The same answer once more."""
    told = json.loads(known.outcome)
    match told["kind"]:
        case "recorded":
            return Recorded(
                known.id, told["version"], told["decision_version"], told["feed"], told["seq"], replayed=True
            )
        case "stale":
            if known.case_then is None:  # the case was erased since, and with it what was shown
                return NotRecorded(known.id, (finding("case.erased"),), replayed=True)
            current = decode_case(known.case_then)
            return Stale(known.id, current, tuple(told["changed"]), told["decided_by"], replayed=True)
        case _:
            return NotRecorded(known.id, decode_findings(told["findings"].encode()), replayed=True)


def keep(
    connection: Connection, submission: SubmissionLike, said: Said, outcome: Definitive, now: datetime
) -> None:
    """With the brand of its case, as that is by now."""
    _KEPT.run(
        connection,
        {
            "id": submission.id,
            "case_id": submission.case_id,
            "fingerprint": said.fingerprint,
            "actor": submission.actor,
            "decided_at": submission.decided_at,
            "recorded_at": now,
            "submission": said.spelled,
            "outcome": spelled(outcome),
            "case_then": encode_case(outcome.current) if isinstance(outcome, Stale) else None,
        },
    )


def spelled(outcome: Definitive) -> str:
    """As it is kept: a case that was shown stands beside it."""
    match outcome:
        case Recorded():
            told: dict[str, object] = {
                "kind": "recorded",
                "version": outcome.version,
                "decision_version": outcome.decision_version,
                "feed": outcome.feed,
                "seq": outcome.seq,
            }
        case Stale():
            told = {"kind": "stale", "changed": outcome.changed, "decided_by": outcome.decided_by}
        case NotRecorded():
            told = {"kind": "not_recorded", "findings": encode_findings(outcome.findings).decode()}
        case _:
            assert_never(outcome)
    return json.dumps(told, sort_keys=True)
