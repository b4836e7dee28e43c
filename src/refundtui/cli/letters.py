"""`refundtui letters variables|check|coverage|preview`: what there is to look at, in plain lines."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, cast

from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped, complain, say, say_indented, say_json, say_table, speech
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.i18n.languages import is_known
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t, tn
from refundtui.letters.blocks import blocks_of, with_blocks
from refundtui.letters.checking import Mistake, mistakes_in
from refundtui.letters.coverage import Status, coverage
from refundtui.letters.facts import Said
from refundtui.letters.letter import Kind
from refundtui.letters.templates import ENDING, INFORMAL, fill, languages_of_letters, templates_folder
from refundtui.letters.trouble import BrokenTemplate
from refundtui.letters.variables import TABLE, Variable, example_facts

MISTAKES: Final = {
    "template.too_large": N_("The template is too large to be a letter."),
    "template.no_subject": N_("The first line has to be “Subject: …”."),
    "template.closed_platform": N_(
        "The EU's platform for disputes closed on 20 July 2025: take “{words}” out."
    ),
    "template.range": N_("Letters may not count through numbers: “{words}”."),
    "template.broken": N_("This cannot be followed: {words}"),
    "template.variable_unknown": N_("There is no variable “{words}”."),
    "template.field_unknown": N_("There is no “{words}”."),
    "template.filter_unknown": N_("There is no filter “{words}”."),
    "template.plural_incomplete": N_("The plural lacks forms this language has: {words}."),
    "template.unreadable": N_("The file cannot be read: {words}"),
    "macro.no_json": N_("It begins as JSON and is none: {words}"),
    "exchange.no_po": N_("This is no PO file: {words}"),
    "exchange.nothing": N_("There is no translation in this file."),
    "exchange.template_unknown": N_("There is no such template."),
    "exchange.variable_lost": N_("The translation has lost the variable “{words}”."),
    "exchange.branch_lost": N_("What the English says in the case “{words}” is not said there."),
    "exchange.paid_too_early": N_("In the case “{words}” it says that the money was paid, which is not so."),
    "exchange.variable_invented": N_("The translation speaks of “{words}”, and the English does not."),
}


def run_variables(asked: Namespace) -> int:
    if asked.json:
        say_json([_variable(one) for one in TABLE])
        return Exit.DONE
    rows = []
    for one in TABLE:
        rows.append((one.name, one.holds.value, one.example.replace("\n", " / "), one.means))
        rows.extend(
            (f"  {one.name}[].{part.name}", part.holds.value, part.example, part.means) for part in one.fields
        )
    say_table((t("Name"), t("Holds"), t("Example"), t("Means")), rows)
    return Exit.DONE


def run_check(asked: Namespace) -> int:
    found = [(path, one) for path, language in _to_check(asked) for one in _mistakes(path, language)]
    if asked.json:
        say_json([{"file": str(path), "line": one.line, "code": one.code, "says": sentence(one.code, one.words, one.near)} for path, one in found])  # fmt: skip
    else:
        for path, one in found:
            place = f"{path}:{one.line}" if one.line else str(path)
            complain(f"{place}: {sentence(one.code, one.words, one.near)}")
        if not found:
            say(t("Every template can be followed."))
    return Exit.REFUSED if found else Exit.DONE


def run_coverage(asked: Namespace) -> int:
    known = languages_of_letters()
    if asked.language and asked.language not in known:
        raise Stopped(
            Exit.USAGE,
            t("There are no letters in “{language}”; there are: {known}.", language=asked.language, known=", ".join(known)),
        )  # fmt: skip
    chosen = (asked.language,) if asked.language else known
    table = {language: coverage(language) for language in chosen}
    if asked.json:
        say_json(
            {
                language: [
                    {"letter": one.kind.value, "status": one.status.value, "parts": dict(one.parts)}
                    for one in row
                ]
                for language, row in table.items()
            }
        )
        return Exit.DONE
    names = {
        Status.OK: t("ok"),
        Status.DRAFT: t("draft"),
        Status.OUTDATED: t("outdated"),
        Status.MISSING: t("missing"),
    }
    if asked.language:
        say_table(
            (t("Letter"), asked.language, t("Parts")),
            (
                (
                    one.kind.value,
                    names[one.status],
                    ", ".join(f"{part} ({names[how]})" for part, how in one.parts),
                )
                for one in table[asked.language]
            ),
        )
        return Exit.DONE
    say_table(
        (t("Letter"), *chosen),
        (
            (kind.value, *(names[table[language][at].status] for language in chosen))
            for at, kind in enumerate(Kind)
        ),
    )
    return Exit.DONE


def run_preview(asked: Namespace) -> int:
    said = Speech(asked.language.replace("-", "_"))
    facts = cast("dict[str, Said]", example_facts(said)) | {"formal": not asked.informal}
    own = _of_brand(asked)
    try:
        subject, body, missing = fill(asked.kind, asked.language, facts, own)
        blocks = blocks_of(Kind(asked.kind), asked.language, facts)
        body = with_blocks(body, blocks, asked.language, facts)
    except BrokenTemplate as trouble:
        complain(speech().finding(trouble.finding))
        return Exit.REFUSED
    if asked.json:
        say_json({"kind": asked.kind, "language": asked.language, "subject": subject, "body": body, "missing": list(missing)})  # fmt: skip
    else:
        say(subject)
        say()
        say_indented(body, "")
    for name in missing:
        complain(t("Still missing in the letter: {variable}.", variable=name))
    return Exit.REFUSED if missing else Exit.DONE


def _of_brand(asked: Namespace) -> Path | None:
    """Where a brand's own templates lie; a brand that has none is more likely a slip."""
    if not asked.brand:
        return None
    folder = config_of(asked).letters_folder
    known = sorted(one.name for one in folder.glob("*") if one.is_dir())
    if asked.brand not in known:
        said = t("“{brand}” has no letters of its own in {folder}.", brand=asked.brand, folder=str(folder))
        raise Stopped(Exit.USAGE, said)
    return folder / str(asked.brand)


def sentence(code: str, words: str, near: str = "") -> str:
    said = t(MISTAKES[code], words=words)
    return f"{said} {t('Did you mean “{near}”?', near=near)}" if near else said


def say_mistakes(found: Iterable[Mistake]) -> None:
    for one in found:
        said = sentence(one.code, one.words, one.near)
        complain(t("Line {line}: {said}", line=one.line, said=said) if one.line else said)


def _to_check(asked: Namespace) -> Iterator[tuple[Path, str]]:
    """The files that were named, else every template of ours and of the brands in this home."""
    chosen = None if asked.language is None else language_of_letters(asked.language)
    if asked.files:
        yield from ((Path(file), chosen or SOURCE_LANGUAGE) for file in asked.files)
        return
    for language in languages_of_letters():
        if chosen in {None, language}:
            yield from ((path, language) for path in sorted(templates_folder(language).glob(f"*{ENDING}")))
    for path in sorted(config_of(asked).letters_folder.glob(f"*/{chosen or '*'}/*{ENDING}")):
        yield path, path.parent.name


def language_of_letters(written: str) -> str:
    """A language as its folder is called; one whose plurals CLDR does not know can have no letters."""
    language = written.replace("_", "-")
    if not is_known(language):
        said = t("“{language}” is no language: write it as de, pt-BR or uk.", language=written)
        raise Stopped(Exit.USAGE, said)
    return language


def _mistakes(path: Path, language: str) -> tuple[Mistake, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else t("it is not UTF-8")
        return (Mistake(0, "template.unreadable", why),)
    return mistakes_in(text, language, is_part=path.name.startswith("_"))


def _variable(one: Variable) -> dict[str, object]:
    told: dict[str, object] = {
        "name": one.name,
        "holds": one.holds.value,
        "example": one.example,
        "means": one.means,
        "may_be_missing": one.may_be_missing,
    }
    return {**told, "fields": [_variable(part) for part in one.fields]} if one.fields else told


def template_name(kind: str, *, informal: bool) -> str:
    return f"{kind}{INFORMAL if informal else ''}{ENDING}"


def counted(count: int) -> str:
    return tn("{n} template", "{n} templates", count)
