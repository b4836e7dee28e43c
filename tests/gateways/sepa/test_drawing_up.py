"""A file is its row's bytes: the same whenever they are made, with what was asked and nothing else in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
import sepaxml
from hypothesis import given, strategies as st
from lxml import etree

from refundtui.domain.money import Money, currency
from refundtui.gateways.sepa_file.bank_file import BankFile, Debtor, Payment, statement_text
from refundtui.gateways.sepa_file.characters import is_plain
from refundtui.gateways.sepa_file.drawing_up import NotDrawable, draw_up
from refundtui.office.bank_files.numbering import message_id
from refundtui.office.ports import Beneficiary
from tests.gateways.sepa.making import MONDAY, a_file, a_payment, name_of
from tests.support.bank import ACME, ELSEWHERE


def texts(body: bytes, path: str) -> list[str]:
    """Every text at the end of a path, by names without their namespace."""
    steps = "/".join(f"{{*}}{name}" for name in path.split("/"))
    return [element.text for element in etree.fromstring(body).iterfind(f".//{steps}")]


def test_the_file_carries_our_names_our_time_and_the_purpose_of_a_refund() -> None:
    body = draw_up(a_file(a_payment(1), a_payment(2, "30.50"))).body

    assert texts(body, "GrpHdr/MsgId") == ["RFB-20261123-001"]
    assert texts(body, "PmtInf/PmtInfId") == ["RFB-20261123-001-1"]
    assert texts(body, "GrpHdr/CreDtTm") == ["2026-11-23T08:30:00Z"]
    assert texts(body, "CdtTrfTxInf/Purp/Cd") == ["REFU", "REFU"]
    assert texts(body, "PmtId/EndToEndId") == [name_of(1), name_of(2)]
    assert texts(body, "Amt/InstdAmt") == ["10.00", "30.50"]
    assert texts(body, "GrpHdr/CtrlSum") == texts(body, "PmtInf/CtrlSum") == ["40.50"]
    assert (texts(body, "SvcLvl/Cd"), texts(body, "ChrgBr")) == (["SEPA"], ["SLEV"])
    assert (texts(body, "BtchBookg"), texts(body, "ReqdExctnDt/Dt")) == (["true"], ["2026-11-23"])
    assert texts(body, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]


def test_banks_are_named_where_their_bic_is_known() -> None:
    payment = a_payment(1)
    file = replace(
        a_file(replace(payment, to=replace(payment.to, bic="abnanl2a"))), debtor=Debtor("L", ACME, "MOCKNL2A")
    )

    body = draw_up(file).body

    assert texts(body, "CdtrAgt/FinInstnId/BICFI") == ["ABNANL2A"]
    assert texts(body, "DbtrAgt/FinInstnId/BICFI") == ["MOCKNL2A"]


def test_no_address_is_ever_written() -> None:
    assert b"PstlAdr" not in draw_up(a_file(a_payment(1))).body
    assert b"AdrLine" not in draw_up(a_file(a_payment(1))).body


def test_scenario_51_two_renderings_of_one_batch_are_byte_identical() -> None:
    first, again = draw_up(a_file(a_payment(1), a_payment(2))), draw_up(a_file(a_payment(1), a_payment(2)))

    assert first == again
    assert first.sha256 == sha256(again.body).hexdigest()


def test_the_same_moment_in_another_zone_is_the_same_bytes() -> None:
    file = a_file(a_payment(1))
    elsewhere = replace(file, created=file.created.astimezone(timezone(timedelta(hours=9))))

    assert draw_up(elsewhere).body == draw_up(file).body


def test_a_time_without_a_zone_makes_no_file() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(a_file(a_payment(1)), created=datetime(2026, 11, 23, 8, 30))  # noqa: DTZ001 - that is the point


def test_scenario_52_the_library_doubles_what_it_exports_twice_and_ours_cannot() -> None:
    raw: Any = sepaxml.SepaTransfer(
        {"name": "L", "IBAN": ACME, "batch": True, "currency": "EUR"}, schema="pain.001.001.09"
    )
    raw.add_payment(
        {
            "name": "M",
            "IBAN": ELSEWHERE,
            "amount": 3050,
            "description": "R",
            "execution_date": MONDAY,
            "endtoend_id": "RF-1",
        }
    )
    assert texts(raw.export(validate=False), "PmtId/EndToEndId") == ["RF-1"]
    assert texts(raw.export(validate=False), "PmtId/EndToEndId") == ["RF-1", "RF-1"]  # the trap

    file = a_file(a_payment(1))
    draw_up(file)
    assert texts(draw_up(file).body, "PmtId/EndToEndId") == [name_of(1)]


@pytest.mark.parametrize(
    "bent",
    [
        pytest.param(lambda export: (export(), export())[1], id="every payment twice"),
        pytest.param(lambda export: export().replace(ELSEWHERE.encode(), ACME.encode()), id="another payee"),
        pytest.param(lambda export: export().replace(b'EUR">10.00', b'EUR">10.01'), id="another amount"),
        pytest.param(
            lambda export: export().replace(
                b"<Nm>Mara Lind</Nm>", b"<Nm>M</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr>"
            ),
            id="an address",
        ),
    ],
)
def test_a_library_that_writes_something_else_is_stopped_before_the_file_is_stored(
    bent: Callable[[Callable[[], bytes]], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place where the real part is bent: what a later version of it might do is not there to be run."""
    honest = sepaxml.SepaTransfer.export
    monkeypatch.setattr(
        sepaxml.SepaTransfer, "export", lambda self, validate: bent(lambda: honest(self, validate=validate))
    )

    with pytest.raises(AssertionError, match="not the file that was asked for"):
        draw_up(a_file(a_payment(1)))


def test_scenario_58_a_name_is_spelled_plainly_in_the_file_and_stays_as_it_is_elsewhere() -> None:
    payment = a_payment(1, name="Zoë Müller-Łódź")

    assert texts(draw_up(a_file(payment)).body, "Cdtr/Nm") == ["Zoe Muller-Lodz"]
    assert payment.to.name == "Zoë Müller-Łódź"


def test_scenario_58_a_name_of_a_hundred_characters_is_cut_and_that_is_recorded() -> None:
    name = "Anna " * 20
    drawn = draw_up(a_file(a_payment(1, name=name), a_payment(2)))

    (cut,) = drawn.shortened
    assert (cut.end_to_end_id, cut.name.original) == (name_of(1), name)
    assert texts(drawn.body, "Cdtr/Nm") == [cut.name.text, "Mara Lind"]
    assert len(cut.name.text) == 69  # the seventieth is a space
    assert cut.name.is_shortened


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Straße & Söhne", "Strasse + Sohne"),
        ("Ελένη", "Elene"),
        ("O\u2019Neill", "O'Neill"),
        ("a_b[c]@d", "a-b(c).d"),
        ("Mara\x1b[31m\u202eLind", "MaraLind"),
    ],
)
def test_scenario_58_what_the_file_cannot_carry_is_spelled_as_banks_spell_it(name: str, plain: str) -> None:
    assert texts(draw_up(a_file(a_payment(1, name=name))).body, "Cdtr/Nm") == [plain]


def test_what_an_objection_stands_against_is_not_drawn_up_at_all() -> None:
    with pytest.raises(NotDrawable) as trouble:
        draw_up(a_file(a_payment(1), a_payment(2, iban="DE88370400440532013000")))

    assert [one.end_to_end_id for one in trouble.value.against] == [name_of(2)]


def test_the_statement_s_text_gives_up_the_merchant_s_name_before_the_case() -> None:
    assert statement_text("Lindenhof", "778", "C-1") == "REFUND Lindenhof ORDER 778 CASE C-1"
    long = statement_text("Lindenhof " * 20, "778", "C-1")
    assert len(long) <= 140
    assert long.endswith(" ORDER 778 CASE C-1")


NAMES = st.text(min_size=1, max_size=90).map(lambda text: f"M{text}")
PAYMENTS = st.lists(st.tuples(st.integers(1, 99_999_999_999), NAMES), min_size=1, max_size=6)


@given(PAYMENTS, st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(1, 999))
def test_whatever_is_paid_the_file_says_the_same_amounts_and_names(
    paid: list[tuple[int, str]], on: date, number: int
) -> None:
    payments = tuple(
        Payment(name_of(place), Money(cents, currency("EUR")), Beneficiary(name, ELSEWHERE), "REFUND")
        for place, (cents, name) in enumerate(paid)
    )
    created = datetime(on.year, on.month, on.day, 6, tzinfo=UTC)
    file = BankFile(message_id(on, number), created, on, Debtor("Lindenhof", ACME), payments)

    drawn = draw_up(file)

    read = [int(text.replace(".", "")) for text in texts(drawn.body, "Amt/InstdAmt")]
    assert read == [cents for cents, _ in paid]
    assert texts(drawn.body, "PmtId/EndToEndId") == [payment.end_to_end_id for payment in payments]
    assert int(texts(drawn.body, "GrpHdr/CtrlSum")[0].replace(".", "")) == sum(read)
    names = texts(drawn.body, "Cdtr/Nm")
    assert all(is_plain(name) and 1 <= len(name) <= 70 for name in names)
    assert draw_up(file).body == drawn.body
