"""A payment taken back, and one that goes another way, in plain lines: the account is read, never an option."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program

AGREED = ("--agreed", "mail", "--words", "To my account, please.", "--name", "渡辺 さくら")


@pytest.fixture(autouse=True)
def _taken(program: Program, home: Path) -> None:
    assert program("case", "take", "10").code == 0


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("nl91 abna 0417 1643 00\n"))


def test_another_way_is_written_down_and_shown_masked(program: Program, home: Path, typed: None) -> None:
    said = program("case", "another-way", "10", "bank", "--reason", "card_gone", *AGREED)
    assert said.code == 0, said.err
    shown = program("case", "show", "10").out
    assert "another way: IBAN NL•• •••• 4300 · 渡辺 さくら" in shown
    assert "because: the card is lost, stolen or thrown away" in shown
    assert "nobody asked a bank whether the name fits" in shown
    for path in home.rglob("*"):
        if path.is_file() and path.suffix in {".log", ".json", ".csv", ".jsonl"}:
            assert b"ABNA0417164300" not in path.read_bytes()
    assert "ABNA0417164300" not in program("case", "show", "10", "--json").out
    assert "ABNA0417164300" not in program("outbox", "--json").out


def test_a_second_person_is_told_whose_account_it_is(program: Program, home: Path, typed: None) -> None:
    program("case", "another-way", "10", "bank", "--reason", "card_gone", *AGREED)
    said = program("case", "decide", "10", "--choice", "approve", "--yes")
    assert said.code == 4
    assert "a second person has to agree" in said.err
    asked = program("case", "decide", "10", "--choice", "request", "--yes", "--no-hold")
    assert asked.code == 0, asked.err
    granted = program("case", "grant", "10", "--as", "lead", "--yes", "--no-hold")
    assert granted.code == 0, granted.err
    assert "another way: IBAN NL•• •••• 4300" in granted.out
    assert "agreed by e-mail" in granted.out


def test_without_a_line_on_the_input_nothing_is_written_down(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    said = program("case", "another-way", "10", "bank", "--reason", "card_gone", *AGREED)
    assert said.code == 2
    assert "standard input" in said.err
    assert "another way" not in program("case", "show", "10").out


def test_store_credit_says_where_the_law_wants_money(program: Program, home: Path) -> None:
    said = program("case", "another-way", "10", "credit", *AGREED[:4])
    assert said.code == 1
    assert "The law gives €36.08 of this back in money" in said.err


def test_what_is_not_approved_is_not_taken_back(program: Program, home: Path) -> None:
    said = program("case", "withdraw", "10", "the", "wrong", "shirt")
    assert said.code == 1
    assert "take the payment back" in said.err
