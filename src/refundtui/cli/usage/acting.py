"""How everything else is done to a case."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import (
    LETTERS,
    NAME_CHECKS,
    REASONS,
    RESOLUTIONS,
    WAY_REASONS,
    a_reference,
    act,
    facts,
    words,
)
from refundtui.i18n.words import t


def acting(under: Any) -> None:
    _opening(under)
    _holding(under)
    _knowing(under)
    _deciding(under)
    _waiting(under)
    _writing(under)
    _ending(under)
    _moving_money(under)
    _merging(under)


def _opening(under: Any) -> None:
    one = act(
        under,
        "new",
        t("A new case: somebody is on the phone."),
        "new_case.run_new",
        reference=False,
        aliases=["open"],
    )
    one.add_argument("order", metavar="ORDER", help=t("the order's number, known or not"))
    one.add_argument("items", nargs="*", metavar="ITEM", help=t("what comes back, as “case items” spells it"))
    one.add_argument("--brand")
    one.add_argument("--reason", choices=REASONS, metavar="REASON")
    one.add_argument("--customer", metavar="NAME", help=t("who asks, where the order does not say"))
    one.add_argument("--email")
    one.add_argument("--language", metavar="LANG")
    one.add_argument("--country", metavar="CC")
    one.add_argument("--claimed", metavar="AMOUNT", help=t("what the customer asks for"))
    one.add_argument("--channel", default="phone")
    facts(one)


def _holding(under: Any) -> None:
    """Whose it is."""
    one = act(under, "take", t("Make a case mine; --back gives it back to everybody."), "acts.run_take")
    one.add_argument("--back", action="store_true")
    one.add_argument("--to", metavar="WHO", help=t("hand it to a colleague"))
    one.add_argument("--note", metavar="TEXT")

    one = command(
        under,
        "take-over",
        t("For a lead: end a colleague's hold on a case."),
        later("taking_over", "run_take_over"),
    )
    a_reference(one)
    one.add_argument("--yes", action="store_true", help=t("confirmed"))


def _knowing(under: Any) -> None:
    """What is known of who asks, why, and of the goods."""
    one = act(under, "identity", t("Say how sure you are who is asking."), "acts.run_identity")
    one.add_argument("level", choices=("none", "known_contact", "verified", "strong"))
    one.add_argument("--step", action="append", metavar="TEXT", help=t("what was checked"))

    one = act(under, "language", t("Say in which language the customer reads."), "acts.run_language")
    one.add_argument("language", metavar="LANG", help=t("de, pt-BR, uk"))

    one = act(under, "reason", t("Change why the customer asks."), "acts.run_reason")
    one.add_argument("reason", choices=REASONS, metavar="REASON", help=", ".join(REASONS))
    facts(one)

    one = act(under, "facts", t("Record what is known: opened, sent back, a seal broken."), "acts.run_facts")
    one.add_argument("fact", nargs="+", metavar="NAME=VALUE", help="opened=yes, photos=2")

    one = act(under, "evidence", t("Record a photo, receipt or report."), "acts.run_evidence")
    one.add_argument("kind", metavar="KIND", help="photo, receipt, report, tracking, statement")
    one.add_argument("title", nargs="*", metavar="TITLE")
    one.add_argument("--file", metavar="FILE", help=t("its name, size and digest are kept"))


def _deciding(under: Any) -> None:
    """Words that go with a note, a turn of the case or an answer."""
    for name, help_, function in (
        ("note", t("An internal note; it is never sent."), "acts.run_note"),
        ("escalate", t("Another one decides; say why."), "deciding.run_escalate"),
        (
            "override",
            t("Go on against the verdict; needs the right and a written reason."),
            "acts.run_override",
        ),
        ("reopen", t("Take a closed case up again."), "acts.run_reopen"),
        ("accept", t("The customer accepts the offer: where and how."), "acts.run_accept"),
        ("answer", t("Record what the customer wrote or said."), "acts.run_answer"),
        ("hold", t("Hold it for the fraud desk."), "acts.run_hold"),
        ("release", t("Clear it of suspicion."), "acts.run_release"),
    ):
        one = act(under, name, help_, function)
        words(one)
        if name == "override":
            one.add_argument("--rule", action="append", metavar="ID", help=t("the failing rules by default"))
        if name == "answer":
            one.add_argument("--channel", default="mail")


def _waiting(under: Any) -> None:
    """What is asked of somebody, and until when it may rest."""
    one = act(
        under, "ask", t("Ask for information, by default what the rules still miss."), "deciding.run_ask"
    )
    one.add_argument("what", nargs="*", metavar="WHAT")
    one.add_argument("--of", choices=("customer", "brand", "warehouse", "carrier", "provider", "internal"))

    one = act(
        under, "snooze", t("Set a case aside for a while; legal deadlines go on running."), "acts.run_snooze"
    )
    one.add_argument(
        "day", nargs="?", metavar="WHEN", help=t("4h, 3d, 14:30, 2026-11-25 or “2026-11-25 14:30”")
    )
    one.add_argument("text", nargs="*", metavar="WHY")
    one.add_argument("--keep", action="store_true", help=t("stay asleep when the customer answers"))
    one.add_argument("--wake", action="store_true")

    one = act(under, "counter", t("The customer makes a counter-offer."), "acts.run_counter")
    one.add_argument("amount", metavar="AMOUNT")
    one.add_argument("--note", metavar="TEXT")

    act(under, "expire", t("Let an offer expire whose time is over."), "acts.run_expire")


def _writing(under: Any) -> None:
    """A letter while the case goes on."""
    one = act(
        under,
        "send",
        t("Send a letter while the case goes on, exactly as “case letter” shows it."),
        "acts.run_send",
    )
    one.add_argument("--kind", choices=LETTERS, metavar="KIND", help=", ".join(LETTERS))
    one.add_argument("--language", metavar="LANG", help=t("in another language than the customer's"))
    one.add_argument(
        "--fill",
        action="append",
        metavar="NAME=TEXT",
        help=t("what no record holds: a variable and its text"),
    )

    one.add_argument(
        "--at", metavar="WHEN", help=t("not before 4h, 3d, 14:30, 2026-11-25 or “2026-11-25 14:30”")
    )


def _ending(under: Any) -> None:
    """Its end."""
    for name, help_, function in (
        ("cancel", t("End a case without a decision."), "acts.run_cancel"),
        ("close", t("Close a case with the letter its state wants."), "acts.run_close"),
    ):
        one = act(under, name, help_, function)
        one.add_argument("--resolution", choices=RESOLUTIONS, metavar="CODE", help=", ".join(RESOLUTIONS))
        one.add_argument("--note", metavar="TEXT")


def _merging(under: Any) -> None:
    one = act(under, "merge", t("This case goes into another."), "acts.run_merge")
    one.add_argument("into", metavar="INTO", help=t("the reference of the case that stays"))


def _moving_money(under: Any) -> None:
    """Money that is not gone yet, and money that cannot go the way it came."""
    one = act(
        under,
        "withdraw",
        t("Take a payment back that nobody has begun to send: all of it or none; say why."),
        "other_ways.run_withdraw",
    )
    words(one)

    one = act(
        under,
        "another-way",
        t("Write down that money goes another way than it came; somebody else has to approve it."),
        "other_ways.run_another_way",
    )
    one.epilog = t("The IBAN is asked for, or read as one line of the standard input; no option carries it.")
    one.add_argument("way", choices=("bank", "credit"))
    one.add_argument("--reason", choices=WAY_REASONS, metavar="CODE", help=", ".join(WAY_REASONS))
    one.add_argument("--agreed", choices=("phone", "mail", "chat", "form", "letter"), metavar="HOW",
                     help="phone, mail, chat, form, letter")  # fmt: skip
    one.add_argument("--on", metavar="DAY", help=t("when the customer agreed; now by default"))
    one.add_argument("--words", metavar="TEXT", help=t("what the customer agreed to"))
    one.add_argument("--name", metavar="NAME", help=t("the account's holder"))
    one.add_argument("--source", choices=("payment", "message", "other"), default="other", metavar="WHERE",
                     help=t("where the number is from: payment, message, other"))  # fmt: skip
    one.add_argument("--name-check", choices=NAME_CHECKS, default="not_asked", metavar="CODE",
                     help=t("what a bank said of the name: {codes}", codes=", ".join(NAME_CHECKS)))  # fmt: skip
    one.add_argument("--checked-on", metavar="DAY")
    one.add_argument("--checked-by", metavar="WHO", help=t("which bank or service answered"))
