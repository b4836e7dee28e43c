"""Every code the domain can utter, in English: the two tables between codes and words.

`LABELS` name things: `family.value` (`state.intake`, `reason.late`, `switch.rounding`). `SENTENCES` say
what was found or how a figure came about: a finding's own `subject.fact`, or `subject.fact+more` where it
brings one fact more. A sentence that counts names the fact it counts by. The tables are apart, so that a
finding is never read where a name is meant; tests keep codes, phrases and catalogues together.
"""

from __future__ import annotations

from typing import Final

from refundtui.i18n.phrases.documents import DOCUMENTS
from refundtui.i18n.phrases.facts import FACT_NAMES
from refundtui.i18n.phrases.figures import FIGURES
from refundtui.i18n.phrases.findings import FINDINGS
from refundtui.i18n.phrases.letters import LETTER_FINDINGS, LETTER_NAMES
from refundtui.i18n.phrases.lines import LINES
from refundtui.i18n.phrases.names import NAMES
from refundtui.i18n.phrases.payments import OTHER_WAY_NAMES, PAYMENT_FINDINGS, PAYMENT_NAMES
from refundtui.i18n.phrases.phrase import Counted, Phrase
from refundtui.i18n.phrases.queues import BULK, FILTERS, VIEW_NAMES

__all__ = ["FAMILY_OF", "FAMILY_OF_FACT", "LABELS", "SENTENCES", "Counted", "Phrase"]

FAMILY_OF: Final = {
    "AccountFrom": "account_from",
    "Act": "act",
    "ActionKind": "action",
    "AlternativeReason": "alternative_reason",
    "Availability": "availability",
    "Basis": "basis",
    "CaseState": "state",
    "ConsentBy": "consent",
    "EntryState": "entry",
    "Family": "family",
    "Fault": "fault",
    "Grade": "grade",
    "Ground": "ground",
    "Happened": "happening",
    "IbanFault": "iban_fault",
    "IdentityLevel": "identity",
    "LanguageFrom": "language_from",
    "LegKind": "leg",
    "LegState": "payout",
    "LetterFate": "command",
    "LineKind": "line_kind",
    "Method": "depreciation",
    "NameCheck": "name_check",
    "Outcome": "outcome",
    "Proof": "proof",
    "NextStep": "remedy_step",
    "Reason": "reason",
    "RefundStatus": "refund_status",
    "Refusal": "refusal",
    "Promised": "deadline",
    "Resolution": "resolution",
    "Right": "right",
    "Role": "role",
    "RowCode": "row",
    "Settle": "settle",
    "Stated": "stated",
    "TenderKind": "tender",
    "Verdict": "verdict",
    "WaitingFor": "waiting_for",
    "WayKind": "way",
}
"""Which family names the members of an enumeration."""

FAMILY_OF_FACT: Final = {
    "act": "act",
    "after": "state",
    "alternative_reason": "alternative_reason",
    "allowed": "state",
    "availability": "availability",
    "before": "state",
    "changed": "changed",
    "code": "row",
    "basis": "basis",
    "book": "book",
    "command": "command",
    "decided_by": "basis",
    "deduction": "row",
    "facts": "fact",
    "fault": "iban_fault",
    "field": "field",
    "grade": "grade",
    "ground": "ground",
    "grounds": "ground",
    "has": "identity",
    "kinds": "kind",
    "kind": "kind",
    "level": "identity",
    "needed": "identity",
    "proofs": "proof",
    "reason": "reason",
    "remedies": "remedy",
    "resolution": "resolution",
    "role": "role",
    "roles": "role",
    "row": "row",
    "state": "state",
    "stated": "stated",
    "switch": "switch",
    "tender": "tender",
    "tenders": "tender",
    "variable": "variable",
    "verdict": "verdict",
    "wanted": "settle",
}
"""Which family names a finding's fact, where the fact is itself a code."""

LABELS: Final[dict[str, Phrase]] = {
    **NAMES,
    **FACT_NAMES,
    **VIEW_NAMES,
    **PAYMENT_NAMES,
    **OTHER_WAY_NAMES,
    **LETTER_NAMES,
}
"""Names of things, by `family.value`."""

SENTENCES: Final[dict[str, Phrase]] = {
    **FIGURES,
    **FINDINGS,
    **DOCUMENTS,
    **LINES,
    **FILTERS,
    **BULK,
    **PAYMENT_FINDINGS,
    **LETTER_FINDINGS,
}
"""What was found and how figures came about, by code."""
