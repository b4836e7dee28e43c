"""`refundtui letters mark|export|import|macro`: translations and macros, out and in."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

from refundtui.cli.letters import counted, language_of_letters, say_mistakes, sentence, template_name
from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped, complain, say, say_indented, say_json
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.i18n.words import t
from refundtui.letters import coverage
from refundtui.letters.exchange import Taken, exported, imported
from refundtui.letters.macros import read_macro

_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def run_mark(asked: Namespace) -> int:
    language = _language(asked.language)
    there = coverage.translated_names(language)
    wanted = tuple(asked.templates or there)
    unknown = [name for name in wanted if name not in there]
    if unknown:
        raise Stopped(
            Exit.USAGE,
            t("There is no template “{name}” in {language}.", name=unknown[0], language=language),
            t("Nothing was changed."),
        )
    with _writing():
        marked = coverage.marked(language, wanted, read=not asked.draft)
    if asked.draft:
        say(t("Marked as drafts: {count}.", count=counted(len(marked))))
    else:
        say(t("Marked as read and made from the English text of today: {count}.", count=counted(len(marked))))
    return Exit.DONE


def run_export(asked: Namespace) -> int:
    # Byte by byte what the file is to hold: no cleaning for a terminal.
    sys.stdout.write(exported(_language(asked.language)))
    return Exit.DONE


def run_import(asked: Namespace) -> int:
    language, text = _language(asked.language), _text_of(asked.file)
    with _writing():
        taken = imported(text, language)
    if asked.json:
        say_json(_as_json(taken))
    else:
        for one in taken.refused:
            place = ":".join(part for part in (one.template, str(one.line or "")) if part)
            said = sentence(one.code, one.words)
            complain(f"{place}: {said}" if place else said)
        if taken.refused:
            complain(t("Nothing was changed."))
        else:
            say(t("Taken in: {count}, {drafts} of them drafts.", count=counted(len(taken.written)), drafts=len(taken.drafts)))  # fmt: skip
    return Exit.REFUSED if taken.refused else Exit.DONE


def run_macro(asked: Namespace) -> int:
    if not _FOLDER.fullmatch(asked.brand):
        raise Stopped(Exit.USAGE, t("“{brand}” is no brand's id.", brand=asked.brand))
    language = _language(asked.language, source_too=True)
    mapped = {}
    for one in asked.map or ():
        theirs, equals, ours = one.partition("=")
        if not equals:
            raise Stopped(Exit.USAGE, t("“{text}” is no THEIRS=OURS, like ticket.id=reference.", text=one))
        mapped[theirs.strip()] = ours.strip()
    macro = read_macro(_text_of(asked.file), language, subject=asked.subject, mapped=mapped)
    path = (
        config_of(asked).letters_folder
        / asked.brand
        / language
        / template_name(asked.kind, informal=asked.informal)
    )
    if macro.mistakes:
        if asked.json:
            say_json({"mistakes": [{"line": one.line, "code": one.code, "says": sentence(one.code, one.words, one.near)} for one in macro.mistakes]})  # fmt: skip
        else:
            say_mistakes(macro.mistakes)
            complain(t("Nothing was written."))
        return Exit.REFUSED
    if not asked.dry_run:
        with _writing():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(macro.text, encoding="utf-8")
    if asked.json:
        say_json({"file": None if asked.dry_run else str(path), "text": macro.text})
    elif asked.dry_run:
        say_indented(macro.text, "")
    else:
        say(t("Written: {file}.", file=path))
    return Exit.DONE


class _writing:  # noqa: N801 - read as a word where it is used
    """What cannot be written is one sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, trouble: BaseException | None, trace: object) -> None:
        if isinstance(trouble, OSError):
            why = trouble.strerror or str(trouble)
            raise Stopped(
                Exit.USAGE,
                t("{file} cannot be written: {why}.", file=trouble.filename or "", why=why),
                t("Nothing was changed."),
            ) from None


def _language(written: str, *, source_too: bool = False) -> str:
    language = language_of_letters(written)
    if language == SOURCE_LANGUAGE and not source_too:
        raise Stopped(Exit.USAGE, t("English is what the others are made from: it has no translation."))
    return language


def _text_of(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Stopped(Exit.USAGE, t("{file} is not UTF-8 text.", file=file)) from None
    except OSError as trouble:
        why = trouble.strerror or str(trouble)
        raise Stopped(Exit.USAGE, t("{file} cannot be read: {why}.", file=file, why=why)) from None


def _as_json(taken: Taken) -> dict[str, object]:
    return {
        "written": list(taken.written),
        "drafts": list(taken.drafts),
        "refused": [
            {
                "template": one.template,
                "line": one.line,
                "code": one.code,
                "says": sentence(one.code, one.words),
            }
            for one in taken.refused
        ],
    }
