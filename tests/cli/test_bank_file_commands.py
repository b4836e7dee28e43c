"""What somebody of finance types: make, export, hand in, read; each mistake one sentence, and nothing lost."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from refundtui.cli import main
from refundtui.cli.office_place import now
from refundtui.domain.order import TenderKind
from refundtui.office.outcomes import Recorded
from tests.support.bank import CLOSED, ELSEWHERE, a_bank
from tests.support.offices import a_case, a_shirt_order, an_office, approval_of, said

GATEWAYS = """
[accounts.bank]
kind = "sepa_file"
debtor = "Lindenhof GmbH"
iban = "NL41MOCK0000000001"

[routes]
bank = "bank"
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two refunds are approved there, of orders that were paid by bank."""
    place = tmp_path / "office.db"
    (tmp_path / "gateways.toml").write_text(GATEWAYS)
    monkeypatch.setenv("REFUNDTUI_DATABASE", str(place))
    monkeypatch.setenv("REFUNDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    with an_office(place) as store:
        for number, iban in enumerate((ELSEWHERE, CLOSED)):
            order = a_shirt_order(f"B-{number}")
            paid = replace(order.payments[0], kind=TenderKind.BANK, payer_name="Zoë Łódź", payer_iban=iban)
            case = replace(a_case(order=replace(order, payments=(paid,))), received_at=now())
            store.take_in([case])
            known = store.case(case.id)
            assert known is not None
            decided = replace(said(case, approval_of(store, known, now())), decided_at=now())
            assert isinstance(store.record(decided, now()), Recorded)
    return tmp_path


def run(*words: str) -> int:
    return main(["office", *words])


def test_from_what_waits_to_what_the_bank_said(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("work", "--once") == 0
    run("bank-file", "make")
    run("bank-file", "list")
    name = capsys.readouterr().out.split("RFB-")[1].split()[0].rstrip(":")
    name = f"RFB-{name}"

    assert run("bank-file", "sent", name) == 1
    assert "gives it out" in capsys.readouterr().err
    assert run("bank-file", "export", name) == 0
    body = (office / f"{name}.xml").read_bytes()
    assert hashlib.sha256(body).hexdigest() in capsys.readouterr().out
    assert (office / f"{name}.xml").stat().st_mode & 0o077 == 0
    assert run("bank-file", "export", name) == 2, "what is there already is not written over"
    assert run("bank-file", "export", name, "--output", str(office / "again.xml")) == 0
    assert (office / "again.xml").read_bytes() == body
    assert run("bank-file", "discard", name) == 1
    assert run("bank-file", "sent", name, "--by", "Farid") == 0
    assert "is carried out on" in capsys.readouterr().out

    with a_bank(now().strftime("%Y-%m-%dT%H:%M")) as bank:
        assert bank.handed_in(body) == 202
        bank.days_pass(7)  # whatever holidays there are
        for kind in ("pain.002", "camt.054", "camt.053"):
            ours = [one for one in bank.messages(kind) if b"NL41MOCK0000000001" in one or kind == "pain.002"]
            for place, one in enumerate(ours):
                (office / f"{kind}-{place}.in").write_bytes(one)
    assert run("bank-file", "read", *sorted(str(file) for file in office.glob("*.in"))) == 0
    capsys.readouterr()
    assert run("bank-file", "show", name) == 0
    shown = capsys.readouterr().out
    assert "handed in" in shown
    assert "said by Farid" in shown
    assert "NL•• •••• 0005" in shown
    assert "Zoë Łódź" in shown
    assert "Zoe Lodz" in shown
    assert ELSEWHERE not in shown
    run("bank-file", "list", "--json")
    assert '"succeeded": 1' in capsys.readouterr().out
    assert run("reconcile", "bank") == 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("export", "RFB-1"), 1, "There is no file RFB-1."),
        (("show", "RFB-1"), 2, "There is no file RFB-1."),
        (("sent", "RFB-1"), 1, "There is no file RFB-1."),
        (("make", "elsewhere"), 2, "There is no account “elsewhere”."),
        (("read", "nowhere.xml"), 2, "There is no file nowhere.xml."),
        (("read", "gateways.toml"), 1, "This is no XML file in UTF-8: nothing of it was taken in"),
        (("read", "hostile.xml"), 1, "The file brings a document type of its own"),
    ],
)
def test_a_mistake_gets_a_sentence(
    office: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, sentence: str
) -> None:
    (office / "hostile.xml").write_bytes(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')
    assert run("bank-file", *words) == code
    assert sentence in capsys.readouterr().err


def test_without_such_an_account_there_is_nothing_to_make(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "gateways.toml").write_text("")
    assert run("bank-file", "make") == 2
    assert "names no account that is paid from by files" in capsys.readouterr().err
    assert run("bank-file", "read", "gateways.toml") == 1


def test_a_silent_bank_is_seen_among_the_payments(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("work", "--once")
    run("bank-file", "make")
    run("bank-file", "list")
    name = f"RFB-{capsys.readouterr().out.split('RFB-')[1].split()[0].rstrip(':')}"
    run("bank-file", "export", name, "--output", str(office / "out.xml"))
    run("bank-file", "sent", name)
    assert run("payments") == 0
    assert "has said nothing" not in capsys.readouterr().out
    later = now() + timedelta(days=5)
    monkeypatch.setattr("refundtui.cli.office_payments.now", lambda: later)
    assert run("payments") == 0
    assert f"{name}: the bank has said nothing for a banking day." in capsys.readouterr().out


def test_what_was_booked_is_read_before_what_came_back(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "a.ach").write_text("101 no more than its beginning")
    (office / "b.xml").write_text("<Document/>")
    assert run("bank-file", "read", "a.ach", "b.xml") == 1
    said = capsys.readouterr().err
    assert said.index("b.xml: ") < said.index("a.ach: ")
