"""How `refundtui letters` is called: the templates of customers' letters, their languages and translators' files."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import LETTERS, as_json
from refundtui.i18n.words import t


def letters(commands: Any) -> None:
    group = command(
        commands,
        "letters",
        t(
            "Templates of customers' letters: check them, see which languages are complete, exchange translations."
        ),
        None,
        epilog=t("A brand's own templates lie in letters/BRAND/LANG/KIND.liquid in the home directory."),
    )
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)

    one = command(
        under,
        "variables",
        t("Every variable a template may use, with what it holds and an example."),
        later("letters", "run_variables"),
    )
    as_json(one)

    one = command(
        under,
        "check",
        t("Every mistake of a template with its line; without a file, of all there are here."),
        later("letters", "run_check"),
        epilog=t("Exit code 1 says that a template cannot be sent as it is."),
    )
    one.add_argument("files", nargs="*", metavar="FILE")
    one.add_argument("--language", metavar="LANG", help=t("the language FILE is written in"))
    as_json(one)

    one = command(
        under,
        "coverage",
        t("Letters by language: ok, draft (nobody has read it), outdated (the English changed), missing."),
        later("letters", "run_coverage"),
    )
    one.add_argument("--language", metavar="LANG", help=t("this one alone, with the parts that are not ok"))
    as_json(one)

    one = command(
        under,
        "preview",
        t("A letter filled with every variable's example. “case letter” shows that of a case."),
        later("letters", "run_preview"),
    )
    one.add_argument("kind", choices=LETTERS, metavar="KIND", help=", ".join(LETTERS))
    one.add_argument("--language", metavar="LANG", default="en", help=t("in this language"))
    one.add_argument("--informal", action="store_true", help=t("as a brand that says first names"))
    one.add_argument("--brand", metavar="BRAND", help=t("with this brand's own templates"))
    as_json(one)

    one = command(
        under,
        "mark",
        t(
            "Say that translations are made from the English text of today, and whether somebody has read them."
        ),
        later("letters_exchange", "run_mark"),
    )
    one.add_argument("language", metavar="LANG")
    one.add_argument(
        "templates", nargs="*", metavar="TEMPLATE", help=t("denial, denial.informal, _amount …; all")
    )
    one.add_argument("--draft", action="store_true", help=t("nobody who speaks the language has read them"))

    one = command(
        under,
        "export",
        t("A language's letters as a PO file for translators, on standard output."),
        later("letters_exchange", "run_export"),
    )
    one.add_argument("language", metavar="LANG")

    one = command(
        under,
        "import",
        t("Take a translators' PO file in: all of it, or with every mistake named nothing."),
        later("letters_exchange", "run_import"),
        epilog=t("A variable that is lost or invented is refused. Entries that are fuzzy come in as drafts."),
    )
    one.add_argument("language", metavar="LANG")
    one.add_argument("file", metavar="FILE", help=t("a file, or - for standard input"))
    as_json(one)

    one = command(
        under,
        "macro",
        t("Another help desk's macro as a brand's own letter; placeholders nobody knows are named."),
        later("letters_exchange", "run_macro"),
        epilog=t("Known are Zendesk's, Freshdesk's, Gorgias' and Shopify's; --map says what another one is."),
    )
    one.add_argument("file", metavar="FILE", help=t("Liquid text or Zendesk's JSON, or - for standard input"))
    one.add_argument("--brand", required=True, metavar="BRAND")
    one.add_argument("--kind", required=True, choices=LETTERS, metavar="KIND", help=", ".join(LETTERS))
    one.add_argument("--language", metavar="LANG", default="en", help=t("the language it is written in"))
    one.add_argument("--informal", action="store_true", help=t("for a brand that says first names"))
    one.add_argument("--subject", metavar="TEXT", default="", help=t("its subject, where it brings none"))
    one.add_argument("--map", action="append", metavar="THEIRS=OURS", help=t("what a placeholder is here"))
    one.add_argument("--dry-run", action="store_true", help=t("print it, write nothing"))
    as_json(one)
