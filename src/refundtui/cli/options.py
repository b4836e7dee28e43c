"""Options and arguments that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.i18n.words import t


def act(
    under: Any,
    name: str,
    help_: str,
    where: str,
    *,
    reference: bool = True,
    aliases: Sequence[str] = (),
) -> Parser:
    """One deed of `refundtui case`; `where` is the module and function it is done by."""
    one = command(under, name, help_, later(*where.split(".")), aliases=list(aliases))
    if reference:
        a_reference(one)
    one.add_argument("--dry-run", action="store_true", help=t("only say whether it is possible"))
    one.add_argument("--no-hold", action="store_true", help=t("send at once, without time to take it back"))
    as_json(one)
    as_somebody(one)
    return one


def a_reference(one: Parser) -> None:
    one.add_argument("reference", metavar="REFERENCE", help=t("RF-0000001, or the order's number"))


def items(one: Parser) -> None:
    from refundtui.cli.grammar import GRAMMAR

    width = max(len(form) for form, _ in GRAMMAR)
    listed = "\n".join(f"  {form.ljust(width)}  {t(meaning)}" for form, meaning in GRAMMAR)
    one.epilog = t("What comes back, one or more of:") + "\n" + listed
    one.add_argument("items", nargs="*", metavar="ITEM", help=t("what comes back; see below"))
    one.add_argument("--only", action="store_true", help=t("forget what was asked before"))
    one.add_argument(
        "--as-asked", action="store_true", help=t("go back to what the first quote was asked for")
    )
    one.add_argument(
        "--credit", dest="settle", action="store_const", const="credit", help=t("as store credit")
    )
    one.add_argument("--settle", choices=("refund", "credit", "offset"), help=argparse.SUPPRESS)
    facts(one)


def facts(one: Parser) -> None:
    one.add_argument(
        "--fact", action="append", metavar="NAME=VALUE", help=t("what is known: opened=yes, photos=2")
    )


def confirming(one: Parser) -> None:
    one.add_argument("--note", metavar="TEXT")
    one.add_argument("--yes", action="store_true", help=t("confirmed; not enough for large amounts"))
    one.add_argument("--expect", metavar="AMOUNT", help=t("confirmed, if it comes to exactly this"))


def words(one: Parser) -> None:
    one.add_argument("text", nargs="*", metavar="TEXT")


def why(one: Parser) -> None:
    one.add_argument("--why", action="store_true", help=t("the reason of every figure"))


def as_json(one: Parser) -> None:
    one.add_argument("--json", action="store_true", help=t("as JSON"))


def as_somebody(one: Parser) -> None:
    one.add_argument(
        "--as", dest="as_", metavar="WHO", help=t("who you are in the practice: agent, senior, lead")
    )


def a_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(t("“{text}” is no number from 1 to 1000000", text=text))
    return int(text)


IMPORT_FORMATS = ("online-retail", "tau2", "jsonl")
REASONS = (
    "not_received", "late", "partial_delivery", "missing_part", "damaged_transit", "defective", "not_as_described",
    "wrong_item", "quality_low", "size_small", "size_large", "colour_style", "changed_mind", "ordered_wrong",
    "cheaper_elsewhere", "expired", "overcharged", "price_error", "duplicate_charge", "refund_missing",
    "return_refused", "cancelled_not_stopped", "no_longer_needed", "unauthorised", "service_poor", "worn_out",
    "goodwill", "other",
)  # fmt: skip
GROUNDS = (
    "window_passed", "excluded_goods", "no_proof", "used_beyond_test", "customer_damage", "parts_missing",
    "hygiene_seal", "customised", "digital_started", "already_refunded", "already_disputed", "not_our_sale",
    "identity_failed", "fraud", "amount_above_loss", "other",
)  # fmt: skip
RESOLUTIONS = (
    "paid_full", "paid_partial", "paid_goodwill", "credit", "replaced", "repaired", "denied_policy",
    "denied_evidence", "denied_fraud", "denied_window", "withdrawn", "duplicate", "no_reply", "out_of_scope",
)  # fmt: skip
WAY_REASONS = ("came_back", "refused", "account_closed", "card_gone", "gift", "no_proof", "wish")
NAME_CHECKS = ("match", "close_match", "no_match", "not_possible", "not_asked")
KINDS = ("order", "parcel", "money", "message", "decision", "work", "evidence", "note")
LETTERS = (
    "acknowledgement", "information_request", "reminder", "offer", "full_grant", "partial_grant", "goodwill", "denial",
    "payment_started", "paid", "payment_failed", "correction", "delay", "dispute_received", "dispute_answered",
    "dispute_settled", "closing",
)  # fmt: skip
