"""`refundtui law` and `refundtui deadline`: rules shown, days told with their rule, bad facts in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program


def asked(program: Program, folder: Path, *options: str, **document: Any) -> Any:
    file = folder / "facts.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return program("deadline", str(file), *options)


def test_every_rule_is_listed_with_its_mark(program: Program) -> None:
    said = program("law", "list")
    assert said.code == 0
    assert len(said.out.splitlines()) > 150
    line = next(line for line in said.out.splitlines() if line.startswith("DE-BGB-357 "))
    assert "14 days" in line
    assert "verified" in line


def test_a_countrys_list_holds_its_own_and_the_unions_and_no_others(program: Program) -> None:
    rules = program("law", "list", "--country", "fr", "--json").json
    assert {rule["jurisdiction"] for rule in rules} == {"FR", "EU", "ZZ"}


def test_a_country_nobody_knows_the_law_of_is_named(program: Program) -> None:
    said = program("law", "list", "--country", "XX")
    assert said.code == 2
    assert "No law of “XX” is known here." in said.err


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("", "No law of “” is known here."),
        ("DE-ZZ", "Nothing is known here of “DE-ZZ” alone."),
        ("CA-BC", "Known are: CA, CA-ON, CA-QC."),
    ],
)
def test_a_place_nobody_knows_the_law_of_lists_nothing(program: Program, place: str, says: str) -> None:
    said = program("law", "list", "--country", place)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_a_region_of_its_own_holidays_has_its_countrys_law(program: Program) -> None:
    bavaria, germany = (
        program("law", "list", "--country", place, "--json").json for place in ("DE-BY", "DE")
    )
    assert bavaria == germany != []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("FR-L242-4", "formula: up to 10 days late: legal interest; up to 20 days late: 5%; "),
        ("DE-INT-288", "formula: the state's base rate + 5% a year, by days ÷ 365"),
        ("GB-CCA-75", "formula: a cash price above 100.00 GBP and of 30,000.00 GBP at most"),
        ("ZZ-PCI-341", "formula: the first 0 and last 4 digits; the first 6 at a documented need"),
        ("CA-ON-15", "holidays: CA-ON; days of rest: Sun"),
        ("US-REGZ-12E1", "holidays: none: the days on which the trader is open count"),
        ("EU-CRD-13-1", "holidays: those of the place where the trader performs"),
    ],
)
def test_a_rule_is_shown_with_its_formula_and_its_days_of_rest(
    program: Program, rule: str, told: str
) -> None:
    assert f"  {told}" in program("law", "show", rule).out


def test_a_name_of_a_thousand_signs_is_named_by_its_beginning(program: Program, tmp_path: Path) -> None:
    said = asked(program, tmp_path, **{"x" * 3000: 1})
    assert said.code == 2
    assert "xxx…" in said.err
    assert len(said.err) < 500


def test_a_rule_is_shown_with_its_clause_and_what_is_not_settled(program: Program) -> None:
    said = program("law", "show", "fr-l242-4")
    assert said.code == 0
    assert "Code de la consommation L242-4" in said.out
    assert "both figures are shown" in said.out


def test_a_rule_without_a_number_says_so(program: Program) -> None:
    assert "no statutory number of days" in program("law", "show", "AU-ACL-263").out


def test_a_misspelled_rule_gets_the_nearest_one(program: Program) -> None:
    said = program("law", "show", "DE-BGB-3577")
    assert said.code == 2
    assert "Did you mean “DE-BGB-357”?" in said.err


@pytest.mark.parametrize(
    ("law", "facts", "says"),
    [
        ("ZZ-PSP-DUE", {"due_by": 99999999999999}, "at most 32503680000"),
        ("ZZ-PSP-DUE", {"due_by": -1}, "at least 0"),
        (
            "US-REGZ-12E1",
            {"return_accepted": "2026-03-01", "open_weekdays": ["Xyz"]},
            "“Xyz” is not possible here",
        ),
        ("US-REGZ-12E1", {"return_accepted": "2026-03-01", "open_weekdays": []}, "must not be empty"),
        ("IN-EC-4-5", {"complaint_received": "9999-12-31T23:59:59+00:00"}, "must be a day like"),
        ("DE-INT-288", {"amount": "100", "days_late": 5, "base_rate": "1e99999999"}, "no decimal number"),
        ("DE-INT-288", {"amount": "100", "days_late": 5, "base_rate": "1.27"}, "more than the whole"),
        ("DE-INT-288", {"amount": "-100", "days_late": 5, "base_rate": "0.01"}, "at least 0"),
        ("DE-INT-288", {"amount": "100", "days_late": -5, "base_rate": "0.01"}, "at least 0"),
        (
            "DE-INT-288",
            {"amount": "100", "days_late": 5, "due_day": "2026-01-01", "paid_day": "2026-06-01"},
            "“days_late” (5) cannot be more than “paid_day - due_day” (151)",
        ),
        ("GB-CRA-24-8", {"price": "120", "months_used": 1, "expected_life_months": -10}, "at least 0"),
        ("EU-CRD-14-2", {"price": "120", "loss_of_value": "-30"}, "at least 0"),
        (
            "EU-CRD-13-1",
            {"items": ["10", "5"], "returned": [1], "discount": "20"},
            "cannot be more than “items”",
        ),
    ],
)
def test_a_fact_that_cannot_be_is_refused_in_one_sentence(
    program: Program, tmp_path: Path, law: str, facts: dict[str, Any], says: str
) -> None:
    said = asked(program, tmp_path, law=law, facts=facts)
    assert said.code == 2
    assert says in said.err
    assert len(said.err.splitlines()) == 1


def test_a_notice_is_of_the_day_it_is_where_days_are_counted(program: Program, tmp_path: Path) -> None:
    berlin: dict[str, Any] = {"country": "DE", "zone": "Europe/Berlin"}
    for moment in ("2026-03-19T23:30:00+00:00", "2026-03-20T00:30:00+01:00"):
        said = asked(
            program, tmp_path, country="DE", channel="online", subject="goods", cause="withdrawal", trader=berlin,
            facts={"contract": "2026-03-02", "goods_received": "2026-03-05", "sent": moment},
        )  # fmt: skip
        assert "The notice of 20 Mar 2026 is too late." in said.out


def test_a_contract_that_is_still_to_come_is_answered_and_named(program: Program, tmp_path: Path) -> None:
    later: dict[str, Any] = {"country": "DE", "channel": "online", "subject": "goods", "cause": "withdrawal"}
    said = asked(program, tmp_path, **later, facts={"contract": "2099-03-02", "informed": "2099-03-12"})
    assert said.code == 0
    assert "The contract of 2 Mar 2099 is still to come: this holds if the law stays as it is." in said.out
    assert "by 26 Mar 2099" in said.out
    made = asked(program, tmp_path, **later, facts={"contract": "2026-03-02", "informed": "2026-03-12"})
    assert "still to come" not in made.out
    assert (
        asked(program, tmp_path, "--json", **later, facts={"contract": "2099-03-02"}).json["contract_ahead"]
        == "2099-03-02"
    )


def test_the_example_that_is_printed_is_answered(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(program("deadline", "--example").out, encoding="utf-8")
    said = program("deadline", str(file))
    assert said.code == 0
    assert "The law of DE governs: the customer lives there." in said.out
    assert "Not yet due: it may wait for the goods or the proof that they were sent." in said.out
    assert "refund: 84.80 EUR" in said.out


def test_days_are_told_with_what_started_and_moved_them(program: Program, tmp_path: Path) -> None:
    facts = {"informed": "2026-06-01", "goods_back": "2026-06-25"}
    said = asked(program, tmp_path, "--json", country="DE", channel="online", subject="goods", facts=facts)
    rule = next(rule for rule in said.json["rules"] if rule["id"] == "DE-BGB-357")
    (day,) = rule["days"]
    assert (day["legal_due"], day["safe_due"]) == ("2026-06-25", "2026-06-25")
    assert (day["started_by"], day["moved_by"]) == ("informed", "goods_back")


def test_legal_and_safe_day_are_both_said(program: Program, tmp_path: Path) -> None:
    facts = {"informed": "2026-03-21", "goods_back": "2026-03-22"}
    trader = {"country": "DE", "region": "DE-BE"}
    said = asked(
        program, tmp_path, country="DE", channel="online", subject="goods", trader=trader, facts=facts
    )
    assert "by 7 Apr 2026; safely by 4 Apr 2026 (counted from informed)" in said.out


def test_a_notice_sent_on_the_last_day_is_in_time_and_one_of_the_day_after_is_not(
    program: Program, tmp_path: Path
) -> None:
    sale = {"country": "DE", "channel": "online", "subject": "goods", "cause": "withdrawal"}
    facts = {"goods_received": "2026-03-09", "informed": "2026-03-24"}
    assert "The notice of 24 Mar 2026 is too late." in asked(program, tmp_path, **sale, facts=facts).out
    sent = {**facts, "sent": "2026-03-23T23:50:00+01:00"}
    assert "The notice of 23 Mar 2026 is in time." in asked(program, tmp_path, **sale, facts=sent).out


def test_where_the_law_has_no_number_the_brands_own_is_said(program: Program, tmp_path: Path) -> None:
    facts = {"goods_received": "2026-03-05", "informed": "2026-03-06"}
    sale = {"country": "BR", "channel": "online", "subject": "goods", "facts": facts}
    assert (
        "No statutory number of days; the brand's policy: 10 days."
        in asked(program, tmp_path, brand="lindenhof", **sale).out
    )
    assert "No statutory number of days; the brand's policy counts." in asked(program, tmp_path, **sale).out


def test_without_a_country_nothing_is_guessed(program: Program, tmp_path: Path) -> None:
    said = asked(program, tmp_path, facts={"informed": "2026-03-06"})
    assert (said.code, said.out) == (1, "")
    assert "the document does not say where the customer lives" in said.err


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"country": "XX"}, "No law of “XX” is known here."),
        ({"country": "Germany"}, "country: Write a country as its two capital letters"),
        ({"country": "DE", "region": "FR-75"}, "region: “FR-75” is no region of DE."),
        ({"country": "DE", "trader": {"zone": "Berlin"}}, "trader.zone: There is no time zone “Berlin”."),
        (
            {"country": "DE", "facts": {"contract": "2026-03-02", "informed": "2026-03-01"}},
            "facts.informed: “informed” (2026-03-01) cannot lie before “contract” (2026-03-02).",
        ),
        ({"country": "DE", "facts": {"informd": "2026-03-02"}}, "Did you mean “informed”?"),
        ({"country": "DE", "facts": {"informed": "31.02.2026"}}, "facts.informed: This must be a day"),
        ({"country": "DE", "facts": {"informed": "2026-03-02T10:00:00"}}, "a moment with its zone"),
        ({"country": "DE", "facts": {"price": "12.345"}}, "facts.price: “12.345” is no exact amount"),
        ({"country": "DE", "facts": {"price": 12}}, "facts.price: This must be text"),
        ({"country": "DE", "channel": "shop"}, "channel: “shop” is not possible here"),
        ({"law": "DE-BGB-1"}, "There is no rule “DE-BGB-1” here."),
    ],
)
def test_a_bad_document_gets_one_sentence(
    program: Program, tmp_path: Path, document: dict[str, Any], says: str
) -> None:
    said = asked(program, tmp_path, **document)
    assert said.code == 2
    assert says in said.err
    assert said.out == ""
