"""By which ways letters leave: read from `letters.toml` beside the office, its secrets from elsewhere.

A secret is `env:NAME` or `file:NAME` (a file beside it that nobody else may read), never a word of that file.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final, cast

from refundtui.gateways.letter_webhook import LetterWebhook
from refundtui.gateways.provider_address import NotSafelyConnected
from refundtui.gateways.smtp import SmtpMail, Tls
from refundtui.office.letters_out.quiet import QuietHours
from refundtui.office.letters_out.ways_out import WayOut

_MAIL: Final = frozenset({"host", "port", "tls", "sender", "senders", "user", "password"})
_WEBHOOK: Final = frozenset({"url", "secret", "channels"})
_HOURS: Final = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_PORTS: Final = {"implicit": 465, "starttls": 587, "none": 25}


class LettersNotConnected(ValueError):  # noqa: N818 - says what is the case
    """The settings cannot be followed; `code` and `facts` are what a sentence needs, and no secret is among them."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code}: {', '.join(f'{name}={fact}' for name, fact in facts.items())}")
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class LettersConnected:
    """The ways out by channel, and when nobody is written to."""

    ways: Mapping[str, WayOut]
    quiet: Mapping[str, QuietHours] = field(default_factory=dict)


def connect_letters(settings: Path, environment: Mapping[str, str]) -> LettersConnected:
    """Raises `LettersNotConnected`, and `FileNotFoundError` where there are no settings."""
    told = _read(settings)
    ways: dict[str, WayOut] = {}
    try:
        webhook = _table(told, "webhook", _WEBHOOK)
        if webhook:
            for channel in webhook.get("channels", ["mail"]):
                secret = _secret("webhook.secret", webhook.get("secret"), settings, environment)
                ways[str(channel)] = LetterWebhook(str(webhook.get("url", "")), secret)
        mail = _table(told, "mail", _MAIL)
        if mail:
            ways["mail"] = _mail(mail, settings, environment)
    except NotSafelyConnected as trouble:
        raise LettersNotConnected("letters.not_safe", why=str(trouble)) from None
    return LettersConnected(ways, _quiet(told.get("quiet", {})))


def _read(settings: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(settings.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise LettersNotConnected("letters.unreadable", file=str(settings), why=str(trouble)) from None
    _known(told, frozenset({"mail", "webhook", "quiet"}), "")
    return told


def _mail(told: dict[str, Any], settings: Path, environment: Mapping[str, str]) -> SmtpMail:
    for needed in ("host", "sender"):
        if not isinstance(told.get(needed), str) or not told[needed]:
            raise LettersNotConnected("letters.missing", at=f"mail.{needed}")
    tls = told.get("tls", "starttls")
    if tls not in _PORTS:
        raise LettersNotConnected("letters.tls", at="mail.tls", known=", ".join(_PORTS))
    senders = told.get("senders", {})
    for one in (told["sender"], *(senders.values() if isinstance(senders, dict) else ())):
        if "@" not in parseaddr(str(one))[1]:
            raise LettersNotConnected("letters.sender", at="mail.sender")
    password = _secret("mail.password", told["password"], settings, environment) if "password" in told else ""
    return SmtpMail(
        told["host"],
        int(told.get("port", _PORTS[tls])),
        cast("Tls", tls),
        told["sender"],
        str(told.get("user", "")),
        password,
        {str(brand): str(sender) for brand, sender in senders.items()},
    )


def _quiet(told: object) -> dict[str, QuietHours]:
    if not isinstance(told, dict):
        raise LettersNotConnected("letters.hours", at="quiet")
    found = {}
    for channel, hours in told.items():
        read = _HOURS.fullmatch(str(hours))
        try:
            since, until = (time.fromisoformat(one) for one in read.groups()) if read else (None, None)
        except ValueError:
            since = until = None
        if since is None or until is None:
            raise LettersNotConnected("letters.hours", at=f"quiet.{channel}")
        found[str(channel)] = QuietHours(since, until)
    return found


def _table(told: Mapping[str, Any], name: str, fields: frozenset[str]) -> dict[str, Any]:
    table = told.get(name, {})
    if not isinstance(table, dict):
        raise LettersNotConnected("letters.no_table", at=name)
    _known(table, fields, f"{name}.")
    return table


def _known(told: Mapping[str, Any], fields: frozenset[str], before: str) -> None:
    for name in told:
        if name not in fields:
            raise LettersNotConnected(
                "letters.unknown", at=f"{before}{name}", known=", ".join(sorted(fields))
            )


def _secret(at: str, said: object, settings: Path, environment: Mapping[str, str]) -> str:
    where, _, name = str(said).partition(":")
    if where == "env" and environment.get(name):
        return environment[name]
    if where == "file" and name:
        path = settings.parent / name
        try:
            if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise LettersNotConnected("letters.secret_readable", at=at)
            return path.read_text("utf-8").strip()
        except OSError:
            raise LettersNotConnected("letters.no_secret", at=at) from None
    raise LettersNotConnected(
        "letters.no_secret" if where in ("env", "file") else "letters.secret_in_the_open", at=at
    )
