"""The operator's commands: an office from nothing to its first agent, and rules put in force and taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from refundtui import cli
from refundtui.domain.actor import Act
from refundtui.office.store import OfficeStore

PACKS = Path(__file__).parents[2] / "src/refundtui/rulebooks/packs"


@dataclass
class Said:
    code: int
    out: str
    err: str


Operate = Callable[..., Said]


@pytest.fixture
def operate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    monkeypatch.setenv("REFUNDTUI_HOME", str(tmp_path))
    monkeypatch.setenv("REFUNDTUI_LANGUAGE", "en")
    monkeypatch.delenv("REFUNDTUI_DATABASE", raising=False)

    def said(*words: str) -> Said:
        code = cli.main(["office", *words])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return said


@pytest.fixture
def office(operate: Operate) -> Operate:
    assert operate("init").code == 0
    assert operate("add-brand", str(PACKS / "lindenhof.toml")).code == 0
    return operate


def the_store(tmp_path: Path) -> OfficeStore:
    return OfficeStore(tmp_path / "live" / "office.db")


def test_without_an_office_it_is_said_how_to_make_one(operate: Operate) -> None:
    said = operate("status")
    assert said.code == 2
    assert "refundtui office init" in said.err


def test_a_new_office_has_laws_an_administrator_and_a_list_of_what_is_missing(operate: Operate) -> None:
    said = operate("init")
    assert re.search(r"([A-Z2-9]{4}-){4}[A-Z2-9]{4}", said.out)
    assert "add-brand" in said.out
    assert "add-person" in said.out
    assert "law/eu-goods.toml" in operate("packs").out


def test_a_second_init_changes_nothing(operate: Operate) -> None:
    operate("init")
    again = operate("init")
    assert "Set-up code" not in again.out
    assert [one["id"] for one in json.loads(operate("people", "--json").out)] == ["admin"]


def test_a_person_is_entered_with_the_usual_rights_of_one_brand(office: Operate, tmp_path: Path) -> None:
    said = office("add-person", "jana", "--name", "Jana Brückner", "--role", "agent", "--brand", "lindenhof")
    assert "Set-up code" in said.out
    with the_store(tmp_path) as store:
        jana = store.person("jana")
    assert jana is not None
    assert (jana.may(Act.DECIDE, "lindenhof"), jana.may(Act.READ, "tidewater")) == (True, False)


def test_a_right_for_a_brand_that_is_misspelled_is_refused(office: Operate) -> None:
    said = office("add-person", "jana", "--brand", "lindenhoff")
    assert said.code == 1
    assert "lindenhof" in said.err
    assert "jana" not in office("people").out


def test_a_shop_sends_in_and_does_nothing_else(office: Operate, tmp_path: Path) -> None:
    office("add-person", "shop", "--role", "shop", "--brand", "lindenhof")
    token = office("accounts", "token", "shop")
    with the_store(tmp_path) as store:
        shop = store.person("shop")
    assert shop is not None
    assert [act for act in Act if shop.may(act, "lindenhof")] == [Act.SEND_IN]
    assert token.out.count(".") == 2


def test_a_grant_is_given_with_a_limit_and_taken_away(office: Operate) -> None:
    office("add-person", "jana", "--brand", "lindenhof")
    given = office("grant", "jana", "check", "--brand", "lindenhof", "--limit", "50.00 EUR")
    taken = office("grant", "jana", "check", "--brand", "lindenhof", "--revoke")
    assert "50.00 EUR" in given.out
    assert "check" not in taken.out


def test_who_is_disabled_is_listed_as_such(office: Operate) -> None:
    office("add-person", "jana", "--brand", "lindenhof")
    office("disable", "jana")
    (jana,) = (one for one in json.loads(office("people", "--json").out) if one["id"] == "jana")
    assert jana["disabled_at"]
    office("enable", "jana")
    (jana,) = (one for one in json.loads(office("people", "--json").out) if one["id"] == "jana")
    assert jana["disabled_at"] is None


def test_a_policy_that_differs_from_its_own_examples_is_not_put_in_force(
    office: Operate, tmp_path: Path
) -> None:
    wrong = tmp_path / "lindenhof.toml"
    body = (PACKS / "lindenhof.toml").read_text(encoding="utf-8")
    wrong.write_text(body.replace("days = 30", "days = 3", 1) + "\nnonsense = 1\n", encoding="utf-8")
    said = office("publish", str(wrong))
    assert said.code == 1
    assert "Nothing was put in force." in said.err


def test_a_published_policy_is_taken_back(office: Operate, tmp_path: Path) -> None:
    other = tmp_path / "lindenhof.toml"
    other.write_text(
        (PACKS / "lindenhof.toml").read_text(encoding="utf-8") + "\n# Later.\n", encoding="utf-8"
    )
    assert "version 2" in office("publish", str(other)).out
    assert "version 3" in office("roll-back", "packs/lindenhof.toml").out
    assert office("roll-back", "packs/nothing.toml").code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--host", "0.0.0.0"),  # noqa: S104 - refused is what is tested
        ("serve", "--host", "::", "--tls-cert", "nowhere.pem", "--tls-key", "nowhere.key"),
        ("serve", "--host", "office.example"),
        ("serve", "--workers", "2"),
        ("serve", "--tls-cert", "nowhere.pem"),
        ("serve", "--tls-cert", "nowhere.pem", "--tls-key", "nowhere.key"),
    ],
    ids=" ".join,
)
def test_an_office_is_not_served_where_others_could_listen_or_it_could_not_keep_order(
    operate: Operate, words: tuple[str, ...], tmp_path: Path
) -> None:
    said = operate(*words)
    assert said.code == 2
    assert said.err
    assert not (tmp_path / "live").exists()


@pytest.mark.parametrize(
    "words",
    [("grant", "nobody", "read"), ("disable", "nobody"), ("accounts", "code", "nobody")],
    ids=" ".join,
)
def test_nobody_is_told_apart_from_somebody(office: Operate, words: tuple[str, ...]) -> None:
    said = office(*words)
    assert said.code == 1
    assert "nobody" in said.err


def test_an_id_a_log_could_stumble_over_is_refused(office: Operate) -> None:
    assert office("add-person", "a b\n").code == 2


def test_an_office_is_copied_and_brought_back_where_there_is_none(
    office: Operate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office("add-person", "jana", "--brand", "lindenhof")
    copy = tmp_path / "copy.db"
    assert office("backup", str(copy)).code == 0
    assert office("backup", str(copy)).code == 1  # never over another
    assert office("restore", str(copy)).code == 1  # never over an office
    assert copy.stat().st_mode & 0o077 == 0

    monkeypatch.setenv("REFUNDTUI_HOME", str(tmp_path / "elsewhere"))
    assert office("restore", str(copy)).code == 0
    assert "jana" in office("people").out
    assert office("restore", str(tmp_path / "nothing.db")).code == 2


def test_a_customer_is_forgotten_after_a_look(office: Operate, tmp_path: Path) -> None:
    from dataclasses import replace

    from refundtui.domain.case import CaseState
    from tests.support.offices import a_case

    case = a_case("hers", state=CaseState.CANCELLED)
    with the_store(tmp_path) as store:
        store.take_in([replace(case, customer=replace(case.customer, email="her@example.com"))])
    asked = ("erase", "--brand", "lindenhof", "--mail", "her@example.com")

    looked = office(*asked)
    assert "--yes" in looked.out
    with the_store(tmp_path) as store:
        assert store.case("hers") is not None
    done = office(*asked, "--yes", "--json")
    assert [one["fate"] for one in json.loads(done.out)["cases"]] == ["erased"]
    with the_store(tmp_path) as store:
        assert store.case("hers") is None
    assert "Nothing of this customer" in office(*asked, "--yes").out
    assert office("erase", "--brand", "lindenhof").code == 2
    assert office("erase", "--brand", "nobody", "--mail", "x@example.com").code == 1
