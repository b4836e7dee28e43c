"""Which providers this office is connected to: read from a file of its operator's, and secrets from elsewhere.

No secret stands in that file: it names a variable of the environment (`env:NAME`) or a file of its own beside it
(`file:NAME`) that nobody else may read. What cannot be connected safely stops the office before anything is sent.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from refundtui.gateways.not_connected import NotConnected, only_known
from refundtui.gateways.provider_address import NotSafelyConnected
from refundtui.gateways.routes_told import routes_of
from refundtui.office.bank_files.bank import Bank
from refundtui.office.ports import CreditLedger, RefundGateway, Routes

_KINDS: Final = ("adyen", "nacha_file", "paypal", "sepa_file", "stripe")
_BY_FILES: Final = frozenset({"nacha_file", "sepa_file"})  # nobody answers at once: its legs wait for a file
_FIELDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    # what is needed, and what may stand there
    "stripe": (frozenset({"key", "webhook_secrets"}), frozenset({"base"})),
    "adyen": (
        frozenset({"merchant_account", "api_key", "hmac_keys"}),
        frozenset({"live", "address", "webhook_user", "webhook_password"}),
    ),
    "paypal": (frozenset({"client_id", "secret", "webhook_id"}), frozenset({"live", "address"})),
    "nacha_file": (
        frozenset({"originator", "company", "routing", "account"}),
        frozenset({"bank", "cutoff", "zone", "most", "folder"}),
    ),
    "sepa_file": (
        frozenset({"debtor", "iban"}),
        frozenset({"bic", "cutoff", "zone", "most", "calendar", "folder"}),
    ),
}
_SECRET: Final = frozenset({"key", "webhook_secrets", "api_key", "hmac_keys", "webhook_password", "secret"})
_PACE: Final = "requests_per_second"
_USUAL_PACE: Final = {"adyen": 5.0, "paypal": 5.0, "stripe": 20.0}
"""Requests a second where the operator names no number: a fifth of the 100 that Stripe allows a live account (and
below the 25 of its sandbox), less where the provider tells no number (Adyen, PayPal). The rest is the shop's, which
has charges to make.
"""
_FASTEST: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Nights:
    """When the night's work begins; without a zone by the clocks of the first brand."""

    at: time = time(2)
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """The accounts by the names that payments call them, and the way each kind of payment goes.

    `paces` is how often an account is asked at most, in requests a second; one that is not there has no ceiling.
    `banks` are the accounts that are paid from by files, `nights` when the office's own work of the night begins.
    """

    gateways: Mapping[str, RefundGateway]
    routes: Routes
    paces: Mapping[str, float] = field(default_factory=dict)
    banks: Mapping[str, Bank] = field(default_factory=dict)
    nights: Nights = field(default_factory=Nights)


def credit_account(brand: str) -> str:
    """What the ledger of a brand's store credit is called among the accounts."""
    return f"store_credit.{brand}"


def connect(
    settings: Path | None,
    environment: Mapping[str, str],
    credit: Mapping[str, CreditLedger],
    clock: Callable[[], datetime],
) -> Connected:
    """Every account of the settings (None: no file) and the store credit of every brand.

    Raises `NotConnected`.
    """
    from refundtui.gateways.store_credit import StoreCredit  # noqa: PLC0415 - by those who pay alone

    told = {} if settings is None else _read(settings)
    gateways: dict[str, RefundGateway] = {}
    by_kind: dict[tuple[str, str], str] = {}
    for brand, ledger in credit.items():
        name = credit_account(brand)
        gateways[name] = StoreCredit(ledger, clock, name=name)
        by_kind[brand, "store_credit"] = name
    paces: dict[str, float] = {}
    banks: dict[str, Bank] = {}
    for name, account in _tables(told, "accounts").items():
        if account.get("kind") in _BY_FILES:
            banks[name] = _bank(name, account, settings)
            continue
        pace = _pace(f"accounts.{name}.{_PACE}", account)
        if pace is not None:
            paces[name] = pace
        gateways[name] = _account(name, account, _Secrets(settings, environment))
    by_kind.update(routes_of(told.get("routes", {}), gateways, banks))
    accounts = frozenset({*gateways, *banks})
    return Connected(gateways, Routes(accounts, by_kind), paces, banks, _nights(told.get("nights", {})))


def _read(settings: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(settings.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise NotConnected("gateways.unreadable", file=str(settings), why=str(trouble)) from None
    only_known(told, {"accounts", "routes", "nights"}, "")
    return told


def _nights(told: object) -> Nights:
    """`at = "02:00"` or a time of TOML's own, `zone = "Europe/Berlin"`."""
    if not isinstance(told, dict):
        raise NotConnected("gateways.no_table", at="nights")
    only_known(told, {"at", "zone"}, "nights.")
    at, zone = told.get("at", time(2)), told.get("zone", "")
    try:
        hour = at if isinstance(at, time) else time.fromisoformat(str(at))
    except ValueError:
        raise NotConnected("gateways.hour", at="nights.at") from None
    try:
        return Nights(hour.replace(tzinfo=None), ZoneInfo(str(zone)) if zone else None)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise NotConnected("gateways.zone", at="nights.zone") from None


def _tables(told: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    tables = told.get(name, {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise NotConnected("gateways.no_table", at=name)
    return tables


def _pace(at: str, account: dict[str, Any]) -> float | None:
    """What stands there, taken out; else the usual one of its kind."""
    usual = _USUAL_PACE.get(str(account.get("kind")))
    said = account.pop(_PACE, usual)
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said <= _FASTEST:
        raise NotConnected("gateways.pace", at=at, most=f"{_FASTEST:.0f}")
    return float(said)


def _account(name: str, told: dict[str, Any], secrets: _Secrets) -> RefundGateway:
    kind = told.pop("kind", "")
    if kind not in _KINDS:
        raise NotConnected("gateways.kind", at=f"accounts.{name}", kind=str(kind), known=", ".join(_KINDS))
    _has_its_fields(name, kind, told)
    read = {one: secrets.told(f"accounts.{name}.{one}", one, said) for one, said in told.items()}
    try:
        return _MAKERS[kind](name, read)
    except NotSafelyConnected as trouble:
        raise NotConnected("gateways.not_safe", at=f"accounts.{name}", why=str(trouble)) from None
    except TypeError:
        raise NotConnected("gateways.not_its_kind", at=f"accounts.{name}") from None


def _has_its_fields(name: str, kind: str, told: Mapping[str, Any]) -> None:
    needed, possible = _FIELDS[kind]
    only_known(told, needed | possible, f"accounts.{name}.")
    for missing in sorted(needed - told.keys()):
        raise NotConnected("gateways.missing", at=f"accounts.{name}.{missing}")


def _bank(name: str, told: dict[str, Any], settings: Path | None) -> Bank:
    from refundtui.gateways.nacha_file import settings as nacha  # noqa: PLC0415 - the same
    from refundtui.gateways.sepa_file import settings as sepa  # noqa: PLC0415 - XML and a register of banks, for payers
    from refundtui.gateways.sepa_file.bank import NotABank  # noqa: PLC0415 - the same

    kind = told.pop("kind")
    _has_its_fields(name, kind, told)
    beside = Path() if settings is None else settings.parent
    try:
        if kind == "nacha_file":
            return nacha.bank_of(name, told, beside)
        return sepa.bank_of(name, told, beside)
    except NotABank as trouble:
        raise NotConnected("gateways.not_safe", at=f"accounts.{name}", why=str(trouble)) from None


@dataclass(frozen=True, slots=True)
class _Secrets:
    settings: Path | None
    environment: Mapping[str, str]

    def told(self, at: str, field: str, said: object) -> object:
        """What a field says, fetched from where it says so."""
        if isinstance(said, list):
            return tuple(self.told(at, field, one) for one in said)
        if field not in _SECRET:
            return said
        where, _, name = str(said).partition(":")
        if where == "env" and name:
            return self._from_environment(at, name)
        if where == "file" and name and self.settings is not None:
            return self._from_file(at, self.settings.parent / name)
        raise NotConnected("gateways.secret_in_the_open", at=at)

    def _from_environment(self, at: str, name: str) -> str:
        found = self.environment.get(name, "").strip()
        if not found:
            raise NotConnected("gateways.secret_missing", at=at, where=name)
        return found

    def _from_file(self, at: str, file: Path) -> str:
        try:
            if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise NotConnected("gateways.secret_for_everybody", at=at, where=str(file))
            return file.read_text("utf-8").strip()
        except OSError:
            raise NotConnected("gateways.secret_missing", at=at, where=str(file)) from None


def _stripe(name: str, told: dict[str, Any]) -> RefundGateway:
    from refundtui.gateways.stripe.account import StripeAccount  # noqa: PLC0415 - half a second, for payers alone

    secrets = told.pop("webhook_secrets")
    return StripeAccount(told.pop("key"), tuple(secrets), name=name, **told)


def _adyen(name: str, told: dict[str, Any]) -> RefundGateway:
    from refundtui.gateways.adyen.account import AdyenAccount  # noqa: PLC0415 - a tenth of a second, for payers alone
    from refundtui.gateways.adyen.gateway import Adyen  # noqa: PLC0415 - the same
    from refundtui.gateways.one_request import client_for  # noqa: PLC0415 - httpx, for payers alone

    account = AdyenAccount(**told)
    return Adyen(account, client_for(account.address), name=name)


def _paypal(name: str, told: dict[str, Any]) -> RefundGateway:
    from refundtui.gateways.one_request import client_for  # noqa: PLC0415 - httpx, for payers alone
    from refundtui.gateways.paypal.account import PayPalAccount  # noqa: PLC0415 - the same
    from refundtui.gateways.paypal.certificates import (  # noqa: PLC0415 - cryptography as well
        Certificates,
        fetched_by,
        public_roots,
    )
    from refundtui.gateways.paypal.gateway import PayPal  # noqa: PLC0415 - the same

    account = PayPalAccount(**told)
    client = client_for(account.address)
    certificates = Certificates(fetched_by(client), public_roots(), live=account.live)
    return PayPal(account, client, certificates, name=name)


_MAKERS: Final[Mapping[str, Callable[[str, dict[str, Any]], RefundGateway]]] = {
    "adyen": _adyen,
    "paypal": _paypal,
    "stripe": _stripe,
}
