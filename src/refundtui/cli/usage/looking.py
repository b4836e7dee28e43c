"""How cases are listed, shown and dealt with in numbers."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import KINDS, LETTERS, a_count, a_reference, as_json, as_somebody
from refundtui.i18n.words import t


def looking(under: Any) -> None:
    _lists(under)
    _many_at_once(under)
    _one_case(under)
    _its_history(under)
    _its_letter(under)


def _lists(under: Any) -> None:
    """The queue and its views."""
    one = command(under, "list", t("The queue."), later("cases", "run_list"))
    line = t("brand:acme state:approval due<24h lang:de amount>50 words")
    one.add_argument("line", nargs="*", metavar="LINE", help=line)
    one.add_argument("--view", metavar="VIEW", help=t("a view of “case views”, open by default"))
    one.add_argument("--filter", metavar="LINE", help=t("the same as LINE"))
    one.add_argument("--search", metavar="TEXT", help=t("names, order, mail, phone, reference"))
    one.add_argument("--brand")
    one.add_argument("--sort", choices=("due", "received", "amount", "reference"))
    one.add_argument("--limit", type=a_count, default=50, metavar="N", help=t("so many rows (50)"))
    one.add_argument("--format", choices=("table", "tsv"), default="table")
    one.add_argument("--names", action="store_true", help=t("whole names in the table, instead of initials"))
    as_json(one)
    as_somebody(one)

    one = command(
        under, "views", t("Views of the queue and how many cases each has."), later("views", "run_views")
    )
    one.add_argument("--save", metavar="NAME", help=t("keep --filter under this name"))
    one.add_argument(
        "--filter", metavar="LINE", help=t("brand:acme state:approval due<24h lang:de amount>50 words")
    )
    one.add_argument("--drop", metavar="NAME", help=t("forget a view of your own"))
    as_json(one)
    as_somebody(one)


def _many_at_once(under: Any) -> None:
    """One word for many."""
    one = command(
        under,
        "bulk",
        t("One word for many cases: a trial that lists every effect, done with --expect N."),
        later("bulk", "run_bulk"),
    )
    one.add_argument(
        "deed", choices=("take", "give-back", "snooze", "tag", "note", "approve", "undo"), metavar="WHAT",
        help="take, give-back, snooze, tag, note, approve, undo",
    )  # fmt: skip
    one.add_argument("references", nargs="*", metavar="REFERENCE", help=t("these cases"))
    one.add_argument("--view", metavar="VIEW", help=t("all cases of a view"))
    one.add_argument("--filter", metavar="LINE", help=t("all cases of a filter, as “case list” reads it"))
    one.add_argument("--text", metavar="TEXT", help=t("the note, or why it is set aside"))
    one.add_argument("--until", metavar="WHEN", help=t("4h, 3d, 14:30, 2026-11-25 or “2026-11-25 14:30”"))
    one.add_argument("--tag", action="append", metavar="TAG")
    one.add_argument(
        "--expect", type=a_count, metavar="N", help=t("done, if exactly so many cases are ready")
    )
    one.set_defaults(search=None, brand=None, sort=None)
    as_json(one)
    as_somebody(one)


def _one_case(under: Any) -> None:
    """A case as it stands."""
    for name, help_, function in (
        ("show", t("A case with its verdict, quote and deadlines."), "run_show"),
        ("next", t("The case that is due first, mine before others."), "run_next"),
    ):
        one = command(under, name, help_, later("cases" if name == "show" else "getting_next", function))
        if name == "show":
            a_reference(one)
        one.add_argument("--why", action="store_true", help=t("every rule and figure with its reason"))
        one.add_argument(
            "--reveal",
            action="append",
            choices=("email", "phone"),
            metavar="WHICH",
            help=t("email or phone in full; that it was looked at is written down"),
        )
        as_json(one)
        as_somebody(one)


def _its_history(under: Any) -> None:
    """How it came to that."""
    one = command(
        under,
        "timeline",
        t("What happened to a case: the order, the parcel, money, messages, decisions, notes."),
        later("histories", "run_timeline"),
    )
    a_reference(one)
    one.add_argument("--kind", action="append", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    as_json(one)
    as_somebody(one)

    one = command(
        under,
        "versions",
        t("Every version of the quote: who, when, why, and what differs from the one before."),
        later("histories", "run_versions"),
    )
    a_reference(one)
    as_json(one)
    as_somebody(one)


def _its_letter(under: Any) -> None:
    """What it says to the customer."""
    one = command(
        under,
        "letter",
        t("The letter to the customer, exactly as it would leave."),
        later("cases", "run_letter"),
    )
    a_reference(one)
    one.add_argument(
        "--kind", choices=("decision", *LETTERS), help=t("another letter than the one its state wants")
    )
    one.add_argument("--language", metavar="LANG", help=t("in another language than the customer's"))
    one.add_argument(
        "--edit", action="store_true", help=t("keep what is typed on standard input as its text")
    )
    one.add_argument(
        "--fill",
        action="append",
        metavar="NAME=TEXT",
        help=t("what no record holds: a variable and its text"),
    )
    one.add_argument("--fresh", action="store_true", help=t("drop what was edited and write it anew"))
    as_json(one)
    as_somebody(one)
