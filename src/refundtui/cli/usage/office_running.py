"""How an operator's commands under `refundtui office` are called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import as_json
from refundtui.i18n.words import t

_ACTS = ("read", "work", "decide", "check", "send_in", "publish", "audit", "administer")
_FINDABLE = ("succeeded", "voided", "rejected", "canceled", "failed", "returned")
_ROLES = ("agent", "senior", "lead", "finance", "auditor", "admin", "shop")


def running(under: Any) -> None:
    one = command(
        under, "init", t("Make an office: laws in force, and an administrator."), _at("setting_up.run_init")
    )
    one.add_argument("--admin", metavar="ID", default="admin", help=t("the administrator's id (admin)"))
    one.add_argument("--name", metavar="NAME", default="", help=t("and name"))
    a_database(one)

    one = command(
        under,
        "serve",
        t("Let desks reach the office over HTTP."),
        _at("serving.run"),
        epilog=t("The first time it is set up as by “refundtui office init”. Ctrl+C ends it."),
    )
    one.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help=t("where to listen (127.0.0.1)"))
    one.add_argument("--port", metavar="N", type=int, default=8470, help=t("on which port (8470)"))
    one.add_argument(
        "--workers", metavar="N", type=int, default=1, help=t("so many processes, on PostgreSQL (1)")
    )
    one.add_argument(
        "--public-url", metavar="URL", help=t("how desks reach it, where a proxy stands before it")
    )
    one.add_argument("--tls-cert", metavar="FILE", help=t("certificate, needed beyond this machine"))
    one.add_argument("--tls-key", metavar="FILE", help=t("and its key"))
    one.add_argument("--issuer", metavar="URL", help=t("an identity provider (OIDC) vouches for people"))
    one.add_argument(
        "--audience", metavar="NAME", default="refundtui-office", help=t("for whom its tokens are made")
    )
    one.add_argument(
        "--person-claim", metavar="NAME", default="sub", help=t("which claim names the person (sub)")
    )
    _the_accounts(one)
    one.add_argument("--demo", action="store_true", help=t("an invented office to try everything with"))
    one.add_argument("--cases", type=int, metavar="N", help=t("so many invented cases (300)"))
    a_database(one)

    one = command(
        under, "status", t("What is here, and what is still missing."), _at("setting_up.run_status")
    )
    as_json(one)
    a_database(one)


def letters(under: Any) -> None:
    one = command(
        under,
        "letters",
        t("Letters that have not left, are in doubt, or were not sent and why."),
        _at("letters.run_letters"),
    )
    as_json(one)
    a_database(one)
    one = command(
        under,
        "send-letters",
        t("Send the letters that are due, by the ways out in letters.toml; several may run at once."),
        _at("letters.run_send_letters"),
        epilog=t("Ctrl+C ends it. A letter is sent once: one that may have left is said and not sent again."),
    )
    one.add_argument(
        "--letters", metavar="FILE", default="letters.toml", help=t("the ways out (letters.toml)")
    )
    one.add_argument("--once", action="store_true", help=t("end when nothing is due"))
    as_json(one)
    a_database(one)


def paying(under: Any) -> None:
    one = command(
        under,
        "work",
        t(
            "Pay what is approved, through the accounts in gateways.toml, and send the letters that are due; several may run at once."
        ),
        _at("paying.run_work"),
        epilog=t("Ctrl+C ends it. A worker that is killed loses nothing and pays nothing twice."),
    )
    one.add_argument("--workers", metavar="N", type=int, default=2, help=t("so many at once (2)"))
    one.add_argument("--once", action="store_true", help=t("end when nothing is due"))
    one.add_argument(
        "--letters", metavar="FILE", help=t("the ways letters leave by (letters.toml, where there is one)")
    )
    _the_accounts(one)
    as_json(one)
    a_database(one)
    one = command(
        under,
        "payments",
        t("What waits to be paid, what is not known, and what is stopped."),
        _at("payments.run_payments"),
    )
    as_json(one)
    a_database(one)
    one = command(
        under,
        "reconcile",
        t("Hold our books against what the accounts list; exits with 1 where they differ."),
        _at("reconciling.run_reconcile"),
        epilog=t(
            "“refundtui office work” does it once a night. Two refunds of one payment stop the account they are found in."
        ),
    )
    one.add_argument("account", nargs="?", metavar="ACCOUNT", help=t("every one without"))
    one.add_argument("--days", metavar="N", type=int, default=2, help=t("refunds of so many days (2)"))
    _the_accounts(one)
    as_json(one)
    a_database(one)
    one = command(
        under,
        "read-report",
        t("Hold our books against a report of Adyen's; exits with 1 where they differ."),
        _at("reconciling.run_report"),
        epilog=t(
            "A settlement detail report (CSV). What it does not list is in another one, and is not called missing."
        ),
    )
    one.add_argument("account", metavar="ACCOUNT")
    one.add_argument("file", metavar="FILE")
    _the_accounts(one)
    as_json(one)
    a_database(one)
    one = command(
        under,
        "accept",
        t("Say that a difference “refundtui office payments” shows is known: it is shown no more."),
        _at("reconciling.run_accept"),
    )
    one.add_argument("account", metavar="ACCOUNT")
    one.add_argument("refund", metavar="REFUND", help=t("the provider's name for it"))
    one.add_argument("--why", metavar="TEXT", required=True, help=t("for whoever asks later"))
    a_database(one)
    one = command(
        under,
        "resolve",
        t(
            "Say what became of a payment nobody can ask for any more; it counts when a second person says so too."
        ),
        _at("resolving.run"),
    )
    one.add_argument("leg", metavar="LEG", help=t("as “refundtui office payments” names it"))
    one.add_argument(
        "--person", metavar="ID", required=True, help=t("who found it out; may check for the brand")
    )
    one.add_argument("--state", choices=_FINDABLE, required=True, help=t("what became of the money"))
    one.add_argument(
        "--evidence", metavar="TEXT", required=True, help=t("a statement's page, a number of the provider's")
    )
    a_database(one)
    for name, help_, where in (
        ("stop-paying", t("Send nothing more, through an account or for a brand."), "paying.run_stop"),
        ("go-on-paying", t("Send again where it was stopped."), "paying.run_go_on"),
    ):
        one = command(under, name, help_, _at(where))
        one.add_argument("account", nargs="?", metavar="ACCOUNT", help=t("every one without"))
        one.add_argument("--brand", metavar="BRAND", help=t("for this brand; for every one without"))
        if name == "stop-paying":
            one.add_argument("--why", metavar="TEXT", default="", help=t("for whoever finds it stopped"))
        a_database(one)


def copies(under: Any) -> None:
    one = command(
        under, "backup", t("Copy the whole office into a file, while it works."), _at("copies.run_backup")
    )
    one.add_argument("file", metavar="FILE", help=t("a new file"))
    a_database(one)
    one = command(
        under,
        "restore",
        t("Make an office of a copy, on this machine or on PostgreSQL."),
        _at("copies.run_restore"),
    )
    one.add_argument("file", metavar="FILE", help=t("as “refundtui office backup” made it"))
    a_database(one)


def forgetting(under: Any) -> None:
    one = command(
        under,
        "erase",
        t("Forget a customer of a brand; tells what would become of what, until --yes."),
        _at("forgetting.run"),
        epilog=t(
            "Amounts, days and decisions of finished cases stay, for books and courts (GDPR Art. 17(3)); every "
            "name, address and sentence goes, here and on every desk. Copies made before still hold them."
        ),
    )
    one.add_argument("--brand", metavar="BRAND", required=True, help=t("whose customer it is"))
    one.add_argument("--mail", metavar="ADDRESS", default="", help=t("by the mail address"))
    one.add_argument("--customer", metavar="REF", default="", help=t("by the brand's own reference"))
    one.add_argument("--yes", action="store_true", help=t("do it; it cannot be taken back"))
    as_json(one)
    a_database(one)


def people(under: Any) -> None:
    one = command(
        under, "add-person", t("Enter a person, or change what one is granted."), _at("people.run_add")
    )
    one.add_argument("id", metavar="ID", help=t("short and for ever: what decisions are signed with"))
    one.add_argument("--name", metavar="NAME", help=t("as colleagues see it"))
    one.add_argument("--role", choices=_ROLES, default="agent", help=t("shop: a program that sends in cases"))
    one.add_argument(
        "--brand", action="append", metavar="BRAND", help=t("for this brand; for every one without")
    )
    one.add_argument("--language", action="append", metavar="LANG", help=t("speaks; any without"))
    one.add_argument("--skill", action="append", metavar="WORD", help=t("is given cases that need this"))
    one.add_argument("--capacity", type=int, metavar="N", help=t("holds so many cases at once (25)"))
    one.add_argument("--subject", metavar="NAME", help=t("what the identity provider calls this person"))
    a_database(one)

    one = command(under, "grant", t("Grant a person one act more."), _at("people.run_grant"))
    one.add_argument("id", metavar="ID")
    one.add_argument("act", choices=_ACTS)
    one.add_argument("--brand", metavar="BRAND", help=t("for this brand; for every one without"))
    one.add_argument("--limit", metavar="AMOUNT", help=t("up to so much, as “50.00 EUR”"))
    one.add_argument("--revoke", action="store_true", help=t("take it away instead"))
    a_database(one)

    for name, help_, where in (
        ("disable", t("Let a person do nothing more; nobody is deleted."), "people.run_disable"),
        ("enable", t("Let a person in again."), "people.run_enable"),
    ):
        one = command(under, name, help_, _at(where))
        one.add_argument("id", metavar="ID")
        a_database(one)

    one = command(under, "people", t("Everybody who works here."), _at("people.run_people"))
    as_json(one)
    a_database(one)

    accounts = command(under, "accounts", t("How people sign in, without an identity provider."), None)
    below = accounts.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    one = command(
        below, "code", t("Another set-up code, for who lost theirs or the password."), _at("people.run_code")
    )
    one.add_argument("id", metavar="ID")
    a_database(one)
    one = command(
        below, "token", t("A long token for a program, on standard output."), _at("people.run_token")
    )
    one.add_argument("id", metavar="ID")
    one.add_argument("--days", type=int, default=365, metavar="N", help=t("good for so many days (365)"))
    one.add_argument(
        "--address",
        metavar="URL",
        default="http://127.0.0.1:8470",
        help=t("the office's own, as desks reach it"),
    )
    a_database(one)
    one = command(below, "end", t("Sign a person out everywhere."), _at("people.run_end"))
    one.add_argument("id", metavar="ID")
    a_database(one)


def _the_accounts(one: Parser) -> None:
    one.add_argument(
        "--gateways",
        metavar="FILE",
        help=t("the accounts; beside the office by default, also by REFUNDTUI_GATEWAYS"),
    )


def _at(where: str) -> later:
    module, _, function = where.partition(".")
    return later(f"office_{module}", function)


def a_database(one: Parser) -> None:
    one.add_argument(
        "--database",
        metavar="URL",
        help=t("postgresql+psycopg://NAME@HOST/DATABASE or a file; also by REFUNDTUI_DATABASE"),
    )
