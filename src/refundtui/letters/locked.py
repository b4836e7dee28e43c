"""Which blocks of a letter nobody edits away: what the law wants said, and what figures and payment say.

Each is a partial template of ours. A letter that is sent holds it word for word; a template somebody brings
that lacks it gets it inserted before the farewell.
"""

from __future__ import annotations

from typing import Final

from refundtui.letters.letter import Kind

LOCKED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.FULL_GRANT: ("_amount", "_ways"),
    # What is given only in part is denied in part: what is kept out, why, and who looks again.
    Kind.PARTIAL_GRANT: ("_amount", "_kept_out", "_ways", "_second_look"),
    Kind.GOODWILL: ("_goodwill", "_kept_out", "_ways"),
    Kind.DENIAL: ("_grounds", "_clauses", "_appeal"),
    Kind.OFFER: ("_offer_rights",),
    Kind.PAYMENT_STARTED: ("_amount", "_ways"),
    Kind.PAID: ("_amount", "_ways", "_arrival"),
    Kind.PAYMENT_FAILED: ("_why_not_paid", "_what_next"),
    Kind.CORRECTION: ("_why_not_paid", "_what_next"),
    Kind.DELAY: ("_new_day",),
}
LOCKED_NAMES: Final = frozenset(name for names in LOCKED.values() for name in names)
MAIN_FIGURE: Final[dict[Kind, str]] = {
    Kind.FULL_GRANT: "amount",
    Kind.PARTIAL_GRANT: "amount",
    Kind.GOODWILL: "amount",
    Kind.OFFER: "offer",
    Kind.PAYMENT_STARTED: "amount",
    Kind.PAID: "amount",
    Kind.PAYMENT_FAILED: "failed_amount",
    Kind.CORRECTION: "failed_amount",
    Kind.DISPUTE_RECEIVED: "dispute_amount",
    Kind.DISPUTE_ANSWERED: "dispute_amount",
    Kind.DISPUTE_SETTLED: "dispute_amount",
}
"""The amount a letter is about: it cannot be left out."""
