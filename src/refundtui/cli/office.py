"""`refundtui office import`: orders and cases of elsewhere, taken in with a report of every line."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from refundtui.cli.opening import config_of, opened_office
from refundtui.cli.problems import reason, sentence
from refundtui.cli.telling import Exit, Stopped, complain, say, say_json, speech
from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.words import t, tn
from refundtui.office.imports.formats import FORMATS, Format, read_import
from refundtui.office.imports.report import Example, ImportReport, NotImportableError
from refundtui.office.intake import IntakeReport


def run_import(asked: Namespace) -> int:
    if asked.example or asked.schema:
        return _say_format(asked)
    source = _source(asked)
    report = ImportReport(asked.file)
    config = config_of(asked)
    with opened_office(config) as (store, now):
        bar = progress_bar(t("Reading {file}", file=asked.file))
        found = read_import(
            asked.format, source, brand=asked.brand or "", report=report, now=now, progress=bar
        )
        began = time.monotonic()
        so_far = IntakeReport()

        def note(done: IntakeReport) -> None:
            nonlocal so_far
            so_far = done

        try:
            taken = store.take_in(found, now=now, progress=note)
        except NotImportableError as wrong:
            bar(1.0)
            complain(f"{asked.file}: {speech().say(wrong.code, **wrong.facts)}")
            _say_what_stays(so_far)
            return Exit.REFUSED
        except KeyboardInterrupt:
            _say_what_stays(so_far)
            raise
        seconds = time.monotonic() - began
    if asked.json:
        say_json(report_as_json(report, taken, seconds))
    else:
        say_report(report, taken)
    if report.read and not report.in_orders and not report.in_cases:
        return Exit.REFUSED
    return Exit.DONE


def _say_what_stays(so_far: IntakeReport) -> None:
    if so_far == IntakeReport():
        complain(t("Nothing was changed."))
    else:
        complain(t("What was taken in before that stays; taking it in again adds nothing twice."))


def _say_format(asked: Namespace) -> int:
    """How our own format is written: two lines to start from, or every field."""
    from refundtui.office.imports.jsonl import EXAMPLE, schema

    if asked.schema:
        say_json(schema())
    else:
        print(EXAMPLE, end="")
    return Exit.DONE


def _source(asked: Namespace) -> Path | IO[bytes]:
    if not asked.file or not asked.format:
        raise Stopped(Exit.USAGE, t("Name a file and its --format; --example prints one to start from."))
    form = next(known for known in FORMATS if known.name == asked.format)
    if asked.file == "-":
        if not form.from_pipe:
            raise Stopped(
                Exit.USAGE, t("The format {name} is read twice, so it needs a file.", name=form.name)
            )
        return sys.stdin.buffer
    return file_of_import(asked.file, form)


def file_of_import(name: str, form: Format) -> Path | IO[bytes]:
    """A file as it lies there, or what comes out of a device or named pipe."""
    path = Path(name)
    if path.is_dir():
        raise Stopped(Exit.USAGE, t("{file} is a folder.", file=name), t("Nothing was changed."))
    if not path.exists():
        raise Stopped(Exit.USAGE, t("There is no file {file}.", file=name), t("Nothing was changed."))
    if path.is_file():
        return path
    if not form.from_pipe:
        raise Stopped(Exit.USAGE, t("The format {name} is read twice, so it needs a file.", name=form.name))
    return path.open("rb")


def say_report(report: ImportReport, taken: Any) -> None:
    """Every line accounted for: what it became, or why it was refused."""
    here = speech()
    number = here.number
    say(tn("{count} line read", "{count} lines read", report.read, count=number(report.read)))
    say("  " + t("{count} in orders", count=number(report.in_orders)))
    say("  " + t("{count} in credit notes and cases", count=number(report.in_cases)))
    say("  " + t("{count} refused", count=number(report.refused)))
    for code, count in report.refusals.most_common():
        say("      " + t("{count}: {reason}", count=number(count), reason=reason(code)))
        for example in report.examples[code][:2]:
            say("        " + t("line {line}: {text}", line=example.line, text=_told(example)))
    say(
        t(
            "{orders} orders and {cases} cases; {new_orders} and {new_cases} were not here before.",
            orders=number(report.orders),
            cases=number(report.cases),
            new_orders=number(taken.orders),
            new_cases=number(taken.cases),
        )
    )
    if report.unmatched:
        say("  " + t("{count} cases whose order was not found", count=number(report.unmatched)))
    for code, count in report.remarks.most_common():
        if code != "credit_note.unmatched":
            say("  " + t("{count}: {reason}", count=number(count), reason=reason(code)))


def _told(example: Example) -> str:
    return " ".join(map(sentence, example.problems)) or example.text


def report_as_json(report: ImportReport, taken: Any, seconds: float) -> dict[str, Any]:
    return {
        "source": report.source,
        "read": report.read,
        "in_orders": report.in_orders,
        "in_cases": report.in_cases,
        "refused": report.refused,
        "unaccounted": report.unaccounted,
        "orders": report.orders,
        "cases": report.cases,
        "unmatched": report.unmatched,
        "new_orders": taken.orders,
        "new_cases": taken.cases,
        "refusals": dict(report.refusals),
        "remarks": dict(report.remarks),
        "examples": {
            code: [
                {"line": example.line, "text": example.text, "says": _told(example)} for example in examples
            ]
            for code, examples in report.examples.items()
        },
        "seconds": round(seconds, 1),
    }


def progress_bar(title: str) -> Callable[[float], None]:
    """A bar on stderr where somebody watches; nothing in a pipe."""
    if not sys.stderr.isatty():
        return lambda _part: None
    title = clean_line(title)  # a file's name is as hostile as its content
    shown = -1

    def show(part: float) -> None:
        nonlocal shown
        percent = int(part * 100)
        if percent == shown:
            return
        shown = percent
        filled = percent * 30 // 100
        end = "\n" if percent >= 100 else ""
        sys.stderr.write(f"\r{title} [{'#' * filled}{'.' * (30 - filled)}] {percent:3d} %{end}")
        sys.stderr.flush()

    return show
