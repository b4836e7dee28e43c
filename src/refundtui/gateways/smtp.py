"""Mail through an SMTP server, over TLS: one letter, one connection, and what is known of it afterwards.

Until the server has been given the whole text nothing has left, and another try does no harm. Once it has, only its
answer counts: where none comes the letter may be on its way.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Final, Literal, TypeAlias

import idna

from refundtui.domain.hostile_text import clean_line
from refundtui.gateways.provider_address import NotSafelyConnected, is_loopback
from refundtui.office.letters_out.ways_out import Fate, NotTaken, Outgoing, Taken, Unclear

Tls: TypeAlias = Literal["implicit", "starttls", "none"]

_PATIENCE: Final = 30.0  # seconds for each answer
_PROOF: Final = 200  # letters of a server's answer that are kept


@dataclass(frozen=True)
class SmtpMail:
    """`sender` is who the letters are from, `senders` by brand. Without TLS only a server of this machine is used."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    senders: dict[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    takes_a_key_once: bool = False

    def __post_init__(self) -> None:
        if self.tls == "none" and not is_loopback(self.host):
            raise NotSafelyConnected("Mail leaves this machine over TLS alone; nothing is sent.")

    def send(self, letter: Outgoing) -> Fate:
        sender = self.senders.get(letter.brand, self.sender)
        try:
            mail = as_mail(letter, sender)
            to = on_the_line(parseaddr(letter.address)[1])
        except ValueError:
            return NotTaken("letter.no_address", again=False)
        try:
            server = self._connected()
        except smtplib.SMTPAuthenticationError:
            return NotTaken("letter.sign_in_refused", again=True)
        except (OSError, smtplib.SMTPException):
            return NotTaken("letter.server_away", again=True)
        try:
            return _handed_over(server, parseaddr(sender)[1], to, mail)
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        context = self.context or ssl.create_default_context()
        if self.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        try:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def as_mail(letter: Outgoing, sender: str) -> bytes:
    """The letter as it goes over the line: its text is the letter's text, byte for byte, in UTF-8.

    Raises `ValueError` for an address that is none, or that would be more than one header.
    """
    if "@" not in parseaddr(letter.address)[1]:
        raise ValueError("There is no address.")
    # A name in other letters than ASCII has no other spelling; the header then says it as it is (RFC 6532).
    mail = EmailMessage(
        policy=SMTP if parseaddr(letter.address)[1].rpartition("@")[0].isascii() else SMTPUTF8
    )
    mail["From"] = sender
    mail["To"] = letter.address if letter.address.isascii() else on_the_line(letter.address)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.key}@{parseaddr(sender)[1].rpartition('@')[2] or 'refundtui.invalid'}>"
    mail.set_content(letter.body, charset="utf-8", cte="base64")
    mail["Content-Language"] = letter.language.replace("_", "-")
    return mail.as_bytes()


def on_the_line(address: str) -> str:
    """The address as a server hears it: a name of the network in ASCII (RFC 5891).

    Raises `ValueError` where there is no such name.
    """
    name, _, host = address.rpartition("@")
    return address if address.isascii() else f"{name}@{idna.encode(host, uts46=True).decode('ascii')}"


def _handed_over(server: smtplib.SMTP, sender: str, to: str, mail: bytes) -> Fate:
    try:
        server.ehlo_or_helo_if_needed()
        if not to.isascii() and not server.has_extn("smtputf8"):
            return NotTaken("letter.refused", again=False)  # RFC 6531: it has no letters for this name
        options = () if to.isascii() else ("SMTPUTF8",)
        for code, words in (server.mail(sender, options), server.rcpt(to)):
            if code not in (250, 251):
                return _refused(code, words)
        code, words = server.docmd("DATA")
        if code != 354:
            return _refused(code, words)
    except (OSError, smtplib.SMTPException):
        return NotTaken("letter.server_away", again=True)
    try:
        server.send(_dotted(mail))
        code, words = server.getreply()
    except (OSError, smtplib.SMTPException):
        # All of it may have arrived, and only the answer was lost.
        return Unclear("letter.no_answer")
    return Taken(_said(words)) if code == 250 else _refused(code, words)


def _dotted(mail: bytes) -> bytes:
    """RFC 5321 §4.5.2: a line that begins with a dot gets another, and one alone ends the text."""
    lines = mail.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _refused(code: int, words: bytes) -> NotTaken:
    """4xx is for now, 5xx for good (RFC 5321 §4.2.1)."""
    return NotTaken("letter.put_off" if 400 <= code < 500 else "letter.refused", again=400 <= code < 500)


def _said(words: bytes) -> str:
    return clean_line(words.decode("utf-8", "replace"))[:_PROOF]
