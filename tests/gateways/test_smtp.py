"""Mail over a real SMTP server on loopback: the very text, once, and what is known when the server misbehaves."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from refundtui.gateways.provider_address import NotSafelyConnected
from refundtui.gateways.smtp import SmtpMail
from refundtui.office.letters_out.ways_out import NotTaken, Outgoing, Taken, Unclear
from tests.support.mail_server import Box, serving
from tests.support.postgres import free_port

LETTER = Outgoing(
    key="0b7f7a52-4d8e-5a62-9d43-6f4a3d1c9b10",
    brand="lindenhof",
    reference="RF-1",
    kind="paid",
    language="pt_BR",
    channel="mail",
    address="lucja@example.com",
    subject="Wir haben dir 36,08\xa0€ erstattet (RF-1)",
    body="Hallo Łucja,\n\n.ein Punkt am Anfang\n.\nGrüße 💛\n",
    digest="0" * 64,
    at=datetime(2026, 11, 27, 9, tzinfo=UTC),
)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    yield from serving(box)


def mail(port: int, **more: Any) -> SmtpMail:
    return SmtpMail(
        "127.0.0.1", port, more.pop("tls", "none"), "Lindenhof <service@lindenhof.example>", **more
    )


def test_the_very_text_arrives_under_its_key(box: Box, port: int) -> None:
    assert mail(port).send(LETTER) == Taken("taken as 4711")
    ((sender, to, content),) = box.letters
    read = message_from_bytes(content, policy=default)
    assert (sender, to) == ("service@lindenhof.example", "lucja@example.com")
    assert read.get_content().replace("\r\n", "\n") == LETTER.body
    assert read["Subject"] == LETTER.subject
    assert read["Message-ID"] == f"<{LETTER.key}@lindenhof.example>"
    assert read["Content-Language"] == "pt-BR"


def test_each_brand_writes_under_its_own_name(box: Box, port: int) -> None:
    mail(port, senders={"lindenhof": "Dein Team <team@linden.example>"}).send(LETTER)
    assert box.letters[0][0] == "team@linden.example"


@pytest.mark.parametrize(
    ("step", "answer", "again"),
    [
        ("RCPT", "451 later", True),
        ("RCPT", "550 no such user", False),
        ("DATA", "452 full", True),
        ("DATA", "554 spam", False),
    ],
)
def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(
    box: Box, port: int, step: str, answer: str, again: bool
) -> None:
    box.answers[step] = answer
    fate = mail(port).send(LETTER)
    assert isinstance(fate, NotTaken)
    assert fate.again is again


def test_a_server_that_is_not_there_has_taken_nothing() -> None:
    assert mail(free_port()).send(LETTER) == NotTaken("letter.server_away", again=True)


def test_a_network_name_in_other_letters_is_written_as_servers_read_it(box: Box, port: int) -> None:
    assert isinstance(mail(port).send(replace(LETTER, address="info@Müller.example")), Taken)
    ((_, to, content),) = box.letters
    assert to == "info@xn--mller-kva.example"
    assert message_from_bytes(content, policy=default)["To"] == to


def test_a_name_in_other_letters_goes_where_they_are_read_and_else_nothing_left(box: Box, port: int) -> None:
    jozef = replace(LETTER, address="józef@example.pl")
    assert isinstance(mail(port).send(jozef), Taken)
    assert box.letters[0][1] == "józef@example.pl"
    with contextmanager(serving)(Box(), enable_SMTPUTF8=False) as older:
        assert mail(older).send(jozef) == NotTaken("letter.refused", again=False)
        assert isinstance(mail(older).send(LETTER), Taken)


@pytest.mark.parametrize("address", ["a@\u2028.example", "a@xn--ü.example", f"a@{'ü' * 70}.example"])
def test_a_network_name_that_cannot_be_is_no_address(box: Box, port: int, address: str) -> None:
    assert mail(port).send(replace(LETTER, address=address)) == NotTaken("letter.no_address", again=False)
    assert not box.letters


@pytest.mark.parametrize("address", ["", "a@b\nBcc: everybody@example.com", "no address at all\r\n"])
def test_an_address_that_would_be_two_headers_goes_nowhere(box: Box, port: int, address: str) -> None:
    fate = mail(port).send(replace(LETTER, address=address))
    assert isinstance(fate, NotTaken)
    assert not box.letters


def test_a_line_that_is_cut_after_the_text_leaves_it_unclear() -> None:
    """A server that takes every byte and hangs up before it answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rwb") as stream:
            for answer in (b"220 hi", b"250 me", b"250 ok", b"250 ok", b"354 go"):
                stream.write(answer + b"\r\n")
                stream.flush()
                if answer != b"354 go":
                    stream.readline()
            while stream.readline() != b".\r\n":
                pass
        over.set()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        assert mail(listening.getsockname()[1]).send(LETTER) == Unclear("letter.no_answer")
    finally:
        thread.join()
        listening.close()


def test_beyond_this_machine_mail_goes_over_tls_alone() -> None:
    with pytest.raises(NotSafelyConnected):
        SmtpMail("smtp.example.com", 25, "none", "a@example.com")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the line itself is TLS
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_over_tls_with_a_sign_in(box: Box, tmp_path: Path, tls: str) -> None:
    ours, theirs = _contexts(tmp_path)

    def vouch(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        right = isinstance(told, LoginPassword) and told.password == b"s3cret"
        return AuthResult(success=right, handled=False)

    more: dict[str, Any] = {"authenticator": vouch, "auth_required": True}
    more |= (
        {"ssl_context": theirs, "auth_require_tls": False}
        if tls == "implicit"
        else {"tls_context": theirs, "require_starttls": True}
    )
    for port in serving(box, **more):
        signed_in = mail(port, tls=tls, user="lindenhof", password="s3cret", context=ours)
        assert isinstance(signed_in.send(LETTER), Taken)
        wrong = mail(port, tls=tls, user="lindenhof", password="wrong", context=ours)
        assert wrong.send(LETTER) == NotTaken("letter.sign_in_refused", again=True)
        stranger = mail(port, tls=tls, user="lindenhof", password="s3cret")
        assert stranger.send(LETTER) == NotTaken("letter.server_away", again=True)
        assert "s3cret" not in repr(signed_in)
    assert len(box.letters) == 1


def _contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Ours, which believes the server's own certificate, and the server's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate of today
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(file)
    return ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode()), theirs
