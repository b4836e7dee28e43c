"""From words to a command to an exit code; every trouble ends here in one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper

from refundtui.cli.command_line import Parser, WrongUsage
from refundtui.cli.parser import parser
from refundtui.cli.telling import Exit, Stopped, complain
from refundtui.i18n.words import t, use_language


def run(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    _never_stop_at_a_letter()
    _speak(words)
    program = parser()
    try:
        asked = program.parse_args(words)
        handler = getattr(asked, "run", None)
        if handler is None:
            return _help(asked.helper if hasattr(asked, "helper") else program, words)
        code = int(handler(asked))
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader who has gone can still be told from a mistake
        return code
    except WrongUsage as wrong:
        complain(str(wrong))
        complain(t("“{command} --help” says more.", command=wrong.command))
        return Exit.USAGE
    except Stopped as stopped:
        for sentence in stopped.sentences:
            complain(sentence)
        return stopped.code
    except KeyboardInterrupt:
        complain(t("Interrupted."))
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read has enough: `refundtui case list | head` is no mistake.
        _say_no_more()
        return Exit.DONE
    except SystemExit as end:  # --help and --version end argparse so
        return end.code if isinstance(end.code, int) else Exit.DONE
    except Exception as trouble:
        known = _known_trouble(trouble)
        if known is None:
            raise
        return known


def _say_no_more() -> None:
    """What is still to be written goes nowhere, or the interpreter's last flush would fail once more."""
    with suppress(OSError, ValueError):  # an output that is no file has no such last flush
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _never_stop_at_a_letter() -> None:
    """A terminal or pipe of an older alphabet gets a question mark where it has no letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _help(program: Parser, words: Sequence[str]) -> int:
    program.print_help()
    return Exit.USAGE if words else Exit.DONE


def _speak(words: Sequence[str]) -> None:
    """The language before anything is said, help included."""
    from refundtui.config import LANGUAGE_VARIABLE

    chosen = ""
    for at, word in enumerate(words):
        if word == "--lang" and at + 1 < len(words):
            chosen = words[at + 1]
        elif word.startswith("--lang="):
            chosen = word.partition("=")[2]
    locale = chosen or os.environ.get(LANGUAGE_VARIABLE, "") or _written_language()
    try:
        use_language(locale)
    except (LookupError, ValueError):
        use_language("en")


def _written_language() -> str:
    """What the settings say; a mistake in them is told by the command itself."""
    from refundtui.config import ConfigError, locale_from, read_config

    try:
        return read_config().locale
    except (ConfigError, RuntimeError):
        return locale_from(os.environ)


def _known_trouble(trouble: Exception) -> Exit | None:
    """Books, office and disk as sentences; what nobody foresaw is a fault and shows itself."""
    from refundtui.cli.telling import speech

    kind = type(trouble)
    if kind.__module__ == "refundtui.books.trouble" or any(
        base.__name__ == "BookError" for base in kind.__mro__
    ):
        from refundtui.books.trouble import BookError

        if isinstance(trouble, BookError):
            complain(speech().finding(trouble.finding))
            if trouble.code == "book.read_only":
                complain(t("Nothing was changed; close the other window and say it again."))
            return Exit.RETRY if trouble.code in {"book.not_written", "book.read_only"} else Exit.REFUSED
    code = getattr(trouble, "code", "")
    if kind.__name__ == "OfficeFileError" and isinstance(code, str):
        complain(f"{getattr(trouble, 'path', '')}: {speech().say(code)}")
        complain(t("Nothing was changed."))
        return Exit.REFUSED
    if isinstance(trouble, OSError):
        if trouble.filename is None:
            _say_no_more()
        why = trouble.strerror or str(trouble)
        complain(f"{trouble.filename}: {why}." if trouble.filename else f"{why}.")
        complain(t("What was stored before stays as it is; try again when that is put right."))
        return Exit.RETRY
    if kind.__module__.startswith("sqlalchemy.") and kind.__name__ == "OperationalError":
        # The disk is full, or another window holds the office's file: its transaction is undone.
        complain(speech().say("office.busy"))
        complain(t("What was stored before stays as it is; try again when that is put right."))
        return Exit.RETRY
    return None
