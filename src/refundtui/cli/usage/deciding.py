"""How a case is decided."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import (
    GROUNDS,
    REASONS,
    a_reference,
    act,
    as_json,
    as_somebody,
    confirming,
    items,
    why,
    words,
)
from refundtui.i18n.words import t


def deciding(under: Any) -> None:
    one = act(under, "items", t("Set what comes back, the reason and the facts."), "deciding.run_items")
    items(one)
    one.add_argument("--reason", choices=REASONS, metavar="REASON")

    one = act(under, "quote", t("What it comes to; nothing is changed without --fix."), "deciding.run_quote")
    items(one)
    why(one)
    one.add_argument("--fix", action="store_true", help=t("keep it as a version of the quote"))
    one.add_argument(
        "--what-if",
        action="store_true",
        help=t("and the total under the other value of each switch that matters"),
    )

    one = act(under, "decide", t("Decide: items, quote and decision in one."), "deciding.run_decide")
    items(one)
    why(one)
    one.add_argument(
        "--choice",
        choices=("approve", "request", "offer", "deny", "ask", "escalate"),
        help=t("what is decided; asked at a terminal, and a script says it"),
    )
    confirming(one)
    one.add_argument("--ground", action="append", choices=GROUNDS, metavar="GROUND", help=t("of a denial"))
    one.add_argument(
        "--clause", action="append", metavar="CLAUSE", help=t("of a denial; the failing rules' by default")
    )

    one = act(
        under,
        "offer",
        t("Offer an amount the customer may accept, counter or let expire."),
        "deciding.run_offer",
    )
    items(one)
    why(one)
    confirming(one)

    one = command(
        under,
        "review",
        t(
            "A colleague's request as a second person reads it: why it is here, how it differs, what is on record."
        ),
        later("reviewing", "run_review"),
    )
    a_reference(one)
    as_json(one)
    as_somebody(one)

    one = act(
        under, "grant", t("Approve what a colleague asked for, on exactly that quote."), "deciding.run_grant"
    )
    why(one)
    confirming(one)

    one = act(under, "return", t("Give a request for approval back with a note."), "acts.run_return")
    words(one)

    one = act(under, "deny", t("Deny, with grounds and clauses."), "deciding.run_deny")
    one.add_argument("text", nargs="?", metavar="TEXT", help=t("in words, where the ground is “other”"))
    one.add_argument("--ground", action="append", choices=GROUNDS, metavar="GROUND")
    one.add_argument(
        "--clause", action="append", metavar="CLAUSE", help=t("the failing rules' clauses by default")
    )
