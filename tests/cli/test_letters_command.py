"""`refundtui letters` and what `case letter` and `case send` do with a case, as somebody types it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_the_table_of_languages_has_every_letter(program: Program, empty_home: Path) -> None:
    said = program("letters", "coverage")
    assert said.code == 0
    assert "correction" in said.out
    table = program("letters", "coverage", "--json").json
    assert {row["status"] for row in table["de"]} == {"ok"}
    assert "There are no letters in “tlh”" in program("letters", "coverage", "--language", "tlh").err


def test_every_variable_is_documented(program: Program, empty_home: Path) -> None:
    names = {one["name"] for one in program("letters", "variables", "--json").json}
    assert {"amount", "by_when", "transfers"} <= names
    assert "transfers[].trace" in program("letters", "variables").out


def test_the_shipped_templates_and_the_brands_own_are_checked(
    program: Program, empty_home: Path, tmp_path: Path
) -> None:
    assert program("letters", "check", "--language", "de").code == 0
    file = tmp_path / "own.liquid"
    file.write_text("Subject: x\n{{ amonut }}\n")
    said = program("letters", "check", str(file))
    assert said.code == 1
    assert f"{file}:2: There is no variable “amonut”. Did you mean “amount”?" in said.err
    assert program("letters", "check", str(tmp_path / "none.liquid")).code == 1


def test_a_preview_is_a_whole_letter(program: Program, empty_home: Path) -> None:
    said = program("letters", "preview", "denial", "--language", "de", "--informal")
    assert said.code == 0
    assert said.out.startswith("Unsere Entscheidung zu deiner Bestellung 4711")
    assert program("letters", "preview", "love_letter").code == 2
    slip = program("letters", "preview", "denial", "--brand", "../../etc")
    assert (slip.code, "has no letters of its own" in slip.err) == (2, True)


def test_a_macro_becomes_a_brands_own_letter(
    program: Program, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    macro = ("letters", "macro", "-", "--brand", "lindenhof", "--kind", "delay", "--subject", "Soon")
    typed(monkeypatch, "Hi {{ticket.requester.first_name}}, {{ticket.ticket_field_7}}")
    refused = program(*macro)
    assert refused.code == 1
    assert "There is no variable “ticket.ticket_field_7”." in refused.err
    assert "Nothing was written." in refused.err
    typed(monkeypatch, "Hi {{ticket.requester.first_name}}, {{ticket.ticket_field_7}}")
    written = program(*macro, "--map", "ticket.ticket_field_7=order", "--json").json
    assert Path(written["file"]).read_text() == "Subject: Soon\nHi {{given_name}}, {{order}}\n"
    assert "You will hear from us by" in program("letters", "preview", "delay", "--brand", "lindenhof").out


def test_half_a_macro_is_no_letter(
    program: Program, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, '{"title": "Late",\n "actions": [')
    said = program("letters", "macro", "-", "--brand", "lindenhof", "--kind", "delay")
    assert said.code == 1
    assert "Line 2: It begins as JSON and is none: Expecting value" in said.err
    assert "Nothing was written." in said.err


def test_a_language_nobody_speaks_has_no_letters(program: Program, empty_home: Path) -> None:
    for words in (
        ("letters", "check", "--language", "xx"),
        ("letters", "macro", "-", "--brand", "lindenhof", "--kind", "delay", "--language", "xx"),
        ("letters", "export", "xx"),
    ):
        said = program(*words)
        assert (said.code, said.out) == (2, "")
        assert "“xx” is no language" in said.err


@pytest.mark.parametrize(
    ("text", "line"),
    [("Hi {{ name\n", 2), ("a\n{% if formal %}\nb\n", 3), ("{% if formal %}{% if paid %}a{% endif %}\n", 2)],
    ids=["an expression", "a block", "the outer block"],
)
def test_what_nothing_closes_is_named_with_its_line(
    program: Program, empty_home: Path, tmp_path: Path, text: str, line: int
) -> None:
    file = tmp_path / "own.liquid"
    file.write_text(f"Subject: x\n{text}")
    assert program("letters", "check", str(file)).err.startswith(f"{file}:{line}: This cannot be followed:")


@pytest.mark.parametrize("brand", ["..", "a/b", ""])
def test_a_brand_that_is_no_folder_is_refused(program: Program, empty_home: Path, brand: str) -> None:
    said = program("letters", "macro", "-", "--brand", brand, "--kind", "delay")
    assert said.code == 2


def test_what_is_exported_is_a_translators_file(
    program: Program, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = program("letters", "export", "fr")
    assert said.code == 0
    assert 'msgctxt "denial"' in said.out
    typed(monkeypatch, "no po")
    refused = program("letters", "import", "fr", "-")
    assert refused.code == 1
    assert "Nothing was changed." in refused.err
    assert program("letters", "export", "no language").code == 2
    assert program("letters", "import", "en", "-").code == 2


def test_an_edited_letter_says_what_keeps_it_and_leaves_once_that_is_gone(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = program("case", "list", "--json").json[0]["reference"]
    letter = ("case", "letter", reference, "--kind", "acknowledgement")
    plain = program(*letter, "--json").json
    assert plain["can_be_sent"]
    typed(monkeypatch, plain["body"] + "\nYou get 999.99 EUR, promised.")
    edited = program(*letter, "--edit")
    assert edited.code == 1
    assert "The letter says 999.99 EUR, and the figures do not" in edited.err
    assert program("case", "send", reference, "--kind", "acknowledgement").code == 1
    fresh = program(*letter, "--fresh", "--json").json
    assert fresh["digest"] == plain["digest"]
    sent = program("case", "send", reference, "--kind", "acknowledgement", "--json")
    assert sent.code == 0, sent.err
    shown = program("case", "timeline", reference, "--json").out
    assert json.dumps(plain["subject"], ensure_ascii=False)[1:-1] in shown


def test_what_no_record_holds_is_filled_in(program: Program, home: Path) -> None:
    reference = program("case", "list", "--json").json[0]["reference"]
    letter = ("case", "letter", reference, "--kind", "delay", "--language", "en")
    assert program(*letter).code == 1
    assert program(*letter, "--fill", "new_day").code == 2
    filled = program(*letter, "--fill", "new_day=2026-12-11")
    assert filled.code == 0
    assert "December 11, 2026" in filled.out  # she is in the United States
    assert program(*letter).code == 0


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (None, "cannot be read"),
        ("[mail", "cannot be read"),
        ('[mail]\nhost = "x"', "mail.sender is missing."),
        ('[mail]\nhost = "x"\nsender = "nobody"', "has to be an address"),
        ('[mail]\nhost = "x.example"\nsender = "a@b.example"\ntls = "none"', "over TLS alone"),
        ('[mail]\nhost = "x"\nsender = "a@b.example"\npassword = "s3cret"', "may not stand in the file"),
        ('[quiet]\nmail = "late"', "two hours"),
        ("[fax]", "There is no “fax”"),
        ('[webhook]\nurl = "http://example.com"\nsecret = "env:HOME"', "https alone"),
    ],
)
def test_ways_out_that_cannot_be_followed_are_named_and_nothing_is_sent(
    program: Program, empty_home: Path, tmp_path: Path, written: str | None, says: str
) -> None:
    file = tmp_path / "letters.toml"
    if written is not None:
        file.write_text(written)
    said = program("office", "send-letters", "--once", "--letters", str(file))
    assert said.code == 2
    assert says in said.err
    assert "No letter was sent." in said.err
    assert "s3cret" not in said.err


def test_an_office_where_nothing_waits_says_so(program: Program, empty_home: Path, tmp_path: Path) -> None:
    assert program("office", "init").code == 0
    assert program("office", "letters").out == "No letter waits, and none is in doubt.\n"
    file = tmp_path / "letters.toml"
    file.write_text('[mail]\nhost = "127.0.0.1"\ntls = "none"\nsender = "a@b.example"\n')
    assert program("office", "send-letters", "--once", "--letters", str(file), "--json").json == {}


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [("en", "11 December 2026", "€29.16"), ("de", "11. Dezember 2026", "29,16 €"),
     ("pl", "11 grudnia 2026", "29,16 €"), ("ja", "2026年12月11日", "29.16")],
)  # fmt: skip
def test_a_preview_says_days_and_amounts_as_its_readers_do(
    program: Program, language: str, day: str, amount: str
) -> None:
    assert day in program("letters", "preview", "delay", "--language", language).out
    assert amount in program("letters", "preview", "partial_grant", "--language", language).out
