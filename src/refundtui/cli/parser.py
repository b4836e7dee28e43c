"""Every command with its help. Only words are here: what a command needs is loaded when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn

from refundtui.i18n.words import t

Run = Callable[[argparse.Namespace], int]


class WrongUsage(Exception):  # noqa: N818 - what argparse calls an error is an answer to a person
    """The command line cannot be followed."""

    def __init__(self, command: str, why: str) -> None:
        super().__init__(why)
        self.command = command


class Parser(argparse.ArgumentParser):
    """One that answers mistakes with a sentence, and never guesses what a shortened option meant."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("allow_abbrev", False)
        more.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **more)

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(
            self.prog, message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")
        )


def later(module: str, function: str) -> Run:
    """The command behind a name, loaded when it is called."""

    def run(asked: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"refundtui.cli.{module}"), function)(asked)
        return code

    return run


def parser() -> Parser:
    program = Parser(
        prog="refundtui",
        description=t("Decide partial refunds, exactly and explained, at a keyboard."),
        epilog=t("Start with “refundtui demo”: it makes a practice office and opens the desk on it."),
    )
    program.add_argument(
        "-V", "--version", action=_Version, nargs=0, help="show program's version number and exit"
    )
    program.add_argument("--lang", metavar="LANG", help=t("speak this language: en, de"))
    commands = program.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    _demo(commands)
    _quote(commands)
    _policy(commands)
    _office(commands)
    _cases(commands)
    _outbox(commands)
    _keys(commands)
    _doctor(commands)
    return program


class _Version(argparse.Action):
    """Looked up when somebody asks: reading it costs every start twenty milliseconds."""

    def __call__(self, program: argparse.ArgumentParser, *_: object) -> None:
        print(f"refundtui {_version()}")
        program.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("refundtui")
    except PackageNotFoundError:
        return "?"


def _command(commands: Any, name: str, help_: str, run: Run | None, **more: Any) -> Parser:
    made: Parser = commands.add_parser(name, help=help_, description=help_, **more)
    made.add_argument("--lang", metavar="LANG", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    if run is not None:
        made.set_defaults(run=run)
    made.set_defaults(helper=made)
    return made


def _demo(commands: Any) -> None:
    one = _command(
        commands,
        "demo",
        t("Open the practice desk; the first time this invents its cases."),
        later("demo", "run"),
        epilog=t("REFUNDTUI_HOME moves every file. Nothing here touches a live profile or the network."),
    )
    one.add_argument("--fresh", action="store_true", help=t("throw the practice away and start anew"))
    one.add_argument("--cases", type=_count, metavar="N", help=t("so many cases, up to a million (300)"))
    one.add_argument("--seed", type=int, metavar="S", help=t("another seed makes other cases (1)"))
    one.add_argument(
        "--import", dest="import_", metavar="FILE", help=t("take in this file instead of inventing cases")
    )
    one.add_argument("--format", choices=_FORMATS, help=t("its format"))
    one.add_argument("--brand", help=t("whose orders they are, where the file does not say"))
    one.add_argument("--no-desk", dest="desk", action="store_false", help=t("only make the practice office"))
    one.add_argument(
        "--theme",
        metavar="NAME",
        help=t(
            "the look: dark, light, contrast, contrast-light, cvd, cvd-light, or a file of your own in themes"
        ),
    )
    one.add_argument("--mono", action="store_true", help=t("without any colour, as NO_COLOR has it"))
    one.add_argument("--ascii", action="store_true", help=t("frames and signs in ASCII alone"))
    _as(one)


def _quote(commands: Any) -> None:
    one = _command(
        commands,
        "quote",
        t("Work out what goes back, from a document with an order, a request and a policy."),
        later("quote", "run"),
        epilog=t("Exit code 1 says that nothing goes back under this policy."),
    )
    one.add_argument("file", nargs="?", metavar="FILE", help=t("the document, or - for standard input"))
    one.add_argument("--why", action="store_true", help=t("the reason of every figure"))
    one.add_argument("--json", action="store_true", help=t("as JSON, amounts in minor units"))
    one.add_argument("--example", action="store_true", help=t("print a document to start from"))
    one.add_argument(
        "--schema", action="store_true", help=t("print every field of the document as JSON Schema")
    )


def _policy(commands: Any) -> None:
    group = _command(commands, "policy", t("Check a policy pack, or run its golden cases."), None)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    for name, help_, run in (
        ("check", t("Every mistake of a pack, with its line and the nearest valid name."), _policy_check),
        ("test", t("The golden cases inside a pack: does it still answer what it should?"), _policy_test),
    ):
        one = _command(under, name, help_, run)
        one.add_argument("files", nargs="+", metavar="FILE")
        one.add_argument("--json", action="store_true", help=t("as JSON"))


def _policy_check(asked: argparse.Namespace) -> int:
    from refundtui.cli.policy import run_check

    return run_check(asked.files, json=asked.json)


def _policy_test(asked: argparse.Namespace) -> int:
    from refundtui.cli.policy import run_test

    return run_test(asked.files, json=asked.json)


def _office(commands: Any) -> None:
    group = _command(commands, "office", t("The office behind the desk."), None)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    one = _command(
        under,
        "import",
        t("Take in orders and cases from elsewhere, with a report of every line."),
        later("office", "run_import"),
        epilog=t("Taking the same file in again adds nothing twice."),
    )
    one.add_argument(
        "file", nargs="?", metavar="FILE", help=t("the file, gzipped or not; - for standard input (jsonl)")
    )
    one.add_argument("--format", choices=_FORMATS, help=t("jsonl is our own: one order or case a line"))
    one.add_argument("--brand", help=t("whose orders they are, where the file does not say"))
    one.add_argument("--json", action="store_true", help=t("the report as JSON"))
    one.add_argument("--example", action="store_true", help=t("print two lines of jsonl to start from"))
    one.add_argument("--schema", action="store_true", help=t("print every field of jsonl as JSON Schema"))


_FORMATS = ("online-retail", "tau2", "jsonl")


def _cases(commands: Any) -> None:
    group = _command(
        commands,
        "case",
        t("Everything the desk can do to a case, in plain lines."),
        None,
        epilog=t(
            "Exit codes: 0 done, 1 refused by policy or law, 2 wrong usage, 3 try again, 4 a lead must decide, "
            "130 interrupted."
        ),
    )
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    _looking(under)
    _deciding(under)
    _acting(under)


def _looking(under: Any) -> None:
    one = _command(under, "list", t("The queue."), later("cases", "run_list"))
    one.add_argument("--view", metavar="VIEW", help=t("a view of “case views”, open by default"))
    one.add_argument(
        "--filter", metavar="LINE", help=t("brand:acme state:approval due<24h lang:de amount>50 words")
    )
    one.add_argument("--search", metavar="TEXT", help=t("names, order, mail, phone, reference"))
    one.add_argument("--brand")
    one.add_argument("--sort", choices=("due", "received", "amount", "reference"))
    one.add_argument("--limit", type=_count, default=50, metavar="N", help=t("so many rows (50)"))
    one.add_argument("--format", choices=("table", "tsv"), default="table")
    _json(one)
    _as(one)

    one = _command(
        under, "views", t("Views of the queue and how many cases each has."), later("views", "run_views")
    )
    one.add_argument("--save", metavar="NAME", help=t("keep --filter under this name"))
    one.add_argument(
        "--filter", metavar="LINE", help=t("brand:acme state:approval due<24h lang:de amount>50 words")
    )
    one.add_argument("--drop", metavar="NAME", help=t("forget a view of your own"))
    _json(one)
    _as(one)

    one = _command(
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
    one.add_argument("--until", metavar="DAY", help="2026-11-25")
    one.add_argument("--tag", action="append", metavar="TAG")
    one.add_argument("--expect", type=_count, metavar="N", help=t("done, if exactly so many cases are ready"))
    one.set_defaults(search=None, brand=None, sort=None)
    _json(one)
    _as(one)

    for name, help_, function in (
        ("show", t("A case with its verdict, quote and deadlines."), "run_show"),
        ("next", t("The case that is due first, mine before others."), "run_next"),
    ):
        one = _command(under, name, help_, later("cases", function))
        if name == "show":
            _reference(one)
        one.add_argument("--why", action="store_true", help=t("every rule and figure with its reason"))
        _json(one)
        _as(one)

    one = _command(
        under,
        "letter",
        t("The letter to the customer, exactly as it would leave."),
        later("cases", "run_letter"),
    )
    _reference(one)
    one.add_argument(
        "--kind", choices=("decision", *_LETTERS), help=t("another letter than the one its state wants")
    )
    one.add_argument("--language", metavar="LANG", help=t("in another language than the customer's"))
    one.add_argument(
        "--edit", action="store_true", help=t("keep what is typed on standard input as its text")
    )
    one.add_argument("--fresh", action="store_true", help=t("drop what was edited and write it anew"))
    _json(one)
    _as(one)


_LETTERS = (
    "acknowledgement", "information_request", "offer", "full_grant", "partial_grant", "goodwill", "denial", "closing",
)  # fmt: skip


def _deciding(under: Any) -> None:
    one = _act(under, "items", t("Set what comes back, the reason and the facts."), "run_items")
    _items(one)
    one.add_argument("--reason", choices=_REASONS, metavar="REASON")

    one = _act(under, "quote", t("What it comes to; nothing is changed without --fix."), "run_quote")
    _items(one)
    _why(one)
    one.add_argument("--fix", action="store_true", help=t("keep it as a version of the quote"))

    one = _act(under, "decide", t("Decide: items, quote and decision in one."), "run_decide")
    _items(one)
    _why(one)
    one.add_argument("--choice", choices=("approve", "request", "offer", "deny", "ask", "escalate"))
    _confirming(one)
    one.add_argument("--ground", action="append", choices=_GROUNDS, metavar="GROUND", help=t("of a denial"))
    one.add_argument(
        "--clause", action="append", metavar="CLAUSE", help=t("of a denial; the failing rules' by default")
    )

    one = _act(
        under, "offer", t("Offer an amount the customer may accept, counter or let expire."), "run_offer"
    )
    _items(one)
    _why(one)
    _confirming(one)

    one = _act(under, "grant", t("Approve what a colleague asked for, on exactly that quote."), "run_grant")
    _why(one)
    _confirming(one)

    one = _act(under, "return", t("Give a request for approval back with a note."), "run_return")
    _words(one)

    one = _act(under, "deny", t("Deny, with grounds and clauses."), "run_deny")
    one.add_argument("text", nargs="?", metavar="TEXT", help=t("in words, where the ground is “other”"))
    one.add_argument("--ground", action="append", choices=_GROUNDS, metavar="GROUND")
    one.add_argument(
        "--clause", action="append", metavar="CLAUSE", help=t("the failing rules' clauses by default")
    )


def _acting(under: Any) -> None:
    one = _act(
        under, "new", t("A new case: somebody is on the phone."), "run_new", reference=False, aliases=["open"]
    )
    one.add_argument("order", metavar="ORDER", help=t("the order's number, known or not"))
    one.add_argument("items", nargs="*", metavar="ITEM", help=t("what comes back, as “case items” spells it"))
    one.add_argument("--brand")
    one.add_argument("--reason", choices=_REASONS, metavar="REASON")
    one.add_argument("--customer", metavar="NAME", help=t("who asks, where the order does not say"))
    one.add_argument("--email")
    one.add_argument("--language", metavar="LANG")
    one.add_argument("--country", metavar="CC")
    one.add_argument("--claimed", metavar="AMOUNT", help=t("what the customer asks for"))
    one.add_argument("--channel", default="phone")
    _facts(one)

    one = _act(under, "take", t("Make a case mine; --back gives it back to everybody."), "run_take")
    one.add_argument("--back", action="store_true")
    one.add_argument("--to", metavar="WHO", help=t("hand it to a colleague"))
    one.add_argument("--note", metavar="TEXT")

    one = _act(under, "identity", t("Say how sure you are who is asking."), "run_identity")
    one.add_argument("level", choices=("none", "known_contact", "verified", "strong"))
    one.add_argument("--step", action="append", metavar="TEXT", help=t("what was checked"))

    one = _act(under, "reason", t("Change why the customer asks."), "run_reason")
    one.add_argument("reason", choices=_REASONS, metavar="REASON", help=", ".join(_REASONS))
    _facts(one)

    one = _act(under, "facts", t("Record what is known: opened, sent back, a seal broken."), "run_facts")
    one.add_argument("fact", nargs="+", metavar="NAME=VALUE", help="opened=yes, photos=2")

    one = _act(under, "evidence", t("Record a photo, receipt or report."), "run_evidence")
    one.add_argument("kind", metavar="KIND", help="photo, receipt, report, tracking, statement")
    one.add_argument("title", nargs="*", metavar="TITLE")
    one.add_argument("--file", metavar="FILE", help=t("its name, size and digest are kept"))

    for name, help_, function in (
        ("note", t("An internal note; it is never sent."), "run_note"),
        ("escalate", t("Another one decides; say why."), "run_escalate"),
        ("override", t("Go on against the verdict; needs the right and a written reason."), "run_override"),
        ("reopen", t("Take a closed case up again."), "run_reopen"),
        ("accept", t("The customer accepts the offer: where and how."), "run_accept"),
        ("answer", t("Record what the customer wrote or said."), "run_answer"),
        ("hold", t("Hold it for the fraud desk."), "run_hold"),
        ("release", t("Clear it of suspicion."), "run_release"),
    ):
        one = _act(under, name, help_, function)
        _words(one)
        if name == "override":
            one.add_argument("--rule", action="append", metavar="ID", help=t("the failing rules by default"))
        if name == "answer":
            one.add_argument("--channel", default="mail")

    one = _act(under, "ask", t("Ask for information, by default what the rules still miss."), "run_ask")
    one.add_argument("what", nargs="*", metavar="WHAT")
    one.add_argument("--of", choices=("customer", "brand", "warehouse", "carrier", "provider", "internal"))

    one = _act(
        under, "snooze", t("Set a case aside until a day; legal deadlines go on running."), "run_snooze"
    )
    one.add_argument("day", nargs="?", metavar="DAY", help="2026-11-25")
    one.add_argument("text", nargs="*", metavar="WHY")
    one.add_argument("--keep", action="store_true", help=t("stay asleep when the customer answers"))
    one.add_argument("--wake", action="store_true")

    one = _act(under, "counter", t("The customer makes a counter-offer."), "run_counter")
    one.add_argument("amount", metavar="AMOUNT")
    one.add_argument("--note", metavar="TEXT")

    _act(under, "expire", t("Let an offer expire whose time is over."), "run_expire")

    for name, help_, function in (
        ("cancel", t("End a case without a decision."), "run_cancel"),
        ("close", t("Close a case with the letter its state wants."), "run_close"),
    ):
        one = _act(under, name, help_, function)
        one.add_argument("--resolution", choices=_RESOLUTIONS, metavar="CODE", help=", ".join(_RESOLUTIONS))
        one.add_argument("--note", metavar="TEXT")

    one = _act(under, "merge", t("This case goes into another."), "run_merge")
    one.add_argument("into", metavar="INTO", help=t("the reference of the case that stays"))


def _outbox(commands: Any) -> None:
    group = _command(
        commands, "outbox", t("What was decided and not answered yet."), later("cases", "run_outbox")
    )
    group.add_argument("--all", action="store_true", help=t("what was answered or taken back too"))
    _json(group)
    _as(group)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    for parent in (under, commands):
        one = _command(
            parent, "undo", t("Take back the newest decision that is still held."), later("acts", "run_undo")
        )
        _as(one)
    one = _command(
        under,
        "compare",
        t("What I saw, what it is now, what I chose: of a decision that needs another look."),
        later("conflicts", "run_compare"),
    )
    one.add_argument("reference", nargs="?", metavar="REFERENCE")
    one.add_argument("--theirs", action="store_true", help=t("leave the case as it is now"))
    one.add_argument("--mine", action="store_true", help=t("decide the same again, under a new id"))
    _json(one)
    _as(one)
    one = _command(
        commands, "sync", t("Send what is due and take in what changed."), later("acts", "run_sync")
    )
    _json(one)
    _as(one)


def _keys(commands: Any) -> None:
    one = _command(
        commands,
        "keys",
        t("Which key does what at the desk, and whether a file of your own keys can be followed."),
        later("keys", "run"),
        epilog=t("Your own keys stand in keys.toml in the home directory; --example prints one."),
    )
    one.add_argument("--check", metavar="FILE", help=t("every line of this file that cannot be followed"))
    one.add_argument("--preset", choices=("default", "arrows", "vim"), help=t("as this preset has them"))
    one.add_argument("--format", choices=("table", "md"), default="table")
    one.add_argument("--example", action="store_true", help=t("print a file to start from"))
    _json(one)


def _doctor(commands: Any) -> None:
    one = _command(
        commands,
        "doctor",
        t("Whether this machine and this terminal can do what the desk needs."),
        later("doctor", "run"),
        epilog=t("Exit code 1 says that something has to be put right first."),
    )
    _json(one)


# ── Pieces ───────────────────────────────────────────────────────────────────────────────────────


def _act(
    under: Any, name: str, help_: str, function: str, *, reference: bool = True, aliases: Sequence[str] = ()
) -> Parser:
    one = _command(under, name, help_, later("acts", function), aliases=list(aliases))
    if reference:
        _reference(one)
    one.add_argument("--dry-run", action="store_true", help=t("only say whether it is possible"))
    one.add_argument("--no-hold", action="store_true", help=t("send at once, without time to take it back"))
    _json(one)
    _as(one)
    return one


def _reference(one: Parser) -> None:
    one.add_argument("reference", metavar="REFERENCE", help=t("RF-0000001, or the order's number"))


def _items(one: Parser) -> None:
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
    _facts(one)


def _facts(one: Parser) -> None:
    one.add_argument(
        "--fact", action="append", metavar="NAME=VALUE", help=t("what is known: opened=yes, photos=2")
    )


def _confirming(one: Parser) -> None:
    one.add_argument("--note", metavar="TEXT")
    one.add_argument("--yes", action="store_true", help=t("confirmed; not enough for large amounts"))
    one.add_argument("--expect", metavar="AMOUNT", help=t("confirmed, if it comes to exactly this"))


def _words(one: Parser) -> None:
    one.add_argument("text", nargs="*", metavar="TEXT")


def _why(one: Parser) -> None:
    one.add_argument("--why", action="store_true", help=t("the reason of every figure"))


def _json(one: Parser) -> None:
    one.add_argument("--json", action="store_true", help=t("as JSON"))


def _as(one: Parser) -> None:
    one.add_argument(
        "--as", dest="as_", metavar="WHO", help=t("who you are in the practice: agent, senior, lead")
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(t("“{text}” is no number from 1 to 1000000", text=text))
    return int(text)


_REASONS = (
    "not_received", "late", "partial_delivery", "missing_part", "damaged_transit", "defective", "not_as_described",
    "wrong_item", "quality_low", "size_small", "size_large", "colour_style", "changed_mind", "ordered_wrong",
    "cheaper_elsewhere", "expired", "overcharged", "price_error", "duplicate_charge", "refund_missing",
    "return_refused", "cancelled_not_stopped", "no_longer_needed", "unauthorised", "service_poor", "worn_out",
    "goodwill", "other",
)  # fmt: skip
_GROUNDS = (
    "window_passed", "excluded_goods", "no_proof", "used_beyond_test", "customer_damage", "parts_missing",
    "hygiene_seal", "customised", "digital_started", "already_refunded", "already_disputed", "not_our_sale",
    "identity_failed", "fraud", "amount_above_loss", "other",
)  # fmt: skip
_RESOLUTIONS = (
    "paid_full", "paid_partial", "paid_goodwill", "credit", "replaced", "repaired", "denied_policy",
    "denied_evidence", "denied_fraud", "denied_window", "withdrawn", "duplicate", "no_reply", "out_of_scope",
)  # fmt: skip
