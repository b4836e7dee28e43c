"""What people type by mistake or on purpose: told in a sentence, kept out of the files, and the next command works."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refundtui.cli import main
from refundtui.i18n.amounts import AmountError, read_amount
from tests.hostile.conftest import Program


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REFUNDTUI_HOME", str(home))
        environment.setenv("LANG", "en_US.UTF-8")
        assert main(["demo", "--no-desk", "--cases", "12"]) == 0
    return home


@pytest.fixture
def practice(filled: Path, home: Path) -> Path:
    shutil.copytree(filled, home)
    return home / "training"


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize(
    "typed",
    [
        "1\n200", "12\r\n345", "1\u2028234", "$20", "20%", "credit card", "", " ", "-5", "0", "0,00", "111111111111",
        "1e5", "0x10", "nan", "1_000", "12.34.56", "4111 1111 1111 1111", "12,3456", "\x1b[31m", "½", "1/2",
    ],
    ids=ascii,
)  # fmt: skip
def test_what_is_no_amount_is_never_read_as_one(typed: str, currency: str) -> None:
    with pytest.raises(AmountError) as told:
        read_amount(typed, currency)
    assert str(told.value)
    assert "4111 1111" not in str(told.value)


def test_a_comma_is_a_comma_and_figures_of_other_scripts_are_figures() -> None:
    assert read_amount("12,3", "EUR").minor == 1230
    assert read_amount("1.234,50", "EUR").minor == 123450
    assert read_amount("١٢٫٥", "EUR").minor == 1250
    assert read_amount("12,345", "KWD", "de").minor == 12345


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-45", "yesternight", "99999-01-01"])
def test_a_day_out_of_our_time_is_refused_and_the_case_still_opens(
    practice: Path, program: Program, day: str
) -> None:
    said = program("case", "snooze", "RF-0000001", day, "later")
    assert said.code == 2
    assert f"“{day}” is no time" in said.err
    program("case", "facts", "RF-0000001", f"delivered_on={day}", "--no-hold")
    assert program("case", "show", "RF-0000001", "--why").code == 0


@pytest.mark.parametrize(
    "reference", ["¹²", "٣٣٣", "\ud800", "\x00", "RF", "", "9" * 40, "\x1b[31m"], ids=ascii
)
def test_a_reference_that_is_none_is_told(practice: Path, program: Program, reference: str) -> None:
    said = program("case", "show", reference)
    assert said.code == 2
    assert "There is no case" in said.err


@pytest.mark.parametrize("typed", ["20%", "credit card", "-5", ""])
def test_a_claim_is_read_before_it_is_called_possible(practice: Path, program: Program, typed: str) -> None:
    words = ("--brand", "lindenhof", "--customer", "J", "--reason", "defective", f"--claimed={typed}")
    assert program("case", "new", "X-1", *words, "--dry-run").code == 2


def test_a_claim_without_an_order_is_in_the_brands_own_money(practice: Path, program: Program) -> None:
    words = ("--brand", "northpeak", "--customer", "J", "--reason", "defective", "--claimed", "12.50")
    program("case", "new", "X-1", *words, "--no-hold")
    reference = program("case", "list", "--view", "all", "--search", "X-1", "--json").json[0]["reference"]
    assert "claimed: 12.50 USD" in program("case", "show", reference).out


def test_a_card_typed_as_an_order_number_is_neither_said_nor_written(
    practice: Path, program: Program
) -> None:
    card = "4111 1111 1111 1111"
    words = ("--brand", "lindenhof", "--customer", f"Eve {card}", "--reason", "defective", "--no-hold")
    said = program("case", "new", card, *words)
    assert said.code == 0
    assert card not in said.all
    assert card.encode() not in b"".join(path.read_bytes() for path in practice.glob("office.db*"))


def test_brackets_by_the_thousand_are_a_mistake_in_a_pack(tmp_path: Path, program: Program) -> None:
    pack = tmp_path / "deep.toml"
    pack.write_text("x=" + "[" * 50_000, encoding="utf-8")
    for command in ("check", "test"):
        assert program("policy", command, str(pack)).code == 1


@pytest.mark.parametrize("words", [["demo"], ["demo", "--theme", "dark"]], ids=" ".join)
def test_a_desk_without_a_terminal_says_so_and_ends(practice: Path, words: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "refundtui", *words],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "REFUNDTUI_HOME": str(practice.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 2
    assert "needs a terminal" in ran.stderr


def _through_a_terminal(home: Path, *words: str) -> bytes:
    """What really arrives at a terminal, byte for byte."""
    seen = bytearray()

    def keep(handle: int) -> bytes:
        got = os.read(handle, 65536)
        seen.extend(got)
        return b""

    child = [sys.executable, "-m", "refundtui", *words]
    environment = {**os.environ, "REFUNDTUI_HOME": str(home)}
    leader, follower = pty.openpty()
    with subprocess.Popen(child, stdin=follower, stdout=follower, stderr=follower, env=environment) as ran:
        os.close(follower)
        try:
            while True:
                keep(leader)
        except OSError:  # the other end is closed: all was read
            pass
        ran.wait()
    os.close(leader)
    return bytes(seen)


_ESCAPES = re.compile(rb"\x1b|\x9b(?![\x80-\xbf])|\xc2[\x80-\x9f]|\x07")


def test_nothing_typed_or_named_reaches_a_terminal_raw(practice: Path, tmp_path: Path) -> None:
    evil = "\x1b]52;c;QQ==\x07\x1b[2J\x9b31m"
    file = tmp_path / f"{evil}.jsonl".replace("/", "")
    file.write_text("{}\n", encoding="utf-8")
    for words in (
        ("case", "show", evil),
        ("case", "note", "RF-0000001", evil, "--no-hold"),
        ("case", "show", "RF-0000001"),
        ("case", "list", "--as", evil),
        ("case", evil),
        (evil,),
        ("--lang", evil, "case", "list"),
        ("office", "import", "--format", "jsonl", str(file)),
        ("policy", "check", str(file)),
        ("quote", str(file)),
        ("quote", evil),
    ):
        seen = _through_a_terminal(practice.parent, *words)
        assert seen, words
        assert not _ESCAPES.search(seen), (words, seen)
