"""What comes through the door is harmless, or it does not come through; each time in one sentence."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.hostile_text import clean_line
from refundtui.gateways.sepa_file.answers import read_answer
from refundtui.gateways.sepa_file.reading import MOST_BYTES, read_message
from refundtui.gateways.sepa_file.returns import read_returns
from refundtui.gateways.sepa_file.statements import read_statements
from refundtui.office.ports import NotReadable
from tests.gateways.sepa.making import answer, block, detail, entry, name_of, returned, statement, transaction

GOOD = answer(block(transaction(1, "ACCP")))
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BODY = GOOD.removeprefix(HEAD)
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))


def refused(body: bytes) -> str:
    with pytest.raises(NotReadable) as trouble:
        read_answer(body)
    said = str(trouble.value)
    assert "\n" not in said
    assert said == clean_line(said)
    return said


def test_scenario_63_a_document_type_is_refused_and_nothing_of_it_is_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the network nailed up: a reader that asks for the file fails here in another way."""

    def nailed_up(*_: object) -> None:
        raise AssertionError("The reader went to the network.")

    monkeypatch.setattr(socket.socket, "connect", nailed_up)
    for declared in (
        b'<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/evil.dtd">',
        b'<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE d [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b"<!DOCTYPE Document>",
    ):
        assert "document type" in refused(HEAD + declared + BODY)


def test_scenario_63_an_entity_without_a_type_is_refused_too() -> None:
    assert "broken" in refused(GOOD.replace(b"BANK-1", b"&l9;"))


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-7", "cp037"])
def test_a_document_type_does_not_hide_in_another_encoding(encoding: str) -> None:
    text = (b"<!DOCTYPE d [<!ENTITY x 'y'>]>" + BODY).decode()
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{text}'

    assert "encoding" in refused(declared.encode("ascii")) or encoding.startswith("UTF-16LE")
    refused(declared.encode(encoding))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(b"", "no XML file", id="nothing"),
        pytest.param(b"%PDF-1.7 \x00\x01", "no XML file", id="another kind of file"),
        pytest.param(b"ACKNOWLEDGEMENT MB-ACK-000001", "no XML file", id="a plain acknowledgement"),
        pytest.param(GOOD[: len(GOOD) // 2], "broken or cut off", id="half of it"),
        pytest.param(GOOD + b"<x/>", "broken or cut off", id="more after its end"),
        pytest.param(
            GOOD.replace(b"BANK-1", b"BANK\xff1"), "broken or cut off", id="bytes that are no UTF-8"
        ),
        pytest.param(GOOD.replace(b"BANK-1", b"BANK\x001"), "no XML file", id="a zero byte"),
        pytest.param(
            GOOD.replace(b"BANK-1", b"BANK&#27;[31m"), "broken or cut off", id="an escape as a reference"
        ),
        pytest.param(b"<html><body>Session expired</body></html>", "no message of a bank", id="a page"),
        pytest.param(b"<Document/>", "no message of a bank", id="no namespace"),
        pytest.param(statement(), "This is a camt.053, and pain.002 is read here", id="another message"),
        pytest.param(b"<a>" * 5000, "broken or cut off", id="a well without a bottom"),
        pytest.param(
            GOOD.replace(b"BANK-1", b"B" * 1001), "longer than any", id="a name of a thousand letters"
        ),
        pytest.param(b" " * (MOST_BYTES + 1), "more than 32,000,000 bytes", id="too much"),
        pytest.param(
            b"<a>" + b"x" * 11_000_000 + b"</a>", "broken or cut off", id="one text of eleven million"
        ),
    ],
)
def test_what_is_no_answer_of_a_bank_is_said_in_one_sentence(body: bytes, why: str) -> None:
    assert why in refused(body)


def test_signs_a_terminal_would_obey_are_gone_before_anybody_sees_them() -> None:
    hostile = "BANK\u009b31m\u202e\u200b-1"

    assert read_answer(GOOD.replace(b"BANK-1", hostile.encode())).message_id == "BANK-1"


def test_a_comment_or_an_instruction_splits_no_name() -> None:
    """A reader that takes the text up to the comment would take one leg for another."""
    whole = name_of(1).encode()
    split = GOOD.replace(whole, whole[:9] + b"<!-- x --><?y z?>" + whole[9:])

    assert [one.reference for one in read_answer(split).heard] == [name_of(1)]


def test_a_name_in_an_element_of_another_place_is_not_taken() -> None:
    hidden = GOOD.replace(
        b"<TxSts>ACCP</TxSts>",
        b"<TxSts>ACCP</TxSts><SplmtryData><Envlp><TxSts>RJCT</TxSts></Envlp></SplmtryData>",
    )

    assert read_answer(hidden) == read_answer(GOOD)


@pytest.mark.parametrize(
    "namespace",
    ["urn:iso:std:iso:20022:tech:xsd:pain.002.001.03", "urn:iso:std:iso:20022:tech:xsd:pain.002.001.15",
     "http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd"],
)  # fmt: skip
def test_a_message_is_known_by_its_name_in_any_version(namespace: str) -> None:
    body = GOOD.replace(b"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10", namespace.encode())

    assert read_answer(body) == read_answer(GOOD)


def test_a_prefix_or_a_mark_at_the_start_is_no_difference() -> None:
    prefixed = BODY.replace(b"<Document xmlns=", b"<b:Document xmlns:b=").replace(
        b"</Document>", b"</b:Document>"
    )
    for name in (b"CstmrPmtStsRpt", b"GrpHdr", b"MsgId"):
        prefixed = prefixed.replace(b"<" + name, b"<b:" + name).replace(b"</" + name, b"</b:" + name)

    assert read_answer(prefixed).message_id == "BANK-1"
    assert read_answer(b"\xef\xbb\xbf" + GOOD) == read_answer(GOOD)
    assert read_answer(b"\r\n" + BODY) == read_answer(GOOD)


def test_a_file_in_latin_1_is_read_as_that() -> None:
    body = statement(entry("10.00", detail(1))).replace(b"UTF-8", b"ISO-8859-1").replace(b"REF-1", b"R\xe9F")

    assert read_statements(body).statements[0].bookings[0].reference == "RéF"


def test_no_file_of_this_machine_is_read_through_an_inclusion(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42.00", encoding="utf-8")
    included = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'

    body = GOOD.replace(b"BANK-1", included.encode())
    assert read_answer(body).message_id == ""


@given(st.binary(max_size=300))
def test_any_bytes_at_all_end_in_a_sentence(body: bytes) -> None:
    for read in (read_answer, read_statements, read_returns):
        with pytest.raises(NotReadable):
            read(body)


@given(
    st.integers(0, 2000), st.binary(max_size=8), st.sampled_from([GOOD, statement(entry("1.00", detail(1)))])
)
def test_bytes_put_into_a_message_end_in_a_message_or_a_sentence(place: int, put: bytes, body: bytes) -> None:
    place %= len(body)
    bent = body[:place] + put + body[place:]
    for read in (read_answer, read_statements, read_returns):
        with suppress(NotReadable):
            read(bent)


def test_what_was_asked_for_is_what_is_read() -> None:
    assert read_message(returned(1), "pacs.004").version == "001.09"
    with pytest.raises(NotReadable, match=r"camt\.053 or camt\.054"):
        read_statements(GOOD)
