"""Lines of an import that were written to hurt: each is told or made harmless, and no other case suffers."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.hostile.conftest import Program

_CASE: Final[dict[str, Any]] = {
    "reason": "defective",
    "received_at": "2026-11-19T09:00:00+01:00",
    "customer": {"name": "Łucja Żak", "language": "pl", "country": "PL"},
    "order": {
        "id": "LH-7002",
        "currency": "EUR",
        "country": "PL",
        "delivered_on": "2026-11-12",
        "lines": [
            {
                "id": "cup",
                "title": "Cup",
                "units": 1,
                "net": "8.05",
                "taxes": [{"code": "VAT", "rate": "0.23", "amount": "1.85"}],
            }
        ],
        "payments": [{"id": "card", "captured": "9.90"}],
    },
    "request": {"items": [{"type": "units", "line": "cup", "units": 1}]},
    "claimed": "9.90",
}
_OBEYED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def a_case(path: str = "", value: object = None) -> dict[str, Any]:
    """One case, with one thing changed: `order.lines.0.title`."""
    case = copy.deepcopy(_CASE)
    if path:
        *before, last = path.split(".")
        place: Any = case
        for step in before:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return {"brand": "lindenhof", "case": case}


def take_in(program: Program, tmp_path: Path, *lines: object) -> Any:
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return program("office", "import", "--format", "jsonl", str(file))


_CANNOT_BE: Final[tuple[tuple[str, object, str], ...]] = (
    ("claimed", "9" * 37, "more than any amount"),
    ("order.lines.0.net", "99999999999999999.00", "more than any amount"),
    ("claimed", "12,3", "“12,3” is no exact amount"),
    ("claimed", "20%", "“20%” is no exact amount"),
    ("received_at", "0001-01-01T00:00:00+14:00", "at least 1900-01-01"),
    ("received_at", "9999-12-31T23:59:59-12:00", "at most 2199-12-31"),
    ("received_at", 0, "a moment like"),
    ("received_at", "0", "a moment like"),
    ("notice_on", "0001-01-01", "at least 1900-01-01"),
    ("order.delivered_on", "9999-12-31", "at most 2199-12-31"),
    ("order.delivered_on", 20261112, "a day like"),
    ("order.lines.0.period", {"start": "2026-01-01", "end": "9999-12-31"}, "at most 2199-12-31"),
    ("request.items.0.units", 10**30, "at most 1000000000"),
    ("order.payments.0.captured", "-9.90", "-9.90 EUR cannot be"),
    ("order.payments.0.disputed", "50.00", "50.00 EUR cannot be"),
    ("facts", {"photos": 10**30}, "at most 9007199254740992"),
    ("facts", {"photos": None}, "A fact is text"),
    ("reference", "R" * 10_000, "too long"),
)


def test_a_line_that_cannot_be_is_refused_with_its_reason_and_the_next_one_comes_in(
    program: Program, tmp_path: Path
) -> None:
    came_in = []
    for start in range(0, len(_CANNOT_BE), 6):  # of each kind of trouble a report names two
        some = _CANNOT_BE[start : start + 6]
        came_in.append(f"LH-80{start}")
        lines = [*(a_case(path, value) for path, value, _ in some), a_case("order.id", came_in[-1])]
        said = take_in(program, tmp_path, *lines)
        assert said.code == 0, said.err
        assert f"{len(some)} refused" in said.out
        for number, (path, value, told) in enumerate(some, 1):
            found = [line.strip() for line in said.out.splitlines()]
            (line,) = (line for line in found if line.startswith(f"line {number}: case."))
            assert told in line, (path, value)
    rows = program("case", "list", "--view", "all", "--json").json
    assert sorted(row["order"] for row in rows) == sorted(came_in)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\x1b]52;c;SGVsbG8=\x07pwn", id="clipboard"),
        pytest.param("\x1b[2J\x1b[31mred", id="colour", marks=pytest.mark.proof),
        pytest.param("\x9b31mC1\x9d52;c;QQ==\x9c", id="c1"),
        pytest.param("\u202egnp.exe\u2066", id="direction", marks=pytest.mark.proof),
        pytest.param("nul\x00nul", id="nul", marks=pytest.mark.proof),
        pytest.param("half \ud83d an emoji", id="half an emoji"),
        pytest.param("[/bold] [@click=app.quit]x[/]", id="markup"),
        pytest.param("{{ 7*7 }}{% include 'x' %} %(x)s {name}", id="templates", marks=pytest.mark.proof),
        pytest.param("=cmd|' /C calc'!A0", id="formula", marks=pytest.mark.proof),
    ],
)
def test_a_text_that_a_terminal_would_obey_is_harmless_in_every_field(
    program: Program, tmp_path: Path, text: str
) -> None:
    line = a_case("customer", {"name": text, "email": text, "phone": text, "customer_ref": text})
    case = line["case"]
    case |= {"reference": text, "channel": text, "facts": {"told": text, text: [text]}}
    case["order"] |= {"id": text, "status": text, "region": text, "tags": [text]}
    case["order"]["lines"][0] |= {"id": text, "title": text, "sku": text, "category": text}
    case["order"]["payments"][0] |= {"id": text, "label": text}
    case["request"]["items"][0]["line"] = text
    case["messages"] = [{"at": case["received_at"], "text": text, "subject": text, "channel": text}]
    case["evidence"] = [{"id": text, "kind": text, "title": text, "by": text, "at": case["received_at"]}]
    said = take_in(program, tmp_path, line)
    assert said.code == 0, said.all
    reference = program("case", "list", "--view", "all", "--json").json[0]["reference"]
    for words in (
        ("case", "list", "--view", "all"),
        ("case", "show", reference, "--why"),
        ("case", "show", reference, "--json"),
        ("case", "letter", reference),
        ("case", "note", reference, text, "--no-hold"),
        ("case", "show", text),
        ("case", "list", "--search", text),
    ):
        answer = program(*words)
        assert answer.code in {0, 1, 2}, answer.all
        assert not _OBEYED.search(answer.all), (words, answer.all)


@pytest.mark.parametrize("number", ["4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005"])
def test_a_card_number_is_in_no_field_that_people_write_and_in_no_file(
    program: Program, home: Path, tmp_path: Path, number: str
) -> None:
    line = a_case("customer", {"name": number, "email": number, "phone": number, "customer_ref": number})
    case = line["case"]
    case |= {"reference": number, "facts": {"told": number}}
    case["order"] |= {"id": number, "status": number, "tags": [number]}
    case["evidence"] = [
        {"id": number, "kind": "photo", "title": number, "by": number, "at": case["received_at"]}
    ]
    said = take_in(program, tmp_path, line, a_case("claimed", number))
    assert said.code == 0
    assert number not in said.all
    assert number.encode() not in b"".join(path.read_bytes() for path in home.rglob("*.db*"))


def test_what_a_request_points_at_is_found_under_the_name_it_was_cleaned_to(
    program: Program, tmp_path: Path
) -> None:
    line = a_case("order.lines.0.id", "cup\u200b\x1b[0m")
    line["case"]["request"]["items"][0]["line"] = "cup\u200b\x1b[0m"
    assert take_in(program, tmp_path, line).code == 0


def test_one_endless_name_does_not_make_the_table_endless(program: Program, tmp_path: Path) -> None:
    take_in(program, tmp_path, a_case("customer.name", "A" * 200))
    assert max(map(len, program("case", "list", "--view", "all").out.splitlines())) < 250
